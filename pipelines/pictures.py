"""The pictures of an article, with caption and credit apart from its text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from archive.records import Image
from pipelines import meta
from pipelines.body import Body
from pipelines.jsonld import text_of
from pipelines.outline import names_of, squeeze, visible_text
from pipelines.sources import Sources
from pipelines.urls import canonicalise

_MOST = 60
_SMALLEST = 80
"""Pixels, where the page tells: what is narrower or lower is an icon or a pixel."""
_LONGEST_CAPTION = 600
_SOURCES = ("data-src", "data-original", "data-lazy-src", "data-echo", "data-url", "src")
_DECORATION = re.compile(
    r"(?:^|[/_.\s-])(?:logo\w*|icons?|avatar\w*|gravatar|sprite\w*|pixel|spacer|blank|placeholder|loading|loader|emoji|badge|button|btn"
    r"|share|qr-?code|erweima|weixin|wechat|weibo|facebook|twitter|arrow\w*|bullet|print|banner|ads?|advert\w*|tracking|1x1|author|profile"
    r"|bio|headshot)(?:$|[/_.\s?-])",
    re.IGNORECASE,
)
_NOT_A_PICTURE = re.compile(r"\.(?:svg|ico)(?:$|\?)|^data:", re.IGNORECASE)
_CAPTIONED = re.compile(r"caption|legend|legende|photo-?(?:text|desc|info)|img-?(?:text|desc|info|tit)|pic-?(?:text|desc|info)|pie-de-foto|bildunterschrift|tushuo|图说", re.IGNORECASE)
_CREDITED = re.compile(r"credit|copyright|photographer|fotograf|attribution|byline|bildnachweis", re.IGNORECASE)
_SMALL_PRINT = re.compile(r"text-align\s*:\s*center|font-size\s*:\s*(?:1[0-3]px|[0-9]pt|1[0-2]pt|small)|楷体|kaiti", re.IGNORECASE)

_CREDIT_WORD = (
    r"photos?|pictures?|pic\.|images?|provided|courtesy|credits?|copyright|©|\(c\)|getty|reuters|xinhua|afp|vcg|shutterstock|handout"
    r"|fotos?|bild(?:er)?|cr[ée]dits?|cr[ée]dito|cortes[íi]a|quelle|фото|الصورة|تصوير|摄|攝|供图|图片|圖片|資料圖|资料图|写真|撮影|提供|사진|ảnh"
)
_IN_BRACKETS = re.compile(rf"[\[(（【「]\s?[^\[\](（）)【】]{{0,120}}?(?:{_CREDIT_WORD})[^\[\](（）)【】]{{0,120}}[\])）】」]\s*\.?\s*$", re.IGNORECASE)
_AFTER_LABEL = re.compile(
    r"(?:(?:photo(?:graph)?s?|pictures?|images?)(?: credits?| courtesy| by| via)?|credits?(?: photo)?|fotos?|bild(?:nachweis|quelle)?|cr[ée]dits?(?: photos?)?"
    r"|cr[ée]dito|foto(?:grafie|graf[íi]a)?|фото|تصوير|الصورة|图片来源|图片|图源|供图|摄影|攝影|写真(?:提供)?|사진|ảnh)\s?(?:[:：/|]|\bby\b)\s?.{2,120}$"
    r"|©\s?.{2,120}$",
    re.IGNORECASE,
)
_CHINESE_CREDIT = re.compile(r"(?:(?:新华社|中新社|人民网|本报|本网)?(?:记者|通讯员)?\s?[\u3400-\u9fff·]{2,6}(?:\s[\u3400-\u9fff]{1,4})?\s?(?:/?摄|攝|供图)[。]?)$")


def find_pictures(sources: Sources, body: Body) -> tuple[Image, ...]:
    """The article's own pictures, the one that the page names as its lead first, without icons and trackers."""
    found: dict[str, Image] = {}
    for element in body.elements("img"):
        if _is_decoration(element):
            continue
        url = canonical_picture(element, sources.document.base_url)
        if url and url not in found:
            caption, credit = split_credit(*_caption(element))
            found[url] = Image(url, caption, credit, squeeze(element.get("alt", ""))[:_LONGEST_CAPTION])
        if len(found) >= _MOST:
            break
    lead = _lead_name(sources)
    return tuple(sorted(found.values(), key=lambda image: not lead or _file_name(image.url) != lead))


