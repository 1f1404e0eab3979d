"""``gazette probe`` over real HTTP: from a home page to a portal's file that, when crawled, brings its articles."""

from __future__ import annotations

import ast
import json
import re
import sqlite3
import subprocess
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from attrs import frozen

from crawler.demo.server import DemoPortals
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, crawl_words, environment
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.crawler.test_scrapy_commands import scrapy
from tests.pipelines.papers import pdf_of

_STRANGERS = {
    "quai": "fr_quai", "gangkou": "cn_gangkou", "riberas": "mx_riberas", "amtsblatt": "at_amtsblatt"
}  # fmt: skip


@frozen
class Probed:
    """A portal that was looked at, and the archive of the portal that was proposed for it."""

    name: str
    file: str
    report: str
    asked: list[str]
    """Paths, in their order."""
    articles: set[str]
    """Addresses that the portal publishes."""
    crawled: set[str]
    """Addresses of the articles that a crawl by the proposed file brought."""


def gazette(host: str, *words: str, **further: str) -> subprocess.CompletedProcess[str]:
    return forked.gazette(words, environment(host, further))


def crawl_proposed(folder: Path, host: str, name: str, text: str) -> set[str]:
    package = folder / f"portals_of_{name}"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / f"{name}.py").write_text(text)
    further = {"GAZETTE_PORTALS": package.name, "PYTHONPATH": f"{CHECKOUT}:{folder}"}
    ended = forked.gazette(crawl_words(folder / "archive", name), environment(host, further))
    assert ended.returncode == 0, ended.stderr
    with sqlite3.connect(folder / "archive" / "archive.db") as archive:
        return {url for (url,) in archive.execute("SELECT url FROM articles")}


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortals]:
    with DemoPortals(ports=(0, 0)) as running:
        yield running


@pytest.fixture(scope="module", params=["demo_tides", "demo_fields", *_STRANGERS])
def probed(
    request: pytest.FixtureRequest, demo: DemoPortals, tmp_path_factory: pytest.TempPathFactory
) -> Probed:
    folder = tmp_path_factory.mktemp(request.param)
    if request.param in _STRANGERS:
        return _stranger(request.param, folder)
    return _demo(demo, request.param, folder)


def _stranger(which: str, folder: Path) -> Probed:
    module, name = import_module(f"tests.crawler.strangers.{which}"), _STRANGERS[which]
    with SmallServer() as server:
        server.pages.update(module.pages(server.host))
        looked = gazette(server.host, "probe", f"http://{server.host}/", "--name", name)
        asked = [request.path for request in server.log]
        assert looked.returncode == 0, looked.stderr
        articles = {f"http://{server.host}{path}" for path in module.ARTICLES}
        crawled = crawl_proposed(folder, server.host, name, looked.stdout)
    return Probed(name, looked.stdout, looked.stderr, asked, articles, crawled)


def _demo(demo: DemoPortals, portal: str, folder: Path) -> Probed:
    home = demo.addresses[portal]
    host, name = home.removeprefix("http://"), f"xx_{portal}"
    looked = gazette(host, "probe", f"{home}/", "--name", name)
    asked = [request.path for request in demo.log if request.portal == portal]
    assert looked.returncode == 0, looked.stderr
    articles = {home + entry.path for entry in demo.articles(portal)}
    return Probed(
        name, looked.stdout, looked.stderr, asked, articles, crawl_proposed(folder, host, name, looked.stdout)
    )


def test_the_proposed_file_has_ten_lines_or_fewer(probed: Probed) -> None:
    assert len(probed.file.splitlines()) <= 10
    assert all(len(line) <= 110 for line in probed.file.splitlines())


def test_a_crawl_by_the_proposed_file_brings_every_article_and_nothing_else(probed: Probed) -> None:
    assert probed.articles <= probed.crawled
    assert len(probed.crawled - probed.articles) <= len(probed.articles) // 10


def test_five_articles_are_shown_with_what_they_lack(probed: Probed) -> None:
    assert "5 articles, read as the file says:" in probed.report
    assert re.search(r"^title .*date .*section .*author .*words .*not found", probed.report, re.MULTILINE)
    assert len(re.findall(r" 20\d\d-\d\d-\d\d ", probed.report)) == 5
    assert "Not found in any of them: " in probed.report


def test_what_is_doubtful_is_said(probed: Probed) -> None:
    doubts = probed.report.partition("Unsure:\n")[2]
    assert "licence: not looked for" in doubts
    if 'timezone = "UTC"' in probed.file:
        assert "time zone: " in doubts
    if 'timezone = "Etc/' in probed.file:
        assert re.search(r'timezone = "Etc/GMT-1"  # UTC\+01:00$', probed.file, re.MULTILINE)
        assert "UTC+01:00 (Etc/GMT-1)" in probed.report.partition("5 articles")[0]


def test_nothing_is_asked_twice_nor_what_robots_txt_forbids(probed: Probed) -> None:
    assert probed.asked[0] == "/robots.txt"
    assert len(probed.asked) == len(set(probed.asked)) <= 71
    forbidden = ("/news/embargoed/", "/search", "/en/drafts/", "/wp-admin/", "/admin/")
    assert [path for path in probed.asked if path.startswith(forbidden)] == []


