"""An article that is a document: its text from the file, the rest from what the list says of it."""

from __future__ import annotations

import pytest
from attrs import evolve

from archive.records import ROW, Article, Hint, Page, Reading, Refusal, Rules
from pipelines.read import read
from pipelines.typeset import paragraphs
from tests.pipelines.papers import docx, pdf_of

DECREE = "The dues for all vessels that lie at the quay are raised by four per cent from the first of May on."
PAGE = Page(
    url="https://portal.example/journal/12.pdf",
    body=pdf_of("Decree No. 12", DECREE),
    content_type="application/pdf",
    captured_at="2026-11-01T08:00:00.000Z",
    reading=Reading("xx_journal", publisher="Ministry of Tides", languages=("en",), timezone="Europe/Vienna"),
    hint=Hint(title="Decree 12/2026", published="10 June 2026", section="Decrees", origin="listing"),
)


def found(page: Page) -> Article:
    result = read(page)
    assert isinstance(result, Article), result
    return result


def test_what_the_list_says_fills_what_a_document_does_not_say_and_everything_has_its_origin() -> None:
    article = found(PAGE)
    assert article.text == f"Decree No. 12\n\n{DECREE}"
    assert (article.title, article.section, article.publisher) == (
        "Decree 12/2026",
        "Decrees",
        "Ministry of Tides",
    )
    assert article.published is not None
    assert (article.published.on, article.published.origin) == ("2026-06-10", "hint:listing")
    assert article.language == "en"
    assert article.flags == ("document",)
    assert article.origins == {
        "title": "hint:listing",
        "text": "document",
        "section": "hint:listing",
        "publisher": "portal",
        "language": "text",
        "published": "hint:listing",
    }


@pytest.mark.parametrize("said", ["", "PDF", " - "])
def test_without_a_title_in_the_list_the_first_line_is_one(said: str) -> None:
    article = found(evolve(PAGE, hint=Hint(title=said)))
    assert (article.title, article.origins["title"]) == ("Decree No. 12", "text:first line")
    assert article.published is None


def test_without_one_the_capitals_above_the_first_sentence_go_before_the_masthead() -> None:
    lines = ("Official Journal of Quellmark", "No. 31 of 10 June 2026", "DECREE ON HARBOUR DUES", DECREE)
    article = found(evolve(PAGE, body=pdf_of(*lines), hint=Hint()))
    assert (article.title, article.origins["title"]) == ("DECREE ON HARBOUR DUES", "text:capitals")
    assert article.text.startswith("Official Journal of Quellmark")


def test_the_day_may_stand_in_the_address() -> None:
    article = found(evolve(PAGE, url="https://portal.example/2026/05/04/12.pdf", hint=Hint()))
    assert article.published is not None
    assert (article.published.on, article.published.origin) == ("2026-05-04", "url")


@pytest.mark.parametrize(
    "kind", ["application/pdf", "application/octet-stream", "text/html; charset=utf-8", ""]
)
def test_the_bytes_tell_what_it_is_whatever_the_server_says(kind: str) -> None:
    assert found(evolve(PAGE, content_type=kind)).flags == ("document",)


def test_a_page_that_speaks_of_documents_is_none() -> None:
    html = f"<html lang=en><!-- %PDF-1.4 --><title>Bridge</title><body><h1>Bridge</h1><p>{DECREE}</p><p>{DECREE}</p>"
    assert found(evolve(PAGE, body=html.encode(), content_type="text/html")).flags == ()


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        (
            {"body": pdf_of("")},
            "too-thin",
            "nothing that can be read: a document without text, as one of scanned pages is",
        ),
        (
            {"body": b"%PDF-1.4 and nothing that follows"},
            "too-thin",
            "nothing that can be read: PdfStreamError",
        ),
        ({"body": docx("")}, "too-thin", "nothing that can be read"),
        (
            {"reading": evolve(PAGE.reading, rules=(Rules(min_text=5_000),))},
            "too-thin",
            "114 characters, 5000 are the least",
        ),
        ({"reading": evolve(PAGE.reading, languages=("zh",))}, "wrong-language", "neither of zh"),
    ],
)
def test_a_document_that_says_nothing_is_refused_by_name(
    change: dict[str, object], reason: str, detail: str
) -> None:
    refused = read(evolve(PAGE, **change))
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert refused.detail.startswith(detail)


