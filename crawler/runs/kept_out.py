"""A portal that answers with nothing but challenges: who keeps us out is not asked on and on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from crawler.exchange.endings import Ending

MOST = 20
"""Challenges in a row after which a portal is left alone for this run: more than one firewall's bad minute, fewer
than a webmaster would call an attack."""
_CHALLENGES = frozenset({"challenge-page", "captcha"})


class KeptOut:
    """Counts the challenges that a run meets between two answers that were what was asked for.

    In the order in which the answers came: a firewall's is known for what it is at once, an article or a file when
    it has been read, which may be twenty answers later.
    """

    def __init__(self) -> None:
        self._met: Counter[str] = Counter()
        self._answers: dict[str, tuple[Ending, str] | None] = {}
        """By address, in the order of their coming, those from the first on of which it is not known what it is."""

    def expect(self, url: str) -> None:
        """The answer of ``url`` has come, and is to be read."""
        self._answers[url] = None

    def note(self, url: str, ending: Ending, reason: str) -> str:
        """Take note of how an address ended; returns, once, why nothing more is to be asked.

        What is neither a challenge nor a good answer (an error, a page that is no article) tells nothing.
        """
        self._answers[url] = (ending, reason)
        return next(filter(None, map(self._count, self._known())), "")

    def _known(self) -> Iterator[tuple[Ending, str]]:
        while answer := next(iter(self._answers.values()), None):
            del self._answers[next(iter(self._answers))]
            yield answer

    def _count(self, answer: tuple[Ending, str]) -> str:
        ending, reason = answer
        if ending == "stored":
            self._met.clear()
        if reason not in _CHALLENGES:
            return ""
        self._met[reason] += 1
        return self._sentence() if self._met.total() == MOST else ""

    def _sentence(self) -> str:
        kinds = " and ".join(sorted(self._met))
        return (
            f"the portal keeps us out: {MOST} answers in a row were {kinds}; what is open is left to a later run. "
            "Look at it in a browser, and ask its webmaster to let your crawler in"
        )
