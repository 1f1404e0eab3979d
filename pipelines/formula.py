"""A formula in MathML as one line of text, as people type it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lxml.html import HtmlElement

_UNSEEN = frozenset(("annotation", "annotation-xml", "mphantom", "none"))
_DEEPEST = 60


def linear(formula: HtmlElement) -> str:
    """What a formula shows: ``a/b`` for a fraction, ``a^b`` and ``a_b`` for what is raised and lowered, ``√(a)``."""
    return _written(formula, _DEEPEST)


def _written(element: HtmlElement, depth: int) -> str:
    if element.tag in _UNSEEN or not isinstance(element.tag, str):
        return ""
    if not depth:
        return "".join(element.itertext())
    parts = [part for child in element if (part := _written(child, depth - 1))]
    if write := _LAYOUTS.get(element.tag):
        return write(parts)
    if len(element) == 0:
        return (element.text or "").strip()
    return "".join(parts)


def _whole(part: str) -> str:
    """In brackets, unless it is one number or name or has them already."""
    return part if part.isalnum() or (part[:1], part[-1:]) == ("(", ")") else f"({part})"


def _between(sign: str) -> Callable[[Sequence[str]], str]:
    return lambda parts: sign.join(map(_whole, parts))


_LAYOUTS: dict[str, Callable[[Sequence[str]], str]] = {
    "mfrac": _between("/"),
    "msup": _between("^"),
    "msub": _between("_"),
    "msqrt": lambda parts: f"√({''.join(parts)})",
    "mroot": lambda parts: f"{_whole(parts[-1])}√({parts[0]})" if parts else "",
    "mtr": " ".join,
    "mtable": "; ".join,
}
