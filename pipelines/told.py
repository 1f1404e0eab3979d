"""A text that the page's data tell instead of the page: JSON-LD's ``articleBody`` as blocks."""

from __future__ import annotations

import re

from pipelines.blocks import cut
from pipelines.encoding import Decoded
from pipelines.markup import parse_decoded
from pipelines.text import Block, clean_line

_MARKUP = re.compile(r"<(?:p|div|br|h\d|li|a|strong|b|em|i|span)\b[^<>]*>", re.IGNORECASE)


def told_blocks(told: str) -> tuple[Block, ...]:
    """The paragraphs of a text that is HTML or has one on each line."""
    if _MARKUP.search(told):
        tree = parse_decoded("", Decoded(told, "utf-8", "utf-8", 0.0)).tree
        return tuple(Block(piece.kind, piece.text) for piece in cut(tree))
    return tuple(Block("paragraph", line) for line in map(clean_line, told.split("\n")) if line)
