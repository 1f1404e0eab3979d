"""Learn ``pipelines/weights.json`` from the corpus: logistic regression over the traits of blocks, in two looks.

``python -m tests.benchmarks.weights [--half 0|1] [--write PATH]``: with ``--half`` only pages of that half are
learnt from, so that the other half shows what the weights are worth on pages they never saw. The second look learns
from first looks of weights that have not seen the page's site, because that is how it will meet every page.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

from attrs import frozen

from pipelines.blocks import Piece, cut
from pipelines.context import CONTEXT, in_context
from pipelines.markup import parse
from pipelines.scoring import SIZES, Weights
from pipelines.traits import STEPS, Traits, describe
from tests.benchmarks.corpus import Answer, answers, is_wide, words

_ROUNDS = 12
_SETTLED = 4
_RATE = 0.25
_SHRINK = 2e-2
_LONGEST = 600
_PARTS = 5
Table = dict[str, list[float]]
Flat = list[float]
"""All weights of one look, one after the other as ``SIZES`` has them."""


@frozen(eq=False)
class Lesson:
    """A page: its blocks, which of them are text, and how much each counts."""

    site: str
    pieces: Sequence[Piece]
    traits: Sequence[Traits]
    labels: Sequence[bool]
    counts: Sequence[float]

    @property
    def part(self) -> int:
        """Of ``_PARTS``; pages of one site are in one part."""
        return zlib.crc32(self.site.encode()) % _PARTS


@frozen(eq=False)
class Sample:
    """A block: the places of its weights, whether it is text, and how much it counts."""

    places: tuple[int, ...]
    is_text: bool
    counts: float


def lesson_of(answer: Answer) -> Lesson:
    """Each page counts the same, each block by the square root of its length."""
    pieces = cut(parse(answer.page).tree)
    lengths = [min(len(piece.text), _LONGEST) ** 0.5 for piece in pieces]
    return Lesson(
        site=".".join((urlsplit(answer.url).hostname or "").split(".")[-2:]),
        pieces=pieces,
        traits=describe(pieces),
        labels=_labels([piece.text for piece in pieces], answer.text),
        counts=[length / sum(lengths) * 100 for length in lengths],
    )


def offsets(look: str) -> dict[str, int]:
    """Where in the flat list of all weights those of a trait begin."""
    sizes = list(SIZES[look].values())
    return {name: sum(sizes[:place]) for place, name in enumerate(SIZES[look])}


_OFFSETS = {look: offsets(look) for look in SIZES}
_BITS = {name: SIZES["blocks"][name] for name in ("near_marks", "all_marks", "tags")}


def places_of(traits: Traits) -> tuple[int, ...]:
    """The weights of a block at the first look."""
    where = _OFFSETS["blocks"]
    found = [where[name] + value for name, value in zip(STEPS, traits.steps, strict=True)]
    for name, size in _BITS.items():
        bits = getattr(traits, name)
        found += [where[name] + place for place in range(size) if bits >> place & 1]
    return (*found, where["bias"])


def places_in_context(context: Sequence[int]) -> tuple[int, ...]:
    """The weights of a block at the second look: those of each step up to its own.

    What is learnt is by how much a step is worth more than the one below, so that neighbouring steps are worth about
    the same unless many pages say otherwise.
    """
    where = _OFFSETS["context"]
    climbed = (
        range(where[name], where[name] + value + 1) for name, value in zip(CONTEXT, context, strict=True)
    )
    return (*chain.from_iterable(climbed), where["bias"])


def first_samples(lesson: Lesson) -> list[Sample]:
    return [
        Sample(places_of(traits), label, counts)
        for traits, label, counts in zip(lesson.traits, lesson.labels, lesson.counts, strict=True)
    ]


def second_samples(lesson: Lesson, first: Weights) -> list[Sample]:
    """What is beyond hope at the first look is not looked at again."""
    context = in_context(lesson.pieces, [first.first(traits) for traits in lesson.traits])
    return [
        Sample(places_in_context(steps), label, counts)
        for steps, label, counts in zip(context, lesson.labels, lesson.counts, strict=True)
        if steps is not None
    ]


def _labels(lines: Sequence[str], expected: str) -> list[bool]:
    """A block is text if it is a line of the answer, or most of its runs of three words stand there."""
    wide = is_wide(expected)
    known = words(expected, wide)
    runs = set(zip(known, known[1:], known[2:], strict=False))
    whole = {tuple(words(line, wide)) for line in expected.splitlines()}
    result = []
    for line in lines:
        own = words(line, wide)
        own_runs = list(zip(own, own[1:], own[2:], strict=False))
        inside = sum(run in runs for run in own_runs) * 2 > len(own_runs) if own_runs else False
        result.append(bool(own) and (tuple(own) in whole or inside))
    return result


def learn(samples: Iterable[Sample], look: str) -> Flat:
    """Stochastic descent with a step of its own for each weight (AdaGrad); the mean of the later rounds."""
    order = list(samples)
    weights = [0.0] * sum(SIZES[look].values())
    steepness = [1e-6] * len(weights)
    shuffle = random.Random(1)
    total = [0.0] * len(weights)
    for turn in range(_ROUNDS):
        shuffle.shuffle(order)
        for sample in order:
            _step(sample, weights, steepness)
        if turn >= _SETTLED:
            total = [sum_so_far + weight for sum_so_far, weight in zip(total, weights, strict=True)]
    return [sum_of_turns / (_ROUNDS - _SETTLED) for sum_of_turns in total]


def _step(sample: Sample, weights: Flat, steepness: Flat) -> None:
    score = sum([weights[place] for place in sample.places])
    error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - sample.is_text) * sample.counts
    for place in sample.places:
        slope = error + _SHRINK * weights[place]
        steepness[place] += slope * slope
        weights[place] -= _RATE * slope / math.sqrt(steepness[place])


def as_table(weights: Flat, look: str) -> Table:
    """By trait; the second look's steps summed up to what each is worth."""
    where = _OFFSETS[look]
    table = {name: weights[where[name] : where[name] + size] for name, size in SIZES[look].items()}
    if look == "context":
        table = {name: list(accumulate(values)) for name, values in table.items()}
    return {name: [round(value, 2) for value in values] for name, values in table.items()}


