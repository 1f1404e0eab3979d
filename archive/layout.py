"""Pages that are not what they were: fields gone, texts cut short, another language. Pure functions.

The latest articles are held against what the runs before them read. How many articles that takes depends on
how sure the portal's pages usually have what is missed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import log, log1p

from archive.chances import of_at_most_of
from archive.finding import SURE, Finding, Opened, has_fallen
from archive.health import Pages, before, median_length, usual_pages
from archive.observed import Observed, RunSeen
from archive.samples import FIELDS

_FEWEST = 10
"""Articles in which a change shows."""
_RARE, _ALMOST_ALL = 0.1, 0.98
"""Share of what nobody misses; share than which nothing is taken for surer, as history has not seen all."""
_FALLEN, _COLLAPSED = 0.6, 0.4
"""Share of what is usual, of fields and of lengths, below which it has changed."""
_FAMILIAR = 0.05
"""Share of pages that makes a language a familiar one of the portal."""
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,2}")


def layout_changes(observed: Observed, opened: Opened) -> Iterator[Finding]:
    """What the portal's latest pages lack, against those before."""
    usual = _usual(observed, _latest(observed, _FEWEST), "", {})
    if usual is None:
        return
    yield from _lost_fields(observed, usual, opened)
    yield from _short_texts(observed, opened)
    other = list(_other_language(observed, opened))
    yield from other or _language_gone(observed, usual, opened)


def _lost_fields(observed: Observed, usual: Pages, opened: Opened) -> Iterator[Finding]:
    for name in FIELDS:
        kind, latest = f"no-{name}s", _latest(observed, _enough(usual.shares[name]))
        before_it = _usual(observed, latest, kind, opened)
        share = before_it.shares[name] if before_it else 0.0
        size = sum(run.sampled for run in latest)
        found = sum(run.present.get(name, 0) for run in latest)
        if share >= _RARE and _is_lost(found, size, share, kind in opened):
            yield Finding(kind, f"{found} of the last {size} articles have a {name}, {share:.0%} usually do")


def _short_texts(observed: Observed, opened: Opened) -> Iterator[Finding]:
    latest, kind = _latest(observed, _FEWEST), "short-texts"
    usual = _usual(observed, latest, kind, opened)
    if usual is None or sum(run.sampled for run in latest) < _FEWEST:
        return
    length, is_open = median_length(latest), kind in opened
    is_sure = is_open or length < usual.short
    if is_sure and has_fallen(length, usual.median_length, _COLLAPSED, is_open):
        were = f"usual are {usual.median_length:.0f}"
        yield Finding(kind, f"the latest texts have a median of {length:.0f} characters, {were}")


def _other_language(observed: Observed, opened: Opened) -> Iterator[Finding]:
    latest, kind = _latest(observed, _FEWEST), "other-language"
    usual = _usual(observed, latest, kind, opened)
    if usual is None:
        return
    familiar = {tag for tag, share in usual.languages.items() if share >= _FAMILIAR}
    met = _met(latest)
    strange = [tag for tag in met if tag not in familiar]
    found = sum(met[tag] for tag in familiar)
    if _is_lost(found, met.total(), 1.0, kind in opened):
        said = f"{met.total() - found} of the last {met.total()} articles are in {_named(strange)}"
        yield Finding(kind, f"{said}; usual is {_named(familiar)}")


def _language_gone(observed: Observed, usual: Pages, opened: Opened) -> Iterator[Finding]:
    kind = "language-gone"
    for tag, average in usual.languages.items():
        latest = _latest(observed, _enough(average))
        before_it = _usual(observed, latest, kind, opened)
        share = before_it.languages.get(tag, 0.0) if before_it else 0.0
        size = _met(latest).total()
        if share >= _RARE and not _met(latest)[tag] and of_at_most_of(0, size, share) < SURE:
            said = f"none of the last {size} articles is in {_named([tag])}"
            yield Finding(kind, f"{said}, usually {share:.0%} are")
            return


def _is_lost(found: int, size: int, share: float, is_open: bool) -> bool:
    """Whether ``found`` of ``size`` is too little of what ``share`` of all usually have."""
    if not has_fallen(found, share * size, _FALLEN, is_open):
        return False
    return is_open or of_at_most_of(found, size, min(share, _ALMOST_ALL)) < SURE


def _enough(share: float) -> int:
    """How many articles, none of which has what ``share`` of all have, are no accident."""
    sure = 1.2 * log(SURE) / log1p(-min(max(share, _RARE), _ALMOST_ALL))
    return max(_FEWEST, round(sure))


def _latest(observed: Observed, size: int) -> list[RunSeen]:
    """The latest runs that together read ``size`` articles anew, or all there are; latest first."""
    latest: list[RunSeen] = []
    for run in observed.usual_runs:
        if sum(seen.sampled for seen in latest) >= size:
            break
        if run.sampled:
            latest.append(run)
    return latest


def _usual(observed: Observed, latest: Sequence[RunSeen], kind: str, opened: Opened) -> Pages | None:
    """What pages had before ``latest``, and before ``kind`` was noticed."""
    if not latest:
        return None
    first = latest[-1].started_at
    return usual_pages(before(observed.usual_runs, min(first, opened.get(kind, first))))


def _met(runs: Iterable[RunSeen]) -> Counter[str]:
    met: Counter[str] = Counter()
    for run in runs:
        met.update(run.languages)
    return met


def _named(languages: Iterable[str]) -> str:
    """Languages by their tags; what is no tag is a page's own invention and is not repeated."""
    tags = sorted(tag if _TAG.fullmatch(tag) else "none that can be told" for tag in languages)
    return ", ".join(dict.fromkeys(tags)) or "none"
