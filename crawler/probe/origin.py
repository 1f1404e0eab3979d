"""Whose portal it is: its title, languages, country and time zone, with what is doubtful about each."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from attrs import frozen
from babel.core import get_global
from scrapy.http import HtmlResponse

from archive.records import Article, Page, Reading
from crawler.exchange.page import content_type_of
from pipelines.jsonld import read_json_ld
from pipelines.languages import tag_of
from pipelines.markup import parse
from pipelines.meta import read_metas

_BARS = re.compile(r"\s+[|–—·»«:-]+\s+|\s*[|｜_]\s*|(?<=[\u3400-\u9fff])[-–—]|[-–—](?=[\u3400-\u9fff])")
_HOME = re.compile(
    r"home(?:page)?|welcome|accueil|bienvenue|inicio|bienvenid[oa]s?|portada|start(?:seite)?|(?:herzlich )?willkommen"
    r"|benvenut[oi]|in[íi]cio|bem-vind[oa]s?|首页|网站首页|главная|الرئيسية",
    re.IGNORECASE,
)
_OFFSET = re.compile(
    r"\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?([+-]\d\d):?([0-5]\d)|\d\d:\d\d:\d\d ([+-]\d\d)([0-5]\d)"
)
_LARGEST = 400_000
"""Bytes of a page in which offsets are looked for."""
_WORDS = {
    "en": "the of and for with on by from that has",
    "fr": "les des une dans pour avec sur est par aux",
    "es": "los las una para con por del que su más",
    "pt": "os uma para com por não dos das ao foi",
    "de": "der die und das mit für von den ist auf",
    "it": "gli della che per con una dei nel alla sono",
}
"""Frequent words by which a language without a label is guessed."""
_SCRIPTS = (
    ("HIRAGANA", "ja"),
    ("HANGUL", "ko"),
    ("CJK", "zh"),
    ("ARABIC", "ar"),
    ("CYRILLIC", "ru"),
    ("GREEK", "el"),
    ("HEBREW", "he"),
    ("THAI", "th"),
    ("DEVANAGARI", "hi"),
)
_GENERIC = {"gov": "US", "mil": "US", "uk": "GB", "eu": ""}
_PRIMARY = {
    "AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "CL": "America/Santiago",
    "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "EC": "America/Guayaquil", "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta", "MX": "America/Mexico_City", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland",
    "PT": "Europe/Lisbon", "RU": "Europe/Moscow", "UA": "Europe/Kyiv", "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}  # fmt: skip
"""The zone of the capital or of most people, where a country has several (CLDR, primaryZones; large federations)."""


@frozen
class Origin:
    title: str
    publisher: str
    languages: tuple[str, ...]
    country: str
    """ISO 3166; ``XX`` where nothing tells."""
    timezone: str
    unsure: tuple[str, ...]
    """What a person should look at, a sentence each."""


def origin_of(
    home: HtmlResponse, pages: Sequence[HtmlResponse], articles: Sequence[Article], country: str
) -> Origin:
    """What home page, read articles and their pages tell; ``country`` as the user gave it, or ``''``."""
    document = parse(_as_page(home))
    metas = {name: values[0] for name, values in read_metas(document.tree).items()}
    heading = next((" ".join(title.text_content().split()) for title in document.tree.iter("title")), "")
    named = metas.get("og:site_name") or metas.get("application-name") or _site_name(heading)
    tags = [
        tag_of(tag)
        for tag in (
            document.tree.get("lang", ""),
            metas.get("og:locale", ""),
            metas.get("content-language", ""),
        )
    ]
    languages, doubt_of_language = _languages(tags, articles, document.tree.text_content()[:20_000])
    land, doubt_of_country = _country(country, urlsplit(home.url).hostname or "", tags)
    zone, doubt_of_zone = timezone_of(land, offsets_in([home, *pages]))
    publisher = _publisher(articles, read_json_ld(document.tree), named)
    doubts = (
        "" if named else "title: the home page has none; the host stands in for it",
        doubt_of_language, doubt_of_country, doubt_of_zone,
    )  # fmt: skip
    title = named or urlsplit(home.url).netloc
    return Origin(title, publisher or title, languages, land, zone, tuple(filter(None, doubts)))


def _as_page(home: HtmlResponse) -> Page:
    return Page(home.url, home.body, content_type_of(home), "", Reading("probe"))


def _site_name(heading: str) -> str:
    """A home page's heading without the word for home page."""
    parts = [part for part in _BARS.split(heading) if part and not _HOME.fullmatch(part.strip())]
    return parts[0].strip() if parts else ""


def _publisher(articles: Sequence[Article], nodes: Sequence[dict[str, object]], title: str) -> str:
    said = Counter(article.publisher for article in articles if article.publisher)
    if said and title not in said:
        return said.most_common(1)[0][0]
    kinds = ("Organization", "GovernmentOrganization", "NewsMediaOrganization")
    return next((str(node["name"]) for node in nodes if node.get("@type") in kinds and node.get("name")), "")


