"""What a capture brought, to be taken away: as a file, never as a page."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from attrs import frozen

from archive.captures import chosen, stored
from archive.site.memento import http_date

_UNFIT = re.compile(r"[^\w.() -]")
"""What a file's name had better not hold on some system."""
_LONGEST = 100


@frozen
class Kept:
    """Bytes and what to call them."""

    payload: bytes
    name: str
    captured_at: str

    @property
    def headers(self) -> dict[str, str]:
        """Of the answer (RFC 6266, RFC 8187): a browser saves what it gets, whatever it may be."""
        plain = self.name.encode("ascii", "replace").decode().replace("?", "_")
        disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(self.name)}"
        return {
            "Content-Disposition": disposition,
            "Cache-Control": "no-store",
            "Memento-Datetime": http_date(self.captured_at),
        }


def kept(connection: sqlite3.Connection, folder: Path, number: int) -> Kept:
    """What the capture with this number brought. Raises ``UsageError`` where there is none, and
    ``CaptureMissingError`` where its bytes are not at hand."""
    row = chosen(connection, str(number))
    payload = stored(connection, folder, row).payload
    return Kept(payload, _name(number, row["final_url"]), row["captured_at"])


def _name(number: int, url: str) -> str:
    """The last part of an address, with the number of the capture before it: two states of a file have one address."""
    last = unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2]
    return f"{number}-{_UNFIT.sub('_', last)[-_LONGEST:] or 'page.html'}"
