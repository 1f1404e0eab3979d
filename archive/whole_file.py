"""A file that is there when all of it is, and not before."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO

from archive.errors import ArchiveError, UsageError


@contextmanager
def whole_file(path: Path, replace: bool = False) -> Iterator[BinaryIO]:
    """A file that appears at ``path`` when all has been written, and not at all where that fails.

    Raises ``UsageError`` where ``path`` cannot be written, or is there already and not to be replaced,
    ``ArchiveError`` where writing ends early.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        raise UsageError(f"{path}: not a file; name one with --output")
    if target.exists() and not replace:
        raise UsageError(f"{path}: is there already; name another file, or replace it with --force")
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        file = part.open("wb")
    except OSError as error:
        raise UsageError(
            f"{path}: {error.strerror}; name a file that can be written, with --output"
        ) from error
    try:
        with file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as error:
        raise ArchiveError(f"{path}: {error.strerror}; nothing was kept, run the command again") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_text(path: Path, encoding: str, replace: bool = False) -> Iterator[TextIO]:
    """The same for text, whose line ends are written as they are."""
    with whole_file(path, replace) as file:
        text = io.TextIOWrapper(file, encoding=encoding, newline="")
        try:
            yield text
        finally:
            text.detach()