@pytest.mark.parametrize("probed", ["quai"], indirect=True)
def test_wordpress_is_known_by_its_interface(probed: Probed) -> None:
    assert 'ways = (wordpress("/"), Feed("/feed/"))' in probed.file
    assert ('languages = ("fr",)' in probed.file, 'timezone = "Europe/Paris"' in probed.file) == (True, True)
    assert "sitemap      /wp-sitemap.xml" in probed.report


@pytest.mark.parametrize("probed", ["gangkou"], indirect=True)
def test_lists_without_any_feed_are_walked_by_their_form(probed: Probed) -> None:
    assert r'ways = (Sections("/", r"^/list\.asp\?cid=\d+$|^/list\.asp\?cid=\d+&page=\d+$"),)' in probed.file
    assert r'article_url = r"^/show\.asp\?id=\d+$"' in probed.file
    assert "numbered /list.asp?cid=1&page={page}" in probed.report
    assert "language: no page says it; guessed by letters and words" in probed.report


@pytest.mark.parametrize("probed", ["riberas"], indirect=True)
def test_pages_that_a_sitemap_names_and_that_are_no_articles_are_left_out(probed: Probed) -> None:
    assert 'ways = (Sitemap("/sitemap.xml"), Sitemap("/sitemap-news.xml"))' in probed.file
    assert "tramites" not in probed.file
    assert "article_url: leaves out 2 addresses like" in probed.report
    assert "time zone: MX has 12; America/Mexico_City is the likeliest" in probed.report


@pytest.mark.parametrize("probed", ["amtsblatt"], indirect=True)
def test_an_official_journal_of_documents_is_a_portal(probed: Probed) -> None:
    assert 'ways = (Listing("/amtsblatt", numbered="/amtsblatt?seite={page}"),)' in probed.file
    assert r'article_url = r"^/dateien/amtsblatt/\d{4}/[a-z0-9-]+\.pdf$"' in probed.file
    assert 'title = "Amtsblatt der Freien Stadt Quellmark"' in probed.file
    assert "articles: " not in probed.report.partition("Unsure:")[2]


def test_documents_beside_pages_are_told_and_left_to_a_person(server: SmallServer) -> None:
    dated = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"
    paths = [f"/news/2026/0{number}/item" for number in range(1, 8)]
    rows = "".join(
        f"<tr><td>{day}.5.2026</td><td><a href='/journal/no-{day}.pdf'>Order {day}</a></td></tr>"
        for day in range(1, 6)
    )
    server.pages["/"] = Answer(listing(*paths) + f"<table>{rows}</table>".encode())
    server.pages.update({path: Answer(article(f"Item of {path}", head=dated)) for path in paths})
    looked = gazette(server.host, "probe", f"http://{server.host}/")
    assert looked.returncode == 0, looked.stderr
    assert "pdf" not in looked.stdout
    assert r"let article_url match ^/journal/[a-z0-9-]+\.pdf$ as well" in " ".join(looked.stderr.split())


@pytest.mark.parametrize("page", ["", "/news/1"])
def test_forms_and_leaflets_of_an_ordinary_portal_are_no_journal(server: SmallServer, page: str) -> None:
    """Whether its news bear no day or there are none."""
    paths = [f"/news/{number}" for number in range(1234, 1254)] if page else []
    links = "".join(
        f"<li><a href='/forms/form-{name}.pdf'>Application for a {name}</a>"
        for name in ("permit", "boat", "lock", "quay")
    )
    server.pages["/"] = Answer(listing(*paths, "/forms/") + b"<p>Welcome.")
    server.pages["/forms/"] = Answer(f"<html lang=en><title>Forms</title><ul>{links}</ul>".encode())
    server.pages.update({path: Answer(article(f"Item of {path}")) for path in paths})
    for name in ("permit", "boat", "lock", "quay"):
        body = pdf_of(
            "Application", "Please fill in your name and the day on which your vessel is to lie here."
        )
        server.pages[f"/forms/form-{name}.pdf"] = Answer(body, content_type="application/pdf")
    looked = gazette(server.host, "probe", f"http://{server.host}/")
    assert (looked.returncode, looked.stdout) == (1, "")
    assert ("no address held a dated article" if page else "nothing looks like an article") in looked.stderr


def test_a_contact_is_demanded_and_nothing_asked_without(server: SmallServer) -> None:
    refused = gazette(server.host, "probe", f"http://{server.host}/", GAZETTE_CONTACT="")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "no contact is set" in refused.stderr
    assert server.log == []


def test_a_private_address_is_refused(server: SmallServer) -> None:
    refused = gazette(server.host, "probe", f"http://{server.host}/", GAZETTE_DEMO_HOSTS="")
    assert refused.returncode == 1
    assert (
        "cannot be looked at: private-address (a demo portal on this machine is allowed by " in refused.stderr
    )
    assert f'export GAZETTE_DEMO_HOSTS="{server.host}")' in refused.stderr
    assert server.log == []


