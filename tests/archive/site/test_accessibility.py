"""Every page can be used by keyboard, by ear and without scripts: the rules that a parser can check."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from lxml import html

from .conftest import PAGES

STYLES = Path(__file__).parents[3] / "archive" / "site" / "static" / "gazette.css"


@pytest.fixture(params=PAGES)
def tree(shown: dict[str, httpx.Response], request: pytest.FixtureRequest) -> html.HtmlElement:
    return html.fromstring(shown[request.param].text)


def test_pages_have_language_title_and_one_of_each_landmark(tree: html.HtmlElement) -> None:
    assert tree.get("lang") == "en"
    assert re.fullmatch(r".+ · Gazette", " ".join(tree.xpath("string(//title)").split()))
    for landmark in ("//main", "//body/header", "//body/footer", "//h1"):
        assert len(tree.xpath(landmark)) == 1, landmark
    assert tree.xpath("string(//meta[@name='viewport']/@content)") == "width=device-width, initial-scale=1"


def test_the_first_link_skips_to_the_content(tree: html.HtmlElement) -> None:
    assert tree.xpath("string((//a)[1]/@href)") == "#content"
    assert tree.xpath("//main[@id='content']")


def test_headings_skip_no_level(tree: html.HtmlElement) -> None:
    levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_are_unique_and_what_refers_to_them_finds_them(tree: html.HtmlElement) -> None:
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    referred = tree.xpath("//@aria-labelledby | //@aria-describedby | //label/@for")
    assert {name for names in referred for name in names.split()} <= set(ids)


def test_every_field_has_a_name(tree: html.HtmlElement) -> None:
    for field in tree.xpath("//input[not(@type='hidden')] | //select | //textarea"):
        named = field.get("aria-label") or field.xpath("ancestor::label")
        assert named or tree.xpath(f"//label[@for='{field.get('id')}']"), html.tostring(field)


def test_links_and_buttons_say_something(tree: html.HtmlElement) -> None:
    for control in tree.xpath("//a | //button | //summary"):
        assert control.xpath("string(.)").strip() or control.get("aria-label"), html.tostring(control)


def test_tables_name_their_columns_or_rows(tree: html.HtmlElement) -> None:
    for table in tree.xpath("//table[not(ancestor::div[@class='prose'])]"):
        assert table.xpath(".//th[@scope]")
        assert not table.xpath(".//th[not(@scope)]")


def test_what_scrolls_sideways_can_be_reached_by_keyboard(tree: html.HtmlElement) -> None:
    for region in tree.xpath(
        "//*[contains(@class, 'scroll') or (contains(@class, 'table-wrapper') and @role)]"
    ):
        assert region.get("tabindex") == "0"
        assert region.get("aria-label") or region.get("aria-labelledby")


def test_what_was_removed_and_added_is_said_in_words(tree: html.HtmlElement) -> None:
    """Few screen readers announce ``del`` and ``ins`` by themselves; the legend says it anyway."""
    for mark in tree.xpath("//div[contains(@class, 'comparison')]//*[self::del or self::ins]"):
        told = "removed" if mark.tag == "del" else "added"
        said = [
            " ".join(span.text.split()) for span in mark.xpath("./span[@class='unseen aloud'][@lang='en']")
        ]
        assert said == [f"{told}:", f"end of {told}."]


def test_nothing_is_fetched_from_elsewhere(tree: html.HtmlElement) -> None:
    for address in tree.xpath("//link[@rel='stylesheet' or @rel='icon' or @rel='preload']/@href | //@src"):
        assert address.startswith("/")


def _luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of ``#rgb`` or ``#rrggbb``."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *((ink, ground) for ink in ("ink", "quiet", "link", "visited", "hover") for ground in ("paper", "sheet")),
    ("bar-ink", "bar"),
    ("added-ink", "added"),
    ("removed-ink", "removed"),
    ("alarm-line", "paper"),
    *(("ink", ground) for ground in ("mark", "notice", "alarm")),
    *(("link", ground) for ground in ("notice", "alarm")),
]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_colours_can_be_told_apart_in_both_modes(mode: str, ink: str, ground: str) -> None:
    light, dark = re.findall(r":root \{(.*?)\n *\}", STYLES.read_text(), re.DOTALL)[:2]
    colours = dict(re.findall(r"--([\w-]+): (#\w+);", light))
    if mode == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#\w+);", dark))
    assert _contrast(colours[ink], colours[ground]) >= 4.5
