"""Notices of a few lines are read whole, and nothing else, in whatever template a portal has them."""

from __future__ import annotations

import pytest

from archive.records import Article
from pipelines.read import read
from tests.pipelines.articles import page_of

_WORDS = "Home About Ministry News Press-releases Speeches Publications Laws Contact Careers Tenders".split()
_MENU = f"<nav><ul>{''.join(f'<li><a href=/{word}>{word}</a></li>' for word in _WORDS)}</ul></nav>"
_TEASERS = "".join(
    f"<li><a href=/n/{number}>The minister opened bridge number {number} over the river</a></li>"
    for number in range(6)
)
_SIDE = f"<aside class=sidebar><h3>Latest news</h3><ul>{_TEASERS}</ul></aside>"
_FOOT = (
    "<footer><p>Ministry of Transport, 4 Station Road, Oldtown</p><p>Telephone 01 234 567</p>"
    "<p>© 2026 Ministry of Transport. All rights reserved.</p><a href=/p>Privacy</a></footer>"
)
_SHARE = "<div class=share><a href=f>Facebook</a> <a href=t>Twitter</a></div>"
_LOG_IN = (
    "<form action=/login><input name=user><input type=password name=pw><button>Log in</button>"
    "<a href=/forgot>Forgot password?</a></form>"
)
_CRUMBS = "<div class=breadcrumb><a href=/>Home</a> &gt; <a href=/news>News</a> &gt; Notice</div>"

TEMPLATES = {
    "boxes": f"<header>{_MENU}</header>{_CRUMBS}<div class=content><h1>%s</h1><p class=date>Published: 4 May 2026"
    f"</p><div class=text>%s</div>{_SHARE}</div>{_FOOT}",
    "plain": f"<header>{_MENU}</header><h1>%s</h1>%s{_FOOT}",
    "side bar": f"<header>{_MENU}</header><main><article><h1>%s</h1><time>4 May 2026</time>%s</article></main>"
    f"{_SIDE}{_FOOT}",
    "tables": f"<table><tr><td>{_MENU}</td></tr><tr><td>{_SIDE}</td><td><h1>%s</h1><p>2026-05-04</p>%s</td></tr>"
    f"</table>{_FOOT}",
    "log in": f"<header>{_MENU}{_LOG_IN}</header>{_CRUMBS}<main><h1>%s</h1><p class=meta>4 May 2026</p>"
    f"<div class=body>%s</div>{_SHARE}</main>{_FOOT}",
    "no h1": f"<div id=header>{_MENU}</div><div id=main><div id=content><h2 class=title>%s</h2>"
    f"<span class=date>4 May 2026</span><div class=entry>%s</div></div><div id=right>{_SIDE}</div></div>{_FOOT}",
    "weblog": f"<div class=site-header>{_MENU}</div><div class=content-area><article class=post>"
    "<header class=entry-header><h1 class=entry-title>%s</h1><div class=entry-meta>Posted on "
    "<time datetime=2026-05-04>4 May 2026</time></div></header><div class=entry-content>%s</div>"
    "<footer class=entry-footer>Posted in <a href=/c>Notices</a></footer></article><nav class=post-navigation>"
    f"<a href=/a>Older notice about the harbour</a></nav></div><div class=widget-area>{_SIDE}</div>{_FOOT}",
}


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


CLOSED = ["因施工需要，旧城大桥自五月四日起封闭。", "请绕行。", "交通部办公厅", "2026年5月4日"]
MOVES = ["The harbour office moves to Station Road 4.", "It opens there on Monday at eight."]
HOURS = [("14:05", "The river is at four metres."), ("13:20", "The bridge is closed to all cars."),
         ("12:00", "Rain has stopped.")]  # fmt: skip
