"""Scrapy's own commands, as a contributor types them in a checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.conftest import CHECKOUT, crawl_small, environment
from tests.crawler.small_server import Answer, SmallServer, article, listing


def scrapy(
    *words: str, host: str = "", cwd: Path = CHECKOUT, **further: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *words],
        cwd=cwd,
        env=environment(host, further),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def portal(server: SmallServer) -> SmallServer:
    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/news/1"] = Answer(article("The only one", head='<meta name="date" content="2026-05-04">'))
    return server


def test_list_names_the_declared_portals() -> None:
    everywhere = "crawler.demo.portals tests.crawler.small_portals"
    listed = scrapy("list", host="127.0.0.1:1", GAZETTE_PORTALS=everywhere, GAZETTE_DEMO_HOSTS="")
    assert listed.returncode == 0, listed.stderr
    assert {"cn_chinadaily_govt", "demo_tides", "demo_fields", "xx_small"} <= set(listed.stdout.split())


def test_crawl_keeps_what_it_fetches_and_names_the_run(portal: SmallServer, tmp_path: Path) -> None:
    ended = scrapy(
        "crawl", "xx_small", "-a", "from=2026-01-01", host=portal.host, GAZETTE_ARCHIVE=str(tmp_path)
    )
    assert ended.returncode == 0, ended.stderr
    crawled = crawl_small(portal, tmp_path)
    assert crawled.rows("SELECT from_date, outcome FROM runs ORDER BY id")[0] == ("2026-01-01", "finished")
    assert crawled.rows("SELECT title FROM articles") == [("The only one",)]


def test_shell_shows_a_page_and_keeps_nothing(portal: SmallServer, tmp_path: Path) -> None:
    looked = scrapy(
        "shell",
        f"http://{portal.host}/news/1",
        "-c",
        "response.css('h1::text').get()",
        host=portal.host,
        GAZETTE_ARCHIVE=str(tmp_path / "archive"),
    )
    assert looked.returncode == 0, looked.stderr
    assert "The only one" in looked.stdout
    assert not (tmp_path / "archive").exists()


def test_genspider_writes_a_form_that_is_refused_until_it_is_filled_in(
    portal: SmallServer, tmp_path: Path
) -> None:
    package = tmp_path / "more_portals"
    package.mkdir()
    (package / "__init__.py").touch()
    own = {"PYTHONPATH": str(tmp_path), "GAZETTE_PORTALS": "more_portals"}
    address = f"http://{portal.host}/"
    made = scrapy(
        "genspider", "-s", "NEWSPIDER_MODULE=more_portals", "-t", "portal", "xx_new", address, **own
    )
    assert made.returncode == 0, made.stderr
    assert "scrapy check xx_new" in made.stdout
    source = package / "xx_new.py"
    blank = scrapy("check", "xx_new", host=portal.host, **own)
    assert blank.returncode == 2
    assert f"{source}: XxNew: to be filled in: title: name the portal as readers know it" in blank.stderr
    wanted = ("title", "languages", "timezone", "ways", "article_url")
    assert all(f"{field}: {remedy}" in blank.stderr for field, remedy in zip(wanted, REMEDIES, strict=True))
    assert "publisher" not in blank.stderr.partition("to be filled in")[2]
    text = source.read_text().replace("import Portal", "import Listing, Portal")
    for field, value in zip(wanted, VALUES, strict=True):
        assert f"    {field} = ...\n" in text
        text = text.replace(f"    {field} = ...\n", f"    {field} = {value}\n")
    source.write_text(text)
    checked = scrapy("check", "xx_new", host=portal.host, **own)
    assert checked.returncode == 0, checked.stderr
    crawled = crawl_small(portal, tmp_path / "archive", portal="xx_new", **own)
    assert (crawled.code, crawled.rows("SELECT title FROM articles")) == (0, [("The only one",)])
    assert crawled.rows("SELECT country, licence, first_date FROM portals") == [("XX", "not stated", "")]


REMEDIES = (
    "name the portal",
    "give BCP 47 tags",
    "give an IANA zone",
    "name at least one",
    "a regular expression",
)
VALUES = ('"New things"', '("en",)', '"UTC"', '(Listing("/news/"),)', r'r"^/news/\d+"')


def test_genspider_refuses_a_name_that_is_none(tmp_path: Path) -> None:
    refused = scrapy(
        "genspider", "-s", "NEWSPIDER_MODULE=nowhere", "-t", "portal", "Ministry", "https://gov.example/"
    )
    assert refused.returncode == 2
    assert "'Ministry' is no name for a portal" in refused.stderr + refused.stdout


def test_a_broken_portal_is_named_with_file_field_and_remedy(tmp_path: Path) -> None:
    package = tmp_path / "broken_portals"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "xx_broken.py").write_text(
        "from crawler.portal import Portal\n\n\nclass XxBroken(Portal):\n    name = 'xx_broken'\n"
    )
    own = {"PYTHONPATH": str(tmp_path), "GAZETTE_PORTALS": "broken_portals"}
    listed = scrapy("list", **own)
    assert listed.returncode != 0
    assert f"{package / 'xx_broken.py'}: XxBroken.title is None; " in listed.stderr
    crawled = subprocess.run(
        [sys.executable, "-m", "crawler", "crawl", "--archive", str(tmp_path / "archive"), "xx_broken"],
        cwd=CHECKOUT,
        env=environment("", own),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert crawled.returncode == 1
    assert f"{package / 'xx_broken.py'}: XxBroken.title is None; " in crawled.stderr
    assert "Traceback" not in crawled.stderr
