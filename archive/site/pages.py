"""The site's own pages: addresses, and what is put into which template. What they tell is found elsewhere."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from datasette.utils.asgi import AsgiStream, NotFound, Response

from archive import events, replay, search, withheld
from archive.former import count_former, find_former
from archive.gaps import begins_later, gaps, gaps_of
from archive.site import article, calendar, download, failures, feed, front, ledgers, results, watching
from archive.site.answering import (
    DOWNLOADS,
    address_of,
    checked,
    folder_of,
    number_of,
    read_only,
    show,
    withheld_page,
)
from archive.site.as_text import as_text, bare
from archive.site.blocks import sentences
from archive.site.captured import (
    evidence_file,
    kept_file,
    kept_picture,
    not_shown,
    replayed,
    shown_of,
    timegate,
    timemap,
    timestamp_file,
)
from archive.site.citation import BIBTEX_TYPE, RIS_TYPE, Citation, bibtex, citation, ris
from archive.site.comparison import compare
from archive.site.lasting import cited_state, closed_capture, lasting_path
from archive.site.marking import FIRST, MOST
from archive.site.memento import TIMEGATE, TIMEMAP
from archive.site.queries import Row, ask, ask_if_quick
from archive.site.replay import differences
from archive.site.security import FRAMING
from archive.syndication import latest, syndicated
from archive.watchlist import is_any

if TYPE_CHECKING:
    from datasette.app import Datasette

QUICK_MS = 600
"""What counting may take; a page comes without its counts rather than late."""

_FEED_KEPT_S = 300
"""How long a reader's program need not ask again: crawls are hours apart."""


async def front_page(datasette: Datasette, request: Any) -> Response:
    today = ledgers.today().isoformat()
    context = {
        "by_portal": await ask_if_quick(datasette, front.by_portal, limit_ms=QUICK_MS),
        "months": await ask_if_quick(datasette, front.by_month, today, limit_ms=QUICK_MS),
        "portals": await ask(datasette, front.portals),
        "watched": await ask(datasette, watching.latest),
        "troubles": await ask(datasette, front.troubles),
        "newest": await ask(datasette, front.newest, today),
        "silent_edits": await ask(datasette, front.silent_edits),
        "vanished": await ask(datasette, front.vanished),
        "files": await ask(datasette, front.files),
        "syndicated": await ask_if_quick(datasette, latest, front.CHANGES, limit_ms=QUICK_MS) or (),
    }
    return await show(datasette, request, "front.html", context)


async def search_page(datasette: Datasette, request: Any) -> Response:
    asked = _asked(request)
    hits = await ask_if_quick(datasette, search.find, asked.query, limit_ms=datasette.sql_time_limit_ms)
    total = await ask_if_quick(datasette, search.count, asked.query, limit_ms=QUICK_MS)
    counted = await ask_if_quick(datasette, results.facets, asked.query, limit_ms=QUICK_MS)
    titles = await ask(datasette, results.portal_titles)
    former = (
        await ask_if_quick(datasette, find_former, asked.query, limit_ms=QUICK_MS) if asked.page == 1 else ()
    )
    why = None if hits else await ask_if_quick(datasette, results.in_vain, asked.query, limit_ms=QUICK_MS)
    context = {
        **await _missing(datasette, asked.query, titles),
        "asked": asked,
        "facets": results.offered(counted, asked, titles),
        "former": former or (),
        "former_count": await ask_if_quick(datasette, count_former, asked.query, limit_ms=QUICK_MS) or 0,
        "in_vain": why or (),
        "is_watching": asked.query.watched or await ask(datasette, is_any),
        "hits": hits,
        "names": results,
        "pages": results.pages(asked, total, hits or ()),
        "titles": titles,
        "total": total,
    }
    return await show(datasette, request, "search.html", context)


