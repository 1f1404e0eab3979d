"""Documents that are articles: their titles are those of the lists that led to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import evolve

from archive.fingerprint import text_digest
from archive.records import DOCUMENT, Article


def is_listed(article: Article) -> bool:
    """Whether all is known of an article that a reading of it knows: of a document, what its list says."""
    return DOCUMENT not in article.flags or article.origins.get("title", "").startswith("hint:")


def as_held(article: Article, held: Mapping[str, Any] | None) -> Article:
    """A document under the title that it is ``held`` by, where its text is the same or no list has told one this time:
    that a link was renamed, or did not lead there, is no state of it. Any other article as it is."""
    if DOCUMENT not in article.flags or held is None or not held["title"]:
        return article
    if held["text"] != article.text and is_listed(article):
        return article
    return evolve(article, title=held["title"], text_digest=text_digest(held["title"], article.text))
