"""Expressions of many alternatives: taken apart, and put together so that a search is quick."""

from __future__ import annotations

import re

import pytest

from pipelines.alternatives import alternatives, by_first_sign, firsts
from pipelines.marks import MARKS, names_of

NAMES = (
    "comment-list", "commentary", "sharepoint", "social-share", "social-affairs", "no-sidebar", "president", "footnote",
    "margin-bottom", "nav-toc", "navy", "stage", "tag-list", "cta", "vacate", "text-info", "information", "sprint-main",
    "print", "xgxw2", "related_storys", "context", "justify-content-center", "wysiwyg", "topbar", "related",
)  # fmt: skip


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("share|print", ["share", "print"]),
        ("sha(?:re|ring)|by", ["sha(?:re|ring)", "by"]),
        (r"\(c\)|a\|b", [r"\(c\)", r"a\|b"]),
        ("[(|]x|(?:a|(?:b|c))d", ["[(|]x", "(?:a|(?:b|c))d"]),
        ("alone", ["alone"]),
    ],
)
def test_a_pattern_is_taken_apart_at_the_bars_outside_of_groups(pattern: str, parts: list[str]) -> None:
    assert alternatives(pattern) == parts


@pytest.mark.parametrize(
    ("pattern", "signs"),
    [
        ("share", "s"),
        ("[©c] 2", "©c"),
        ("(?:by|von) x", "bv"),
        ("e?mail", ""),
        ("(?:by)?x", ""),
        (r"\(c\)", ""),
    ],
)
def test_what_an_alternative_may_begin_with_is_told_where_it_is_written_out(pattern: str, signs: str) -> None:
    assert firsts(pattern) == signs


@pytest.mark.parametrize(
    "written",
    [
        [
            "share",
            "sign ?up",
            "so",
            "by",
            "e?mail",
            "e-post",
            r"\(c\)",
            "(?:tell|show) me",
            "[xy]z",
            r"\bnow",
            "s",
        ],
        ["ab*c", "a+", "a{2}", "b"],
    ],
)
def test_together_they_find_what_each_finds(written: list[str]) -> None:
    texts = [
        "please share",
        "signup",
        "sigh",
        "mail",
        "email e-post",
        "© (c)",
        "show me",
        "tell him",
        "yz",
        "nownow",
    ]
    texts += ["abbc", "ac", "aa", "cab", ""]
    together = re.compile(by_first_sign(written))
    for text in texts:
        assert bool(together.search(text)) == any(re.search(one, text) for one in written), text


@pytest.mark.parametrize("name", NAMES)
def test_a_boxs_name_speaks_of_what_its_patterns_find_from_left_to_right(name: str) -> None:
    in_turn = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in MARKS.items()))
    assert kinds_of(name) == {found.lastgroup for found in in_turn.finditer(name)}


def kinds_of(style: str, own_id: str = "", role: str = "") -> set[str]:
    marks = names_of(style, own_id, role).marks
    return {kind for place, kind in enumerate(MARKS) if marks >> place & 1}


def test_names_of_a_box_are_its_class_id_and_role_together() -> None:
    assert kinds_of("post wide", "comments", "complementary") == {"article", "comment", "side"}
    names = names_of("post wide", "comments", None)
    assert (names.style, names.apart) == ("post wide", True)
