"""Dates, origins, languages and sizes in plain words. Pure functions, used as filters in the templates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError

from archive.finding import KINDS
from archive.records import STATES

Timespec = Literal["minutes", "seconds", "milliseconds"]

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?", re.ASCII)
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")

_ENCODINGS = {
    "bom": "by its byte order mark",
    "utf-8": "as its bytes are valid",
    "utf-8-twice": "encoded twice",
    "meta": "as the page says",
    "header": "as the server said",
    "detector": "guessed from its bytes",
}
_PLACES = {
    "json-ld": "the page's structured data",
    "itemprop": "the page's structured data",
    "meta": "the head of the page",
    "html": "the head of the page",
    "link": "the head of the page",
    "text": "the visible text",
    "time": "the visible text",
    "url": "the address",
    "hint": "what the portal announced",
    "rule": "the place that the portal's declaration names",
    "portal": "the portal's declaration",
    "blocks": "the page, block by block",
    "document": "the document",
    "page": "the whole page",
    "trafilatura": "the page, by trafilatura",
}


_TIMESPECS: tuple[Timespec, ...] = ("minutes", "seconds", "milliseconds")

_ANSWERS = {
    "http-404": "that there is no such page (404)",
    "http-410": "that the page is gone (410)",
    "soft-404": "with a page that says, with status 200, that it does not exist",
    "redirect-home": "by leading to its front page",
    "redirect-list": "by leading to a list of articles",
    "no-picture": "with something that is no picture",
}
_TOO_MUCH = {
    "too-slow": "reading it took too long",
    "too-heavy": "reading it took too much memory",
}
_OBSTACLES = {
    **_TOO_MUCH,
    "timeout": "no answer in time",
    "no-such-host": "no name server knows the portal's host",
    "connection-refused": "nobody answers at the portal's host",
    "connection-lost": "the connection broke off",
    "malformed": "the answer makes no sense",
    "truncated": "the answer breaks off before its end",
    "redirect-loop": "the address leads round in a circle",
    "redirect-elsewhere": "the address leads to what is no article",
    "too-large": "the answer is larger than what is kept",
    "robots": "the portal's robots.txt forbids it",
    "robots-unreachable": "the portal's robots.txt cannot be read",
    "crawl-delay": "the portal asks for longer pauses than a crawl can make",
    "another-host": "the address leads to a host that is not the portal's",
    "led-round-hosts": "the address leads from host to host",
    "private-address": "the address leads into a private network",
    "not-web": "the address leads out of the web",
    "challenge-page": "a firewall asks the browser to prove itself",
    "captcha": "the page asks for a captcha",
    "login": "the page asks to log in",
    "forbidden": "the portal says that this visitor may not see the page",
    "maintenance": "the portal says that it is closed for maintenance",
    "server-error": "the portal says that it failed to make the page",
    "needs-javascript": "the text arrives only when scripts run",
    "listing": "the page is a list of links",
    "too-thin": "hardly any text is there",
    "no-title": "no title is there",
    "wrong-language": "the text is in another language than the portal's",
    "encoding-doubtful": "too many characters cannot be read",
    "unreadable": "the page could not be taken apart",
    "not-html": "neither a page nor a document is there",
}


_FATES = {
    "replaced": "replaced",
    "changed": "changed",
    "added": "added",
    "removed": "taken off",
    "returned": "offered again",
    "missing": "not found at its address",
    "found": "found again",
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_TYPES = {
    "application/pdf": "PDF",
    "application/msword": "Word (DOC)",
    f"{_OFFICE}.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.ms-works": "WPS",
    "application/vnd.ms-excel": "Excel (XLS)",
    f"{_OFFICE}.spreadsheetml.sheet": "Excel (XLSX)",
    "application/vnd.ms-powerpoint": "PowerPoint (PPT)",
    f"{_OFFICE}.presentationml.presentation": "PowerPoint (PPTX)",
    f"{_OPEN}.text": "OpenDocument text (ODT)",
    f"{_OPEN}.spreadsheet": "OpenDocument table (ODS)",
    f"{_OPEN}.presentation": "OpenDocument slides (ODP)",
    "application/rtf": "RTF",
    "text/plain": "plain text",
    "text/csv": "CSV",
    "application/ofd": "OFD",
    "application/epub+zip": "EPUB",
    "application/x-hwp": "Hangul (HWP)",
    "application/hwp+zip": "Hangul (HWPX)",
    "application/zip": "ZIP",
    "application/vnd.rar": "RAR",
    "application/x-7z-compressed": "7z",
    "application/gzip": "gzip",
}
_DAMAGED = re.compile(r"\w*(?:[eE]rror|Exception|BadZipFile)")
"""What the readers of files raise where these are not as they should be."""
_FAULTS = {**_TOO_MUCH, "encrypted": "it is protected by a password"}
_LOSSES = {
    "incomplete": "not all of the document could be read",
    "deep-nesting": "part of the page is nested too deeply to be read",
    "huge-text": "part of the page is too long to be read",
}
_FLAGS = {
    **_LOSSES,
    "document": "it is a document, not a page",
    "continued": "it goes on on further pages",
    "not-shown": "the text stands in the page's data, and is not all shown",
    "second-reader": "the text was found by a second reader",
    "faulty-rule": "a rule of the portal's declaration makes no sense and was passed over",
}


def day_words(day: str | None) -> str:
    """``2020-06-10`` as ``10 June 2020``, ``2020-06`` as ``June 2020``; what is no date stays as it is."""
    parts = (day or "").split("-")
    if not all(part.isdecimal() for part in parts) or len(parts) > 3:
        return day or ""
    if len(parts) > 1 and not 1 <= int(parts[1]) <= 12:
        return day or ""
    words = [str(int(part)) for part in parts[2:]] + [MONTHS[int(part) - 1] for part in parts[1:2]]
    return " ".join([*words, parts[0]])


def instant_words(instant: str | None, timezone: str = "UTC", exactness: Timespec = "minutes") -> str:
    """``2020-06-10T01:30:00.000Z`` as ``10 June 2020, 01:30 UTC``, ``…, 09:30 (Asia/Shanghai)`` or ``…, 02:30 UTC+01``.

    Zones without a place are named by their distance: the sign of ``Etc/GMT-1`` is turned round, it is UTC+01.
    """
    moment = _moment(instant or "")
    if moment is None:
        return day_words(instant)
    local = moment.astimezone(_zone(timezone))
    return f"{day_words(local.date().isoformat())}, {local.time().isoformat(exactness)} {_zone_words(local)}"


def timespec(*instants: str | None) -> Timespec:
    """How exactly ``instants`` have to be told for no two of them to look the same, if they are not."""
    moments = {moment for instant in instants if (moment := _moment(instant or ""))}
    for exactness in _TIMESPECS:
        if len({moment.isoformat(timespec=exactness) for moment in moments}) == len(moments):
            return exactness
    return _TIMESPECS[-1]


def _zone_words(local: datetime) -> str:
    named = str(local.tzinfo)
    if named.startswith("Etc/"):
        return f"UTC{(local.tzname() or '').removeprefix('UTC').removeprefix('GMT')}"
    return "UTC" if named == "UTC" else f"({named})"


def claim_words(value: str | None, precision: str | None, timezone: str = "UTC") -> str:
    """A date as a portal claims it, no more exact than it was claimed.

    Where the precision was not kept, an instant is told to the second if it has any.
    """
    if not value:
        return ""
    moment = None if precision else _moment(value)
    if precision == "second" or (moment and moment.second):
        return instant_words(value, timezone, "seconds")
    if precision == "minute" or moment:
        return instant_words(value, timezone)
    length = {"year": 4, "month": 7}.get(precision or "", 10)
    return day_words(value[:length])


def claim_day(value: str | None, precision: str | None, timezone: str = "UTC") -> str:
    """The day of a date that a portal claims, by its own clocks: ``2020-06-10``, or ``2020-06`` or ``2020`` where it
    names no more; empty where it names none.
    """
    moment = _moment(value or "")
    day = moment.astimezone(_zone(timezone)).date().isoformat() if moment else value or ""
    day = day[: {"year": 4, "month": 7}.get(precision or "", 10)]
    return day if _DAY.fullmatch(day) else ""


def encoding_words(origin: str) -> str:
    """What settled the encoding of a page, see ``pipelines.encoding``: ``detector`` as ``guessed from its bytes``."""
    return _ENCODINGS.get(origin, f"settled by {origin}")


def origin_words(origin: str | None) -> str:
    """``json-ld:datePublished`` as ``read from the page's structured data (datePublished)``."""
    if not origin:
        return ""
    place, _, detail = origin.partition(":")
    known = _PLACES.get(place)
    if known is None:
        return f"read from: {origin}"
    return f"read from {known}" + (f" ({detail.strip(' :')})" if detail.strip(" :") else "")


