"""What came of addresses that a person had named, followed to where they lead."""

from __future__ import annotations

from attrs import Factory, define, frozen

from crawler.exchange.endings import Ending

KEPT = {"new": "new", "changed": "changed", "unchanged": "as it was"}
"""The ledger's words for a page that an article was read from, and what is said of it."""


@frozen
class End:
    """Where an address has led, and what became of the page there."""

    url: str
    steps: tuple[str, ...]
    """What was said on the way, each with the address that it leads to; empty where it led nowhere else."""
    ending: Ending | str
    """Empty where it is open."""
    reason: str

    @property
    def is_kept(self) -> bool:
        """Whether an article was read from it."""
        return self.reason in KEPT


@define
class ByHand:
    """The endings of the addresses of articles of one run, and which of them led to which.

    Nothing of a run that asks for all of its portal: there may be a hundred thousand.
    """

    is_meant: bool
    _endings: dict[str, tuple[Ending, str]] = Factory(dict)
    _leads: dict[str, tuple[str, str]] = Factory(dict)

    def settle(self, url: str, ending: Ending, reason: str) -> None:
        """That an address has ended."""
        if self.is_meant:
            self._endings[url] = (ending, reason)

    def leads(self, url: str, there: str, word: str) -> None:
        """That the page at ``url`` is the one ``there``; ``word`` says how."""
        if self.is_meant:
            self._leads[url] = (there, word)

    @property
    def kept(self) -> list[str]:
        """The addresses from which articles were read."""
        return [url for url, (_, reason) in self._endings.items() if reason in KEPT]

    def end_of(self, url: str) -> End:
        """Where the address has led."""
        steps: list[str] = []
        met = {url}
        while url in self._leads and self._leads[url][0] not in met:
            url, word = self._leads[url]
            steps.append(f"{word} {url}")
            met.add(url)
        return End(url, tuple(steps), *self._endings.get(url, ("", "")))
