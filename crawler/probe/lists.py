"""The structure of a portal's lists: which pages link to articles, and how they go on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from urllib.parse import urlsplit

from attrs import frozen
from lxml.html import HtmlElement
from scrapy.http import HtmlResponse
from scrapy.utils.response import get_base_url

from archive.records import Hint, fuller
from crawler.probe.forms import is_document, is_page, likeness, path_of
from crawler.spiders.found import Window
from crawler.spiders.html import parsed
from crawler.spiders.listing import Listing
from crawler.spiders.rows import hint_of
from pipelines.urls import canonicalise

_NEWS = re.compile(
    r"news|press|release|speech|statement|announce|notice|bulletin|update|media|article|latest"
    r"|actualit|communiqu|presse|nouvelle|noticia|novedad|comunicado|prensa|sala-de|boletin|aviso|not[ií]cia"
    r"|gazett|journal|diario-?oficial|amtsblatt|meldung|aktuell|nachricht|pressemit|notizi|comunicat|nieuws|haber|berita|vijest|wiadomo|novost|новост|пресс"
    r"|أخبار|akhbar|xinwen|xwzx|xwfb|xwdt|tzgg|gzdt|gonggao|zhengce|zwgk|list"
    r"|公报|官報|관보|新闻|要闻|动态|公告|通知|资讯|政务|消息|ニュース|お知らせ|報道",
    re.IGNORECASE,
)
_MOST_REPEATED = 0.6
"""A link on more than this share of the pages is one of the menu."""
_AN_ARTICLE = 3.0
"""What looks so much like an article is no list, whatever words are in it."""
_FEWEST_ARTICLES = 3
"""Articles that a page links to, beyond those that every page does, to be a listing."""
_NUMBERED = re.compile(r"(?:page|p[áa]gina|seite|str[ao]n\w{1,4}|第)?\s?(\d{1,4})\s?[页頁]?", re.IGNORECASE)
"""``2``, ``Page 2``, ``第2页``."""
_NEXT = re.compile(
    r"\W*(?:next|older|suivante?s?|siguientes?|pr[óo]xim[ao]|seguinte|weiter|nächste|volgende|successiv[ao]"
    r"|下一?[页頁]|后一页|次へ|다음|следующая|вперед|التالي)\W*(?:page|p[áa]gina|seite|posts)?\W*",
    re.IGNORECASE,
)
_LONGEST_PAGER = 40
_FIGURES = re.compile(r"\d{1,4}")


@frozen
class Link:
    url: str
    texts: tuple[str, ...]
    """Of all links to it on a page."""

    @property
    def text(self) -> str:
        """The longest: what it is called rather than ``read on``."""
        return max(self.texts, key=len, default="")


@frozen
class Listed:
    """A page that lists articles."""

    url: str
    articles: tuple[str, ...]
    has_next: bool
    """Whether it links to its next page in one of the usual ways."""
    numbered: str
    """Address of its further pages with ``{page}`` in it; empty where none are linked."""
    first: int = 2
    """The number of the second page."""
    further: tuple[str, ...] = ()
    """Further pages that it links to."""

    @property
    def goes_on(self) -> bool:
        return self.has_next or bool(self.numbered)


def links_of(page: HtmlResponse) -> list[Link]:
    """The pages of the same host that a page links to, each once, in the page's order."""
    found = dict[str, list[str]]()
    for url, link in _anchors(page):
        if is_page(url):
            found.setdefault(url, []).append(
                " ".join((link.text_content() or link.get("title") or "").split())
            )
    return [Link(url, tuple(texts)) for url, texts in found.items()]


def documents_of(page: HtmlResponse) -> dict[str, Hint]:
    """The documents of the same host that a page links to, with what their rows say of them."""
    found = dict[str, Hint]()
    for url, link in _anchors(page):
        if is_document(url):
            found[url] = fuller(found.get(url, Hint()), hint_of(link))
    return found


def articles_of(page: HtmlResponse, is_article: Callable[[str], bool]) -> tuple[str, ...]:
    """The articles, pages and documents, that a page links to."""
    named = (*(link.url for link in links_of(page)), *documents_of(page))
    return tuple(filter(is_article, named))


def _anchors(page: HtmlResponse) -> Iterator[tuple[str, HtmlElement]]:
    """Canonical address and element of each link that stays on the host."""
    host, base = urlsplit(page.url).netloc, get_base_url(page)
    for link in parsed(page).root.iter("a"):
        url = canonicalise((link.get("href") or "#").strip(), base)
        if url and urlsplit(url).netloc == host:
            yield url, link


