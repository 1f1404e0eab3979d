"""What a timestamp authority has certified: that all captures up to one were there at an instant (RFC 3161).

What it signs is the line that ``gazette verify`` prints to be noted down, the number of the latest capture and its
chain digest: it learns nothing of the archive but that. Anybody can check an answer with a program of his own, as with
``openssl ts -verify``.
"""

from __future__ import annotations

import hashlib
import sqlite3
import ssl
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from warnings import catch_warnings

from attrs import asdict, frozen
from sqlite_utils import Database

from archive.database import transaction
from archive.errors import GazetteError, UsageError
from archive.records import format_instant
from archive.rows import by_name

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name
    from rfc3161_client import TimeStampRequest, TimeStampResponse

MEDIA_TYPE, ANSWER_TYPE = "application/timestamp-query", "application/timestamp-reply"
"""Of what is asked and of what is answered (RFC 3161, 3.4)."""
ROOTS = "GAZETTE_TIMESTAMP_ROOTS"
"""The variable that names a file with root certificates."""
OF_CHAIN = """timestamps WHERE EXISTS (
    SELECT 1 FROM captures WHERE captures.id = capture AND captures.chain_digest = timestamps.chain_digest)"""
"""Those that certify the chain as it is. One of another chain, as of an archive that was restored from a backup and
went on otherwise, certifies nothing here."""
_STANDING = f"""
SELECT capture, certified_at, signer, (SELECT max(id) FROM captures), coalesce((
    SELECT captured_at FROM captures WHERE id > timestamps.capture AND imported_from = '' ORDER BY id LIMIT 1), '')
FROM {OF_CHAIN} ORDER BY capture DESC, id DESC LIMIT 1
"""  # noqa: S608 - ours
_COLUMNS = "SELECT capture, chain_digest, certified_at, authority, signer, response FROM"


class TimestampError(GazetteError):
    """An authority's answer certifies nothing."""


@frozen
class Timestamp:
    """An authority's word for all captures up to one."""

    capture: int
    """The number of the latest capture then."""
    chain_digest: str
    """That of this capture."""
    certified_at: str
    """The authority's time, ISO 8601 in UTC."""
    authority: str
    """Host that was asked."""
    signer: str
    """Name in the certificate by which it signed, as RFC 4514 writes it."""
    response: bytes
    """Its answer: a TimeStampResp of RFC 3161, DER."""

    @property
    def line(self) -> str:
        """What it certified."""
        return noted(self.capture, self.chain_digest)


@frozen
class Certified:
    """What an authority's answer says."""

    at: str
    """Its time, ISO 8601 in UTC."""
    signer: str
    """Name in the certificate by which it is signed, as RFC 4514 writes it."""
    on_behalf_of: str
    """Who vouches for the signer, as far as the answer tells."""
    is_trusted: bool
    """Whether somebody vouches for him whom this machine trusts; else nothing shows that he signed."""


@frozen
class Standing:
    """How far an archive is certified."""

    certified: int
    """The latest capture that an authority has certified."""
    certified_at: str
    signer: str
    captures: int
    """The latest capture of all."""
    waiting_since: str
    """When the first of our own captures was made that is not certified; empty where all are."""


def noted(capture: int, chain_digest: str) -> str:
    """What to note down elsewhere of an archive whose latest capture this is."""
    return f"{capture}:{chain_digest}"


def roots(file: Path | None) -> tuple[Certificate, ...]:
    """The certificates from which trust comes: those of the system, and of ``file`` (PEM).

    Raises ``UsageError`` where the file holds none.
    """
    return _of_system() + (_of_file(file) if file else ())


@cache
def _of_system() -> tuple[Certificate, ...]:
    from cryptography.x509 import load_der_x509_certificate

    found = []
    for certificate in ssl.create_default_context().get_ca_certs(binary_form=True):
        # Systems keep some that are older than today's rules: they are trusted, not judged here.
        with suppress(ValueError), catch_warnings(action="ignore"):
            found.append(load_der_x509_certificate(certificate))
    return tuple(found)


def _of_file(file: Path) -> tuple[Certificate, ...]:
    from cryptography.x509 import load_pem_x509_certificates

    try:
        return tuple(load_pem_x509_certificates(file.read_bytes()))
    except OSError as error:
        raise UsageError(
            f"{file}: {error.strerror}; name the file with the authority's root certificate"
        ) from None
    except Exception:  # parsers of certificates raise what they like
        raise UsageError(
            f"{file}: no certificates in PEM are in it, or one cannot be read; the authority has its root certificate "
            "as a file on its site"
        ) from None


def request(line: str) -> TimeStampRequest:
    """What to ask an authority that is to certify ``line``; ``as_bytes()`` is what goes out."""
    from rfc3161_client import TimestampRequestBuilder
    from rfc3161_client.base import HashAlgorithm

    return TimestampRequestBuilder().data(line.encode()).hash_algorithm(HashAlgorithm.SHA256).build()


