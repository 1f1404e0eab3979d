"""Further pages of an article that its portal has divided, and what they add to the first one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen
from lxml.html import HtmlElement

from archive.attached import NOTHING_NEW
from archive.records import Article, Attachment, FileText, Page, Refusal
from pipelines.outline import visible_text
from pipelines.sources import Sources
from pipelines.text import plain
from pipelines.urls import canonicalise

PAGE_TYPE = "text/html"
_MOST = 50
"""Further pages of one article."""
_MOST_ANCHORS = 5_000
_NUMBERED = re.compile(r"(?<!\d)\d{1,2}(?:\.\w{3,5})?/?(?:[?#].*)?$|[?&]\w+=\d{1,2}(?!\d)", re.ASCII)
"""An address that may have the number of a page at its end."""
_KEYS = frozenset(
    "page p pg pn paged pageno page_no pagenum pageindex currentpage cpage pagina seite".split()
)
"""What queries call the number of the page."""
_FILE = re.compile(r"(?P<stem>.+?)(?:[_-]0)?(?P<end>\.[a-z]{3,5})", re.IGNORECASE)
"""A path that ends as a file's name does; ``_0`` is the first page where others are ``_1`` and ``_2``."""
_STEP = re.compile(
    r"(?P<mark>/|[_-]p?|/(?:page|seite|pagina)[/-]?|[_-]page[_-]?)(?P<number>\d{1,2})", re.IGNORECASE
)
"""What stands between the address of an article and the number of its page."""
_TOLD = re.compile(r"\D{0,12}?(\d{1,2})\D{0,6}", re.ASCII)
"""What a link says that says a page's number: '2', 'Page 2', '第2页', '2 »'."""
_LEADS_ON = re.compile(r"next|pag(?:e|er|ed|es|ing|ina\w*)(?![a-z])", re.IGNORECASE)
"""What the boxes are called in which links to further pages stand."""
_SCRIPTED = re.compile(
    r"createPageHTML\(\s*(\d{1,3})\s*,\s*0\s*,\s*[\"']([^\"'/]{1,200})[\"']\s*,\s*[\"'](s?html?)[\"']",
    re.ASCII,
)
"""How pages that TRS WCM makes name their further ones: how many there are, which this is, name and ending."""


@frozen
class _Named:
    """A link to what may be a further page."""

    url: str
    number: int
    """In its address."""
    told: int
    """In what the link says; 0 where it says none."""


def find_further(sources: Sources) -> tuple[Attachment, ...]:
    """The pages on which an article goes on, by number, as far as this one names them: ``_MOST`` at most.

    One is known by its address alone, that of the first page and a number: ``/plan/2``, ``plan_2.html``,
    ``plan-p2.html``, ``/plan?page=2``, where the link says that number or its box is called one of pages. Portals that
    count from 0 have ``plan_1.html`` for the second page. Without a second page there are none: other numbers are
    those of other articles.
    """
    url, own = sources.document.url, 1
    first, further = url, sources.page.first
    if further:
        first, own = further.url, further.number
    named = list(_linked(sources, first)) or list(_scripted(sources, first))
    offset = own - _number(first, url)[0] if further else _offset(named)
    pages = {one.number + offset: one.url for one in reversed(named)}
    if not further and 2 not in pages:
        return ()
    return tuple(
        Attachment(pages[number], f"Page {number}", PAGE_TYPE, number)
        for number in sorted(pages)
        if number > own
    )[:_MOST]


def _linked(sources: Sources, first: str) -> Iterator[_Named]:
    name = _stem(urlsplit(first).path)[0].rpartition("/")[2]
    if not name:
        return
    for anchor in islice(sources.document.tree.iter("a", "link"), _MOST_ANCHORS):
        href = anchor.get("href") or ""
        # Links to other articles, told at a glance: working an address out takes a hundred times as long.
        if name not in href and "%" not in name and (href.startswith("/") or "://" in href):
            continue
        if not _NUMBERED.search(href) or not (url := canonicalise(href, sources.document.base_url)):
            continue
        number, is_sure = _number(first, url)
        told = _told(anchor)
        if number and (told - number in (0, 1) if told else is_sure and _leads_on(anchor)):
            yield _Named(url, number, told)