def flag_words(flag: str) -> str:
    """What a reader of an article should know of how it was read; a flag that has no words keeps its name."""
    return _FLAGS.get(flag, flag)


def loss_words(flags: Iterable[str]) -> str:
    """What of an article's text the flags say is missing; empty where it is whole."""
    return "; ".join(_LOSSES[flag] for flag in flags if flag in _LOSSES)


def state_words(state: str) -> str:
    """What was observed of an article, in words; a state that has none keeps its name."""
    return STATES.get(state, state)


def edit_words(edit: Mapping[str, Any]) -> str:
    """What differs between a state and the one before it, and how much, as ``archive.revisions`` measures it."""
    if not edit["text_changed"]:
        return "title changed"
    what = "title and text" if edit["title_changed"] else "text"
    share = (
        f"{edit['significance']:.0%}".replace("%", " %") if edit["significance"] >= 0.01 else "less than 1 %"
    )
    return f"{what} changed, {share} not common to both states"


def missed_words(reason: str) -> str:
    """What a portal answered in an article's place, as the end of a sentence; empty where that is not known."""
    return _ANSWERS.get(reason, "")


def obstacle_words(reason: str) -> str:
    """Why something was not kept, as what stands behind a colon; a reason that has no words keeps its name."""
    kind, _, status = reason.rpartition("-")
    if reason in _ANSWERS:
        return f"the portal answered {_ANSWERS[reason]}"
    return f"the portal answered with status {status}" if kind == "http" else _OBSTACLES.get(reason, reason)


