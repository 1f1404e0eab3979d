"""The ground truth of the demo portals: what each article says, before it becomes a page."""

from __future__ import annotations

import re
from datetime import datetime

from attrs import frozen

_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")


@frozen
class DemoArticle:
    """One article as its portal publishes it in one state of the demo."""

    portal: str
    path: str
    """Address below the portal's own, with its first slash."""
    number: int
    """The identifier that the portal's publishing system gave it."""
    title: str
    markup: tuple[str, ...]
    """Blocks of text: a paragraph, a heading (``## ``), a list (``- ``) or a table (``| a | b |``).
    Links are written ``[text](address)``."""
    language: str
    section: str
    """The section's name as readers see it."""
    section_stem: str
    published: datetime
    """With the portal's time zone; the portal may show less of it."""
    modified: datetime | None = None
    """What the portal claims; None where it claims nothing."""
    changed: datetime | None = None
    """When the page really changed: what ``Last-Modified`` tells."""
    summary: str = ""
    author: str = ""
    source_line: str = ""
    keywords: tuple[str, ...] = ()
    image: str = ""
    caption: str = ""
    credit: str = ""
    attachment: str = ""
    attachment_title: str = ""
    further: tuple[str, ...] = ()
    """The blocks that stand on a second page; empty where the article is not divided."""

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The blocks as they should read in the archive: links are their text."""
        return tuple(_plain(block) for block in self.markup)

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def further_path(self) -> str:
        """Address of the second page: ``t1.html`` goes on at ``t1_1.html``."""
        return self.path.removesuffix(".html") + "_1.html"

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        """Address and text of every link in the text."""
        return tuple((address, text) for block in self.markup for text, address in _LINK.findall(block))

    @property
    def lead(self) -> str:
        """What search engines are told: the summary, or how the text begins."""
        return self.summary or _plain(self.markup[0])[:150]

    @property
    def last_modified(self) -> datetime:
        return self.changed or self.modified or self.published


def _plain(block: str) -> str:
    return _LINK.sub(r"\1", block)
