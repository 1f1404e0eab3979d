"""The pictures of an article, with caption and credit apart from its text."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from archive.records import Attachment, Image
from archive.requisites import LAZY
from pipelines import meta
from pipelines.body import Body
from pipelines.jsonld import resolve, text_of, types_of
from pipelines.moments import find_days, plain_figures
from pipelines.outline import names_of, short_text, squeeze, visible_text
from pipelines.sources import Sources
from pipelines.urls import canonicalise

_MOST = 60
_MOST_INSIDE = 60
_HIGHEST = 6
"""How far above a picture its caption may be held: systems wrap both in boxes of their own."""
_LEAST_CAPTION = 12
_SMALLEST = 80
"""Pixels, where the page tells: what is narrower or lower is an icon or a pixel."""
_LONGEST_CAPTION = 600
_LONGEST_LINE = 300
_LONGEST_PLAIN = 160
"""Characters of a line under a picture that is a caption by its place alone: a credit allows more."""
_SOME_PICTURE = "image/*"
"""Its kind, where the address does not tell."""
_SOURCES = (*LAZY, "src")
_DECORATION = re.compile(
    r"(?:^|[/_.\s-])(?:logo\w*|icons?|avatar\w*|gravatar|sprite\w*|pixel|spacer|blank|placeholder"
    r"|loading|loader|emoji|badge|button|btn"
    r"|share|qr-?code|erweima|weixin|wechat|weibo|facebook|twitter|arrow\w*|bullet|print|banner|ads?"
    r"|advert\w*|tracking|1x1|author|profile"
    r"|bio|headshot)(?:$|[/_.\s?-])",
    re.IGNORECASE,
)
_DATA = re.compile(r"^data:", re.IGNORECASE)
_NOT_A_PICTURE = re.compile(r"\.(?:svg|ico)(?:$|\?)|^data:", re.IGNORECASE)
"""Outside a figure; inside one, a drawing is a picture like any other."""
_CAPTIONED = re.compile(
    r"caption|legend|legende|(?:photo|image|img|pic)-?(?:text|desc|info|note|tit)|pie-de-foto|bildunterschrift"
    r"|tushuo|图说",
    re.IGNORECASE,
)
_CREDITED = re.compile(
    r"credit|copyright|photographer|fotograf|attribution|byline|bildnachweis", re.IGNORECASE
)
_SMALL_PRINT = re.compile(
    r"text-align\s*:\s*center|font-size\s*:\s*(?:1[0-3]px|[0-9]pt|1[0-2]pt|small)|楷体|kaiti", re.IGNORECASE
)

_CREDIT_WORD = (
    r"photos?|pictures?|pic\.|images?|provided|courtesy|credits?|copyright|©|\(c\)|getty|reuters|xinhua"
    r"|afp|vcg|shutterstock|handout"
    r"|fotos?|bild(?:er)?|cr[ée]dits?|cr[ée]dito|cortes[íi]a|quelle|фото|الصورة|تصوير|摄|攝|供图|图片"
    r"|圖片|資料圖|资料图|写真|撮影|提供|사진|ảnh"
)
_IN_BRACKETS = re.compile(
    rf"[\[(（【「]\s?[^\[\](（）)【】]{{0,120}}?(?:{_CREDIT_WORD})[^\[\](（）)【】]{{0,120}}[\])）】」]\s*\.?\s*$",
    re.IGNORECASE,
)
_LABEL = (
    r"(?:(?:photo(?:graph)?s?|pictures?|images?)(?: credits?| courtesy| sources?)?|credits?(?: photo)?|fotos?"
    r"|bild(?:nachweis|quelle)?|cr[ée]dits?(?: photos?)?|cr[ée]dito|foto(?:grafie|graf[íi]a)?|фото|تصوير|الصورة"
    r"|图片来源|图片|图源|供图|摄影|攝影|写真(?:提供)?|사진|ảnh)"
)
_AFTER_LABEL = re.compile(
    rf"(?:(?:^|(?<=\W)){_LABEL}\s?[:：]|(?:^|(?<=[.!?|])\s){_LABEL}\s(?:by|via|of)\b)\s?.{{2,120}}$|©\s?.{{2,120}}$",
    re.IGNORECASE,
)
_CHINESE_CREDIT = re.compile(
    r"(?:^|(?<=[\s。，、；：！？”）)]))(?:新华社|中新社|人民网|本报|本网)?(?:记者|通讯员)?\s?"
    r"[\u3400-\u9fff·]{2,5}(?:\s[\u3400-\u9fff]{1,4})?\s?(?:(?<!拍)摄|攝|供图)[。]?$"
)


def find_pictures(sources: Sources, body: Body) -> tuple[Image, ...]:
    """The article's own pictures, the one that the page names as its lead first, without icons and trackers."""
    found: dict[str, Image] = {}
    told = _told_captions(sources)
    for element in body.elements("img"):
        url = canonical_picture(element, sources.document.base_url)
        if url and url not in found and not _is_decoration(element, url):
            seen, credited = _caption(element)
            caption, credit = split_credit(seen or told.get(_file_name(url), ""), credited)
            found[url] = Image(url, caption, credit, squeeze(element.get("alt", ""))[:_LONGEST_CAPTION])
        if len(found) >= _MOST:
            break
    lead = _lead_name(sources)
    return tuple(sorted(found.values(), key=lambda image: not lead or _file_name(image.url) != lead))


