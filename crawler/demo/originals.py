"""The written articles: ``texts/<portal>.<language>.toml`` read into records, series written out."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any
from zlib import crc32

from babel.dates import format_date

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import BODIES, Body, Section
from crawler.demo.phrases import fill

_TEXT_FIELDS = ("title", "text", "summary", "caption", "credit", "attachment_title")


@cache
def originals(portal: str) -> tuple[DemoArticle, ...]:
    """The articles of the first state, oldest first."""
    return _dated(portal, "article", "series")


@cache
def additions(portal: str) -> tuple[DemoArticle, ...]:
    """The articles that the second state adds."""
    return _dated(portal, "later")


def _dated(portal: str, *kinds: str) -> tuple[DemoArticle, ...]:
    body = BODIES[portal]
    entries = (entry for language in body.languages for entry in _entries(body, language, kinds))
    return tuple(sorted((_article(body, entry) for entry in entries), key=lambda article: article.published))


def _entries(body: Body, language: str, kinds: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    source = files("crawler.demo.texts") / f"{body.name}.{language}.toml"
    written = tomllib.loads(source.read_text("utf-8"))
    for kind in kinds:
        for entry in written.get(kind, ()):
            if kind == "series":
                yield from _issues(entry, written.get("names", {}), language)
            else:
                yield entry


def _issues(series: dict[str, Any], names: dict[str, list[str]], language: str) -> Iterator[dict[str, Any]]:
    """The articles of a series: ``times`` of them, ``days`` apart, from ``published`` on."""
    for issue in range(series["times"]):
        published = series["published"] + timedelta(days=series["days"] * issue)
        slug = f"{series['slug']}-{published:%Y-%m}-{issue + 1}"
        chance = Random(crc32(slug.encode()))  # noqa: S311
        occasion = {
            "issue": str(issue + 1),
            "year": str(published.year),
            "month": format_date(published, "MMMM", locale=language),
            "month_number": str(published.month),
        }
        occasion |= {kind: chance.choice(choices) for kind, choices in names.items()}
        filled = {name: fill(series[name], chance, occasion) for name in _TEXT_FIELDS if name in series}
        yield {**series, **filled, "slug": slug, "published": published}


def _article(body: Body, entry: dict[str, Any]) -> DemoArticle:
    section = body.section(entry["section"])
    number = 1000 + crc32(entry["slug"].encode()) % 900_000
    return DemoArticle(
        portal=body.name,
        path=section.path(number, entry["slug"], entry["published"]),
        number=number,
        title=entry["title"],
        markup=_blocks(entry["text"]),
        further=_blocks(entry["further"]) if "further" in entry else (),
        language=section.language,
        section=section.label,
        section_stem=section.stem,
        published=_zoned(body, entry["published"]),
        modified=_zoned(body, entry["modified"]) if "modified" in entry else None,
        summary=entry.get("summary", ""),
        author=entry.get("author", ""),
        source_line=entry.get("source_line", _source(body, section)),
        keywords=tuple(entry.get("keywords", ())),
        image=f"/media/{number}.{entry.get('picture', 'png')}" if "caption" in entry else "",
        caption=entry.get("caption", ""),
        credit=entry.get("credit", ""),
        attachment=f"/files/{entry['slug']}.pdf" if "attachment_title" in entry else "",
        attachment_title=entry.get("attachment_title", ""),
    )


def _blocks(text: str) -> tuple[str, ...]:
    return tuple(block.strip() for block in text.strip().split("\n\n"))


def _source(body: Body, section: Section) -> str:
    """The old layout names no source."""
    return "" if section.layout == "old" else body.titles[section.language]


def _zoned(body: Body, moment: datetime) -> datetime:
    return moment.replace(tzinfo=body.zone)