async def search_file(datasette: Datasette, request: Any) -> AsgiStream | Response:
    """All that a search finds: CSV for spreadsheets, JSON Lines for programs."""
    form = request.url_vars["form"]
    asked, rows = _asked(request, also=download.NAMES), download.wanted(_arguments(request))
    if refusal := await _senseless(datasette, request, asked, rows.wrong):
        return refusal
    address = partial(address_of, datasette, request)
    disposition = f'attachment; filename="gazette-{rows.kind}.{form}"'
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}

    async def written(stream: Any) -> None:
        async with DOWNLOADS:
            await download.send_rows(folder_of(datasette), asked.query, stream.write, rows, address, form)

    if DOWNLOADS.locked():
        return await failures.page(datasette, request, failures.BUSY)
    if request.method != "GET":
        return read_only(request) or Response("", headers=headers, content_type=download.TYPES[form])
    return AsgiStream(written, headers=headers, content_type=download.TYPES[form])


async def search_feed(datasette: Datasette, request: Any) -> Response:
    asked = _asked(request)
    if refusal := await _senseless(datasette, request, asked):
        return refusal
    found = await ask(datasette, events.latest, asked.query)
    words = results.in_words(asked, await ask(datasette, results.portal_titles))
    address = partial(address_of, datasette, request)
    body = await asyncio.to_thread(feed.feed, found, words, asked.lasting, address)
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"max-age={_FEED_KEPT_S}"}
    is_known = tag in request.headers.get("if-none-match", "")
    return read_only(request) or Response(
        "" if is_known else body.decode(), 304 if is_known else 200, headers, feed.TYPE
    )


async def coverage_page(datasette: Datasette, request: Any) -> Response:
    titles = await ask(datasette, results.portal_titles)
    months = calendar.months_until(ledgers.today())
    found = [
        await ledgers.ledger(datasette, name)
        for name in sorted(titles, key=lambda name: titles[name].casefold())
    ]
    rows = [calendar.portal_row(one, months) for one in found]
    context = {
        "months": months,
        "rows": rows,
        "titles": titles,
        "words": calendar.WORDS,
        "signs": calendar.SIGNS,
    }
    return await show(datasette, request, "coverage.html", context)


async def portal_coverage_page(datasette: Datasette, request: Any) -> Response:
    portal = await ask(datasette, front.portal, request.url_vars["portal"])
    if portal is None:
        raise NotFound("no such portal")
    found = await ledgers.ledger(datasette, portal["name"])
    met, years = gaps(found), calendar.years(found, ledgers.today())
    asked = request.args.get("year", "")
    year = int(asked) if asked in map(str, years) else years[0]
    context = {
        "cause": calendar.cause_words,
        "declared": portal["first_date"],
        "found": found,
        "gap_count": len(met),
        "gaps": calendar.gaps_in(met, year),
        "rows": calendar.year_rows(found, year),
        "signs": calendar.SIGNS,
        "title": portal["title"],
        "words": calendar.WORDS,
        "year": year,
        "years": {each: len(calendar.gaps_in(met, each)) for each in years},
    }
    return await show(datasette, request, "coverage_portal.html", context)


async def watched_page(datasette: Datasette, request: Any) -> Response:
    titles = await ask(datasette, results.portal_titles)
    portal = request.args.get("portal", "")
    if portal and portal not in titles:
        raise NotFound("no such portal")
    context = {
        "former": await ask(datasette, watching.former, portal),
        "lost": await ask(datasette, watching.lost, portal),
        "most": watching.MOST,
        "pages": await ask(datasette, watching.watched, portal),
        "portal": portal,
        "portals": await ask(datasette, watching.by_portal),
        "titles": titles,
    }
    return await show(datasette, request, "watched.html", context)


async def article_page(datasette: Datasette, request: Any) -> Response:
    dossier = await ask(datasette, article.dossier, number_of(request, "id"))
    if dossier is None:
        raise NotFound("no such article")
    told = dossier.article
    latest = await ask(datasette, article.revision, told["id"], told["revisions"])
    context = {
        "address": partial(datasette.absolute_url, request),
        "article": told,
        "dossier": dossier,
        "cited": latest and _cited(datasette, request, latest),
        "latest": latest,
        "syndicated": await ask_if_quick(datasette, syndicated, told["id"], limit_ms=QUICK_MS) or (),
    }
    return await show(datasette, request, "article.html", context)