def as_file(image: Image) -> Attachment:
    """A picture as a file of its article, called what is written below it."""
    kind, _ = mimetypes.guess_type(urlsplit(image.url).path)
    is_told = bool(kind and kind.startswith("image/"))
    return Attachment(image.url, image.caption or image.alt, kind if kind and is_told else _SOME_PICTURE)


def _told_captions(sources: Sources) -> dict[str, str]:
    """File name to what JSON-LD gives as the caption of that picture; for those that the page shows without one."""
    images = resolve(sources.article.get("image"), sources.nodes)
    nodes = [node for node in (*images, *sources.nodes) if isinstance(node, dict) and node.get("caption")]
    pictures = (node for node in nodes if "ImageObject" in types_of(node))
    return {
        _file_name(text_of(node.get("url") or node.get("contentUrl"))): text_of(node["caption"])
        for node in pictures
    }


def canonical_picture(element: HtmlElement, base_url: str) -> str:
    """The picture's address: the one that loads later before the placeholder; ``''`` where it has none."""
    refused = _DATA if next(element.iterancestors("figure"), None) is not None else _NOT_A_PICTURE
    for name in _SOURCES:
        written = (element.get(name) or "").strip()
        if written and not refused.search(written):
            return canonicalise(written, base_url)
    largest = (element.get("srcset") or element.get("data-srcset") or "").split(",")[-1].split()
    return canonicalise(largest[0], base_url) if largest and not refused.search(largest[0]) else ""


def _is_decoration(element: HtmlElement, url: str) -> bool:
    sizes = [
        int(size)
        for name in ("width", "height")
        if (size := (element.get(name) or "").removesuffix("px")).isdecimal()
    ]
    if any(size < _SMALLEST for size in sizes):
        return True
    named = f"{names_of(element)} {_file_name(url)[:80]} {names_of(element.getparent())}"
    return bool(_DECORATION.search(named))


def _caption(element: HtmlElement) -> tuple[str, str]:
    """Caption and, where it has an element of its own, credit."""
    box = _figure(element)
    inside = [e for e in box.iter() if isinstance(e.tag, str) and e is not box] if box is not None else []
    caption = next((visible_text(e) for e in inside if _is_caption(e)), "")
    if not caption:
        return _following(element), ""
    credit = next((visible_text(e) for e in inside if _CREDITED.search(names_of(e))), "")
    return squeeze(caption.replace(credit, " ")) if credit else caption, credit


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or _is_called_caption(names_of(element))


