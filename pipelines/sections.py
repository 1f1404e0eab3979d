"""Where in its portal an article stands: the section, the way there, and the source the portal names."""

from __future__ import annotations

import re

from attrs import frozen
from lxml.html import HtmlElement

from pipelines import meta
from pipelines.jsonld import breadcrumb_of, text_of
from pipelines.moments import find_days, plain_figures
from pipelines.outline import Line, names_of, visible_text
from pipelines.sources import Sources

_LONGEST = 60
_HOME = re.compile(
    r"home(?:page)?|start(?:seite)?|accueil|inicio|in[íi]cio|p[áa]gina inicial|portada|главная(?: страница)?|الرئيسية|الصفحة الرئيسية"
    r"|首页|首頁|网站首页|主页|ホーム|トップ(?:ページ)?|홈|trang chủ|ana ?sayfa|beranda|hem|hjem|etusivu|strona główna|dom[ůu]|होम|หน้าแรก|index|top",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"^(?:您?(?:现在|目前|当前|所在)?的?(?:所在)?位置|当前位置|目前位置|現在位置|you are here|usted est[áa] aqu[íi]|vous [êe]tes ici|sie sind hier"
    r"|voc[êe] est[áa] aqui|вы здесь|أنت هنا|현재 ?위치)(?:是|在)?\s?[:：]?\s*",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"crumb|(?:^|[\s_-])(?:position|location|pathway|dqwz|current-?path|weizhi)(?:$|[\s_-])", re.IGNORECASE)
_DIVIDER = re.compile(r"\s*(?:[>»›→/|\\＞]+|::|-{2,}|\s[-–—·•]\s)\s*")
_BACK = re.compile(r"back\b|←|return|share|print|search|menu|skip|zurück|retour|volver|返回", re.IGNORECASE)

_SOURCE_LABEL = re.compile(
    r"(?:来源|來源|稿源|信息来源|文章来源|sources?|fuente|quelle|источник|джерело|المصدر|fonte|bron|出典|출처|स्रोत|ที่มา|nguồn|kaynak"
    r"|źródło|zdroj|källa|kilde|lähde|sumber|منبع)\s?[:：]\s?(?P<name>[^|｜】\]]{2,80})",
    re.IGNORECASE,
)
_SOURCE_END = re.compile(
    r"\s*(?:作者|编辑|責任|责任|发布|發布|时间|時間|日期|浏览|点击|阅读|字号|字体|打印|分享|\d{4}[-/年.]|\b(?:published|updated|author|by|date"
    r"|print|share|views?)\b|\s[-–—]\s|[（(【\[]).*$",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9-]{1,40}\.){1,4}(?:[a-z]{2,10})(?![\w@-])", re.IGNORECASE)
_SHORT_SOURCE = re.compile(r"[\u3400-\u9fffA-Za-z]{1,16}(?:网|社|报|台|局|部|委|办|厅|院|政府|频道|办公室|发布|网站|通讯|周刊|杂志|中心)")


@frozen
class Place:
    """Section, breadcrumb and source line, each with its origin, and the visible line of the source."""

    section: str = ""
    section_origin: str = ""
    breadcrumb: tuple[str, ...] = ()
    breadcrumb_origin: str = ""
    source_line: str = ""
    source_origin: str = ""
    lines: tuple[Line, ...] = ()


def find_place(sources: Sources) -> Place:
    """Where the article stands; fields are empty where the page does not say."""
    breadcrumb, breadcrumb_origin = _breadcrumb(sources)
    section, section_origin = _section(sources, breadcrumb, breadcrumb_origin)
    source_line, source_origin, lines = _source_line(sources)
    return Place(section, section_origin, breadcrumb, breadcrumb_origin, source_line, source_origin, lines)


def _section(sources: Sources, breadcrumb: tuple[str, ...], breadcrumb_origin: str) -> tuple[str, str]:
    """Order: rule, JSON-LD, meta, feed, the breadcrumb's last step, the line alone above the title."""
    name, content = meta.first(sources.metas, meta.SECTION)
    candidates = [
        (sources.declared(sources.rules.section), "rule"),
        (text_of(sources.article.get("articleSection")), "json-ld:articleSection"),
        (content, f"meta:{name}"),
        (sources.page.hint.section, f"hint:{sources.page.hint.origin or 'listing'}"),
        (next((crumb for crumb in reversed(breadcrumb) if not _HOME.fullmatch(crumb)), ""), breadcrumb_origin),
        (_above_title(sources), "text:above title"),
    ]
    return next(((text, origin) for text, origin in candidates if text and len(text) <= _LONGEST), ("", ""))


