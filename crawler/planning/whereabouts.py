"""Where a page really lives: where it was asked for, where a redirect led, or where it says itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Literal, Protocol
from urllib.parse import urlsplit

from attrs import frozen
from scrapy.http import Response

from archive.records import Capture
from crawler.planning.ledger import Plan
from crawler.planning.twins import IsArticle, is_same_address, is_to_print
from pipelines.quality import reason_of_address
from pipelines.urls import canonical_link, canonicalise

_HEAD = 64 * 1024
"""Bytes of a page in which its canonical link is looked for."""
_MOST_ALTERNATES = 8
"""Of one article in one run: more is a template that gives one address to all its pages."""


class Held(Protocol):
    """What is known of addresses."""

    def earlier(self, url: str) -> Capture | None: ...
    def stands_for(self, url: str, named_at: str = "") -> str: ...


@frozen
class Home:
    """Where a page lives, and what came from there."""

    url: str
    by: Literal["asked", "redirect", "canonical"]
    """Whose word that is: of who planned it, of the portal's server, of the page."""
    brings: Literal["page", "nothing-new", "no-answer"] = "page"
    """``no-answer``: a 304 to what is known of another address."""


class Whereabouts:
    """Asked of every article's page that arrives in a run."""

    def __init__(self, is_article: IsArticle) -> None:
        self._is_article = is_article
        self._claims: defaultdict[str, set[str]] = defaultdict(set)
        """Canonical links by where they lead: the addresses of the pages that have them."""

    def of(self, response: Response, plan: Plan, held: Held) -> Home:
        """Where the page lives that was asked for as ``plan``; a redirect may have led to what is no article."""
        url = canonicalise(response.url)
        # What is held under a twin of the address that it leads to now has not moved.
        is_same = is_same_address(url, plan.url) and (plan.hint.watched or held.earlier(plan.url))
        if url != plan.url and not is_same:
            # Its own word is not asked for: it may name the address that it has just left.
            return Home(url, "redirect", _brought(response, has_moved=True))
        brings = _brought(response, has_moved=False)
        if brings == "page" and (other := self._canonical(response, plan, held.stands_for)):
            return Home(other, "canonical")
        return Home(plan.url, "asked", brings)

    def _canonical(self, response: Response, plan: Plan, stands_for: Callable[[str], str]) -> str:
        """The address of another article of the portal, which the page says it is; or ``''``."""
        if plan.hint.watched:
            return ""  # a person has named it
        if plan.via == "canonical":
            return ""  # two pages that name each other: the second one is read as it is
        canonical = canonical_link(response.body[:_HEAD], response.url)
        if not self._is_article(canonical) or is_same_address(canonical, plan.url):
            return ""
        self._claims[canonical].add(plan.url)
        if len(self._claims[canonical]) > _MOST_ALTERNATES:
            return ""
        stands = stands_for(canonical)
        # The twin that was named first is this very page, unless this is the one made for a printer.
        canonical = canonical if stands == plan.url and is_to_print(plan.url) else stands
        return canonical if canonical != plan.url else ""


def reason_astray(url: str, there: str, home_url: str, is_list: bool) -> str:
    """Why the article at ``url`` has no page, as its address leads to ``there``, which is none.

    ``is_list``: whether this run walks ``there`` as one of the portal's lists. Every folder that the article's
    address lies in is taken for one, too.
    """
    reason, home = reason_of_address(there), canonicalise(home_url)
    if reason == "redirect-elsewhere" and is_same_address(there, home):
        return "redirect-home"
    if reason == "redirect-home" and _host(there) != _host(home):
        return "redirect-elsewhere"
    is_above = not urlsplit(there).query and _place(url).startswith(_place(there))
    return "redirect-list" if reason == "redirect-elsewhere" and (is_list or is_above) else reason


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")


def _place(url: str) -> str:
    return f"{_host(url)}{urlsplit(url).path.rstrip('/')}/"


def _brought(response: Response, *, has_moved: bool) -> Literal["page", "nothing-new", "no-answer"]:
    """Whether there is a page in a response. Its bytes were compared with what is held of where it came from,
    its 304 answers for where it was asked."""
    if response.status == 304:
        return "no-answer" if has_moved else "nothing-new"
    capture: Capture = response.meta["capture"]
    return "nothing-new" if capture.kind == "revisit" else "page"
