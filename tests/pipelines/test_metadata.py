"""Every field has a written order of sources and says which it came from; absent is absent."""

from __future__ import annotations

import json

import pytest
from lxml import etree

from archive.records import Hint, Reading, Rules
from pipelines.markup import parse
from pipelines.metadata import Metadata, read_metadata
from pipelines.outline import outline
from tests.pipelines.articles import PROSE, article, document_of, metadata_of, page_of
from tests.pipelines.test_tongues import TEXTS


def json_ld(**node: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **node})}</script>'


def meta(name: str, content: str) -> str:
    return f'<meta name="{name}" content="{content}">'


CRUMBS = "<div class='breadcrumb'><a href='/'>Home</a> &gt; <a href='/w'>Works</a> &gt; Bridge opens in spring</div>"
ABOVE = "<div><a href='/w'>Works</a></div>"
SOURCE = "<p>Source: Example Agency</p>"
LISTED = Hint(section="Works", description="A bridge.", origin="feed")


@pytest.mark.parametrize(
    ("field", "value", "origin", "head", "above", "below", "hint"),
    [
        (
            "description",
            "A bridge.",
            "meta:og:description",
            meta("og:description", "A bridge."),
            "",
            "",
            None,
        ),
        ("description", "A bridge.", "json-ld:description", json_ld(description="A bridge."), "", "", LISTED),
        ("description", "A bridge.", "hint:feed", "", "", "", LISTED),
        ("section", "Works", "json-ld:articleSection", json_ld(articleSection="Works"), "", "", LISTED),
        ("section", "Works", "meta:article:section", meta("article:section", "Works"), CRUMBS, "", LISTED),
        ("section", "Works", "hint:feed", "", CRUMBS, "", LISTED),
        ("section", "Works", "text:breadcrumb", "", CRUMBS, "", None),
        ("section", "Works", "text:above title", "", ABOVE, "", None),
        ("source_line", "Example Agency", "text:Source:", meta("source", "Other"), "", SOURCE, None),
        ("source_line", "Example Agency", "meta:source", meta("source", "Example Agency"), "", "", None),
        (
            "publisher",
            "The Ministry",
            "json-ld:publisher",
            json_ld(publisher={"name": "The Ministry"}),
            "",
            "",
            None,
        ),
        (
            "publisher",
            "The Ministry",
            "meta:og:site_name",
            meta("og:site_name", "The Ministry"),
            "",
            "",
            None,
        ),
        (
            "keywords",
            ("bridge", "river"),
            "meta:keywords",
            meta("keywords", "bridge, river, bridge"),
            "",
            "",
            None,
        ),
        (
            "keywords",
            ("bridge", "river"),
            "json-ld:keywords",
            json_ld(keywords=["bridge", "river"]),
            "",
            "",
            None,
        ),
        ("language", "en", "json-ld:inLanguage", json_ld(inLanguage="en-ZA"), "", "", None),
        ("language", "en", "html:lang", meta("language", "fr"), "", "", None),
    ],
)
def test_each_field_names_its_source(
    field: str, value: object, origin: str, head: str, above: str, below: str, hint: Hint | None
) -> None:
    found = metadata_of(article(head=head, above=above, below=below), hint=hint)
    assert getattr(found, field) == value
    assert found.origins[field] == origin


def test_the_portals_rules_come_first_and_only_in_their_time() -> None:
    rules = Rules(section=(".rubric",), source_line=("//p[@class='from']",), valid_until="2024-12-31")
    reading = Reading("example", publisher="The Ministry", rules=(rules,))
    html = article(
        head=json_ld(articleSection="Else"), below="<p class='rubric'>Works</p><p class='from'>Agency</p>"
    )
    then = metadata_of(html, reading=reading)
    assert (then.section, then.source_line, then.publisher) == ("Works", "Agency", "The Ministry")
    assert (then.origins["section"], then.origins["publisher"]) == ("rule", "portal")
    later = metadata_of(html, reading=reading, captured_at="2025-05-01T12:00:00.000Z")
    assert later.section == "Else"


