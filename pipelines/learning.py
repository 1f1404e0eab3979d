"""Learning the lines that a portal puts on its pages, from the articles that are in the archive already."""

from __future__ import annotations

from attrs import evolve

from archive.records import Reading
from archive.store import Store
from pipelines.boilerplate import learn
from pipelines.text import Block, parse_blocks

_ARTICLES = 300
"""How many of the newest are looked at: what a portal carried years ago it may have dropped since."""


def with_learnt_lines(store: Store, reading: Reading) -> Reading:
    """``reading`` with every line that was ever learnt of its portal, after looking for new ones.

    A line stays learnt: once it is left out of the texts, they no longer show that it is there.
    """
    texts: list[list[Block]] = [parse_blocks(text) for text in store.newest_texts(reading.portal, _ARTICLES)]
    store.learn(reading.portal, learn(texts))
    return evolve(reading, learnt_boilerplate=store.boilerplate(reading.portal))
