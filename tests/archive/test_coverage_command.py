"""`gazette coverage` lists gaps with cause and remedy; searches and exports whose days run into one say so."""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from archive import commands
from archive.coverage import DAY_COLUMNS
from archive.errors import UsageError
from tests.archive.test_commands import run
from tests.archive.years import DAYS, TODAY, build, nightly, office

OUT = [date(2026, 5, 4) + timedelta(days=number) for number in range(12)]
GAP = "2026-05-04 to 2026-05-15: the crawler was down from 2026-05-04 to 2026-05-17; 0 articles where "


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("years") / "data"
    up = [day for day in DAYS if day not in OUT]
    build(folder, {day: office(day) for day in up}, nightly(up))
    return build(folder, {}, [], portal="yy_empty")


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "_today", lambda: TODAY)


def test_gaps_are_listed_with_their_cause_and_the_command_that_fills_them(folder: Path) -> None:
    office, empty, _ = run(folder, "coverage").stdout.split("\n\n")
    assert GAP in office
    assert "gazette crawl xx_office --from 2026-05-04 --to 2026-05-15" in office
    assert empty == "yy_empty\n  days      none: the archive holds no article of it"


def test_a_range_shows_the_days_and_gaps_in_it(folder: Path) -> None:
    told = run(folder, "coverage", "xx_office", "--from", "2026-03", "--to", "2026-03").stdout
    assert told == "xx_office\n  days      2026-03-01 to 2026-03-31: 22 fine, 9 quiet\n\n"
    early = run(folder, "coverage", "xx_office", "--from", "2020", "--to", "2021").stdout
    assert early == "xx_office\n  days      none: its history begins on 2026-01-05\n\n"


def test_every_day_is_a_row_of_csv_and_an_object_of_json(folder: Path) -> None:
    range_ = ("xx_office", "--from", "2026-05-14", "--to", "2026-05-18")
    rows = list(csv.DictReader(io.StringIO(run(folder, "coverage", *range_, "--csv").stdout)))
    objects = [json.loads(line) for line in run(folder, "coverage", *range_, "--json").stdout.splitlines()]
    assert tuple(rows[0]) == tuple(objects[0]) == DAY_COLUMNS
    assert [row["state"] for row in rows] == ["gap", "gap", "quiet", "quiet", "fine"]
    assert [{name: str(value) for name, value in found.items()} for found in objects] == rows
    assert objects[0]["low"] > objects[0]["articles"] == 0


def test_a_portal_that_is_not_there_and_days_the_wrong_way_round_are_said(folder: Path) -> None:
    with pytest.raises(UsageError, match="yy_nowhere: not in this archive; there is xx_office, yy_empty"):
        run(folder, "coverage", "yy_nowhere")
    with pytest.raises(UsageError, match="exchange the two"):
        run(folder, "coverage", "--from", "2026-05", "--to", "2026-04")


@pytest.mark.parametrize("command", [("search", "notice"), ("export", "csv")])
def test_a_search_and_an_export_say_that_their_days_run_into_a_gap(
    folder: Path, command: tuple[str, ...]
) -> None:
    told = run(folder, *command, "--from", "2026-05-10", "--to", "2026-05-20")
    assert f"xx_office, {GAP}" in told.stderr
    assert "crawler" not in told.stdout


@pytest.mark.parametrize("portal", [("--portal", "xx_office"), ()])
def test_a_search_before_a_portals_history_says_since_when_it_is_there(
    folder: Path, portal: tuple[str, ...]
) -> None:
    told = run(folder, "search", "notice", "--from", "2020", "--to", "2026-02", *portal).stderr
    assert told.endswith("\n  xx_office: in the archive since 2026-01-05\n")


@pytest.mark.parametrize(
    "filters", [(), ("--from", "2026-05-20"), ("--from", "2026-05", "--portal", "yy_empty")]
)
def test_without_a_gap_in_their_days_they_say_nothing(folder: Path, filters: tuple[str, ...]) -> None:
    assert len(run(folder, "search", "notice", *filters).stderr.splitlines()) == 1