def test_lines_that_a_page_broke_are_paragraphs_again() -> None:
    text = (
        "OFFICIAL JOURNAL\n"
        "The dues for all vessels that lie at the quay are raised by four\n"
        "per cent from the first of May on, and those of the harbour-\n"
        "master by two; whoever lies there for less than a night pays no-\n"
        "thing.\n"
        "Article 2 The harbourmaster sees to it that the quay is kept for\n"
        "those who pay, and that nothing is left there.\n"
        "a) ropes and chains, as far as they are no part of a vessel that\n"
        "b) boats on land\n"
        "\n"
        "Aldermere, 10 June 2026"
    )
    assert paragraphs(text) == [
        "OFFICIAL JOURNAL",
        "The dues for all vessels that lie at the quay are raised by four per cent from the first of May on, and those "
        "of the harbourmaster by two; whoever lies there for less than a night pays nothing.",
        "Article 2 The harbourmaster sees to it that the quay is kept for those who pay, and that nothing is left "
        "there.",
        "a) ropes and chains, as far as they are no part of a vessel that",
        "b) boats on land",
        "Aldermere, 10 June 2026",
    ]


def test_a_word_that_stands_nowhere_whole_keeps_its_hyphen() -> None:
    text = "The harbour office of the town asks whoever has a self-\nmade boat to bring it to the quay and show it.\n"
    assert paragraphs(text) == [text.replace("-\n", "-").strip()]


def test_between_chinese_lines_no_blank_is_put() -> None:
    text = (
        "自五月一日起，停靠码头的所有船舶的港务费提高百分之四，停靠不足一夜\n"
        "的船舶免收费用，由港务局负责解释并监督执行，并自公布之日起施行至今\n"
        "止。\n第二条 港务局负责。\n"
    )
    first, second = paragraphs(text)
    assert first.endswith(
        "停靠不足一夜的船舶免收费用，由港务局负责解释并监督执行，并自公布之日起施行至今止。"
    )
    assert second == "第二条 港务局负责。"


def test_short_lines_of_a_table_stay_apart_and_nothing_is_nothing() -> None:
    assert paragraphs("Year\n2019\n2020\nShips of all kinds in the harbour\n") == [
        "Year", "2019", "2020", "Ships of all kinds in the harbour"
    ]  # fmt: skip
    assert paragraphs(" \n\n") == []


def test_signs_that_divide_a_word_are_gone_where_it_was_divided() -> None:
    full = "The harbourmaster sees to it that the quay is kept for those who are of the har"
    assert paragraphs(f"{full}\u00ad\nbour office and of no other one.\n") == [
        f"{full}bour office and of no other one."
    ]
    assert paragraphs(f"{full}\u2010\nbour office, or of the harbour itself.\n")[0].startswith(
        f"{full}bour office"
    )
    assert paragraphs(f"{full.upper()}-\nBOUR OFFICE, OR OF THE HARBOUR.\n")[0].startswith(
        f"{full.upper()}BOUR OFFICE"
    )
    assert paragraphs(f"{full}-\nⓐ and nothing else\n") == [f"{full}-ⓐ and nothing else"]


WIDE = "Whoever lies at the quay for less than a night, and has told the harbour office so before noon, pays"
NARROW = "The harbour dues are raised by four per cent for every"


def test_a_page_that_is_set_narrower_has_a_measure_of_its_own() -> None:
    narrow, wide = "\n".join([NARROW] * 8), "\n".join([WIDE] * 40)
    first, second = paragraphs(f"{narrow}\nship.\n\n{wide}\nnothing.\n")
    assert first == " ".join([NARROW] * 8) + " ship."
    assert second.endswith("pays nothing.")


