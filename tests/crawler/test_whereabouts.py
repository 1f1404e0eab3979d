"""Where a page lives, and what came from there."""

from __future__ import annotations

import pytest
from attrs import evolve
from scrapy.http import HtmlResponse, Request

from archive.records import Capture
from crawler.planning.ledger import Plan
from crawler.planning.whereabouts import Home, Whereabouts, reason_astray

ASKED, OTHER = "https://gov.example/news/1", "https://gov.example/news/2"
CAPTURE = Capture("xx_a", ASKED, ASKED, "", 200, "response", "a.warc.gz", 0, 1, "urn:uuid:1", "", "", 1)
PLAN = Plan(ASKED, "article")


class Held:
    """An archive that holds an article at ``ASKED``, and knows no twins."""

    def earlier(self, url: str) -> Capture | None:
        return CAPTURE if url == ASKED else None

    def stands_for(self, url: str, named_at: str = "") -> str:
        return url


def arrived(
    came_from: str = ASKED, canonical: str = "", status: int = 200, *, is_revisit: bool = False
) -> HtmlResponse:
    capture = evolve(CAPTURE, kind="revisit" if is_revisit else "response")
    body = f'<link rel="canonical" href="{canonical}">' if canonical else "<p>Tides</p>"
    request = Request(ASKED, meta={"capture": capture})
    return HtmlResponse(came_from, status=status, body=body.encode(), request=request)


def home_of(response: HtmlResponse, plan: Plan = PLAN, whereabouts: Whereabouts | None = None) -> Home:
    return (whereabouts or Whereabouts(lambda url: "/news/" in url)).of(response, plan, Held())


@pytest.mark.parametrize(
    ("response", "home"),
    [
        (arrived(), Home(ASKED, "asked")),
        (arrived(status=304), Home(ASKED, "asked", "nothing-new")),
        (arrived(is_revisit=True), Home(ASKED, "asked", "nothing-new")),
        (arrived(OTHER), Home(OTHER, "redirect")),
        (arrived(OTHER, is_revisit=True), Home(OTHER, "redirect", "nothing-new")),
        (arrived(OTHER, status=304), Home(OTHER, "redirect", "no-answer")),
        (arrived("https://gov.example/login"), Home("https://gov.example/login", "redirect")),
        (arrived("https://www.gov.example/news/1/"), Home(ASKED, "asked")),
        (arrived(canonical=OTHER), Home(OTHER, "canonical")),
        (arrived(canonical="https://gov.example/"), Home(ASKED, "asked")),
        (arrived(canonical=OTHER, is_revisit=True), Home(ASKED, "asked", "nothing-new")),
    ],
)
def test_a_page_lives_where_it_was_asked_for_or_is_led_to_or_says(response: HtmlResponse, home: Home) -> None:
    assert home_of(response) == home


def test_a_moved_page_that_still_names_its_old_address_lives_at_the_new_one() -> None:
    assert home_of(arrived(OTHER, canonical=ASKED)) == Home(OTHER, "redirect")


def test_of_two_pages_that_name_each_other_the_second_is_read_as_it_is() -> None:
    assert home_of(arrived(canonical=OTHER), evolve(PLAN, via="canonical")) == Home(ASKED, "asked")


def test_an_address_that_all_pages_give_as_their_own_is_a_fault_of_their_template() -> None:
    whereabouts = Whereabouts(lambda url: "/news/" in url)
    pages = [f"https://gov.example/news/{number}" for number in range(10, 20)]
    homes = [home_of(arrived(url, canonical=OTHER), Plan(url, "article"), whereabouts).by for url in pages]
    assert homes == ["canonical"] * 8 + ["asked"] * 2


@pytest.mark.parametrize(
    ("there", "is_list", "reason"),
    [
        ("https://gov.example/", False, "redirect-home"),
        ("https://www.gov.example/index.html", False, "redirect-home"),
        ("https://gov.example/portal/welcome", False, "redirect-home"),
        ("https://sso.gov.example/", False, "redirect-elsewhere"),
        ("https://gov.example/news/", False, "redirect-list"),
        ("http://www.gov.example/news", False, "redirect-list"),
        ("https://gov.example/news/?login=1", False, "redirect-elsewhere"),
        ("https://gov.example/releases?page=1", True, "redirect-list"),
        ("https://gov.example/new", False, "redirect-elsewhere"),
        ("https://gov.example/contact", False, "redirect-elsewhere"),
        ("https://gov.example/login/", True, "login"),
        ("https://gov.example/404.html", True, "soft-404"),
    ],
)
def test_an_address_that_leads_to_no_article_is_led_home_or_to_a_list_or_elsewhere(
    there: str, is_list: bool, reason: str
) -> None:
    assert reason_astray(ASKED, there, "https://gov.example/portal/welcome/", is_list) == reason
