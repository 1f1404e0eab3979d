"""Text, dates, languages and addresses as readers see them."""

from __future__ import annotations

import pytest

from archive.attached import TOLD
from archive.search import MARK_END, MARK_START
from archive.site.blocks import LONGEST, Block, beginning, blocks, one_line
from archive.site.links import is_web_address, outward
from archive.site.templating import marked, query_string
from archive.site.wording import (
    claim_words,
    day_words,
    direction,
    edit_words,
    fate_words,
    fault_words,
    flag_words,
    instant_words,
    language_name,
    language_tag,
    loss_words,
    obstacle_words,
    origin_words,
    size_words,
    timespec,
    type_words,
)
from crawler.exchange.endings import FAILED
from pipelines.attachments import media_type
from pipelines.quality import REASONS

_ENDINGS = (
    "pdf doc docx wps xls xlsx csv ppt pptx odt ods odp rtf txt ofd epub hwp hwpx zip rar 7z gz".split()
)
_TYPES_OFFERED = {media_type(f"https://harbour.example/a.{ending}") for ending in _ENDINGS}


def test_a_text_is_taken_apart_by_its_documented_form() -> None:
    assert blocks("One\nline.\n\n## Head\n\n- a\n- b\n\n| x | y |\n| z |") == [
        Block("paragraph", ("One", "line.")),
        Block("heading", ("Head",)),
        Block("list", ("a", "b")),
        Block("table", rows=(("x", "y"), ("z", ""))),
    ]


def test_lines_with_tabs_are_rows_whose_first_cells_may_be_empty() -> None:
    assert blocks("Prices\nPort\tDues\n\t3\nGull\t\t4") == [
        Block("paragraph", ("Prices",)),
        Block("table", rows=(("Port", "Dues", ""), ("", "3", ""), ("Gull", "", "4"))),
    ]
    assert one_line("Port\tDues") == "Port Dues"


def test_what_becomes_of_files_their_kinds_and_faults_have_words() -> None:
    assert {fate_words(kind) for kind in TOLD} == {
        "replaced",
        "changed",
        "added",
        "taken off",
        "offered again",
        "not found at its address",
        "found again",
    }
    assert type_words("application/x-hwp") == "Hangul (HWP)"
    assert type_words("x/unknown") == "x/unknown"
    for damaged in ("BadZipFile: File is not a zip file", "PdfReadError: EOF marker not found", "error: -3"):
        assert fault_words(damaged) == "the file is damaged"
    assert fault_words("ValueError: a.xml is larger than 1,000 bytes") == "a.xml is larger than 1,000 bytes"
    assert fault_words("encrypted") == "it is protected by a password"
    assert fault_words("only the first 2 of 3 pages are read") == "only the first 2 of 3 pages are read"


@pytest.mark.parametrize("reason", sorted({*REASONS, *(name for _, name in FAILED)}))
def test_every_reason_for_which_a_page_is_not_kept_has_words(reason: str) -> None:
    words = obstacle_words(reason)
    assert " " in words


def test_a_status_is_told_as_one_and_what_has_no_words_keeps_its_name() -> None:
    assert obstacle_words("http-404") == "the portal answered that there is no such page (404)"
    assert obstacle_words("http-503") == "the portal answered with status 503"
    assert obstacle_words("CancelledError") == "CancelledError"


@pytest.mark.parametrize("kind", sorted(_TYPES_OFFERED))
def test_every_kind_of_file_that_is_found_has_a_name(kind: str) -> None:
    assert type_words(kind) != kind


def test_kinds_that_touch_are_kept_apart() -> None:
    assert [block.kind for block in blocks("## Head\ntext\n- a\n| x |")] == [
        "heading",
        "paragraph",
        "list",
        "table",
    ]


