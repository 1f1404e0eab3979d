"""What goes wrong is said in plain words, in the site's own look, without the machine's insides."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from datasette.app import Datasette
from datasette.database import QueryInterrupted

from archive.site import pages, results
from archive.site.failures import explain


@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/archive/nothing", 404), ("/archive?sql=select+1", 403)]
)
async def test_errors_look_like_every_other_page(site: Datasette, path: str, status: int) -> None:
    response = await site.client.get(path)
    assert response.status_code == status
    for piece in ("gazette.css", "<h1>", 'href="/search"', "<main"):
        assert piece in response.text


async def test_programs_get_json(site: Datasette) -> None:
    response = await site.client.get("/archive/nothing.json")
    assert response.status_code == 404
    assert response.json() == {
        "ok": False,
        "status": 404,
        "title": "Nothing here",
        "error": response.json()["error"],
    }


async def test_our_own_mistakes_are_logged_and_not_told(
    site: Datasette, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise KeyError("a secret of the house")

    monkeypatch.setattr(results, "portal_titles", broken)
    with caplog.at_level(logging.ERROR):
        response = await site.client.get("/search")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert "a secret of the house" in caplog.text


async def test_a_search_that_takes_too_long_still_gets_a_page(
    site: Datasette, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def stopped(*_: Any, **__: Any) -> None:
        return None

    monkeypatch.setattr(pages, "ask_if_quick", stopped)
    response = await site.client.get("/search?q=lock")
    assert response.status_code == 200
    assert "This takes too long" in response.text


def test_a_question_that_was_stopped_is_neither_a_fault_nor_nonsense() -> None:
    failure = explain(QueryInterrupted(Exception("interrupted"), "select", {}), "/archive/articles")
    assert failure.status == 503
    assert "Ask for less" in failure.message
