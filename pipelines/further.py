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
from pipelines.outline import short_text
from pipelines.sources import Sources
from pipelines.text import plain
from pipelines.urls import canonicalise

_HTML = "text/html"
_MOST = 50
"""Further pages of one article."""
_MOST_ANCHORS = 5_000
_LONGEST_HREF = 2_083
_LONGEST_NAMES = 200
_LONGEST_TEXT = 40
_AROUND = 4
"""Boxes round a link that may be called one of pages: ``div.pagination > ul > li > a``."""
_EDGE = 3
"""Paragraphs at either end of the first page that another one may repeat."""
_KEYS = frozenset(
    "page p pg pn paged pageno page_no pagenum pageindex currentpage curpage cpage pagen_1 pagina seite "
    "start limitstart".split()
)
"""What queries call the number of the page."""
_ALL_PAGES = ("showall", "")
"""What Joomla adds to the addresses of single pages."""
_FILE = re.compile(r"(?P<stem>.+?)(?:[_-]0|_1)?(?P<end>\.[a-z]{2,5})", re.IGNORECASE)
"""A path that ends as a file's name does; ``_0`` or ``_1`` is the first page where others are ``_2`` and ``_3``."""
_PAGE = (
    "page|pagina|página|seite|strona|sida|side|sivu|halaman|trang|страница|стр|сторінка|σελίδα|صفحة|صفحه|หน้า|पृष्ठ|"
    "ページ|第|쪽"
)
_STEP = re.compile(
    r"(?P<mark>/|[_,~]|[_-]p|/p/?|[/_-](?:page|seite|pagina|pag|str)[/_-]?|-)(?P<number>\d{1,2})",
    re.IGNORECASE | re.ASCII,
)
"""What stands between the address of an article and the number of its page."""
_TOLD = re.compile(
    rf"[^\w]*(?:{_PAGE})?[^\w]*(\d{{1,2}})(?:[^\w]*(?:[/页頁ページ쪽]|of|de|von|sur|из|di|/)\s*(?:\d{{1,2}})?)?[^\w]*",
    re.IGNORECASE,
)
"""What a link says that says a page's number: '2', 'Page 2 of 3', '第2页', '٢'."""
_LEADS_ON = re.compile(
    r"(?<![a-z])(?:next|pages|pager|paging|paginat|page[_-]?(?:nav|link|number|list|bar))", re.IGNORECASE
)
"""What the boxes are called in which links to further pages stand."""
_NEXT = frozenset(
    (
        "next|next page|下一页|下一頁|后一页|次へ|次のページ|다음|다음 페이지|suivant|page suivante|siguiente|"
        "página siguiente|próxima|próxima página|seguinte|avanti|successiva|pagina successiva|weiter|nächste|"
        "nächste seite|volgende|volgende pagina|næste|neste|nästa|seuraava|następna|następna strona|další|ďalšia|"
        "következő|următoarea|следующая|далее|наступна|επόμενη|sonraki|sonraki sayfa|selanjutnya|"
        "halaman selanjutnya|berikutnya|trang sau|tiếp theo|ถัดไป|หน้าถัดไป|अगला|التالي|الصفحة التالية|بعدی|הבא"
    ).split("|")
)
"""What links to the next page say, signs apart."""
_SIGNS = " \t\n\xa0›»→>…‹«."
_FIGURE = re.compile(r"\d{1,2}", re.ASCII)
_SCRIPT = "createPageHTML"
_SCRIPTED = re.compile(
    r"createPageHTML\(\s*(?:[\"'][^\"']{0,40}[\"']\s*,\s*)?(\d{1,3})\s*,\s*[01]\s*,\s*[\"']([^\"'/]{1,200})[\"']\s*,"
    r"\s*[\"'](s?html?)[\"']",
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
    is_next: bool
    """Whether the link is marked as the next page's."""


def find_further(sources: Sources) -> tuple[Attachment, ...]:
    """The pages on which an article goes on, by number, as far as this one names them: ``_MOST`` at most.

    One is known by its address alone, that of the first page and a number: ``/plan/2``, ``plan_2.html``,
    ``plan-p2.html``, ``/plan?page=2``, where the link says that number, that it leads to the next page, or stands in a
    box that is called one of pages. Portals that count from 0 have ``plan_1.html`` for the second page. Without a
    second page there are none: other numbers are those of other articles.
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
        Attachment(pages[number], f"Page {number}", _HTML, number) for number in sorted(pages) if number > own
    )[:_MOST]


def is_further(first: str, url: str) -> bool:
    """Whether ``url`` may be that of a further page of the article at ``first``."""
    return _number(first, canonicalise(url))[0] > 0


def _linked(sources: Sources, first: str) -> Iterator[_Named]:
    name = _stem(urlsplit(first).path)[0].rpartition("/")[2]
    if not name:
        return
    for anchor in islice(sources.document.tree.iter("a", "link"), _MOST_ANCHORS):
        href = anchor.get("href")
        # Links to other articles, told at a glance: working an address out takes a hundred times as long.
        if not href or (name not in href and (href[0] == "/" or "://" in href) and "%" not in name):
            continue
        if not _may_be_numbered(href := href.strip()):
            continue
        url = canonicalise(href, sources.document.base_url)
        number, is_sure = _number(first, url)
        if not number or url == sources.document.url:
            continue
        told = _told(anchor)
        if told - number in (0, 1) if told else is_sure and _leads_on(anchor):
            yield _Named(url, number, told, "next" in _rel(anchor))


def _may_be_numbered(href: str) -> bool:
    is_short = 0 < len(href) <= _LONGEST_HREF and not href.startswith("#")
    return is_short and ("?" in href or any(map(str.isdigit, href[-12:])))


def _told(anchor: HtmlElement) -> int:
    said = _TOLD.fullmatch(_said(anchor))
    return int(said[1]) if said else 0


def _said(anchor: HtmlElement) -> str:
    return (short_text(anchor, _LONGEST_TEXT) or anchor.get("aria-label", "")[:_LONGEST_TEXT]).strip()


def _rel(anchor: HtmlElement) -> list[str]:
    return (anchor.get("rel") or "").lower().split()


def _leads_on(anchor: HtmlElement) -> bool:
    """Whether a link is one to a next page by what it says, or what it or a box round it is called."""
    if "next" in _rel(anchor):
        return True
    boxes = (anchor, *islice(anchor.iterancestors(), _AROUND)) if anchor.tag == "a" else ()
    names = (f"{one.get('class', '')[:_LONGEST_NAMES]} {one.get('id', '')[:_LONGEST_NAMES]}" for one in boxes)
    said = _said(anchor).strip(_SIGNS).casefold()
    return said in _NEXT or (not any(map(str.isdigit, said)) and any(map(_LEADS_ON.search, names)))


def _scripted(sources: Sources, first: str) -> Iterator[_Named]:
    if _SCRIPT not in sources.document.html:
        return
    for script in sources.document.tree.iter("script"):
        called = _SCRIPTED.search(script.text or "")
        if called and _number(first, canonicalise(f"{called[2]}_1.{called[3]}", first))[0]:
            for number in range(1, min(int(called[1]), _MOST + 1)):
                yield _Named(
                    canonicalise(f"{called[2]}_{number}.{called[3]}", first), number, number + 1, False
                )
            return


def _offset(named: list[_Named]) -> int:
    """What is to be added to the numbers of addresses: 1 where the portal counts from 0."""
    if told := [one.told - one.number for one in named if one.told]:
        return min(told)
    numbers = {one.number for one in named}
    return int(numbers == {1} or any(one.number == 1 and one.is_next for one in named))


def _number(first: str, url: str) -> tuple[int, bool]:
    """The number that the address ``url`` adds to that of the first page, 0 where that is not what it is; and whether
    it can hardly be anything else: systems put a number to the name of another article of the same title."""
    one, other = urlsplit(first), urlsplit(url)
    if one.netloc != other.netloc:
        return 0, False
    number = _number_in_query(one.query, other.query)
    if one.path == other.path:
        return number or 0, True
    return _step(one.path, other.path) if number is None else (0, False)


def _number_in_query(first: str, query: str) -> int | None:
    """The page's number in a query that has it beside all that the first page's has, which may itself name page 0 or
    1; None where the two say the same, 0 where they differ otherwise."""
    one, other = (
        [pair for pair in parse_qsl(each, keep_blank_values=True) if pair != _ALL_PAGES]
        for each in (first, query)
    )
    added = [pair for pair in other if pair not in one]
    gone = [pair for pair in one if pair not in other]
    if not added and not gone:
        return None
    if len(added) != 1 or added[0][0].lower() not in _KEYS or not _FIGURE.fullmatch(added[0][1]):
        return 0
    is_same = not gone or (len(gone) == 1 and gone[0][0] == added[0][0] and gone[0][1] in ("0", "1"))
    return int(added[0][1]) if is_same else 0


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
    assert page.first
    if not is_further(page.first.url, page.url):
        return FileText("", f"redirect-elsewhere: leads to {page.url}")
    if isinstance(read, Refusal):
        return FileText("", f"{read.reason}: {read.detail}".removesuffix(": "))
    first = [plain(paragraph) for paragraph in page.first.text.split("\n\n")]
    paragraphs = read.text.split("\n\n")
    while paragraphs and plain(paragraphs[0]) in first[:_EDGE]:
        del paragraphs[0]
    while paragraphs and plain(paragraphs[-1]) in first[-_EDGE:]:
        del paragraphs[-1]
    if not paragraphs or all(plain(paragraph) in first for paragraph in paragraphs):
        return FileText("", f"{NOTHING_NEW}: the page says what the first one says")
    return FileText("\n\n".join(paragraphs), "", read.attachments)
