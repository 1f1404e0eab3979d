"""The site under the address that its readers know: behind a proxy it is another than the one it is served at."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from datasette.app import Datasette


class PublicSite(Datasette):
    """``address``: ``https://archive.example/gazette/``; ``""`` where readers come to the address it is served at."""

    def __init__(self, *arguments: Any, address: str, settings: dict[str, Any], **how: Any) -> None:
        self.address = address
        base = {"base_url": urlsplit(address).path} if address else {}
        super().__init__(*arguments, settings=settings | base, **how)

    def absolute_url(self, request: Any, path: str) -> str:
        """Of one of the site's paths, the part of ``address`` before which is in it already."""
        return urljoin(self.address or request.url, path)
