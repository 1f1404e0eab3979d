"""Asking a timestamp authority to certify what an archive holds: after a crawl or an import, and by ``gazette
timestamp``."""

from __future__ import annotations

import base64
import os
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import click
from attrs import frozen

from archive.connection import database_path, open_archive
from archive.database import head, open_for_writing
from archive.errors import GazetteError, UsageError, unwritable
from archive.options import archive_option, roots_option
from archive.terminal import printable
from archive.timestamps import (
    ANSWER_TYPE,
    MEDIA_TYPE,
    ROOTS,
    Timestamp,
    TimestampError,
    certified,
    keep,
    noted,
    over,
    request,
    roots,
)
from crawler.posting import post, reason
from crawler.within import within

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

AUTHORITY = "GAZETTE_TIMESTAMP_AUTHORITY"
_SECONDS_IN_ALL = 30.0
_MOST_BYTES = 1_000_000


@frozen
class Authority:
    """A timestamp authority that is asked over HTTP (RFC 3161, 3.4)."""

    url: str
    """Name and password of an account may be in it; no message shows them."""

    @classmethod
    def at(cls, url: str, named: str = AUTHORITY) -> Authority:
        """Raises ``UsageError`` where ``url``, which was ``named`` so, is no address of one."""
        try:
            parts = urlsplit(url.strip())
            is_one = parts.scheme in ("http", "https") and parts.hostname and (parts.port or 80)
            url.strip().encode("ascii")
            (parts.hostname or "").encode("idna")
        except ValueError:
            is_one = False
        if not is_one:
            raise UsageError(f"{named}: no address of a timestamp authority; write https://host/path")
        return cls(url.strip())

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""

    def answer(self, query: bytes) -> bytes:
        """Its answer to ``query``. Raises ``TimestampError`` where none came."""
        parts = urlsplit(self.url)
        place = parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
        headers = {"Content-Type": MEDIA_TYPE, "Accept": ANSWER_TYPE}
        if parts.username:
            account = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
            headers["Authorization"] = f"Basic {base64.b64encode(account.encode()).decode()}"
        try:
            return within(_SECONDS_IN_ALL, lambda: post(place, query, headers, _MOST_BYTES))
        except OSError as error:
            raise TimestampError(reason(error)) from None


def certify(folder: Path, authority: Authority, trusted: tuple[Certificate, ...]) -> Timestamp | None:
    """Have all captures of the archive in ``folder`` certified, and keep that; None where they are already.

    Raises ``ArchiveError`` where there is no archive, or it cannot be written, ``TimestampError`` where it was not to
    be had.
    """
    with open_archive(folder) as connection:
        capture, chain_digest = head(connection)
        if not capture or over(connection, capture):
            return None
    line = noted(capture, chain_digest)
    # Before anybody is asked: an answer may cost money.
    with closing(open_for_writing(database_path(folder))) as db:
        timestamp = _asked(line, authority, trusted, capture, chain_digest)
        try:
            keep(db, timestamp)
        except sqlite3.Error as error:
            raise unwritable(folder, error) from error
    return timestamp


def _asked(
    line: str, authority: Authority, trusted: tuple[Certificate, ...], capture: int, chain_digest: str
) -> Timestamp:
    query = request(line)
    try:
        response = authority.answer(query.as_bytes())
        said = certified(response, line, trusted, query.nonce)
    except TimestampError as error:
        raise TimestampError(f"no timestamp from {authority.host}: {printable(str(error))}") from None
    if not said.is_trusted:
        raise TimestampError(
            f"no timestamp from {authority.host}: it is signed on behalf of {printable(said.on_behalf_of)}, which this "
            "machine does not know: name the root certificate of the authority with --roots"
        )
    return Timestamp(capture, chain_digest, said.at, authority.host, said.signer, response)


def check_authority(environment: Mapping[str, str]) -> None:
    """``UsageError`` where ``environment`` names an authority, or root certificates, and wrongly."""
    if url := _named(AUTHORITY, environment):
        Authority.at(url)
        _trusted(environment)


def after_capture(folder: Path) -> None:
    """Have what was captured certified, where the environment says by whom; what goes wrong here is said on standard
    error, and takes nothing from what was captured."""
    if not (url := _named(AUTHORITY, os.environ)):
        return
    try:
        timestamp = certify(folder, Authority.at(url), _trusted(os.environ))
    except (GazetteError, OSError, sqlite3.Error) as error:
        print(f"{error}; the next crawl tries again, or `gazette timestamp`", file=sys.stderr)
        return
    if timestamp:
        print(_told(timestamp), file=sys.stderr)


def _named(variable: str, environment: Mapping[str, str]) -> str:
    return environment.get(variable, "").strip()


def _trusted(environment: Mapping[str, str]) -> tuple[Certificate, ...]:
    file = _named(ROOTS, environment)
    return roots(Path(file) if file else None)


def _told(timestamp: Timestamp) -> str:
    return f"{timestamp.line} certified at {timestamp.certified_at} by {printable(timestamp.signer)}"


@click.command("timestamp")
@archive_option
@click.option(
    "--authority",
    "url",
    envvar=AUTHORITY,
    metavar="URL",
    help="Where the authority is asked; an account's name and password may be in it.  "
    f"[env var: {AUTHORITY}; required]",
)
@roots_option
def timestamp(folder: Path, url: str | None, file: Path | None) -> None:
    """Have a timestamp authority certify what is held now.

    It signs, with the time, the number and the chain digest of the latest capture (RFC 3161): that this and all
    captures before it were there then. It learns nothing of the archive but that. The answer is kept in the archive;
    `gazette verify` holds it against the chain, `gazette evidence` hands it over, the pages of articles name it.

    Every crawl and every import does the same when it ends, where the environment names an authority.

    Ends with 0 where all is certified, with 1 where the authority did not certify it.
    """
    if not url:
        raise UsageError(f"say who is to certify it: --authority URL, or {AUTHORITY}")
    found = certify(folder, Authority.at(url, f"--authority, {AUTHORITY}"), roots(file))
    click.echo(_told(found) if found else "nothing was captured since the last timestamp")