async def article_text(datasette: Datasette, request: Any) -> Response:
    dossier = await ask(datasette, article.dossier, number_of(request, "id"))
    if dossier is None:
        raise NotFound("no such article")
    state = await _latest(datasette, dossier.article["id"])
    return _as_text(datasette, request, state, dossier.whole_text, len(dossier.readable_pages))


async def revision_page(datasette: Datasette, request: Any) -> Response:
    shown = await _revision(datasette, request, "number")
    cited = _cited(datasette, request, shown)
    context = {"address": partial(datasette.absolute_url, request), "cited": cited, "revision": shown}
    return await show(datasette, request, "revision.html", context)


async def replay_page(datasette: Datasette, request: Any) -> Response:
    """A state as its page looked, in a frame."""
    shown = await _revision(datasette, request, "number")
    try:
        found = await shown_of(datasette, replay.needed, shown["capture"])
    except NotFound as error:
        return await not_shown(datasette, request, error, shown["capture"])
    response = await show(datasette, request, "replay.html", {"replay": found, "revision": shown})
    response.headers["Content-Security-Policy"] = FRAMING
    return response


async def reference(datasette: Datasette, request: Any) -> Response:
    """A state for a reference manager, as a file."""
    cited = _cited(datasette, request, await _revision(datasette, request, "number"))
    form = request.url_vars["form"]
    body, kind = (ris(cited), RIS_TYPE) if form == "ris" else (bibtex(cited), BIBTEX_TYPE)
    headers = {"Content-Disposition": f'attachment; filename="{cited.key}.{form}"'}
    return checked(request, Response(body, headers=headers, content_type=kind))


async def revision_text(datasette: Datasette, request: Any) -> Response:
    shown = await _revision(datasette, request, "number")
    return _as_text(datasette, request, shown, shown["text"])


def _as_text(datasette: Datasette, request: Any, state: Row, text: str, further_pages: int = 0) -> Response:
    """A state as plain text; with ``?bare=1`` without where it comes from."""
    address = _state_address(datasette, request, state)
    told = bare(state, text) if request.args.get("bare") else as_text(state, text, address, further_pages)
    return checked(request, Response.text(told))


async def cited(datasette: Datasette, request: Any) -> Response:
    """To the state that a citation names: for now, as its number may be another one in time."""
    name = request.url_vars["name"]
    found = await ask(datasette, cited_state, name)
    if found is None:
        capture = await ask(datasette, closed_capture, name)
        if order := await ask(datasette, withheld.of_capture, capture):
            return await withheld_page(datasette, request, order)
        raise NotFound("no such state")
    path = datasette.urls.path(f"/article/{found['article']}/revision/{found['number']}")
    return read_only(request) or Response.redirect(str(path))


async def comparison_page(datasette: Datasette, request: Any) -> Response:
    if number_of(request, "before") > number_of(request, "after"):
        return read_only(request) or _in_order(datasette, request)
    before = await _revision(datasette, request, "before")
    after = await _revision(datasette, request, "after")
    context = {
        "address": partial(datasette.absolute_url, request),
        "before": before,
        "after": after,
        **await _compared(request, before, after),
    }
    return await show(datasette, request, "compare.html", context)


