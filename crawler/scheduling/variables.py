"""A file of variables, ``NAME=value`` a line: what the shell that cron starts and systemd both read, and read alike.

The shell's form is that of POSIX (Shell Command Language, 2.6), systemd's that of ``EnvironmentFile=`` in
systemd.exec(5): what one of them would expand, split or take for a comment is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from attrs import frozen

from archive.errors import UsageError
from archive.timestamps import ROOTS
from crawler.alarms.channels import channels
from crawler.news.subscriptions import VARIABLE as SUBSCRIPTIONS
from crawler.news.subscriptions import named_in
from crawler.timestamping import AUTHORITY, check_authority

CONTACT = "GAZETTE_CONTACT"
CARRIED = ("GAZETTE_PORTALS", "PYTHONPATH", "SCRAPY_SETTINGS_MODULE")
"""What decides which portals there are: no secret, so that it may stand in a crontab."""
_SECRET = ("GAZETTE_ALARM_WEBHOOK", "GAZETTE_SMTP", AUTHORITY)
"""What may hold a password."""
WANTED = (*_SECRET, "GAZETTE_ALARM_EMAIL", "GAZETTE_ALARM_SENDER", SUBSCRIPTIONS, ROOTS)
"""What makes a crawl tell somebody, or have something certified, and keeps it silent where it is not set."""
_KNOWN = frozenset((CONTACT, *CARRIED, *WANTED))
_FILES = (SUBSCRIPTIONS, ROOTS)
_LINE = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)=(?:(?P<bare>[\w@%+=:,./?-]*)|'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\$`]*)\")\s*"
)
_OTHERS_MAY_READ = 0o004


@frozen
class Variables:
    """What such a file sets."""

    path: Path
    """Absolute."""
    values: Mapping[str, str]

    @property
    def is_told_to_all(self) -> bool:
        """Whether anybody on this machine may read what may be a secret."""
        is_open = bool(self.path.stat().st_mode & _OTHERS_MAY_READ)
        return is_open and any(self.values.get(name) for name in _SECRET)


def read(path: Path) -> Variables:
    """The variables of a file.

    Raises ``UsageError`` for a line that shell and systemd would not read alike, for a variable that Gazette does not
    know, and for what makes no sense to whoever reads it: a slip would else be found by nobody.
    """
    path = path.absolute()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{path}: cannot be read ({error}); name a file with NAME=value in each line"
        ) from None
    values: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            name, value = _read(line, f"{path}, line {number}")
            values[name] = value
    _check(values, path)
    return Variables(path, values)


def _read(line: str, where: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        remedy = (
            "leave the word `export` out, as systemd does not know it"
            if line.startswith("export ")
            else "write NAME=value, and NAME='value' where it holds more than letters, figures and @%+=:,./?-"
        )
        raise UsageError(f"{where}: cron's shell and systemd would not read this alike: {line!r}; {remedy}")
    name = found["name"]
    if name.startswith("GAZETTE_") and name not in _KNOWN:
        near = get_close_matches(name, _KNOWN, 1)
        raise UsageError(
            f"{where}: {name} is nothing that a crawl asks for"
            + (f"; {near[0]} is" if near else f"; these are: {', '.join(sorted(_KNOWN))}")
        )
    return name, found["bare"] or found["single"] or found["double"] or ""


def _check(values: Mapping[str, str], path: Path) -> None:
    for name in _FILES:
        if values.get(name) and not Path(values[name]).is_absolute():
            raise UsageError(
                f"{path}: {name}={values[name]}: write the whole path, as cron begins in another folder"
            )
    channels(values)
    named_in(values)
    check_authority(values)
