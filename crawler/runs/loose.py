"""The account of a portal that is only looked at: nothing is kept, and everything is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.records import Article, Capture, Reading, Refusal, Requisite, Watching
from archive.warc import StoredCapture
from crawler.exchange.endings import Ending, WaitError
from crawler.planning.ledger import Kind, Plan
from crawler.spiders.found import Window


class LooseAccount:
    """No archive behind it: for ``scrapy check`` and ``scrapy shell``. Everything is wanted."""

    reading: Reading | None = None

    def __init__(self) -> None:
        self.left: list[Plan] = []

    def due(self, window: Window) -> Iterator[Plan]:
        return iter(())

    def files_due(self) -> Iterator[str]:
        return iter(())

    def stands_for(self, url: str, named_at: str = "") -> str:
        return url

    def watching(self, url: str) -> Watching:
        return ""

    def watched_list(self, url: str) -> None: ...

    def twins(self, url: str) -> list[str]:
        return []

    def found(self, url: str) -> None: ...

    def has_caught_up(self, urls: Iterable[str]) -> bool:
        return False

    def wants(self, url: str, modified: str) -> bool:
        return True

    def earlier(self, url: str, kind: Kind = "article") -> Capture | None:
        return None

    def unread(self, url: str) -> tuple[Capture, StoredCapture] | None:
        return None

    def kept(self, capture: Capture) -> StoredCapture:
        raise LookupError(f"{capture.final_url}: nothing is kept")

    def is_withheld(self, url: str) -> bool:
        return False

    def led_to_withheld(self, urls: Iterable[str], url: str) -> None: ...

    def plan(self, plan: Plan) -> bool:
        return True

    def expect(self, plan: Plan) -> None: ...
    def settle(self, plan: Plan, ending: Ending, reason: str) -> None: ...
    def unchanged(self, plan: Plan, capture: Capture) -> None: ...
    def missing(self, plan: Plan, capture: Capture, reason: str) -> None: ...
    def denied(self, plan: Plan, capture: Capture, reason: str) -> None: ...

    def is_list(self, url: str) -> bool:
        return False

    def moved(self, plan: Plan, url: str, capture: Capture) -> None: ...
    def refuse(self, plan: Plan, refusal: Refusal, capture: Capture) -> None: ...

    def admit(self, plan: Plan, article: Article, capture: Capture) -> bool:
        return True

    def alternate(self, plan: Plan, url: str, capture: Capture) -> None: ...
    def file_unchanged(self, plan: Plan, capture: Capture) -> None: ...
    def unattached(self, plan: Plan, reason: str) -> None: ...
    def need(self, by: str, requisites: Iterable[Requisite]) -> None: ...

    def requisites_due(self) -> list[Plan]:
        return []

    def wait(self, plan: Plan, error: WaitError) -> None: ...
