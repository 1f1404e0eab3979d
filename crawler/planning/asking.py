"""The request for a planned address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve
from scrapy.http import Request

from archive.records import Capture, Hint, fuller
from archive.rows import hint_text
from crawler.exchange.revisit import conditional_headers
from crawler.planning.ledger import Kind, Plan

_PRIORITY: dict[Kind, int] = {"listing": 0, "requisite": 5, "attachment": 5, "article": 10}
"""Articles before further listings, so that few planned addresses wait in memory."""


def tell_more(asked: Request, hint: Hint) -> None:
    """Another list has named the article of a request that is under way: the fuller word is handed on with its page."""
    plan: Plan = asked.cb_kwargs["plan"]
    if fuller(plan.hint, hint) is hint:
        hint = evolve(hint, watched=plan.hint.watched)
        asked.cb_kwargs["plan"] = evolve(plan, hint=hint)
        asked.meta["hint"] = hint_text(hint)


def request_for(
    plan: Plan, earlier: Capture | None, callback: Callable[..., Any], errback: Callable[..., Any]
) -> Request:
    """Asks for ``plan.url``; only for what has changed since ``earlier``, where that is given."""
    return Request(
        plan.url,
        callback=callback,
        errback=errback,
        headers=conditional_headers(earlier) if earlier else None,
        cb_kwargs={"plan": plan},
        meta={
            "target_url": plan.url,
            "earlier": earlier,
            "hint": hint_text(plan.hint),
            "handle_httpstatus_list": [304] if earlier else [],
        },
        priority=_PRIORITY[plan.kind],
        # The ledger knows what was planned; Scrapy's own filter would swallow a request without a word.
        dont_filter=True,
    )
