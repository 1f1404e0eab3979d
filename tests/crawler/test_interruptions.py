"""A crawl that is stopped, killed, out of disk or not alone: nothing is lost, nothing doubled, and it says so."""

from __future__ import annotations

import re
import resource
import signal
import socket
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from archive.errors import UsageError
from archive.store import Store
from crawler.contact import check_contact
from tests.crawler.conftest import CHECKOUT, Crawled, begin_small, command, crawl_small, environment
from tests.crawler.patience import wait_for
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.warcs import check_warcs

COUNT = 45


def publish(server: SmallServer, count: int = COUNT, size: int = 1) -> None:
    server.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.1", content_type="text/plain")
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(count))))
    for number in range(count):
        padding = f"<!--{str(number) * size}-->"
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}", head=padding))


def check_archive(crawled: Crawled, count: int = COUNT) -> None:
    """All articles are there once, each capture is read back by its row, and warcio finds no fault."""
    assert crawled.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(count, count)]
    assert crawled.rows("SELECT count(*) FROM revisions") == [(count,)]
    for number in range(count):
        path = f"/news/{number}"
        assert crawled.kept(path).status == 200
    check_warcs((crawled.folder / "warc").glob("*.warc.gz"))


def asked_again(server: SmallServer) -> list[str]:
    counts = Counter(asked.path for asked in server.log)
    return [path for path in (f"/news/{number}" for number in range(COUNT)) if counts[path] > 1]


def test_a_crawl_works_alone_ends_soon_when_it_is_stopped_and_the_next_one_goes_on(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server)
    server.pages["/news/3"] = Answer(raw=b"", stalls=True)
    process = begin_small(server, tmp_path, GAZETTE_TEST_TIMEOUT="60")
    wait_for(lambda: len(server.log) > 12)
    second = crawl_small(server, tmp_path)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "xx_small: interrupted" in said
    stopped = Crawled(process.returncode, said, tmp_path)
    stored = int(str(stopped.run()["articles_new"]))
    assert 0 < stored < COUNT
    assert stopped.rows("SELECT count(*) FROM articles") == [(stored,)]
    assert stopped.endings()["/news/3"] == ("", "")

    assert second.code == 4
    assert f"process {process.pid} on {socket.gethostname()} since 20" in second.said
    assert f"`python -m crawler crawl --archive {tmp_path} xx_small`" in second.said
    assert "Traceback" not in second.said
    assert len(server.asked("/robots.txt")) == 1

    publish(server)
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, crawled.run()["articles_new"]) == (0, COUNT - stored)
    check_archive(crawled)
    assert asked_again(server) == ["/news/3"]


def test_a_killed_crawl_leaves_no_process_and_an_archive_with_which_the_next_one_goes_on(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server)
    process = begin_small(server, tmp_path, GAZETTE_TEST_MARK=str(tmp_path))
    wait_for(lambda: len(server.log) > 20)
    assert processes_of(tmp_path)
    process.kill()
    process.communicate(timeout=30)
    # At once: its readers, which may still be at work, do not hold its lock.
    crawled = crawl_small(server, tmp_path)
    wait_for(lambda: not processes_of(tmp_path))
    assert (crawled.code, crawled.run()["outcome"]) == (0, "finished")
    check_archive(crawled)
    (killed,) = crawled.rows("SELECT outcome, reason FROM runs WHERE id = 1")
    assert killed == ("interrupted", "the process ended without a word")
    # What was on its way when the process died may have been asked for again, and nothing else.
    assert len(asked_again(server)) <= 16


def processes_of(folder: Path) -> list[str]:
    """Processes that were started, by whatever parent, in the environment of a crawl into ``folder``."""
    mark = f"GAZETTE_TEST_MARK={folder}".encode()
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark in path.read_bytes():
                found.append(path.parent.name)
        except OSError:
            continue
    return found


