"""The same text on several portals: which articles of other portals say nearly the same as one, and who had it first.

Texts that may be the same are found by sketches, one-permutation MinHash (Li, Owen and Zhang, 'One Permutation
Hashing', 2012): the hashes of all shingles are put into ``_BINS`` bins, and the least of each is a key. Of two texts,
keys agree about as often as their shingles do. What is found so is then compared shingle by shingle.
"""

from __future__ import annotations

import json
import sqlite3
import time
from datetime import date, timedelta
from typing import Any

from attrs import evolve, frozen

from archive.revisions import SHINGLE, condensed, shingles
from archive.rows import by_name
from archive.search import IS_DIVIDED

_BINS = 16
_FEWEST_IN_COMMON = 6
"""Keys, from which on two texts are compared: of texts that are alike by 0.7 one pair in five hundred has fewer."""
_FEWEST_SHINGLES = 40
"""Shorter texts are formulas ('The office is closed on Monday.') that many portals use."""
_LONGEST = 20_000
"""Characters of a text that count."""
_ALIKE, _SURELY_ALIKE = 0.7, 0.9
"""Share of the shingles that both texts have, of those that either has: to be told, and to be called first."""
_MOST_OF_A_PORTAL = 3
_MOST_COMPARED = 30
_COMMONPLACE = 500
"""Articles from which on a key is that of a paragraph that stands everywhere."""
_LATEST = 100
_SECONDS = 0.3
"""How long the latest groups are looked for: a page comes with those that were found."""
_FACTORS = (0x9E3779B97F4A7C15, 0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53)
"""Odd numbers of 64 bits that scatter well: of Knuth's multiplicative hashing, and of MurmurHash3's last step."""


@frozen
class Copy:
    """An article among those that say nearly the same on different portals."""

    article: int
    portal: str
    portal_title: str
    timezone: str
    title: str
    language: str
    published_at: str | None
    published_precision: str | None
    first_seen_at: str
    claims: tuple[str, str]
    """The earliest and the latest day or instant of publication that it ever claimed, see ``records.Claim``; empty
    where it claims none."""
    is_divided: int
    """Whether there are further pages, which nobody has compared."""
    similarity: float
    """To the article that was asked about, 0 to 1."""
    is_same: bool
    """Whether the two texts are the same to the letter."""
    is_first: bool = False
    """Whether all that the portals claim and that we saw leaves no doubt that it was published before the others."""


def sketch(text: str) -> list[int]:
    """The keys of a text, signed numbers of 64 bits, at most ``_BINS``; none for a short one.

    The same text gives the same keys for ever: they are kept.
    """
    import numpy as np  # takes a tenth of a second, and who only reads needs it not

    letters = np.frombuffer(condensed(text[:_LONGEST]).encode("utf-32-le", "replace"), dtype="<u4").astype(
        np.uint64
    )
    count = len(letters) - SHINGLE + 1
    if count < _FEWEST_SHINGLES:
        return []
    first, second, third = map(np.uint64, _FACTORS)
    hashes = np.zeros(count, dtype=np.uint64)
    for at in range(SHINGLE):
        hashes = hashes * first + letters[at : at + count]
    for factor in (second, third):
        hashes = (hashes ^ (hashes >> np.uint64(33))) * factor
    hashes = np.sort(hashes ^ (hashes >> np.uint64(33)))
    begins = np.searchsorted(hashes, np.arange(_BINS, dtype=np.uint64) << np.uint64(60))
    bins = [at for at, end in zip(begins, (*begins[1:], count), strict=True) if at < end]
    return [int(key) for key in hashes[bins].view(np.int64)]


def register(connection: sqlite3.Connection) -> None:
    """Give ``connection`` the SQL function ``sketch``: the keys of a text as a JSON list."""
    connection.create_function("sketch", 1, lambda text: json.dumps(sketch(text or "")), deterministic=True)


def syndicated(connection: sqlite3.Connection, article: int) -> tuple[Copy, ...]:
    """The articles of other portals that say nearly the same as ``article``, and that itself: by what they claim, then
    by when we first saw them. Empty where it stands alone.

    Of each portal the earliest counts: some publish an article twice, or under two addresses.
    """
    alike = _alike(connection, article)
    earliest: dict[str, Copy] = {}
    for one in sorted(alike, key=_place):
        earliest.setdefault(one.portal, one)
    if len(earliest) < 2:
        return ()
    shown = {article, *(one.article for one in earliest.values())}
    members = [one for one in alike if one.article in shown]
    first, *others = sorted(members, key=_place)
    rivals = [one for one in alike if one.portal != first.portal]
    is_first = _is_meant(connection, first) and all(_is_before(first, other) for other in rivals)
    return (evolve(first, is_first=is_first), *others)


