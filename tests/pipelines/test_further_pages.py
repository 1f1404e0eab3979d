"""Further pages of a divided article are found by their addresses; what they add to the first one is read."""

from __future__ import annotations

import pytest
from attrs import evolve

from archive.attached import NOTHING_NEW
from archive.records import Article, First, Refusal
from pipelines import worker
from pipelines.read import read
from tests.pipelines.articles import PROSE, article, metadata_of, page_of

HOST = "https://news.example.org"


def named(html: str, url: str) -> list[tuple[int, str]]:
    """Number and path of the further pages that a page names."""
    found = metadata_of(html, HOST + url).attachments
    return [(each.page, each.url.removeprefix(HOST)) for each in found if each.page]


def pager(*links: tuple[str, str], name: str = "") -> str:
    """A pager below the text: address and text of each link."""
    anchors = " ".join(f'<a href="{href}">{text}</a>' for href, text in links)
    return f'<p class="{name}"><b>1</b> {anchors}</p>'


@pytest.mark.parametrize(
    ("url", "second", "third"),
    [
        ("/news/plan/", "/news/plan/2/", "/news/plan/3/"),
        ("/news/plan", "/news/plan/page/2", "/news/plan/page/3"),
        ("/news/plan-77", "/news/plan-77/seite-2", "/news/plan-77/seite-3"),
        ("/news/plan.html", "/news/plan_2.html", "/news/plan_3.html"),
        ("/news/plan-77.html", "/news/plan-77-p2.html", "/news/plan-77-p3.html"),
        ("/news/plan.html", "/news/plan/2.html", "/news/plan/3.html"),
        ("/news/show?id=7", "/news/show?id=7&page=2", "/news/show?id=7&page=3"),
        ("/news/show?id=7&page=1", "/news/show?id=7&page=2", "/news/show?id=7&page=3"),
        ("/news/plan?lang=fr", "/news/plan/2?lang=fr", "/news/plan/3?lang=fr"),
        ("/news/caf%C3%A9.html", "/news/caf%C3%A9_2.html", "/news/caf%C3%A9_3.html"),
        ("/news/plan_1.html", "/news/plan_2.html", "/news/plan_3.html"),
        ("/news/plan.html", "/news/plan,2.html", "/news/plan,3.html"),
        ("/news/plan.do", "/news/plan~2.do", "/news/plan~3.do"),
        ("/news/plan", "/news/plan/p/2/", "/news/plan/p/3/"),
        ("/news/show?lang=ar&id=7", "/news/show?lang=ar&page=2&id=7", "/news/show?id=7&lang=ar&page=3"),
    ],
)
def test_a_link_with_the_address_of_the_page_and_a_number_leads_to_a_further_one(
    url: str, second: str, third: str
) -> None:
    found = named(article(after=pager((second, "2"), (third, "3"), (second, "Next"))), url)
    assert found == [(2, second), (3, third)]


@pytest.mark.parametrize("second", ["2/", "./2/", "page/2/", "../plan/2/", "?page=2"])
def test_addresses_may_be_written_from_where_the_page_is(second: str) -> None:
    assert [number for number, _ in named(article(after=pager((second, "2"))), "/news/plan/")] == [2]


@pytest.mark.parametrize(
    "text",
    ["2", "Page 2", "Seite 2 »", "第2页", "2 ›", "Page 2 of 3", "[2]", "٢", "２", "२", "صفحة ٢", "2/5"],
)
def test_what_a_link_says_may_tell_the_number(text: str) -> None:
    assert named(article(after=pager(("/plan-2.html", text))), "/plan.html") == [(2, "/plan-2.html")]