# A page calls the boxes of its pictures alike, and each is asked about by several pictures.
@lru_cache(maxsize=10_000)
def _is_called_caption(names: str) -> bool:
    return _CAPTIONED.search(names) is not None


def _figure(element: HtmlElement) -> HtmlElement | None:
    """The box that holds this picture alone: a figure, or what is called after a caption or an image."""
    node, figure = element.getparent(), None
    for _ in range(_HIGHEST):
        if node is None or node.tag in ("body", "article", "main"):
            break
        if node.tag != "figure" and next(islice(node.iter("img"), 1, None), None) is not None:
            break
        if any(_is_caption(e) for e in islice(node.iter(), 1, _MOST_INSIDE) if isinstance(e.tag, str)):
            return node
        figure = node if figure is None and node.tag == "figure" else figure
        node = node.getparent()
    return figure


def _following(element: HtmlElement) -> str:
    """The line under a picture where it is set like a caption: centred, small, in the next row, or with a credit."""
    block = element
    while (parent := block.getparent()) is not None and parent.tag != "body" and not _has_text(parent):
        block = parent
    after = block.getnext()
    if after is None or not isinstance(after.tag, str):
        tail = squeeze(block.tail or "")[:_LONGEST_LINE]
        return tail if has_credit(tail) else ""
    text = short_text(after, _LONGEST_LINE)
    if len(text) < 2 or _is_date(text) or after.tag in ("h1", "h2", "h3", "ul", "ol"):
        return ""
    styled = after.tag == block.tag == "tr" or any(
        _is_small_print(e) for e in after.iter() if isinstance(e.tag, str)
    )
    return text if has_credit(text) or (styled and len(text) <= _LONGEST_PLAIN) else ""


def _is_date(text: str) -> bool:
    days = find_days(plain_figures(text))
    return bool(days) and len(text) - sum(day.end - day.start for day in days) < _LEAST_CAPTION


def _has_text(element: HtmlElement) -> bool:
    return any(not text.isspace() for text in element.itertext())


def _is_small_print(element: HtmlElement) -> bool:
    return (
        bool(_SMALL_PRINT.search(element.get("style", "")))
        or element.get("align", "").lower() == "center"
        or element.tag == "center"
        or (element.tag == "font" and element.get("size", "") in ("1", "2"))
        or _is_called_caption(names_of(element))
    )


def has_credit(text: str) -> bool:
    """Whether a line ends in a credit that running text does not end in: '[Photo provided to …]', 张三 摄."""
    return bool(_IN_BRACKETS.search(text) or _CHINESE_CREDIT.search(text))


def split_credit(caption: str, credit: str = "") -> tuple[str, str]:
    """Caption and credit apart; a credit in brackets keeps them, as the portal wrote it."""
    caption = caption[:_LONGEST_CAPTION].strip()
    if credit:
        return caption, credit[:_LONGEST_CAPTION]
    for form in (_IN_BRACKETS, _AFTER_LABEL, _CHINESE_CREDIT):
        if match := form.search(caption):
            return caption[: match.start()].strip(" |–—-"), match[0].strip()
    return caption, ""


def _lead_name(sources: Sources) -> str:
    image = sources.article.get("image")
    image = image[0] if isinstance(image, list) and image else image
    url = image.get("url") if isinstance(image, dict) else image
    return _file_name(text_of(url) or meta.first(sources.metas, ("og:image", "twitter:image", "image"))[1])


def _file_name(url: str) -> str:
    return url.partition("?")[0].rstrip("/").rpartition("/")[2]


def captions(images: tuple[Image, ...]) -> Iterator[str]:
    """The lines that belong to pictures and not to the text."""
    for image in images:
        yield from filter(None, (image.caption, image.credit, squeeze(f"{image.caption} {image.credit}")))
