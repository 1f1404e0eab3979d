"""Learn ``pipelines/weights.json`` from the corpus: logistic regression over the traits of blocks, then a network.

``python -m tests.benchmarks.weights [--half 0|1] [--write PATH]``: with ``--half`` only pages of that half are
learnt from, so that the other half shows what the weights are worth on pages they never saw. The second look learns
from first looks of weights that have not seen the page's site, because that is how it will meet every page.

Needs scikit-learn (``pip install -e '.[learn]'``), which reading pages does not.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import warnings
import zlib
from collections.abc import Iterable, Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from attrs import frozen

from pipelines.blocks import Piece, cut
from pipelines.context import INPUTS, hopeful, in_context
from pipelines.markup import parse
from pipelines.net import Matrix, scaled
from pipelines.scoring import SIZES, FirstLook
from pipelines.traits import SETS, STEPS, Traits, describe
from tests.benchmarks.corpus import Answer, answers, is_wide, words

_ROUNDS = 12
_SETTLED = 4
_RATE = 0.25
_SHRINK = 2e-2
_LONGEST = 600
PARTS = 5
_NETS = 3
"""Learnt from different beginnings; what they agree on counts."""
_UNITS = 64
_TURNS = 12
_BATCH = 256
_STEADY = 1.0
"""What large weights cost. Out of sample the text F1 is the highest between 0.3 and 1."""
Table = dict[str, list[float]]
Flat = list[float]
"""All weights of the first look, one after the other as ``SIZES`` has them."""


@frozen(eq=False)
class Lesson:
    """A page: its blocks, which of them are text, and how much each counts."""

    site: str
    pieces: Sequence[Piece]
    traits: Traits
    labels: Sequence[bool]
    counts: Sequence[float]

    @property
    def part(self) -> int:
        """Of ``PARTS``; pages of one site are in one part."""
        return part_of(self.site)


@frozen(eq=False)
class Sample:
    """A block: the places of its weights, whether it is text, and how much it counts."""

    places: Sequence[int]
    is_text: bool
    counts: float


def site_of(url: str) -> str:
    """What pages of one site have in common in their addresses, nearly always."""
    return ".".join((urlsplit(url).hostname or "").split(".")[-2:])


def part_of(site: str) -> int:
    return zlib.crc32(site.encode()) % PARTS


def lesson_of(answer: Answer) -> Lesson:
    """Each page counts the same, each block by the square root of its length."""
    pieces = cut(parse(answer.page).tree)
    lengths = [min(len(piece.text), _LONGEST) ** 0.5 for piece in pieces]
    return Lesson(
        site=site_of(answer.url),
        pieces=pieces,
        traits=describe(pieces),
        labels=_labels([piece.text for piece in pieces], answer.text),
        counts=[length / sum(lengths) * 100 for length in lengths],
    )


_OFFSETS = {name: sum(list(SIZES.values())[:place]) for place, name in enumerate(SIZES)}
"""Where in the flat list of all weights those of a trait begin."""


def places_of(traits: Traits) -> list[list[int]]:
    """The weights of each block at the first look."""
    steps = traits.steps + [_OFFSETS[name] for name in STEPS]
    sets = [(np.flatnonzero(held) + _OFFSETS[next(iter(SETS))]).tolist() for held in traits.sets]
    return [[*own, *held, _OFFSETS["bias"]] for own, held in zip(steps.tolist(), sets, strict=True)]


def first_samples(lesson: Lesson) -> list[Sample]:
    return [
        Sample(places, label, counts)
        for places, label, counts in zip(places_of(lesson.traits), lesson.labels, lesson.counts, strict=True)
    ]


def second_samples(lesson: Lesson, first: FirstLook) -> tuple[Matrix, list[bool], list[float]]:
    """What the net sees, which of it is text, how much it counts. What is beyond hope is not looked at again."""
    found = first(lesson.traits)
    places = hopeful(found)
    seen = in_context(lesson.pieces, lesson.traits, found, places)
    return seen, [lesson.labels[at] for at in places], [lesson.counts[at] for at in places]


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


def learn(samples: Iterable[Sample]) -> Flat:
    """Stochastic descent with a step of its own for each weight (AdaGrad); the mean of the later rounds."""
    order = list(samples)
    weights = [0.0] * sum(SIZES.values())
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


def as_table(weights: Flat) -> Table:
    """By trait."""
    return {
        name: [round(value, 2) for value in weights[_OFFSETS[name] : _OFFSETS[name] + size]]
        for name, size in SIZES.items()
    }


_lessons: list[Lesson] = []
"""What is learnt from; a module's variable, so that processes that are forked have it without a copy."""


