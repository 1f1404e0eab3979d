"""Since when a page has offered a file, as far as its captures tell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import groupby

from attrs import frozen

ADDED, REMOVED, RETURNED = "added", "removed", "returned"
Turn = tuple[str, str]
"""An instant, and one of the three words."""


@frozen
class Presence:
    """Whether a file was offered at each capture of a page. Instants are those of captures, ISO 8601."""

    from_first: bool
    """Whether the first capture offers it."""
    turns: tuple[str, ...]
    """The captures, in the order of time, that tell otherwise than the one before."""

    @classmethod
    def of(cls, told: Sequence[Turn], is_offered: bool) -> Presence:
        """What was ``told`` of a file in the order of time; of one of which nothing was, ``is_offered`` says all."""
        turns = [next(same) for _, same in groupby(told, key=lambda one: one[1] == REMOVED)]
        return cls(turns[0][1] == REMOVED if turns else is_offered, tuple(at for at, _ in turns))

    @property
    def told(self) -> list[Turn]:
        """What there is to tell of it, in the order of time; nothing of a file that was there from the first on."""
        return [(at, self._word(turn)) for turn, at in enumerate(self.turns)]

    def _word(self, turn: int) -> str:
        if self.from_first != bool(turn % 2):
            return REMOVED
        return RETURNED if turn else ADDED

    @property
    def removed_at(self) -> str | None:
        """The first capture of the last ones that do not offer it; None where the last one does."""
        at, word = self.told[-1] if self.turns else ("", "")
        return at if word == REMOVED else None

    def seen(self, at: str, until: str, is_offered: bool, is_first: bool) -> Presence:
        """The same with a capture of ``at`` that offers it or does not. The next one is of ``until``; ``is_first``:
        none is earlier."""
        place = bisect_right(self.turns, at)
        turn = next((turn for turn in self.turns[place:] if turn <= until), "")
        was_offered = self.from_first ^ bool(place % 2)
        if is_first:
            after = was_offered ^ bool(turn)
            rest = self.turns[place + bool(turn) :]
            return Presence(is_offered, rest if after == is_offered else (until, *rest))
        if is_offered == was_offered:
            return self
        between = (at,) if turn else (at, until)
        return Presence(self.from_first, (*self.turns[:place], *between, *self.turns[place + bool(turn) :]))
