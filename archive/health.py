"""What is usual for a portal, learnt from its own history. Pure functions; nothing here is declared by anybody.

Days are learnt from the articles of the 13 weeks before, pages from what the runs of these weeks read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from statistics import median

from attrs import frozen

from archive.history import profile
from archive.observed import Observed, RunSeen
from archive.samples import FIELDS

WEEKS = 13
SPAN = timedelta(weeks=WEEKS)
_ARTICLES_A_RUN = 30
"""No run counts for more: the first one brings years, the nights after it a page or two each."""
_FEWEST_FOR_A_MEDIAN = 3
_FEWEST_SAMPLED, _FEWEST_RUNS = 20, 3
"""Articles and runs without which nothing is said of what pages usually have."""


@frozen
class Days:
    """What a day usually brings."""

    by_weekday: tuple[float, ...]
    """Articles on average, Monday to Sunday."""
    dispersion: float
    """Variance over mean, at least 1: how much more the counts scatter than chance alone would have it."""
    articles: int
    """How many it is learnt from."""
    mature: bool
    """Whether the history is long enough to wonder at a day (``archive.history.Profile``)."""

    def on(self, day: date) -> float:
        """The articles to be expected on ``day``."""
        return self.by_weekday[day.weekday()]

    def expected(self, days: Iterable[date]) -> float:
        return sum(self.on(day) for day in days)

    def is_active(self, day: date) -> bool:
        """Whether the portal usually speaks on such a day: at least half as much as on an average one."""
        return self.on(day) > 0 and self.on(day) >= sum(self.by_weekday) / 14


@frozen
class Pages:
    """What the portal's pages usually have."""

    shares: Mapping[str, float]
    """Field to the share of pages that have it, 0 to 1."""
    median_length: float
    """Of the texts, in characters."""
    short: float
    """A median below which hardly a tenth of the runs were."""
    languages: Mapping[str, float]
    """Language to its share."""


@frozen
class Health:
    """A portal's figures at a glance."""

    days: Days
    pages: Pages | None
    """``None`` where too few pages were read to say what is usual."""
    refused_share: float | None
    """Of the pages that were judged; ``None`` where they are too few to say what is usual."""
    newest_on: date | None
    """The latest day with an article."""
    age: int | None
    """Days from there to the last run that saw articles."""


def health(observed: Observed) -> Health:
    """What is known of a portal up to its last run."""
    until = observed.until
    newest = max((day for day, count in observed.counts.items() if count), default=None)
    recent = _recent(observed.usual_runs)
    judged = sum(run.pages for run in recent)
    return Health(
        days=usual_days(observed.counts, until or date.max),
        pages=usual_pages(recent),
        refused_share=refused_share(recent) if judged >= _FEWEST_SAMPLED else None,
        newest_on=newest,
        age=max(0, (until - newest).days) if until and newest else None,
    )


def usual_days(counts: Mapping[date, int], until: date) -> Days:
    """Learnt from the 13 weeks before ``until``."""
    begin = max(until, date.min + SPAN) - SPAN
    learnt = {day: count for day, count in counts.items() if begin <= day < until}
    grouped = [[count for day, count in learnt.items() if day.weekday() == weekday] for weekday in range(7)]
    means = tuple(sum(found) / len(found) if found else 0.0 for found in grouped)
    return Days(
        by_weekday=means,
        dispersion=_dispersion(learnt, means),
        articles=sum(learnt.values()),
        mature=profile(counts, until=until, weeks=WEEKS).mature,
    )


def _dispersion(counts: Mapping[date, int], means: Sequence[float]) -> float:
    """Pearson's statistic over its degrees of freedom."""
    deviations = [
        (count - mean) ** 2 / mean for day, count in counts.items() if (mean := means[day.weekday()]) > 0
    ]
    freedom = len(deviations) - sum(mean > 0 for mean in means)
    return max(1.0, sum(deviations) / freedom) if freedom > 0 else 1.0


def usual_pages(runs: Sequence[RunSeen]) -> Pages | None:
    """Learnt from what ``runs`` read; ``None`` where that is too little."""
    sampled = [(run, min(run.sampled, _ARTICLES_A_RUN)) for run in runs if run.sampled]
    total = sum(weight for _, weight in sampled)
    if total < _FEWEST_SAMPLED or len(sampled) < _FEWEST_RUNS:
        return None
    languages: Counter[str] = Counter()
    for run, weight in sampled:
        for language, count in run.languages.items():
            languages[language] += count * weight / run.sampled  # type: ignore[assignment]
    return Pages(
        shares={
            name: sum(run.present.get(name, 0) * weight / run.sampled for run, weight in sampled) / total
            for name in FIELDS
        },
        median_length=_weighted_median([(run.median_length, weight) for run, weight in sampled]),
        short=_tenth([run.median_length for run, weight in sampled if weight >= _FEWEST_FOR_A_MEDIAN]),
        languages={language: count / total for language, count in languages.items()},
    )


def refused_share(runs: Iterable[RunSeen]) -> float | None:
    """The share of refusals among the pages that ``runs`` judged."""
    judged = list(runs)
    pages = sum(run.pages for run in judged)
    return sum(run.refused for run in judged) / pages if pages else None


def median_length(runs: Iterable[RunSeen]) -> float:
    """The median of the texts that ``runs`` read, as far as the medians of the runs tell it."""
    return _weighted_median([(run.median_length, run.sampled) for run in runs if run.sampled])


def before(runs: Iterable[RunSeen], instant: datetime) -> list[RunSeen]:
    """Those of the 13 weeks before ``instant``."""
    return [run for run in runs if instant - SPAN <= run.started_at < instant]


def _recent(runs: Sequence[RunSeen]) -> Sequence[RunSeen]:
    return before(runs, runs[0].started_at + timedelta(microseconds=1)) if runs else ()


def _tenth(values: Sequence[int]) -> float:
    return sorted(values)[len(values) // 10] if values else 0


def _weighted_median(pairs: Iterable[tuple[int, int]]) -> float:
    return median([value for value, weight in pairs for _ in range(weight)] or [0])