NAMES = ["Jane Roe", "John Doe", "Max Muster", "Erika Muster"]
APPOINTED = [
    "经研究决定：",
    "任命张三为交通局局长；",
    "免去李四的交通局副局长职务。",
    "市政府",
    "2026年5月4日",
]
CONTACT = ["The press office has a new number.", "Telephone: 01 234 999", "press@transport.example"]
FEES = ["| Vehicle | Fee |", "| Car | 4.00 |", "| Bicycle | 1.00 |"]
TENDER = ["Buyer", "Ministry of Transport", "Object", "Bridge over the river", "Value", "4,000,000"]
SPEECH = [
    "Ladies and gentlemen,",
    "thank you for coming to the opening of the new bridge.",
    "It took three years.",
]
NOTICES = {
    "one sentence": (
        "Notice",
        paragraphs("The road to Oldtown is closed."),
        ["The road to Oldtown is closed."],
    ),
    "two sentences": ("The office moves", paragraphs(*MOVES), MOVES),
    "signed and dated, in Chinese": ("关于道路封闭的通知", paragraphs(*CLOSED), CLOSED),
    "a speech": ("Speech", paragraphs(*SPEECH), SPEECH),
    "a quotation": (
        "The school bus",
        "<p>The school bus takes the new road from May on.</p>"
        "<blockquote><p>“We waited long.”</p><p>Jane Roe, mayor</p></blockquote>",
        ["The school bus takes the new road from May on.", "“We waited long.”", "Jane Roe, mayor"],
    ),
    "who is appointed": (
        "Appointments",
        "<dl><dt>Director</dt><dd>Jane Roe</dd><dt>Deputy</dt><dd>John Doe</dd></dl>",
        ["Director", "Jane Roe", "Deputy", "John Doe"],
    ),
    "a decree": (
        "Decree on ferries",
        "<h3>Article 1</h3><p>Ferries stop at dusk.</p><h3>Article 2</h3><p>It enters into force tomorrow.</p>",
        ["## Article 1", "Ferries stop at dusk.", "## Article 2", "It enters into force tomorrow."],
    ),
    "fees in a table": (
        "Fees for ferries",
        "<p>The fees for ferries change on 1 June.</p><table><tr><th>Vehicle</th><th>Fee</th></tr>"
        "<tr><td>Car</td><td>4.00</td></tr><tr><td>Bicycle</td><td>1.00</td></tr></table>",
        ["The fees for ferries change on 1 June.", *FEES],
    ),
    "nothing but a table": (
        "Opening hours",
        "<table><tr><td>Monday</td><td>8 to 12</td></tr><tr><td>Tuesday</td><td>8 to 16</td></tr></table>",
        ["| Monday | 8 to 12 |", "| Tuesday | 8 to 16 |"],
    ),
    "live updates": (
        "Flood: live updates",
        "".join(f"<h3>{hour}</h3><p>{said}</p>" for hour, said in HOURS),
        [line for hour, said in HOURS for line in (f"## {hour}", said)],
    ),
    "live updates in boxes": (
        "Flood: live updates",
        "".join(
            f"<div class=update><span class=time>{hour}</span><p>{said}</p></div>" for hour, said in HOURS
        ),
        [line for hour_and_said in HOURS for line in hour_and_said],
    ),
    "a contact": ("Press office moves", paragraphs(*CONTACT), CONTACT),
    "names": ("New members of the council", paragraphs(*NAMES), NAMES),
    "a signed decree": (
        "Decree 12 of 2026",
        "<ol><li>Ferries stop at dusk.</li><li>It enters into force tomorrow.</li></ol><p>Jane Roe</p><p>Minister</p>",
        ["- Ferries stop at dusk.", "- It enters into force tomorrow.", "Jane Roe", "Minister"],
    ),
    "questions": (
        "Questions and answers",
        "<p><b>Is the bridge open?</b></p><p>No.</p><p><b>When will it be?</b></p><p>In May.</p>",
        ["Is the bridge open?", "No.", "When will it be?", "In May."],
    ),
    "a tender": (
        "Tender",
        "<dl>"
        + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in zip(TENDER[::2], TENDER[1::2], strict=True))
        + "</dl>",
        TENDER,
    ),
    "appointments, in Chinese": ("任免通知", paragraphs(*APPOINTED), APPOINTED),
    "an agenda": (
        "Agenda",
        "<ul><li>09:00 Opening</li><li>10:00 Report of the director</li></ul>",
        ["- 09:00 Opening", "- 10:00 Report of the director"],
    ),
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_is_read_whole_and_without_the_page_around_it(template: str, notice: str) -> None:
    title, body, lines = NOTICES[notice]
    html = (
        f"<html><head><title>{title}</title></head><body>{TEMPLATES[template] % (title, body)}</body></html>"
    )
    found = read(page_of(html, captured_at="2026-05-05T00:00:00.000Z"))
    assert isinstance(found, Article), found
    assert found.title == title
    assert [line for line in found.text.split("\n") if line] == lines
    assert not found.authors


