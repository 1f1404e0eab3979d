"""Times of day and the zones that writers name with them."""

from __future__ import annotations

import re
from datetime import timedelta, timezone, tzinfo

from attrs import frozen

# Only what means one thing everywhere: CST, IST and their like are read in the portal's zone.
_ZONES = {
    "z": 0, "utc": 0, "gmt": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "trt": 3, "eat": 3, "sast": 2, "wat": 1, "cat": 2, "pkt": 5, "sgt": 8, "hkt": 8, "jst": 9,
    "kst": 9, "awst": 8, "aest": 10, "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "cdt": -5,
    "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10, "brt": -3, "art": -3, "wib": 7,
}  # fmt: skip
_MORNING = r"上午|午前|오전|凌晨|早上"
_EVENING = r"下午|午後|오후|晚上|中午"
_CLOCK = (
    rf"(?:(?P<east>{_MORNING}|{_EVENING})\s?)?(?<!\d)(?P<hour>\d{{1,2}})"
    r"(?:\s?(?P<mark>[:：h時时시點点.])\s?(?P<minute>\d{2})(?!\d)[분分]?(?:[:：]?(?P<second>\d{2})(?!\d)[.,\d]{0,10}秒?)?)?"
    r"(?:\s?(?P<west>a\.?m\b\.?|p\.?m\b\.?|uhr\b|hrs?\b|h\b))?"
)
_ZONE = r"(?:\s?\(?(?P<zone>[a-z]{1,5})\b)?(?:\s?(?P<sign>[+−-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?(?!\d))?"
_LEAD = r"(?P<lead>at|à|um|às|as|a las|a la|alle|ore|kl\.?|klo|в|о|om|o godz\.?|t|@)"
_JOIN = rf"(?:\s?г(?:ода)?\b\.?|\.(?=\s))?(?:\s?\([^\W\d_]{{1,9}}\.?\))?[\s,;|·•/()–—-]{{0,4}}(?:{_LEAD}\s?)?"
_AFTER = re.compile(_JOIN + _CLOCK + _ZONE, re.IGNORECASE)
_BEFORE = re.compile(_CLOCK + _ZONE + r"[\s,;|·•–—-]{1,4}(?:[^\W\d]{2,12},?\s)?(?:on\s)?$", re.IGNORECASE)


@frozen
class Clock:
    """A time of day; ``zone`` only where the writer named one."""

    hour: int
    minute: int
    second: int | None = None
    zone: tzinfo | None = None


def clock_after(text: str, start: int) -> tuple[Clock | None, int]:
    """The time of day that follows a date ending at ``start``, and where it ends."""
    match = _AFTER.match(text, start)
    clock = _clock(match) if match else None
    return (clock, match.end()) if match and clock else (None, start)


def clock_before(text: str, end: int) -> tuple[Clock | None, int]:
    """The time of day that stands right before a date at ``end`` ('09:30, 10/06/2020'), and where it starts."""
    match = _BEFORE.search(text, max(0, end - 40), end)
    clock = _clock(match) if match else None
    return (clock, match.start()) if match and clock else (None, end)


def _clock(match: re.Match[str]) -> Clock | None:
    half = re.sub(r"[.\s]", "", (match["west"] or "").lower())
    if match["minute"] is None and half not in ("am", "pm", "uhr", "h") and match["mark"] is None:
        return None
    if match["mark"] == "." and not (half or match.groupdict().get("lead")):
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    afternoon = half == "pm" or bool(match["east"] and re.fullmatch(_EVENING, match["east"]))
    if afternoon and hour < 12:
        hour += 12
    elif hour == 12 and half == "am":
        hour = 0
    second = int(match["second"]) if match["second"] else None
    if hour > 23 or minute > 59 or (second or 0) > 59:
        return None
    return Clock(hour, minute, second, _zone(match))


def _zone(match: re.Match[str]) -> tzinfo | None:
    named = _ZONES.get((match["zone"] or "").lower())
    if match["hours"] and (named == 0 or not match["zone"]):
        minutes = int(match["hours"]) * 60 + int(match["minutes"] or 0)
        minutes = -minutes if match["sign"] in "-−" else minutes
        return timezone(timedelta(minutes=minutes)) if abs(minutes) <= 14 * 60 else None
    return None if named is None else timezone(timedelta(hours=named))
