"""From the bytes of a page to an article: what the parts make together."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from attrs import evolve

from archive.records import Article, Hint, Page, Reading, Refusal, Rules
from pipelines import read as reading
from pipelines.read import read
from tests.pipelines.articles import PROSE, page_of

PAGES = Path(__file__).parent / "pages"
PORTAL = Reading("portal", site_name="govt.chinadaily.com.cn", timezone="Asia/Shanghai")
REPORT = (
    "The office has measured the climate of the river basin at some hundred places since 1860, and publishes the results of "
    "the year in this report, with the tables that stand behind it."
)
ADDRESS = "https://govt.example/s/202006/10/WS5ee0b0e5498ed1e2f340755c/zone.html"


def page(
    body: bytes, portal: Reading = PORTAL, captured_at: str = "2026-11-22T00:00:00.000Z", hint: Hint = Hint()
) -> Page:
    return Page(ADDRESS, body, "text/html", captured_at, portal, hint)


def article(*arguments: object, **named: object) -> Article:
    result = read(page(*arguments, **named))  # type: ignore[arg-type]
    assert isinstance(result, Article), result
    return result


@pytest.fixture(scope="module")
def zone() -> Article:
    return article((PAGES / "innovation_zone.html").read_bytes())


def test_the_eight_paragraphs_come_out_whole_and_nothing_else(zone: Article) -> None:
    paragraphs = zone.text.split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[0].startswith("With more start-ups than any other place")
    assert paragraphs[7].endswith("said Sun Jia, who runs the park.")


def test_a_chinese_line_above_the_day_is_no_label_of_it() -> None:
    said = "会议听取了财政部部长代表国务院所作的说明，并对议案进行了审议，同意国务院提出的议案。" * 4
    above = (
        "<h1>加强防汛工作</h1><p>在全省防汛工作会议上的讲话</p><p>发布日期：2007年7月2日 来源：某某日报</p>"
    )
    html = f"<title>加强防汛工作_某某省人民政府网</title><body>{above}<div class=text><p>{said}</p></div>"
    assert article(html.encode()).text.startswith("在全省防汛工作会议上的讲话\n\n")


@pytest.mark.parametrize(
    ("title", "line"),
    [
        (
            "Bridge over the Alm opens in spring (with photo)",
            "Bridge over the Alm opens in spring (with photo)",
        ),
        ("Bridge over the Alm opens in spring, as planned", "Bridge over the Alm opens in spr…"),
        ("Bridge over the Alm opens in spring, as planned", "Bridge over the Alm opens ..."),
    ],
)
def test_a_line_that_says_the_title_again_whole_or_cut_short_is_no_text(title: str, line: str) -> None:
    html = f"<title>{title}</title><body><h1>{title}</h1><ul><li>{line}</li></ul><p>{REPORT}</p><p>{REPORT[:150]}</p>"
    assert article(html.encode()).text.startswith(REPORT)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("Bridge across the Alm opens", "<h1><em>Novica</em> Bridge across the Alm opens</h1>"),
        ("Bridge across the Alm opens", "<p>BRIDGE ACROSS</p><p>THE ALM OPENS</p>"),
        ("为现代化建设凝聚智慧和力量——热烈祝贺会议开幕", "<p>为现代化建设凝聚智慧和力量</p><p>——热烈祝贺会议开幕</p>"),
    ],
)  # fmt: skip
def test_a_title_on_several_lines_or_behind_a_kicker_is_no_text(title: str, lines: str) -> None:
    found = read(
        page_of(f"<html><head><title>{title}</title></head><body><div>{lines}{PROSE * 4}</div></body></html>")
    )
    assert isinstance(found, Article)
    assert found.title == title
    assert found.text.startswith("The ministry said")


def test_a_page_without_a_title_is_refused_for_that() -> None:
    found = read(page_of(f"<html><body><h2>News</h2>{PROSE * 4}</body></html>"))
    assert isinstance(found, Refusal)
    assert found.reason == "no-title"


def test_title_caption_and_dates_are_kept_apart_from_the_text(zone: Article) -> None:
    assert zone.title == "Riverside zone widens its part in delta ties"
    for apart in (
        "Print",
        "WeChat",
        "Copyright",
        "ICP",
        "公网安备",
        "Updated",
        "[Photo",
        "largest number of start-ups",
    ):
        assert apart not in zone.text
    assert [image.caption for image in zone.images] == [
        "The Riverside Technology Zone has the largest number of start-ups in the province."
    ]
    assert zone.modified is not None
    assert zone.modified.on == "2020-06-10"


def test_an_article_says_how_it_was_read(zone: Article) -> None:
    assert (zone.origins["title"], zone.origins["text"]) == ("text:line", "blocks")
    assert (zone.encoding, zone.encoding_origin, zone.replacement_share) == ("utf-8", "utf-8", 0.0)
    assert zone.extractor.startswith("gazette ")
    assert zone.word_count > 200
    assert zone.text_digest.startswith("sha256:")


def test_reading_is_pure_and_its_results_travel_between_processes(zone: Article) -> None:
    again = article((PAGES / "innovation_zone.html").read_bytes())
    assert again == zone
    assert pickle.loads(pickle.dumps(zone)) == zone


HTML = """<html><head><title>Bridge opened</title></head><body><h1>Bridge opened</h1>
<div class="doc"><p>The ministry opened a bridge over the river on Monday.</p><div class="ad"><p>Buy a boat, it is
cheaper than a bridge and nicer.</p></div><p>Contact: press office</p><p>Our newsroom is open all day.</p></div>
<div class="else"><p>What else the page has to say is said here, at some length and to no purpose.</p></div></body></html>"""


def test_the_rules_of_the_day_of_capture_read_the_page() -> None:
    old = Rules(text=("div.else",), valid_until="2019-12-31")
    new = Rules(
        text=("div.doc",), cut=("//div[@class='ad']",), boilerplate=(r"Contact: .*",), valid_from="2020-01-01"
    )
    portal = Reading("portal", rules=(old, new), learnt_boilerplate=("Our newsroom is open all day.",))
    today = article(HTML.encode(), portal)
    assert today.text == "The ministry opened a bridge over the river on Monday."
    assert today.origins["text"] == "rule:text"
    before = article(HTML.encode(), portal, captured_at="2018-05-01T00:00:00.000Z")
    assert before.text.startswith("What else the page has to say")


def test_a_rule_that_finds_nothing_leaves_the_page_to_the_general_reading() -> None:
    found = article(HTML.encode(), Reading("portal", rules=(Rules(text=("div.gone",), title=("h5",)),)))
    assert found.origins["text"] != "rule:text"
    assert "opened a bridge" in found.text
    assert found.title == "Bridge opened"


@pytest.mark.parametrize("tag", ["span", "font", "a", "div", "p", "td"])
def test_a_rule_may_select_any_element_and_gets_all_of_it_and_nothing_behind_it(tag: str) -> None:
    first, last = "The council met on Monday.", "The bridge is to be built in spring."
    html = f"<h1>Bridge</h1><table><tr><td><{tag} id=zoom>{first}<br>{last}</{tag}>Print this page.</table>"
    found = article(html.encode(), Reading("portal", rules=(Rules(text=("#zoom",)),)))
    assert found.text == f"{first}\n\n{last}"


def test_what_a_rule_selects_within_what_it_selects_is_said_once() -> None:
    html = "<h1>Bridge</h1><div><font size=2><font color=red>The council</font> met on Monday.</font></div>"
    found = article(html.encode(), Reading("portal", rules=(Rules(text=("font",)),)))
    assert found.text == "The council met on Monday."


def test_the_text_does_not_begin_with_its_own_title() -> None:
    body = HTML.replace('<div class="doc">', '<div class="doc"><h2>Bridge opened</h2>').encode()
    assert not article(body, Reading("portal", rules=(Rules(text=("div.doc",)),))).text.startswith(
        "## Bridge opened"
    )


def test_what_is_unexpected_inside_becomes_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr(reading, "read_metadata", fail)
    assert read(page(HTML.encode())) == Refusal(ADDRESS, "unreadable", "ZeroDivisionError: a fault of ours")


def test_a_page_that_takes_all_memory_is_too_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    def eat(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(reading, "read_metadata", eat)
    found = read(page(HTML.encode()))
    assert isinstance(found, Refusal)
    assert found.reason == "too-heavy"


def test_a_page_that_calls_itself_an_application_keeps_its_title() -> None:
    name = "River climate measured for the hundredth time"
    head = f"<title>{name} - Portal</title><meta property='og:site_name' content='Portal'><meta name='application-name' content='{name}'>"
    html = f"{head}<h1>Office of the Climate</h1><div><h1>{name}</h1><p>{REPORT}</p><p>{REPORT[:60]} in the north.</p></div>"
    assert article(html.encode()).title == name


def test_a_label_goes_with_what_it_labels_and_a_short_line_of_the_text_stays() -> None:
    facts = "<dl><dt>Published</dt><dd>10 June 2020</dd></dl><p>In short:</p>"
    sentence = "The ministry said on Wednesday that the new bridge will be opened to traffic in spring."
    html = f"<html><title>Bridge</title><body><div class=main><h1>Bridge</h1>{facts}<p>{sentence}</p></div></body></html>"
    found = article(html.encode(), Reading("portal", rules=(Rules(text=(".main",)),)))
    assert found.text == f"In short:\n\n{sentence}"


def test_a_notice_of_one_sentence_among_menus_is_read_without_what_stands_around_it() -> None:
    menu = "".join(f"<li><a href=/{n}>Directorate of matter {n}</a></li>" for n in range(60))
    notice = "From 10 November 2026 to 15 March 2027 the moorings M1 to M24 at Marram Point are closed to all boats."
    share = "".join(f"<a href=/s{n}>Share - Chirper</a>" for n in range(5))
    html = (
        f"<html lang=en><head><title>Winter moorings</title></head><body><header><ul>{menu}</ul></header>"
        f"<main><article><header class=story__head><h1>Winter moorings</h1><dl><dt>Published</dt><dd>4 November 2026</dd>"
        f"</dl><div class=share>Share {share}</div></header><div class=story__text><p>{notice}</p></div></article></main>"
        f"<footer><ul>{menu}</ul><p>Ministry of Tides, 1 Breakwater Parade, Port Ansel.</p></footer></body></html>"
    )
    assert article(html.encode(), Reading("portal")).text == notice


def test_a_file_named_like_the_title_below_the_text_does_not_take_the_text_away() -> None:
    html = (
        "<title>Annual report 2021</title><main><h1>Annual report 2021</h1>"
        f"<p>{REPORT}</p><p>More is found in the files below.</p>"
        "<p class=callout>Annual report 2021</p><p class=callout>Tables of the year.</p></main>"
    )
    assert REPORT in article(html.encode()).text


NAV = "<header><nav><a href=/>Home</a> <a href=/n>News</a> <a href=/l>Laws</a> <a href=/c>Contact</a></nav></header>"
FOOT = "<footer><p>Ministry of Examples, 1 Main Street, Oldtown, Tel. 12345</p></footer>"


def among_menus(body: str, title: str = "Order on tolls", lang: str = "en") -> bytes:
    head = f"<head><title>{title} - Ministry of Examples</title></head>"
    return f"<html lang={lang}>{head}<body>{NAV}<main>{body}</main>{FOOT}</body></html>".encode()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<h1>Notice</h1><div class=content><p>The road to Oldtown is closed.</p></div>", "The road to Oldtown is closed."),
        ("<h1>Bekanntmachung</h1><p>Die Straße nach Altstadt ist gesperrt.</p>", "Die Straße nach Altstadt ist gesperrt."),
        ("<h1>通知</h1><div><p>通往老城的道路今天封闭。</p></div>", "通往老城的道路今天封闭。"),
        ("<h1>Appointments</h1><dl><dt>Director</dt><dd>Jane Roe</dd><dt>Deputy</dt><dd>John Doe</dd></dl>",
         "Director\n\nJane Roe\n\nDeputy\n\nJohn Doe"),
        ("<h1>Appointments</h1><div class=card><h3>Jane Roe</h3><p>Director</p></div><div class=card><h3>John Doe</h3><p>Deputy</p></div>",
         "## Jane Roe\n\nDirector\n\n## John Doe\n\nDeputy"),
        ("<h1>Order on tolls</h1><p>The President orders:</p><p>Tolls are abolished.</p><p>Oldtown, 3 May 2026</p>",
         "The President orders:\n\nTolls are abolished.\n\nOldtown, 3 May 2026"),
        (f"<h1>Order on tolls</h1><p>No lorry may pass.</p><p>3 May 2026</p><p>{'It holds for a year and for every road of the country. ' * 4}</p>",
         "No lorry may pass."),
    ],
)  # fmt: skip
def test_short_notices_and_decrees_are_read_whole_and_without_the_menu(body: str, text: str) -> None:
    result = read(page(among_menus(body), Reading("portal", site_name="Ministry of Examples")))
    assert isinstance(result, Article), result
    assert text in result.text
    assert not {"Home", "Contact", "Laws"} & set(result.text.split())


@pytest.mark.parametrize(
    "body", ["<h1>New regulation on bridges</h1>", "<h1>Rules</h1><iframe src=/text></iframe>"]
)
def test_a_page_of_menus_alone_is_no_article(body: str) -> None:
    result = read(page(among_menus(body, "New regulation on bridges")))
    assert isinstance(result, Refusal)
    assert (result.reason, result.detail) == ("too-thin", "nothing but menus")


TWO = (
    "<p>The ministry said on Wednesday that the new bridge across the river will be opened to traffic in spring.</p>"
    "<p>Drivers had used a ferry until now, which carried twelve cars at a time and stopped in winter.</p>"
)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>The platforms are:</p><ul><li>Facebook<li>TikTok<li>X</ul>", "- Facebook\n- TikTok\n- X"),
        ("<p>(Applause)</p><p>We thank all who built it.</p>", "(Applause)"),
        ("<p><a href=a.pdf>Section 4 of the Act is repealed.</a></p><p>The rest of the Act stays in force.</p>",
         "Section 4 of the Act is repealed."),
        ("<p>A fine of <del>five</del> <ins>seven</ins> crowns has to be paid.</p>", "A fine of ~~five~~ seven crowns"),
        ("<p>In 2025<sup>3</sup> it was 10<sup>6</sup> tons, on 5 m<sup>2</sup>.</p>", "In 2025^3 it was 10^6 tons, on 5 m2."),
        ("<p>The mayor said <q>it is over</q> to all of them.</p>", "said “it is over” to"),
    ],
)  # fmt: skip
def test_words_of_law_stay_what_they_were(body: str, text: str) -> None:
    found = article(among_menus(f"<h1>Order on tolls</h1>{TWO}{body}"))
    assert text in found.text


def test_a_notice_that_is_its_own_title_is_its_text_as_well() -> None:
    notice = "The Oldtown bridge is closed until further notice."
    assert article(among_menus(f"<h1>{notice}</h1><p>{notice}</p>", notice)).text == notice


FAULTY = {
    "text": ("div[", "//p[nosuch(.)]", "p:perhaps", ""),
    "title": ("h1:perhaps",),
    "cut": ("div[", "//div["),
    "published": ("time[",),
    "boilerplate": ("(",),
}


@pytest.mark.parametrize("field", FAULTY)
def test_a_faulty_rule_is_told_and_loses_no_page(field: str) -> None:
    portal = Reading("example", rules=(Rules(**{field: FAULTY[field]}),))  # type: ignore[arg-type]
    body = f"<title>A year of floods</title><h1>A year of floods</h1><p>{REPORT}</p>".encode()
    found = article(body, portal)
    assert found.flags == ("faulty-rule",)
    assert evolve(found, flags=()) == article(body, Reading("example"))


def test_of_two_rules_the_right_one_is_obeyed() -> None:
    portal = Reading("example", rules=(Rules(text=("div[", "p.second")),))
    body = f"<title>A year of floods</title><h1>A year of floods</h1><p>{REPORT}</p><p class=second>{REPORT[:60]}</p>"
    assert article(body.encode(), portal).text == REPORT[:60]


DATED = "<title>The bridge</title><h1>The bridge</h1>{date}<div class=body>{parts}</div>"
FIRST, SECOND, THIRD = (f"The {what} of the bridge over the river will be {done} for as long as it takes." for what, done in (("north side", "closed"), ("south side", "open"), ("old ferry", "running")))  # fmt: skip


@pytest.mark.parametrize(
    ("date", "parts", "text"),
    [
        ("", f"<div>{FIRST}</div><div>4 May 2026</div><div>{SECOND}</div>", f"{FIRST}\n\n4 May 2026\n\n{SECOND}"),
        ("<p>4 May 2026</p>", f"<p>{FIRST}</p><div><div>Monday, 4 May 2026</div></div><p>{SECOND}</p>", f"{FIRST}\n\nMonday, 4 May 2026\n\n{SECOND}"),
        ("<p>4 May 2026</p>", f"<p>{FIRST}</p><p>It is closed on:</p><div>Monday, 4 May 2026</div><div>5 May 2026</div><p>{SECOND}</p>", f"{FIRST}\n\nIt is closed on:\n\nMonday, 4 May 2026\n\n5 May 2026\n\n{SECOND}"),
        ("", f"<p>{FIRST}</p><p class=date>4 May 2026</p><p>{SECOND}</p>", f"{FIRST}\n\n{SECOND}"),
        ("", f"<p>{FIRST}</p><p><time>4 May 2026</time></p><p>{SECOND}</p>", f"{FIRST}\n\n{SECOND}"),
        ("", f"<p>{FIRST}</p><p>Published: 4 May 2026</p><p>{SECOND}</p>", f"{FIRST}\n\n{SECOND}"),
        ("", f"<p>4 May 2026</p><p>{FIRST}</p><p>{SECOND}</p>", f"{FIRST}\n\n{SECOND}"),
    ],
)  # fmt: skip
def test_a_day_within_the_text_stays_and_one_beside_the_title_goes(date: str, parts: str, text: str) -> None:
    body = DATED.format(date=date, parts=f"{parts}<p>{THIRD}</p>").encode()
    found = read(evolve(page(body), url="https://govt.example/bridge.html"))
    assert isinstance(found, Article)
    assert found.published is not None
    assert found.published.on == "2026-05-04"
    assert found.text == f"{text}\n\n{THIRD}"


@pytest.mark.parametrize("name", ["English", "العربية", "Français"])
def test_the_name_of_another_language_above_a_text_is_a_link(name: str) -> None:
    body = f"<h1>Climate of the river</h1><div class='content'><p><a href='/x'>{name}</a></p><p>{REPORT}</p></div>"
    assert article(body.encode()).text == REPORT


def test_where_the_sites_name_in_a_menu_is_all_that_the_head_says_the_day_under_the_heading_counts() -> None:
    menu = "".join(f"<li><a href=/{number}>Department {number}</a>" for number in range(50))
    body = f"<ul><li><a href=/>House of the Tides</a>{menu}</ul><h4>Dues of the harbour are raised<br><small>18 June 2020</small></h4>"
    head = "<title>House of the Tides</title><meta property=og:title content='House of the Tides Press'>"
    html = f"{head}<body>{body}<p>{REPORT}</p><p>{REPORT}</p><p>{REPORT}</p>"
    found = read(evolve(page(html.encode()), url="https://govt.example/press/12"))
    assert isinstance(found, Article)
    assert found.published is not None
    assert (found.title, found.published.on) == ("Dues of the harbour are raised", "2020-06-18")
    assert found.text == "\n\n".join([REPORT] * 3)