@pytest.mark.parametrize("text", ["", "\n\n\n", "   ", "|", "||", "##", "-", "\r\n\r\n"])
def test_what_is_nearly_nothing_does_no_harm(text: str) -> None:
    assert all(block.lines or block.rows for block in blocks(text))


def test_a_line_for_a_list_has_no_signs_of_form() -> None:
    assert one_line("## Head\n\n- a\n\n| x | y |") == "Head a x y"


def test_a_text_without_end_is_shown_to_the_end_of_a_line() -> None:
    text = "word word\n" * LONGEST
    assert 0 < LONGEST - len(beginning(text)) <= 10
    assert beginning("x" * 2 * LONGEST) == "x" * LONGEST
    assert beginning("short") == "short"


def test_marks_become_tags_after_escaping() -> None:
    assert marked(f"<b>{MARK_START}x & y{MARK_END}") == "&lt;b&gt;<mark>x &amp; y</mark>"


@pytest.mark.parametrize(
    ("value", "precision", "words"),
    [
        ("2020", "year", "2020"),
        ("2020-06", "month", "June 2020"),
        ("2020-06-10", "day", "10 June 2020"),
        ("2020-06-10T01:30:00Z", "minute", "10 June 2020, 09:30 (Asia/Shanghai)"),
        ("2020-06-09T22:30:00Z", "second", "10 June 2020, 06:30:00 (Asia/Shanghai)"),
        ("2020-06-10T01:30:00Z", "", "10 June 2020, 09:30 (Asia/Shanghai)"),
        ("2020-06-10T01:30:07Z", "", "10 June 2020, 09:30:07 (Asia/Shanghai)"),
        ("2020-06-10", "", "10 June 2020"),
        (None, None, ""),
        ("soon", "day", "soon"),
        ("2020-13-01", "day", "2020-13-01"),
    ],
)
def test_claims_are_no_more_exact_than_they_were_made(value: str, precision: str, words: str) -> None:
    assert claim_words(value, precision, "Asia/Shanghai") == words


@pytest.mark.parametrize("zone", ["Nowhere/Atall", "", "../../etc/passwd", "UTC"])
def test_an_unknown_time_zone_is_utc(zone: str) -> None:
    assert instant_words("2020-06-10T01:30:00.000Z", zone) == "10 June 2020, 01:30 UTC"


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Etc/GMT-1", "10 June 2020, 02:30 UTC+01"),
        ("Etc/GMT+5", "9 June 2020, 20:30 UTC-05"),
        ("Etc/UTC", "10 June 2020, 01:30 UTC"),
        ("Asia/Shanghai", "10 June 2020, 09:30 (Asia/Shanghai)"),
    ],
)
def test_a_zone_is_named_by_its_place_or_by_its_distance(zone: str, words: str) -> None:
    assert instant_words("2020-06-10T01:30:00.000Z", zone) == words


@pytest.mark.parametrize(
    ("instants", "exactness"),
    [
        (["2020-06-10T01:30:00.000Z", "2020-06-10T01:31:00.000Z"], "minutes"),
        (["2020-06-10T01:30:00.000Z", "2020-06-10T01:30:20.000Z"], "seconds"),
        (["2020-06-10T01:30:00.000Z", "2020-06-10T01:30:00.700Z"], "milliseconds"),
        (["2020-06-10T01:30:00.000Z", "2020-06-10T01:30:00.000Z", "", None, "soon"], "minutes"),
    ],
)
def test_two_instants_do_not_look_the_same(instants: list[str | None], exactness: str) -> None:
    assert timespec(*instants) == exactness


def test_an_instant_is_told_as_exactly_as_is_asked() -> None:
    assert instant_words("2020-06-10T01:30:05.250Z", "UTC", "seconds") == "10 June 2020, 01:30:05 UTC"
    assert (
        instant_words("2020-06-10T01:30:05.250Z", "UTC", "milliseconds") == "10 June 2020, 01:30:05.250 UTC"
    )


