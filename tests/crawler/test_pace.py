"""How long to wait between two requests to a host."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from crawler.manners.pace import Pace

LATENCIES = st.floats(0, 500)
STATUSES = st.sampled_from([200, 301, 304, 404, 500])


def test_the_pace_follows_the_time_that_answers_take() -> None:
    pace = Pace(delay=1.0)
    for _ in range(20):
        pace.answered(0.2, 200)
    assert 0.2 <= pace.seconds < 0.201
    pace.answered(3.0, 200)
    assert pace.seconds == 3.0


def test_two_under_way_on_average_halve_the_wait() -> None:
    pace = Pace(delay=0.0, at_once=2)
    pace.answered(3.0, 200)
    assert pace.seconds == 1.5


def test_errors_that_come_quickly_hasten_nothing() -> None:
    pace = Pace(delay=5.0)
    pace.answered(0.001, 404)
    assert pace.seconds == 5.0


def test_every_busy_answer_doubles_the_wait_and_successes_bring_the_pace_back() -> None:
    pace, waits = Pace(delay=0.0), []
    for moment in range(4):
        pace.refused(moment, moment)
        waits.append(pace.seconds)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    pace.answered(0.0, 404)
    assert pace.seconds == 8.0
    after = []
    for _ in range(60):
        pace.answered(0.0, 200)
        after.append(pace.seconds)
    assert after == sorted(after, reverse=True)
    assert 7.0 < after[0] < 8.0
    assert after[-1] == 0.0


def test_requests_that_were_under_way_together_slow_down_for_once() -> None:
    pace = Pace(delay=0.0)
    assert [pace.refused(sent_at, now) for sent_at, now in ((1, 3), (2, 4), (2.5, 5), (3.5, 6))] == [
        True,
        False,
        False,
        True,
    ]
    assert pace.seconds == 2.0


def test_a_host_that_stays_busy_however_slowly_it_is_asked_is_hopeless() -> None:
    pace, moment = Pace(delay=0.0, longest=60.0), 0
    while not pace.is_hopeless:
        pace.refused(moment, moment)
        moment += 1
    assert (moment, pace.seconds) == (7, 60.0)


@given(st.floats(0, 300), st.lists(st.tuples(LATENCIES, STATUSES), max_size=30))
def test_what_robots_asks_for_is_never_undercut(floor: float, answers: list[tuple[float, int]]) -> None:
    pace = Pace(delay=1.0, floor=floor)
    for latency, status in answers:
        pace.answered(latency, status)
        assert pace.seconds >= floor
        assert pace.seconds <= max(floor, 60.0)
