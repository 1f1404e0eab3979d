"""XML from the web: no entities, no network, bounded."""

from __future__ import annotations

import zlib

from lxml import etree
from scrapy.http import Response

LARGEST = 60 * 1024 * 1024
"""The sitemap protocol allows 50 MB uncompressed (sitemaps.org)."""


def parse_xml(response: Response) -> etree._Element:
    """The root of an XML document, gunzipped where the file itself is gzip; namespaces are kept.

    Raises ``ValueError`` with the address for what is not XML, too large, or damaged gzip.
    """
    body = response.body
    if body[:2] == b"\x1f\x8b":
        body = _gunzipped(response.url, body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(body.lstrip(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"{response.url}: no XML document ({error})") from error
    if root is None:
        raise ValueError(f"{response.url}: no XML document")
    return root


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for comments and processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def texts(element: etree._Element) -> dict[str, str]:
    """The text of an element's children by local name.

    Of several with one name, the first of the element's own namespace: ``title`` goes before ``media:title``.
    """
    own = etree.QName(element).namespace
    found: dict[str, str] = {}
    for child in sorted(element.iterchildren("*"), key=lambda child: etree.QName(child).namespace != own):
        found.setdefault(local_name(child), " ".join("".join(child.itertext()).split()))
    return found


def _gunzipped(url: str, body: bytes) -> bytes:
    """Not Scrapy's: that returns what it can of a damaged file, and half a sitemap looks like a whole one."""
    plain = b""
    while body:
        member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            plain += member.decompress(body, LARGEST - len(plain) + 1)
        except zlib.error as error:
            raise ValueError(f"{url}: damaged gzip ({error})") from error
        if not member.eof or len(plain) > LARGEST:
            raise ValueError(f"{url}: gzip that is cut short or longer than {LARGEST:,} bytes")
        body = member.unused_data.lstrip(b"\0")
    return plain
