"""POST to an address that the operator has named: a webhook, a timestamp authority."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Mapping
from http.client import HTTPException
from urllib.error import HTTPError, URLError

_SECONDS_A_STEP = 25.0
"""Chats that are busy take their time, and what they took and did not say so is posted again."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What the operator named is told, nobody else."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(url: str, body: bytes, headers: Mapping[str, str], most: int = 0) -> bytes:
    """The first ``most`` bytes of the answer to ``body``; of a webhook that it answers is enough. ``url`` is http or
    https, and the caller has seen to that.

    Raises ``OSError`` where none came, or one with another status than success.
    """
    try:
        request = urllib.request.Request(url, body, {"User-Agent": "Gazette", **headers})  # noqa: S310
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_SECONDS_A_STEP) as response:
            return bytes(response.read(most)) if most else b""
    except HTTPError as error:
        raise OSError(f"it answered {error.code}") from None
    except (HTTPException, ValueError) as error:
        raise OSError(f"no answer that can be read ({type(error).__name__})") from None


def reason(error: Exception) -> str:
    """Why nothing was delivered, in words, without any address or password that an exception might quote."""
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate cannot be verified: {cause.verify_message}"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, OSError) and cause.strerror and cause.errno:
        return cause.strerror
    return str(cause) if type(cause) is OSError else type(cause).__name__
