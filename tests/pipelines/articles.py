"""Pages for the tests of this folder: HTML in, what was read out."""

from __future__ import annotations

from archive.records import Hint, Page, Reading
from pipelines.markup import Document, parse
from pipelines.metadata import Metadata, read_metadata

PROSE = (
    "<p>The ministry said on Wednesday that the new bridge across the river will be opened to traffic in spring, "
    "two years later than planned, and that the costs have risen by a third since the contract was signed.</p>"
)


def page_of(
    html: str,
    url: str = "https://news.example.org/releases/bridge.html",
    *,
    captured_at: str = "2024-05-01T12:00:00.000Z",
    reading: Reading | None = None,
    hint: Hint | None = None,
) -> Page:
    """A captured page; the portal is ``example``, in UTC and without rules where no ``reading`` is given."""
    reading = reading or Reading("example")
    return Page(url, html.encode(), "text/html; charset=utf-8", captured_at, reading, hint or Hint())


def document_of(html: str, url: str = "https://news.example.org/releases/bridge.html") -> Document:
    return parse(page_of(html, url))


def article(
    above: str = "",
    below: str = "",
    head: str = "",
    lang: str = "en",
    after: str = "",
    prose: str = PROSE * 4,
) -> str:
    """An article with lines above and below its title and lines after its text."""
    return (
        f"<html lang='{lang}'><head><title>Bridge opens in spring - Example News</title>{head}</head><body>"
        f"<nav><a href='/'>Home</a></nav><div class='main'>{above}<h1>Bridge opens in spring</h1>{below}"
        f"<div class='text'>{prose}</div>{after}</div><footer>© 2019 Example</footer></body></html>"
    )


def metadata_of(
    html: str, url: str = "https://news.example.org/releases/bridge.html", **known: object
) -> Metadata:
    """What is read from a page; ``known`` as in ``page_of``."""
    page = page_of(html, url, **known)  # type: ignore[arg-type]
    return read_metadata(parse(page), page)