def _told(anchor: HtmlElement) -> int:
    said = _TOLD.fullmatch(visible_text(anchor).strip())
    return int(said[1]) if said else 0


def _leads_on(anchor: HtmlElement) -> bool:
    """Whether a link is one to a next page by what it or a box round it is called."""
    names = (
        f"{one.get('class', '')} {one.get('id', '')}" for one in (anchor, *islice(anchor.iterancestors(), 2))
    )
    is_next = "next" in (anchor.get("rel") or "").lower().split()
    return is_next or (anchor.tag == "a" and any(map(_LEADS_ON.search, names)))


def _scripted(sources: Sources, first: str) -> Iterator[_Named]:
    for script in sources.document.tree.iter("script"):
        if called := _SCRIPTED.search(script.text or ""):
            count, stem, ending = int(called[1]), called[2], called[3]
            for number in range(1, min(count, _MOST + 1)):
                url = canonicalise(f"{stem}_{number}.{ending}", first)
                if _number(first, url)[0]:
                    yield _Named(url, number, number + 1)


def _offset(named: list[_Named]) -> int:
    """What is to be added to the numbers of addresses: 1 where the portal counts from 0."""
    if told := [one.told - one.number for one in named if one.told]:
        return min(told)
    return int(any(one.number == 1 for one in named))


def _number(first: str, url: str) -> tuple[int, bool]:
    """The number that the address ``url`` adds to that of the first page, 0 where that is not what it is; and whether
    it can hardly be anything else: systems put a number to the name of another article of the same title."""
    one, other = urlsplit(first), urlsplit(url)
    (bare, _), (kept, number) = _query(one.query), _query(other.query)
    if one.netloc != other.netloc or bare != kept:
        return 0, False
    if one.path == other.path:
        return number, True
    return (0, False) if number else _step(one.path, other.path)


def _query(query: str) -> tuple[list[tuple[str, str]], int]:
    """A query without the number of a page, and that."""
    pairs = parse_qsl(query, keep_blank_values=True)
    told = [
        value for name, value in pairs if name.lower() in _KEYS and re.fullmatch(r"\d{1,2}", value, re.ASCII)
    ]
    kept = [(name, value) for name, value in pairs if name.lower() not in _KEYS]
    return kept, int(told[0]) if len(told) == 1 else 0


def _step(first: str, path: str) -> tuple[int, bool]:
    stem, end = _stem(first)
    if not stem or not path.startswith(stem) or not path.endswith(end):
        return 0, False
    step = _STEP.fullmatch(path[len(stem) : len(path) - len(end)].rstrip("/"))
    return (int(step["number"]), step["mark"] != "-") if step else (0, False)


def _stem(path: str) -> tuple[str, str]:
    """What the paths of all pages of an article begin with, and what they end with."""
    file = _FILE.fullmatch(path)
    return (file["stem"], file["end"]) if file else (path.rstrip("/"), "")


def further_text(read: Article | Refusal, page: Page) -> FileText:
    """What a further page says that the first does not, and what it offers besides: files, yet further pages.

    Templates repeat the lead above the text of each page and who wrote it below: what the first page says as well goes
    at both ends, and a page that says nothing else is none (it shows more comments, or other pictures).
    """
    if isinstance(read, Refusal):
        return FileText("", f"{read.reason}: {read.detail}".removesuffix(": "))
    assert page.first
    known = set(map(plain, page.first.text.split("\n\n")))
    paragraphs = read.text.split("\n\n")
    while paragraphs and plain(paragraphs[0]) in known:
        del paragraphs[0]
    while paragraphs and plain(paragraphs[-1]) in known:
        del paragraphs[-1]
    if not paragraphs:
        return FileText("", f"{NOTHING_NEW}: the page says what the first one says")
    return FileText("\n\n".join(paragraphs), "", read.attachments)