@pytest.mark.parametrize("target", ["http://10.0.0.1/", "http://127.0.0.1:1/"])
def test_a_redirect_into_a_private_network_is_neither_followed_nor_to_be_allowed(
    server: SmallServer, target: str
) -> None:
    server.pages["/"] = Answer(b"", 302, headers=(("Location", target),))
    refused = gazette(server.host, "probe", f"http://{server.host}/")
    assert refused.returncode == 1
    assert "private-address" in refused.stderr
    assert "GAZETTE_DEMO_HOSTS" not in refused.stderr


@pytest.mark.parametrize(
    ("pages", "reason"),
    [
        ({}, "cannot be looked at: http-404"),
        ({"/robots.txt": Answer(b"User-agent: *\nDisallow: /")}, "cannot be looked at: robots"),
        ({"/robots.txt": Answer(b"", 503)}, "/robots.txt: http-503 (its server is busy"),
        ({"/": Answer(b"%PDF-1.4", content_type="application/pdf")}, "a home page is an HTML page"),
        ({"/": Answer(listing("/about"))}, "nothing looks like an article"),
        (
            {"/": Answer(listing(*(f"/news/item-{n}00{n}" for n in range(5))))},
            "no address held a dated article",
        ),
    ],
)
def test_what_cannot_be_looked_at_is_said_in_one_sentence(
    server: SmallServer, pages: dict[str, Answer], reason: str
) -> None:
    server.pages.update(pages)
    refused = gazette(server.host, "probe", f"http://{server.host}/")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("gov.example",), "is no address of a home page"),
        (("https://gov.example/", "--name", "Ministry"), "is no name for a portal"),
    ],
)
def test_a_command_line_that_makes_no_sense_is_refused(words: tuple[str, ...], reason: str) -> None:
    refused = gazette("127.0.0.1:1", "probe", *words)
    assert refused.returncode == 2
    assert reason in refused.stderr


def test_scrapy_probe_is_the_same_and_writes_the_file_once(server: SmallServer, tmp_path: Path) -> None:
    dated = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"
    paths = [f"/news/2026/0{number}/item" for number in range(1, 8)]
    server.pages["/"] = Answer(listing(*paths))
    server.pages.update({path: Answer(article(f"Item of {path}", head=dated)) for path in paths})
    package = tmp_path / "more_portals"
    package.mkdir()
    (package / "__init__.py").touch()
    words = (
        "probe",
        "-s",
        "NEWSPIDER_MODULE=more_portals",
        "--name",
        "xx_new",
        "--write",
        f"http://{server.host}/",
    )
    own = {"PYTHONPATH": f"{CHECKOUT}:{tmp_path}"}
    written = scrapy(*words, host=server.host, **own)
    assert written.returncode == 0, written.stderr
    assert (package / "xx_new.py").read_text() == written.stdout
    assert f"Written to {package / 'xx_new.py'}" in written.stderr
    again = scrapy(*words, host=server.host, **own)
    assert again.returncode == 2
    assert "is there already and is not overwritten" in again.stdout + again.stderr
    assert (package / "xx_new.py").read_text() == written.stdout


def test_a_json_feed_is_a_way_in(server: SmallServer) -> None:
    dated = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"
    paths = [f"/posts/{name}" for name in ("harbour", "quay", "ferry", "lock", "weir", "dam")]
    items = [{"id": path, "url": path, "title": f"The {path}"} for path in paths]
    feed = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": items})
    server.pages["/"] = Answer(
        b"<link rel='alternate' type='application/feed+json' href='/news.json'><p>Welcome.</p>"
    )
    server.pages["/news.json"] = Answer(feed.encode(), content_type="application/feed+json")
    server.pages.update({path: Answer(article(f"Item of {path}", head=dated)) for path in paths})
    looked = gazette(server.host, "probe", f"http://{server.host}/")
    assert looked.returncode == 0, looked.stderr
    assert 'ways = (Feed("/news.json"),)' in looked.stdout
    assert r'article_url = r"^/posts/[a-z0-9-]+$"' in looked.stdout


def test_what_a_hostile_page_says_steers_neither_the_terminal_nor_the_file(server: SmallServer) -> None:
    dated = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"
    title = 'Q"\n"""; import os \x1b[31m\u202e\\'
    paths = [f"/news/2026/0{number}/item{{page}}%22-{number}" for number in range(1, 8)]
    name = f"<meta property='og:site_name' content='{title}'>".encode()
    server.pages["/"] = Answer(name + listing(*paths))
    for path in paths:
        page = Answer(article(f"{title} of {path}", head=dated))
        server.pages[path] = server.pages[path.replace("{page}", "%7Bpage%7D")] = page
    looked = gazette(server.host, "probe", f"http://{server.host}/", "--name", "xx_hostile")
    assert looked.returncode == 0, looked.stderr
    assert not {"\x1b", "\u202e"} & set(looked.stdout + looked.stderr)
    (declared,) = [node for node in ast.parse(looked.stdout).body if isinstance(node, ast.ClassDef)]
    assert {type(node) for node in declared.body} == {ast.Assign}
    assert len(looked.stdout.splitlines()) <= 10
