"""Fixity: whether the archive still holds, byte for byte, what it recorded, and says nothing else.

Every capture has the SHA-256 of its record as it lies in the WARC file, every record those of its content, and every
row the digest of itself and all rows before it (``chain_digest``): who has noted the last one elsewhere can show later
that nothing up to there was altered, removed or slipped in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import define, evolve, field, fields, frozen

from archive.fingerprint import text_digest
from archive.records import Capture
from archive.recovery import Begun, told_of
from archive.rows import capture_from, chained
from archive.sealed import NAME
from archive.timestamps import Timestamp, TimestampError, certified, kept
from archive.warc import checked, record_ends, sha256
from archive.withheld import of_address, orders

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_ELSEWHERE = frozenset({"id", "warc_file", "warc_offset"})
"""What a record does not say of itself."""
_SAID_OF_ROWS = 5
"""Complaints of SQLite that are told."""
_PLACE = "SELECT id, warc_offset FROM captures WHERE warc_file = ?"
_ROWS = "SELECT * FROM captures ORDER BY id"
_CERTIFIED = "SELECT id, chain_digest FROM captures WHERE id IN (SELECT capture FROM timestamps)"
_CAPTURED_LAST = "SELECT max(captured_at) FROM captures WHERE id > ? AND id <= ? AND imported_from = ''"
_CLOCKS_APART = timedelta(minutes=5)
_ARTICLES = "SELECT id, url, title, text, text_digest FROM articles ORDER BY id"
_STATES = """
SELECT r.article, r.number, r.title, r.text, r.text_digest, r.captured_at, c.captured_at
FROM revisions AS r JOIN captures AS c ON c.id = r.capture ORDER BY r.article, r.number
"""


@frozen
class Fault:
    """Something that is not as it was recorded."""

    place: str
    """``capture 12``, ``warc/x.warc.gz``, ``archive.db``."""
    told: str

    def __str__(self) -> str:
        return f"{self.place}: {self.told}"


@define
class Verification:
    """What was looked at, and what is wrong with it."""

    captures: int = 0
    files: int = 0
    bytes: int = 0
    head: int = 0
    """Number of the latest capture."""
    head_digest: str = ""
    """Its ``chain_digest``: what to note down elsewhere."""
    noted: list[int] = field(factory=list)
    """Captures whose chain digests are those that were noted of them."""
    unlisted: int = 0
    """Captures without a row, and torn records: a crawl is at work, or was killed and the next one reads them, unless a
    fault says otherwise."""
    timestamps: int = 0
    """Answers of timestamp authorities that certify what they did when they came."""
    certified: int = 0
    """The latest capture that one of them certifies."""
    certified_at: str = ""
    certified_by: str = ""
    unchecked: int = 0
    """Those of authorities for which nobody vouches whom this machine trusts."""
    faults: list[Fault] = field(factory=list)


def verify(
    connection: sqlite3.Connection,
    folder: Path,
    noted: Mapping[int, str],
    progress: Callable[[int, int], None] = lambda done, of: None,
    roots: Sequence[Certificate] = (),
) -> Verification:
    """Hold the rows, the chain and every WARC file against each other; ``progress(done, of)`` in bytes of files.

    ``noted``: numbers of captures to the chain digests that were noted of them. ``roots``: certificates of those who
    are trusted to vouch for timestamp authorities.
    """
    found = Verification()
    found.faults += _database(connection)
    found.faults += _chain(connection, noted, found)
    found.faults += _timestamps(connection, roots, found)
    found.faults += _texts(connection)
    if orders(connection) and not (folder / NAME).is_file():
        found.faults.append(Fault(NAME, "is missing, and with it what is withheld: restore it from a backup"))
    begun, paths = Begun(connection), _paths(connection, folder / "warc")
    total = sum(path.stat().st_size for path in paths if path.is_file())
    for path in paths:
        found.faults += _file(connection, path, begun, found)
        progress(found.bytes, total)
    return found


def _paths(connection: sqlite3.Connection, folder: Path) -> list[Path]:
    """The WARC files that rows name, and all others that lie beside them."""
    named = {row[0] for row in connection.execute("SELECT DISTINCT warc_file FROM captures")}
    there = {path.name for path in folder.glob("*.warc.gz")}
    return [folder / name for name in sorted(named | there)]


def _database(connection: sqlite3.Connection) -> Iterator[Fault]:
    said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_SAID_OF_ROWS})")]
    yield from (Fault("archive.db", line) for line in said if line != "ok")
    broken = connection.execute("PRAGMA foreign_key_check").fetchmany(_SAID_OF_ROWS)
    yield from (
        Fault("archive.db", f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is gone")
        for row in broken
    )


def _chain(connection: sqlite3.Connection, noted: Mapping[int, str], found: Verification) -> Iterator[Fault]:
    """Whether each row continues the one before it. A break is told once: what follows is held against its own."""
    left, chain = dict(noted), ""
    for row in connection.execute(_ROWS):
        capture = capture_from(row)
        if chained(chain, capture) != row["chain_digest"]:
            yield Fault(
                f"capture {capture.id}", "does not continue the chain: a row before it was removed or altered"
            )
        chain = row["chain_digest"]
        found.captures, found.head, found.head_digest = found.captures + 1, capture.id, chain
        if left.get(capture.id) == chain:
            found.noted.append(capture.id)
        elif capture.id in left:
            yield Fault(f"capture {capture.id}", f"its chain digest is {chain}, not the one that was noted")
        left.pop(capture.id, None)
    yield from (Fault(f"capture {number}", "was noted, and is not there") for number in left)


def _timestamps(
    connection: sqlite3.Connection, roots: Sequence[Certificate], found: Verification
) -> Iterator[Fault]:
    """Whether each timestamp certifies the chain as it is now, and no capture that is dated later."""
    chain, before = dict(connection.execute(_CERTIFIED)), 0
    for one in kept(connection):
        place = f"timestamp of capture {one.capture}"
        captured_at = connection.execute(_CAPTURED_LAST, (before, one.capture)).fetchone()[0] or ""
        before = one.capture
        if chain.get(one.capture) != one.chain_digest:
            yield Fault(place, f"certifies {one.line}, which is not the chain digest of that capture")
        elif told := _wrong(one, roots, found):
            yield Fault(place, told)
        elif _later(captured_at, one.certified_at):
            yield Fault(
                place, f"is of {one.certified_at}, and certifies a capture that is dated {captured_at}"
            )


def _wrong(one: Timestamp, roots: Sequence[Certificate], found: Verification) -> str:
    """What is wrong with a timestamp by itself; what holds, or cannot be checked, is counted."""
    try:
        said = certified(one.response, one.line, roots)
    except TimestampError as error:
        return str(error)
    if (said.at, said.signer) != (one.certified_at, one.signer):
        return f"is of {said.at} by {said.signer}, and its row says otherwise"
    if not said.is_trusted:
        found.unchecked += 1
        return ""
    found.timestamps += 1
    found.certified, found.certified_at, found.certified_by = one.capture, said.at, said.signer
    return ""


def _later(one: str, other: str) -> bool:
    """Whether an instant is later than another by more than clocks differ that are kept right."""
    return bool(one) and datetime.fromisoformat(one) - datetime.fromisoformat(other) > _CLOCKS_APART


def _texts(connection: sqlite3.Connection) -> Iterator[Fault]:
    """Whether each text is the one whose digest was written with it, and each state of the instant of its capture.

    Who can write texts can write digests: whether a text is what its capture says, only reading that again tells.
    """
    for number, url, title, text, digest in connection.execute(_ARTICLES):
        if text_digest(title, text) != digest:
            yield Fault(f"article {number}", f"its title or text is not the one that was read from {url}")
    for number, state, title, text, digest, said, captured_at in connection.execute(_STATES):
        place = f"article {number}, state {state}"
        if text_digest(title, text) != digest:
            yield Fault(place, "its title or text is not the one that was read")
        if said != captured_at:
            yield Fault(place, f"it is dated {said}, its capture {captured_at}")


def _file(connection: sqlite3.Connection, path: Path, begun: Begun, found: Verification) -> Iterator[Fault]:
    """One WARC file from its first to its last record."""
    place = f"warc/{path.name}"
    rows = {offset: number for number, offset in connection.execute(_PLACE, (path.name,))}
    if not path.is_file():
        yield Fault(place, f"is missing, and with it {len(rows)} captures: restore it from a backup")
        return
    end = 0
    with path.open("rb") as file:
        for begin, end in pairwise([0, *record_ends(path, 0)]):
            block = file.read(end - begin)
            number = rows.pop(begin, 0)
            if number:
                yield from _capture(connection, number, block)
            else:
                unlisted, problems = checked(block)
                found.unlisted += unlisted is not None
                yield from (Fault(f"{place}, byte {begin}", problem) for problem in problems)
                if unlisted and not begun.can_have_left(unlisted):
                    yield Fault(place, told_of(evolve(unlisted, warc_offset=begin)))
    yield from (
        Fault(f"capture {number}", f"no record at byte {offset} of {place}")
        for offset, number in rows.items()
    )
    found.files, found.bytes = found.files + 1, found.bytes + path.stat().st_size
    found.unlisted += path.stat().st_size > end


def _capture(connection: sqlite3.Connection, number: int, block: bytes) -> Iterator[Fault]:
    row = connection.execute("SELECT * FROM captures WHERE id = ?", (number,)).fetchone()
    kept, place = capture_from(row), f"capture {number}"
    if sha256(block) != kept.record_digest:
        yield Fault(place, f"its record in warc/{kept.warc_file} is not the one that was written")
    told, problems = checked(block)
    yield from (Fault(place, problem) for problem in problems)
    if told is None:
        yield Fault(place, f"warc/{kept.warc_file} holds no response there")
        return
    others = [
        name
        for name in (each.name for each in fields(Capture))
        if name not in _ELSEWHERE and getattr(told, name) != getattr(kept, name)
    ]
    is_closed = row["withheld"] or of_address(connection, kept.final_url)
    if others == ["hint"] and not kept.hint and is_closed:
        return  # what a list said of a page that is withheld stands in its record alone
    if others:
        yield Fault(place, f"the row and its record say otherwise of {', '.join(others)}")
