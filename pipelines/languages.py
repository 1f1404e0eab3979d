"""The language a page says it is written in."""

from __future__ import annotations

import re

from babel import localedata
from lxml.html import HtmlElement

from archive.records import Page
from pipelines import jsonld, meta

_TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_].*)?", re.IGNORECASE)
OWN_NAMES = frozenset(
    "english français español português deutsch italiano polski nederlands română magyar türkçe русский українська"
    " български қазақша монгол ελληνικά العربية فارسی اردو עברית हिन्दी বাংলা ไทย"
    " 中文 简体中文 繁體中文 日本語 한국어".split()
)
"""How languages call themselves, alone on a line: a link to the page in that language."""
_UNDETERMINED = frozenset({"und", "mul", "zxx", "mis"})
_TRADITIONAL = frozenset({"TW", "HK", "MO"})


def tag_of(written: str) -> str:
    """A BCP 47 tag in its usual form (``en``, ``zh-Hant``, ``en-GB``); ``''`` for what is none."""
    match = _TAG.fullmatch(written.split(",")[0].strip())
    if not match or match[1].lower() in _UNDETERMINED or not localedata.exists(match[1].lower()):
        return ""
    script = match[2].title() if match[2] else ""
    territory = (match[3] or "").upper()
    return "-".join(filter(None, (match[1].lower(), script, territory)))


def primary_of(tag: str) -> str:
    """The language of a tag without script and territory: ``zh`` of ``zh-Hant-TW``."""
    return tag.lower().replace("_", "-").split("-")[0]


def language_of(tag: str) -> str:
    """A tag as the archive stores it: without territory, Chinese with its script where that is told."""
    parts = tag.split("-")
    if parts[0] == "zh" and len(parts) > 1:
        return "zh-Hant" if "Hant" in parts or parts[-1] in _TRADITIONAL else "zh-Hans"
    return parts[0]


def languages_of(tree: HtmlElement, metas: meta.Metas, article: jsonld.Node, page: Page) -> tuple[str, ...]:
    """Tags the page names, the page's own first: JSON-LD, ``<html lang>``, meta, feed; then the portal's."""
    named = [jsonld.text_of(article.get("inLanguage")), tree.get("lang", ""), tree.get("xml:lang", "")]
    named += [meta.first(metas, (name,))[1] for name in meta.LANGUAGE]
    tags = [tag_of(name) for name in (*named, page.hint.language, *page.reading.languages)]
    return tuple(dict.fromkeys(tag for tag in tags if tag))