_NO_CONTEXT: Table = {name: [0.0] * size for name, size in SIZES["context"].items()}
_lessons: list[Lesson] = []
"""What is learnt from; a module's variable, so that processes that are forked have it without a copy."""


def first_look(left_out: int | None) -> Table:
    """The first look's weights, learnt without one part of the sites."""
    lessons = [lesson for lesson in _lessons if lesson.part != left_out]
    return as_table(learn((sample for one in lessons for sample in first_samples(one)), "blocks"), "blocks")


def second_look(firsts: Sequence[Table]) -> Table:
    """The second look's weights; ``firsts`` are those of the first that were learnt without each part."""
    weights = [Weights.of({"blocks": first, "context": _NO_CONTEXT}) for first in firsts]
    samples = (sample for lesson in _lessons for sample in second_samples(lesson, weights[lesson.part]))
    return as_table(learn(samples, "context"), "context")


def write(tables: dict[str, Table], path: Path) -> None:
    """One trait a line, so that a change of the weights can be read."""
    looks = []
    for look, table in tables.items():
        lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(values)}" for name, values in table.items())
        looks.append(f"  {json.dumps(look)}: {{\n{lines}\n  }}")
    path.write_text("{\n" + ",\n".join(looks) + "\n}\n", "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--write", type=Path, default=Path("pipelines/weights.json"))
    options = parser.parse_args()
    chosen = [a for a in answers() if options.half in (None, a.half)]
    _lessons.extend(lesson for lesson in map(lesson_of, chosen) if any(lesson.labels))
    with get_context("fork").Pool() as pool:
        *firsts, first = pool.map(first_look, [*range(_PARTS), None], chunksize=1)
    write({"blocks": first, "context": second_look(firsts)}, options.write)
    blocks = sum(len(lesson.pieces) for lesson in _lessons)
    print(f"{len(_lessons)} pages, {blocks} blocks: {options.write}")


if __name__ == "__main__":
    main()
