"""What of a page is its text."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import re
from itertools import compress
from pathlib import Path

import pytest

from pipelines.blocks import cut
from pipelines.boilerplate import is_known, learn, without_boilerplate
from pipelines.encoding import decode
from pipelines.extract import Extraction, extract
from pipelines.marks import MARKS
from pipelines.markup import parse_decoded, select
from pipelines.text import Block, plain, render
from pipelines.traits import describe

_TAG = re.compile(r"<[^<>]+>")
SENTENCES = [
    "The ministry opened a bridge over the river on Monday, two months earlier than planned.",
    "The work took three years, and the ministry paid for it from the fund for rural roads.",
    "Drivers had used a ferry until now, which carried twelve cars at a time and stopped in winter.",
    "The mayor of Oldtown said that the school bus would take the new road from the first of May.",
]
CHROME = (
    "<header><nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li><li><a href=/law>Laws</a></li></ul></nav></header>",
    "<aside class=related><h3>More news</h3><ul><li><a href=/1>Ferry sold</a></li><li><a href=/2>Road closed</a></li></ul></aside>"
    "<footer><p>Copyright © 2026 Ministry of Transport. All rights reserved.</p><p><a href=/imprint>Imprint</a></p></footer>",
)


def page(body: str, head: str = "<title>Bridge opened</title>") -> str:
    return f"<html lang=en><head>{head}</head><body>{CHROME[0]}<main><h1>Bridge opened</h1>{body}</main>{CHROME[1]}</body></html>"


def read(html: str) -> Extraction:
    return extract(parse_decoded("https://x.example/a", decode(html.encode())).tree)


def text_of(html: str) -> str:
    return render(without_boilerplate(read(html).blocks))


def paragraphs(count: int = 4) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in SENTENCES[:count])


def test_the_paragraphs_come_out_whole_and_nothing_around_them() -> None:
    found = text_of(page(f"<div class=article-text>{paragraphs()}</div>"))
    assert found.removeprefix("## Bridge opened\n\n") == "\n\n".join(SENTENCES)


def test_headings_lists_and_tables_stay_readable() -> None:
    table = "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>2025</td><td>1,200</td></tr></table>"
    items = "<ul><li>Cars and lorries up to twelve tonnes</li><li>Bicycles and people on foot</li></ul>"
    body = f"<div class=article-text>{paragraphs(2)}<h2>Who may use it</h2>{items}<p>{SENTENCES[2]}</p>{table}<p>{SENTENCES[3]}</p></div>"
    found = text_of(page(body))
    assert (
        "## Who may use it\n\n- Cars and lorries up to twelve tonnes\n- Bicycles and people on foot" in found
    )
    assert "| Year | Cars |\n| 2025 | 1,200 |" in found


def test_the_caption_of_a_table_is_a_line_above_it() -> None:
    table = "<table><caption>Cars a day</caption><tr><th>Year</th><th>Cars</th></tr><tr><td>2025</td><td>1,200</td></tr></table>"
    found = text_of(page(f"<div class=article-text>{paragraphs(2)}{table}<p>{SENTENCES[3]}</p></div>"))
    assert "\n\nCars a day\n\n| Year | Cars |\n" in found


def test_lines_that_break_without_paragraphs_are_paragraphs() -> None:
    found = text_of(page(f"<div class=content>{'<br><br>'.join(SENTENCES)}</div>"))
    assert found.removeprefix("## Bridge opened\n\n").split("\n\n") == SENTENCES


def test_a_part_that_is_unfolded_by_a_click_is_text_and_a_pop_up_is_none() -> None:
    folded = f"<h2>Who may use it</h2><div class=panel style='display: none'>{paragraphs()}</div>"
    pop_up = "<div class=newsletter style='display:none'><p>Subscribe to our letter and get the news by mail.</p></div>"
    found = text_of(page(f"<div class=article-text><p>{SENTENCES[0]}</p>{folded}</div>{pop_up}"))
    assert found.count(SENTENCES[1]) == 1
    assert "Subscribe" not in found


def test_what_a_template_puts_behind_the_end_of_the_page_is_text() -> None:
    menus, text = page("").split("<main>")[0], f"<main><h1>Bridge opened</h1>{paragraphs()}</main>"
    assert SENTENCES[3] in text_of(f"{menus}</body></html>{text}{CHROME[1]}")


def test_a_button_that_is_never_closed_hides_no_article() -> None:
    menu = "<div><button class=menu><div><div></button></div>"
    html = page(f"<div class=article-text>{paragraphs()}</div>").replace("<main>", f"{menu}<main>")
    assert read(html).origin == "blocks"
    assert [sentence in text_of(html) for sentence in SENTENCES] == [True] * 4


def test_hundreds_of_buttons_leave_the_comments_where_they_are() -> None:
    buttons = "".join(f"<button class=save><span>Save number {n}</span></button>" for n in range(700))
    comments = (
        "<div id=comments><p>A reader writes a rather long comment about ferries of other days.</p></div>"
    )
    html = page(f"<div>{buttons}</div><div class=article-text>{paragraphs()}</div>{comments}")
    shown = " ".join(
        piece.text for piece in cut(parse_decoded("https://x.example/a", decode(html.encode())).tree)
    )
    assert SENTENCES[3] in shown
    assert "A reader writes" not in shown
    assert "Save number" not in shown


@pytest.mark.parametrize("name", ["cmp-container", "cmp-text", "aem-Grid cmp-experiencefragment"])
def test_a_box_of_a_common_building_kit_is_not_taken_for_a_question_of_consent(name: str) -> None:
    html = page(f"<div class='{name}'>{paragraphs()}</div>")
    assert read(html).origin == "blocks"
    assert SENTENCES[2] in text_of(html)


@pytest.mark.parametrize(
    "beside",
    [
        "<div id=comments><p>A reader writes a rather long comment about ferries, and about how they used to be.</p></div>",
        "<div class='modal fade'><p>Subscribe to our letter and get the news of the ministry once a week by mail.</p></div>",
        "<div class=cookie-banner><p>We use cookies to make this site work, and to count how often it is read.</p></div>",
        "<figure><img src=b.jpg><figcaption>The new bridge seen from the southern bank of the river.</figcaption></figure>",
        "<p class=wp-caption-text>The new bridge seen from the southern bank of the river, on the day it opened.</p>",
        *(
            f"<div class={name}><div>© Harbour Board</div><div>The new bridge seen from the southern bank.</div></div>"
            for name in (
                "story-caption",
                "e-picture-info__caption",
                "photo_caption",
                "un_news_credit_caption",
            )
        ),
        "<div hidden><p>This part of the page is not shown to anybody who reads it, and so it is no text.</p></div>",
        "<div class='note ng-binding ng-hide'><p>This part is shown where another answer came, and was not shown to anybody.</p></div>",
        "<script>document.write('a long sentence that a script would write, if anybody ran it at all');</script>",
    ],
)
def test_what_stands_beside_an_article_on_any_site_is_not_text(beside: str) -> None:
    found = text_of(
        page(
            f"<div class=article-text>{paragraphs(2)}{beside}{''.join(f'<p>{s}</p>' for s in SENTENCES[2:])}</div>"
        )
    )
    assert found.removeprefix("## Bridge opened\n\n") == "\n\n".join(SENTENCES)


@pytest.mark.parametrize("name", ["subscription-content", "share-paragraph", "site-footer-col"])
def test_names_of_something_else_lie_where_nearly_all_text_stands_in_such_boxes(name: str) -> None:
    html = page(f"<div class='{name}'><div>{paragraphs(2)}</div></div>")
    pieces = cut(parse_decoded("https://x.example/a", decode(html.encode())).tree)
    central = list(compress((piece.text for piece in pieces), describe(pieces).central))
    assert set(SENTENCES[:2]) <= set(central)


@pytest.mark.parametrize(
    ("name", "mark", "is_marked"),
    [
        ("post format-standard", "subscribe", False),
        ("contact-form", "subscribe", True),
        ("president-news", "side", False),
        ("leftside", "side", True),
        ("stock-exchange", "nav", False),
        ("navy", "nav", False),
        ("leftnav toc", "nav", True),
        ("information", "meta", False),
        ("post-info", "meta", True),
        ("context", "body", False),
        ("articletext", "body", True),
        ("history", "article", False),
        ("text-center justify-content-end", "body", False),
        ("overflow-hidden", "hidden", False),
        ("margin-bottom-small", "foot", False),
        ("public-notice", "consent", False),
        ("public-notice", "notice", True),
    ],
)
def test_a_word_within_another_says_nothing_of_a_box(name: str, mark: str, is_marked: bool) -> None:
    html = f"<html><body><div class='{name}'>The bridge is open.</div></body></html>"
    (piece,) = cut(parse_decoded("https://x.example/a", decode(html.encode())).tree)
    assert bool(piece.box.marks >> list(MARKS).index(mark) & 1) == is_marked


def test_a_box_with_a_telling_name_is_kept_where_it_holds_the_article() -> None:
    html = f"<html><body class=x><div class='page-modal-open popup-ready'>{CHROME[0]}<main><h1>Bridge opened</h1>{paragraphs()}</main></div></body></html>"
    assert SENTENCES[3] in text_of(html)


@pytest.mark.parametrize(
    "notice",
    [
        "The office in Oldtown is closed on Friday.",
        "Ms Ada Brown becomes head of the road department on 1 May.",
        "局办公室定于周五闭馆一天。",
    ],
)
def test_a_notice_of_one_sentence_is_read(notice: str) -> None:
    assert notice in text_of(page(f"<div class=content><p>{notice}</p></div>"))


def test_paragraphs_said_twice_are_kept_twice() -> None:
    speech = "".join(
        f"<p>{s}</p><p>We will build this bridge, and we will build it together with you.</p>"
        for s in SENTENCES
    )
    assert text_of(page(f"<article>{speech}</article>")).count("We will build this bridge") == 4


def test_text_that_only_a_script_holds_is_read_by_the_second_reader() -> None:
    body = " ".join(SENTENCES)
    ld = f'<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Bridge", "articleBody": "{body}"}}</script>'
    found = read(
        f"<html><head><title>Bridge opened</title>{ld}</head><body><div id=root></div></body></html>"
    )
    assert found.origin == "trafilatura"
    assert found.flags == ("second-reader",)
    assert SENTENCES[3] in render(found.blocks)


@pytest.mark.parametrize(
    "told", ["\n".join(SENTENCES) + "\n", "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)]
)
def test_a_text_of_which_the_page_shows_only_the_beginning_is_taken_from_its_data(told: str) -> None:
    tree = parse_decoded(
        "https://x.example/a", decode(page(f"<article><p>{SENTENCES[0]}</p></article>").encode())
    ).tree
    found = extract(tree, (), told * 2)
    assert (found.origin, found.flags) == ("json-ld:articleBody", ("not-shown",))
    assert [block.text for block in found.blocks] == SENTENCES * 2


def test_what_the_page_shows_is_read_where_its_data_tell_hardly_more() -> None:
    tree = parse_decoded(
        "https://x.example/a", decode(page(f"<article>{paragraphs()}</article>").encode())
    ).tree
    assert extract(tree, (), "\n".join(SENTENCES)).origin == "blocks"


def test_a_box_that_is_left_open_without_scripts_does_not_hide_the_page() -> None:
    html = page(f"<article>{paragraphs()}</article>").replace(
        "<body>", "<body><noscript><div id=none></noscript>"
    )
    assert SENTENCES[2] in text_of(html)


def test_an_article_that_scripts_fetch_is_read_where_the_page_has_it_for_readers_without() -> None:
    shown = "<h3>Sign the petition</h3><p>Nobody should pay for the bridge: tell the council before the first of May …</p>"
    hidden = f"<noscript><div class=story>{paragraphs(4)}</div></noscript>"
    assert render(read(page(f"{hidden}<aside class=teaser>{shown}</aside>")).blocks) == "\n\n".join(SENTENCES)
    asked = f"<noscript>{'<p>You need to enable JavaScript to read this page as it was made, or call us.</p>' * 6}</noscript>"
    assert render(read(page(f"{asked}{paragraphs(4)}")).blocks) == "\n\n".join(SENTENCES)


def test_a_script_that_speaks_of_noscript_takes_nothing_away() -> None:
    script = "<script>document.write('<noscript><div>')</script>"
    html = page(f"{script}<article>{paragraphs()}</article><noscript><img src=x></noscript>")
    assert SENTENCES[2] in text_of(html)


def test_a_rule_of_the_portal_is_obeyed_without_judgement() -> None:
    document = parse_decoded(
        "https://x.example/a", decode(page("<div class=doc><p>Short.</p></div><p>Else.</p>").encode())
    )
    found = extract(document.tree, select(document.tree, ("div.nothing", "//div[@class='doc']")))
    assert (render(found.blocks), found.origin) == ("Short.", "rule:text")


def test_reading_leaves_the_tree_as_it_was() -> None:
    from lxml import etree

    document = parse_decoded("https://x.example/a", decode(page(paragraphs()).encode()))
    before = etree.tostring(document.tree)
    extract(document.tree)
    assert etree.tostring(document.tree) == before


@pytest.mark.parametrize(
    "line",
    ["Print", "Share - WeChat", "Copyright©2024 China Daily. All rights reserved.", "京ICP备13028878号-6", "京公网安备 11010502032503号",
     "责任编辑：李明", "打印 关闭", "Teilen | Drucken", "شارك", "Facebook Twitter WhatsApp", "版权所有：某某市人民政府", "点击查看更多>>", "The whole report >>"],
)  # fmt: skip
def test_lines_of_share_print_copyright_and_registration_are_known(line: str) -> None:
    assert is_known(line)


@pytest.mark.parametrize(
    "line",
    ["Print media lose readers, the survey says.", "Copyright law was reformed.", "Share prices fell on Monday.", "关闭两座煤矿",
     "The close of the year", "« La justice suivra son cours »", "Line 5 of the metro opens in May."],
)  # fmt: skip
def test_sentences_that_begin_alike_are_text(line: str) -> None:
    assert not is_known(line)


def pages_of_a_portal() -> list[list[Block]]:
    return [
        [
            Block("paragraph", "From the newsroom of the ministry"),
            *(Block("paragraph", f"{sentence} {number}") for sentence in SENTENCES),
            Block("heading", "Background"),
            Block("paragraph", "The ministry builds and keeps the roads of the republic."),
            Block("paragraph", "Press office, telephone 0123 456."),
        ]
        for number in range(6)
    ]


def test_lines_that_many_pages_share_are_learnt_and_headings_never() -> None:
    learnt = learn(pages_of_a_portal())
    assert "Press office, telephone 0123 456." in learnt
    assert "From the newsroom of the ministry" in learnt
    assert "Background" not in learnt
    left = without_boilerplate(pages_of_a_portal()[0], learnt=learnt)
    assert [block.text for block in left] == [f"{sentence} 0" for sentence in SENTENCES]


def test_too_few_pages_teach_nothing_and_a_page_is_never_emptied() -> None:
    assert learn(pages_of_a_portal()[:4]) == ()
    page_of_two = [Block("paragraph", "A shared line."), Block("paragraph", "Own.")]
    assert without_boilerplate(page_of_two, learnt=("A shared line.",)) == page_of_two


def test_declared_boilerplate_matches_whole_paragraphs_only() -> None:
    blocks = [Block("paragraph", "Contact: 0123"), Block("paragraph", "The Contact: 0123 is new.")]
    assert without_boilerplate(blocks, declared=(r"Contact: \d+",)) == blocks[1:]


def test_only_one_file_imports_trafilatura() -> None:
    sources = Path(__file__).parents[2] / "pipelines"
    importing = [
        path.name for path in sources.glob("*.py") if "import trafilatura" in path.read_text("utf-8")
    ]
    assert importing == ["extract.py"]


KINDS: dict[str, tuple[str, ...]] = {
    "a list of appointments": (
        "<p>The government has made these appointments:</p><ul>{}</ul>",
        *(f"<li>{name} is head of the {office} department.</li>" for name, office in (
            ("Ada Brown", "road"), ("Ben Gray", "harbour"), ("Cy Green", "forest"), ("Di White", "water"))),
    ),
    "appointments one a line": (
        "<div class=content>{}</div>",
        "国务院任免国家工作人员。<br>",
        *(f"任命{name}为{office}副部长；<br>" for name, office in (("张三", "交通"), ("李四", "水利"), ("王五", "财政"))),
        "免去赵六的交通部副部长职务。<br>",
    ),
    "a decree": (
        "<div class=law>{}</div>",
        "<p>Decree No. 12 on the use of roads</p>",
        *(f"<p>Article {n}</p><p>{text}</p>" for n, text in enumerate((
            "Roads are open.", "Carts keep left.", "Lamps are lit at dusk.", "This decree enters into force on 1 May."), 1)),
    ),
    "live updates": (
        "<article>{}</article>",
        *(f"<div class=update><p><time>{hour}:10</time> {sentence}</p></div>" for hour, sentence in enumerate(SENTENCES, 11)),
    ),
    "a table of figures with one sentence": (
        "<div class=content>{}</div>",
        "<p>The ministry has published the traffic of the year.</p>",
        "<table><tr><th>Road</th><th>Cars</th></tr><tr><td>North</td><td>1,200</td></tr><tr><td>South</td><td>900</td></tr></table>",
    ),
    "questions and answers": (
        "<div class=interview>{}</div>",
        *(f"<p><b>Q: Is line {n} open?</b></p><p>A: It opens in May, two years late.</p>" for n in range(1, 6)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_short_lines_of_the_main_block_do_not_vanish(kind: str) -> None:
    frame, *parts = KINDS[kind]
    found = plain(text_of(page(frame.format("".join(parts)))))
    missing = [part for part in parts for line in _TAG.split(part) if plain(line) not in found]
    assert missing == []


def test_paragraphs_in_a_heading_that_is_never_closed_are_paragraphs() -> None:
    long = " ".join(SENTENCES)
    blocks = read(
        page(f"<article><h2>What was built<div><p>{long}</p><p>{long[::-1]}</p></div></article>")
    ).blocks
    assert [block.kind for block in blocks if block.text == long] == ["paragraph"]


def test_a_column_of_the_page_that_is_an_item_of_a_list_makes_no_items_of_its_paragraphs() -> None:
    text = render(read(page(f"<ul class=columns><li>{paragraphs(4)}</li><li>Share</li></ul>")).blocks)
    assert text == "\n\n".join(SENTENCES)
    text = render(read(page(f"<ul>{f'<li>{paragraphs(4)}</li>' * 2}</ul>")).blocks)
    assert text.startswith(f"- {SENTENCES[0]}")


def test_numbers_of_a_list_that_goes_on_stay_with_their_items() -> None:
    law = "<ol start=4><li><h3>Bridges</h3><p>They are free.</p></li><li>Ferries are free.</li></ol>"
    found = text_of(page(f"<div class=article-text>{paragraphs()}{law}{paragraphs(2)}</div>"))
    assert "## 4. Bridges\n\n" in found
    assert "\n- 5. Ferries are free.\n\n" in found


def test_a_formula_is_text_and_is_said_once() -> None:
    formula = "<math><mi>F</mi><mo>=</mo><msup><mi>L</mi><mn>2</mn></msup></math>"
    katex = f"<span class=katex><span class=katex-mathml>{formula}</span><span class=katex-html>FL2=</span></span>"
    for written in (formula, katex):
        fee = f"<p>The fee is {written}, where L is the length of the lorry.</p>"
        found = text_of(page(f"<div class=article-text>{paragraphs()}{fee}</div>"))
        assert "The fee is F=L^2, where L is the length of the lorry." in found


_FOLDED = {
    "a button in a heading": "<h3><button aria-expanded=false aria-controls=p{n}>Part {n}</button></h3><div id=p{n} hidden>{text}</div>",
    "hidden from readers aloud": "<h3><button aria-controls=p{n}>Part {n}</button></h3><div id=p{n} aria-hidden=true>{text}</div>",
    "until it is found": "<h3>Part {n}</h3><div hidden=until-found>{text}</div>",
    "a tab": "<h3 role=tab id=t{n}>Part {n}</h3><div role=tabpanel aria-labelledby=t{n} hidden>{text}</div>",
    "a link in a heading": "<h3><a href='#p{n}' aria-expanded=false>Part {n}</a></h3><div id=p{n}>{text}</div>",
    "a heading in a link": "<a aria-expanded=false><h3>Part {n}</h3></a><div id=p{n}>{text}</div>",
    "details": "<details><summary>Part {n}</summary>{text}</details>",
}


@pytest.mark.parametrize("manner", _FOLDED)
def test_what_a_heading_unfolds_is_text_with_its_heading(manner: str) -> None:
    parts = "".join(
        _FOLDED[manner].format(n=n, text=f"<p>{sentence}</p>") for n, sentence in enumerate(SENTENCES)
    )
    found = text_of(
        page(f"<div class=article-text><p>The minister spoke in four parts.</p>{parts}</div>")
    ).replace("## ", "")
    assert [f"Part {n}\n\n{sentence}" in found for n, sentence in enumerate(SENTENCES)] == [True] * 4


def test_a_menu_that_unfolds_and_leads_elsewhere_is_none() -> None:
    menu = "".join(
        f"<h3><a href=/{name} aria-expanded=false>{name}</a></h3>" for name in ("Roads", "Bridges", "Ferries")
    )
    assert text_of(page(f"<div class=article-text>{paragraphs(3)}</div><div>{menu}</div>")) == text_of(
        page(f"<div class=article-text>{paragraphs(3)}</div>")
    )


def test_a_link_of_tabs_is_no_heading_of_the_text() -> None:
    tabs = "<ul class='nav nav-tabs'><li><h4><a href=#t3 aria-expanded=true role=tab>Votes</a></h4></ul>"
    assert "Votes" not in text_of(page(f"<div class=article-text>{paragraphs(3)}</div>{tabs}"))


def test_what_a_button_opens_elsewhere_is_none() -> None:
    opened = f"<button aria-controls=help>?</button><div id=help hidden><p>{SENTENCES[3]}</p></div>"
    assert SENTENCES[3] not in text_of(page(f"<div class=article-text>{paragraphs(3)}{opened}</div>"))


def month_sheet(cells: list[str]) -> str:
    rows = ["".join(f"<td>{cell}</td>" for cell in cells[at : at + 7]) for at in range(0, len(cells), 7)]
    head = "".join(f"<th>{day}</th>" for day in ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"))
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


@pytest.mark.parametrize("form", ["{:02}. November", "<a href=/day/{0}>{0}</a>", "{} 2 events"])
def test_the_sheet_of_a_month_is_no_table_of_the_article(form: str) -> None:
    sheet = month_sheet(["", *(form.format(day) for day in range(1, 31))])
    assert text_of(page(f"<h1>Bridge opened</h1>{paragraphs()}{sheet}")) == text_of(
        page(f"<h1>Bridge opened</h1>{paragraphs()}")
    )


@pytest.mark.parametrize(
    "cells",
    [
        ["9–17"] * 28,
        [f"{hour}:30" for hour in range(1, 25)],
        # Figures of an article, day by day.
        [str(31 - day) for day in range(28)],
        # A programme says what is on.
        [f"{day} The council meets in Oldtown" for day in range(1, 29)],
    ],
)
def test_a_table_by_weekdays_is_one(cells: list[str]) -> None:
    assert "| Mo | Di |" in text_of(page(f"<h1>Bridge opened</h1>{paragraphs()}{month_sheet(cells)}"))
