"""The evidence of an article as a file to be taken away: made first, as its size and its faults must be known, then
sent piece by piece."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any

from archive.connection import open_archive
from archive.evidence import write_evidence
from archive.search import Query
from archive.site.download import STALLED_S
from archive.wacz import MEDIA_TYPE

_IN_MEMORY = 8_000_000
"""Bytes from which on it lies on the disk."""
_PIECE = 1 << 18


class Packed:
    """A file and what to call it; an answer of Datasette's."""

    def __init__(self, file: SpooledTemporaryFile[bytes], name: str) -> None:
        self._file = file
        size = file.seek(0, io.SEEK_END)
        self.headers = {
            "Content-Type": MEDIA_TYPE,
            "Content-Length": str(size),
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        }

    async def asgi_send(self, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
        """Send it, to a reader who does not stop taking it."""
        headers = [(name.lower().encode(), value.encode()) for name, value in self.headers.items()]
        with self._file as file:
            file.seek(0)
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            while piece := await asyncio.to_thread(file.read, _PIECE):
                message = {"type": "http.response.body", "body": piece, "more_body": True}
                await asyncio.wait_for(send(message), STALLED_S)
            await send({"type": "http.response.body", "body": b""})


def packed(folder: Path, number: int) -> Packed:
    """The evidence of the article with this number, as WACZ. Raises as ``write_evidence`` does."""
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - it is closed when it was sent
    try:
        with open_archive(folder) as connection:
            write_evidence(connection, folder, Query(ids=(number,)), file)
    except BaseException:
        file.close()
        raise
    return Packed(file, f"gazette-article-{number}.wacz")
