"""The second state of the demo portals is served as ``crawler.demo.changes`` says; copies are distinct."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest

from crawler.demo.changes import (
    CORRECTIONS,
    MOVED,
    SILENT_EDITS,
    STANDING_EDITS,
    TITLE_EDITS,
    VANISHED,
    added,
)
from crawler.demo.server import DemoPortals
from tests.crawler.demo_requests import (
    BOTH,
    CLIENT,
    articles,
    body_of,
    both_states,
    content,
    get,
    spaced,
    visible,
    words_of,
)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortals]:
    """The portals in their first state; not to be changed by a test."""
    with DemoPortals(ports=(0, 0)) as portals:
        yield portals


@pytest.fixture(scope="module")
def changed() -> Iterator[DemoPortals]:
    """The portals in their second state."""
    with DemoPortals(ports=(0, 0)) as portals:
        portals.become(2)
        yield portals


def test_corrections_change_text_and_claimed_date(demo: DemoPortals, changed: DemoPortals) -> None:
    assert len(CORRECTIONS) >= 3
    for edit in CORRECTIONS:
        before, after = both_states(demo, changed, edit.portal, edit.path)
        assert before.text != after.text
        assert before.modified != after.modified


def test_silent_edits_change_text_and_no_claimed_date(demo: DemoPortals, changed: DemoPortals) -> None:
    assert len(SILENT_EDITS) >= 3
    for edit in SILENT_EDITS:
        before, after = both_states(demo, changed, edit.portal, edit.path)
        assert before.text != after.text
        assert (before.published, before.modified, before.title) == (
            after.published,
            after.modified,
            after.title,
        )
        old, new = (get(world, edit.portal, edit.path) for world in (demo, changed))
        assert old.headers["etag"] != new.headers["etag"]
        assert old.headers["last-modified"] != new.headers["last-modified"]
        shown = [spaced(body_of(before, page)) for page in (old, new)]
        for gone, come in edit.replace:
            assert words_of(gone) in shown[0]
            assert words_of(gone) not in shown[1]
            assert words_of(come) in shown[1]


def test_a_title_changes_and_its_text_does_not(demo: DemoPortals, changed: DemoPortals) -> None:
    for edit in TITLE_EDITS:
        before, after = both_states(demo, changed, edit.portal, edit.path)
        assert (before.text, before.modified) == (after.text, after.modified)
        assert before.title != after.title
        assert f">{after.title}</h1>" in get(changed, edit.portal, edit.path).text


def test_a_page_behind_the_menu_is_changed_in_place(demo: DemoPortals, changed: DemoPortals) -> None:
    for edit in STANDING_EDITS:
        old, new = (spaced(get(world, edit.portal, edit.path).text) for world in (demo, changed))
        for gone, come in edit.replace:
            assert (words_of(gone) in old, words_of(gone) in new) == (True, False)
            assert (words_of(come) in old, words_of(come) in new) == (False, True)


def test_moved_pages_redirect_for_good(demo: DemoPortals, changed: DemoPortals) -> None:
    assert len(MOVED) >= 2
    for move in MOVED:
        assert get(demo, move.portal, move.path).status_code == 200
        assert get(demo, move.portal, move.new_path).status_code == 404
        response = get(changed, move.portal, move.path)
        assert response.status_code == 301
        assert response.headers["location"] == changed.addresses[move.portal] + move.new_path
        assert CLIENT.get(response.headers["location"]).status_code == 200


def test_vanished_pages_are_gone_from_page_listing_and_sitemap(
    demo: DemoPortals, changed: DemoPortals
) -> None:
    assert {each.status for each in VANISHED} == {404, 410}
    for each in VANISHED:
        assert get(demo, each.portal, each.path).status_code == 200
        assert get(changed, each.portal, each.path).status_code == each.status
        assert each.path not in {article.path for article in changed.articles(each.portal)}
    month = gzip.decompress(get(changed, "demo_tides", "/sitemaps/2026-09.xml.gz").content).decode()
    assert VANISHED[0].path not in month


def test_new_articles_lead_the_feeds(demo: DemoPortals, changed: DemoPortals) -> None:
    assert len(added()) >= 4
    feeds = {"demo_tides": ("/rss.xml", "/zh/rss.xml"), "demo_fields": ("/feeds/en.atom", "/feeds/ar.atom")}
    for article in added():
        assert get(demo, article.portal, article.path).status_code == 404
        assert get(changed, article.portal, article.path).status_code == 200
        listed = [get(changed, article.portal, feed).text for feed in feeds[article.portal]]
        assert any(article.path in feed for feed in listed)


def test_what_did_not_change_keeps_its_bytes_on_one_portal(demo: DemoPortals, changed: DemoPortals) -> None:
    """On the other, every page shows the latest news beside the article: other bytes, the same text."""
    touched = {edit.path for edit in (*CORRECTIONS, *SILENT_EDITS, *TITLE_EDITS)}
    kept = {portal: {a.path for a in demo.articles(portal)} - touched for portal in BOTH}
    same_text = [a for a in changed.articles("demo_fields") if a.path in kept["demo_fields"]]
    assert {a.text for a in same_text} <= {a.text for a in demo.articles("demo_fields")}
    for path in kept["demo_tides"] & {a.path for a in changed.articles("demo_tides")}:
        assert content(demo, "demo_tides", path) == content(changed, "demo_tides", path)


def test_a_portal_changes_while_it_runs() -> None:
    with DemoPortals(ports=(0, 0)) as demo:
        edit = SILENT_EDITS[0]
        etag = get(demo, edit.portal, edit.path).headers["etag"]
        demo.become(2)
        assert get(demo, edit.portal, edit.path, if_none_match=etag).status_code == 200
        demo.become(1)
        assert get(demo, edit.portal, edit.path, if_none_match=etag).status_code == 304


def test_copies_have_addresses_and_texts_of_their_own(demo: DemoPortals) -> None:
    with DemoPortals(ports=(0, 0), copies=6) as many:
        everything = articles(many)
        assert len(everything) == 6 * len(articles(demo))
        assert len({(a.portal, a.path) for a in everything}) == len(everything)
        copies = [a for a in everything if a.number > 1_000_000]
        assert len({a.text for a in copies}) == len(copies)
        for article in copies[::40]:
            response = get(many, article.portal, article.path)
            assert response.status_code == 200
            assert article.title in visible(body_of(article, response))
