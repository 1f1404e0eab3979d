"""Where a listing, feed or sitemap says otherwise than the page that it names. Both are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape

from archive.records import Article, Claim, Hint, Page, Reading
from pipelines.dates import parse_date
from pipelines.languages import tag_of
from pipelines.text import plain

_TAG = re.compile(r"<[^<>]{0,200}>")
_DIVIDED = re.compile(r"\s+[-–—|·»_]\s+|[|_]")
_CUT = re.compile(r"\s*(?:…|\.\.\.)$")
_TIMED = ("minute", "second")
_LONGEST = 500


def disagreements(page: Page, article: Article, overruled: Claim | None = None) -> dict[str, str]:
    """Field (``title``, ``published``, ``modified``, ``language``) to what else was said of it, and field with
    ``_from`` to where; empty where all agrees.

    A title is the same with the name of the site, with markup, or cut short; a day is the same at the coarser
    precision of the two. What the page leaves unsaid cannot differ. ``overruled``: a day that the page names,
    but not so surely that it was believed before the list.
    """
    said = dict(_said_otherwise(page.hint, article, page.reading))
    told = {
        field: (" ".join(words.split())[:_LONGEST], f"hint:{page.hint.origin or 'listing'}")
        for field, words in said.items()
    }
    if overruled:
        told["published"] = overruled.value, overruled.origin
    found: dict[str, str] = {}
    for field, (words, origin) in told.items():
        found |= {field: words, f"{field}_from": origin}
    return found


def _said_otherwise(hint: Hint, article: Article, reading: Reading) -> Iterator[tuple[str, str]]:
    if not _is_same_title(hint.title, article.title):
        yield "title", hint.title
    published, modified = (_read(said, reading) for said in (hint.published, hint.modified))
    if not _is_same_day(published, _own(article.published)):
        yield "published", hint.published
    if not _is_same_day(modified, _own(article.modified)) or _is_before(modified, _own(article.published)):
        yield "modified", hint.modified
    language = tag_of(hint.language).partition("-")[0]
    if language and article.language and language != article.language.partition("-")[0]:
        yield "language", hint.language


def _is_same_title(said: str, title: str) -> bool:
    # Blanks first: the expressions below would go over a long row of them once for each.
    said = " ".join(_TAG.sub("", unescape(said[:_LONGEST])).split())
    own = plain(title)
    forms = [plain(form) for form in (said, *_DIVIDED.split(said))]
    is_cut = bool(_CUT.search(said)) and own.startswith(plain(_CUT.sub("", said)))
    return (
        not own or not any(forms) or own in forms or forms[0] in map(plain, _DIVIDED.split(title)) or is_cut
    )


def _read(said: str, reading: Reading) -> Claim | None:
    return parse_date(said, languages=reading.languages, timezone=reading.timezone) if said else None


def _own(claim: Claim | None) -> Claim | None:
    """A date that the page itself claims; None where it was taken from the hint."""
    return claim if claim and not claim.origin.startswith("hint:") else None


def _is_same_day(said: Claim | None, own: Claim | None) -> bool:
    if said is None or own is None:
        return True
    if said.precision in _TIMED and own.precision in _TIMED and _instant(said) == _instant(own):
        return True
    length = min(len(said.value), len(own.value), len("2020-01-01"))
    return said.on[:length] == own.on[:length]


def _instant(claim: Claim) -> datetime:
    return datetime.fromisoformat(claim.value)


def _is_before(said: Claim | None, own: Claim | None) -> bool:
    """Whether a change is said to have been on a day before the publication."""
    return bool(said and own and said.precision not in ("year", "month") and said.on < own.on)
