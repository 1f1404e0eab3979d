"""XML from the web: no entities, no network, bounded."""

from __future__ import annotations

from lxml import etree
from scrapy.http import Response
from scrapy.utils.gz import gunzip, gzip_magic_number

LARGEST = 60 * 1024 * 1024
"""The sitemap protocol allows 50 MB uncompressed (sitemaps.org)."""


def parse_xml(response: Response) -> etree._Element:
    """The root of an XML document, gunzipped where the file itself is gzip; namespaces are kept.

    Raises ``ValueError`` with the address for what is not XML.
    """
    body = response.body
    if gzip_magic_number(response):
        body = gunzip(body, max_size=LARGEST)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    root = etree.fromstring(body.lstrip(), parser) if body.strip() else None
    if root is None:
        raise ValueError(f"{response.url}: no XML document")
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def texts(element: etree._Element) -> dict[str, str]:
    """The text of an element's descendants by local name, the first of each name."""
    found: dict[str, str] = {}
    for child in element.iterdescendants():
        name = local_name(child)
        if name and name not in found:
            found[name] = " ".join("".join(child.itertext()).split())
    return found