@pytest.mark.parametrize(
    ("url", "second", "third"),
    [
        ("/t20170417_123.html", "/t20170417_123_1.html", "/t20170417_123_2.html"),
        ("/news/123_0.shtml", "/news/123_1.shtml", "/news/123_2.shtml"),
        ("/node/5", "/node/5?page=1", "/node/5?page=2"),
        ("/plan?id=7", "/plan?id=7&showall=&start=1", "/plan?id=7&showall=&start=2"),
    ],
)
def test_portals_that_count_from_nought_have_their_second_page_at_1(
    url: str, second: str, third: str
) -> None:
    assert named(article(after=pager((second, "2"), (third, "3"))), url) == [(2, second), (3, third)]
    assert named(article(after=pager((second, "下一页"), name="pager")), url) == [(2, second)]


def test_a_link_to_the_page_itself_by_its_number_is_no_further_one() -> None:
    links = (("/plan?page=1", "1"), ("/plan?page=2", "2"), ("/plan?page=2", "Next"))
    assert named(article(after=pager(*links)), "/plan") == [(2, "/plan?page=2")]


@pytest.mark.parametrize(
    "links",
    [
        (("/plan?page=1", "١"), ("/plan?page=2", "٢")),
        (("/plan?page=1", "Previous"), ("/plan?page=2", "Next")),
        (("/plan?page=1", "«"), ("/plan?page=2", "2"), ("#2", "[2]")),
        (("/plan/1", "١"), ("/plan/2", "٢")),
    ],
)
def test_a_pager_that_links_the_page_itself_is_counted_from_1(links: tuple[tuple[str, str], ...]) -> None:
    for url in ("/plan", "/plan?page=1"):
        if "?" not in links[0][0] and "?" in url:
            continue
        found = named(article(after=pager(*links, name="pagination")), url)
        assert [number for number, _ in found] == [2]
        assert found[0][1].endswith("2")


@pytest.mark.parametrize("text", ["Next", "Next page »", "下一页", "التالي", "Weiter", "ถัดไป"])
def test_a_link_that_says_next_needs_no_name(text: str) -> None:
    assert named(article(after=pager(("/plan/2", text))), "/plan") == [(2, "/plan/2")]


def test_the_name_may_be_that_of_a_box_further_out() -> None:
    listed = "<div class='pagination'><ul><li><span><a href='/plan/2'>&gt;&gt;</a></span></li></ul></div>"
    assert named(article(after=listed), "/plan") == [(2, "/plan/2")]


def test_the_next_page_is_known_by_the_head_or_by_the_name_of_its_box() -> None:
    in_head = article(head='<link rel="next" href="/plan/2">')
    by_name = article(after=pager(("/plan/2", "Sonraki"), name="pagination"))
    assert named(in_head, "/plan") == named(by_name, "/plan") == [(2, "/plan/2")]


@pytest.mark.parametrize(
    ("url", "link", "text"),
    [
        ("/news/plan", "/news/plan-2", "The plan, once more"),
        ("/news/plan/", "/news/plan-2/", "Next: the plan, once more"),
        ("/news/plan", "/news/plan/12", "12"),
        ("/news/2024", "/news/2024/05", "May"),
        ("/news/plan", "/news/scheme/2", "2"),
        ("/news/plan", "https://other.example/news/plan/2", "2"),
        ("/news/plan", "/news/plan?page=2&sort=old", "2"),
        ("/news/plan", "/news/plan/P10", "2"),
        ("/news/plan", "/news/plan/2", "5"),
        ("/", "/2", "2"),
        ("/bulletin", "/bulletin-2", "Bulletin 2"),
        ("/ley.html", "/ley_2.html", "Ley N° 2"),
        ("/covid/", "/covid/2", "Week 2"),
        ("/index.php?page=12", "/index.php?page=2", "2"),
        ("/index.php?p=news&id=7", "/index.php?p=2&id=7", "2"),
        ("/plan?id=7&page=2", "/plan?id=7&page=2", "2"),
        ("/plan", "/plan/page/2/?et_blog", "2"),
        ("/news/plan", "http://[/2", "2"),
    ],
)
def test_other_addresses_are_none(url: str, link: str, text: str) -> None:
    assert named(article(after=pager((link, text), name="nav-next")), url) == []


