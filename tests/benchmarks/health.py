"""How often a healthy portal is suspected, and how soon a dead one is: ``python -m tests.benchmarks.health``."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from statistics import median

import click
from attrs import frozen

from archive.observed import Observed
from tests.archive.histories import OFFICE, counts_of, found, on, seen

LEARNT = 91
"""Days of history before the first night that is judged."""
_REMEMBERED = 182
"""Days of history that are looked at each night; more would only take longer."""


@frozen
class Rhythm:
    """A kind of portal: articles a day, Monday to Sunday, and how moody its days are."""

    name: str
    rates: tuple[float, ...]
    scatter: float = 0.0
    holidays: int = 0
    """Days between two single days without any article; 0 for none."""


RHYTHMS = (
    Rhythm("six a working day", OFFICE),
    Rhythm("six a working day, moody", OFFICE, 0.3),
    Rhythm("six a working day, with holidays", OFFICE, holidays=45),
    Rhythm("forty a day", (40.0,) * 7),
    Rhythm("one a day", (1.0,) * 7),
    Rhythm("two a week", (0.3, 0.3, 0.3, 0.4, 0.3, 0.2, 0.2)),
)


@click.command()
@click.option("--histories", default=200, show_default=True, help="Histories of each rhythm.")
@click.option("--nights", default=60, show_default=True, help="Nights that each is watched for.")
def main(histories: int, nights: int) -> None:
    """False alarms of healthy portals, and nights until one that falls silent has its alarm."""
    click.echo(
        f"{'':34}{'histories':>10}{'nights':>8}{'false alarms':>14}{'a portal-year':>15}{'silence, days':>15}"
    )
    for rhythm in RHYTHMS:
        alarms = sum((watched(rhythm, seed, nights) for seed in range(histories)), Counter())
        late = [noticed_after(rhythm, seed) for seed in range(min(histories, 50))]
        years = histories * nights / 365
        told = ", ".join(f"{kind} {count}" for kind, count in alarms.most_common())
        click.echo(
            f"{rhythm.name:34}{histories:>10}{nights:>8}{alarms.total():>14}{alarms.total() / years:>15.3f}"
            f"{median(late):>15.0f}  {told}"
        )


def watched(rhythm: Rhythm, seed: int, nights: int) -> Counter[str]:
    """The alarms, by kind, that a healthy portal causes; one that goes on for nights counts once."""
    counts = _counts(rhythm, seed, LEARNT + nights)
    opened: dict[str, datetime] = {}
    alarms: Counter[str] = Counter()
    for number in range(LEARNT, LEARNT + nights):
        observed = _known_on(counts, number)
        kinds = {finding.kind for finding in found(observed, opened)}
        alarms.update(kinds - set(opened))
        opened = {kind: opened.get(kind, observed.runs[0].started_at) for kind in kinds}
    return alarms


def noticed_after(rhythm: Rhythm, seed: int) -> int:
    """Days without any article until the alarm of a portal that falls silent on a Monday."""
    counts = _counts(rhythm, seed, LEARNT) | {on(LEARNT + number): 0 for number in range(90)}
    for silent in range(90):
        alarms = {finding.kind for finding in found(_known_on(counts, LEARNT + silent))}
        if alarms & {"nothing-new", "too-old"}:
            return silent + 1
    return 90


def _counts(rhythm: Rhythm, seed: int, days: int) -> dict[date, int]:
    counts = counts_of(days, rhythm.rates, seed=seed, scatter=rhythm.scatter)
    free = range(LEARNT // 2, days, rhythm.holidays) if rhythm.holidays else ()
    return counts | {on(number): 0 for number in free}


def _known_on(counts: dict[date, int], number: int) -> Observed:
    """What is known on the morning after day ``number``."""
    return seen({on(at): counts[on(at)] for at in range(max(0, number - _REMEMBERED), number + 1)})


if __name__ == "__main__":
    main()
