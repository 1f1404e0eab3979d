"""Pages made to stop a reader are read or refused, in seconds and in little memory, and never raise."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import multiprocessing
import resource
from collections.abc import Callable

import pytest

from archive.records import Article, Page, Reading, Refusal
from pipelines.encoding import decode
from pipelines.markup import parse_decoded
from pipelines.pool import SECONDS_A_PAGE
from pipelines.read import read
from pipelines.worker import BYTES

SENTENCE = b"<p>The minister opened a bridge in the north on Monday. It is new.</p>"
START = b"<html><head><title>A bridge in the north</title></head><body><h1>A bridge in the north</h1>"
SECONDS = SECONDS_A_PAGE
"""Of the processor: how busy the machine is says nothing of a page."""

REFUSED: dict[str, Callable[[], bytes]] = {
    "60,000 attributes on one tag": lambda: (
        START + b"<p " + b" ".join(b"a%d=1" % n for n in range(60_000)) + b">x"
    ),
    "60,000 attributes without a blank": lambda: (
        START + b"<p " + b"".join(b'a%d="1"' % n for n in range(60_000)) + b">x"
    ),
    "60,000 attributes between slashes": lambda: (
        START + b"<p/" + b"/".join(b"a%d" % n for n in range(60_000)) + b">x"
    ),
    "60,000 attributes beside a longer text": lambda: (
        START
        + b"<p>"
        + b"some words here. " * 50_000
        + b"<p "
        + b" ".join(b"a%d=1" % n for n in range(60_000))
        + b">x"
    ),
    "200,000 links": lambda: START + b"".join(b"<a href=/%d>Link</a>" % n for n in range(200_000)),
    "a million line breaks": lambda: START + SENTENCE + b"<br>" * 1_000_000,
    "50 MB of text": lambda: START + b"<p>" + b"some words here. " * 3_000_000,
    "a table of 2,000 by 200 cells": lambda: (
        START + b"<table>" + (b"<tr>" + b"<td>1</td>" * 200 + b"</tr>") * 2_000
    ),
    "two million opening brackets": lambda: b"<" * 2_000_000,
}
READ: dict[str, Callable[[], bytes]] = {
    "a picture of 500,000 characters without quotes": lambda: START + SENTENCE + b"<img src=data:image/png;base64," + b"aB/+" * 125_000 + b">",
    "NUL bytes": lambda: START + SENTENCE.replace(b" ", b" \x00"),
    "lone surrogates": lambda: START + SENTENCE + b"<p>\xed\xa0\x80 &#xD800; &#0;</p>",
    "1,500 levels of boxes": lambda: START + b"<div>" * 1_500 + SENTENCE,
    "a class of a million names": lambda: START + b"<div class='" + b"a " * 1_000_000 + b"'>" + SENTENCE,
    "20,000 pop-ups": lambda: START + b"<div class=modal><p>x</p></div>" * 20_000 + SENTENCE,
    "a title of 100,000 parts": lambda: b"<title>" + b" - a" * 100_000 + b"</title>" + START + SENTENCE,
    "a line of 50,000 controls": lambda: START + SENTENCE + b"<p>" + b"share " * 50_000 + b"</p>",
    "the address of a further page in 100,000 characters": lambda: START + SENTENCE + b"<a href='/a/" + b"1?" * 50_000 + b"\nx'>2</a>",
    "5,000 further pages in a box of a long name": lambda: START + SENTENCE + b"<div class='" + b"x" * 100_000 + b"'>" + b"<a href='/a/2'>x</a>" * 5_000,
    "20,000 scripts that name further pages": lambda: START + SENTENCE + b"".join(b"<script>createPageHTML(50, 0, 'a%d', 'html')</script>" % n for n in range(20_000)),
    "JSON-LD of 100,000 brackets": lambda: START + b"<script type='application/ld+json'>" + b"[" * 100_000 + b"</script>" + SENTENCE,
    "an address in pieces": lambda: START + b"<base href='http://[::1'>" + SENTENCE,
}  # fmt: skip


def _read_within(body: bytes) -> Article | Refusal:
    resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    return read(
        Page("https://portal.example/a", body, "text/html", "2026-11-22T00:00:00.000Z", Reading("portal"))
    )


def outcome(body: bytes) -> Article | Refusal:
    """Read in a process of its own: ``TimeoutError`` where it takes too long, a refusal where memory runs out."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply_async(_read_within, (body,)).get(6 * SECONDS)


@pytest.mark.slow
@pytest.mark.parametrize("name", REFUSED)
def test_what_no_person_wrote_is_refused_before_it_is_parsed(name: str) -> None:
    found = outcome(REFUSED[name]())
    assert isinstance(found, Refusal)
    assert found.reason == "too-large"
    assert found.detail


@pytest.mark.slow
@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_all_the_same_is_read(name: str) -> None:
    found = outcome(READ[name]())
    assert isinstance(found, Article), found
    assert "opened a bridge" in found.text


@pytest.mark.slow
def test_what_is_deeper_than_the_parser_goes_is_flagged_or_refused() -> None:
    body = START + SENTENCE + b"<div>" * 100_000 + SENTENCE
    document = parse_decoded("https://portal.example/a", decode(body))
    assert document.flags == ("deep-nesting",)
    found = outcome(body)
    assert isinstance(found, Refusal) or "deep-nesting" in found.flags


def test_300_levels_and_a_text_of_11_mb_are_kept_whole() -> None:
    deep = parse_decoded("https://portal.example/a", decode(START + b"<div>" * 300 + b"<p>at the bottom</p>"))
    assert deep.tree.xpath("string(//p)") == "at the bottom"
    assert deep.flags == ()
    long = parse_decoded(
        "https://portal.example/a", decode(START + b"<p>" + b"word " * 2_200_000 + b"end</p>")
    )
    assert long.tree.xpath("string(//p)").endswith("end")


@pytest.mark.parametrize(
    "body", [b"", b"\x00", b"<", b"<!--", b"plain words without any markup at all", b"\xff\xfe<", b"<html>"]
)
def test_hardly_anything_is_refused_by_name(body: bytes) -> None:
    found = read(Page("https://portal.example/a", body, "", "2026-11-22T00:00:00.000Z", Reading("portal")))
    assert isinstance(found, Refusal)
    assert found.reason in ("too-thin", "no-title", "encoding-doubtful")
