"""The site of an archive that it may not write to, opened anew whenever somebody else has written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.errors import ArchiveError
from archive.site.metadata import DATABASE
from archive.site.security import Application, Message, Send

if TYPE_CHECKING:
    from datasette.app import Datasette

_PLAIN = [(b"content-type", b"text/plain; charset=utf-8"), (b"retry-after", b"60")]
State = tuple[tuple[int, int, int], ...]


class Reopened:
    """An ASGI application that answers from the archive as it is now.

    SQLite was told that the file does not change, or reads along by an index that ends with its writer: who goes on
    with either would mix old pages of the file with new ones. A request that finds the files to be others than those
    that were opened has them opened again first; where that cannot be done it gets 503 and the reason.
    """

    def __init__(self, folder: Path, site: Datasette, opened: Callable[[Path], Datasette]) -> None:
        """``site`` is that of ``folder``, as ``opened`` gives it."""
        self._folder, self._opened = folder, opened
        self._sites: list[Datasette] = []
        self._database = Path(site.get_database(DATABASE).path)
        self._take(site, _state(self._database))

    async def __call__(self, scope: Message, receive: Any, send: Send) -> None:
        if scope["type"] == "http" and (state := _state(self._database)) != self._state:
            try:
                self._take(self._opened(self._folder), state)
            except ArchiveError as error:
                await _answer(send, f"{error}\n")
                return
        await self._app(scope, receive, send)

    def _take(self, site: Datasette, state: State) -> None:
        # The one before may still be answering somebody.
        for retired in self._sites[:-1]:
            retired.get_database(DATABASE).close()
        self._sites = [*self._sites[-1:], site]
        self._state = state
        self._app: Application = site.app()


def _state(database: Path) -> State:
    """Which files there are, and of what age and size: of the index and the log of a live writer only which."""
    found = []
    for ending in ("", "-wal", "-shm"):
        try:
            stat = database.with_name(f"{database.name}{ending}").stat()
        except OSError:
            found.append((0, 0, 0))
            continue
        found.append((stat.st_ino, 0, 0) if ending else (stat.st_ino, stat.st_mtime_ns, stat.st_size))
    return tuple(found)


async def _answer(send: Send, words: str) -> None:
    await send({"type": "http.response.start", "status": 503, "headers": _PLAIN})
    await send({"type": "http.response.body", "body": words.encode()})
