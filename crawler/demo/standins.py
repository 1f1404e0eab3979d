"""Pages that stand where an article should be: challenges, captchas, logins … (``standins.toml``)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from attrs import frozen


@frozen
class StandIn:
    """An answer in place of an article."""

    name: str
    reason: str
    """Why it is to be refused, a name from ``pipelines.quality.REASONS``."""
    status: int
    content_type: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


def _read(name: str, given: Mapping[str, Any]) -> StandIn:
    charset = given.get("charset", "utf-8")
    return StandIn(
        name=name,
        reason=given["reason"],
        status=given.get("status", 200),
        content_type="text/html" if "charset" in given else "text/html; charset=utf-8",
        headers=tuple(given.get("headers", {}).items()),
        body=given["html"].encode(charset),
    )


STANDINS: Mapping[str, StandIn] = {
    name: _read(name, given)
    for name, given in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
}
