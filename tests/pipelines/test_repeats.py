"""A text that the page holds twice is read once; what only recurs in it stays."""

from __future__ import annotations

from pipelines.encoding import decode
from pipelines.extract import extract
from pipelines.markup import parse_decoded

SENTENCES = [
    f"The ministry {verb} the road to the harbour of Oldtown in {season}, as it had said in the year before."
    for verb, season in (
        ("closed", "spring"),
        ("mended", "summer"),
        ("widened", "autumn"),
        ("opened", "winter"),
        ("named", "new year"),
    )
]
STATUS = "The road is open from six to ten."


def lines_of(*bodies: str) -> list[str]:
    html = f"<html><body><main><h1>The harbour road</h1>{''.join(bodies)}</main></body></html>"
    return [
        block.text
        for block in extract(parse_decoded("https://x.example/a", decode(html.encode())).tree).blocks
        if block.kind == "paragraph"
    ]


def layout(name: str, sentences: list[str]) -> str:
    return f"<div class={name}>{''.join(f'<p>{sentence}</p>' for sentence in sentences)}</div>"


def test_an_article_laid_out_for_wide_and_for_narrow_screens_is_read_once() -> None:
    assert lines_of(layout("wide", SENTENCES), layout("narrow", SENTENCES)) == SENTENCES


def test_what_follows_only_the_second_copy_is_kept() -> None:
    longer = [*SENTENCES, "The harbour master thanked everybody who had waited for it with so much patience."]
    assert lines_of(layout("wide", SENTENCES), layout("narrow", longer)) == longer


def test_a_line_that_recurs_in_a_text_stays_wherever_it_stands() -> None:
    refrain = [line for sentence in SENTENCES for line in (sentence, STATUS)]
    assert lines_of(layout("text", refrain)) == refrain


def test_a_copy_for_the_printer_of_a_short_notice_goes() -> None:
    notice = ["The harbour office moves to Station Road 4.", "It opens there on Monday at eight."]
    assert lines_of(layout("text", notice), layout("print-only", notice)) == notice
    assert lines_of(layout("text", SENTENCES[:1]), layout("print-only", SENTENCES[:1])) == SENTENCES[:1]


def test_an_opening_that_comes_back_once_stays() -> None:
    speech = [SENTENCES[0], SENTENCES[0], *SENTENCES[1:]]
    assert lines_of(layout("text", speech)) == speech
    speech = [*SENTENCES[:2], SENTENCES[2], *SENTENCES[:2]]
    assert lines_of(layout("text", speech)) == speech
