"""The exceptions of Gazette: one tree, so that the command line turns each into one message.

Every message names the thing, the place, the reason and the next command.
"""

from enum import IntEnum
from pathlib import Path


class Exit(IntEnum):
    """What ``gazette`` tells the shell; cron and monitoring read it. See ``EXIT_MEANINGS``."""

    OK = 0
    FAILED = 1
    USAGE = 2
    PORTALS_FAILED = 3
    ALREADY_RUNNING = 4


EXIT_MEANINGS = {
    Exit.OK: "all that was asked for is done, or waits because a portal wishes it",
    Exit.FAILED: "it is not done; the message says why and what to do",
    Exit.USAGE: "the command line makes no sense as it stands",
    Exit.PORTALS_FAILED: "finished, but some portals failed or something is wrong with them",
    Exit.ALREADY_RUNNING: "another process writes to this archive; nothing was done",
}


class GazetteError(Exception):
    """Something that the user of Gazette can understand and mend; shown without a traceback."""


class ArchiveError(GazetteError):
    """The archive's folder or files cannot be used as they are."""


class ArchiveBusyError(ArchiveError):
    """Another process writes to this archive."""


class CaptureMissingError(ArchiveError):
    """A capture's bytes are not where its row says."""


class WithheldError(GazetteError):
    """What was asked for is closed to everybody, by `gazette withhold`."""


def unwritable(folder: Path, error: Exception) -> ArchiveError:
    """What to say of an archive in which something could not be written."""
    return ArchiveError(f"{folder}: cannot be written: {error}; free the disk or mend its rights")


class DeclarationError(GazetteError):
    """A portal's declaration is incomplete or contradicts itself."""


class UsageError(GazetteError):
    """What was asked for makes no sense as asked."""
