"""An article's title, and where it was read."""

from __future__ import annotations

from pipelines.markup import Document
from pipelines.text import clean_line


def read_title(document: Document) -> tuple[str, str]:
    """Title and origin; both empty where the page has none."""
    heading = next(iter(document.tree.iter("h1")), None)
    if heading is not None and (text := clean_line(heading.text_content())):
        return text, "text:h1"
    title = document.tree.findtext(".//title")
    return (clean_line(title), "html:title") if title else ("", "")