def canonical_picture(element: HtmlElement, base_url: str) -> str:
    """The picture's address: the one that loads later before the placeholder; ``''`` where it has none."""
    for name in _SOURCES:
        written = (element.get(name) or "").strip()
        if written and not _NOT_A_PICTURE.search(written):
            return canonicalise(written, base_url)
    largest = (element.get("srcset") or element.get("data-srcset") or "").split(",")[-1].split()
    return canonicalise(largest[0], base_url) if largest and not _NOT_A_PICTURE.search(largest[0]) else ""


def _is_decoration(element: HtmlElement) -> bool:
    sizes = [int(size) for name in ("width", "height") if (size := (element.get(name) or "").removesuffix("px")).isdecimal()]
    if any(size < _SMALLEST for size in sizes):
        return True
    named = f"{names_of(element)} {(element.get('src') or '').rpartition('/')[2][:80]} {names_of(element.getparent())}"
    return bool(_DECORATION.search(named))


def _caption(element: HtmlElement) -> tuple[str, str]:
    """Caption and, where it has an element of its own, credit."""
    box = _figure(element)
    if box is not None:
        parts = [e for e in box.iter() if isinstance(e.tag, str) and e is not box and _is_caption(e)]
        if parts:
            credit = next((visible_text(e) for e in box.iter() if isinstance(e.tag, str) and e is not box and _CREDITED.search(names_of(e))), "")
            caption = visible_text(parts[0])
            return _cut(caption, credit), credit
    following = _following(element)
    return (following, "") if following else ("", "")


def _cut(caption: str, credit: str) -> str:
    return squeeze(caption.replace(credit, " ")) if credit else caption


def _is_caption(element: HtmlElement) -> bool:
    return element.tag == "figcaption" or bool(_CAPTIONED.search(names_of(element)))


def _figure(element: HtmlElement) -> HtmlElement | None:
    """The box that holds this picture alone: a figure, or what is called after a caption or an image."""
    node = element.getparent()
    for _ in range(5):
        if node is None or node.tag in ("body", "article", "main"):
            return None
        if sum(1 for _ in node.iter("img")) > 1 and node.tag != "figure":
            return None
        if node.tag == "figure" or any(isinstance(e.tag, str) and _is_caption(e) for e in node):
            return node
        node = node.getparent()
    return None


def _following(element: HtmlElement) -> str:
    """The line under a picture where it is set like a caption: centred, small, in the next row, or with a credit."""
    block = element
    while block.getparent() is not None and not visible_text(block.getparent()) and block.getparent().tag != "body":
        block = block.getparent()
    after = block.getnext()
    if after is None or not isinstance(after.tag, str):
        return squeeze(block.tail or "") if has_credit(block.tail or "") else ""
    text = visible_text(after)
    if not 2 <= len(text) <= _LONGEST_CAPTION or after.tag in ("h1", "h2", "h3", "ul", "ol"):
        return ""
    styled = any(_is_small_print(e) for e in after.iter() if isinstance(e.tag, str))
    is_row = after.tag == "tr" and block.tag == "tr"
    return text if has_credit(text) or (len(text) <= 200 and (is_row or styled)) else ""


def _is_small_print(element: HtmlElement) -> bool:
    return (
        bool(_SMALL_PRINT.search(element.get("style", "")))
        or element.get("align", "").lower() == "center"
        or element.tag == "center"
        or (element.tag == "font" and element.get("size", "") in ("1", "2"))
        or bool(_CAPTIONED.search(names_of(element)))
    )


def has_credit(text: str) -> bool:
    """Whether a line ends in a credit such as '[Photo provided to …]'."""
    return bool(split_credit(squeeze(text))[1])


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
