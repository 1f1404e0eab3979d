"""An incident is told once when it is noticed and once when it is over, whatever happens in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from archive.database import open_for_writing
from archive.finding import Finding
from archive.incidents import (
    close_strangers,
    forget_channels,
    note,
    open_incidents,
    to_be_told,
    tried,
    untold,
)

SILENT, FAILED = Finding("nothing-new", "no article since Monday"), Finding("run-failed", "no listing")


@pytest.fixture
def db(own_folder: Path) -> Iterator[Database]:
    opened = open_for_writing(own_folder / "archive.db")
    yield opened
    opened.close()


def told(db: Database, channel: str = "webhook") -> list[tuple[str, str]]:
    """What the channel is to tell; it succeeds."""
    alarms = to_be_told(db.conn, channel)
    tried(db, channel, alarms, "2026-11-22T04:00:00.000Z", "")
    return [(alarm.incident.kind, alarm.event) for alarm in alarms]


def test_an_incident_is_told_once_each_way_not_every_night(db: Database) -> None:
    nights = [[SILENT], [SILENT], [SILENT], [], []]
    said = []
    for number, found in enumerate(nights):
        note(db, "xx_harbour", found, f"2026-11-2{number}T04:00:00.000Z")
        said.append(told(db))
    assert said == [[("nothing-new", "opened")], [], [], [("nothing-new", "closed")], []]


def test_what_is_noted_is_told_by_kind_and_portal(db: Database) -> None:
    news = note(db, "xx_harbour", [SILENT, FAILED], "2026-11-20T04:00:00.000Z")
    news += note(db, "xx_orchard", [FAILED], "2026-11-20T04:00:00.000Z")
    assert [(alarm.incident.portal, alarm.incident.kind, alarm.event) for alarm in news] == [
        ("xx_harbour", "nothing-new", "opened"),
        ("xx_harbour", "run-failed", "opened"),
        ("xx_orchard", "run-failed", "opened"),
    ]
    (over,) = note(db, "xx_harbour", [SILENT], "2026-11-21T04:00:00.000Z")
    assert (over.incident.kind, over.event) == ("run-failed", "closed")
    assert over.incident.closed_at == "2026-11-21T04:00:00.000Z"
    assert [incident.portal for incident in open_incidents(db.conn)] == ["xx_harbour", "xx_orchard"]


def test_the_detail_is_kept_up_to_date_and_the_beginning_stays(db: Database) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    assert note(db, "xx_harbour", [Finding("nothing-new", "still none")], "2026-11-21T04:00:00.000Z") == []
    (incident,) = open_incidents(db.conn)
    assert (incident.detail, incident.opened_at) == ("still none", "2026-11-20T04:00:00.000Z")


def test_what_comes_back_is_a_new_incident(db: Database) -> None:
    for number, found in enumerate([[SILENT], [], [SILENT]]):
        note(db, "xx_harbour", found, f"2026-11-2{number}T04:00:00.000Z")
        told(db)
    rows = db.conn.execute("SELECT opened_at, closed_at FROM incidents ORDER BY id").fetchall()
    assert rows == [
        ("2026-11-20T04:00:00.000Z", "2026-11-21T04:00:00.000Z"),
        ("2026-11-22T04:00:00.000Z", None),
    ]


def test_a_failed_delivery_is_tried_again_until_it_succeeds(db: Database) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    for number in (1, 2):
        alarms = to_be_told(db.conn, "e-mail")
        tried(db, "e-mail", alarms, "2026-11-20T04:00:00.000Z", "Connection refused")
        assert [(each.channel, each.tries, each.error) for each in untold(db.conn)] == [
            ("e-mail", number, "Connection refused")
        ]
    assert told(db, "e-mail") == [("nothing-new", "opened")]
    assert untold(db.conn) == []
    assert told(db, "e-mail") == []


def test_each_channel_has_its_own_account(db: Database) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    assert told(db, "webhook") == told(db, "e-mail") == [("nothing-new", "opened")]
    assert told(db, "webhook") == told(db, "e-mail") == []


def test_an_incident_whose_beginning_could_not_be_told_is_told_when_it_is_over(db: Database) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    tried(db, "webhook", to_be_told(db.conn, "webhook"), "2026-11-20T04:00:00.000Z", "timed out")
    note(db, "xx_harbour", [], "2026-11-21T04:00:00.000Z")
    assert told(db) == [("nothing-new", "opened"), ("nothing-new", "closed")]


def test_a_new_channel_hears_of_what_is_wrong_and_not_of_what_was(db: Database) -> None:
    note(db, "xx_harbour", [SILENT, FAILED], "2026-11-20T04:00:00.000Z")
    note(db, "xx_harbour", [FAILED], "2026-11-21T04:00:00.000Z")
    assert told(db, "e-mail") == [("run-failed", "opened")]


def test_a_channel_that_was_given_up_owes_nothing(db: Database) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    for channel in ("webhook", "e-mail"):
        tried(db, channel, to_be_told(db.conn, channel), "2026-11-20T04:00:00.000Z", "timed out")
    forget_channels(db, ["webhook"])
    assert [each.channel for each in untold(db.conn)] == ["webhook"]
    forget_channels(db, [])
    assert untold(db.conn) == []


def test_what_is_wrong_with_a_portal_that_is_not_declared_any_more_is_over_told_once_and_may_come_back(
    db: Database,
) -> None:
    note(db, "xx_harbour", [SILENT], "2026-11-20T04:00:00.000Z")
    note(db, "xx_orchard", [FAILED], "2026-11-20T04:00:00.000Z")
    assert len(told(db)) == 2
    assert close_strangers(db, [], "not declared", "2026-11-21T04:00:00.000Z") == []
    (over,) = close_strangers(db, ["xx_harbour"], "not declared", "2026-11-21T04:00:00.000Z")
    assert (over.incident.portal, over.incident.detail) == ("xx_orchard", "not declared: no listing")
    assert close_strangers(db, ["xx_harbour"], "not declared", "2026-11-22T04:00:00.000Z") == []
    assert told(db) == [("run-failed", "closed")]
    assert told(db) == []
    (again,) = note(db, "xx_orchard", [FAILED], "2026-11-23T04:00:00.000Z")
    assert (again.event, told(db)) == ("opened", [("run-failed", "opened")])
