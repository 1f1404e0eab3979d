"""Files that an article links to, and links in its text."""

from __future__ import annotations

import pytest

from archive.records import Attachment, Link, Reading, Rules
from pipelines.attachments import media_type
from tests.pipelines.articles import PROSE, metadata_of


def page(links: str, aside: str = "") -> str:
    return (
        "<html><head><title>Bridge opens in spring</title></head><body><h1>Bridge opens in spring</h1>"
        f"<div class='text'>{PROSE * 3}<p>{links}</p>{PROSE}</div>{aside}</body></html>"
    )


def test_files_and_pages_are_told_apart() -> None:
    found = metadata_of(
        page(
            "<a href='/files/Plan.PDF?v=2'>The plan</a> <a href='costs.xlsx'>Costs</a>"
            " <a href='/law.html#p3'>the law</a>"
        )
    )
    assert found.attachments == (
        Attachment("https://news.example.org/files/Plan.PDF?v=2", "The plan", "application/pdf"),
        Attachment("https://news.example.org/releases/costs.xlsx", "Costs", media_type("a.xlsx")),
    )
    assert found.links == (Link("https://news.example.org/law.html", "the law"),)


@pytest.mark.parametrize(
    "href", ["#top", "javascript:void(0)", "mailto:a@example.org", "tel:110", "http://", "bridge.html"]
)
def test_what_leads_nowhere_else_is_no_link(href: str) -> None:
    assert metadata_of(page(f"<a href='{href}'>there</a>")).links == ()


def test_the_portals_rule_says_where_the_text_is() -> None:
    reading = Reading("example", rules=(Rules(text=(".nowhere", "p.notice")),))
    html = page("<a href='/a'>one</a>", "<p class='notice'>See <a href='/b'>two</a></p>")
    assert [link.text for link in metadata_of(html, reading=reading).links] == ["two"]


def test_an_address_is_listed_once() -> None:
    assert len(metadata_of(page("<a href='/a'>one</a> <a href='/a#b'>two</a>")).links) == 1


def test_links_outside_the_text_are_left_out() -> None:
    aside = "<div class='related'><a href='/other'>Other news</a></div><footer><a href='/r.pdf'>Report</a></footer>"
    found = metadata_of(page("", aside))
    assert (found.links, found.attachments) == ((), ())


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://example.org/a.pdf", "application/pdf"),
        ("https://example.org/a.pdf?download=1", "application/pdf"),
        ("https://example.org/%E6%96%87.docx", media_type("x.docx")),
        ("https://example.org/notice.ofd", "application/ofd"),
        ("https://example.org/%EA%B3%B5%EA%B3%A0.hwp", "application/x-hwp"),
        ("https://example.org/berths.csv", "text/csv"),
        ("https://example.org/bill.txt", "text/plain"),
        ("https://example.org/a.html", ""),
        ("https://example.org/pdf", ""),
        ("https://example.org/a.php?id=3&file=x.pdf", "application/pdf"),
        ("https://example.org/a.php?fileName=%E6%96%87.docx", media_type("x.docx")),
        ("https://example.org/download?file=/2026/x.pdf", "application/pdf"),
        ("https://example.org/viewer.html?file=x.pdf", ""),
        ("https://example.org/search?q=x.pdf", ""),
        ("https://example.org/share?url=https://example.org/x.pdf", ""),
        ("https://example.org/a.php?file=x.pdf.html", ""),
    ],
)
def test_the_ending_tells_the_media_type(address: str, kind: str) -> None:
    assert media_type(address) == kind


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("<a href=/download/123 download=plan.pdf>The plan</a>", "The plan"),
        ("<a href=/download/123 download=plan.pdf><img src=pdf.png></a>", "plan.pdf"),
        ("<a href=/download/123 download>The plan (PDF, 2 MB)</a>", "The plan (PDF, 2 MB)"),
        ("<a href=/download/123 type=application/pdf>The plan</a>", "The plan"),
        ("<a href=/download/123 type='Application/PDF; length=300'>The plan</a>", "The plan"),
        ("<a href='/get.aspx?file=plan.pdf'>The plan</a>", "The plan"),
        ("<a href='/download.jsp?id=5'>The plan.pdf</a>", "The plan.pdf"),
        ("<a href='/download.jsp?id=5'><span>The plan</span>.PDF (2 MB)</a>", "The plan.PDF (2 MB)"),
    ],
)
def test_a_link_may_tell_that_it_leads_to_a_file(link: str, title: str) -> None:
    found = metadata_of(page(link))
    assert [(a.title, a.type) for a in found.attachments] == [(title, "application/pdf")]
    assert found.links == ()


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/download/123>The plan (PDF)</a>",
        "<a href=/download/123 download>The plan</a>",
        "<a href=/plan.html>plan.pdf</a>",
        "<a href=/changes/7>Remove what is stale from hosts.txt</a>",
        "<a href=//www.roads.gov.et>www.roads.gov.et</a>",
        "<a href=/news/7>What plan.pdf says of the bridge</a>",
        "<a href=/photo/123 download=bridge.jpg>The bridge</a>",
        "<a href=/law type=text/html>The law</a>",
        "<a href='/viewer.html?file=plan.pdf'>The plan</a>",
        "<a href='https://share.example/?url=https://news.example.org/plan.pdf'>Share</a>",
    ],
)
def test_no_file_is_invented(link: str) -> None:
    found = metadata_of(page(link))
    assert found.attachments == ()
    assert len(found.links) == 1
