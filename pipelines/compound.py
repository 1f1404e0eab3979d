"""Compound files (MS-CFB): what Word, Excel and Hangul wrote their documents into before they wrote ZIP files.

Own code: of the libraries that read them none had a release in the last two years.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from itertools import islice
from struct import iter_unpack, unpack, unpack_from

from attrs import frozen

SIGN = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER, _IN_HEADER, _ENTRY = 512, 109, 128
_SMALL = 64
"""Bytes of the sectors of short streams, which all stand in one stream, the root's."""
_LAST_SECTOR = 0xFFFFFFFA
"""What is larger in a chain of sectors is no sector, but its end."""
_NO_ENTRY = 0xFFFFFFFF
_STREAM = 2


@frozen
class _Entry:
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Compound:
    """The streams of a compound file by their names and the folders that hold them, in lower case: ``worddocument``,
    ``bodytext/section0``.

    Names of one folder differ in more than their case.

    Raises ``ValueError`` or ``struct.error`` where the file is damaged.
    """

    def __init__(self, body: bytes) -> None:
        if not body.startswith(SIGN):
            raise ValueError("not a compound file")
        self._body = body
        (shift,) = unpack_from("<H", body, 30)
        if shift not in (9, 12):
            raise ValueError(f"sectors of 2^{shift} bytes")
        self._sector = 1 << shift
        self._count = len(body) // self._sector
        """How many sectors there are: no chain of them is longer, whatever the file says."""
        directory, self._least, first_small = unpack_from("<I4xII", body, 48)
        self._next = self._table(islice(self._allocating(), self._count))
        self._small_next = self._table(self._chain(first_small))
        listed = self._read(directory)
        whole = listed[: len(listed) // _ENTRY * _ENTRY]
        entries = [_entry(*fields) for fields in iter_unpack("<64sHBx3I36xIQ", whole)]
        self._small = self._read(entries[0].start)
        self._streams = dict(_paths(entries))

    @property
    def names(self) -> list[str]:
        return list(self._streams)

    def __getitem__(self, name: str) -> bytes:
        """The bytes of a stream. Raises ``KeyError`` for an unknown one."""
        entry = self._streams[name]
        if entry.size >= self._least:
            return self._read(entry.start)[: entry.size]
        sectors = _following(entry.start, self._small_next, len(self._small) // _SMALL)
        return b"".join(self._small[at * _SMALL : (at + 1) * _SMALL] for at in sectors)[: entry.size]

    def _allocating(self) -> Iterator[int]:
        """The sectors that say which sector follows which."""
        yield from unpack_from(f"<{_IN_HEADER}I", self._body, 76)
        (following,) = unpack_from("<I", self._body, 68)
        for _ in range(self._count):
            if following > _LAST_SECTOR:
                return
            *told, following = unpack_from(
                f"<{self._sector // 4}I", self._body, (following + 1) * self._sector
            )
            yield from told

    def _table(self, sectors: Iterator[int]) -> array[int]:
        table = array("I")
        for at in sectors:
            if at <= _LAST_SECTOR:
                table.extend(number for (number,) in iter_unpack("<I", self._at(at)))
        return table

    def _chain(self, start: int) -> Iterator[int]:
        return _following(start, self._next, self._count)

    def _at(self, sector: int) -> bytes:
        return self._body[(sector + 1) * self._sector : (sector + 2) * self._sector]

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._at, self._chain(start)))


def units(text: bytes) -> tuple[int, ...]:
    """The letters of a text in UTF-16 as these files count them: two for one beyond the first 65,536."""
    return unpack(f"<{len(text) // 2}H", text[: len(text) // 2 * 2])


def _following(start: int, following: Sequence[int], most: int) -> Iterator[int]:
    for _ in range(most + 1):
        if start > _LAST_SECTOR:
            return
        yield start
        start = following[start]
    raise ValueError("a chain of sectors bites its tail")


def _entry(name: bytes, length: int, *numbers: int) -> _Entry:
    return _Entry(name[: max(0, length - 2)].decode("utf-16-le", "replace"), *numbers)


def _paths(entries: list[_Entry]) -> Iterator[tuple[str, _Entry]]:
    seen: set[int] = set()
    waiting = [(entries[0].child, "")]
    while waiting:
        number, folder = waiting.pop()
        if number == _NO_ENTRY or number >= len(entries) or number in seen:
            continue
        seen.add(number)
        entry = entries[number]
        if entry.kind == _STREAM:
            yield (folder + entry.name).lower(), entry
        waiting += [(entry.left, folder), (entry.right, folder), (entry.child, f"{entry.name}/")]
