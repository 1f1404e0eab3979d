"""Where in its portal an article stands: the section, the way there, and the source the portal names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice

from attrs import frozen
from lxml.html import HtmlElement

from pipelines import meta
from pipelines.jsonld import breadcrumb_of, text_of
from pipelines.listed import holds_link
from pipelines.moments import find_days, plain_figures
from pipelines.outline import Line, names_of, short_text, visible_text
from pipelines.sources import Sources
from pipelines.text import VOWEL_SIGNS, plain
from pipelines.urls import leads_to_front

_LONGEST = 60
_CUT = 20
_LONGEST_ALONE = 40
_DIGIT = re.compile(r"\d")
_CONTROLS = frozenset({"li", "button", "label", "form"})
_LONGEST_BREADCRUMB = 400
_EDGES = re.compile(rf"^[\W_]+|[^\w{VOWEL_SIGNS})）»”]+$")
_HOME = re.compile(
    r"home(?:page)?|start(?:seite)?|accueil|inicio|in[íi]cio|p[áa]gina inicial|portada"
    r"|главная(?: страница)?|الرئيسية|الصفحة الرئيسية"
    r"|首页|首頁|网站首页|主页|ホーム|トップ(?:ページ)?|홈|trang chủ|ana ?sayfa|beranda|hem|hjem|etusivu"
    r"|strona główna|dom[ůu]|होम|หน้าแรก|index|top",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"^(?:您?(?:现在|目前|当前|所在)?的?(?:所在)?位置|当前位置|目前位置|現在位置|you are here"
    r"|usted est[áa] aqu[íi]|vous [êe]tes ici|sie sind hier"
    r"|voc[êe] est[áa] aqui|вы здесь|أنت هنا|현재 ?위치)(?:是|在)?\s?[:：]?\s*",
    re.IGNORECASE,
)
_CRUMBS = re.compile(
    r"crumb|(?:^|[\s_-])(?:position|location|pathway|dqwz|current-?path|weizhi)(?:$|[\s_-])", re.IGNORECASE
)
_DIVIDER = re.compile(r"\s*(?:[>»›→/|\\＞]+|::|-{2,}|\s[-–—·•]\s)\s*")
_ARROWS = frozenset(">»›→＞")
_ARROW = re.compile(r"\s*[>»›→＞]+\s*")
_ABOVE = 2
"""Lines above the title, of which one may be a way that nothing calls so."""
_LETTER = re.compile(r"[^\W\d_]")
_PART = re.compile(r"\w\s?[:：|–—]\s?$")
"""Ends the first part of a title: 'Dues: ' before 'How to pay'."""
_BACK = re.compile(
    r"back\b|←|return|share|print|search|menu|skip|zurück|retour|volver|返回|navigation|öffnen|schließen"
    r"|toggle|\bopen\b|\bclose\b",
    re.IGNORECASE,
)

_SOURCE_LABEL = re.compile(
    r"(?:(?:信息|文章)?来源|來源|稿源|出典|출처|स्रोत|ที่มา"
    r"|(?:^|(?<=[|·•/]\s))(?:source|fuente|quelle|источник|джерело|المصدر|fonte|bron|nguồn|kaynak|źródło|zdroj"
    r"|källa|kilde|lähde|sumber|منبع))"
    r"\s?[:：]\s?(?P<name>[^|｜】\]]{2,80})",
    re.IGNORECASE,
)
_SOURCE_END = re.compile(
    r"\s*(?:(?:最后|最後)?(?:更新|修改)(?:时间|時間|日期|\s?[:：])"
    r"|作者|编辑|責任|责任|发布|發布|时间|時間|日期|浏览|访问|点击|阅读|暂无|字号|字体|打印|分享|\d{4}[-/年.]"
    r"|\b(?:published|updated|author|by|date"
    r"|print|share|views?)\b|\s[-–—]\s|[（(【\[]).*$",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]{1,40}\.){1,4}(?:[a-z]{2,10})(?![\w@-])", re.IGNORECASE)
_SHORT_SOURCE = re.compile(
    r"[\u3400-\u9fffA-Za-z]{1,16}(?:网|社|报|台|局|部|委|办|厅|院|政府|频道|办公室|发布|网站|通讯|周刊"
    r"|杂志|中心)"
)


@frozen
class Place:
    """Section, breadcrumb and source line, each with where it was read; both empty where the page does not say."""

    section: tuple[str, str]
    breadcrumb: tuple[tuple[str, ...], str]
    source_line: tuple[str, str]
    lines: tuple[Line, ...]
    """The visible line that names the source."""


def find_place(sources: Sources) -> Place:
    """Where in its portal the article stands, and whom the portal names as its source."""
    breadcrumb = _breadcrumb(sources)
    source_line, origin, lines = _source_line(sources)
    return Place(_section(sources, *breadcrumb), breadcrumb, (source_line, origin), lines)


def _section(sources: Sources, breadcrumb: tuple[str, ...], breadcrumb_origin: str) -> tuple[str, str]:
    """Order: rule, JSON-LD, meta, feed, the breadcrumb's last step, the line alone above the title.

    A year, the article's title and the site's name are none: systems call the folder of a page its column.
    """
    name, content = meta.first(sources.metas, meta.SECTION)
    candidates = [
        (sources.declared(sources.rules.section), "rule"),
        (text_of(sources.article.get("articleSection")), "json-ld:articleSection"),
        (content, f"meta:{name}"),
        (sources.page.hint.section, f"hint:{sources.page.hint.origin or 'listing'}"),
        (
            next((crumb for crumb in reversed(breadcrumb) if _is_section(crumb)), ""),
            breadcrumb_origin,
        ),
        (_above_title(sources), "text:above title"),
    ]
    others = set(map(plain, (_title(sources), *_names_of_site(sources))))
    fitting = (
        (text, origin)
        for text, origin in candidates
        if 0 < len(text) <= _LONGEST
        and (origin == "rule" or (_LETTER.search(text) and plain(text) not in others))
    )
    return next(fitting, ("", ""))


def _is_section(crumb: str) -> bool:
    """Whether a step may be a section: neither the front page nor a year, a day or an hour."""
    return _LETTER.search(crumb) is not None and not _HOME.fullmatch(crumb)


def _title(sources: Sources) -> str:
    return sources.outline.lines[sources.outline.title].text if sources.outline.title is not None else ""


def _names_of_site(sources: Sources) -> Iterator[str]:
    for name in ("og:site_name", "sitename", "application-name"):
        yield from sources.metas.get(name, ())
    yield from (sources.page.reading.site_name, sources.page.reading.publisher)


def _above_title(sources: Sources) -> str:
    """A heading or a link that stands alone right above the title, as portals print a section's name."""
    title = sources.outline.title
    if not title:
        return ""
    line = sources.outline.lines[title - 1]
    alone = (
        2 <= len(line.text) <= _LONGEST_ALONE and not _BACK.search(line.text) and not _DIGIT.search(line.text)
    )
    if (
        not alone
        or sources.outline.is_outside(line.element)
        or not _stand_together(line, sources.outline.lines[title])
    ):
        return ""
    links = list(line.element.iter("a"))
    is_link = len(links) == 1 and visible_text(links[0]) == line.text and line.element.tag not in _CONTROLS
    return line.text if is_link or line.element.tag in ("h2", "h3", "h4", "h5", "h6") else ""


