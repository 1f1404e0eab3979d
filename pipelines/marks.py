"""What the names speak of that authors give to the boxes of a page: class, id and role."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from itertools import chain
from typing import NamedTuple

from pipelines.alternatives import alternatives, by_first_sign

MARKS: dict[str, str] = {
    "comment": r"comment(?!ary)|disqus|respond|reply",
    "share": r"shar(?:e|ing)(?!d|point)|social(?!-?(?:affairs|security|polic|welfare|work))|follow-?us|addtoany|addthis"
    r"|fenxiang",
    "related": r"related|recommend|similar|more-?(?:news|stories|articles|posts|from|on)|most-?|popular|trending|"
    r"latest|excerpt|you-?may|read-?(?:more|next|also)|next|teaser|xgxw|xiangguan|tuijian|promo|upsell|card",
    "side": r"side(?<!inside)(?<!outside)(?<!preside)(?<!reside)(?<!conside)(?<!(?:no|as|th)[-_]side)"
    r"(?<!without[-_]side)|rail(?!way)(?<!trail)|complementary"
    r"|secondary(?<!text-secondary)(?<!bg-secondary)(?<!btn-secondary)|widget|right-?col",
    "foot": r"foot(?!ball|age|print)|bottom(?<!margin-bottom)(?<!padding-bottom)(?<!border-bottom)|copyright|colophon"
    r"|legal-?(?:links?|nav|menu|line)",
    "nav": r"nav(?!y|al)|menu|crumb|pagina|pager(?!ight)|topbar|toolbar|skip|toc(?![a-z])(?<![a-z]toc)"
    r"|table-of-contents|jump|daohang|weizhi|location",
    "head": r"header|masthead|banner|hero|logo|search|login|signin",
    "subscribe": r"newsletter|subscri|sign-?up|optin|mailing|cta(?![a-z])(?<![a-z]cta)|call-to"
    r"|form(?!at|al)(?<!platform)(?<!inform)(?<!transform)(?<!uniform)(?<!reform)(?<!perform)(?<!conform)",
    "consent": r"cookie|consent|gdpr|privacy|modal|pop-?up|overlay|lightbox|dialog",
    "notice": r"alert|noti(?:ce|fi)|message|announce|gonggao|tongzhi",
    "author": r"author(?!i[tz])|byline|bio(?![a-z])(?<![a-z]bio)|profile|avatar|contributor|writer|zuozhe|bianji",
    "meta": r"meta|tag(?!e)(?<!stag)(?<!vantag)|categor|keyword|label|date|time|published|source(?<!resource)|laiyuan"
    r"|kicker|eyebrow|info(?!rm)(?<!text-info)(?<!bg-info)",
    "advert": r"ads?(?![a-z])(?<![a-z]ad)(?<![a-z]ads)|advert|sponsor|outbrain|taboola|affiliate|disclos",
    "picture": r"caption|credit|figure|gallery|slide|carousel|thumb|photo|image|img|media|video|player",
    "fold": r"faq|accordion|collaps|toggle|expand",
    "hidden": r"hidden(?!-(?:xs|sm|md|lg|print))(?<!overflow-hidden)(?<!overflow-[xy]-hidden)|hide|sr-only|visually"
    r"|screen-reader|invisible|print(?<!sprint)(?<!imprint)",
    "article": r"article|post|entry|story(?<!history)|blog|single|detail|news",
    "body": r"content(?<!justify-content)(?<!align-content)|body"
    r"|text(?!-(?:center|left|right|justify|[a-z]+-?\d|xs|sm|lg|xl))(?<!context)|main(?!tenance)|copy|prose|rich|wysiwyg|editor|zoom|wrapper|paragraph|markdown",
}
"""What names speak of: not of forms in ``format-standard``, of sides
in ``president`` or ``no-sidebar``, of a text in ``text-center``. Looking back comes last: it is slow."""
_APART = re.compile(
    r"modal|popup|pop-up|popmake|lightbox|fancybox|\A(?:cookie|consent|gdpr|onetrust|cmpbox|dsq-"
    r"|(?:(?:(?:post|article|entry|user|reader|page)-)?comments?(?:-?(?:area|list|section|wrapper|content|container"
    r"|block|thread|body))?|disqus_thread|respond|katex-html|pum|(?:alert)?dialog"
    r"|(?:wp-|(?:[a-z]{1,6}-)?(?:img|image|photo|pic(?:ture)?|media|figure|slide(?:show)?|story|thumb|gallery)(?:-info|-item|-image)?[_-]{0,2})?"
    r"(?:caption|credit)(?:[_-]{1,2}(?:text|wrap))?|[a-z_-]*_credit_caption|ng-hide)\Z)"
)
"""Names of boxes that stand beside an article on any site: readers' comments, pop-ups, consent, captions; of a formula
said again, in pieces; and of what AngularJS does not show."""
_LONG_NAME = 100
_BIT = {name: 1 << place for place, name in enumerate(MARKS)}
_MARK = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in MARKS.items()))
_ANY_MARK = re.compile(by_first_sign(chain.from_iterable(map(alternatives, MARKS.values()))))
"""The same without names for its parts: it takes a seventh of the time."""


class Names(NamedTuple):
    """How a page calls one of its boxes: by class, id and role."""

    style: str
    """The class, as written."""
    marks: int
    """Bits of ``MARKS``."""
    apart: bool
    """Whether one of the names is that of something beside an article."""


@lru_cache(maxsize=20_000)
def names_of(style: str | None, own_id: str | None, role: str | None) -> Names:
    """The names of a box: its class, id and role, as written."""
    bits, apart = 0, False
    for word in f"{style or ''} {own_id or ''} {role or ''}".split():
        marks, is_apart = _word(word)
        bits |= marks
        apart = apart or is_apart
    return Names(style or "", bits, apart)


@lru_cache(maxsize=50_000)
def _word(word: str) -> tuple[int, bool]:
    """Bits of ``MARKS`` and ``Names.apart`` of one name: portals share words (``container``), not combinations."""
    small = word[:_LONG_NAME].lower()
    bits = 0
    for found in _ANY_MARK.findall(small):
        bits |= _bit(found)
    return bits, _APART.search(small) is not None


@cache
def _bit(found: str) -> int:
    """The bit of what ``_ANY_MARK`` found; there are not many more than patterns."""
    match = _MARK.fullmatch(found)
    return _BIT[match.lastgroup or ""] if match else 0
