"""The blocks of an article as HTML, in the manner of each layout."""

from __future__ import annotations

import re
from collections.abc import Sequence

from markupsafe import escape

from crawler.demo.bodies import Layout

_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")


def html(blocks: Sequence[str], layout: Layout) -> str:
    """The article's text as a portal writes it; the ``old`` layout divides paragraphs by line breaks."""
    if layout == "old":
        return "<br><br>\n".join(_inline(block) for block in blocks)
    return "\n".join(_block(block) for block in blocks)


def _block(block: str) -> str:
    if block.startswith("## "):
        return f"<h2>{_inline(block[3:])}</h2>"
    if block.startswith("- "):
        items = "\n".join(f"<li>{_inline(line[2:])}</li>" for line in block.splitlines())
        return f"<ul>\n{items}\n</ul>"
    if block.startswith("|"):
        return _table([line.strip("| ").split(" | ") for line in block.splitlines()])
    return f"<p>{_inline(block)}</p>"


def _table(rows: list[list[str]]) -> str:
    head = "".join(f'<th scope="col">{_inline(cell)}</th>' for cell in rows[0])
    body = "\n".join(
        "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    inside = f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>"
    return f'<div class="tablebox"><table>\n{inside}</table></div>'


def _inline(text: str) -> str:
    return _LINK.sub(r'<a href="\2">\1</a>', str(escape(text)))