def _above_title(sources: Sources) -> str:
    """A heading or a link that stands alone right above the title, as portals print a section's name."""
    title = sources.outline.title
    if not title:
        return ""
    line = sources.outline.lines[title - 1]
    alone = 2 <= len(line.text) <= 40 and not any(c.isdigit() for c in line.text) and not _BACK.search(line.text)
    if not alone or sources.outline.is_outside(line.element) or line.element.tag in ("li", "button", "label", "form"):
        return ""
    links = list(line.element.iter("a"))
    is_link = len(links) == 1 and visible_text(links[0]) == line.text
    is_heading = line.element.tag in ("h2", "h3", "h4", "h5", "h6")
    return line.text if is_link or is_heading else ""


def _breadcrumb(sources: Sources) -> tuple[tuple[str, ...], str]:
    """Order: JSON-LD, what is marked or named as one above the title, a line that begins 'You are here'."""
    title = sources.outline.lines[sources.outline.title].text if sources.outline.title is not None else ""
    if crumbs := _without_title(breadcrumb_of(sources.nodes), title):
        return crumbs, "json-ld:BreadcrumbList"
    for line in sources.outline.lines[max(0, (sources.outline.title or 0) - 15) : (sources.outline.title or 0) + 4]:
        if match := _HERE.match(line.text):
            rest = line.text[match.end() :]
            if crumbs := _without_title(tuple(filter(None, _DIVIDER.split(rest))), title):
                return crumbs, "text:you are here"
        elif (box := _crumb_box(line.element)) is not None and (crumbs := _without_title(_steps(box), title)):
            return crumbs, "text:breadcrumb"
    return (), ""


def _crumb_box(element: HtmlElement) -> HtmlElement | None:
    """The outermost of the nearest ancestors that is called a breadcrumb."""
    found = None
    node = element
    for _ in range(4):
        if node is None or node.tag in ("body", "html"):
            break
        if _CRUMBS.search(f"{names_of(node)} {node.get('aria-label', '')}"):
            found = node
        node = node.getparent()
    return found


def _steps(box: HtmlElement) -> tuple[str, ...]:
    text = visible_text(box)
    if len(text) > 400:
        return ()
    names = [visible_text(link) for link in box.iter("a")]
    if names:
        tail = _DIVIDER.split(text.rpartition(names[-1])[2])[-1] if names[-1] else ""
        return tuple(name for name in (*names, tail) if name)
    return tuple(filter(None, _DIVIDER.split(_HERE.sub("", text))))


def _without_title(crumbs: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The way to the page without the page; a way of one step that is no section says nothing."""
    crumbs = tuple(crumb for crumb in crumbs if len(crumb) <= _LONGEST * 2)
    while crumbs and (crumbs[-1].casefold() == title.casefold() or len(crumbs[-1]) > _LONGEST or title.startswith(crumbs[-1][:20]) and len(crumbs[-1]) > 20):
        crumbs = crumbs[:-1]
    return crumbs if any(not _HOME.fullmatch(crumb) for crumb in crumbs) else ()


def _source_line(sources: Sources) -> tuple[str, str, tuple[Line, ...]]:
    if declared := sources.declared(sources.rules.source_line):
        return _trimmed(declared), "rule", ()
    head = [line for line in sources.outline.head() if len(line.text) <= 200]
    for line in head:
        match = _SOURCE_LABEL.search(line.text)
        if match and (name := _trimmed(match["name"])) and not sources.outline.is_outside(line.element):
            return name, f"text:{line.text[match.start() : match.start('name')].strip()}", (line,)
    name, content = meta.first(sources.metas, meta.SOURCE)
    if content and not content.lower().startswith("http"):
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
    days = find_days(text, sources.languages, "DMY") if any(c.isdigit() for c in text) and len(text) <= 120 else []
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
