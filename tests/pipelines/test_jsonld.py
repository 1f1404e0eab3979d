"""JSON-LD as it is found: nested, broken, lying about other pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from pipelines.jsonld import Node, article_node, breadcrumb_of, read_json_ld, resolve, text_of, types_of


def nodes_of(*blocks: str) -> list[Node]:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    return read_json_ld(lxml_html.document_fromstring(f"<html><head>{scripts}</head><body></body></html>"))


def never(address: str) -> bool:
    return False


@pytest.mark.parametrize(
    "block",
    [
        '{"@type": "Article"}',
        '[{"@type": "Article"}]',
        '{"@graph": [{"@type": "Article"}]}',
        '{"@type": "WebPage", "mainEntity": {"@type": "Article"}}',
        '<!-- {"@type": "Article"} -->',
        '//<![CDATA[\n{"@type": "Article"}\n//]]>',
        '{"@type": "Article", "headline": "one\ntwo",}',
        '{"@type": "Article"};',
        "{&quot;@type&quot;: &quot;Article&quot;}",
    ],
)
def test_an_article_is_found_in_every_wrapping(block: str) -> None:
    assert any("Article" in types_of(node) for node in nodes_of(block))


@pytest.mark.parametrize("block", ["", "null", "{", "[1, 2]", "alert(1)", "[" * 5000])
def test_what_is_no_json_ld_is_left_out(block: str) -> None:
    assert nodes_of(block) == []


@given(st.text(max_size=80))
def test_no_content_whatever_raises(block: str) -> None:
    for node in nodes_of(block.replace("\0", "")):
        assert isinstance(node, dict)


def test_of_several_articles_the_one_at_this_address_counts() -> None:
    nodes = nodes_of(
        '[{"@type":"Article","url":"/a","headline":"A"},{"@type":"NewsArticle","url":"/b","headline":"B"}]'
    )
    assert article_node(nodes, lambda address: address == "/b")["headline"] == "B"
    assert article_node(nodes, never) == {}


def test_a_single_article_counts_whatever_its_address() -> None:
    assert (
        article_node(nodes_of('{"@type": "https://schema.org/NewsArticle", "headline": "A"}'), never)[
            "headline"
        ]
        == "A"
    )


def test_a_page_is_no_article() -> None:
    assert article_node(nodes_of('{"@type": "WebPage", "datePublished": "2020-06-10"}'), never) == {}


def test_a_page_with_a_headline_is_one() -> None:
    nodes = nodes_of('{"@type": "WebPage", "headline": "A", "datePublished": "2020-06-10"}')
    assert article_node(nodes, never)["datePublished"] == "2020-06-10"


def test_references_are_resolved_and_values_are_lists() -> None:
    nodes = nodes_of('{"@graph": [{"@id": "#p", "@type": "Person", "name": "Jane Roe"}]}')
    assert [text_of(value) for value in resolve({"@id": "#p"}, nodes)] == ["Jane Roe"]
    assert resolve(None, nodes) == []
    assert resolve("Jane Roe", nodes) == ["Jane Roe"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("A &amp; B", "A & B"),
        (["first", "second"], "first"),
        ({"name": "A name"}, "A name"),
        ({"@value": "A value", "@language": "en"}, "A value"),
        ({"name": ["deep", "er"]}, "deep"),
        ("<b>bold</b>  text", "bold text"),
        (None, ""),
        (7, ""),
        ({"name": {"name": {"name": {"name": {"name": "too deep"}}}}}, ""),
    ],
)
def test_the_text_of_a_value(value: object, text: str) -> None:
    assert text_of(value) == text


CRUMBS = (
    '{"@type": "BreadcrumbList", "itemListElement": ['
    '{"position": 2, "name": "Works", "item": "/works"}, {"position": 1, "item": {"@id": "/", "name": "Home"}},'
    '{"position": 3, "name": "This page"%s}]}'
)


@pytest.mark.parametrize("last", ["", ', "item": "/this"', ', "item": {"@id": "/this"}'])
def test_a_breadcrumb_is_in_order_and_ends_before_the_page(last: str) -> None:
    assert breadcrumb_of(nodes_of(CRUMBS % last), lambda address: address == "/this") == ("Home", "Works")


def test_a_breadcrumb_whose_last_step_is_elsewhere_is_whole() -> None:
    nodes = nodes_of(CRUMBS % ', "item": "/bridges"')
    assert breadcrumb_of(nodes, never) == ("Home", "Works", "This page")
