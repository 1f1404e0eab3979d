"""WACZ: WARC records with their index, a list of pages and a manifest in one ZIP file, as ReplayWeb.page opens it.

Source: Web Archive Collection Zipped (WACZ) 1.1.1 and CDXJ, both of Webrecorder; the manifest is a Frictionless Data
Package. Of the draft 1.2.0 the file has all that 1.1.1 does not speak against.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePath
from shutil import copyfileobj
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from attrs import asdict, frozen

from archive.errors import ArchiveError
from archive.records import Capture

if TYPE_CHECKING:
    from typing_extensions import Buffer

WARC_NAME = "data.warc.gz"
"""Below ``archive/``; every record of the file lies in it."""
MEDIA_TYPE = "application/wacz"
_WARC = re.compile(r"archive/[^/]+\.warc(\.gz)?", re.IGNORECASE)
_WWW = re.compile(r"^www\d*\.")


@frozen
class About:
    """What the manifest says of the file."""

    title: str
    description: str
    """Markdown."""
    created: str
    software: str


@frozen
class Page:
    """What a reader is led to: an address as it was at an instant."""

    url: str
    ts: str
    title: str
    text: str


class _Member(io.BufferedIOBase):
    """A file within, as it is written: how many bytes it has, and their digest."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.size, self.digest = file, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Buffer) -> int:
        self.digest.update(data)
        written = self._file.write(data)
        self.size += written
        return written


class Wacz:
    """Written to ``file``, which can be sought in, member by member: the records, the pages, whatever else there is to
    say, and the manifest at last."""

    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self._resources: list[dict[str, Any]] = []
        self._home: Page | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self._zip.close()

    @contextmanager
    def member(self, path: str) -> Iterator[_Member]:
        """A file to be written within, of any size. Such in ``archive/`` are stored as they are: of a record in it a
        reader fetches nothing but that."""
        info = ZipInfo(path, datetime.now(UTC).timetuple()[:6])
        info.compress_type = ZIP_STORED if path.startswith("archive/") else ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        with self._zip.open(info, "w", force_zip64=True) as file:
            member = _Member(file)
            yield member
        told = {"hash": f"sha256:{member.digest.hexdigest()}", "bytes": member.size}
        self._resources.append({"name": path.rpartition("/")[2], "path": path, **told})

    def records(self, captures: Iterable[tuple[Capture, bytes, bytes]]) -> None:
        """Write captures with the records of their requests and answers, byte for byte, and their index."""
        index = []
        with self.member(f"archive/{WARC_NAME}") as warc:
            for capture, request, answer in captures:
                warc.write(request)
                if capture.kind != "error":
                    index.append(index_line(capture, warc.size, len(answer)))
                warc.write(answer)
        with self.member("indexes/index.cdx") as lines:
            for line in sorted(index):
                lines.write(line)

    def pages(self, pages: Iterable[Page]) -> None:
        """Write the list of pages; the last one is shown first."""
        with self.member("pages/pages.jsonl") as lines:
            lines.write(_line({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}))
            for number, page in enumerate(pages, 1):
                lines.write(_line({"id": str(number), **asdict(page)}))
                self._home = page

    def manifest(self, about: About) -> None:
        """Write the manifest, and the digest of it that stands for all of the file."""
        told: dict[str, Any] = {"profile": "data-package", "wacz_version": "1.1.1", **asdict(about)}
        if self._home:
            told |= {"mainPageUrl": self._home.url, "mainPageDate": self._home.ts}
        text = json.dumps(told | {"resources": self._resources}, indent=2, ensure_ascii=False).encode()
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(text).hexdigest()}"}
        self._zip.writestr("datapackage.json", text)
        self._zip.writestr("datapackage-digest.json", json.dumps(digest))


def unpacked(path: Path, folder: Path) -> list[Path]:
    """The WARC files of a WACZ file, copied into ``folder`` and named ``….wacz:….warc.gz`` there.

    Raises ``ArchiveError`` where that is no such file, or one that is damaged.
    """
    try:
        with ZipFile(path) as package:
            members = [one for one in package.infolist() if _WARC.fullmatch(one.filename)]
            if not members:
                raise ArchiveError(f"{path}: no WACZ file: it holds no WARC file in archive/")
            # So nothing is larger than the file that it comes from.
            is_plain = all(one.compress_type == ZIP_STORED for one in members)
            if not is_plain or sum(one.file_size for one in members) > path.stat().st_size:
                raise ArchiveError(f"{path}: its WARC files are compressed once more; unzip it and name them")
            return [
                _copied(package, one, folder / f"{path.name}:{PurePath(one.filename).name}")
                for one in members
            ]
    except (BadZipFile, RuntimeError, NotImplementedError, ValueError) as error:
        # Whatever is odd in it: encrypted, in a coding that nobody knows, with names that are none.
        raise ArchiveError(f"{path}: no whole ZIP file ({error})") from error
    except OSError as error:
        raise ArchiveError(
            f"{path}: {error.strerror}; what it holds is copied for a while to the folder that TMPDIR names: name one "
            "with room"
        ) from error


def _copied(package: ZipFile, member: ZipInfo, target: Path) -> Path:
    with package.open(member) as source, target.open("xb") as copy:
        copyfileobj(source, copy)
    return target


def index_line(capture: Capture, offset: int, length: int) -> bytes:
    """The line of CDXJ that tells where the answer of ``capture`` lies."""
    stamp = re.sub(r"\D", "", capture.captured_at)[:14]
    mime = "warc/revisit" if capture.kind == "revisit" else capture.content_type.partition(";")[0].strip()
    told = {
        "url": capture.final_url,
        "mime": mime or "unk",
        # What a revisit repeats was there.
        "status": "200" if capture.kind == "revisit" else str(capture.status),
        "digest": capture.payload_digest,
        "length": str(length),
        "offset": str(offset),
        "filename": WARC_NAME,
        "recordDigest": capture.record_digest,
    }
    return f"{surt(capture.final_url)} {stamp} {json.dumps(told)}\n".encode()


def surt(url: str) -> str:
    """An address as an index is sorted (Sort-friendly URI Reordering Transform): without scheme and ``www``, the host
    from its end, in lower case, the parts of the query sorted."""
    parts = urlsplit(url.lower())
    host = ",".join(reversed(_WWW.sub("", parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = "?" + "&".join(sorted(parts.query.split("&"))) if parts.query else ""
    return f"{host}{port}){parts.path.rstrip('/') or '/'}{query}".replace(" ", "%20")


def _line(value: Mapping[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False) + "\n").encode("utf-8", "replace")
