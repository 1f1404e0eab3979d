"""The text of attached files: PDF page by page, office documents line by line, and never an exception."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from archive.records import FileText
from pipelines import files, office, pdf
from pipelines.files import file_text
from tests.pipelines.papers import docx, odf, pdf_of, pptx, xlsx, zipped

NONE_READ = FileText("", "no text is read from files of this kind")


def test_the_text_of_a_pdf_is_read_page_by_page() -> None:
    assert file_text(pdf_of("The first page", "The second page")) == FileText(
        "The first page\n\nThe second page"
    )


def test_limits_are_kept_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    body = pdf_of("One", "Two", "Three")
    monkeypatch.setattr(pdf, "MOST_PAGES", 2)
    assert file_text(body) == FileText("One\n\nTwo", "only the first 2 of 3 pages are read")
    monkeypatch.setattr(files, "LONGEST", 4)
    assert file_text(body).text == "One\n"
    assert file_text(body).error.endswith("longer than 4 characters")


def encrypted(password: str) -> bytes:
    writer, kept = PdfWriter(clone_from=PdfReader(BytesIO(pdf_of("Secret")))), BytesIO()
    writer.encrypt(password, "owner", algorithm="RC4-128")
    writer.write(kept)
    return kept.getvalue()


def test_an_encrypted_pdf_is_read_only_where_it_asks_for_no_password() -> None:
    assert file_text(encrypted("")) == FileText("Secret")
    assert file_text(encrypted("unknown")) == FileText("", "encrypted")


def test_a_tree_of_pages_that_bites_its_tail_ends() -> None:
    assert file_text(pdf_of("x").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")).text == ""


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_a_document_is_read_by_paragraph_and_row_as_a_reader_sees_it() -> None:
    table = "".join(f"<w:tc><w:p>{run(cell)}</w:p></w:tc>" for cell in ("Berths", "4"))
    body = docx(
        f"<w:p>{run('The ')}{run('quay')}<w:r><w:tab/></w:r>{run('opens.')}</w:p>"
        f"<w:p><w:del><w:r><w:delText>Not so.</w:delText></w:r></w:del>{run('In spring.')}</w:p>"
        f"<w:tbl><w:tr>{table}</w:tr></w:tbl><w:p/>"
    )
    assert file_text(body) == FileText("The quay\topens.\nIn spring.\nBerths\t4")


def test_what_is_drawn_for_old_programs_is_not_read_twice() -> None:
    box = f"<w:txbx><w:p>{run('In a box.')}</w:p></w:txbx>"
    body = docx(
        f"<w:p><w:r><w:AlternateContent>{box}<w:Fallback>{box}</w:Fallback></w:AlternateContent></w:r></w:p>"
    )
    assert file_text(body) == FileText("In a box.")


def test_a_workbook_is_read_by_row() -> None:
    shared = "<si><t>Port</t></si><si><r><t>Gull</t></r><r><t>haven</t></r></si>"
    sheet = (
        "<row><c t='s'><v>0</v></c><c t='inlineStr'><is><t>Ships</t></is></c></row>"
        "<row><c t='s'><v>1</v></c><c><f>SUM(B3)</f><v>117</v></c></row><row><c t='s'><v>9</v></c></row>"
    )
    assert file_text(xlsx(sheet, shared)) == FileText("Port\tShips\nGullhaven\t117")


def test_slides_are_read_in_their_order() -> None:
    slides = [f"<a:p><a:r><a:t>Slide {number}</a:t></a:r></a:p>" for number in range(1, 12)]
    assert file_text(pptx(*slides)).text.split("\n\n") == [f"Slide {number}" for number in range(1, 12)]


def test_open_documents_are_read_by_paragraph_and_row() -> None:
    body = odf(
        "<t:tracked-changes><t:p>Deleted.</t:p></t:tracked-changes><t:h>Dues</t:h><t:p>From<t:s/>June"
        "<t:span> on</t:span>.<o:annotation><t:p>Really?</t:p></o:annotation></t:p>"
        "<b:table-row><b:table-cell><t:p>Small</t:p></b:table-cell><b:table-cell><t:p>3</t:p></b:table-cell></b:table-row>"
    )
    assert file_text(body) == FileText("Dues\nFrom June on.\nSmall\t3")


def test_a_part_that_unpacks_to_more_than_can_be_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "LARGEST_PART", 1_000)
    assert file_text(docx(f"<w:p>{run('x' * 2_000)}</w:p>")) == FileText(
        "", "ValueError: word/document.xml is larger than 1,000 bytes"
    )


def test_entities_are_not_resolved() -> None:
    bomb = "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b SYSTEM 'file:///etc/passwd'>]><d><p>&a;&b;</p></d>"
    assert "root:" not in file_text(zipped(word__document=bomb)).text


def test_slides_beyond_the_most_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "MOST_PARTS", 1)
    found = file_text(pptx("<a:p><a:t>One</a:t></a:p>", "<a:p><a:t>Two</a:t></a:p>"))
    assert found == FileText("One", "only the first 1 of 2 parts are read")


@pytest.mark.parametrize(
    "body", [b"", b"\xd0\xcf\x11\xe0", b"a;b\n1;2", b"<html>not found</html>", zipped(other="<a/>")]
)
def test_what_no_text_is_read_from_says_so(body: bytes) -> None:
    assert file_text(body) == NONE_READ


@pytest.mark.parametrize("body", [b"%PDF-1.7", pdf_of("x")[:150], b"PK\x03\x04broken", docx("<w:p>")[:90]])
def test_what_is_damaged_is_an_error_with_a_reason(body: bytes) -> None:
    found = file_text(body)
    assert (found.text, bool(found.error)) == ("", True)


SOUND = st.sampled_from([pdf_of("One", "Two"), docx(f"<w:p>{run('One')}</w:p>")])


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=400), SOUND)
def test_damage_never_raises(noise: bytes, at: int, body: bytes) -> None:
    assert isinstance(file_text(body[:at] + noise + body[at + len(noise) :]), FileText)


def test_rows_of_empty_cells_cost_no_more_than_they_are_long() -> None:
    """Twenty thousand of them took four seconds, forty thousand seventeen."""
    sheet = f"<row>{'<c/>' * 400_000}<c><v>1</v></c></row>"
    assert file_text(xlsx(sheet)) == FileText("1")
