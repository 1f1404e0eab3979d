"""Learn ``pipelines/weights.json`` from the corpus: logistic regression over the traits of blocks.

``python -m tests.benchmarks.weights [--half 0|1] [--write PATH]``: with ``--half`` only pages of that half are
learnt from, so that the other half shows what the weights are worth on pages they never saw.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterable, Sequence
from multiprocessing import Pool
from pathlib import Path

from attrs import frozen
from lxml import html as lxml_html

from pipelines.blocks import cut
from pipelines.scoring import SIZES
from pipelines.traits import Traits, describe
from tests.benchmarks.corpus import Answer, answers, is_wide, words

_ROUNDS = 12
_SETTLED = 4
_RATE = 0.25
_SHRINK = 2e-2
_OFFSETS = {name: sum(list(SIZES.values())[:place]) for place, name in enumerate(SIZES)}
_LONGEST = 600


@frozen(eq=False)
class Sample:
    """A block: the places of its weights, whether it is text, and how much it counts."""

    places: tuple[int, ...]
    is_text: bool
    counts: float


def places_of(traits: Traits) -> tuple[int, ...]:
    """Where in the flat list of all weights those of a block stand."""
    offsets = list(_OFFSETS.values())
    found = [offset + value for offset, value in zip(offsets, traits.steps, strict=False)]
    for name, bits in (
        ("near_marks", traits.near_marks),
        ("all_marks", traits.all_marks),
        ("tags", traits.tags),
    ):
        found += [_OFFSETS[name] + place for place in range(SIZES[name]) if bits >> place & 1]
    return (*found, _OFFSETS["bias"])


def samples_of(answer: Answer) -> list[Sample]:
    """The blocks of a page; each page counts the same, each block by the square root of its length."""
    pieces = cut(
        lxml_html.document_fromstring(
            answer.html, parser=lxml_html.HTMLParser(encoding="utf-8", huge_tree=True)
        )
    )
    counts = [min(len(piece.text), _LONGEST) ** 0.5 for piece in pieces]
    labels = _labels([piece.text for piece in pieces], answer.text)
    if not any(labels):
        return []
    total = sum(counts)
    return [
        Sample(places_of(traits), label, count / total * 100)
        for traits, label, count in zip(describe(pieces), labels, counts, strict=True)
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


def learn(samples: Iterable[Sample]) -> list[float]:
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


def _step(sample: Sample, weights: list[float], steepness: list[float]) -> None:
    score = sum([weights[place] for place in sample.places])
    error = (1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) - sample.is_text) * sample.counts
    for place in sample.places:
        slope = error + _SHRINK * weights[place]
        steepness[place] += slope * slope
        weights[place] -= _RATE * slope / math.sqrt(steepness[place])


def as_table(weights: Sequence[float]) -> dict[str, list[float]]:
    return {
        name: [round(weight, 2) for weight in weights[_OFFSETS[name] : _OFFSETS[name] + size]]
        for name, size in SIZES.items()
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", type=int, choices=(0, 1))
    parser.add_argument("--write", type=Path, default=Path("pipelines/weights.json"))
    options = parser.parse_args()
    chosen = [a for a in answers() if a.set_name == "wcxb" and options.half in (None, a.half)]
    with Pool() as pool:
        samples = [sample for page in pool.imap(samples_of, chosen, chunksize=16) for sample in page]
    table = as_table(learn(samples))
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(values)}" for name, values in table.items())
    options.write.write_text(f"{{\n{lines}\n}}\n", "utf-8")
    print(
        f"{len(chosen)} pages, {len(samples)} blocks, {sum(map(len, table.values()))} weights: {options.write}"
    )


if __name__ == "__main__":
    main()
