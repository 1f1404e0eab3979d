"""Where a site is served, and where readers find it. The port is taken before anything else is done, so that one in use
is told at once."""

from __future__ import annotations

import errno
import os
import re
import socket
from urllib.parse import urlsplit

from archive.errors import UsageError

_UNFIT = re.compile(r"[^!-~]|[?#\\\"<>]")
_TRIED = 100
"""Ports above the one in use that are looked at for a free one."""


def listening(host: str, port: int) -> socket.socket:
    """A socket on which whoever comes waits until the site answers.

    Raises ``UsageError`` with the reason and the next command where it cannot be had.
    """
    try:
        return _listen(host, port)
    except OSError as error:
        # create_server() repeats the address; what a name server says has no number of the system's.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise UsageError(f"{web_address(host, port)}: {reason}; {_remedy(host, port, error)}") from error


def web_address(host: str, port: int) -> str:
    """The address for a browser, with a slash at its end."""
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def public_address(written: str) -> str:
    """An address with a slash at its end, as ``PublicSite`` takes it; empty for nothing.

    Raises ``UsageError`` where it is no http or https address, or has a query or fragment.
    """
    if not written:
        return ""
    try:
        parts = urlsplit(written)
        is_one = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one or parts.username is not None or _UNFIT.search(written):
        raise UsageError(
            f"{written}: no address for readers; name one like https://archive.example/ or, behind a prefix, "
            "https://news.example/gazette/"
        )
    return written.rstrip("/") + "/"


def _remedy(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        free = next((near for near in range(port + 1, min(port + _TRIED, 65536)) if _is_free(host, near)), 0)
        return f"end what is served there, or choose another port{f': --port {free} is free' if free else ''}"
    if error.errno == errno.EACCES:
        return "ports below 1024 are the system's: choose a higher one with --port"
    return "name an address of this machine with --host"


def _is_free(host: str, port: int) -> bool:
    try:
        _listen(host, port).close()
    except OSError:
        return False
    return True


def _listen(host: str, port: int) -> socket.socket:
    return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
