"""What the head of a page declares in ``<meta>``: Open Graph, Dublin Core, news systems, Chinese portals."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

Metas = dict[str, tuple[str, ...]]

PUBLISHED = (
    "article:published_time", "article:published", "og:article:published_time", "og:published_time",
    "pubdate", "publishdate", "publish-date", "publish_date", "published_date", "published_time",
    "publication_date", "datepublished", "date.published", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "rnews:datepublished", "article.published", "article_date_original",
    "originalpublicationdate", "citation_publication_date", "citation_online_date", "citation_date",
    "bt:pubdate", "dcterms.issued", "dc.date.issued", "dc.date.created", "dcterms.created", "dcterms.date",
    "dc.date", "date", "publishtime", "firstpublishtime", "govuk:first-published-at", "news_date",
    "release_date", "published", "published-date", "published date", "created",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "article:modified", "og:updated_time", "og:article:modified_time",
    "datemodified", "date.modified", "dcterms.modified", "dc.date.modified", "last-modified", "lastmod",
    "moddate", "article.updated", "last_updated", "updated_time", "updated date", "modified-time",
    "revised", "govuk:public-updated-at", "cxenseparse:modifiedtime",
)  # fmt: skip
AUTHOR = (
    "author", "article:author_name", "dc.creator", "dcterms.creator", "dc.contributor.author",
    "parsely-author", "sailthru.author", "byl", "citation_author", "cxenseparse:author", "article.author",
    "rnews:author", "article:author", "twitter:creator:name", "writer",
)  # fmt: skip
DESCRIPTION = (
    "og:description", "description", "twitter:description", "dc.description", "dcterms.description",
    "abstract",
)  # fmt: skip
SECTION = (
    "article:section", "og:article:section", "columnname", "section", "parsely-section",
    "cxenseparse:taxonomy", "channel",
)  # fmt: skip
KEYWORDS = (
    "article:tag", "og:article:tag", "news_keywords", "keywords", "parsely-tags", "sailthru.tags",
    "dc.subject", "dcterms.subject", "tags",
)  # fmt: skip
PUBLISHER = (
    "dc.publisher", "dcterms.publisher", "citation_publisher", "publisher", "article:publisher_name",
    "og:site_name", "sitename", "application-name",
)  # fmt: skip
COPYRIGHT = ("copyright", "dc.rights", "dcterms.rights", "dcterms.rightsholder", "rights")
SOURCE = ("contentsource", "source", "article:source")
TITLE = ("og:title", "twitter:title", "dc.title", "dcterms.title", "articletitle", "citation_title")
LANGUAGE = ("content-language", "dc.language", "dcterms.language", "og:locale", "language")

_AGENT = re.compile(r"(?:scheme=[\w.]+;\s*)?(?:corporate|personal)Name=(?P<name>[^;]+)")
_LONGEST = 5_000
_MOST = 400


def read_metas(tree: HtmlElement) -> Metas:
    """Name (lower case; ``name``, ``property``, ``itemprop`` or ``http-equiv``) to its contents in order.

    ``itemprop`` metas count only where no item scope but the page's holds them: those are read with the text.
    """
    found: dict[str, list[str]] = {}
    for count, meta in enumerate(tree.iter("meta")):
        content = (meta.get("content") or "").strip()
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        if content and name and count < _MOST:
            found.setdefault(name.strip().lower(), []).append(_value(content[:_LONGEST]))
    return {name: tuple(contents) for name, contents in found.items()}


def _value(content: str) -> str:
    """The name in a value of AGLS, the scheme of Australian governments (AS 5044): 'scheme=AGLSTERMS.AglsAgent;
    corporateName=Treasury'; anything else as it is."""
    agent = _AGENT.match(content)
    return agent["name"].strip() if agent else content


def first(metas: Metas, names: tuple[str, ...]) -> tuple[str, str]:
    """The first name that has a content, and the content: ``('og:title', 'Spring budget')``, else two empty."""
    for name in names:
        if name in metas:
            return name, metas[name][0]
    return "", ""