@pytest.mark.parametrize("notice", NOTICES)
def test_a_contact_in_another_column_is_no_part_of_a_notice(notice: str) -> None:
    title, body, lines = NOTICES[notice]
    main = f"{_CRUMBS}<h1>{title}</h1><div class=field>{body}</div><p>Last updated: 4 May 2026</p>"
    column = "<h3>Contact</h3><p>Press office, telephone 01 234 567, press@ministry.example</p>"
    columns = f"<div class=row><div class=col-8>{main}</div><div class=col-4>{column}</div></div>"
    html = f"<header>{_MENU}</header><div class=container>{columns}</div>{_FOOT}"
    found = read(page_of(f"<html><head><title>{title}</title></head><body>{html}</body></html>"))
    assert isinstance(found, Article)
    assert [line for line in found.text.split("\n") if line] == lines


def test_a_heading_at_the_end_of_a_notice_heads_something_else() -> None:
    title, body, lines = NOTICES["one sentence"]
    html = TEMPLATES["boxes"] % (title, f"{body}<h3>The bridge from above</h3>")
    found = read(page_of(f"<html><body>{html}</body></html>"))
    assert isinstance(found, Article)
    assert [line for line in found.text.split("\n") if line] == lines


def test_a_teaser_above_the_title_gives_way_to_the_sentence_below_it() -> None:
    teaser = (
        "Spring comes early to three parks in four, as a study of the park service says, and early springs bring "
        "forth plants that crowd out the flowers of the meadows, which costs the parks a great deal of money."
    )
    said = "The department looks after the land and the rivers, and keeps faith with those who lived there before."
    body = (
        f"{_MENU}<div class=slides><ul><li><p>{teaser}</p></li></ul></div>"
        f"<div class='two-column no-sidebar'><h1>Mission</h1><p>{said}</p></div>{_FOOT}"
    )
    article = read(
        page_of(f"<html><head><title>Mission | Department</title></head><body>{body}</body></html>")
    )
    assert isinstance(article, Article)
    assert article.text == said


_SAID = "The ministry bought seventeen ferries for four million on 30 December, as it told the council in a letter."
_TEASED = "".join(
    f"<li><a href=/n/{number}>Bridge {number} is closed</a><div>Masons look after bridge number {number} until the "
    "end of spring, and cars take the road along the river meanwhile.</div></li>"
    for number in range(6)
)


def _text_of(body: str) -> str:
    html = f"<html><head><title>Ferries - Ministry</title></head><body>{_MENU}{body}{_FOOT}</body></html>"
    article = read(page_of(html))
    assert isinstance(article, Article), article
    return article.text


@pytest.mark.parametrize(
    "column",
    [
        f"<div class=sidebar><ul>{_TEASED}</ul></div>",
        f"<div id=x><h3>Latest news</h3><ul>{_TEASED}</ul></div>",
        f"<div id=x><h3>Najnowsze</h3><ul>{_TEASED}</ul></div>",
        f"<div id=x><h3>Материалы по теме</h3><ul>{_TEASED}</ul></div>",
    ],
)
@pytest.mark.parametrize("is_above", [False, True])
def test_teasers_of_other_pages_give_way_to_one_sentence_under_the_title(column: str, is_above: bool) -> None:
    own = f"<div id=y><h1>Ferries</h1><p>{_SAID}</p></div>"
    assert _text_of(f"{column}{own}" if is_above else f"{own}{column}") == _SAID


def test_what_an_article_says_of_links_is_no_teaser() -> None:
    own = f"<div id=y><h1>Ferries</h1><p>{_SAID}</p><h3>The bridges</h3><ul>{_TEASED}</ul></div>"
    assert "Masons look after bridge number 5" in _text_of(own)


def test_a_list_of_parts_that_an_introduction_announces_stays() -> None:
    introduction = (
        "<p>Each of these five steps protects a ferry for a year, and none takes longer than a day.</p>"
    )
    column = f"<div class=related>{introduction * 3}<ul>{_TEASED}</ul></div>"
    assert "Masons look after bridge number 5" in _text_of(
        f"<div id=y><h1>Ferries</h1><p>Steps for masters.</p></div>{column}"
    )
