"""Lists whose pages are counted in their addresses."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_NUMBER = re.compile(r"\d{1,9}")


def number_in(url: str, pattern: str) -> int | None:
    """The number that ``url`` has where ``pattern`` has ``{page}``; None where it is no such address.

    Scheme and host are not compared, a redirect may have changed them, nor what follows the pattern.
    """
    head, mark, tail = _without_host(pattern).partition("{page}")
    path = _without_host(url)
    number = _NUMBER.match(path, len(head))
    if not mark or not path.startswith(head) or not number or not path.startswith(tail, number.end()):
        return None
    return int(number[0])


def _without_host(url: str) -> str:
    return unquote(urlsplit(url)._replace(scheme="", netloc="").geturl())
