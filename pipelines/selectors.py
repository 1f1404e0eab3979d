"""What a portal's rules select: CSS or XPath, and what is wrong with a rule that selects nothing anywhere."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree
from lxml import html as lxml_html
from lxml.html import HtmlElement
from parsel.csstranslator import css2xpath

from archive.records import Rules

SELECTING = ("text", "title", "published", "modified", "section", "authors", "source_line", "cut")
"""The fields of ``Rules`` that hold selectors."""
_ORDERS = ("", "DMY", "MDY", "YMD")
_FAULTY = (SyntaxError, RuntimeError, ValueError, etree.XPathError)
"""What the readers of CSS and XPath raise: a wrong form, a part that there is none of, a stray character."""
_SAMPLE = lxml_html.fromstring(
    "<html lang=en><head><title>x</title><meta name=a content=b></head><body id=a class=b><main><article><h1>x</h1>"
    "<div class=a id=b><p>x <a href=/>y</a><span>z</span></p><ul><li>x</ul><time>x</time></div></article></main></body>"
)
"""A page on which functions that there are none of show: XPath tells only when it comes to them."""


def selected(tree: HtmlElement, selector: str) -> list[HtmlElement | str]:
    """The elements and strings that a selector finds; CSS, or XPath from ``//`` or ``./`` on.

    None where it is faulty: what is wrong is told by ``faults``, and a page must not be lost to it.
    """
    try:
        return _found(tree, selector)
    except _FAULTY:
        return []


def faults(rules: Rules) -> tuple[str, ...]:
    """What no page can be read with, each as field, expression and reason; nothing where all is right."""
    found = []
    for field in (*SELECTING, "boilerplate"):
        expressions = getattr(rules, field)
        if not isinstance(expressions, tuple):
            found.append(
                f"{field} {expressions!r}: several may be given, so a tuple is needed: ({expressions!r},)"
            )
            continue
        fault_of = _fault_of_pattern if field == "boilerplate" else _fault_of
        found += [f"{field} {one!r}: {reason}" for one in expressions if (reason := fault_of(one))]
    if rules.date_order not in _ORDERS:
        found.append(f"date_order {rules.date_order!r}: none of DMY, MDY and YMD")
    return tuple(found)


def patterns(rules: Rules) -> tuple[str, ...]:
    """The regular expressions of ``rules.boilerplate`` that are some."""
    return tuple(pattern for pattern in rules.boilerplate if not _fault_of_pattern(pattern))


def _found(tree: HtmlElement, selector: str) -> list[HtmlElement | str]:
    path = selector if selector.startswith(("/", "./", "(")) else css2xpath(selector)
    found = tree.xpath(path)
    return found if isinstance(found, list) else [str(found)]


@lru_cache(maxsize=1_000)
def _fault_of(selector: object) -> str:
    if not isinstance(selector, str) or not selector.strip():
        return "no selector"
    try:
        _found(_SAMPLE, selector)
    except _FAULTY as error:
        return str(error) or type(error).__name__
    return ""


@lru_cache(maxsize=1_000)
def _fault_of_pattern(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, TypeError, RecursionError, OverflowError) as error:
        return str(error) or type(error).__name__
    return ""
