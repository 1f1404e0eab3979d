"""What is withheld: closed to everybody for a stated reason. Told from the table of it, which is public."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

from attrs import frozen
from sqlite_utils import Database

from archive.batch import Batch
from archive.errors import WithheldError
from archive.records import PART_TYPES, Article, Capture
from archive.rows import by_name
from archive.sealed import NAME, Sealed


@frozen
class Order:
    """That an article is withheld."""

    article: int
    """Its number, which no other article ever gets."""
    url: str
    portal: str
    since: str
    """An instant."""
    reason: str
    """In the words of who withheld it; public."""

    def __str__(self) -> str:
        return f"{self.url}: withheld since {self.since[:10]}: {self.reason}"

    def refusal(self) -> WithheldError:
        """What is said to whoever asks for it on the command line."""
        return WithheldError(f"{self}; `gazette release {self.article}` opens it again")


def orders(connection: sqlite3.Connection) -> list[Order]:
    """All that is withheld, the oldest order first."""
    return _found(connection, "SELECT * FROM withheld ORDER BY since, article")


def of_article(connection: sqlite3.Connection, number: int) -> Order | None:
    """The order that closes the article with this number; None where none does."""
    return next(iter(_found(connection, "SELECT * FROM withheld WHERE article = ?", number)), None)


def of_address(connection: sqlite3.Connection, url: str) -> Order | None:
    """The order that closes what came from ``url``: an article, a file of one, another address of either."""
    return next(iter(_found(connection, _OF_ADDRESS, url, url)), None)


def of_capture(connection: sqlite3.Connection, number: int) -> Order | None:
    """The order that closes the bytes of the capture with this number: those of what is withheld, wherever they came
    from, and those of the lists of its portal."""
    return next(iter(_found(connection, _OF_CAPTURE, number)), None)


def meant(connection: sqlite3.Connection, which: str) -> Order | None:
    """The order on the article with this number or address."""
    if which.isdecimal():
        return of_article(connection, int(which)) if len(which) < _DIGITS else None
    return of_address(connection, which)


class Wall:
    """Part of the ``Store``: nothing that is withheld is written again, whatever else has let it through."""

    def __init__(self, db: Database, folder: Path) -> None:
        self._addresses = {row["url"]: row["article"] for row in db.query("SELECT * FROM withheld_addresses")}
        self._texts: dict[tuple[str, str], int] = {}
        """Portal and digest of each state of what is withheld."""
        found = orders(db.conn)
        if found and (folder / NAME).exists():
            with Sealed(folder) as sealed:
                for order in found:
                    texts = sealed.texts(order.article)
                    self._texts |= dict.fromkeys(((order.portal, text) for text in texts), order.article)

    @property
    def addresses(self) -> Mapping[str, int]:
        """Every address that is closed, to the number of its article."""
        return self._addresses

    def at(self, url: str) -> int:
        """The number of the withheld article that ``url`` belongs to; 0 where it belongs to none."""
        return self._addresses.get(url, 0)

    def says(self, article: Article) -> int:
        """The number of the withheld article of the same portal of which ``article`` repeats a state word by word;
        0 where there is none: portals give their pages other addresses."""
        return self._texts.get((article.portal, article.text_digest), 0)

    def shut(self, batch: Batch, number: int, *urls: str) -> None:
        """Close further addresses at which a withheld article was met. What lists said of the captures from there
        stands in their records."""
        for url in urls:
            if url not in self._addresses:
                self._addresses[url] = number
                batch.change(
                    "INSERT OR IGNORE INTO withheld_addresses (article, url) VALUES (?, ?)", number, url
                )
                batch.change("UPDATE captures SET hint = '' WHERE final_url = ? AND hint <> ''", url)

    def close(self, batch: Batch, number: int, capture: Capture) -> None:
        """Close a capture that brought the words of a withheld article from an address that stays open."""
        batch.change("UPDATE captures SET withheld = ?, hint = '' WHERE id = ?", number, capture.id)


def _found(connection: sqlite3.Connection, sql: str, *values: object) -> list[Order]:
    return [Order(**row) for row in by_name(connection.execute(sql, values))]


_DIGITS = 19
"""Figures from which on a number may be none of SQLite's."""
_OF_ADDRESS = """
SELECT * FROM withheld WHERE url = ? OR article IN (SELECT article FROM withheld_addresses WHERE url = ?)
ORDER BY article
"""
_OF_CAPTURE = f"""
WITH asked AS (SELECT * FROM captures WHERE id = ?)
SELECT * FROM withheld WHERE article IN (
    SELECT article FROM withheld_addresses JOIN asked ON asked.final_url = withheld_addresses.url
    UNION SELECT withheld FROM asked
    UNION SELECT article FROM withheld_addresses JOIN captures ON captures.final_url = withheld_addresses.url
    JOIN asked ON asked.payload_digest = captures.payload_digest WHERE captures.payload_length > 0)
OR portal IN (SELECT portal FROM asked WHERE {" AND ".join(f"content_type NOT LIKE '{kind}%'" for kind in PART_TYPES)})
AND NOT EXISTS (
    SELECT 1 FROM asked JOIN revisions ON revisions.capture = asked.id
    UNION ALL SELECT 1 FROM asked JOIN articles ON articles.url = asked.final_url
    UNION ALL SELECT 1 FROM asked JOIN attachments ON attachments.url = asked.final_url)
ORDER BY article
"""  # noqa: S608 - our own words
"""By its address; by itself; by its bytes, which another one may have brought as well; and where it is a list or feed
of the portal, which names articles and may hold the whole of one; not what all of its pages need to look as they do."""
