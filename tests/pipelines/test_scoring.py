"""The second look: what it is given of a block, and what it makes of that."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files

import numpy as np
import pytest
from lxml.html import document_fromstring

from pipelines.blocks import cut
from pipelines.context import INPUTS, hopeful, in_context
from pipelines.net import FARTHEST, Net
from pipelines.scoring import SIZES, FirstLook, learnt, scores
from pipelines.threshold import threshold
from pipelines.traits import describe

SENTENCES = "".join(
    f"<p>The ferry number {number} leaves the northern pier at six.</p>" for number in range(12)
)
PAGE = (
    f"<nav><a href=/>Home</a></nav><h1>Ferries</h1><div class=text>{SENTENCES}</div><footer>© 2026</footer>"
)


def test_a_net_weighs_deviations_and_cuts_what_is_far_off() -> None:
    table = {
        "inputs": {"length": [10.0, 2.0, 1.0, -1.0], "links": [0.0, 1.0, 0.5, 0.0]},
        "bias": [0.0, 1.0],
        "outward": [2.0, 3.0],
        "out": -1.0,
    }
    net = Net.of(table, ("length", "links"))
    # (12 - 10) / 2 = 1: units 1 + 0.5 * 4 = 3 and 1 - 1 = 0
    assert net(np.array([[12.0, 4.0]])).tolist() == [5.0]
    assert net(np.array([[1e9, 0.0]])).tolist() == [2 * FARTHEST - 1]


def test_weights_for_other_inputs_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="inputs of the net are others"):
        Net.of({"inputs": {"length": [0, 1, 1]}}, ("links",))
    with pytest.raises(ValueError, match="traits of blocks are others"):
        FirstLook.of({name: [0.0] * size for name, size in SIZES.items() if name != "kind"})


def test_the_weights_that_come_with_the_package_fit_what_is_looked_at() -> None:
    tables = json.loads(files("pipelines").joinpath("weights.json").read_text("utf-8"))
    assert tuple(tables["context"]["inputs"]) == INPUTS
    assert {name: len(values) for name, values in tables["blocks"].items()} == SIZES


def test_of_a_block_is_told_how_likely_its_company_is_text() -> None:
    pieces = cut(document_fromstring(PAGE))
    traits = describe(pieces)
    first = np.array([4.0 if "ferry" in piece.text else -4.0 for piece in pieces])
    places = hopeful(first)
    seen = dict(zip(INPUTS, in_context(pieces, traits, first, places).T, strict=True))
    assert [pieces[at].text[:9] for at in places] == ["The ferry"] * 12
    assert seen["score"].tolist() == [4.0] * 12
    assert seen["headed"].tolist() == [-4.0] * 12
    assert np.all(seen["alike"] > 0.95)
    assert np.all(seen["alike_share"] > 0.95)
    assert seen["same_box_before"].tolist() == [0.0, *[1.0] * 11]
    assert seen["same_box_after"].tolist() == [*[1.0] * 11, 0.0]
    assert (seen["score -1"][0], seen["score -1"][1]) == (-4.0, 4.0)
    assert seen["score +6"][-1] == -8.0  # behind the last block


def test_a_block_alone_of_its_kind_has_no_company() -> None:
    pieces = cut(document_fromstring("<h1>Ferries</h1><p>The ferry leaves at six.</p>"))
    seen = in_context(pieces, describe(pieces), np.array([1.0, 1.0]), np.array([0, 1]))
    assert seen[:, INPUTS.index("alike")].tolist() == [-1.0, -1.0]


def test_on_a_page_of_a_few_lines_the_first_look_alone_counts() -> None:
    pieces = cut(document_fromstring("<h1>Notice</h1><p>The road to Oldtown is closed.</p>"))
    traits = describe(pieces)
    assert scores(pieces, traits) == learnt()[0](traits).tolist()


def test_a_page_without_blocks_has_no_scores() -> None:
    assert scores([], describe([])) == []


def test_reading_begins_no_threads() -> None:
    """Those of OpenBLAS wait for work by turning round: a page cost twice the processor."""
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    program = "import os, pipelines.warmed; print(len(os.listdir('/proc/self/task')))"
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True
    )
    assert ended.stdout.strip() == "1"


@pytest.mark.parametrize(
    ("doubtful", "least"),
    [([], -0.05), ([-0.3] * 4, -0.3), ([-0.3] * 40, -0.7), ([-4.0] * 40, -0.3)],
)
def test_the_more_of_a_page_is_in_doubt_the_less_is_asked_of_text(
    doubtful: list[float], least: float
) -> None:
    sure = [4.0] * 10
    found = threshold(sure + doubtful, [100] * (10 + len(doubtful)))
    assert least <= found <= 0


def test_doubt_lowers_what_is_asked_step_by_step_and_not_without_end() -> None:
    found = [threshold([4.0] * 10 + [-0.3] * many, [100] * (10 + many)) for many in (0, 5, 20)]
    assert found[0] > found[1] > found[2]
    assert threshold([4.0] * 10 + [-1.5] * 2_000, [100] * 2_010) == -0.7


@pytest.mark.parametrize("scores", [[], [-1.0, -0.2], [0.4, -0.2]])
def test_where_little_looks_like_text_nothing_doubtful_is_taken(scores: list[float]) -> None:
    assert threshold(scores, [100] * len(scores)) == 0
