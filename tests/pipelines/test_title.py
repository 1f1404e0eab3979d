"""Which of a page's statements is its title."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pytest

from archive.records import Hint, Page, Reading
from pipelines.encoding import decode
from pipelines.markup import parse_decoded
from pipelines.title import Statement, agreement, read_title

URL = "https://www.transport.gov.example/news/2026/bridge.html"


def title_of(
    html: str, headline: str = "", hint: Hint = Hint(), declared: str = "", **meta: str
) -> Statement:
    page = Page(URL, html.encode(), "", "2026-11-22T00:00:00.000Z", Reading("x"), hint)
    document = parse_decoded(URL, decode(page.body))
    named = {name.replace("_", ":"): content for name, content in meta.items()}
    return read_title(document, page, named, headline, ("Ministry of Transport",), declared)


@pytest.mark.parametrize(
    ("html", "expected", "origin"),
    [
        ("<title>Bridge opened | Ministry of Transport</title><h1>Bridge opened</h1>", "Bridge opened", "text:h1"),
        ("<title>New bridge for Oldtown</title><h1>Oldtown gets a new bridge</h1>", "Oldtown gets a new bridge", "text:h1"),
        ("<h1>News</h1><title>Bridge over the Alm opened - Ministry of Transport</title>", "Bridge over the Alm opened", "html:title"),
        ("<h1>Ministry of Transport</h1><title>Bridge over the Alm opened</title>", "Bridge over the Alm opened", "html:title"),
        ("<title>省政府召开防汛会议_某某省人民政府网</title><div class=t>省政府召开防汛会议</div>", "省政府召开防汛会议", "text:line"),
        ("<title>Ministry of Transport - Press - The Alm bridge is open</title><h2>The Alm bridge is open</h2>",
         "The Alm bridge is open", "text:line"),
        ("<title>Bridges - Overview | Transport Department</title><h2><a href='/'>Transport Department</a></h2>"
         "<p>Transport Department</p>", "Bridges - Overview", "html:title"),
        ("<title>The Alm bridge is open - Press</title><h2><a href='#top'>The Alm bridge is open</a></h2><p>The Alm bridge is open</p>",
         "The Alm bridge is open", "text:line"),
        ("<h1>Bridge opened</h1>", "Bridge opened", "text:h1"),
        ("<title>Statement on the bridge - Media releases</title><h1><span>Media release</span> "
         "<span itemprop='headline'>Statement on the bridge</span></h1>", "Statement on the bridge", "text:h1"),
        ("<meta name='x'><title>Notice of works in Alm - Gazette</title><h1>Closing of the Alm bridge</h1>", "Closing of the Alm bridge", "text:h1"),
        ("<title>Opening statement to the press conference</title><h1>PRESS CONFERENCE</h1>",
         "Opening statement to the press conference", "html:title"),
        ("<title>다리가 열린다 &lt; 소식 &lt; 바다시</title><h1 class='logo'><a href='//www.sea.example/?from=gnb'>바다시</a></h1>"
         "<h2>다리가 열린다</h2>", "다리가 열린다", "text:line"),
        ("<p>Nothing that could be a title</p>", "", ""),
    ],
)  # fmt: skip
def test_the_order_of_what_a_page_says(html: str, expected: str, origin: str) -> None:
    assert title_of(html) == Statement(expected, origin)


def test_the_rule_of_the_portal_comes_first_and_the_listing_last() -> None:
    html = "<title>Bridge opened</title><h1>Bridge opened</h1>"
    assert title_of(html, declared=" Declared\n title ") == Statement("Declared title", "rule:title")
    assert title_of("<p>x</p>", hint=Hint(title="From the feed", origin="feed")) == Statement(
        "From the feed", "hint:feed"
    )


def test_dublin_core_is_heard_where_the_only_heading_says_something_else() -> None:
    html = "<title>Notice of works in Alm - Gazette</title><h1>Contents</h1>"
    assert title_of(html, **{"dc.title": "Notice of works in Alm"}) == Statement(
        "Notice of works in Alm", "meta:dc.title"
    )


def test_statements_for_machines_help_where_the_heading_says_something_else() -> None:
    html = "<title>Transport.gov.example</title><h1>Newsroom</h1>"
    assert title_of(html, og_title="Bridge opened | Ministry of Transport") == Statement(
        "Bridge opened", "meta:og:title"
    )
    assert title_of(html, headline="Bridge opened") == Statement("Bridge opened", "json-ld:headline")


def test_a_kicker_or_byline_inside_the_heading_is_not_the_title() -> None:
    html = "<title>Bridge opened</title><h1><span>Press release</span><br>Bridge opened</h1>"
    assert title_of(html).text == "Bridge opened"
    label = "<title>Opinion 2017-3</title><h1>Official Opinion 2017-3</h1>"
    assert title_of(label, og_title="2017-3", headline="2017-3").text == "2017-3"
    byline = "<title>Bridge over the Alm opened</title><h1>Bridge over the Alm opened<small>Posted on 1 May</small></h1>"
    assert title_of(byline).text == "Bridge over the Alm opened"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "<span class=category><span class=aural>Thema </span>Verkehr</span>Neue Brücke über die Alm",
            "Neue Brücke über die Alm",
        ),
        ("<small class='c-kicker'>Transport</small> New bridge", "New bridge"),
        ("New bridge<span class='visually-hidden'> (opens a new page)</span>", "New bridge"),
        ("<span class=articleKicker>Transport</span><span>New bridge</span>", "New bridge"),
        (
            "<span class='visually-hidden'>Press release</span>: New bridge over the Alm",
            "New bridge over the Alm",
        ),
        ("<span class=blind>공지사항</span>다리 개통 안내", "다리 개통 안내"),
        # What is left has to be a title by itself, and what is left out a kicker.
        ("<span class=sr-only>New bridge over the Alm</span>", "New bridge over the Alm"),
        ("<span class=categories-title>New bridge</span> over the Alm", "New bridge over the Alm"),
        ("<span class='post-title category-news'>New bridge</span> Alm", "New bridge Alm"),
        ("<span class='category page-title'>New bridge</span> Alm", "New bridge Alm"),
        (
            "<span class=category>Regulation 2026/12</span> of the Commission",
            "Regulation 2026/12 of the Commission",
        ),
        ("<span class=overline>New bridge over the Alm</span> 2026", "New bridge over the Alm 2026"),
        ("<span class='sr-only md:not-sr-only'>New bridge</span> Alm", "New bridge Alm"),
        ("<span class=rubrik>Ny bro</span><span class=underrubrik>Trafik</span>", "Ny bro Trafik"),
    ],
)
def test_what_a_heading_calls_a_kicker_or_hides_is_not_the_title(heading: str, expected: str) -> None:
    assert title_of(f"<title>Portal</title><h1>{heading}</h1>").text == expected


def test_what_the_head_says_of_a_heading_goes_before_how_the_page_calls_its_parts() -> None:
    heading = "<h1><span class=topline>Haushalt</span>: Neue Brücke</h1>"
    assert title_of(f"<title>Haushalt: Neue Brücke | Amt</title>{heading}").text == "Haushalt: Neue Brücke"
    assert title_of(f"<title>Neue Brücke | Amt</title>{heading}").text == "Neue Brücke"
    law = "Bridge law <span class=visually-hidden>(second reading)</span>"
    assert title_of(f"<title>Bridge law (second reading) - Parliament</title><h1>{law}</h1>").text == (
        "Bridge law (second reading)"
    )


@pytest.mark.parametrize("kicker", ["Press release", "Comunicado de prensa", "Note d'information"])
def test_what_calls_it_news_is_a_kicker_though_written_small(kicker: str) -> None:
    name = "Bridge over the Alm opened"
    html = f"<title>{name} | Ministry of Transport</title><h1>{kicker} {name}</h1>"
    assert title_of(html, og_title=name, headline=name).text == name


def test_a_blank_before_a_colon_stays_where_the_page_has_it() -> None:
    html = "<title>Incendies : le plan du ministre</title><h1>Incendies : le plan du ministre</h1>"
    assert title_of(html).text == "Incendies : le plan du ministre"


def test_half_of_a_sentence_is_no_kicker() -> None:
    html = "<title>Work | Greens</title><h1>We campaign for good Work</h1>"
    assert title_of(html, og_title="Work", headline="Work").text == "We campaign for good Work"


def test_hyphenation_does_not_tear_words() -> None:
    html = "<title>Donaudampfschifffahrt</title><h1>Donau<wbr>dampf<i></i>schiff\u00adfahrt</h1>"
    assert title_of(html).text == "Donaudampfschifffahrt"


def test_agreement_counts_shared_words_and_pairs_of_characters() -> None:
    assert agreement("New bridge opened", "Bridge opened, new") == 1.0
    assert agreement("Bridge opened", "Budget passed") == 0.0
    assert agreement("防汛会议召开", "防汛会议") > 0.7


@pytest.mark.parametrize(
    ("html", "expected", "origin"),
    [
        ("<title>Ministry of Transport opens bridge | Ministry of Transport</title><h1>Ministry of Transport opens bridge</h1>",
         "Ministry of Transport opens bridge", "text:h1"),
        ("<title>Ministry of Transport</title><h1>Ministry of Transport opens bridge</h1>", "Ministry of Transport opens bridge", "text:h1"),
        ("<title>Ministry of Transport opens bridge - Ministry of Transport</title>", "Ministry of Transport opens bridge", "html:title"),
        ("<title>Bridge over the Alm opened</title><h1>Ministry of Transport Newsroom</h1>", "Bridge over the Alm opened", "html:title"),
    ],
)  # fmt: skip
def test_a_title_may_begin_with_the_name_of_the_site(html: str, expected: str, origin: str) -> None:
    assert title_of(html) == Statement(expected, origin)


@pytest.mark.parametrize("href", ["/", "https://www.transport.gov.example", "/index.html"])
def test_a_heading_that_leads_home_is_the_name_of_the_site(href: str) -> None:
    html = f"<title>Alm Valley Diary: Bridge over the Alm opened</title><h1><a href='{href}'>Alm Valley Diary</a></h1>"
    assert title_of(html, og_title="Bridge over the Alm opened").origin == "meta:og:title"


@pytest.mark.parametrize("href", ["#top", "/?p=12", "/news/2026/bridge.html", ""])
def test_a_heading_that_leads_elsewhere_may_be_the_title(href: str) -> None:
    html = f"<title>Bridge opened - Alm Valley Diary</title><h1><a href='{href}'>Bridge opened</a></h1>"
    assert title_of(html) == Statement("Bridge opened", "text:h1")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("权威发布 | 省政府召开防汛会议", "权威发布 | 省政府召开防汛会议"),
        (
            "In brief | The bridge over the Alm has been opened",
            "In brief | The bridge over the Alm has been opened",
        ),
        ("The bridge over the Alm has been opened | Press", "The bridge over the Alm has been opened"),
        ("The bridge is open | Ministry of Transport", "The bridge is open"),
    ],
)
def test_a_bar_in_the_heading_cuts_only_the_smaller_end(heading: str, expected: str) -> None:
    assert title_of(f"<title>{heading}</title><h1>{heading}</h1>") == Statement(expected, "text:h1")


@pytest.mark.parametrize(
    ("html", "expected", "origin"),
    [
        ("<title>Bridge opened in Oldtown - Northland Ministry of Transport</title>", "Bridge opened in Oldtown", "html:title"),
        ("<title>Ministry of Transport | Press releases | Bridge opened in Oldtown</title>", "Bridge opened in Oldtown", "html:title"),
        ("<title>省政府召开防汛会议--某某新闻网</title>", "省政府召开防汛会议", "html:title"),
        ("<title>News</title><h1>Bridge opened</h1>", "Bridge opened", "text:h1"),
        ("<title>News - Ministry of Transport</title><h1>News</h1>", "News", "html:title"),
    ],
)  # fmt: skip
def test_what_a_template_says_of_all_its_pages_is_no_title(html: str, expected: str, origin: str) -> None:
    assert title_of(html) == Statement(expected, origin)


def test_a_title_for_sharing_beats_a_heading_that_all_pages_have() -> None:
    html = "<title>Press Releases | Ministry of Transport</title><h1>Press Releases</h1>"
    assert title_of(html, og_title="Bridge opened").text == "Bridge opened"
    assert title_of(html, hint=Hint(title="Bridge opened", origin="feed")) == Statement(
        "Bridge opened", "hint:feed"
    )


def test_a_heading_broken_over_two_lines_is_one_title() -> None:
    html = "<title>{0}</title><h1>某某省人民政府<br>关于印发工作方案的通知</h1>"
    assert (
        title_of(html.format("某某省人民政府关于印发工作方案的通知")).text
        == "某某省人民政府关于印发工作方案的通知"
    )
    assert title_of(html.format("工作方案的通知_某某网")).text == "某某省人民政府 关于印发工作方案的通知"


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("The minister warns of « a grave situation »", "The minister warns of « a grave situation »"),
        ("Crisis - «Restraint has its price»", "Crisis - «Restraint has its price»"),
        ("She grew up here: »It was a strength«", "She grew up here: »It was a strength«"),
        ("The Alm bridge is open » News", "The Alm bridge is open"),
    ],
)
def test_guillemets_in_pairs_are_quotation_marks_and_one_alone_is_a_divider(
    heading: str, expected: str
) -> None:
    html = f"<title>{heading}</title><h1>{heading}</h1>"
    assert title_of(html).text == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (
            "<title>100 years: The Alm bridge has its birthday</title><h1><span>100 years</span><div>The Alm bridge has its birthday</div></h1>",
            "100 years: The Alm bridge has its birthday",
        ),
        (
            "<title>The Alm bridge</title><h1><span>Traffic</span><span>:</span> <span>The Alm bridge is open</span></h1>",
            "Traffic: The Alm bridge is open",
        ),
    ],
)
def test_the_parts_of_a_heading_are_put_together_as_a_reader_would(html: str, expected: str) -> None:
    assert title_of(html).text == expected


@pytest.mark.parametrize(
    "name",
    ["-某某网", "--某某网", "_某某新闻网", " - 某某门户", "-某某部警政署全球資訊網", "_某某市政府入口網"],
)
def test_the_name_of_a_chinese_site_is_no_part_of_the_title(name: str) -> None:
    assert title_of(f"<title>本市新大桥今天正式通车！{name}</title>").text == "本市新大桥今天正式通车！"


@pytest.mark.parametrize(
    "title",
    ["数字经济大会聚焦工业互联网", "五部會-攜手建構社會安全網", "打詐新利器—內政部推出全民防詐資訊網"],
)
def test_a_title_about_a_net_keeps_it(title: str) -> None:
    assert title_of(f"<title>{title}</title>").text == title


def test_how_ideographs_are_pronounced_is_no_part_of_a_title() -> None:
    ruby = "<ruby>子<rp>(</rp><rt>こ</rt><rp>)</rp></ruby>どもを<ruby>守<rt>まも</rt></ruby>る法律ができる"
    assert (
        title_of(f"<title>子どもを守る法律ができる</title><h1>{ruby}</h1>").text == "子どもを守る法律ができる"
    )


@pytest.mark.parametrize(
    "title",
    ["Untitled Document", "Document", "Welcome", "Print version", "Detail - Ministry of Transport", "Ministry of Transport",
     "Ministry of Transport | Official Portal", "Official website of the Government of Ruritania",
     "Ministry of Transport - 3 May 2026", "Nachrichten", "新闻详情", "Portal of all ministries"],
)  # fmt: skip
def test_the_only_heading_goes_before_a_title_that_the_whole_portal_has(title: str) -> None:
    assert (
        title_of(f"<title>{title}</title><article><h1>New rules for bridges</h1></article>").text
        == "New rules for bridges"
    )


@pytest.mark.parametrize(
    "heading",
    ["<h2>New rules for bridges</h2>", "<h3>New rules for bridges</h3>", "<div class=title>New rules for bridges</div>",
     "<h1>News</h1><h2>New rules for bridges</h2>", "<aside><h2>More news</h2></aside><h2>New rules for bridges</h2>"],
)  # fmt: skip
def test_a_lesser_heading_goes_before_the_name_of_the_portal(heading: str) -> None:
    html = f"<title>Ministry of Transport</title>{heading}"
    page = Page(
        URL, html.encode(), "", "2026-11-22T00:00:00.000Z", Reading("x", site_name="Ministry of Transport")
    )
    document = parse_decoded(URL, decode(page.body))
    assert read_title(document, page, {}, "", ("Ministry of Transport",)).text == "New rules for bridges"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>Glossary | The Courts Service of Alm</title><h1>The Courts Service of Alm</h1><h1>Glossary</h1>", "Glossary"),
        ("<title>Ministry of Roads | A new bridge opens</title><h1>Ministry of Roads</h1><h1>A new bridge opens</h1>", "A new bridge opens"),
        ("<title>Questions | Floods in the valley (Question 12)</title><h1>Floods in the valley</h1>", "Floods in the valley"),
        ("<title>市政府_全市召开安全生产工作会议部署重点任务</title><h1>全市召开安全生产工作会议</h1>", "全市召开安全生产工作会议"),
        ("<title>Glossary of law | Northland Ministry of Justice</title><h1>Ministry of Justice</h1>", "Glossary of law"),
        ("<title>Courts | A new judge is sworn in</title><h1>A new judge is sworn in</h1>", "A new judge is sworn in"),
        ("<title>City of Alm :: Alm Bridge Fund</title><h1>Alm</h1><h1>Planning and Roads</h1><h1>Alm Bridge Fund</h1>", "Alm Bridge Fund"),
        ("<title>News | A new judge is sworn in</title><h1>News</h1><h1>A new judge is sworn in</h1>", "A new judge is sworn in"),
    ],
)  # fmt: skip
def test_a_heading_that_is_the_last_part_of_the_head_beside_another_is_the_sites(
    html: str, expected: str
) -> None:
    assert title_of(html).text == expected


@pytest.mark.parametrize(
    "line",
    [
        "<div class=title>市领导一行到新区金融街开展调研工作座谈</div>",
        "<span class=Title><b>市领导一行到新区金融街开展调研工作座谈</b></span>",
    ],
)
def test_the_line_with_which_the_head_begins_goes_before_it_where_no_sign_parts_them(line: str) -> None:
    html = f"<title>市领导一行到新区金融街开展调研工作座谈 东区办事处</title>{line}"
    assert title_of(html) == Statement("市领导一行到新区金融街开展调研工作座谈", "text:line")


@pytest.mark.parametrize("rest", ["安排的通知", "(2026)", "to traffic", "东区新闻 2026"])
def test_what_is_no_bodys_name_behind_a_blank_belongs_to_the_title(rest: str) -> None:
    whole = f"关于全市安全生产工作经验推广会议 {rest}"
    assert title_of(f"<title>{whole}</title><h2>关于全市安全生产工作经验推广会议</h2>").text == whole


def test_the_beginning_of_a_line_is_no_line() -> None:
    whole = "Council opens the bridge over the river Alm on the first of May 2026 in Oldtown"
    html = f"<title>{whole}</title><p>Council opens the bridge over the river Alm on the first of May <b>2026</b> in Oldtown</p>"
    assert title_of(html).text == whole


def test_the_title_of_a_drawing_is_none_of_the_page() -> None:
    assert title_of("<svg><title>Menu icon</title></svg><h1>New rules</h1>").text == "New rules"


def test_what_stands_between_the_sites_name_and_a_section_is_the_title_and_the_link_to_the_section_is_not() -> (
    None
):
    html = (
        "<title>The Record - The Alm bridge is open - roads and rails</title><a href=/r><span>Roads and rails</span></a>"
        "<div class=x>The Alm bridge is open</div>"
    )
    assert title_of(html) == Statement("The Alm bridge is open", "text:line")


def test_the_hour_that_runs_together_with_a_heading_is_none_of_it() -> None:
    html = "<title>NR: The Alm bridge is open / 06.01.12</title><h1>The Alm bridge is open <span>06.01.12 08:49</span></h1>"
    assert title_of(html) == Statement("The Alm bridge is open", "text:h1")
    html = "<title>Roads closed on 06.01.2012</title><h1>Roads closed on 06.01.2012</h1>"
    assert title_of(html) == Statement("Roads closed on 06.01.2012", "text:h1")


@pytest.mark.parametrize(
    ("header", "below", "head"),
    [
        ("<header><h1>해양농업부</h1></header>", "<main><h2>항만 사용료 6월부터 인상</h2></main>", "항만 사용료 6월부터 인상 | 해양농업부"),
        ("<div id=header><h1>해양농업부</h1></div>", "<h3>보도자료</h3><div class=view_title>항만 사용료 6월부터 인상</div>", "항만 사용료 6월부터 인상 - 해양농업부"),
        ("<h1 class=logo>海洋渔业部</h1>", "<h2>港口费自六月起提高</h2>", "港口费自六月起提高_海洋渔业部"),
        ("<header><h1>Fields and Waters</h1></header>", "<main><h2>Dues are raised from June</h2></main>", "Dues are raised from June | News | Fields and Waters"),
    ],
)  # fmt: skip
def test_the_only_first_heading_in_a_sites_header_is_its_name(header: str, below: str, head: str) -> None:
    title = title_of(f"<title>{head}</title><body>{header}{below}<p>Said.</p>")
    assert title == Statement(head.partition(" | ")[0].partition(" - ")[0].partition("_")[0], "text:line")


@pytest.mark.parametrize(
    "html",
    [
        # The head names a section first, and the article stands in a header of its own.
        "<title>Press releases | Dues are raised from June</title><article><header><h1>Dues are raised from June</h1></header></article><h2>Press releases</h2>",
        # Nothing else on the page is a title.
        "<title>All about it | Dues are raised from June</title><header><h1>Dues are raised from June</h1></header><p>Said.</p>",
    ],
)
def test_a_heading_that_ends_the_head_may_be_the_title_all_the_same(html: str) -> None:
    assert title_of(html).text == "Dues are raised from June"


def test_a_day_on_a_line_of_the_heading_is_none_of_the_title() -> None:
    heading = "<h1><span><time datetime=2026-02-01>1 February 2026</time></span> <span>The bridge is open</span></h1>"
    title = title_of(f"<title>The bridge is open - Chancellery of Drennfurt</title>{heading}")
    assert title == Statement("The bridge is open", "text:h1")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>About - www.harbour.example</title><h1>www.harbour.example</h1><h1>About the site</h1>", "About the site"),
        ("<title>The Official Website of Oldtown Harbour - Where to moor a boat</title>", "Where to moor a boat"),
        ("<title>무제 문서</title><h2>항만 사용료 6월부터 인상</h2>", "항만 사용료 6월부터 인상"),
    ],
)  # fmt: skip
def test_addresses_and_what_a_template_says_are_no_titles(html: str, expected: str) -> None:
    assert title_of(html).text == expected


def test_a_headline_may_begin_as_the_name_of_a_site_does() -> None:
    html = "<title>Official website offers tax forms | Ministry of Transport</title><h2>How to file</h2>"
    assert title_of(html).text == "Official website offers tax forms"


@pytest.mark.parametrize("day", [" - 22 March 2020", " – 22.03.2020"])
def test_the_day_with_which_a_heading_ends_is_a_part_of_it(day: str) -> None:
    """What a ministry says every day differs by nothing else."""
    html = f"<title>Ministry of Transport | State of the roads{day}</title><h1>State of the roads{day}</h1>"
    assert title_of(html) == Statement(f"State of the roads{day}", "text:h1")


def test_a_lesser_heading_that_says_all_that_the_head_does_is_the_title_however_short() -> None:
    html = "<title>63/2026</title><h3>Supreme Court</h3><h1>Portal of rulings</h1><h3>63/2026</h3>"
    assert title_of(html) == Statement("63/2026", "text:line")
    assert title_of(html.replace("<h3>63/2026</h3>", "<p>63/2026</p>")) == Statement(
        "Portal of rulings", "text:h1"
    )


def test_a_lesser_heading_is_the_title_where_the_head_says_none() -> None:
    assert title_of(
        "<title></title><h2><img src=x></h2><h3>Jane Roe, member</h3><p>Born in 1952"
    ) == Statement("Jane Roe, member", "text:h3")


def test_below_a_title_stands_the_day_of_an_entry_and_not_that_of_a_birth() -> None:
    entry = "<title></title><div class=title>Entry of the board</div><p>{}</p><h3>Heading below</h3>"
    assert title_of(entry.format("2026-01-21")).text == "Entry of the board"
    assert title_of(entry.format("1952-01-21")).text == "Heading below"


def test_a_script_in_a_heading_is_none_of_it() -> None:
    html = (
        "<title>Bill 12: Ferries | Parliament</title>"
        "<h1>Bill 12: Ferries<script>follow('Bill 12');</script><style>h1 {}</style></h1>"
    )
    assert title_of(html).text == "Bill 12: Ferries"


@pytest.mark.parametrize(
    "line",
    [
        "<p>This act is <strong>no longer in force</strong>.</p>",
        "<p>This act<i></i> is <span>no longer in force</span>.</p>",
        "<h4 class='big logo'>No longer in force</h4>",
    ],
)
def test_what_goes_on_a_sentence_or_is_a_logo_is_no_title(line: str) -> None:
    html = f"<title>No longer in force - On the carriage of spirits by ferry</title>{line}<p>On the carriage of spirits by ferry</p>"
    assert title_of(html) == Statement("On the carriage of spirits by ferry", "text:line")


@pytest.mark.parametrize("number", ["GR_2025_01_09_13_08", "ge27001008", "31958R0001"])
@pytest.mark.parametrize("heading", ["", "<h1>{}</h1>"])
def test_what_a_document_is_filed_under_is_no_title_where_it_has_a_first_line(
    number: str, heading: str
) -> None:
    above = f"<title>{number}</title>{heading.format(number)}<p>Edict</p>"
    line = (
        "<p>Edict of 10 May 2024 on the dues for mooring at the quay of Oldtown.</p><p>1. Object: none.</p>"
    )
    assert (
        title_of(above + line).text == "Edict of 10 May 2024 on the dues for mooring at the quay of Oldtown."
    )
    menu = "".join(f"<a href=/{n}>Section {n}</a>" for n in range(6))
    assert title_of(f"{above}{menu}{line}").text == number


@pytest.mark.parametrize(
    "name", ["COVID-19", "G20", "Budget2026", "COVID-19-2020-12", "PressRelease20260512"]
)
def test_a_short_word_with_figures_may_be_a_title(name: str) -> None:
    line = "<p>The ministry has published what it knows of the matter.</p>"
    assert title_of(f"<title>{name}</title><h1>{name}</h1>{line}").text == name


@pytest.mark.parametrize("heading", ["Contents", "Cuprins", "Table des matières", "目录"])
def test_a_heading_above_a_table_of_contents_is_no_title(heading: str) -> None:
    html = f"<title>Dues of the harbour 2026</title><h1>{heading}</h1>"
    assert title_of(html) == Statement("Dues of the harbour 2026", "html:title")


@pytest.mark.parametrize(
    "line",
    [
        "Printed on 12 May 2026 from the site of the parliament.",
        "FOR IMMEDIATE RELEASE 12 May 2026, 10 am",
        "Embargoed until 12 May 2026 at ten",
        "© 2026 Ministry of Transport of Alm",
        "Call us on 555-1234 between 9 and 5 every day",
        "Government of Alm, Ministry of Transport",
        "The bridge across the Alm is open to all traffic from today on, the ministry says.",
    ],
)
def test_any_other_first_line_is_no_title_of_a_document(line: str) -> None:
    assert title_of(f"<title>S.2024-12345</title><p>{line}</p>").text == "S.2024-12345"
    assert title_of(f"<title>S.2024-12345</title><h2>The bridge across the Alm</h2><p>{line}</p>").text == (
        "The bridge across the Alm"
    )


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<title>Press</title><h1>Bridge opens in spring</h1><h3>Press</h3>", "Bridge opens in spring"),
        (
            "<title>City Council</title><h2>City Council</h2><h1>Bridge opens in spring</h1>",
            "Bridge opens in spring",
        ),
        (
            "<title>News 2026</title><h1>Bridge opens in spring</h1><footer><h3>News 2026</h3></footer>",
            "Bridge opens in spring",
        ),
    ],
)
def test_a_lesser_heading_with_the_name_of_a_section_is_no_title(html: str, expected: str) -> None:
    assert title_of(html).text == expected


@pytest.mark.parametrize(
    "before", ["Press release ", "Pressemitteilung ", "News", "您现在所在位置", "Subject <i></i>"]
)
@pytest.mark.parametrize("tag", ["strong", "span"])
def test_a_title_may_stand_behind_what_calls_it_something(before: str, tag: str) -> None:
    said = "Bridge across the Alm opens"
    html = f"<title>{said} - Federal Ministry of Transport</title><p>{before}<{tag}>{said}</{tag}></p>"
    assert title_of(html) == Statement(said, "text:line")


def test_a_day_that_only_the_heading_has_is_no_part_of_the_title() -> None:
    html = "<title>Bridge across the Alm opens - Ministry of Transport</title><h1>Bridge across the Alm opens - 12 May 2026</h1>"
    assert title_of(html).text == "Bridge across the Alm opens"


def test_contents_are_a_title_where_there_is_no_other() -> None:
    assert title_of("<title></title><h1>Contents</h1>").text == "Contents"


def test_the_word_for_news_before_what_the_head_says_is_a_kicker() -> None:
    html = "<title>Portal - Bridge across the Alm opens</title><h1><em>Novica</em> Bridge across the Alm opens</h1>"
    assert title_of(html) == Statement("Bridge across the Alm opens", "text:h1")
    part = html.replace("<em>Novica</em>", "<em>Toll</em>")
    assert title_of(part).text == "Toll Bridge across the Alm opens"
    assert (
        title_of("<title>Portal - Bridges 2020</title><h1>Report Bridges 2020</h1>").text
        == "Report Bridges 2020"
    )


@pytest.mark.parametrize(
    "written", ["<div>——热烈祝贺会议开幕</div>", "<br>——热烈祝贺会议开幕", "——热烈祝贺会议开幕"]
)
def test_the_second_half_of_a_chinese_title_belongs_to_it(written: str) -> None:
    said = "为现代化建设凝聚智慧和力量"
    html = f"<title>{said}——热烈祝贺会议开幕_某某市人民政府网</title><div class=title>{said}</div><div>——热烈祝贺会议开幕</div>"
    assert title_of(html, articletitle=f"{said}{written}").text == f"{said}——热烈祝贺会议开幕"


def test_markup_in_the_head_is_none_of_the_title() -> None:
    title = "&lt;b&gt;Bridge across the Alm &lt;/b&gt;&lt;br /&gt;It opens in spring"
    assert title_of(f"<title>{title}</title>").text == "Bridge across the Alm It opens in spring"
    assert (
        title_of("<title>Debt below a &lt; b, says the ministry</title>").text
        == "Debt below a < b, says the ministry"
    )


def test_the_only_heading_goes_before_a_section_of_the_menu_that_the_head_names() -> None:
    menu = "<ul><li><a href='/forms'>Procedures and forms</a></li></ul><p>Procedures and forms</p>"
    html = f"<title>Procedures and forms</title>{menu}<h1>Application for an allowance at the birth of a child</h1>"
    assert title_of(html) == Statement("Application for an allowance at the birth of a child", "text:h1")
