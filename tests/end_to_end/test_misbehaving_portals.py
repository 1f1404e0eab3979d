"""Portals that serve every fault there is in place of their articles: none becomes a revision, each has its name."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from archive.database import open_for_writing
from archive.warc import read_capture
from crawler.demo.server import DemoPortals
from crawler.demo.standins import STANDINS
from tests.end_to_end.crawls import command, environment

pytestmark = pytest.mark.slow

REASONS = {
    "cut": "truncated",
    "bad-chunk": "truncated",
    "bad-gzip": "truncated",
    "cut-gzip": "truncated",
    "stall": "truncated",
    "huge": "truncated",
    "empty": "too-thin",
    "heavy": "too-large",
    "long": "too-slow",
    "deadly": "too-heavy",
    "redirect:/": "redirect-home",
    "redirect:/login?back=news": "login",
    "redirect:/errors/404.html": "soft-404",
    "redirect:/contact": "redirect-elsewhere",
    "challenge:200": "challenge-page",
    "instead:akamai-denied;200": "challenge-page",
    "instead:aws-waf-challenge;200": "challenge-page",
    "instead:jiasule;200": "challenge-page",
    **{f"instead:{name}": page.reason for name, page in STANDINS.items()},
}
"""Fault to the reason for which the page is refused."""
FAILURES = {"hang": "timeout", "redirect-loop": "redirect-loop", "status:500": "http-500"}
"""Faults that bring no page, and how the address ends."""


@frozen
class Archive:
    """What a crawl left."""

    code: int
    said: str
    articles: dict[str, tuple[str, str, int, str]]
    """Address to title, digest of the text, revisions and state."""
    refusals: list[dict[str, Any]]
    """Of the last run of each portal, with the capture of each."""
    runs: dict[str, dict[str, Any]]
    """The last run of each portal."""


def look(folder: Path, ended: subprocess.CompletedProcess[str]) -> Archive:
    db = open_for_writing(folder / "archive.db")
    runs = {row["portal"]: row for row in db.query("SELECT * FROM runs ORDER BY id")}
    last = ", ".join(str(run["id"]) for run in runs.values())
    return Archive(
        code=ended.returncode,
        said=ended.stderr,
        articles={
            row["url"]: (row["title"], row["text_digest"], row["revisions"], row["state"])
            for row in db.query("SELECT * FROM articles")
        },
        refusals=list(
            db.query(
                f"SELECT c.*, r.* FROM refusals r JOIN captures c ON c.id = r.capture WHERE r.run IN ({last})"
            )
        ),
        runs=runs,
    )


def crawl(portals: DemoPortals, folder: Path, *options: str, deadly: str = "none") -> Archive:
    settings = {
        "SCRAPY_SETTINGS_MODULE": "tests.crawler.deadly",
        "GAZETTE_TEST_DEADLY": deadly,
        "GAZETTE_TEST_TIMEOUT": "8",
    }
    ended = subprocess.run(
        command(folder, *options),
        env=environment(portals) | settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return look(folder, ended)


@frozen
class Nights:
    """Four runs: all well, a fault for every second article, a captcha for everything, all well again."""

    good: Archive
    faulty: Archive
    barred: Archive
    again: Archive
    faults: dict[str, str]
    """Address to its fault in the second run."""
    folder: Path


def plan_faults(portals: DemoPortals) -> dict[str, str]:
    """Each fault for one English article, by turns of both portals: less than half of what each has."""
    of_portals = [
        [
            portals.addresses[name] + article.path
            for article in portals.articles(name)
            if article.language == "en"
        ]
        for name in portals.addresses
    ]
    urls = [url for both in zip(*of_portals, strict=False) for url in both]
    return dict(zip(urls, [*REASONS, *FAILURES], strict=False))


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    folder = tmp_path_factory.mktemp("faults")
    with DemoPortals(ports=(0, 0), copies=2) as portals:
        faults = plan_faults(portals)
        good = crawl(portals, folder)
        deadly = next(url for url, fault in faults.items() if fault == "deadly")
        for url, fault in faults.items():
            # The deadly page is a new one, so that it is read: the server would answer 304 to the old one.
            portals.faults["/" + url.split("/", 3)[3]] = "instead:thin" if fault == "deadly" else fault
        faulty = crawl(portals, folder, "--recheck", "all", deadly=deadly)
        portals.faults.clear()
        portals.faults["*"] = "instead:captcha"
        barred = crawl(portals, folder, "--recheck", "all")
        portals.faults.clear()
        again = crawl(portals, folder, "--recheck", "all")
        yield Nights(good, faulty, barred, again, faults, folder)


def refused(archive: Archive) -> dict[str, str]:
    """Address to the reason for which it was refused in the last runs."""
    return {row["url"]: row["reason"] for row in archive.refusals}


def test_the_first_night_keeps_everything(nights: Nights) -> None:
    assert nights.good.code == 0
    assert len(nights.good.articles) > 180
    assert len(nights.faults) == len(REASONS) + len(FAILURES)
    assert set(nights.faults) <= set(nights.good.articles)


@pytest.mark.parametrize("fault", REASONS)
def test_every_fault_is_refused_by_its_name(nights: Nights, fault: str) -> None:
    url = next(url for url, its in nights.faults.items() if its == fault)
    assert refused(nights.faulty).get(url) == REASONS[fault]


def test_no_fault_is_called_a_change_or_a_disappearance(nights: Nights) -> None:
    assert nights.faulty.articles == nights.good.articles
    for run in nights.faulty.runs.values():
        assert (run["articles_new"], run["articles_changed"]) == (0, 0)


def test_each_refused_page_is_kept_as_it_came(nights: Nights) -> None:
    whole = [row for row in nights.faulty.refusals if row["url"] in nights.faults]
    assert len(whole) == len(REASONS)
    assert all(row["warc_length"] > 0 and row["kind"] == "response" for row in whole)
    stand_ins = {name: page.body for name, page in STANDINS.items()}
    for row in whole:
        name = nights.faults[row["url"]].removeprefix("instead:").partition(";")[0]
        if name in stand_ins:
            kept = read_capture(nights.folder, row["warc_file"], row["warc_offset"], row["warc_length"])
            assert kept.body == stand_ins[name]


def test_the_run_goes_on_and_its_account_is_right(nights: Nights) -> None:
    """Also after the page that takes too long and the one that kills its reader."""
    assert nights.faulty.code == 0
    for portal, run in nights.faulty.runs.items():
        rows = [row for row in nights.faulty.refusals if row["portal"] == portal]
        assert run["outcome"] == "finished"
        assert run["refused"] == len(rows)
        assert run["planned"] == run["stored"] + run["failed"] + run["skipped"]
        assert f"  refused: {run['refused']}: " in nights.faulty.said


def test_a_captcha_for_everything_fails_the_run_and_is_named(nights: Nights) -> None:
    assert nights.barred.code == 1
    assert set(refused(nights.barred).values()) == {"captcha"}
    assert nights.barred.articles == nights.good.articles
    for run in nights.barred.runs.values():
        assert run["outcome"] == "failed"
        assert "the portal keeps us out: 20 answers in a row were captcha" in run["reason"]
        # What was under way is kept, too; nothing more is asked for.
        assert 20 <= run["captures"] < nights.again.runs[run["portal"]]["captures"]


def test_afterwards_everything_is_as_it_was(nights: Nights) -> None:
    assert nights.again.code == 0
    assert nights.again.articles == nights.good.articles