def _languages(tags: Sequence[str], articles: Sequence[Article], text: str) -> tuple[tuple[str, ...], str]:
    """Those of the articles, the home page's first; guessed from the letters where nothing is labelled."""
    own = next((tag.split("-")[0] for tag in tags if tag), "")
    labelled = (article for article in articles if article.origins.get("language", "text") != "text")
    read = Counter(article.language.split("-")[0] for article in labelled)
    found = [tag for tag, _ in read.most_common()]
    if own and (own in found or not found):
        found = list(dict.fromkeys([own, *found]))
    guessed = language_by_letters(" ".join(article.text for article in articles) or text)
    if not found:
        how = "guessed by letters and words" if guessed else "nothing tells; English stands for it"
        return (guessed or "en",), f"language: no page says it; {how}"
    if guessed and guessed not in found:
        return (guessed, *found), f"language: pages say {', '.join(found)}, their letters {guessed}"
    return tuple(found), ""


def language_by_letters(text: str) -> str:
    """A guess from script and frequent words; empty where neither tells."""
    letters = [letter for letter in text if letter.isalpha()][:2000]
    scripts = Counter(next((tag for name, tag in _SCRIPTS if _is_in(name, letter)), "") for letter in letters)
    tag, count = next(((tag, count) for tag, count in scripts.most_common() if tag), ("", 0))
    if count > 0.3 * len(letters) > 0:
        return "ja" if scripts["ja"] > 0.1 * count else tag
    words = Counter(re.findall(r"\w+", text.lower()[:20_000]))
    rated = {tag: sum(words[word] for word in frequent.split()) for tag, frequent in _WORDS.items()}
    best = max(rated, key=lambda tag: rated[tag])
    return best if rated[best] >= 5 else ""


def _is_in(script: str, letter: str) -> bool:
    return not letter.isascii() and unicodedata.name(letter, "").startswith(script)


def country_of_host(host: str) -> str:
    """By its last label: ``fr`` France, ``gov`` the United States; empty where that names no country."""
    last = host.rpartition(".")[2].lower()
    if last in _GENERIC:
        return _GENERIC[last]
    return last.upper() if len(last) == 2 and last.isalpha() else ""


def _country(given: str, host: str, tags: Sequence[str]) -> tuple[str, str]:
    if found := given or country_of_host(host):
        return found, ""
    territory = next((part for tag in tags for part in tag.split("-")[1:] if len(part) == 2), "")
    if territory:
        return territory, f"country: only the language's label says {territory}"
    return "XX", "country: neither the host nor a label tells; XX stands for it (--name cn_… decides)"


def offsets_in(pages: Iterable[HtmlResponse]) -> Counter[str]:
    """Offsets from UTC that stand in the pages' dates (``+01:00``), counted; UTC itself tells nothing."""
    found: Counter[str] = Counter()
    for page in pages:
        for match in _OFFSET.finditer(page.body[:_LARGEST].decode("latin-1")):
            hours, minutes = (match[1], match[2]) if match[1] else (match[3], match[4])
            found[f"{hours}:{minutes}"] += 1
    found.pop("+00:00", None)
    return found


def timezone_of(country: str, offsets: Counter[str]) -> tuple[str, str]:
    """The IANA zone of a country that fits the offsets seen, and what is doubtful about it."""
    territories: dict[str, str] = get_global("zone_territories")  # type: ignore[assignment]
    zones = sorted(zone for zone, land in territories.items() if land == country)
    fitting = [zone for zone in zones if _has_been_at(zone, offsets)] if offsets else zones
    seen = ", ".join(sorted(offsets))
    if not zones:
        return _fixed(offsets)
    if not fitting:
        return zones[0], f"time zone: the pages' dates say {seen}, which no zone of {country} has"
    chosen = _PRIMARY[country] if _PRIMARY.get(country) in fitting else fitting[0]
    is_sure = len({_offset_of(zone) for zone in fitting}) == 1
    return chosen, "" if is_sure else f"time zone: {country} has {len(zones)}; {chosen} is the likeliest"


def _fixed(offsets: Counter[str]) -> tuple[str, str]:
    """Without a country: the zone of the one offset that was seen."""
    if len(offsets) != 1:
        return "UTC", "time zone: no country is known and no date tells an offset; UTC stands for it"
    ((offset, _),) = offsets.items()
    hours, minutes = int(offset[:3]), offset[4:]
    if minutes != "00":
        return "UTC", f"time zone: the pages' dates say {offset}; name the zone"
    zone = f"Etc/GMT{-hours:+d}"
    return zone, (
        f"time zone: the pages' dates say {offset}, whatever the season; {zone_words(zone)} stands for it: name a "
        'city\'s zone, as "Europe/Paris", which knows summer time'
    )


def zone_words(zone: str) -> str:
    """A zone as people read it: the sign of ``Etc/GMT-1`` is turned round, it is UTC+01:00."""
    return f"UTC{_offset_of(zone)} ({zone})" if zone.startswith("Etc/GMT") else zone


def _has_been_at(zone: str, offsets: Iterable[str]) -> bool:
    return set(offsets) <= {_offset_of(zone, 1), _offset_of(zone, 7)}


def _offset_of(zone: str, month: int = 1) -> str:
    text = datetime(datetime.now(UTC).year, month, 1, tzinfo=ZoneInfo(zone)).strftime("%z")
    return f"{text[:3]}:{text[3:5]}"
