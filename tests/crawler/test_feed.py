"""Feeds: RSS 2.0 and 1.0, Atom, JSON Feed, and what they say of each entry."""

from __future__ import annotations

import json

import pytest
from scrapy.http import Response

from archive.records import Hint
from crawler.spiders.feed import Feed
from crawler.spiders.found import Found, Window

URL = "https://gov.example/feed"


def read(body: str | bytes) -> list[Found]:
    raw = body.encode() if isinstance(body, str) else body
    return list(Feed(URL).read(Response(URL, body=raw), Window()))


def test_rss_gives_title_date_section_and_description() -> None:
    (found,) = read(
        '<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        "<title>The portal</title><link>https://gov.example/</link>"
        "<item><title>Tides &amp; harbours</title><link>\n https://gov.example/1 </link>"
        "<pubDate>Mon, 02 Mar 2026 09:30:00 +0100</pubDate><category>Notices</category>"
        "<description>In short.</description><dc:creator>A. Clerk</dc:creator></item></channel></rss>"
    )
    assert found == Found(
        "https://gov.example/1",
        "article",
        Hint(
            title="Tides & harbours",
            published="Mon, 02 Mar 2026 09:30:00 +0100",
            section="Notices",
            description="In short.",
            origin="feed",
        ),
    )


def test_an_rss_item_without_a_link_has_its_permalink_as_address() -> None:
    items = (
        "<item><guid>https://gov.example/1</guid></item>"
        '<item><guid isPermaLink="false">tag:gov.example,2026:2</guid></item>'
    )
    assert [item.url for item in read(f"<rss><channel>{items}</channel></rss>")] == ["https://gov.example/1"]


def test_rss_1_0_is_read() -> None:
    (found,) = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://gov.example/1">'
        "<title>One</title><link>https://gov.example/1</link><dc:date>2026-03-02</dc:date></item></rdf:RDF>"
    )
    assert (found.url, found.hint.title, found.hint.published) == (
        "https://gov.example/1",
        "One",
        "2026-03-02",
    )


def test_atom_gives_the_alternate_link_both_dates_and_the_category() -> None:
    (found,) = read(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>The portal</title><entry>'
        '<link rel="edit" href="https://gov.example/edit/1"/>'
        '<link rel="alternate" href="https://gov.example/1"/>'
        "<source><title>Another portal</title><updated>2001-01-01T00:00:00Z</updated></source>"
        "<title>One</title><published>2026-03-02T08:00:00Z</published>"
        '<updated>2026-03-03T08:00:00Z</updated><category term="Notices"/>'
        '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><title>Inner</title></div></content>'
        "</entry></feed>"
    )
    assert found == Found(
        "https://gov.example/1",
        "article",
        Hint(
            title="One",
            published="2026-03-02T08:00:00Z",
            modified="2026-03-03T08:00:00Z",
            section="Notices",
            origin="feed",
        ),
    )


def test_a_title_of_a_picture_is_not_the_title_of_the_entry() -> None:
    (found,) = read(
        '<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><media:title>A picture</media:title>'
        "<title>The article</title><link>https://gov.example/1</link></item></channel></rss>"
    )
    assert found.hint.title == "The article"


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n  "])
def test_json_feed_is_read(before: bytes) -> None:
    items = [
        {
            "id": "1",
            "url": "https://gov.example/1",
            "title": "One",
            "date_published": "2026-03-02",
            "date_modified": "2026-03-03",
            "language": "es",
            "summary": "In short.",
        },
        {"id": "without an address"},
    ]
    (found,) = read(
        before + json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode()
    )
    assert found == Found(
        "https://gov.example/1",
        "article",
        Hint("One", "2026-03-02", "2026-03-03", "es", description="In short.", origin="feed"),
    )


@pytest.mark.parametrize(
    "body",
    [
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="self" href="/feed"/><link rel="next" href="/2"/></feed>',
        '<feed xmlns="http://www.w3.org/2005/Atom"><link rel="prev-archive" href="/2"/></feed>',
        '<rss xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="next" href="/2"/></channel></rss>',
        '{"items": [], "next_url": "/2"}',
    ],
)
def test_a_feed_may_have_a_next_page(body: str) -> None:
    assert read(body) == [Found("/2", "listing", further=True)]


@pytest.mark.parametrize("before", ["", "\ufeff", "\n\n"])
def test_a_mark_or_empty_lines_before_the_document_do_no_harm(before: str) -> None:
    rss = '<?xml version="1.0"?><rss><channel><item><link>https://gov.example/1</link></item></channel></rss>'
    assert len(read(before + rss)) == 1


@pytest.mark.parametrize(
    "body",
    ["", "<html><body>Moved</body></html>", "{}", '{"items": 3}', '{"items": [3]}', "{not json", "[]"],
)
def test_what_is_no_feed_is_refused_with_its_address(body: str) -> None:
    with pytest.raises(ValueError, match=r"https://gov\.example/feed"):
        read(body)


def test_a_feed_without_entries_is_a_feed() -> None:
    assert read("<rss><channel><title>Quiet</title></channel></rss>") == []
