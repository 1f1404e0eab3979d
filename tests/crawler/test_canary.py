"""``scrapy check``: does a portal still name articles, and do they still read as such? Reasons have names."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.crawler.conftest import CHECKOUT
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.crawler.test_scrapy_commands import scrapy

_DATED = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"


@pytest.fixture
def portal(server: SmallServer) -> SmallServer:
    server.pages["/news/"] = Answer(listing("/news/1", "/news/2", "/about"))
    for number in (1, 2):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}", head=_DATED))
    return server


def check(
    portal: SmallServer, *names: str, cwd: Path = CHECKOUT, **further: str
) -> subprocess.CompletedProcess[str]:
    return scrapy("check", *(names or ("xx_small",)), host=portal.host, cwd=cwd, **further)


def test_a_portal_that_is_as_declared_passes_and_nothing_is_kept(portal: SmallServer, tmp_path: Path) -> None:
    looked = check(portal, GAZETTE_ARCHIVE=str(tmp_path / "archive"))
    assert (looked.returncode, looked.stderr.strip()) == (0, "xx_small: OK (2 articles named, 2 read)")
    assert not (tmp_path / "archive").exists()
    assert [request.path for request in portal.log] == ["/robots.txt", "/news/", "/news/1", "/news/2"]


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("/news/", Answer(b"gone", 404), "way-silent: Listing("),
        ("/news/", Answer(b"%PDF-1.4", content_type="application/pdf"), "way-unreadable: Listing("),
        ("/news/", Answer(listing("/about")), "no-article: Listing("),
        ("/news/2", Answer(b"gone", 410), "not-read: http://"),
        ("/news/2", Answer(b"<html><body><h1>Short</h1></body></html>"), "not-read: http://"),
        ("/robots.txt", Answer(b"User-agent: *\nDisallow: /news/\n"), "robots"),
        ("/news/", Answer(b"", 302, headers=(("Location", "http://127.0.0.1:1/news/"),)), "another-host"),
    ],
)
def test_what_is_wrong_has_a_name(portal: SmallServer, path: str, answer: Answer, reason: str) -> None:
    portal.pages[path] = answer
    looked = check(portal)
    assert looked.returncode == 1
    assert "xx_small: FAILED (" in looked.stderr
    assert reason in looked.stderr


def test_a_field_that_no_article_has_any_more_is_named(portal: SmallServer) -> None:
    for number in (1, 2):
        portal.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    looked = check(portal)
    assert looked.returncode == 1
    assert "field-gone: none of 2 articles has date" in looked.stderr


def test_a_field_that_recorded_pages_have_is_expected(portal: SmallServer, tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "portals" / "xx_small"
    folder.mkdir(parents=True)
    answer = {"title": "Earlier", "section": "Notices", "authors": []}
    recording = {
        "portal": "xx_small",
        "url": f"http://{portal.host}/news/0",
        "captured_at": "",
        "headers": {},
    }
    (folder / "0.json").write_text(
        json.dumps({**recording, "answer": answer, "reviewed": "A Reader, 2026-05-01"})
    )
    looked = check(portal, cwd=tmp_path, PYTHONPATH=str(CHECKOUT))
    assert looked.returncode == 1
    assert "field-gone: none of 2 articles has section" in looked.stderr
    assert "authors" not in looked.stderr


def test_children_of_a_sitemap_index_are_looked_into(portal: SmallServer) -> None:
    entry = f"<sitemap><loc>http://{portal.host}/may.xml</loc></sitemap>"
    page = f"<url><loc>http://{portal.host}/news/1</loc></url>"
    portal.pages["/sitemap.xml"] = Answer(
        f"<sitemapindex>{entry}</sitemapindex>".encode(), content_type="text/xml"
    )
    portal.pages["/may.xml"] = Answer(f"<urlset>{page}</urlset>".encode(), content_type="text/xml")
    looked = check(portal, "xx_mapped")
    assert (looked.returncode, looked.stderr.strip()) == (0, "xx_mapped: OK (1 articles named, 1 read)")


def test_several_portals_are_looked_at_and_one_that_fails_does_not_hide_another(portal: SmallServer) -> None:
    looked = check(portal, "xx_small", "xx_mapped")
    assert looked.returncode == 1
    assert "xx_small: OK" in looked.stderr
    assert "xx_mapped: FAILED" in looked.stderr


def test_an_unknown_portal_and_a_missing_contact_are_said(portal: SmallServer) -> None:
    unknown = check(portal, "xx_nobody")
    assert unknown.returncode == 2
    assert "no portal is called xx_nobody" in unknown.stdout + unknown.stderr
    silent = check(portal, GAZETTE_CONTACT="")
    assert silent.returncode == 2
    assert "no contact is set" in silent.stdout + silent.stderr
    assert portal.log == []
