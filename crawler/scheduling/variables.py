"""A file of variables, ``NAME=value`` a line: what the shell that cron starts and systemd both read, and read alike.

The shell's form is that of POSIX (Shell Command Language, 2.6), systemd's that of ``EnvironmentFile=`` in
systemd.exec(5): what one of them would expand, split or take for a comment is refused.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from attrs import frozen

from archive.errors import UsageError
from archive.timestamps import ROOTS
from crawler.alarms.channels import channels
from crawler.contact import check_contact
from crawler.news.subscriptions import VARIABLE as SUBSCRIPTIONS
from crawler.news.subscriptions import named_in
from crawler.timestamping import AUTHORITY, check_authority

CONTACT = "GAZETTE_CONTACT"
CARRIED = ("GAZETTE_PORTALS", "GAZETTE_DEMO_HOSTS", "PYTHONPATH", "SCRAPY_SETTINGS_MODULE")
"""What decides which portals there are: no secret, so that it may stand in a crontab."""
_SECRET = ("GAZETTE_ALARM_WEBHOOK", "GAZETTE_SMTP", AUTHORITY)
"""What may hold a password."""
WANTED = (*_SECRET, "GAZETTE_ALARM_EMAIL", "GAZETTE_ALARM_SENDER", SUBSCRIPTIONS, ROOTS)
"""What makes a crawl tell somebody, or have something certified, and keeps it silent where it is not set."""
_KNOWN = frozenset((CONTACT, *CARRIED, *WANTED))
_FILES = (SUBSCRIPTIONS, ROOTS)
_ELSEWHERE = {
    "GAZETTE_ARCHIVE": "name the archive with --archive",
    "GAZETTE_PUBLIC_ADDRESS": "that is asked by serve",
}
_NEAR = 0.85
_LINE = re.compile(
    r"(?P<name>[A-Za-z_][A-Za-z0-9_]*)="
    r"(?:(?P<bare>[\w@%+=:,./?-]*)|'(?P<single>[^'\\]*)'|\"(?P<double>[^\"\\$`]*)\")[ \t]*"
)
_OTHERS_MAY_READ = 0o004


@frozen
class Variables:
    """What such a file sets."""

    path: Path
    """Absolute, without ``..``."""
    values: Mapping[str, str]

    @property
    def is_told_to_all(self) -> bool:
        """Whether anybody on this machine may read what may be a secret."""
        is_open = bool(self.path.stat().st_mode & _OTHERS_MAY_READ)
        return is_open and any(self.values.get(name) for name in _SECRET)

    @property
    def tells_somebody(self) -> bool:
        """Whether alarms go to anybody."""
        return bool(self.values.get("GAZETTE_ALARM_EMAIL") or self.values.get("GAZETTE_ALARM_WEBHOOK"))

    @property
    def has_a_server_for_nobody(self) -> bool:
        """Whether it says how mail is sent, and nothing to whom."""
        is_about_mail = self.values.get("GAZETTE_SMTP") or self.values.get("GAZETTE_ALARM_SENDER")
        return bool(is_about_mail) and not (self.tells_somebody or self.values.get(SUBSCRIPTIONS))

    def places(self) -> Iterator[tuple[str, Path]]:
        """Each file and folder that a variable names, with its name."""
        entries = self.values.get("PYTHONPATH", "").split(os.pathsep)
        named = (
            *((name, self.values.get(name, "")) for name in _FILES),
            *(("PYTHONPATH", one) for one in entries),
        )
        yield from ((name, Path(place)) for name, place in named if place)


def read(path: Path) -> Variables:
    """The variables of a file, by its absolute path.

    Raises ``UsageError`` for a line that shell and systemd would not read alike, for a variable that Gazette does not
    know, and for what makes no sense to whoever reads it: a slip would else be found by nobody.
    """
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError:
        raise UsageError(f"{path}: no UTF-8; write it anew as plain text") from None
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be read ({error.strerror}); name a file with NAME=value in each line"
        ) from None
    values: dict[str, str] = {}
    for number, line in enumerate(text.split("\n"), 1):
        where = f"{path}, line {number}"
        if fault := _fault(line):
            raise UsageError(f"{where}: {fault}")
        if line.rstrip(" \t") and not line.startswith("#"):
            name, value = _read(line, where)
            values[name] = value
    variables = Variables(path, values)
    _check(variables)
    return variables


def _fault(line: str) -> str:
    """What a shell or systemd would make something else of, whatever stands there."""
    if line.startswith("\ufeff"):
        return "begins with a byte order mark, which a shell takes for a part of the name; save it without"
    if "\r" in line:
        return "ends as lines do on Windows, which a shell takes for a part of the value; save it with Unix line ends"
    if not line.replace("\t", " ").isprintable():
        return "holds a blank or a sign that is none of the keyboard's; type the line anew"
    if line.startswith("#") and line.rstrip(" \t").endswith("\\"):
        return "is a comment that ends with a backslash, after which systemd passes the next line over, too"
    return ""


def _read(line: str, where: str) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if not found:
        # Not quoted whole: a password may stand in it.
        begins = line.partition("=")[0][:40]
        raise UsageError(
            f"{where}: cron's shell and systemd would not read this alike: {begins!r}…; {_remedy(line)}"
        )
    name = found["name"]
    if name in _ELSEWHERE:
        raise UsageError(f"{where}: {name} is nothing for this file; {_ELSEWHERE[name]}")
    near = () if name in _KNOWN else get_close_matches(name.upper(), _KNOWN, 1, _NEAR)
    if near or (name.startswith("GAZETTE_") and name not in _KNOWN):
        instead = f"{near[0]} is" if near else f"these are: {', '.join(sorted(_KNOWN))}"
        raise UsageError(f"{where}: {name} is nothing that a crawl asks for; {instead}")
    return name, found["bare"] or found["single"] or found["double"] or ""


def _remedy(line: str) -> str:
    if line.split(None, 1)[0] == "export":
        return "leave the word `export` out, as systemd does not know it"
    if line[0] in " \t":
        return "begin the line with the name, without blanks before it"
    return "write NAME=value, and NAME='value' where it holds more than letters, figures and @%+=:,./?-"


def _check(variables: Variables) -> None:
    for name, place in variables.places():
        if not place.is_absolute():
            raise UsageError(
                f"{variables.path}: {name}: {place}: write the whole path, as cron begins in another folder"
            )
    values = variables.values
    if values.get(CONTACT):
        check_contact(values[CONTACT])
    channels(values)
    named_in(values)
    check_authority(values)
