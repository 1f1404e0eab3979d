"""What surrounds the articles: labels, legal lines and menus (``texts/words.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from crawler.demo.bodies import Body


@cache
def words(portal: str, language: str) -> dict[str, Any]:
    """The labels and legal lines of a portal in a language."""
    text = (files("crawler.demo.texts") / "words.toml").read_text("utf-8")
    return dict(tomllib.loads(text)[portal][language])


def word(portal: str, language: str, name: str) -> str:
    return str(words(portal, language)[name])


@cache
def columns(portal: str, language: str) -> list[dict[str, Any]]:
    """The menu with the address of each of its links."""
    return [
        {
            "heading": column["heading"],
            "lead": column["lead"],
            "links": [
                {"label": label, "address": _service_path(language, number, place)}
                for place, label in enumerate(column["links"])
            ],
        }
        for number, column in enumerate(words(portal, language)["columns"])
    ]


@cache
def services(portal: str, language: str) -> dict[str, str]:
    """Address to title of the pages that the menu links to."""
    return {
        link["address"]: link["label"] for column in columns(portal, language) for link in column["links"]
    }


def home(body: Body, language: str) -> str:
    """Address of a language's home page."""
    return "/" if body.name == "demo_tides" and language == "en" else f"/{language}/"


def _service_path(language: str, column: int, place: int) -> str:
    return f"/{language}/service/{column + 1}-{place + 1}"
