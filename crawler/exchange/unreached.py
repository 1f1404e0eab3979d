"""Why a host could not be reached, in words: what it means, and where to look first."""

from __future__ import annotations

_MEANINGS = {
    "no-such-host": "no name server knows it: check how home_url is spelled, and this machine's network",
    "connection-refused": "nobody listens there: is the portal down, or the port in home_url wrong?",
    "timeout": "no answer in time: the portal is down or slow, or a firewall swallows what we send",
    "connection-lost": "it was closed before an answer had come: look at it in a browser",
    "truncated": "it breaks off before its end: look at it in a browser",
    "http-429": "its server has had too many requests: let it rest",
    "http-503": "its server is busy or being mended: look at it in a browser",
}
"""Ending reasons (``endings.py``) that say that nobody was there, not what was."""


def is_unreached(reason: str) -> bool:
    """Whether an ending's reason says that nobody was there."""
    return reason in _MEANINGS


def explained(reason: str) -> str:
    """``reason`` with its meaning beside it, as far as it has one that is not plain."""
    return f"{reason} ({_MEANINGS[reason]})" if is_unreached(reason) else reason
