"""What the site refuses: foreign content in its pages, SQL from strangers, large values, writing."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from archive.site.metadata import DATABASE, is_machinery

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Any, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere: what the web sent us cannot run even if it were not escaped."""

FRAMING = f"{POLICY}; frame-src 'self'"
"""Of our own page around a page of the web."""
REPLAYED = (
    "sandbox allow-same-origin allow-top-navigation-by-user-activation; default-src 'none'; "
    "style-src 'self' 'unsafe-inline' data:; img-src 'self' data:; font-src 'self' data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""Of a page of the web, and of what it needs: no scripts, no forms, no frames, nothing from elsewhere. It has our
origin, without which neither stylesheets nor fonts would be its own; what could make use of that are scripts alone."""

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}

_POLICY_NAME = b"content-security-policy"
_OTHERWISE = {
    FRAMING: {"content-security-policy": FRAMING},
    REPLAYED: {"content-security-policy": REPLAYED, "x-frame-options": "SAMEORIGIN"},
}

_NEVER_SERVED = ("withheld", "crawl")
"""The other databases of an archive's folder: whoever runs `datasette` on the folder would serve them as well."""

_LIMITS = {
    # A row holds a whole text; 64 MiB is more than any that is stored and less than would hurt.
    sqlite3.SQLITE_LIMIT_LENGTH: 64 * 1024 * 1024,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 200_000,
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: 1_000,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 500,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
}


def with_headers(application: Application) -> Application:
    """``application`` with ``HEADERS`` on every response, errors and files included; of policies a page may choose
    between those above."""
    names = {name.encode() for name in HEADERS}

    async def guarded(scope: Message, receive: Any, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = [(name.lower(), value) for name, value in message.get("headers", [])]
                ours = _headers(dict(sent).get(_POLICY_NAME, b"").decode("latin-1"))
                theirs = [pair for pair in sent if pair[0] not in names]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        await application(scope, receive, send_guarded)

    return guarded


def _headers(policy: str) -> list[tuple[bytes, bytes]]:
    """Ours, with ``policy`` where that is one of ours, too."""
    chosen = {**HEADERS, **_OTHERWISE.get(policy, {})}
    return [(name.encode(), value.encode()) for name, value in chosen.items()]


def limit(connection: sqlite3.Connection) -> None:
    """Make ``connection`` read only and bound what a query on it may build in memory."""
    for category, value in _LIMITS.items():
        connection.setlimit(category, value)
    connection.execute("PRAGMA query_only = ON")


def permission(actor: dict[str, Any] | None, action: str, resource: Any) -> bool | None:
    """``False`` where a stranger asks for SQL, or anybody for the machinery or a database that is never served;
    ``None``: no opinion."""
    if action == "execute-sql" and not actor:
        return False
    if (resource if isinstance(resource, str) else (resource or ("",))[0]) in _NEVER_SERVED:
        return False
    if action == "view-table" and resource[0] == DATABASE and is_machinery(resource[1]):
        return False
    return None
