"""What in a title is the site's: its name at either end, before or after a bar, and words that templates say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pipelines.moments import is_day
from pipelines.text import plain

_TAIWANESE = r"\w{2,20}(?:全球資訊網|[部署局府處會院](?:資訊網|入口網|網站))"
"""How the sites of Taiwan's authorities are called."""
STRONG = re.compile(r"\s*[|｜ㅣ_»«›<>]\s*|\s+::\s+|\s+•\s+|\s+·\s+")
"""What stands between a title and a name and in hardly any title."""
ANY = re.compile(
    r"\s*[|｜ㅣ_»«›<>]\s*|\s+(?:::|[-–—•·:/])\s+|(?<=[\u3040-\u9fff\uac00-\ud7af])\s?[-–—]+\s?"
    rf"|[-–—]+(?=(?:\w{{2,10}}网|{_TAIWANESE})$)"
)
"""That, and what titles hold as well: dashes, colons, slashes."""
_PARTNER = {"»": "«", "«": "»", "›": "‹", "<": ">", ">": "<"}
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SITE = re.compile(r"\s*(?:(?:https?://)?www\.[\w.-]+/?|(?:the )?official web ?site of .+)\s*", re.IGNORECASE)
_OF_SITES = re.compile(
    r".{0,3}|(?:the|official|web|site|home|page|portal|news|room|release|media|centre|center|blog|press|online|magazine"
    r"|welcometo|startseite|aktuelles|accueil|inicio|首页|主页|官方|官网|网站|网页|门户|政府|人民|新闻|频道|中文|版|网|站)+"
)
"""Letters that stand beside a site's name and do not make a headline of it."""
_GENERIC = re.compile(
    r"(?:latest)?news(?:room|details?)?|latest|home(?:page)?|press(?:room|releases?)|article|index"
    r"|untitled(?:document|page)?|newpage|document|welcome|default|print(?:version|view)?|details?|content|page"
    r"|(?:the)?official(?:web)?(?:site|portal)(?:ofthe\w+)?|portal"
    r"|aktuelles|startseite|nachrichten|druckversion|accueil|actualit[ée]s?|inicio|noticias?|главная|новости"
    r"|documents?sans(?:nom|titre)|documentosint[ií]tulo|documentosemt[ií]tulo|unbenanntesdokument|документбезназвания"
    r"|무제문서|無題(?:ドキュメント)?|正文|(?:新闻|文章|内容)?(?:详情|正文|内容)页?|首页|新闻|无标题文档|\d{8}"
)
"""What a template says of all its pages."""
_CHINESE_SITE = re.compile(rf"(?!.*(?:互联|因特|局域|物联|电)网$)\w{{2,14}}(?:网|网站|门户)|{_TAIWANESE}")
ENOUGH = 15
"""Letters that a title has left when what follows a bar is taken off."""


def without_names(text: str, names: frozenset[str]) -> str:
    """Without what the site adds: names of the site at either end, and whatever follows a bar."""
    text = without_ends(text, names)
    before, bar, _ = parted(text)
    return before if bar and len(plain(before)) >= (4 if _WIDE.search(text) else ENOUGH) else text


def parted(text: str) -> tuple[str, str, str]:
    """What stands before the first bar, the bar, and what follows; as ``str.partition`` where there is none."""
    found = next(breaks_in(STRONG, text), None)
    return (text[: found.start()], found[0], text[found.end() :]) if found else (text, "", "")


def breaks_in(form: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """Where a title is divided. Guillemets in pairs are quotation marks."""
    return (found for found in form.finditer(text) if _PARTNER.get(found[0].strip(), "\n") not in text)


def without_ends(text: str, names: frozenset[str]) -> str:
    """Without the parts at either end that are the site's: the last ones first."""
    breaks = list(breaks_in(ANY, text))
    start, end = 0, len(text)
    while breaks and _is_of_site(text[breaks[-1].end() : end], text[start : breaks[-1].start()], names):
        end = breaks.pop().start()
    while breaks and _is_of_site(text[start : breaks[0].start()], text[breaks[0].end() : end], names):
        start = breaks.pop(0).end()
    return text[start:end].strip()


def _is_of_site(part: str, rest: str, names: frozenset[str]) -> bool:
    """Whether a part before or after a break is the site's: a name, or little more than one beside another text."""
    if is_name(part, names) or _CHINESE_SITE.fullmatch(plain(part)):
        return True
    own = plain(part)
    is_near = any(len(name) > 3 and name in own and len(own) < 2 * len(name) + 4 for name in names)
    return is_near and not is_name(rest, names)


def names_of_site(url: str, site_names: Iterable[str]) -> frozenset[str]:
    """The names of a site, as ``plain`` letters: those given, its host, and the longer labels of that."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    labels = [label for label in host.split(".")[:-1] if len(label) > 3]
    return frozenset(filter(None, map(plain, (*site_names, host, *labels))))


def is_name(text: str, names: frozenset[str]) -> bool:
    """Whether a text is one of ``names`` or a part of one, 'News' or 首页 beside it or not, or such a word, or a day,
    alone."""
    own = plain(text)
    if _SITE.fullmatch(text):
        return True
    if not own or _GENERIC.fullmatch(own) or is_day(text):
        return True
    return any(
        own == name
        or (len(own) > 3 and own in name)
        or (len(name) > 3 and name in own and _OF_SITES.fullmatch(own.replace(name, "", 1)))
        for name in names
    )
