"""Files that an article links to, links in its text, and the text of PDF files."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from archive.records import Attachment, Link, Reading, Rules
from pipelines.attachments import media_type, pdf_text
from tests.pipelines.articles import PROSE, metadata_of


def pdf_of(*pages: str) -> bytes:
    """A PDF file with one line of text a page, written by hand (ISO 32000-1, 7.5)."""
    count = len(pages)
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(count))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, text in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET"
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R {resources} /MediaBox [0 0 612 792] /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    body, offsets = "%PDF-1.4\n", []
    for number, text in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Root 1 0 R /Size {size} >>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("latin-1")


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


def test_the_text_of_a_pdf_is_read_page_by_page() -> None:
    found = pdf_text(pdf_of("The first page", "The second page"))
    assert found.text == "The first page\n\nThe second page"
    assert (found.pages, found.truncated, found.error) == (2, False, "")


def test_limits_are_kept_and_said() -> None:
    body = pdf_of("One", "Two", "Three")
    assert pdf_text(body, max_pages=2).text == "One\n\nTwo"
    assert pdf_text(body, max_pages=2).truncated
    assert pdf_text(body, max_chars=4).text == "One"
    assert pdf_text(body, max_chars=4).truncated


def encrypted(password: str) -> bytes:
    writer, kept = PdfWriter(clone_from=PdfReader(BytesIO(pdf_of("Secret")))), BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(kept)
    return kept.getvalue()


def test_an_encrypted_pdf_is_read_only_where_it_asks_for_no_password() -> None:
    assert pdf_text(encrypted("")).text == "Secret"
    assert pdf_text(encrypted("unknown")) == type(pdf_text(b""))("", 0, False, "encrypted")


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7", b"<html>not found</html>", pdf_of("x")[:150]])
def test_what_is_no_pdf_is_an_error_with_a_reason(body: bytes) -> None:
    found = pdf_text(body)
    assert found.text == ""
    assert found.error


def test_a_tree_of_pages_that_bites_its_tail_ends() -> None:
    body = pdf_of("x").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    assert pdf_text(body).text == ""


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400))
def test_damage_never_raises(noise: bytes, at: int) -> None:
    body = pdf_of("One", "Two")
    found = pdf_text(body[:at] + noise + body[at + len(noise) :])
    assert found.pages <= 2