@pytest.mark.parametrize("beginning", ["nothing at all.", "dues of ships."])
def test_a_sentence_runs_on_to_the_next_page(beginning: str) -> None:
    assert paragraphs(f"{WIDE}\n{WIDE}\n\n{beginning}\n") == [f"{WIDE} {WIDE} {beginning}"]


@pytest.mark.parametrize(
    ("end", "beginning"),
    [
        (f"{WIDE} nothing.", "Ships pay more."),
        (f"{WIDE}:", "nothing"),
        ("Dues of ships", "The dues"),
        (WIDE, "b) boats"),
    ],
)
def test_a_page_that_ends_with_a_sentence_a_list_or_a_heading_ends_a_paragraph(
    end: str, beginning: str
) -> None:
    assert paragraphs(f"{WIDE}\n{end}\n\n{beginning}\n")[-1] == beginning


def test_a_line_that_has_no_room_for_the_next_word_is_full() -> None:
    short = WIDE[:77].rstrip()
    word = "Harbourmasterassociation"
    assert paragraphs(f"{WIDE}\n{short}\n{word} does.\n{WIDE}\n")[0].endswith("does.")
    assert paragraphs(f"{WIDE}\n{short}\nDues are due.\n{WIDE}\n")[1] == "Dues are due."
    assert paragraphs(f"{WIDE}\n{short}.\n{word} does.\n{WIDE}\n")[1] == f"{word} does."
    assert paragraphs(f"{WIDE}\n{short}\n{word * 3}\n{WIDE}\n")[1] == word * 3, (
        "no word, but a line without blanks"
    )


def test_half_a_compound_keeps_its_hyphen() -> None:
    divided = "\n".join(f"{WIDE} har-\nbour{letter} of the town, {WIDE.lower()}" for letter in "abcdef")
    assert "Post- und Fernmeldedienste" in paragraphs(f"{divided}\n{WIDE} Post-\nund Fernmeldedienste")[0]


def test_a_heading_above_a_blank_line_stays_one() -> None:
    assert paragraphs(f"{WIDE}\n\nIntroduction\n{WIDE}\n")[:2] == [WIDE, "Introduction"]


def test_where_a_document_divides_words_a_hyphen_at_the_end_of_a_line_is_none() -> None:
    lines = [f"{WIDE} har-\nbour{letter} of a self-made boat, {WIDE.lower()}" for letter in "abcdef"]
    text = paragraphs(
        "\n".join([*lines, f"{WIDE} self-\nmade boats, and no others than these ones here pay."])
    )[0]
    assert "harboura of" in text
    assert "self-made boats" in text
    whole = paragraphs(f"{WIDE} lan-\ntern.")[0]
    assert "lan-tern" in whole, "one hyphen alone may be any"


def test_rows_of_figures_and_lines_of_contents_are_lines() -> None:
    rows = [
        f"{name} of the harbour £21,375.80 £0 £22,019 £1,204 £18" for name in ("Master", "Warden", "Keeper")
    ]
    contents = [f"{name} {'.' * 60} {at}" for at, name in enumerate(("Dues", "Quays"), 3)]
    assert paragraphs("\n".join(rows + contents)) == rows + contents
    act = "the Acts of the harbour of 1991, items 295, 1506, 1597, 1681, 1688, 1693, 1762,"
    assert paragraphs(f"{act}\n{act} and no others.\n") == [f"{act} {act} and no others."]


def test_a_row_says_nothing_of_a_page() -> None:
    body = f"<html lang=en><title>Bridge</title><body><h1>Bridge</h1><p>{DECREE}</p><p>{DECREE}</p>".encode()
    page = evolve(
        PAGE, body=body, hint=Hint(title="Plan.pdf", published="10 June 2026", section="News", origin=ROW)
    )
    article = found(page)
    assert (article.title, article.published, article.section) == ("Bridge", None, "News")
    assert article.disagreements == {}