def _stand_together(line: Line, title: Line) -> bool:
    """Whether the box that holds the title, or the one round that, holds the line as well."""
    boxes = list(islice(title.element.iterancestors(), 3))
    return any(ancestor in boxes for ancestor in line.element.iterancestors())


def _breadcrumb(sources: Sources) -> tuple[tuple[str, ...], str]:
    """Order: JSON-LD, what is marked or named as one above the title, a line that begins 'You are here'."""
    title = _title(sources)
    if crumbs := _without_title(breadcrumb_of(sources.nodes, sources.is_page), title):
        return crumbs, "json-ld:BreadcrumbList"
    named: dict[HtmlElement, bool] = {}
    for line in sources.outline.lines[: (sources.outline.title or 0) + 4]:
        if match := _HERE.match(line.text):
            steps = _steps(line.element) if holds_link(line.element) else ()
            steps = steps or tuple(filter(None, _DIVIDER.split(line.text[match.end() :])))
            if crumbs := _without_title(steps, title):
                return crumbs, "text:you are here"
        elif (box := _crumb_box(line.element, named)) is not None and (
            crumbs := _without_title(_steps(box), title)
        ):
            return crumbs, "text:breadcrumb"
    at = sources.outline.title or 0
    for line in sources.outline.lines[max(0, at - _ABOVE) : at]:
        steps = tuple(filter(None, map(_trim, _ARROW.split(line.text))))
        is_way = len(steps) > 2 and (_HOME.fullmatch(steps[0]) is not None or holds_link(line.element))
        if is_way and len(line.text) <= _LONGEST_BREADCRUMB and (crumbs := _without_title(steps, title)):
            return crumbs, "text:breadcrumb"
    return (), ""


def _crumb_box(element: HtmlElement, named: dict[HtmlElement, bool]) -> HtmlElement | None:
    """The outermost of the nearest ancestors that is called a breadcrumb; ``named`` keeps what was found of each."""
    found = None
    for node in islice(chain((element,), element.iterancestors()), 4):
        if node.tag in ("body", "html"):
            break
        if node not in named:
            named[node] = _names_crumbs(f"{names_of(node)} {node.get('aria-label', '')}")
        if named[node]:
            found = node
    return found


