"""The turns of the requests to one host."""

from __future__ import annotations

import asyncio

import pytest

from crawler.manners.budget import Budget
from crawler.manners.pace import Pace

ONE, OTHER = object(), object()


def unhurried(at_once: int, floor: float = 0.0) -> Budget:
    return Budget(Pace(delay=0.0, floor=floor), at_once)


async def settled() -> None:
    """Everything that can go on has gone on."""
    for _ in range(5):
        await asyncio.sleep(0)


def ask(budget: Budget, whose: object, count: int) -> list[asyncio.Future[float]]:
    return [asyncio.ensure_future(budget.turn(whose)) for _ in range(count)]


async def test_so_many_are_under_way_at_once_whosever_they_are() -> None:
    budget = unhurried(at_once=2)
    turns = ask(budget, ONE, 2) + ask(budget, OTHER, 2)
    for under_way in (2, 3, 4):
        await settled()
        assert [turn.done() for turn in turns] == [True] * under_way + [False] * (4 - under_way)
        budget.done()


async def test_turns_come_in_the_order_in_which_they_were_asked_for() -> None:
    budget = unhurried(at_once=1)
    first, second, third = ask(budget, ONE, 1) + ask(budget, OTHER, 1) + ask(budget, ONE, 1)
    await settled()
    budget.done()
    await settled()
    assert (first.done(), second.done(), third.done()) == (True, True, False)
    budget.drop(RuntimeError("over"))
    await settled()
    assert isinstance(third.exception(), RuntimeError)


async def test_those_who_give_up_waiting_leave_the_others_their_turns() -> None:
    budget = unhurried(at_once=1)
    (under_way,) = ask(budget, ONE, 1)
    given_up, others = ask(budget, ONE, 3), ask(budget, OTHER, 1)
    await settled()
    budget.drop(ValueError("stopped"), ONE)
    budget.done()
    await settled()
    assert all(isinstance(turn.exception(), ValueError) for turn in given_up)
    assert under_way.done()
    assert others[0].done()


async def test_nobodys_turn_comes_while_the_host_rests() -> None:
    budget = unhurried(at_once=5)
    budget.rest(60)
    turns = ask(budget, ONE, 3)
    await settled()
    assert not any(turn.done() for turn in turns)
    budget.drop(RuntimeError("over"))
    with pytest.raises(RuntimeError):
        await turns[0]
    await asyncio.gather(*turns, return_exceptions=True)


async def test_the_pause_that_was_kept_is_told() -> None:
    budget = unhurried(at_once=5, floor=0.05)
    assert await budget.turn(ONE) < 0.05
    assert await budget.turn(ONE) >= 0.04