async def looks_page(datasette: Datasette, request: Any) -> Response:
    """Two states as their pages looked, side by side, with marks where they differ."""
    if number_of(request, "before") >= number_of(request, "after"):
        raise NotFound("a page is compared with a later one")
    states = [await _revision(datasette, request, name) for name in ("before", "after")]
    captures = [state["capture"] for state in states]
    for capture in captures:
        if order := await ask(datasette, withheld.of_capture, capture):
            return await withheld_page(datasette, request, order)
    try:
        found = await shown_of(datasette, differences, *captures)
    except NotFound as error:
        return await not_shown(datasette, request, error, *captures)
    response = await show(
        datasette,
        request,
        "looks.html",
        {"states": states, "differences": found, "first": FIRST, "most": MOST},
    )
    response.headers["Content-Security-Policy"] = FRAMING
    return response


async def beside_page(datasette: Datasette, request: Any) -> Response:
    """The latest states of two articles, held against each other."""
    one, other = [await _latest(datasette, number_of(request, name)) for name in ("one", "other")]
    if one["article"] == other["article"]:
        raise NotFound("an article is compared with another one")
    context = {"one": one, "other": other, **await _compared(request, one, other)}
    return await show(datasette, request, "beside.html", context)


async def _compared(request: Any, before: Row, after: Row) -> dict[str, Any]:
    """Two states of articles, held against each other off the event loop."""
    return {
        "is_whole": bool(request.args.get("all")),
        "title": await asyncio.to_thread(compare, before["title"], after["title"]),
        "text": await asyncio.to_thread(compare, before["text"], after["text"]),
    }


async def file_comparison_page(datasette: Datasette, request: Any) -> Response:
    article_id, file_id = number_of(request, "id"), number_of(request, "file")
    if number_of(request, "before") >= number_of(request, "after"):
        raise NotFound("a file is compared with what it was before")
    before, after = [
        await ask(datasette, article.file_state, article_id, file_id, number_of(request, name))
        for name in ("before", "after")
    ]
    if before is None or after is None:
        raise NotFound("no such state of a file")
    context = {
        "before": before,
        "after": after,
        "is_whole": bool(request.args.get("all")),
        "text": await asyncio.to_thread(compare, *(sentences(state["text"]) for state in (before, after))),
    }
    return await show(datasette, request, "compare_file.html", context)


async def nothing(request: Any) -> None:
    raise NotFound(request.path)


_NUMBERS = ("id", "one", "other")
"""What the number of an article is called in the addresses of its pages."""


def _open(view: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """``view``, a page of an article: where that is withheld, the reason is told in its place."""

    async def shown(datasette: Datasette, request: Any) -> Any:
        try:
            return await view(datasette, request)
        except NotFound:
            for name in _NUMBERS:
                if name in request.url_vars:
                    order = await ask(datasette, withheld.of_article, number_of(request, name))
                    if order:
                        return await withheld_page(datasette, request, order)
            raise

    return shown


ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"/$", front_page),
    (r"/search$", search_page),
    (r"/search\.(?P<form>csv|jsonl)$", search_file),
    (r"/search\.atom$", search_feed),
    (r"/coverage$", coverage_page),
    (r"/coverage/(?P<portal>\w{1,100})$", portal_coverage_page),
    (r"/watched$", watched_page),
    (r"/article/(?P<id>\d{1,18})$", _open(article_page)),
    (r"/article/(?P<id>\d{1,18})\.txt$", _open(article_text)),
    (r"/article/(?P<id>\d{1,18})\.wacz$", _open(evidence_file)),
    (r"/article/(?P<id>\d{1,18})/revision/(?P<number>\d{1,9})$", _open(revision_page)),
    (r"/article/(?P<id>\d{1,18})/revision/(?P<number>\d{1,9})\.txt$", _open(revision_text)),
    (r"/article/(?P<id>\d{1,18})/revision/(?P<number>\d{1,9})/replay$", _open(replay_page)),
    (r"/article/(?P<id>\d{1,18})/revision/(?P<number>\d{1,9})\.(?P<form>ris|bib)$", _open(reference)),
    (r"/article/(?P<id>\d{1,18})/compare/(?P<before>\d{1,9})/(?P<after>\d{1,9})$", _open(comparison_page)),
    (r"/article/(?P<id>\d{1,18})/compare/(?P<before>\d{1,9})/(?P<after>\d{1,9})/pages$", _open(looks_page)),
    (r"/article/(?P<one>\d{1,18})/beside/(?P<other>\d{1,18})$", _open(beside_page)),
    (
        r"/article/(?P<id>\d{1,18})/file/(?P<file>\d{1,18})/compare/(?P<before>\d{1,9})/(?P<after>\d{1,9})$",
        _open(file_comparison_page),
    ),
    (r"/cited/(?P<name>[\w-]{30,100})$", cited),
    (r"/timestamp/(?P<id>\d{1,18})\.(?P<form>tsr|txt)$", timestamp_file),
    (r"/capture/(?P<id>\d{1,18})/bytes$", kept_file),
    (r"/capture/(?P<id>\d{1,18})/picture$", kept_picture),
    (r"/capture/(?P<id>\d{1,18})/replay$", replayed),
    (rf"/{TIMEGATE}/.+$", timegate),
    (rf"/{TIMEMAP}/.+$", timemap),
    (r"/(?:article|capture|timestamp)(?:/.*)?$", nothing),
    # Datasette's workshop: nothing for readers, with inline scripts, and some of it tells of the machine.
    (r"/-/(?:allow-debug|databases|messages|patterns|permissions|threads)(?:\.json)?$", nothing),
]


