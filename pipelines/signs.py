"""What pages that are no articles say, in the languages of portals: ``signs.toml`` as regular expressions."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

Signs = Mapping[str, Mapping[str, Mapping[str, list[str]]]]

_SIGNS: Signs = tomllib.loads(Path(__file__).with_name("signs.toml").read_text("utf-8"))


def _any(reason: str, kind: str) -> re.Pattern[str]:
    return re.compile("|".join(chain.from_iterable(_SIGNS[reason][kind].values())), re.IGNORECASE)


GONE = _any("soft-404", "says")
"""The page does not exist."""
GONE_TITLE = _any("soft-404", "titled")
FORBIDDEN = _any("forbidden", "says")
"""The visitor may not see the page."""
FORBIDDEN_TITLE = _any("forbidden", "titled")
FOLDER = _any("listing", "says")
"""The server lists what it has on its disk."""
FOLDER_TITLE = _any("listing", "titled")
CAPTCHA = _any("captcha", "says")
"""The visitor is asked to prove to be a person."""
CAPTCHA_WORD = _any("captcha", "names")
LOGIN = _any("login", "says")
"""The visitor is asked to log in."""
LOGIN_WORD = _any("login", "names")
MAINTENANCE = _any("maintenance", "says")
"""The portal is closed for the time being."""
MAINTENANCE_TITLE = _any("maintenance", "titled")
FAILED = _any("server-error", "says")
"""The server could not make the page."""
FAILED_TITLE = _any("server-error", "titled")
SCRIPTED = _any("needs-javascript", "says")
"""The text would come if scripts ran."""

PARTS = re.compile(r"\s[-–—|·:]+\s|[|_—·»«]+")
"""What divides the parts of a title: the page's own and the names of section and portal."""

_HOST = r"https?://[\w.:-]{1,100}"
_FILE = r"(?:index|default|home)\.\w{2,5}"
_FRONT = rf"(?:(?:{_HOST})?/(?:{_FILE})?|{_HOST}|{_FILE})[\"'>\s]"
HOME_SCRIPT = re.compile(
    rf"\blocation(?:\.href)?\s{{0,5}}=\s{{0,5}}[\"']{_FRONT}|"
    rf"\blocation\.(?:replace|assign)\(\s{{0,5}}[\"']{_FRONT}|"
    rf"<meta[^<>]{{0,80}}refresh[^<>]{{0,40}}url\s{{0,5}}=\s{{0,5}}[\"']?{_FRONT}",
    re.IGNORECASE,
)
"""A page that sends its visitor to the front page."""

ADDRESSES = {
    "captcha": re.compile(r"captcha|verifycode|/verify(?:[/?.]|\Z)", re.IGNORECASE),
    "login": re.compile(r"/(?:[\w-]{0,20}log-?in|sign-?in|sso|cas|oauth2?|auth)(?:[/?.]|\Z)", re.IGNORECASE),
    "soft-404": re.compile(
        r"/(?:err(?:or)?[/_]?)?(?:404|not-?_?found|nopage)\b|/errors?(?:[/?.]|\Z)", re.IGNORECASE
    ),
    "maintenance": re.compile(r"maintenance|weihu|mantenimiento|wartung", re.IGNORECASE),
}
"""Reasons that an address tells to which that of an article leads."""
