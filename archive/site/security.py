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

HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
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
    """``application`` with ``HEADERS`` on every response, errors and files included."""
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    names = {name for name, _ in ours}

    async def guarded(scope: Message, receive: Any, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                theirs = [pair for pair in message.get("headers", []) if pair[0].lower() not in names]
                message = {**message, "headers": [*theirs, *ours]}
            await send(message)

        await application(scope, receive, send_guarded)

    return guarded


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
