"""What of a response the readers are given."""

from __future__ import annotations

from scrapy.http import HtmlResponse, Request, Response

from archive.records import Hint, Page, Reading, utc_now
from pipelines.files import is_document


def page_of(
    response: Response, reading: Reading, hint: Hint = Hint(), *, url: str = "", captured_at: str = ""
) -> Page:
    """A response as a page of its own address, fetched now, unless another ``url`` and instant are given."""
    return Page(
        url=url or response.url,
        body=response.body,
        content_type=content_type_of(response),
        captured_at=captured_at or utc_now(),
        reading=reading,
        hint=hint,
        headers=headers_of(response),
    )


def may_be_article(response: Response) -> bool:
    """Whether an answer may hold an article: it is a page, or a document of a kind that is read."""
    return isinstance(response, HtmlResponse) or is_document(response.body)


def content_type_of(response: Response) -> str:
    """The ``Content-Type`` as sent; empty where there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1")


def headers_of(message: Request | Response) -> tuple[tuple[str, str], ...]:
    """Name and value of every header, as sent."""
    return tuple(
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in message.headers.items()
        for value in values
    )
