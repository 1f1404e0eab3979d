"""The same text on several portals: which articles of other portals say nearly the same as one, and who had it first.

Texts that may be the same are found by sketches, one-permutation MinHash (Li, Owen and Zhang, 'One Permutation
Hashing', 2012): the hashes of all shingles are put into ``_BINS`` bins, and the least of each is a key. Of two texts,
keys agree about as often as their shingles do. What is found so is then compared shingle by shingle.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta

from attrs import evolve, frozen

from archive.revisions import SHINGLE, condensed, significance

_BINS = 16
_FEWEST_IN_COMMON = 6
"""Keys, from which on two texts are compared: of texts that are alike by 0.7 one pair in five hundred has fewer."""
_FEWEST_SHINGLES = 40
"""Shorter texts are formulas ('The office is closed on Monday.') that many portals use."""
_LONGEST = 200_000
"""Characters of a text that count."""
_ALIKE = 0.7
"""Share of the shingles that both texts have, of those that either has."""
_MOST_COMPARED = 30
_LATEST = 100
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
    published_on: str | None
    published_precision: str | None
    first_seen_at: str
    similarity: float
    """To the article that was asked about, 0 to 1; that article itself has 1."""
    is_first: bool = False
    """Whether the dates that the portals claim leave no doubt that it was published before all others."""


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
    """The articles of other portals that say nearly the same as ``article``, and that itself: by the day that they
    claim, then by when we first saw them. Empty where it stands alone.

    Of each portal the one that is most alike counts: some give an article two addresses.
    """
    cursor = connection.execute(
        _FOUND, {"article": article, "fewest": _FEWEST_IN_COMMON, "most": _MOST_COMPARED}
    )
    names = [column[0] for column in cursor.description]
    rows = [dict(zip(names, values, strict=True)) for values in cursor]
    texts = {row["article"]: row.pop("text")[:_LONGEST] for row in rows}
    members: dict[str, Copy] = {}
    for row in rows:
        one = Copy(**row, similarity=round(1 - significance(texts[article], texts[row["article"]]), 4))
        if one.similarity > max(_ALIKE, members[one.portal].similarity if one.portal in members else 0):
            members[one.portal] = one
    return _in_order(list(members.values())) if len(members) > 1 else ()


def latest(connection: sqlite3.Connection, most: int) -> tuple[tuple[Copy, ...], ...]:
    """The groups in which the ``_LATEST`` newest articles stand, the newest first; ``most`` of them."""
    told: set[int] = set()
    groups: list[tuple[Copy, ...]] = []
    for (article,) in connection.execute(
        _NEWEST, {"fewest": _FEWEST_IN_COMMON, "latest": _LATEST}
    ).fetchall():
        if len(groups) < most and article not in told and (group := syndicated(connection, article)):
            groups.append(group)
            told |= {one.article for one in group}
    return tuple(groups)


def _in_order(members: list[Copy]) -> tuple[Copy, ...]:
    first, *others = sorted(
        members, key=lambda one: (one.published_at or one.first_seen_at, one.first_seen_at)
    )
    return (evolve(first, is_first=all(_is_before(first, other) for other in others)), *others)


def _is_before(one: Copy, other: Copy) -> bool:
    """Whether one was published before the other by what both claim: to the minute, or by more than a day, as days are
    those of the portals' own zones."""
    if not (one.published_at and other.published_at and one.published_on and other.published_on):
        return False
    if {one.published_precision, other.published_precision} <= {"minute", "second"}:
        return one.published_at < other.published_at
    is_to_the_day = not {one.published_precision, other.published_precision} & {"month", "year"}
    next_day = date.fromisoformat(one.published_on) + timedelta(days=1)
    return is_to_the_day and next_day.isoformat() < other.published_on


_ALIKE_BY_KEYS = """
SELECT article, count(*) AS shared FROM sketches
WHERE key IN (SELECT key FROM sketches WHERE article = {}) GROUP BY article HAVING shared >= :fewest
"""
"""Without a look at the articles: that takes ten times as long, and nearly all have one key in common by chance."""
_FOUND = f"""
SELECT articles.id AS article, articles.portal, coalesce(portals.title, articles.portal) AS portal_title,
    coalesce(portals.timezone, 'UTC') AS timezone, articles.title, articles.language, articles.published_at,
    articles.published_on, articles.published_precision, articles.first_seen_at, articles.text
FROM ({_ALIKE_BY_KEYS.format(":article")}) AS alike JOIN articles ON articles.id = alike.article
LEFT JOIN portals ON portals.name = articles.portal
WHERE articles.id = :article OR articles.portal <> (SELECT portal FROM articles WHERE id = :article)
ORDER BY articles.id <> :article, alike.shared DESC LIMIT :most
"""  # noqa: S608 - ours
"""The article itself is among them, unless it has too short a text."""
_NEWEST = f"""
SELECT newest.id FROM (SELECT id FROM articles ORDER BY id DESC LIMIT :latest) AS newest
WHERE (SELECT count(*) FROM ({_ALIKE_BY_KEYS.format("newest.id")})) > 1 ORDER BY newest.id DESC
"""  # noqa: S608 - ours
