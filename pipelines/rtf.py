"""The text of RTF documents (RTF 1.9.1)."""

from __future__ import annotations

import re

_UNSEEN = re.compile(r"\{(?:\\[a-z]+-?\d*\s*)*?\\(?:deleted|v)(?![a-z\d])")
"""How a group begins of what was deleted under review, or hidden."""
_SIGN = re.compile(r"\\.|[{}]", re.DOTALL)


def rtf_text(body: bytes) -> str:
    """Paragraphs, and rows of tables with their cells divided by ``|``, a line each."""
    # Here: most portals have no such file that night.
    from striprtf.striprtf import rtf_to_text

    # RTF is ASCII; a stray byte is a letter of its own code page.
    return str(rtf_to_text(_seen(body.decode("latin-1")), errors="replace"))


def _seen(text: str) -> str:
    parts, at = [], 0
    while match := _UNSEEN.search(text, at):
        parts.append(text[at : match.start()])
        at = _end_of_group(text, match.start())
    return "".join((*parts, text[at:]))


def _end_of_group(text: str, start: int) -> int:
    depth = 0
    for sign in _SIGN.finditer(text, start):
        depth += {"{": 1, "}": -1}.get(sign[0], 0)
        if not depth:
            return sign.end()
    return len(text)