def test_a_faulty_selector_is_as_if_there_were_none() -> None:
    reading = Reading("example", rules=(Rules(section=("//[", "p:nope(", ".rubric")),))
    assert metadata_of(article(below="<p class='rubric'>Works</p>"), reading=reading).section == "Works"


def test_absent_is_absent() -> None:
    found = metadata_of("<html><body><p>Closed on Friday.</p></body></html>")
    assert found == Metadata()


@pytest.mark.parametrize(
    "body", ["", "plain text", "<!-- -->", "<html>", "\0\0", "<svg><text>x</text></svg>"]
)
def test_a_page_without_an_article_is_read_without_complaint(body: str) -> None:
    page = page_of(body)
    assert read_metadata(parse(page), page).published is None


def test_the_tree_is_left_as_it_was() -> None:
    page = page_of(article(above=CRUMBS, below=SOURCE, head=json_ld(author="Jane Roe")))
    document = parse(page)
    before = etree.tostring(document.tree)
    read_metadata(document, page)
    assert etree.tostring(document.tree) == before


@pytest.mark.parametrize(
    ("box", "steps"),
    [
        (
            "<nav aria-label='Breadcrumb'><ol><li><a href='/'>Home</a><li><a href='/w'>Works</a></ol></nav>",
            ("Home", "Works"),
        ),
        (
            "<ul class='crumbs'><li><a href='/'>Accueil</a></li><li><a href='/w'>Travaux</a></li></ul>",
            ("Accueil", "Travaux"),
        ),
        (
            "<div>当前位置：<a href='/'>首页</a> &gt; <a href='/w'>工程</a> &gt; 正文</div>",
            ("首页", "工程", "正文"),
        ),
        ("<p>You are here: Home » Works » Bridge opens in spring</p>", ("Home", "Works")),
        ("<div class='position'><a href='/'>Example</a> 正文</div>", ()),
        ("<div class='breadcrumb'><a href='/'>Home</a></div>", ()),
        (
            "<div class=breadcrumb><a href='/'>Home</a> / <a href=/w>Works</a> / Bridge opens in spring - Part 1</div>",
            ("Home", "Works"),
        ),
        (
            "<p>You are here: <a href='/'>Home</a> / <a href='/w'>Works</a> / Bridge opens in spring - A/B</p>",
            ("Home", "Works"),
        ),
        (
            "<div class=breadcrumb><a href='/'>Home</a> &gt; <a href=/b>Bridge</a> &gt; Bridge opens in spring</div>",
            ("Home", "Bridge"),
        ),
        (
            "<div class='breadcrumb'><a href='/'>Home</a> / Works / Roads / Bridge opens in spring</div>",
            ("Home", "Works", "Roads"),
        ),
        *(
            (
                f"<div class=breadcrumb><a href='/'>Home</a> {first}<a href=/w>Works</a> {second} Roads"
                f" {third}Bridge opens in spring</div>",
                ("Home", "Works", "Roads"),
            )
            for first, second, third in (("&gt;", "&gt;", "&gt;"), ("› ", "›", "›"), ("»", "»", "&#160;» "))
        ),
        (
            "<div class='breadcrumb'><a href='/'>होम</a> » <a href='/p'>प्रेस विज्ञप्ति</a> » हिन्दी</div>",
            ("होम", "प्रेस विज्ञप्ति", "हिन्दी"),
        ),
    ],
)
def test_breadcrumbs_of_every_make(box: str, steps: tuple[str, ...]) -> None:
    assert metadata_of(article(above=box)).breadcrumb == steps


