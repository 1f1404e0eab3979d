"""The paragraphs of a text, which are counted the same on the site's pages and in exports, and where sentences end."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"(?<=[.!?؟।]) (?=\W*[^\W\d_a-z])|(?<=[。！？]) ?")
"""Where a sentence ends on a line, and another one begins."""


def paragraphs(text: str) -> list[str]:
    """The parts of ``text`` between empty lines, as ``records.Article.text`` documents its form; none is blank."""
    return [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
