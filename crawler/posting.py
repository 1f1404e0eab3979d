"""POST to an address that the operator has named: a webhook, a timestamp authority."""

from __future__ import annotations

import urllib.request
from collections.abc import Mapping
from urllib.error import HTTPError

_SECONDS_A_STEP = 10.0
_MOST_BYTES = 1_000_000


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """What the operator named is told, nobody else."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(url: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """The answer to ``body``, of which a million bytes are read. ``url`` is http or https, and the caller has seen to
    that.

    Raises ``OSError`` where none came, or one with another status than success.
    """
    request = urllib.request.Request(url, body, {"User-Agent": "Gazette", **headers})  # noqa: S310
    try:
        with urllib.request.build_opener(_NoRedirect).open(request, timeout=_SECONDS_A_STEP) as response:
            return bytes(response.read(_MOST_BYTES))
    except HTTPError as error:
        raise OSError(f"it answered {error.code}") from None
