"""Whatever the pages of a divided article name, and in whatever order they are captured: what counts as there is what
can be reached from the first page, and nothing that was read is lost."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from attrs import Factory, define, evolve

from archive.records import Attachment, FileText
from archive.store import Store
from tests.archive.test_store import FIRST, URL, captured, rows, store

__all__ = ["store"]

PAGES = [Attachment(f"{URL}/{number}", f"Page {number}", "text/html", number) for number in range(2, 6)]
FILES = [Attachment(f"https://harbour.example/{name}.pdf", name, "application/pdf") for name in "ab"]
STEPS = 40


@define
class Portal:
    """What the portal shows, and what was captured of it."""

    own: Sequence[Attachment] = ()
    offers: dict[str, Sequence[Attachment]] = Factory(dict)
    texts: dict[str, str] = Factory(dict)

    def there(self) -> set[str]:
        reached = {one.url: one for one in self.own}
        pages = [one for one in self.own if one.page]
        for page in pages:
            for one in self.offers.get(page.url, ()):
                if one.url not in reached:
                    reached[one.url] = one
                    pages += [one] if one.page else []
        return set(reached)


@pytest.mark.parametrize("seed", range(20))
def test_what_is_there_is_what_the_pages_name(store: Store, seed: int) -> None:
    chance, portal = Random(seed), Portal()
    for step in range(STEPS):
        at = f"2026-11-{1 + step // 24:02}T{step % 24:02}:00:00.000Z"
        named = sorted(portal.there())
        if chance.random() < 0.4 or not named:
            portal.own = chance.sample([*PAGES, *FILES], chance.randint(0, 3))
            store.store(evolve(FIRST, attachments=tuple(portal.own)), captured(store, at))
        else:
            url = chance.choice(named)
            is_page = any(page.url == url for page in PAGES)
            offers = chance.sample([*PAGES, *FILES], chance.randint(0, 3)) if is_page else ()
            later = tuple(one for one in offers if one.url != url)
            text = f"{url[-5:]} says {chance.randint(1, 3)}" if chance.random() < 0.9 else ""
            store.files.attach(
                url, captured(store, at), FileText(text, "" if text else "listing: 20 links", later)
            )
            if text:
                portal.texts[url], portal.offers[url] = text, later
            elif not is_page:
                portal.texts[url] = ""
        if chance.random() < 0.5:
            store.flush()
    held = {url: (text, is_there) for url, text, is_there in rows(store, HELD)}
    assert {url for url, (_, is_there) in held.items() if is_there} == portal.there()
    assert {url: text for url, (text, _) in held.items() if text} == {
        url: text for url, text in portal.texts.items() if text
    }
    assert rows(store, "SELECT attachment_text FROM articles") == [
        ("\n\n".join(text for text, _ in held.values() if text),)
    ]


HELD = "SELECT url, text, removed_at IS NULL FROM attachments ORDER BY position"