def fate_words(kind: str) -> str:
    """What became of a file or a further page: ``file-removed`` as 'taken off'."""
    what = kind.partition("-")[2]
    return _FATES.get(what, what)


def type_words(media_type: str) -> str:
    """What people call a kind of file; one that has no such name keeps its own."""
    return _TYPES.get(media_type, media_type)


def fault_words(reason: str) -> str:
    """Why a file holds no text or not all of it, in words; what has none stays as it is."""
    kind, _, told = reason.partition(": ")
    if kind == "ValueError" and told:
        return told
    return "the file is damaged" if _DAMAGED.fullmatch(kind) else _FAULTS.get(kind, reason)


def trouble_words(kind: str) -> str:
    """What is wrong with a portal, in words; a kind that has none keeps its name."""
    return KINDS.get(kind, kind)


def size_words(length: int | None) -> str:
    """Bytes in the unit that suits them: ``980 bytes``, ``12.3 kB``, ``4.0 MB``."""
    size = float(length or 0)
    if size < 1000:
        return f"{int(size)} byte{'' if size == 1 else 's'}"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000:
            return f"{size:.1f} {unit}"
    return f"{size / 1000:.1f} TB"


def language_tag(tag: str | None) -> str:
    """``tag`` where it has the form of BCP 47, else empty: fit for a ``lang`` attribute."""
    return tag if tag and _TAG.fullmatch(tag) else ""


def language_name(tag: str | None) -> str:
    """English name of a language; the tag itself where it is not known."""
    locale = _locale(language_tag(tag))
    return (locale.get_display_name("en") if locale else None) or tag or ""


def direction(tag: str | None) -> str:
    """``rtl`` or ``ltr`` by the script of the language; ``auto`` where the language is not known."""
    locale = _locale(language_tag(tag))
    return locale.text_direction if locale else "auto"


@lru_cache(maxsize=512)
def _locale(tag: str) -> Locale | None:
    try:
        return Locale.parse(tag, sep="-") if tag else None
    except (ValueError, UnknownLocaleError):
        return None


def _moment(instant: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return moment if moment.tzinfo and 1 < moment.year < 9999 else None


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
