"""What stands in the way of a page is told by its name, whatever kind of address it stands at."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.demo.standins import STANDINS
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing

PDF = article("With a paper").replace(b"</main>", b"<a href='/files/paper.pdf'>Paper (PDF)</a></main>")


def standin(name: str, status: int = 0) -> Answer:
    page = STANDINS[name]
    return Answer(page.body, status or page.status, page.content_type, page.headers)


def portal(**pages: Answer) -> dict[str, Answer]:
    """A listing of three articles, and what is given in place of some page: ``one=…`` is ``/news/1``."""
    paths = {
        "one": "/news/1",
        "two": "/news/2",
        "three": "/news/3",
        "all": "/news/",
        "paper": "/files/paper.pdf",
    }
    return {
        "/news/": Answer(listing("/news/1", "/news/2", "/news/3")),
        **{f"/news/{number}": Answer(article(f"Article {number}")) for number in (1, 2, 3)},
        **{paths[name]: answer for name, answer in pages.items()},
    }  # type: ignore[dict-item]


@pytest.mark.parametrize("status", [200, 202, 403, 404, 503, 521])
def test_a_challenge_is_refused_by_its_name_at_any_status(
    server: SmallServer, tmp_path: Path, status: int
) -> None:
    server.pages |= portal(one=standin("cloudflare", status))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/1"] == ("skipped", "challenge-page")
    assert crawled.rows("SELECT reason, detail FROM refusals") == [("challenge-page", "Cloudflare")]
    assert crawled.kept("/news/1").body == STANDINS["cloudflare"].body
    assert crawled.code == 0
    assert (crawled.run()["articles_new"], crawled.run()["refused"]) == (2, 1)


def test_an_error_that_says_nothing_is_a_failure(server: SmallServer, tmp_path: Path) -> None:
    server.pages |= portal(one=Answer(b"<h1>403 Forbidden</h1>nginx", 403), two=Answer(article("Half"), 206))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/1"] == ("failed", "http-403")
    assert crawled.endings()["/news/2"] == ("failed", "http-206")
    assert crawled.run()["refused"] == 0


def test_what_may_pass_is_asked_for_again_although_no_listing_names_it(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= portal(one=standin("captcha"), two=standin("soft-404"))
    crawl_small(server, tmp_path)
    server.pages |= portal(all=Answer(listing("/news/3")))
    again = crawl_small(server, tmp_path)
    assert again.endings()["/news/1"] == ("stored", "new")
    assert "/news/2" not in again.endings()


@pytest.mark.parametrize("name", ["captcha", "login", "maintenance", "aws-waf-challenge", "akamai-denied"])
def test_a_listing_behind_a_barrier_fails_the_run_by_its_name(
    server: SmallServer, tmp_path: Path, name: str
) -> None:
    server.pages["/news/"] = standin(name)
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/news/"] == ("failed", STANDINS[name].reason)
    assert crawled.code == 1
    assert f"no listing could be read ({STANDINS[name].reason})" in crawled.said


def test_a_listing_that_names_an_article_is_one_whatever_else_it_shows(
    server: SmallServer, tmp_path: Path
) -> None:
    page = listing("/news/1").replace(b"</body>", b"<form>Please log in <input type=password></form></body>")
    server.pages |= portal(all=Answer(page))
    assert crawl_small(server, tmp_path).endings()["/news/"] == ("stored", "listing")


def test_a_page_in_place_of_an_attached_file_is_named(server: SmallServer, tmp_path: Path) -> None:
    server.pages |= portal(one=Answer(PDF), paper=standin("login-zh"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.endings()["/files/paper.pdf"] == ("failed", "login")
    assert crawled.rows("SELECT text, missed_reason FROM attachments") == [("", "login")]


def test_a_known_article_that_leads_to_a_missing_login_page_is_not_missing(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages |= portal()
    crawl_small(server, tmp_path)
    server.pages["/news/1"] = Answer(status=302, headers=(("Location", "/sso/login?back=1"),))
    server.pages["/news/2"] = Answer(b"<h1>gone</h1>", 404)
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    assert crawled.endings()["/news/1"] == ("skipped", "login")
    states = dict(crawled.rows("SELECT substr(url, -7), state FROM articles"))  # type: ignore[arg-type]
    assert states == {"/news/1": "published", "/news/2": "missing", "/news/3": "published"}


def test_the_strays_of_a_listing_do_not_fail_a_quiet_night(server: SmallServer, tmp_path: Path) -> None:
    strays = {f"/news/{number}": standin("soft-404") for number in range(10, 16)}
    server.pages |= {**portal(all=Answer(listing("/news/1", *strays))), **strays}
    first = crawl_small(server, tmp_path)
    assert first.run()["outcome"] == "failed"
    assert "1 of 7 fetched articles could be kept (soft-404 6)" in first.said
    assert crawl_small(server, tmp_path).run()["outcome"] == "finished"