@pytest.mark.parametrize(
    ("above", "steps"),
    [
        ("<p>Home » Ministry » Works » News</p>", ("Home", "Ministry", "Works", "News")),
        ("<p>Home &gt; Works &gt; Bridge opens in spring!</p>", ("Home", "Works")),
        ("<p>‹ Earlier releases › Archives</p>", ()),
        ("<p>Please go to Settings > Privacy > Cookies</p>", ()),
        ("<p><a href=/g>Government</a> &gt; <a href=/w>Works</a> &gt; 5G</p>", ("Government", "Works", "5G")),
        ("<p>Home » Works » News</p><p>Subtitle</p><p>Number 12</p>", ()),
        (
            "<div class=breadcrumb><a href='/'>Home</a> &gt; <a href=/w>Works</a> &gt; opens in spring</div>",
            ("Home", "Works", "opens in spring"),
        ),
    ],
)
def test_a_way_of_arrows_right_above_the_title_is_a_breadcrumb(above: str, steps: tuple[str, ...]) -> None:
    assert metadata_of(article(above=above)).breadcrumb == steps


def test_the_end_of_a_title_behind_a_colon_is_the_page_itself() -> None:
    way = "<a href=/>Home</a> &gt; <a href=/w>Works</a> &gt; <a href=/d>Dues</a>"
    body = f"<div class=breadcrumb>{way}</div><main><h1>River works: dues</h1>{PROSE * 3}</main>"
    html = f"<html lang=en><head><title>River works: dues</title></head><body>{body}</body></html>"
    assert metadata_of(html).breadcrumb == ("Home", "Works")


@pytest.mark.parametrize("column", ["2024", "Bridge opens in spring", "Example News", "17:00"])
def test_a_year_the_title_and_the_sites_name_are_no_section(column: str) -> None:
    head = f"<meta name=columnname content='{column}'><meta property='og:site_name' content='Example News'>"
    found = metadata_of(article(head=head, above=CRUMBS))
    assert (found.section, found.origins["section"]) == ("Works", "text:breadcrumb")


def test_a_step_that_is_a_year_or_an_hour_is_no_section() -> None:
    crumbs = "<div class=breadcrumb><a href=/>Home</a> &gt; <a href=/w>Works</a> &gt; <a href=/w/2024>2024</a></div>"
    found = metadata_of(article(above=crumbs))
    assert (found.section, found.breadcrumb) == ("Works", ("Home", "Works", "2024"))


@pytest.mark.parametrize(
    "above",
    [
        "<p>Works</p>",
        "<ul><li><a href='/w'>Works</a></li></ul>",
        "<a href='/'>Back to news</a>",
        "<h2>10 June 2020</h2>",
    ],
)
def test_not_every_line_above_the_title_is_a_section(above: str) -> None:
    assert metadata_of(article(above=above)).section == ""


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("来源：示例社", "示例社"),
        ("2020-06-10 09:30 来源：示例日报 作者：张三", "示例日报"),
        ("来源：示例港口部　更新时间：2020-06-10 09:30", "示例港口部"),
        ("来源：示例市城市更新局 最后更新：2020-06-10", "示例市城市更新局"),
        ("Fuente: Agencia Ejemplo | 10 de junio de 2020", "Agencia Ejemplo"),
        ("Quelle: Beispielagentur", "Beispielagentur"),
        ("Источник: Пример", "Пример"),
        ("المصدر: وكالة المثال", "وكالة المثال"),
        ("Updated: Jun 10, 2020 example.org Print", "example.org"),
        ("2020-06-10 09:30 示例网", "示例网"),
        ("Updated: Jun 10, 2020 Print", ""),
        ("Image source: Example Pictures", ""),
        ("来源： 访问量：199", ""),
    ],
)
def test_the_source_line(line: str, source: str) -> None:
    assert metadata_of(article(below=f"<p>{line}</p>")).source_line == source


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en-GB", "en"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hans-CN", "zh-Hans"),
        ("zh", "zh"),
        ("pt_BR", "pt"),
        ("utf-8", ""),
        ("und", ""),
    ],
)
def test_languages_are_written_in_one_way(tag: str, language: str) -> None:
    assert metadata_of(f'<html lang="{tag}"><h1>Bridge</h1></html>').language == language


