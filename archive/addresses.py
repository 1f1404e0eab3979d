"""Addresses as people paste them into a search box, and the articles of the pages at them: 'do you have this page?'"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterable
from itertools import product
from urllib.parse import quote, urljoin, urlsplit

import idna

LONGEST = 2_000
"""Characters of an address: servers take hardly more."""
ASKED = """WITH RECURSIVE asked(url, hops) AS (
    SELECT value, 0 FROM json_each(:addresses)
    UNION SELECT led_to(captures.final_url, captures.redirect_url), hops + 1
    FROM asked JOIN captures ON captures.final_url = asked.url WHERE captures.redirect_url <> '' AND hops < 5)
"""
"""Table expression: ``:addresses`` (JSON), and where captured redirects lead from there, five of them in a row."""
FOUND = f"""articles.id IN (
{ASKED}SELECT id FROM articles AS at_address WHERE at_address.url IN (SELECT url FROM asked)
UNION SELECT state.article FROM captures JOIN revisions AS state ON state.capture = captures.id
    WHERE captures.final_url IN (SELECT url FROM asked)
UNION SELECT article FROM attachments AS offered
    WHERE offered.url IN (SELECT url FROM asked) AND (offered.page = 0 OR offered.text <> ''))"""  # noqa: S608 - ours
"""Condition on ``articles``; its parameter is ``:addresses``, which is ``forms`` as JSON.

The addresses that were asked for lead to the articles by the redirects that were captured: ``captures.target_url`` has
no index, and a captured redirect stands at the address that was asked for.
"""

_HELD = "SELECT url, id FROM articles WHERE url IN (SELECT value FROM json_each(?))"
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_BARE = re.compile(r"(?:[^\W_](?:[\w-]*\w)?\.)+[^\W\d_]{2,}(?::\d{1,5})?/\S+")
"""An address without its scheme: a host with a name at its end, and a path. 'and/or' and '1.5/2' are text."""
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|msclkid)(?:=|$)", re.IGNORECASE)
"""What those who share an address put into it; articles are kept without (``pipelines.urls``, which knows more)."""
_UNFIT = re.compile(r"[\s\x00-\x1f\x7f\"<>]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_PATH_SAFE, _QUERY_SAFE = "/:@!$&'()*+,;=~%", "/:@!$&'()*+,;=~%?"


def forms(typed: str) -> tuple[str, ...]:
    """The addresses that ``typed`` may stand for; none where it is no http or https address by itself.

    With http and https, with and without ``www.`` and a slash at its end, without a fragment; as it is written, and as
    articles are kept (RFC 3986, 6.2.2; hosts in punycode).
    """
    text = typed.strip()
    if not _is_address(text):
        return ()
    try:
        written = urlsplit(text if _SCHEME.match(text) else f"http://{text}")
        host = _host(written.netloc)
        pages = {(written.path, written.query), (_normal(written.path), _kept(written.query))}
    except ValueError:
        return ()
    paths = {(end, query) for path, query in pages for end in (path.rstrip("/"), f"{path.rstrip('/')}/")}
    hosts = (host.removeprefix("www."), f"www.{host.removeprefix('www.')}")
    return tuple(
        f"{scheme}://{name}{path}{f'?{query}' if query else ''}"
        for scheme, name, (path, query) in product(("https", "http"), hosts, sorted(paths))
    )


def _is_address(typed: str) -> bool:
    """Whether ``typed`` is an address and nothing else; without a scheme it has to have a path."""
    text = typed.strip()
    if len(text) > LONGEST or _UNFIT.search(text):
        return False
    return bool(_SCHEME.match(text) or _BARE.fullmatch(text))


def parameters(addresses: Collection[str]) -> dict[str, str]:
    """The parameters of ``FOUND`` and ``ASKED``."""
    return {"addresses": json.dumps([*addresses])}


def held(connection: sqlite3.Connection, urls: Iterable[str]) -> dict[str, int]:
    """Those of ``urls`` that are addresses of articles, in whatever form they are written, to the articles' numbers."""
    written = {form: url for url in urls for form in (*forms(url), url)}
    found = connection.execute(_HELD, (json.dumps([*written]),))
    return {written[url]: number for url, number in found}


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the SQL functions ``led_to``, which ``FOUND`` calls, and ``forms_of``: the forms of an
    address as JSON."""
    connection.create_function("led_to", 2, led_to, deterministic=True)
    connection.create_function("forms_of", 1, lambda url: json.dumps([url, *forms(url)]), deterministic=True)


def led_to(address: str, redirect: str) -> str:
    """Where a redirect leads that was captured at ``address``; itself where it leads to nothing that is an address."""
    try:
        found = urlsplit(urljoin(address, redirect))
        query = f"?{_normal(found.query, _QUERY_SAFE)}" if found.query else ""
        return f"{found.scheme}://{found.netloc}{_normal(found.path)}{query}"
    except ValueError:
        return address


def _host(place: str) -> str:
    """The host of an address and its port, as articles are kept."""
    name, colon, port = place.rpartition("@")[2].lower().partition(":")
    name = name.rstrip(".")
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode("ascii")
    return f"{name}{colon}{port}" if port not in ("", "80", "443") else name


def _normal(part: str, safe: str = _PATH_SAFE) -> str:
    """Percent-encoding as articles are kept: unreserved characters bare, hexadecimal in capitals."""
    return _PERCENT.sub(_octet, quote(part, safe=safe))


def _octet(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    is_unreserved = character.isascii() and (character.isalnum() or character in "-._~")
    return character if is_unreserved else found[0].upper()


def _kept(query: str) -> str:
    pairs = (pair for pair in query.split("&") if pair and not _TRACKING.match(pair))
    return _normal("&".join(pairs), _QUERY_SAFE)