@lru_cache(maxsize=20_000)
def _names_crumbs(names: str) -> bool:
    return _CRUMBS.search(names) is not None


def _steps(box: HtmlElement) -> tuple[str, ...]:
    """The names in a breadcrumb's box: its links, those of menus inside it apart, and what follows the last."""
    text = short_text(box, _LONGEST_BREADCRUMB)
    deepest = _lists_round(box) + (box.tag not in ("ul", "ol"))
    links = [link for link in box.iter("a") if _lists_round(link) <= deepest]
    names = [name for link in links if (name := _trim(visible_text(link)))] if text else []
    if not names:
        return tuple(filter(None, map(_trim, _DIVIDER.split(_HERE.sub("", text)))))
    unlinked = _unlinked(_behind(text, names))
    if len(names) == 1 and len(unlinked) == 1 and leads_to_front(links[0].get("href", "")):
        return ()
    names += unlinked
    return tuple(name for name in dict.fromkeys(names) if name and not _BACK.search(name))


def _behind(text: str, names: Sequence[str]) -> str:
    """What follows ``names``, which stand in ``text`` one after the other: the last may begin what follows it, too."""
    for name in names:
        text = text.partition(name)[2] if name in text else text
    return text


def _unlinked(rest: str) -> list[str]:
    """The steps behind the last link, the page among them, as far as they are divided as it is from them: the names of
    pages hold other dividers."""
    divider = _DIVIDER.match(rest)
    sign = divider[0].strip() if divider else ""
    if divider is None or not sign:
        return [_trim(rest)]
    # Arrows stand in no name; other signs do, without spaces.
    between = rf"\s*{re.escape(sign)}\s*" if sign in _ARROWS else re.escape(divider[0])
    return [_trim(step) for step in re.split(between, rest[divider.end() :])]


def _lists_round(element: HtmlElement) -> int:
    return sum(1 for _ in element.iterancestors("ul", "ol")) + (element.tag in ("ul", "ol"))


def _trim(name: str) -> str:
    """Without the arrows and icons that stand round a step."""
    return _EDGES.sub("", name)


def _without_title(crumbs: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The way to the page without the page; a way of one step that is no section says nothing."""
    while crumbs and _is_title(crumbs[-1], title):
        crumbs = crumbs[:-1]
    return crumbs if any(not _HOME.fullmatch(crumb) for crumb in crumbs) else ()


def _is_title(crumb: str, title: str) -> bool:
    """Breadcrumbs cut long titles short, or bring the title of the head instead of the one that is shown."""
    own, whole = crumb.casefold(), title.casefold()
    begins = len(crumb) > _CUT and whole.startswith(own[:_CUT])
    ends = whole.endswith(own) and _PART.search(whole.removesuffix(own)) is not None
    return plain(crumb) == plain(title) or begins or ends or len(crumb) > _LONGEST


def _source_line(sources: Sources) -> tuple[str, str, tuple[Line, ...]]:
    if declared := sources.declared(sources.rules.source_line):
        return _trimmed(declared), "rule", ()
    head = [line for line in sources.outline.head() if len(line.text) <= 200]
    for line in head:
        match = _SOURCE_LABEL.search(line.text)
        if match and (name := _trimmed(match["name"])) and not sources.outline.is_outside(line.element):
            return name, f"text:{line.text[match.start() : match.start('name')].strip()}", (line,)
    name, content = meta.first(sources.metas, meta.SOURCE)
    if content and "://" not in content:
        return _trimmed(content), f"meta:{name}", ()
    for line in head:
        if (beside := _beside_date(sources, line)) and not sources.outline.is_outside(line.element):
            return beside, "text:beside date", (line,)
    return "", "", ()


def _trimmed(name: str) -> str:
    return _SOURCE_END.sub("", name).strip(" :：,;，；-–—")


def _beside_date(sources: Sources, line: Line) -> str:
    """A bare host, or the name of an office or paper, right beside a date ('Jun 10, 2020 example.org')."""
    text = plain_figures(line.text)
    days = (
        find_days(text, sources.languages, "DMY")
        if any(c.isdigit() for c in text) and len(text) <= 120
        else []
    )
    if not days:
        return ""
    rest = (text[: days[0].start], text[days[-1].end :])
    for part in rest:
        if match := _HOST.search(part):
            return match[0]
    for part in rest:
        if match := _SHORT_SOURCE.fullmatch(part.strip(" |·:：")):
            return match[0]
    return ""