def test_the_script_that_names_the_pages_of_a_chinese_portal_is_understood() -> None:
    script = '<script>createPageHTML(3, 0, "t20170417_123", "html");</script>'
    found = named(article(after=script), "/zwgk/201704/t20170417_123.html")
    assert found == [(2, "/zwgk/201704/t20170417_123_1.html"), (3, "/zwgk/201704/t20170417_123_2.html")]
    of_a_list = '<script>createPageHTML(25, 0, "index", "html");</script>'
    assert named(article(after=of_a_list), "/zwgk/201704/t20170417_123.html") == []
    assert named(article(after=script.replace("3, 0", "1, 0")), "/zwgk/201704/t20170417_123.html") == []


def test_a_box_that_is_called_a_page_is_no_pager() -> None:
    for name in ("page", "page-content", "webpage"):
        html = article(after=pager(("/news/plan_2.html", "The plan, again"), name=name))
        assert named(html, "/news/plan.html") == []


def test_fifty_pages_are_enough_and_none_is_named_twice() -> None:
    links = [(f"/plan/{number}", str(number)) for number in (*range(2, 90), *range(2, 90))]
    found = named(article(after=pager(*links)), "/plan")
    assert [number for number, _ in found] == list(range(2, 52))


def test_a_divided_article_says_so() -> None:
    whole, divided = article(), article(after=pager(("/releases/bridge_2.html", "2")))
    flags = [found.flags for found in map(read, map(page_of, (whole, divided))) if isinstance(found, Article)]
    assert flags == [(), ("continued",)]


FIRST = First(
    f"{HOST}/releases/bridge.html",
    "The lead of it all.\n\nThe first part of the plan.\n\nBy the press office.",
    2,
)
SECOND = "<p>The second part of the plan says what the bridge costs, who pays for it, and when it opens.</p>"


def further(body: str, after: str = "") -> tuple[str, str, list[int]]:
    """Text, reason and further pages of what is read on the second page."""
    html = (
        "<html><head><title>Bridge opens in spring</title></head><body><div class='main'>"
        f"<h1>Bridge opens in spring</h1><div class='text'>{body}</div>{after}</div></body></html>"
    )
    page = page_of(html, f"{HOST}/releases/bridge_2.html")
    found = worker.read_file(evolve(page, first=FIRST))
    return found.text, found.error, [each.page for each in found.offers]


def test_what_the_first_page_says_as_well_goes_at_both_ends_and_stays_between() -> None:
    body = f"<p>The lead of it all.</p>{SECOND}<p>The first part of the plan.</p>{PROSE}<p>By the press office.</p>"
    text, reason, _ = further(body)
    assert [part.split()[1] for part in text.split("\n\n")] == ["second", "first", "ministry"]
    assert reason == ""


def test_a_page_that_says_what_the_first_one_says_is_none() -> None:
    body = "<p>The lead of it all.</p><p>The first part of the plan.</p><p>By the press office.</p>"
    text, reason, _ = further(body)
    assert (text, reason.partition(":")[0]) == ("", NOTHING_NEW)


def test_a_further_page_names_those_that_follow_it_and_not_those_before() -> None:
    numbers = [(f"/releases/bridge_{number}.html", str(number)) for number in (2, 3, 4)]
    after = pager(("/releases/bridge.html", "1"), *numbers)
    assert further(SECOND + PROSE, after)[2] == [3, 4]


def test_the_number_of_a_page_tells_those_of_its_links() -> None:
    html = article(after=pager(("/t1.html", "«"), ("/t1_2.html", "»"), name="pages"))
    page = page_of(html, f"{HOST}/t1_1.html")
    offers = worker.read_file(evolve(page, first=First(f"{HOST}/t1.html", "", 2))).offers
    assert [(each.page, each.url) for each in offers] == [(3, f"{HOST}/t1_2.html")]


def test_a_further_page_that_holds_no_article_says_why() -> None:
    page = evolve(page_of("<html><body></body></html>", f"{HOST}/releases/bridge_2.html"), first=FIRST)
    refused = worker.read_page(page)
    assert isinstance(refused, Refusal)
    assert worker.read_file(page).error.startswith(refused.reason)