@pytest.mark.parametrize(
    ("title", "text", "significance", "words"),
    [
        (1, 0, 0.04, "title changed"),
        (0, 1, 0.041, "text changed, 4 % not common to both states"),
        (1, 1, 1.0, "title and text changed, 100 % not common to both states"),
        (0, 1, 0.0, "text changed, less than 1 % not common to both states"),
    ],
)
def test_an_edit_says_what_its_share_is_of(title: int, text: int, significance: float, words: str) -> None:
    edit = {"title_changed": title, "text_changed": text, "significance": significance}
    assert edit_words(edit) == words


@pytest.mark.parametrize("day", ["", "x", "2020-6-x", "²020", "1-2-3-4", "2020-99"])
def test_what_is_no_date_is_shown_as_it_is(day: str) -> None:
    assert day_words(day) == day


@pytest.mark.parametrize(
    ("origin", "words"),
    [
        ("json-ld:datePublished", "read from the page's structured data (datePublished)"),
        ("text:Updated:", "read from the visible text (Updated)"),
        ("url", "read from the address"),
        ("tea-leaves", "read from: tea-leaves"),
        (None, ""),
    ],
)
def test_origins_are_told_in_words(origin: str, words: str) -> None:
    assert origin_words(origin) == words


@pytest.mark.parametrize("language", ["ar", "he", "fa", "ur", "ar-EG", "ckb"])
def test_languages_of_the_east_read_from_right_to_left(language: str) -> None:
    assert direction(language) == "rtl"


@pytest.mark.parametrize(
    ("tag", "name", "reads"),
    [("zh-Hant", "Chinese (Traditional)", "ltr"), ("", "", "auto"), ("xx-nonsense", "xx-nonsense", "auto")],
)
def test_languages_have_names(tag: str, name: str, reads: str) -> None:
    assert language_name(tag).startswith(name)
    assert direction(tag) == reads


def test_only_a_language_tag_becomes_an_attribute() -> None:
    assert language_tag("zh-Hant") == "zh-Hant"
    assert language_tag('en" onload="x') == ""


@pytest.mark.parametrize(
    ("length", "words"), [(0, "0 bytes"), (1, "1 byte"), (12_345, "12.3 kB"), (4_000_000, "4.0 MB")]
)
def test_sizes_have_units(length: int, words: str) -> None:
    assert size_words(length) == words


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " https://x.example", "java\nscript:x", "data:text/html,x",
     "//x.example", "/path", "https://", "http:///x", "https://[", "", None, "https://x.example/\ty"],
)  # fmt: skip
def test_what_is_no_web_address_becomes_no_link(address: str | None) -> None:
    assert not is_web_address(address)
    assert "<a" not in outward(address, "label")


def test_a_web_address_becomes_a_link_that_tells_nothing() -> None:
    link = outward('https://x.example/?a=1&b="', "<label>")
    assert 'href="https://x.example/?a=1&amp;b=&#34;"' in link
    assert 'rel="noopener noreferrer nofollow"' in link
    assert "&lt;label&gt;" in link


def test_query_strings_leave_out_what_is_empty() -> None:
    assert query_string({"q": "a b", "from": "2020"}, **{"from": "", "page": 2}) == "?q=a+b&page=2"


def test_a_link_that_does_not_show_its_address_is_named_and_one_that_does_is_not() -> None:
    assert 'class="named"' in outward("https://x.example/", "The file")
    assert 'class="named"' not in outward("https://x.example/")
    assert 'class="named"' not in outward("https://x.example/", "https://x.example/")


def test_flags_are_told_in_words_and_losses_apart() -> None:
    assert flag_words("second-reader") == "the text was found by a second reader"
    assert flag_words("of-next-year") == "of-next-year"
    assert loss_words(["document", "incomplete", "huge-text"]) == (
        "not all of the document could be read; part of the page is too long to be read"
    )
    assert loss_words(["document", "continued"]) == ""
