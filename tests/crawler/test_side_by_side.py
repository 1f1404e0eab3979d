"""Many portals in one process: a bounded number at once, one writer, one pool, and none in another's way."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from attrs import define

from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, command, crawl_words, environment_of_all
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

COUNT, ARTICLES, AT_ONCE = 30, 4, 5
MANY = {"GAZETTE_PORTALS": "tests.crawler.many_portals", "GAZETTE_TEST_MANY": str(COUNT)}
MARK = "GAZETTE_TEST_MARK"


def publish(server: SmallServer) -> None:
    for number in range(COUNT):
        paths = [f"/{number:02}/news/{serial}" for serial in range(ARTICLES)]
        server.pages[f"/{number:02}/news/"] = Answer(listing(*paths))
        for path in paths:
            server.pages[path] = Answer(article(f"Number {path}"))


@define
class Watch:
    """The most that a process held while it was watched."""

    files: int = 0
    warcs: int = 0
    processes: int = 0

    def look(self, pid: int, mark: bytes) -> None:
        held = [_target(path) for path in Path(f"/proc/{pid}/fd").glob("*")]
        self.files = max(self.files, len(held))
        self.warcs = max(self.warcs, sum(".warc" in path for path in held))
        self.processes = max(
            self.processes, sum(mark in _read(path) for path in Path("/proc").glob("[0-9]*"))
        )


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _read(process: Path) -> bytes:
    try:
        return (process / "environ").read_bytes()
    except OSError:
        return b""


def most_at_once(log: list[Asked]) -> int:
    """How many portals had been begun and not ended, as their requests tell."""
    spans: dict[str, list[float]] = {}
    for asked in log:
        if "/news/" in asked.path:
            spans.setdefault(asked.path.split("/")[1], []).append(asked.at)
    ends = [(min(times), max(times)) for times in spans.values()]
    return max(sum(begin <= at <= end for begin, end in ends) for at, _ in ends)


def test_thirty_portals_share_a_process_and_all_finish(server: SmallServer, tmp_path: Path) -> None:
    publish(server)
    watch, mark = Watch(), f"{MARK}={tmp_path}".encode()
    process = subprocess.Popen(
        command(tmp_path, "--at-once", str(AT_ONCE)),
        cwd=CHECKOUT,
        env=environment_of_all(server.host, {**MANY, MARK: str(tmp_path)}),
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None:
        watch.look(process.pid, mark)
        time.sleep(0.05)
    crawled = Crawled(process.returncode, process.communicate()[1], tmp_path)
    assert crawled.code == 0, crawled.said
    assert crawled.rows("SELECT outcome, count(*) FROM runs GROUP BY outcome") == [("finished", COUNT)]
    assert crawled.rows("SELECT count(*), count(DISTINCT url) FROM articles") == [(COUNT * ARTICLES,) * 2]
    assert crawled.said.count(": finished\n") == COUNT

    assert 1 < most_at_once(server.log) <= AT_ONCE
    assert 1 <= watch.warcs <= AT_ONCE
    assert watch.files < 30 + 6 * AT_ONCE
    # The crawl itself, the server that forks readers, Python's tracker of resources, and one reader.
    assert watch.processes <= 4


def test_portals_that_fail_each_in_its_way_do_not_touch_the_others(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "__init__.py").touch()
    for name, text in FAILING.items():
        (tmp_path / "portals" / f"{name}.py").write_text(text)
    with SmallServer() as down:
        pass
    with SmallServer() as server:
        publish(server)
        own = {
            "GAZETTE_PORTALS": "portals",
            "PYTHONPATH": f"{tmp_path}:{CHECKOUT}",
            "GAZETTE_TEST_DOWN": down.host,
        }
        hosts = {**own, "GAZETTE_DEMO_HOSTS": f"{server.host} {down.host}"}
        ended = forked.gazette(
            crawl_words(tmp_path / "archive", "--at-once", "2"), environment_of_all(server.host, hosts)
        )
    crawled = Crawled(ended.returncode, ended.stderr, tmp_path / "archive")
    assert crawled.code == 3, crawled.said
    outcomes = dict(crawled.rows("SELECT portal, outcome || ' ' || reason FROM runs"))  # type: ignore[arg-type]
    assert set(outcomes) == {"xx_b_raises", "xx_d_down", "xx_e_fine", "xx_f_begins"}
    assert outcomes["xx_e_fine"] == "finished "
    assert outcomes["xx_b_raises"].startswith("failed 1 exceptions were raised")
    assert outcomes["xx_d_down"].startswith("failed no listing could be read")
    assert outcomes["xx_f_begins"].startswith("failed ")
    assert crawled.rows("SELECT portal, count(*) FROM articles GROUP BY portal") == [
        ("xx_b_raises", ARTICLES - 1),
        ("xx_e_fine", ARTICLES),
    ]
    assert "xx_a_unborn: could not be begun" in crawled.said
    assert "1 of 5 portals have had no run" in crawled.said
    assert "xx_c_broken.py, line 1: SyntaxError" in crawled.said
    assert "left out, as their files cannot be loaded: xx_c_broken" in crawled.said


_HEAD = """
import os
from crawler.spiders.listing import Listing
from tests.crawler.small_portals.xx_small import HOST, XxSmall
"""
_FINE = """
class {kind}(XxSmall):
    name = "{name}"
    ways = (Listing(f"http://{{HOST}}/{number}/news/"),)
    article_url = r"^/{number}/news/"
"""
FAILING = {
    # First in the alphabet: what Scrapy leaves to its first spider must not fail with it.
    "xx_a_unborn": _HEAD
    + _FINE.format(kind="Unborn", name="xx_a_unborn", number="01")
    + "\n    @classmethod\n    def from_crawler(cls, *_, **__):\n        raise RuntimeError('unborn')\n",
    "xx_b_raises": _HEAD
    + _FINE.format(kind="Raises", name="xx_b_raises", number="02")
    + "\n    def parse_article(self, response, plan):\n"
    + "        if plan.url.endswith('/2'):\n            raise KeyError('a fault')\n"
    + "        return super().parse_article(response, plan)\n",
    "xx_c_broken": "class Broken(:\n",
    "xx_d_down": _HEAD
    + "DOWN = os.environ['GAZETTE_TEST_DOWN']\n"
    + "class Down(XxSmall):\n    name = 'xx_d_down'\n    home_url = f'http://{DOWN}/'\n"
    + "    ways = (Listing(f'http://{DOWN}/news/'),)\n",
    "xx_e_fine": _HEAD + _FINE.format(kind="Fine", name="xx_e_fine", number="03"),
    "xx_f_begins": _HEAD
    + _FINE.format(kind="Begins", name="xx_f_begins", number="04")
    + "\n    async def start(self):\n        raise RuntimeError('at the beginning')\n        yield\n",
}


def test_a_portal_that_cannot_be_loaded_is_named_where_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "portals").mkdir()
    (tmp_path / "portals" / "xx_c_broken.py").write_text(FAILING["xx_c_broken"])
    own = {"GAZETTE_PORTALS": "portals", "PYTHONPATH": f"{tmp_path}:{CHECKOUT}"}
    for names, code, said in (
        (("xx_c_broken",), 1, "xx_c_broken.py, line 1: SyntaxError: "),
        (("xx_unknown",), 2, "no portal is called xx_unknown"),
    ):
        ended = forked.gazette(crawl_words(tmp_path / "archive", *names), environment_of_all("", own))
        assert ended.returncode == code
        assert said in ended.stderr
        assert "Traceback" not in ended.stderr
    assert not (tmp_path / "archive").exists()
