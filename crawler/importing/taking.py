"""Answers of somebody's WARC files, taken into an archive in the order of time as if they had been crawled."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus

from attrs import asdict, evolve
from scrapy.http import HtmlResponse, Request, Response

from archive.attached import Told
from archive.captures import stored
from archive.errors import ArchiveError
from archive.foreign import answered
from archive.past import Place, is_same
from archive.records import WITHHELD, Article, Capture, Exchange, FileText, Refusal, Requisite
from archive.requisites import is_style, of_style, style_text
from archive.rows import capture_from, hint_from, hint_text, portal_row
from archive.store import Store
from archive.vanished import GONE
from crawler.exchange.barriers import barrier_at
from crawler.exchange.kept import as_response
from crawler.exchange.page import content_type_of, may_be_article, page_of
from crawler.importing.one_way import OneWay
from crawler.importing.report import ARTICLES, FILES, PARTS, Report
from crawler.importing.sorting import Offered
from crawler.planning.admission import Admission
from crawler.planning.ledger import Plan
from crawler.planning.requisites import Turns
from crawler.planning.twins import Twins, is_to_print
from crawler.planning.whereabouts import Whereabouts
from crawler.planning.withheld import Withheld
from crawler.portal import Portal
from crawler.spiders.found import Window
from pipelines.files import is_file
from pipelines.learning import with_learnt_lines
from pipelines.pool import ReadingPool
from pipelines.quality import refuse
from pipelines.rereading import read_again, same_reader, same_reader_of_file
from pipelines.urls import canonicalise

_ROWS_A_COMMIT = 1000
HELD, OLDER = "held already", "older than what is held of their address"
OUT_OF_PLACE = (
    "whose place in the history of their article cannot be told: its states are not in the order of time, later "
    "captures cannot be read, or other pages than 404 told that it was missing"
)
BEFORE_IT_WAS = "not found before the first page of their article, or after it had moved"
Keep = Callable[[], Awaitable[None]]
Progress = Callable[[int, int], None]


class Ground:
    """What an archive knows of a portal before anything is taken."""

    def __init__(self, store: Store, portal: type[Portal]) -> None:
        store.declare(portal_row(portal))
        self.portal = portal
        self.reading = with_learnt_lines(store, portal.reading)
        known = store.known(portal.name)
        self.before = {url: max(one.last_seen_at, one.vain_at) for url, one in known.items()}
        """Address of an article to when it was last seen, or last looked for in vain."""
        self.seen = {url: one.last_seen_at for url, one in known.items()}
        fates = store.db.query(_FATES, [portal.name])
        self.fates = {row["url"]: (row["state"], row["missed_at"] or "", row["moved_to"]) for row in fates}
        self.shown: set[str] = set()
        """Addresses of articles of which a page is among what is taken."""
        self.latest: dict[str, str] = {}
        """Address to the instant of what was taken of it last."""
        at_home = (url for url, one in known.items() if one.state != "moved")
        self.withheld = Withheld(store.wall.addresses)
        self.twins = Twins((*at_home, *self.withheld.urls), portal.is_article)
        self.admission = Admission(known, store.text_and_day, Window(), portal.is_article)
        self.whereabouts = Whereabouts(portal.is_article)
        self.turns = Turns(portal.keeps_pictures)
        self.one_way = OneWay(store.db.conn)
        self.imported = {
            (row["final_url"], row["captured_at"]): capture_from(row)
            for row in store.db.query(_IMPORTED, [portal.name])
        }
        """Captures of this and earlier imports; one of these may have been killed before they were read."""
        unread = store.db.query(_UNREAD, [portal.name])
        self.unread = {row["id"] for row in unread}
        """Those of them that nobody has read."""
        refused = store.db.query("SELECT capture FROM refusals WHERE portal = ?", [portal.name])
        self.refused = {row["capture"] for row in refused}

    def is_older(self, url: str, at: str) -> bool:
        """Whether an instant is no later than the last at which anything was heard of the article at ``url``."""
        return at <= self.before.get(url, "")

    def may_take(self, offered: Offered, url: str) -> bool:
        """Whether a page, or an answer that there is none, that is older than what was last heard of its article can be
        put in its place in time."""
        kept = self.imported.get(offered.place)
        is_open = kept is None or kept.id in self.unread
        is_gone = offered.answer.status in GONE and url == offered.url
        return (offered.answer.status == HTTPStatus.OK or is_gone) and is_open

    def earlier(self, url: str) -> Capture | None:
        """Nothing: what is taken is never compared by its bytes."""
        return None

    def stands_for(self, url: str, named_at: str = "") -> str:
        return self.twins.choose(url)


class Taking:
    """Writes to ``store``; pages are read by ``pool``, as many at a time as it has workers."""

    def __init__(
        self, store: Store, pool: ReadingPool, portals: Mapping[str, type[Portal]], report: Report
    ) -> None:
        self._store, self._pool, self._portals, self._report = store, pool, portals, report
        self._grounds: dict[str, Ground] = {}
        self._files_before: dict[str, Told] = {}
        """What is held of files by their addresses."""
        self._needed: dict[str, str] = {}
        """Addresses of what pages that were taken need to look as they did, to the portal of the first."""
        self._read_later: dict[int, Article | Refusal] = {}
        """What today's rules read in captures that came after older ones, by their numbers."""

    async def articles(self, offered: Sequence[Offered], progress: Progress) -> None:
        """Take answers of articles' addresses, oldest first."""
        # Of an address that led elsewhere, or to nothing, no article need have been there.
        for one in offered:
            if one.answer.status == 200 and not is_to_print(one.url):
                ground = self._ground(one.portal)
                ground.shown.add(ground.twins.choose(one.url))
        await self._each(offered, self._article, progress)

    async def files(self, offered: Sequence[Offered], progress: Progress) -> list[Offered]:
        """Take those of files and further pages that articles of the archive offer or offered, oldest first, then what
        these offer, and so on; returns the rest."""
        rest = list(offered)
        while wanted := self._wanted(rest):
            await self._each(wanted, self._file, progress)
            taken = {one.place for one in wanted}
            rest = [one for one in rest if one.place not in taken]
        for portal in self._grounds:
            self._store.files.fill(portal)
        self._store.flush()
        return rest

    def _wanted(self, offered: Sequence[Offered]) -> list[Offered]:
        offering: dict[str, str] = {}
        self._files_before = {}
        for portal in self._portals:
            for url, told in self._store.files.told(portal).items():
                # Portals of one host may offer the same file, one of them longer.
                until = self._files_before[url].offered_until if url in offering else "0"
                if until and (told.offered_until > until or not told.offered_until):
                    offering[url], self._files_before[url] = portal, told
        return [evolve(one, portal=offering[one.url]) for one in offered if one.url in offering]

    def parts(self, offered: Sequence[Offered]) -> list[Offered]:
        """Take what the pages that were taken need to look as they did, oldest first, then what that needs in its turn;
        returns the rest, without what an earlier import has taken."""
        held = {place for ground in self._grounds.values() for place in ground.imported}
        rest = [one for one in offered if one.place not in held]
        self._report.left[HELD] += len(offered) - len(rest)
        while wanted := [one for one in rest if one.url in self._needed]:
            for one in wanted:
                try:
                    self._part(evolve(one, portal=self._needed[one.url]))
                except ArchiveError as error:  # a record is damaged where it lies
                    self._report.damaged.append(str(error))
            taken = {one.place for one in wanted}
            rest = [one for one in rest if one.place not in taken]
        self._store.flush()
        return rest

    def _part(self, offered: Offered) -> None:
        ground = self._ground(offered.portal)
        if ground.withheld.at(offered.url) or ground.withheld.at(canonicalise(offered.answer.url)):
            self._report.left[WITHHELD] += 1
            return
        if offered.place in ground.imported:
            self._report.left["of the same instant as another one of their address"] += 1
            return
        capture = self._told(offered)
        self._report.taken[offered.portal][PARTS, "new"] += 1
        if is_style(capture.content_type) and not capture.truncated:
            style = style_text(self._response(offered.url, capture).body)
            self._need(ground, offered.url, of_style(style, offered.url))

    def _need(self, ground: Ground, by: str, requisites: Sequence[Requisite]) -> None:
        for url in ground.turns.come(by, requisites):
            self._needed.setdefault(url, ground.portal.name)

    def leave(self, offered: Sequence[Offered], parts: Sequence[Offered]) -> None:
        """Count what no article offers, and what else no page needs to look as it did."""
        self._report.left["that no page needs to look as it did"] += len(parts)
        left = {one.place: self._ground(one.portal).withheld.at(one.url) for one in offered}
        self._report.left[WITHHELD] += sum(map(bool, left.values()))
        self._report.left["that no article offers"] += sum(not number for number in left.values())

    async def _each(
        self, offered: Sequence[Offered], read: Callable[[Offered], Awaitable[Keep]], progress: Progress
    ) -> None:
        waiting: deque[asyncio.Future[Keep]] = deque()
        try:
            for number, one in enumerate(offered, 1):
                waiting.append(asyncio.ensure_future(read(one)))
                if len(waiting) > 2 * self._pool.workers:
                    await self._keep(waiting.popleft())
                progress(number, len(offered))
            while waiting:
                await self._keep(waiting.popleft())
        finally:
            for task in waiting:
                task.cancel()
        self._store.flush()

    async def _keep(self, reading: asyncio.Future[Keep]) -> None:
        try:
            keep = await reading
            await keep()
        except ArchiveError as error:  # a record is damaged where it lies
            self._report.damaged.append(str(error))
        if self._store.pending > _ROWS_A_COMMIT:
            self._store.flush()

    def _ground(self, portal: str) -> Ground:
        if portal not in self._grounds:
            self._grounds[portal] = Ground(self._store, self._portals[portal])
        return self._grounds[portal]

    async def _article(self, offered: Offered) -> Keep:
        ground, answer = self._ground(offered.portal), offered.answer
        url = ground.twins.choose(offered.url)
        if ground.withheld.at(url) or ground.withheld.at(offered.url):
            return self._leave(WITHHELD)
        if url != offered.url and is_to_print(offered.url):
            return self._leave("made for a printer, of pages that are there")
        if ground.is_older(url, answer.captured_at) and not ground.may_take(offered, url):
            return self._leave(HELD if offered.place in ground.imported else OLDER)
        if answer.captured_at == ground.latest.get(offered.url):
            return self._leave("of the same instant as another one of their address")
        if answer.status != 200:
            ground.latest[offered.url] = answer.captured_at
            return self._elsewhere(ground, offered, url)
        capture = self._capture(offered, unread=True)
        return partial(self._finish, capture, await self._page(ground, url, capture))

    def _elsewhere(self, ground: Ground, offered: Offered, url: str) -> Keep:
        """What answered in place of a page. That another form of an address fails says nothing of the article."""
        answer, own = offered.answer, url == offered.url
        state, missed_at, moved_to = ground.fates.get(url, ("", "", ""))
        is_held = offered.place in ground.imported
        if answer.status in GONE and own:
            if ground.is_older(url, answer.captured_at):
                return partial(self._miss_earlier, ground, offered, url)
            is_told = is_held and state == "missing" and missed_at <= answer.captured_at
            return self._leave(HELD) if is_told else partial(self._miss, offered, url)
        if answer.status == HTTPStatus.NOT_MODIFIED and own:
            return partial(self._see, offered, url)
        leads = answer.status in _LEADING and answer.redirect_url
        there = canonicalise(answer.redirect_url, answer.url) if leads else ""
        if own and ground.portal.is_article(there) and ground.twins.choose(there) != url:
            is_told = is_held and (state, moved_to) == ("moved", there)
            return self._leave(HELD) if is_told else partial(self._move, offered, url, there)
        return self._leave(f"answered {answer.status}")

    async def _page(self, ground: Ground, url: str, capture: Capture) -> Keep:
        response = self._response(url, capture)
        if not may_be_article(response):
            return partial(self._refuse, ground, refuse(url, "not-html", content_type_of(response)), capture)
        if capture.truncated:
            detail = f"the body is not whole ({capture.truncated})"
            return partial(self._refuse, ground, refuse(url, "truncated", detail), capture)
        home = ground.whereabouts.of(response, Plan(url, "article"), ground)
        if home.by == "canonical" and (number := ground.withheld.at(home.url)):
            self._store.shut(number, url, capture.final_url)
            return self._leave(WITHHELD)
        if home.by == "canonical" and (home.url in ground.shown or home.url in ground.before):
            return self._leave("that say they are another page, which is there")
        hint = evolve(hint_from(capture.hint), watched="")
        page = page_of(response, ground.reading, hint, url=url, captured_at=capture.captured_at)
        is_watched = url in ground.portal.watched
        result = await (ground.one_way.read(page, self._pool.read) if is_watched else self._pool.read(page))
        if isinstance(result, Refusal):
            return partial(self._refuse, ground, result, capture)
        return partial(self._revise, ground, self._store.named(result), capture)

    async def _file(self, offered: Offered) -> Keep:
        ground, url, at = self._ground(offered.portal), offered.url, offered.answer.captured_at
        if ground.withheld.at(url) or ground.withheld.at(canonicalise(offered.answer.url)):
            return self._leave(WITHHELD)
        before, is_held = self._files_before[url], offered.place in ground.imported
        if at <= (before.checked_at if is_held else before.stated_at):
            return self._leave(HELD if is_held else OLDER)
        if before.offered_until and at >= before.offered_until:
            return self._leave("of files that no article offered any more")
        if at == ground.latest.get(url):
            return self._leave("of the same instant as another one of their address")
        capture = self._capture(offered)
        response = self._response(url, capture)
        is_page = isinstance(response, HtmlResponse) and not is_file(response.body)
        barred = barrier_at(response, url) if is_page else None
        if reason := "truncated" if capture.truncated else barred.reason if barred else "":
            return partial(self._finish, capture, self._leave(f"in place of a file: {reason}"))
        page = page_of(response, ground.reading, url=url, captured_at=at)
        text = await self._pool.read_file(evolve(page, first=self._store.files.first_page(url)))
        return partial(self._finish, capture, partial(self._attach, ground, url, capture, text))

    def _capture(self, offered: Offered, unread: bool = False) -> Capture:
        """The answer's record among our own. Raises ``ArchiveError`` where it is damaged where it lies."""
        ground = self._ground(offered.portal)
        if offered.place not in ground.imported:
            exchange = self._exchange(offered, ground.imported.get(offered.body_place))
            if offered.url in ground.portal.watched:
                # So that it is read again as it is read first.
                exchange = evolve(exchange, hint=hint_text(evolve(hint_from(exchange.hint), watched="any")))
            ground.imported[offered.place] = self._store.keep(exchange, None, unread)
        # Not before: another file may hold whole what is damaged in this one.
        ground.latest[offered.url] = offered.answer.captured_at
        return ground.imported[offered.place]

    def _told(self, offered: Offered) -> Capture:
        """The same of an answer that holds nothing to be read."""
        capture = self._capture(offered)
        self._store.read(capture)
        return capture

    def _exchange(self, offered: Offered, earlier: Capture | None) -> Exchange:
        """``earlier``: of the record whose body it repeats; under the same address it need not be kept twice."""
        if earlier is None or earlier.kind != "response" or earlier.final_url != offered.answer.url:
            return answered(offered.answer, offered.portal, offered.source)
        return Exchange(
            portal=offered.portal,
            target_url=offered.answer.target_url,
            final_url=offered.answer.url,
            captured_at=offered.answer.captured_at,
            status=earlier.status,
            headers=(("Content-Type", earlier.content_type),),
            truncated=earlier.truncated,
            imported_from=offered.source,
            revisit_of=earlier,
        )

    def _response(self, url: str, capture: Capture) -> Response:
        if capture.kind == "revisit":
            self._store.flush()  # what it repeats is asked for by its row
        kept = stored(self._store.db.conn, self._store.folder, asdict(capture))
        return as_response(Request(url), capture, kept).replace(url=url)

    async def _finish(self, capture: Capture, keep: Keep) -> None:
        await keep()
        self._store.read(capture)

    def _leave(self, why: str) -> Keep:
        self._report.left[why] += 1
        return _nothing

    async def _see(self, offered: Offered, url: str) -> None:
        if self._store.text_and_day(url) is None:
            self._report.left[f"answered {offered.answer.status}"] += 1
            return
        self._store.seen(url, self._told(offered).captured_at)
        self._report.taken[offered.portal][ARTICLES, "unchanged"] += 1

    async def _miss(self, offered: Offered, url: str) -> None:
        if self._store.text_and_day(url) is None:
            self._report.left["not found, and never held"] += 1
            return
        status, at = offered.answer.status, offered.answer.captured_at
        self._told(offered)
        self._store.miss(url, at, f"http-{status}")
        self._report.taken[offered.portal][ARTICLES, "missing"] += 1

    async def _miss_earlier(self, ground: Ground, offered: Offered, url: str) -> None:
        status, at = offered.answer.status, offered.answer.captured_at
        is_told = self._store.past.look(url, at, f"http-{status}")
        if not is_told and (at < ground.seen[url] or ground.fates[url][0] != "published"):
            self._report.left[BEFORE_IT_WAS] += 1
            return
        self._told(offered)
        if not is_told:  # whatever answered later was neither its page nor that there is none
            self._store.miss(url, at, f"http-{status}")
        self._report.taken[offered.portal][ARTICLES, "earlier"] += 1

    async def _move(self, offered: Offered, url: str, there: str) -> None:
        if self._store.text_and_day(url) is None:
            self._report.left["led elsewhere, and never held"] += 1
            return
        self._told(offered)
        self._store.move(url, there, offered.answer.captured_at)
        self._report.taken[offered.portal][ARTICLES, "moved"] += 1

    async def _refuse(self, ground: Ground, refusal: Refusal, capture: Capture) -> None:
        if capture.id in ground.refused:
            self._report.left[HELD] += 1
            return
        self._store.refuse(refusal, capture, None)
        self._report.refused[capture.portal][refusal.reason] += 1

    async def _revise(self, ground: Ground, article: Article, capture: Capture) -> None:
        word, _ = ground.admission.obstacle(article, capture)
        if word:
            self._report.left["of an article that is held under another form of its address"] += 1
            return
        await same_reader(self._store, self._pool, article, ground.reading)
        outcome = await self._outcome(ground, article, capture)
        if outcome in (WITHHELD, OUT_OF_PLACE):
            self._report.left[outcome] += 1
            return
        self._report.taken[capture.portal][ARTICLES, outcome] += 1
        self._need(ground, article.url, article.requisites)

    async def _outcome(self, ground: Ground, article: Article, capture: Capture) -> str:
        at = capture.captured_at
        if not ground.is_older(article.url, at):
            return self._store.store(article, capture)
        if at > ground.seen[article.url]:
            is_told = self._store.past.look(article.url, at)
            return self._store.store(article, capture, is_there=False) if is_told else OUT_OF_PLACE
        place = self._store.past.place(article.url, at)
        if place is None:
            return OUT_OF_PLACE
        if place.is_last and ground.fates[article.url][0] == "moved":
            # When it moved counts as when it was last seen.
            self._store.past.look(article.url, at)
            return self._store.store(article, capture, is_there=False)
        resumed = await self._resumed(ground, place, article)
        if place.is_doubtful and not resumed and not is_same(article, place.states[place.index - 1]):
            return OUT_OF_PLACE
        return self._store.past.put(place, article, capture, resumed)

    async def _resumed(
        self, ground: Ground, place: Place, article: Article
    ) -> tuple[Article, Capture] | None:
        """The first capture after ``place`` that says again what the state then said, and this page does not."""
        if place.before is None or is_same(article, place.before):
            return None
        for capture in place.later:
            if capture.id not in self._read_later:
                found = await read_again(self._store, self._pool, capture, article.url, ground.reading)
                self._read_later[capture.id] = found
            read = self._read_later[capture.id]
            if isinstance(read, Article) and is_same(read, place.before):
                return read, capture
        return None

    async def _attach(self, ground: Ground, url: str, capture: Capture, text: FileText) -> None:
        await same_reader_of_file(self._store, self._pool, url, text, ground.reading)
        outcome = self._store.files.attach(url, capture, text)
        self._report.taken[capture.portal][FILES, outcome] += 1


_LEADING = (301, 302, 303, 307, 308)
_FATES = "SELECT url, state, missed_at, moved_to FROM articles WHERE portal = ?"
_IMPORTED = "SELECT * FROM captures WHERE portal = ? AND imported_from <> ''"
_UNREAD = "SELECT id FROM captures WHERE portal = ? AND unread"


async def _nothing() -> None:
    """Of an answer that is left out nothing is kept."""
