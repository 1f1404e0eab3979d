"""What is told of since when an article offers a file is what its captures show, in whatever order they come."""

from __future__ import annotations

import random
from functools import reduce
from itertools import groupby

import pytest

from archive.presence import Presence

History = dict[str, bool]
"""Instant of a capture to whether it offers the file."""


def in_order(captures: History) -> Presence:
    """What a portal's crawls tell: each capture is later than those that are held."""
    seen = sorted(captures.items())
    turns = [next(same)[0] for _, same in groupby(seen, key=lambda one: one[1])]
    return Presence(seen[0][1], tuple(turns[1:]))


def put(presence: Presence, at: str, held: list[str], is_offered: bool) -> Presence:
    """An older capture, put among those of ``held``, one of which is later."""
    until = min(one for one in held if one > at)
    return presence.seen(at, until, is_offered, is_first=at < min(held))


@pytest.mark.parametrize("seed", range(50))
def test_captures_in_any_order_tell_what_they_tell_in_the_order_of_time(seed: int) -> None:
    draw = random.Random(seed)
    captures = {str(year): draw.random() < 0.5 for year in range(2010, 2010 + draw.randint(2, 9))}
    last = max(captures)
    first_held = {last, *draw.sample(sorted(captures), draw.randint(0, len(captures) - 1))}
    older = [at for at in captures if at not in first_held]
    draw.shuffle(older)

    held = sorted(first_held)
    presence = in_order({at: captures[at] for at in held})
    for at in older:
        presence = put(presence, at, held, captures[at])
        held.append(at)

    assert presence == in_order(captures)


def test_a_page_without_the_file_moves_the_day_on_which_it_was_taken_off() -> None:
    presence = reduce(
        lambda known, page: known.seen(*page, is_first=False),
        [("2018", "2021", True), ("2019", "2021", True), ("2020", "2021", False)],
        Presence(from_first=False, turns=()),
    )
    assert presence.told == [("2018", "added"), ("2020", "removed")]
    assert presence.removed_at == "2020"


@pytest.mark.parametrize(
    ("told", "is_offered", "expected"),
    [
        ([], True, []),
        ([], False, []),
        ([("2018", "removed")], False, [("2018", "removed")]),
        ([("2018", "added"), ("2019", "removed"), ("2020", "returned")], True, None),
        # The same twice is told once.
        ([("2018", "removed"), ("2019", "removed")], False, [("2018", "removed")]),
    ],
)
def test_what_was_told_is_told_again(
    told: list[tuple[str, str]], is_offered: bool, expected: list[tuple[str, str]] | None
) -> None:
    assert Presence.of(told, is_offered).told == (told if expected is None else expected)


def test_what_was_there_from_the_first_capture_on_was_not_added() -> None:
    held = Presence.of([("2020", "added")], is_offered=True)
    assert held.seen("2018", "2019", is_offered=True, is_first=True).told == [
        ("2019", "removed"),
        ("2020", "returned"),
    ]
