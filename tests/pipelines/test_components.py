"""Pages of web components: elements of the page's own making are what their names and attributes say."""

from __future__ import annotations

import pytest

from archive.records import Article
from pipelines.read import read
from tests.pipelines.articles import PROSE, document_of, page_of

MENU = "".join(
    f"<x-navigation-item><x-link href='/{name}'><div><p>{name.title()} and overview of all measures</p></div></x-link>"
    f"</x-navigation-item>"
    for name in (
        "work",
        "pensions",
        "insurance",
        "minimum-wage",
        "training",
        "inclusion",
        "europe",
        "service",
    )
)


def test_a_menu_of_components_is_no_text() -> None:
    shell = f"<x-shell>{MENU * 6}<h1>Bridge opens</h1>{PROSE * 3}</x-shell>"
    html = f"<html lang=en><head><title>Bridge opens</title></head><body>{shell}"
    found = read(page_of(html))
    assert isinstance(found, Article)
    assert found.text.startswith("The ministry said on Wednesday")
    assert "minimum" not in found.text.lower()


@pytest.mark.parametrize(
    ("markup", "tag"),
    [
        ("<x-link href='/a'>A</x-link>", "a"),
        ("<x-card href='/a'><a href='/a'>A</a></x-card>", "x-card"),
        ("<app-main-navigation><p>A</p></app-main-navigation>", "nav"),
        ("<x-breadcrumb><span>A</span></x-breadcrumb>", "nav"),
        ("<mat-sidenav-container><p>A</p></mat-sidenav-container>", "mat-sidenav-container"),
        ("<app-navigation-layout><p>A</p></app-navigation-layout>", "app-navigation-layout"),
        ("<app-menu><main><p>A</p></main></app-menu>", "app-menu"),
        ("<x-paragraph><p>A</p></x-paragraph>", "x-paragraph"),
        ("<x-card href='/a'><x-link href='/a'>A</x-link></x-card>", "x-card"),
        ("<x-part href='/a'><h2>A</h2><p>B</p></x-part>", "x-part"),
        ("<x-part href='/a'><p>A</p><p>B</p></x-part>", "x-part"),
        ("<x-part href='#a'><p>A</p></x-part>", "x-part"),
        ("<app-sidenav><p>A</p></app-sidenav>", "nav"),
        ("<app-footer><p>A</p></app-footer>", "footer"),
        ("<app-footer><h1>A</h1></app-footer>", "app-footer"),
    ],
)
def test_a_component_is_called_what_it_stands_for_unless_it_holds_the_page(markup: str, tag: str) -> None:
    body = document_of(f"<html><body>{markup}</body></html>").tree.find("body")
    assert body is not None
    assert body[0].tag == tag
