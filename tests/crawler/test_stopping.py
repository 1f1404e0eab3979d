"""SIGTERM ends a crawl within half a minute, whatever hangs; a second one ends it at once, and as soundly."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.crawler.conftest import CHECKOUT, Crawled, command, crawl_small, environment
from tests.crawler.patience import wait_for
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.warcs import check_warcs

LIGHT, HEAVY = range(10), range(10, 13)
HANGING = "/news/13"
HALF_A_MINUTE = 30.0


def publish(server: SmallServer) -> None:
    """Ten pages as they should be, three that each take a reader more than a minute, one that never comes."""
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(14))))
    for number in (*LIGHT, *HEAVY):
        page = article(f"Number {number}")
        heavy = page.replace(b"</main>", b"<p>A paragraph of many.</p>" * 3000 + b"</main>")
        server.pages[f"/news/{number}"] = Answer(heavy if number in HEAVY else page)
    server.pages[HANGING] = Answer(raw=b"", stalls=True)


def is_stuck(server: SmallServer, folder: Path) -> bool:
    """Whether everything has been asked for, and the reader is at work."""
    is_all_asked = all(server.asked(path) for path in (f"/news/{HEAVY[-1]}", HANGING))
    return is_all_asked and bool(Crawled(0, "", folder).rows("SELECT 1 FROM articles LIMIT 1"))


def begin(server: SmallServer, folder: Path, *words: str, **further: str) -> subprocess.Popen[str]:
    """A crawl at the head of a process group of its own."""
    return subprocess.Popen(
        command(folder, *words),
        cwd=CHECKOUT,
        env=environment(server.host, {"GAZETTE_TEST_TIMEOUT": "60", **further}),
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str], folder: Path) -> Crawled:
    _, said = process.communicate(timeout=HALF_A_MINUTE)
    return Crawled(process.returncode, said, folder)


def check(stopped: Crawled) -> None:
    """What was read is stored, what was only captured is open, the database and the WARC files are whole."""
    assert "Traceback" not in stopped.said, stopped.said
    assert stopped.run()["outcome"] == "interrupted"
    assert stopped.run()["planned"] == 15
    stored = int(str(stopped.run()["articles_new"]))
    assert stopped.rows("SELECT count(*) FROM articles") == [(stored,)]
    open_paths = {path for path, ending in stopped.endings().items() if ending == ("", "")}
    assert {HANGING, *(f"/news/{number}" for number in HEAVY)} <= open_paths
    assert len(open_paths) + stored + 1 == 15
    assert stopped.rows("SELECT count(*) FROM refusals") == [(0,)]
    assert stopped.rows("PRAGMA integrity_check") == [("ok",)]
    for number in HEAVY:
        assert stopped.kept(f"/news/{number}").status == 200
    check_warcs((stopped.folder / "warc").glob("*.warc.gz"))


@pytest.mark.slow
def test_sigterm_ends_a_crawl_whose_server_hangs_and_whose_readers_are_stuck(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server)
    process = begin(server, tmp_path, "xx_clumsy")
    wait_for(lambda: is_stuck(server, tmp_path))
    process.terminate()
    stopped = ended(process, tmp_path)
    assert stopped.code == 1
    assert "xx_clumsy: interrupted: shutdown; the next run goes on where this one stopped" in stopped.said
    assert [capture["kind"] for capture in stopped.captures(HANGING)] == ["error"]
    check(stopped)

    # The next one asks for nothing that was captured: only for what never came.
    again = begin(server, tmp_path, "xx_clumsy")
    wait_for(lambda: len(server.asked(HANGING)) == 2)
    again.kill()
    again.communicate()
    assert {len(server.asked(f"/news/{number}")) for number in (*LIGHT, *HEAVY)} == {1}


@pytest.mark.slow
@pytest.mark.parametrize("second", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_at_once_and_the_archive_is_as_sound(
    server: SmallServer, tmp_path: Path, second: signal.Signals
) -> None:
    publish(server)
    process = begin(server, tmp_path, "xx_clumsy")
    wait_for(lambda: is_stuck(server, tmp_path))
    process.terminate()
    time.sleep(1)
    process.send_signal(second)
    stopped = ended(process, tmp_path)
    # A crawl that takes its time keeps what it gave up waiting for as a capture of its own.
    assert stopped.captures(HANGING) == []
    assert stopped.code == 1
    assert "xx_clumsy: interrupted" in stopped.said
    check(stopped)


def test_a_signal_to_all_processes_loses_no_page(server: SmallServer, tmp_path: Path) -> None:
    """What a terminal's Ctrl-C and some service managers do: the readers get it, too."""
    for number in range(40):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(40))))
    process = begin(server, tmp_path, "xx_small")
    wait_for(lambda: len(server.log) > 10)
    os.killpg(process.pid, signal.SIGTERM)
    stopped = ended(process, tmp_path)
    assert stopped.code == 1
    assert stopped.run()["outcome"] == "interrupted", stopped.said
    assert stopped.rows("SELECT count(*) FROM refusals") == [(0,)]
    crawled = crawl_small(server, tmp_path)
    assert crawled.code == 0
    assert crawled.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(40, 40)]


def test_a_crawl_that_is_stopped_while_it_begins_ends_and_begins_nothing_more(
    server: SmallServer, tmp_path: Path
) -> None:
    own = {
        "GAZETTE_PORTALS": "tests.crawler.many_portals",
        "GAZETTE_TEST_MANY": "30",
        "SCRAPY_SETTINGS_MODULE": "tests.crawler.alone",
    }
    for number in range(30):
        server.pages[f"/{number:02}/news/"] = Answer(raw=b"", stalls=True)
    process = begin(server, tmp_path, "--at-once", "3", **own)
    assert process.stderr
    first = process.stderr.readline()
    process.terminate()
    stopped = ended(process, tmp_path)
    assert ": begun" in first
    assert stopped.code == 1, stopped.said
    assert "Traceback" not in stopped.said, stopped.said
    assert stopped.rows("SELECT DISTINCT outcome FROM runs") == [("interrupted",)]
    assert stopped.rows("SELECT count(*) FROM runs")[0][0] in (1, 2, 3)
    assert "27 of 30 portals have had no run" in stopped.said


def test_a_name_server_that_is_silent_keeps_no_crawl_from_its_end(tmp_path: Path) -> None:
    process = subprocess.Popen(
        command(tmp_path, "xx_small"),
        cwd=CHECKOUT,
        env=environment("silent.gov.example", {"SCRAPY_SETTINGS_MODULE": "tests.crawler.silent_names"}),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr
    while process.stderr.readline() not in ("asking the name server\n", ""):
        pass
    process.terminate()
    stopped = ended(process, tmp_path)
    assert (stopped.code, stopped.run()["outcome"]) == (1, "interrupted"), stopped.said
