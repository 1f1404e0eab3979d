"""The site under the address that its readers know: behind a proxy it is another than the one it is served at."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin, urlsplit

from datasette.app import Datasette

from archive.site.security import Application, Message, Send


class PublicSite(Datasette):
    """``address``: ``https://archive.example/gazette/``; ``""`` where readers come to the address it is served at."""

    def __init__(self, *arguments: Any, address: str, settings: dict[str, Any], **how: Any) -> None:
        self.address = address
        base = {"base_url": urlsplit(address).path} if address else {}
        super().__init__(*arguments, settings=settings | base, **how)

    def app(self) -> Application:
        """The site as an ASGI application; whether the proxy takes the prefix off or passes it on, Datasette gets paths
        without, as some of its pages put it before what they were asked for."""
        application: Application = super().app()
        prefix = urlsplit(self.address).path

        async def without_prefix(scope: Message, receive: Any, send: Send) -> None:
            await application(_without(prefix, scope) if len(prefix) > 1 else scope, receive, send)

        return without_prefix

    def absolute_url(self, request: Any, path: str) -> str:
        """Of one of the site's paths, the part of ``address`` before which is in it already."""
        return urljoin(self.address or request.url, path)


def _without(prefix: str, scope: Message) -> Message:
    if scope["type"] != "http" or not scope["path"].startswith(prefix):
        return scope
    raw = scope.get("raw_path") or b""
    return {
        **scope,
        "path": "/" + scope["path"].removeprefix(prefix),
        "raw_path": b"/" + raw.removeprefix(prefix.encode("ascii")),
    }