async def _missing(datasette: Datasette, query: search.Query, titles: Mapping[str, str]) -> dict[str, Any]:
    """What the search page says of gaps in the days of ``query``; nothing where it names none."""
    if not query.from_date and not query.to_date:
        return {"gaps": [], "begins": {}}
    names = titles if not query.portal else titles.keys() & {query.portal}
    found = [await ledgers.ledger(datasette, name, ledgers.PATIENT_S) for name in names]
    later = {one.portal: first for one in found if (first := begins_later(one, query))}
    begins = dict(sorted(later.items(), key=lambda pair: pair[1], reverse=True))
    return {"gaps": gaps_of(found, query), "begins": begins, "cause": calendar.cause_words}


def _asked(request: Any, also: tuple[str, ...] = ()) -> results.Asked:
    repeated = [name for name in request.args if len(set(request.args.getlist(name))) > 1]
    return results.asked(_arguments(request), also, repeated)


def _arguments(request: Any) -> dict[str, str]:
    """The arguments of an address that have one value each."""
    return {name: request.args[name] for name in request.args if len(set(request.args.getlist(name))) == 1}


async def _senseless(
    datasette: Datasette, request: Any, asked: results.Asked, wrong: Mapping[str, str] = MappingProxyType({})
) -> Response | None:
    """The page in place of a file, where part of the search makes no sense: the file could not say so."""
    titles = await ask(datasette, results.portal_titles)
    reasons = {**asked.ignored, **results.impossible(asked.query, titles), **wrong}
    return await failures.page(datasette, request, failures.senseless(reasons)) if reasons else None


async def _revision(datasette: Datasette, request: Any, name: str) -> Row:
    found = await ask(datasette, article.revision, number_of(request, "id"), number_of(request, name))
    if found is None:
        raise NotFound("no such revision")
    return found


async def _latest(datasette: Datasette, article_id: int) -> Row:
    found = await ask(datasette, article.latest, article_id)
    if found is None:
        raise NotFound("no such article")
    return found


def _in_order(datasette: Datasette, request: Any) -> Response:
    """To the comparison that goes the way of time: backwards, what came would be shown as gone."""
    told = request.url_vars
    path = datasette.urls.path(f"/article/{told['id']}/compare/{told['after']}/{told['before']}")
    return Response.redirect(str(path) + ("?all=1" if request.args.get("all") else ""))


def _state_address(datasette: Datasette, request: Any, state: Row) -> str:
    return address_of(datasette, request, lasting_path(state))


def _cited(datasette: Datasette, request: Any, state: Row) -> Citation:
    return citation(state, _state_address(datasette, request, state))