def latest(connection: sqlite3.Connection, most: int) -> tuple[tuple[Copy, ...], ...]:
    """The groups in which the ``_LATEST`` newest articles stand, the newest first; ``most`` of them, and no more than
    are found in ``_SECONDS``."""
    until = time.monotonic() + _SECONDS
    told: set[int] = set()
    groups: list[tuple[Copy, ...]] = []
    for (article,) in connection.execute(
        "SELECT id FROM articles ORDER BY id DESC LIMIT ?", [_LATEST]
    ).fetchall():
        if len(groups) == most or time.monotonic() > until:
            break
        if article not in told and (group := syndicated(connection, article)):
            groups.append(group)
            told |= {one.article for one in group}
    return tuple(groups)


def _alike(connection: sqlite3.Connection, article: int) -> list[Copy]:
    """All articles that say nearly the same, of whatever portal; itself is one."""
    limits = {
        "fewest": _FEWEST_IN_COMMON,
        "most": _MOST_COMPARED,
        "each": _MOST_OF_A_PORTAL,
        "common": _COMMONPLACE,
    }
    rows = by_name(connection.execute(_FOUND, limits | {"article": article}))
    if len(rows) < 2:
        return []
    own = next(row["text"] for row in rows if row["article"] == article)
    own_shingles = shingles(own[:_LONGEST])
    return [one for row in rows if (one := _copy(row, own, own_shingles)).similarity >= _ALIKE]


def _copy(row: dict[str, Any], own: str, own_shingles: set[str]) -> Copy:
    text, claims = row.pop("text"), (row.pop("earliest") or "", row.pop("last") or "")
    theirs = shingles(text[:_LONGEST])
    similarity = len(own_shingles & theirs) / len(own_shingles | theirs)
    return Copy(**row, claims=claims, similarity=similarity, is_same=text == own)


def _place(one: Copy) -> tuple[str, str]:
    return one.published_at or one.first_seen_at, one.first_seen_at


def _is_meant(connection: sqlite3.Connection, one: Copy) -> bool:
    """Whether an article said what it says now when it was first seen: the day that a page claims may be that of what
    stood there before."""
    states = "SELECT number, text FROM revisions WHERE article = ? ORDER BY number"
    first, *later = [row[1] for row in connection.execute(states, [one.article])]
    before, now = shingles(first[:_LONGEST]), shingles((later or [first])[-1][:_LONGEST])
    return one.similarity >= _SURELY_ALIKE and len(before & now) >= _SURELY_ALIKE * len(before | now)


def _is_before(one: Copy, other: Copy) -> bool:
    """Whether one was published before the other by all that both ever claimed, and before we saw the other: to the
    minute, or by more than a day, as days are those of the portals' own zones."""
    claims = one.claims[1], other.claims[0]
    return all(claims) and _is_earlier(*claims) and _is_earlier(one.claims[1], other.first_seen_at)


def _is_earlier(one: str, other: str) -> bool:
    if len(one) > len("2020-06-10") < len(other):
        return one[:16] < other[:16]
    try:
        return date.fromisoformat(one[:10]) + timedelta(days=1) < date.fromisoformat(other[:10])
    except (ValueError, OverflowError):  # a month, a year
        return False


_FOUND = f"""
WITH own AS (
    SELECT key FROM sketches AS mine WHERE article = :article
    AND (SELECT count(*) FROM (SELECT 1 FROM sketches WHERE key = mine.key LIMIT :common)) < :common),
alike AS (
    SELECT article, count(*) AS shared FROM sketches WHERE key IN (SELECT key FROM own)
    GROUP BY article HAVING shared >= :fewest),
placed AS (
    SELECT alike.article, alike.shared, row_number() OVER (
        PARTITION BY articles.portal ORDER BY alike.article <> :article, alike.shared DESC, alike.article) AS place
    FROM alike JOIN articles ON articles.id = alike.article)
SELECT articles.id AS article, articles.portal, coalesce(portals.title, articles.portal) AS portal_title,
    coalesce(portals.timezone, 'UTC') AS timezone, articles.title, articles.language, articles.published_at,
    articles.published_precision, articles.first_seen_at, articles.text,
    (SELECT min(published_at) FROM revisions WHERE article = articles.id) AS earliest,
    (SELECT max(published_at) FROM revisions WHERE article = articles.id) AS last,
    {IS_DIVIDED} AS is_divided
FROM placed JOIN articles ON articles.id = placed.article LEFT JOIN portals ON portals.name = articles.portal
WHERE placed.place <= :each ORDER BY articles.id <> :article, placed.shared DESC LIMIT :most
"""  # noqa: S608 - ours
"""The article itself is among them, unless it has too short a text. Keys first, articles then: nearly all have one key
in common by chance, and to look at an article takes ten times as long."""