def first_look(left_out: int | None) -> Table:
    """The first look's weights, learnt without one part of the sites."""
    lessons = [lesson for lesson in _lessons if lesson.part != left_out]
    return as_table(learn(sample for lesson in lessons for sample in first_samples(lesson)))


def second_look(firsts: Mapping[int, Table]) -> dict[str, Any]:
    """The second look's net; ``firsts`` are those of the first look that were learnt without each part."""
    looks = {part: FirstLook.of(first) for part, first in firsts.items()}
    seen, texts, counts = zip(*(second_samples(one, looks[one.part]) for one in _lessons), strict=True)
    values, weights = np.concatenate(seen), np.concatenate(counts)
    mean, deviation = values.mean(axis=0), values.std(axis=0)
    deviation[deviation == 0] = 1.0
    known = scaled(values, mean, deviation)
    nets = [net(known, np.concatenate(texts), weights / weights.mean(), seed) for seed in range(_NETS)]
    inward = np.hstack([one.coefs_[0] for one in nets])
    return {
        "inputs": dict(zip(INPUTS, _rounded(np.column_stack((mean, deviation, inward))), strict=True)),
        "bias": _rounded(np.hstack([one.intercepts_[0] for one in nets])),
        "outward": _rounded(np.vstack([one.coefs_[1] for one in nets])[:, 0] / _NETS),
        "out": _rounded(np.mean([one.intercepts_[1][0] for one in nets])),
    }


def learn_tables(lessons: Iterable[Lesson]) -> dict[str, Any]:
    """What ``weights.json`` holds, learnt from these pages on all cores."""
    _lessons[:] = lessons
    parts = sorted({lesson.part for lesson in _lessons})
    with get_context("fork").Pool() as pool:
        *firsts, first = pool.map(first_look, [*parts, None], chunksize=1)
    return {"blocks": first, "context": second_look(dict(zip(parts, firsts, strict=True)))}


def lessons_of(chosen: Iterable[Answer]) -> list[Lesson]:
    """The pages that show any of their answer's text."""
    return [lesson for lesson in map(lesson_of, chosen) if any(lesson.labels)]


def net(values: Matrix, texts: Matrix, weights: Matrix, seed: int) -> Any:
    """One of the nets whose mean is the second look (``sklearn.neural_network.MLPClassifier``)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    learner = MLPClassifier(
        (_UNITS,),
        alpha=_STEADY,
        batch_size=_BATCH,
        max_iter=_TURNS,
        learning_rate_init=1e-3,
        random_state=seed,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # more turns learn the pages by heart
        return learner.fit(values, texts, sample_weight=weights)


def _rounded(values: Any) -> Any:
    """Four digits are enough, and keep the file small."""
    return np.vectorize(lambda value: float(f"{value:.4g}"))(values).tolist()


def write(tables: dict[str, Any], path: Path) -> None:
    """One trait a line, so that a change of the weights can be read."""
    path.write_text(_lines(tables) + "\n", "utf-8")


def _lines(value: Any, indent: str = "") -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    inner = indent + "  "
    lines = ",\n".join(f"{inner}{json.dumps(name)}: {_lines(one, inner)}" for name, one in value.items())
    return f"{{\n{lines}\n{indent}}}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--write", type=Path, default=Path("pipelines/weights.json"))
    options = parser.parse_args()
    lessons = lessons_of(a for a in answers() if options.half in (None, a.half))
    write(learn_tables(lessons), options.write)
    blocks = sum(len(lesson.pieces) for lesson in lessons)
    print(f"{len(lessons)} pages, {blocks} blocks: {options.write}")


if __name__ == "__main__":
    main()