def limit_files(size: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_full_disk_fails_the_crawl_and_the_next_one_recovers(server: SmallServer, tmp_path: Path) -> None:
    """A limit on the size of files takes the place of the disk: writes fail in the same way."""
    # What making the tables takes grows with each migration, and is not what fills this disk.
    Store(tmp_path).close()
    publish(server, size=20_000)
    for number in range(COUNT):
        page = server.pages[f"/news/{number}"]
        assert isinstance(page, Answer)
        noise = "".join(chr(33 + (place * place * (number + 7)) % 90) for place in range(20_000))
        server.pages[f"/news/{number}"] = Answer(page.body + f"<!-- {noise} -->".encode())
    full = subprocess.run(
        command(tmp_path, "xx_small"),
        cwd=CHECKOUT,
        env=environment(server.host),
        preexec_fn=limit_files(700_000),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert full.returncode == 1, full.stderr
    assert "cannot be written" in full.stderr
    assert "free the disk" in full.stderr
    assert "xx_small: failed: " in full.stderr
    assert "Traceback" not in full.stderr.rpartition("xx_small: failed")[2]
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, crawled.run()["outcome"]) == (0, "finished"), crawled.said
    check_archive(crawled)


@pytest.mark.parametrize("size", [8_000, 60_000, 330_000])
def test_a_disk_that_is_full_before_the_crawl_begins_is_told_in_a_sentence(
    server: SmallServer, tmp_path: Path, size: int
) -> None:
    full = subprocess.run(
        command(tmp_path, "xx_small"),
        cwd=CHECKOUT,
        env=environment(server.host),
        preexec_fn=limit_files(size),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (full.returncode, "Traceback" in full.stderr) == (1, False), full.stderr
    assert re.search("cannot be (?:written|opened): .*(?:disk|full)", full.stderr)


def test_without_a_contact_nothing_is_asked_for(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    crawled = crawl_small(server, tmp_path / "archive", GAZETTE_CONTACT="")
    assert crawled.code == 2
    assert "GAZETTE_CONTACT" in crawled.said
    assert server.log == []
    assert not (tmp_path / "archive").exists()


@pytest.mark.parametrize("contact", ["", "nobody", "http://", "a@b", "clerk at gov.example", "a b@c.example"])
def test_what_is_no_address_is_no_contact(contact: str) -> None:
    with pytest.raises(UsageError):
        check_contact(contact)


@pytest.mark.parametrize("contact", ["desk@newsroom.example", "https://newsroom.example/crawler"])
def test_an_e_mail_or_web_address_is_a_contact(contact: str) -> None:
    check_contact(contact)


def test_an_unknown_portal_is_a_wrong_command(server: SmallServer, tmp_path: Path) -> None:
    crawled = crawl_small(server, tmp_path / "archive", portal="xx_unknown")
    assert crawled.code == 2
    assert "no portal is called xx_unknown; nearest of " in crawled.said
    assert "; `scrapy list` names those that are declared" in crawled.said
    assert not (tmp_path / "archive").exists()


def test_a_portal_that_names_nothing_any_more_has_failed(server: SmallServer, tmp_path: Path) -> None:
    server.pages["/news/"] = Answer(listing("/about", "/contact"))
    crawled = crawl_small(server, tmp_path)
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert "no listing named an article" in crawled.said


def test_a_portal_that_does_not_answer_has_failed(tmp_path: Path) -> None:
    with SmallServer() as gone:
        pass
    crawled = crawl_small(gone, tmp_path)
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert {row["kind"] for row in crawled.captures("/robots.txt")} == {"error"}


def test_a_file_that_is_no_database_is_named(server: SmallServer, tmp_path: Path) -> None:
    file = "crawl.db"
    (tmp_path / file).write_bytes(b"this is no database, and longer than a header would be" * 100)
    crawled = crawl_small(server, tmp_path)
    assert crawled.code == 1
    assert str(tmp_path / file) in crawled.said
    assert "Traceback" not in crawled.said
    assert server.log == []


def test_a_folder_that_cannot_be_made_is_named(server: SmallServer, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    crawled = crawl_small(server, tmp_path / "file" / "archive")
    assert crawled.code == 1
    assert "--archive" in crawled.said
    assert "Traceback" not in crawled.said