def sections_in(home: HtmlResponse, most: int) -> list[str]:
    """The pages that a home page links to and that may be lists, the likeliest first."""
    rated = [(_section_score(link), -place, link.url) for place, link in enumerate(links_of(home))]
    return [url for score, _, url in sorted(rated, reverse=True) if score > 0][:most]


def folders_in(pages: Sequence[HtmlResponse], articles: Iterable[str], most: int) -> list[str]:
    """The pages that are linked somewhere and whose address is a folder of articles, the fullest first."""
    counted = Counter(folder for url in dict.fromkeys(articles) for folder in _folders(url))
    linked = dict.fromkeys(link.url for page in pages for link in links_of(page))
    return sorted((url for url in linked if url in counted), key=lambda url: -counted[url])[:most]


def _folders(url: str) -> Iterator[str]:
    """The folders above an address, with their slash and without, the front page apart."""
    end = url.find("/", url.find("//") + 2)
    while (end := url.find("/", end + 1)) > 0:
        yield url[:end]
        yield url[: end + 1]


def _section_score(link: Link) -> float:
    """A word for news in address or text, a short address, no date or long number; 0 for an article's."""
    path, looks = path_of(link.url), likeness(link.url)
    if looks >= _AN_ARTICLE:
        return 0.0
    words = 2.0 * bool(_NEWS.search(path)) + 2.0 * bool(_NEWS.search(link.text))
    is_short = len(path.strip("/").split("/")) <= 2
    is_word = len(link.text) <= 30
    return words + 0.5 * is_short + 0.5 * is_word + 0.5 * path.endswith("/") - looks


def menu_of(pages: Sequence[HtmlResponse]) -> frozenset[str]:
    """Links that stand on most of the pages, whatever these are about; empty where too few were seen."""
    if len(pages) < 3:
        return frozenset()
    seen = Counter(url for page in pages for url in {link.url for link in links_of(page)})
    return frozenset(url for url, count in seen.items() if count > _MOST_REPEATED * len(pages))


def listings_among(
    pages: Iterable[HtmlResponse], is_article: Callable[[str], bool], menu: frozenset[str]
) -> Iterator[Listed]:
    """The pages that link to articles which not every page links to."""
    for page in pages:
        articles = tuple(url for url in articles_of(page, is_article) if url not in menu)
        if len(articles) >= _FEWEST_ARTICLES and not is_article(canonicalise(page.url)):
            yield _listed(page, articles, links_of(page))


def _listed(page: HtmlResponse, articles: tuple[str, ...], links: Sequence[Link]) -> Listed:
    way = Listing(page.url)
    following = [item.url for item in way.read(page, Window()) if item.kind == "listing"]
    numbered, first, further = _numbering(page.url, links)
    onward = [canonicalise(url, get_base_url(page)) for url in following]
    return Listed(
        page.url, articles, bool(following), numbered, first, tuple(dict.fromkeys([*onward, *further]))
    )


def _numbering(url: str, links: Sequence[Link]) -> tuple[str, int, tuple[str, ...]]:
    """How the addresses of further pages are made: by links whose text is a number that their address follows."""
    pages = _numbered_links(url, links)
    if 2 not in pages:
        return "", 2, ()
    for found in reversed(list(_FIGURES.finditer(pages[2]))):
        second = int(found[0])
        form = pages[2][: found.start()] + "{page}" + pages[2][found.end() :]
        made = [form.replace("{page}", str(second + at - 2)) for at in pages if at > 2]
        if second in (1, 2) and made == [pages[at] for at in pages if at > 2]:
            return form, second, tuple(pages.values())
    return "", 2, ()


def _numbered_links(url: str, links: Sequence[Link]) -> dict[int, str]:
    """Number to address; bare numbers go before numbers with a word, and those before the word for 'next'."""
    told = [(text[:_LONGEST_PAGER], link.url) for link in links if link.url != url for text in link.texts]
    for form in (_FIGURES, _NUMBERED):
        matches = [(match, there) for text, there in told if (match := form.fullmatch(text))]
        pages = {int(match[match.lastindex or 0]): there for match, there in reversed(matches)}
        if 2 in pages:
            return {number: there for number, there in pages.items() if number > 1}
    following = next((there for text, there in told if _NEXT.fullmatch(text)), "")
    return {2: following} if following else {}
