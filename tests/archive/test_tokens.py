from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.tokens import MARK_END, MARK_START, SEPARATOR, as_written, fts_text, plain, register, unmarked

ALPHABET = st.sampled_from(
    list("aé 疫苗，ＡＢ１ﬁภาษาที่한국ｶﾞばカ゛٢أةَ\u0640\u00ad\u200b\u200d\ufdd0\ufdd1\ufe0f€½Ⅳ")
)


def tokens(text: str) -> list[str]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(
        "CREATE VIRTUAL TABLE t USING fts5(x, tokenize='unicode61 remove_diacritics 2');"
        "CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance');"
    )
    connection.execute("INSERT INTO t VALUES (?)", (fts_text(text),))
    return [term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("国务院发布会", ["国", "务", "院", "发", "布", "会"]),
        ("COVID疫苗", ["covid", "疫", "苗"]),
        ("𠮷野家", ["𠮷", "野", "家"]),
        ("ばﾊﾞカ", ["ば", "バ", "カ"]),
        ("한국어", ["한", "국", "어"]),
        ("Café Straße", ["cafe", "straße"]),
    ],
)
def test_scripts_without_spaces_become_one_token_a_character(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＣＯＶＩＤ－１９", "covid-19"),
        ("２０２０年", "2020年"),
        ("أَعْلَنَتْ", "اعلنت"),
        ("الصحة", "الصحه"),
        ("مستشفى", "مستشفي"),
        ("آمال", "امال"),
        ("کتاب", "كتاب"),
        ("٢٠٢٠", "2020"),
        ("۲۰۲۰", "2020"),
        ("שָׁלוֹם", "שלום"),
        ("mi\u00adnis\u00adtry", "ministry"),
        ("ofﬁce", "office"),
        ("ｶﾞｽ", "ガス"),
        ("⼈民", "人民"),
        ("葛\U000e0100城", "葛城"),
        ("re\u0301colte", "récolte"),
        ("한", "한"),
    ],
)
def test_what_readers_take_for_equal_gives_the_same_tokens(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


def test_a_thai_word_is_found_inside_a_sentence_as_consecutive_tokens() -> None:
    sentence, word = tokens("ประเทศไทยมีภาษาที่สวยงาม"), tokens("ภาษา")
    assert word == sentence[sentence.index("ภ") :][: len(word)]


def test_european_text_is_handed_back_as_it_is() -> None:
    text = "L’été “fut” long – 3 € (½)…"
    assert fts_text(text) is text


@given(st.text(ALPHABET))
def test_no_text_can_forge_the_marks(text: str) -> None:
    assert MARK_START not in fts_text(text)
    assert MARK_END not in fts_text(text)


@given(st.text(ALPHABET), st.data())
def test_a_fragment_comes_back_in_the_characters_of_the_text(text: str, data: st.DataObject) -> None:
    folded = plain(fts_text(text))
    start = data.draw(st.integers(0, len(folded)))
    end = data.draw(st.integers(start, len(folded)))
    shown = as_written(text, f"{folded[:start]}{MARK_START}{folded[start:end]}{MARK_END}{folded[end:]}")
    assert unmarked(shown).strip() == unmarked(text).strip()


def test_the_marked_word_is_shown_as_it_was_written() -> None:
    text = "介绍ＣＯＶＩＤ疫苗接种"
    fragment = f"{MARK_START}COVID{SEPARATOR}疫{SEPARATOR}苗{MARK_END}{SEPARATOR}接{SEPARATOR}"
    assert as_written(text, fragment) == f"…{MARK_START}ＣＯＶＩＤ疫苗{MARK_END}接…"


def test_a_fragment_of_another_text_is_no_error() -> None:
    assert unmarked(as_written("short", f"of a {MARK_START}longer{MARK_END} text")) == "short"


def test_null_stays_null_in_sql() -> None:
    connection = sqlite3.connect(":memory:")
    register(connection)
    assert connection.execute("SELECT fts_text(NULL), plain(fts_text('疫苗'))").fetchone() == (None, "疫苗")