def certified(
    response: bytes, line: str, roots: Sequence[Certificate], nonce: int | None = None
) -> Certified:
    """What ``response`` says of ``line``; ``nonce`` is that of the request.

    Raises ``TimestampError`` where it is no answer, a refusal, or certifies something else.
    """
    try:
        answer = _granted(response)
        imprint = answer.tst_info.message_imprint.message
        if imprint != hashlib.sha256(line.encode()).digest():
            raise TimestampError("it certifies something else")
        if nonce is not None and answer.tst_info.nonce != nonce:
            raise TimestampError("it is an answer to another question")
        chain = _chain(answer)
        is_trusted = any(_vouches(root, answer, line) for root in roots if root.subject in _issuers(chain))
        at, signer = format_instant(answer.tst_info.gen_time), chain[0].subject.rfc4514_string()
        return Certified(at, signer, chain[-1].issuer.rfc4514_string(), is_trusted)
    except TimestampError:
        raise
    except Exception as error:  # parsers of certificates raise what they like
        raise TimestampError(f"it certifies nothing: {error}") from None


def _granted(response: bytes) -> TimeStampResponse:
    from rfc3161_client import decode_timestamp_response

    answer = decode_timestamp_response(response)
    if answer.status == 0:
        return answer
    why = "; ".join(answer.status_string) or f"status {answer.status}"
    raise TimestampError(f"it did not grant what was asked: {why}")


def _vouches(root: Certificate, answer: TimeStampResponse, line: str) -> bool:
    """Whether whoever signed has his certificate, at the time that he told, from ``root``.

    Raises ``TimestampError`` where the signature is not that of his certificate.
    """
    from rfc3161_client import VerificationError, VerifierBuilder

    try:
        return VerifierBuilder(roots=[root]).build().verify_message(answer, line.encode())
    except VerificationError as error:
        if "certificate verify error" in str(error):
            return False  # another one of this name
        raise TimestampError(f"it certifies nothing: {str(error).partition(': ErrorStack')[0]}") from None


def _issuers(chain: Sequence[Certificate]) -> set[Name]:
    return {one.issuer for one in chain}


def _chain(answer: TimeStampResponse) -> list[Certificate]:
    """The certificate by which an answer is signed, and those in it that vouch for it, one for the other.

    No signature covers what certificates are in it: two that may be the signer's are one too many.
    """
    from cryptography.x509 import load_der_x509_certificate

    signers = {(one.issuer, one.serial_number) for one in answer.signed_data.signer_infos}
    given = [load_der_x509_certificate(one) for one in sorted(answer.signed_data.certificates)]
    found = [one for one in given if (one.issuer, one.serial_number) in signers]
    if len(found) != 1:
        raise TimestampError(f"the certificates of {len(found)} signers are in it, and not of one")
    while above := [one for one in given if one.subject == found[-1].issuer and one not in found]:
        found.append(above[0])
    return found


def keep(db: Database, timestamp: Timestamp) -> None:
    """Write what was certified into the archive."""
    with transaction(db):
        db.table("timestamps").insert(asdict(timestamp))


def kept(connection: sqlite3.Connection) -> list[Timestamp]:
    """All of the archive, the first one first."""
    return _read(connection, f"{_COLUMNS} timestamps ORDER BY capture, id")


def of_chain(connection: sqlite3.Connection) -> list[Timestamp]:
    """The same without those of another chain."""
    return _read(connection, f"{_COLUMNS} {OF_CHAIN} ORDER BY capture, id")


def over(connection: sqlite3.Connection, capture: int) -> Timestamp | None:
    """The first one of the chain that certifies ``capture``; None where there is none yet."""
    sql = f"{_COLUMNS} {OF_CHAIN} AND capture >= ? ORDER BY capture, id LIMIT 1"
    return next(iter(_read(connection, sql, capture)), None)


def kept_as(connection: sqlite3.Connection, number: int) -> Timestamp | None:
    """The one with this number in the table; None where there is none."""
    return next(iter(_read(connection, f"{_COLUMNS} timestamps WHERE id = ?", number)), None)


def _read(connection: sqlite3.Connection, sql: str, *parameters: int) -> list[Timestamp]:
    return [Timestamp(**row) for row in by_name(connection.execute(sql, parameters))]


def standing(connection: sqlite3.Connection) -> Standing | None:
    """None where nothing was ever certified. Nothing is checked: that is for ``verify``."""
    row = connection.execute(_STANDING).fetchone()
    return Standing(*row) if row else None


def over_each(timestamps: Sequence[Timestamp], captures: Iterable[int]) -> dict[int, Timestamp]:
    """Of ``timestamps``, the first one first, the one that certifies each capture first; captures in their order,
    without those that none certifies."""
    numbers = [one.capture for one in timestamps]
    places = {capture: bisect_left(numbers, capture) for capture in sorted(captures)}
    return {capture: timestamps[at] for capture, at in places.items() if at < len(timestamps)}


def needed(timestamps: Sequence[Timestamp], captures: Iterable[int]) -> Iterator[tuple[Timestamp, int]]:
    """Those that certify ``captures`` first, each with the first capture for which it is needed."""
    certified = over_each(timestamps, captures).items()
    for _, meant in groupby(certified, key=lambda each: each[1].capture):
        capture, one = next(meant)
        yield one, capture