def test_the_portals_language_stands_in() -> None:
    found = metadata_of("<h1>Bridge</h1>", reading=Reading("example", languages=("mn",)))
    assert (found.language, found.origins["language"]) == ("mn", "portal")


@pytest.mark.parametrize(
    ("declared", "portal", "text", "language", "origin"),
    [
        ("en", (), "de", "de", "text"),
        ("en", (), "ja", "ja", "text"),
        ("en", (), "zh", "zh", "text"),
        ("", (), "ru", "ru", "text"),
        ("en", ("en", "uk"), "uk", "uk", "portal"),
        ("en-GB", ("de",), "en", "en", "html:lang"),
        ("eu", (), "en", "eu", "html:lang"),
    ],
)
def test_a_language_that_the_text_cannot_be_in_is_a_templates(
    declared: str, portal: tuple[str, ...], text: str, language: str, origin: str
) -> None:
    page = f'<html lang="{declared}"><h1>…</h1><p>{TEXTS[text]}</p></html>'
    found = metadata_of(page, reading=Reading("example", languages=portal))
    assert (found.language, found.origins.get("language", "")) == (language, origin)


def test_of_a_language_that_nothing_tells_nothing_is_said() -> None:
    names = "<p>" + "Jane Roe, Ann Poe, John Doe, Max Moe, Oldtown, Quellmark; " * 3 + "</p>"
    assert metadata_of(f"<html><h1>Names</h1>{names}</html>").language == ""


@pytest.mark.parametrize(
    ("head", "address", "origin"),
    [
        ("<link rel='canonical' href='/a?utm_source=x'>", "https://news.example.org/a", "link:canonical"),
        (meta("og:url", "https://news.example.org/b"), "https://news.example.org/b", "meta:og:url"),
        ("<link rel='canonical' href='/'>", "", None),
        ("", "", None),
    ],
)
def test_the_canonical_address(head: str, address: str, origin: str | None) -> None:
    found = metadata_of(article(head=head))
    assert (found.canonical_url, found.origins.get("canonical_url")) == (address, origin)


def test_the_lines_that_were_read_are_handed_on() -> None:
    below = "<p>Updated: Jun 10, 2020 example.org</p><p>By Jane Roe</p>"
    assert metadata_of(article(below=below)).info_lines == (
        "Updated: Jun 10, 2020 example.org",
        "By Jane Roe",
    )


def test_json_ld_and_meta_are_kept_as_found() -> None:
    found = metadata_of(
        article(head=json_ld(headline="Bridge") + meta("Robots", "all") + meta("robots", "none"))
    )
    assert found.json_ld == [{"@type": "NewsArticle", "headline": "Bridge"}]
    assert found.meta == {"robots": "all"}


@pytest.mark.parametrize(
    ("called", "is_outside"),
    [
        ("no-sidebar", False),
        ("has_sidebar", False),
        ("without-sidebar", False),
        ("sidebar", True),
        ("governo-sidebar", True),
    ],
)
def test_a_box_that_says_that_it_has_or_lacks_a_side_bar_is_none(called: str, is_outside: bool) -> None:
    document = document_of(article(after=f"</div><div class='{called}'><p id=line>Annex</p>"))
    seen = outline(document.tree, ["Bridge opens in spring"])
    assert seen.is_outside(document.tree.get_element_by_id("line")) == is_outside


def test_the_agent_in_a_value_of_agls_is_the_publisher() -> None:
    for value in (
        "scheme=AGLSTERMS.AglsAgent; corporateName=Treasury of Northland",
        "corporateName=Treasury of Northland; jurisdiction=Northland",
    ):
        assert (
            metadata_of(article(head=meta("dcterms.publisher", value))).publisher == "Treasury of Northland"
        )
