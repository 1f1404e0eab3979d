"""After every crawl, and without one, what is wrong is noticed, told once, and told again when it is over."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.connection import open_archive
from archive.database import open_for_writing
from archive.finding import Finding
from archive.incidents import note
from archive.lock import WriterLock
from archive.store import Store
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, crawl_small, environment
from tests.crawler.listeners import Hook, hook
from tests.crawler.small_server import Answer, SmallServer, article, listing


@pytest.fixture
def told() -> Iterator[Hook]:
    with hook() as running:
        yield running


def publish(server: SmallServer, *numbers: int) -> None:
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in numbers)))
    for number in numbers:
        server.pages[f"/news/{number}"] = Answer(article(f"Article {number}"))


def crawl(server: SmallServer, folder: Path, told: Hook, **further: str) -> Crawled:
    return crawl_small(server, folder, "--recheck", "all", GAZETTE_ALARM_WEBHOOK=told.url, **further)


def gazette(
    server: SmallServer, folder: Path, *arguments: str, **further: str
) -> subprocess.CompletedProcess[str]:
    words = (arguments[0], "--archive", str(folder), *arguments[1:])
    return forked.gazette(words, environment(server.host, further))


def events(told: Hook) -> list[tuple[str, str, str]]:
    return [
        (event["event"], event["portal"], event["kind"])
        for posted in told.posted
        for event in posted["events"]
    ]


def test_a_failing_portal_is_told_once_and_again_when_it_is_over(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    publish(server, 1, 2)
    assert crawl(server, tmp_path, told).code == 0
    assert told.posted == []
    server.pages["/news/"] = Answer(b"closed", 503)
    first, second = crawl(server, tmp_path, told), crawl(server, tmp_path, told)
    assert "alarm: xx_small: the run of " in first.said
    assert "alarm:" not in second.said
    assert events(told) == [("opened", "xx_small", "run-failed")]
    publish(server, 1, 2, 3)
    assert "alarm: xx_small: over: the run of " in crawl(server, tmp_path, told).said
    assert events(told)[1:] == [("closed", "xx_small", "run-failed")]
    assert told.posted[1]["text"].startswith("Gazette: 1 over: xx_small\n")


def test_what_could_not_be_delivered_is_said_and_delivered_by_the_next_run(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    server.pages["/news/"] = Answer(b"closed", 503)
    told.status = 500
    crawled = crawl(server, tmp_path, told)
    assert "webhook: not delivered: it answered 500; the next check tries again" in crawled.said
    assert "secret" not in crawled.said
    status = gazette(server, tmp_path, "status")
    assert "xx_small: alarm (run-failed) not delivered by webhook: it answered 500" in status.stderr
    assert status.returncode == 3
    told.status = 200
    assert "not delivered" not in crawl(server, tmp_path, told).said
    assert "not delivered" not in gazette(server, tmp_path, "status").stderr
    assert events(told) == [("opened", "xx_small", "run-failed")] * 2


def test_without_any_channel_what_is_wrong_is_noted_and_shown(server: SmallServer, tmp_path: Path) -> None:
    server.pages["/news/"] = Answer(b"closed", 503)
    crawled = crawl_small(server, tmp_path)
    assert "alarm: xx_small: the run of " in crawled.said
    assert crawled.rows("SELECT portal, kind, closed_at FROM incidents") == [("xx_small", "run-failed", None)]
    found = json.loads(gazette(server, tmp_path, "status", "--json").stdout)
    (portal,) = found["portals"]
    assert (portal["word"], portal["outcome"]) == ("run-failed", "failed")
    assert portal["incidents"][0]["kind"] == "run-failed"


def test_a_captcha_for_all_is_told(server: SmallServer, tmp_path: Path, told: Hook) -> None:
    publish(server, *range(1, 9))
    captcha = b"<title>Check</title><h1>Please solve the captcha</h1><form class='g-recaptcha'></form>"
    for number in range(1, 9):
        server.pages[f"/news/{number}"] = Answer(captcha)
    crawled = crawl(server, tmp_path, told)
    assert json.loads(str(crawled.run()["refused_by_reason"])) == {"captcha": 8}
    assert "  refused: 8: captcha 8\n" in crawled.said
    assert {kind for _, _, kind in events(told)} == {"run-failed", "refusals"}
    assert len(told.posted) == 1


def test_a_run_says_what_it_read_and_who_was_slow(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1, 2, 3)
    server.pages["/news/3"] = Answer(b"gone", 404)
    server.pages["/robots.txt"] = Answer(b"", 404)
    crawled = crawl_small(server, tmp_path)
    row = crawled.run()
    assert (row["found"], row["sampled"], row["with_date"], row["languages"]) == (3, 2, 0, '{"en": 2}')
    assert row["failed_by_reason"] == '{"http-404": 1}'
    assert row["slowest_host"] == server.host
    assert 0 < float(str(row["slowest_seconds"])) <= float(str(row["seconds"])) + 1
    assert f"slowest host: {server.host}" in crawled.said
    report = gazette(server, tmp_path, "status", "--run", str(row["id"])).stdout
    assert report.partition("\n")[2].strip() in crawled.said


def test_errors_are_counted_by_kind_at_every_attempt(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    server.pages["/news/1"] = Answer(b"busy", 503)
    row = crawl_small(server, tmp_path).run()
    by_kind = json.loads(str(row["errors_by_kind"]))
    assert by_kind == {"http-503": row["errors"]}
    assert int(str(row["errors"])) >= 1


def test_a_portal_that_does_not_run_is_noticed_without_a_crawl(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    publish(server, 1)
    assert crawl(server, tmp_path, told).code == 0
    _age(tmp_path, days=3)
    alarms = gazette(server, tmp_path, "alarms", "xx_small", "xx_mapped", GAZETTE_ALARM_WEBHOOK=told.url)
    assert alarms.returncode == 3
    assert [line.split(":")[0] for line in alarms.stdout.splitlines()] == ["xx_mapped", "xx_small"]
    assert set(events(told)) == {("opened", "xx_mapped", "never-ran"), ("opened", "xx_small", "not-run")}
    again = gazette(server, tmp_path, "alarms", "xx_small", "xx_mapped", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (again.returncode, again.stdout) == (3, alarms.stdout)
    assert len(told.posted) == 1
    shown = gazette(server, tmp_path, "status")
    assert "xx_mapped: declared, but it never ran" in shown.stderr
    assert "xx_mapped\n  health    never-ran" in shown.stdout


def test_it_is_noticed_while_another_process_writes_and_told_once_by_two_checks_at_once(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    publish(server, 1)
    assert crawl(server, tmp_path, told).code == 0
    _age(tmp_path, days=3)
    command = [sys.executable, "-m", "crawler", "alarms", "--archive", str(tmp_path), "xx_small"]
    surroundings = environment(server.host, {"GAZETTE_ALARM_WEBHOOK": told.url})
    lock = WriterLock(tmp_path)
    lock.acquire()
    try:
        checks = [subprocess.Popen(command, cwd=CHECKOUT, env=surroundings) for _ in range(2)]
        assert [check.wait(60) for check in checks] == [3, 3]
    finally:
        lock.release()
    assert events(told) == [("opened", "xx_small", "not-run")]


def test_where_nothing_is_wrong_it_says_so(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    alarms = gazette(server, tmp_path, "alarms", "xx_small")
    assert (alarms.returncode, alarms.stdout, alarms.stderr) == (0, "nothing is wrong\n", "")


def test_a_declared_portal_that_nobody_crawls_is_listed_and_no_alarm_unless_it_is_named(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    publish(server, 1)
    assert crawl(server, tmp_path, told).code == 0
    everybody = gazette(server, tmp_path, "alarms", GAZETTE_ALARM_WEBHOOK=told.url)
    first, second = everybody.stdout.splitlines()
    assert (everybody.returncode, first, told.posted) == (0, "nothing is wrong", [])
    assert second.startswith("declared, and never crawled into this archive: cn_chinadaily_govt, xx_")
    assert "xx_mapped" in second
    assert "xx_small" not in second
    assert gazette(server, tmp_path, "status").returncode == 0
    named = gazette(server, tmp_path, "alarms", "xx_mapped", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (named.returncode, events(told)) == (3, [("opened", "xx_mapped", "never-ran")])
    # Nobody expects it any more.
    over = gazette(server, tmp_path, "alarms", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (over.returncode, events(told)[1:]) == (0, [("closed", "xx_mapped", "never-ran")])
    assert gazette(server, tmp_path, "status").returncode == 0


def test_one_that_was_crawled_once_is_missed_without_being_named(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    publish(server, 1)
    assert crawl(server, tmp_path, told).code == 0
    _age(tmp_path, days=3)
    alarms = gazette(server, tmp_path, "alarms", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (alarms.returncode, events(told)) == (3, [("opened", "xx_small", "not-run")])


def test_a_portal_that_is_not_declared_is_a_slip(server: SmallServer, tmp_path: Path) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    alarms = gazette(server, tmp_path, "alarms", "xx_smal")
    assert (alarms.returncode, alarms.stdout) == (2, "")
    assert re.search("no portal is called xx_smal; nearest of [0-9]+: xx_small, ", alarms.stderr)


def test_a_portal_of_the_archive_that_is_not_declared_here_is_named_and_not_called_well(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    elsewhere = {"GAZETTE_PORTALS": "tests.crawler.many_portals", "GAZETTE_TEST_MANY": "1"}
    named = gazette(server, tmp_path, "alarms", "xx_small", **elsewhere)
    assert (named.returncode, named.stdout) == (2, "")
    assert "xx_small: in this archive, but not declared here" in named.stderr
    assert "set GAZETTE_PORTALS and PYTHONPATH as for the crawl that brought it" in named.stderr
    slip = gazette(server, tmp_path, "alarms", "xx_small", "xx_smal", **elsewhere)
    assert "no portal is called xx_smal;" in slip.stderr
    everybody = gazette(server, tmp_path, "alarms", **elsewhere)
    assert everybody.returncode == 1
    assert everybody.stdout.startswith("declared, and never crawled into this archive: ")
    first, second = everybody.stderr.splitlines()
    assert first.startswith("not looked at: xx_small: in this archive, but not declared here")
    assert second.startswith(f"Error: {tmp_path}: no portal was looked at: none of those in this archive")


def test_an_archive_into_which_nothing_was_crawled_does_not_look_healthy(
    server: SmallServer, tmp_path: Path, told: Hook
) -> None:
    nowhere = gazette(server, tmp_path / "nowhere", "alarms")
    assert (nowhere.returncode, nowhere.stdout) == (1, "")
    assert "gazette crawl" in nowhere.stderr
    Store(tmp_path).close()
    fresh = gazette(server, tmp_path, "alarms", GAZETTE_ALARM_WEBHOOK=told.url)
    assert fresh.returncode == 1
    assert "nothing is wrong" not in fresh.stdout
    assert "no portal was looked at: nothing was ever crawled into this archive; `gazette cra" in fresh.stderr
    # Whoever names what should be there hears what is missing.
    named = gazette(server, tmp_path, "alarms", "xx_small", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (named.returncode, events(told)) == (3, [("opened", "xx_small", "never-ran")])


def test_where_some_portals_are_not_declared_here_the_others_are_named_as_well(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, 1)
    crawl_small(server, tmp_path)
    db = open_for_writing(tmp_path / "archive.db")
    row = next(iter(db.query("SELECT * FROM portals")))
    db.table("portals").insert(row | {"name": "xx_abolished"})
    db.close()
    alarms = gazette(server, tmp_path, "alarms")
    assert (alarms.returncode, alarms.stdout.splitlines()[0]) == (0, "nothing is wrong with xx_small")
    assert alarms.stderr.startswith("not looked at: xx_abolished: in this archive")


@pytest.mark.parametrize("how", ["alarms", "crawl"])
def test_what_was_wrong_with_a_portal_that_is_not_declared_any_more_is_over_and_told_once(
    server: SmallServer, tmp_path: Path, told: Hook, how: str
) -> None:
    publish(server, 1)
    assert crawl(server, tmp_path, told).code == 0
    db = open_for_writing(tmp_path / "archive.db")
    note(db, "xx_abolished", [Finding("run-failed", "no listing")], "2026-11-20T04:00:00.000Z")
    db.close()
    tried_first = gazette(server, tmp_path, "alarms", "xx_smal", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (tried_first.returncode, told.posted) == (2, [])
    for _ in range(2):
        if how == "alarms":
            ended = gazette(server, tmp_path, "alarms", GAZETTE_ALARM_WEBHOOK=told.url)
            assert ended.returncode == 0
        else:
            crawl(server, tmp_path, told)
    with open_archive(tmp_path) as connection:
        ((detail, closed_at),) = connection.execute("SELECT detail, closed_at FROM incidents").fetchall()
    assert closed_at
    assert detail == "the portal is not declared any more, and nobody looks at it; it was: no listing"


def test_channels_can_be_tried(server: SmallServer, tmp_path: Path, told: Hook) -> None:
    sent = gazette(server, tmp_path, "alarms", "--test", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (sent.returncode, sent.stderr) == (0, "")
    assert sent.stdout == "webhook: delivered to 127.0.0.1: Gazette: a test\n"
    assert "This is a test" in told.posted[0]["text"]
    told.status = 403
    failed = gazette(server, tmp_path, "alarms", "--test", GAZETTE_ALARM_WEBHOOK=told.url)
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr == "webhook: not delivered: it answered 403\n"
    nobody = gazette(server, tmp_path, "alarms", "--test")
    assert nobody.returncode == 2
    assert "set GAZETTE_ALARM_WEBHOOK" in nobody.stderr


def test_a_crawl_begins_only_if_its_alarms_can_go_out(server: SmallServer, tmp_path: Path) -> None:
    crawled = crawl_small(server, tmp_path, GAZETTE_ALARM_WEBHOOK="hooks.example")
    assert crawled.code == 2
    assert "GAZETTE_ALARM_WEBHOOK" in crawled.said
    assert server.log == []


def _age(folder: Path, days: int) -> None:
    """Let all runs be so many days older."""
    db = open_for_writing(folder / "archive.db")
    for column in ("started_at", "finished_at"):
        db.execute(f"UPDATE runs SET {column} = strftime('%Y-%m-%dT%H:%M:%fZ', {column}, '-{days} days')")
    db.close()
