"""What one run knows and counts: between the portal that walks and the archive that keeps."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from attrs import Factory, frozen

from archive.addresses import held as held_at
from archive.attached import PICTURE, File
from archive.earlier import capture_numbered, interrupted_window, whole_at
from archive.known import Known
from archive.records import WITHHELD, Article, Capture, Reading, Refusal, Requisite, Watching, utc_now
from archive.refused import refused_pages
from archive.rows import hint_from
from archive.vanished import DENIALS
from archive.warc import StoredCapture, read_capture
from archive.watched import way_of
from crawler.desk import SOFTWARE, Desk
from crawler.exchange.endings import GONE, Ending, WaitError
from crawler.manners.hosts import host_of
from crawler.manners.pace import BUSY
from crawler.manners.robots import robots_for
from crawler.planning.admission import Admission
from crawler.planning.ledger import Kind, Plan
from crawler.planning.memory import ALTERNATES, OUTSIDE, Note
from crawler.planning.recheck import History, is_due, is_file_due
from crawler.planning.requisites import Requisites
from crawler.planning.twins import IsArticle, Twins, is_to_print
from crawler.planning.watched import Watched
from crawler.planning.withheld import Withheld
from crawler.runs.by_hand import ByHand
from crawler.runs.kept_out import KeptOut
from crawler.runs.vigil import STILL_MISSING, Vigil
from crawler.spiders.found import Window
from pipelines.quality import PASSING, REASONS
from pipelines.urls import canonicalise

_log = logging.getLogger(__name__)
_NOT_THERE = frozenset({*GONE, *DENIALS})
_OTHER = ("new", "changed", "file-new", "file-changed")
"""The ledger's words for what is not as it was."""
_BUSY = {f"http-{status}" for status in BUSY}


@frozen
class Scope:
    """What a run asks for."""

    window: Window
    is_article: IsArticle
    recheck_all: bool
    hosts: frozenset[str] = frozenset()
    """The portal's, from which what its pages need is fetched."""
    only: tuple[str, ...] = ()
    """Addresses that were named by hand; nothing but these and their files is asked for, and these in any case."""
    watched: Watched = Factory(Watched)
    """Pages that every run looks at, unless it asks for certain days."""

    @property
    def is_backfill(self) -> bool:
        """Whether only what is not held is fetched: days were asked for, and not all anew."""
        return self.window != Window() and not self.recheck_all


class RunAccount:
    """The account of a run that is kept in an archive."""

    def __init__(
        self, desk: Desk, run: int, reading: Reading, scope: Scope, stop: Callable[[str], None]
    ) -> None:
        """``stop`` ends the run; called with the reason when its portal keeps us out."""
        self.run = run
        self._stop = stop
        self._kept_out = KeptOut()
        self._portal = reading.portal
        self.reading: Reading | None = reading
        self._keeps_pictures = reading.keeps_pictures
        self.tally: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.failed: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self.waits: dict[str, bool] = {}
        """Why addresses are left to a later run, in sentences; whether it is a fault that somebody should see."""
        self.silent: dict[str, str] = {}
        """Addresses of robots.txt for want of which listings were not asked for, to the reason."""
        self.longest_pause = (0.0, "")
        """Seconds, and the host that they were kept for."""
        self.audited: set[str] = set()
        """Addresses whose 304 was checked by an unconditional fetch."""
        self._lists: set[str] = set()
        """Addresses that the run walks as lists."""
        self._desk = desk
        self._known: Mapping[str, Known] = desk.store.known(reading.portal, PASSING)
        # Pages that listings link to and that were no articles before.
        self._strays = desk.store.refused(reading.portal) - self._known.keys()
        # Rules may have changed: who asks for all is given another reading of the same bytes.
        refused = {} if scope.recheck_all else refused_pages(desk.store.db, reading.portal, SOFTWARE)
        self._refused = {url: page for url, page in refused.items() if url not in self._known}
        for url in [url for url in self._refused if url in scope.watched]:
            # Refused when nobody watched it.
            if not hint_from(self._refused[url].capture.hint).watched:
                del self._refused[url]
        self._unread = desk.store.unread(reading.portal, run)
        self.by_hand = ByHand(bool(scope.only))
        self._scope = scope
        self.vigil = Vigil(scope.watched, held_at(desk.store.db.conn, scope.watched))
        self._requisites = Requisites(desk.store.db, scope.hosts, scope.is_article, reading.keeps_pictures)
        self._notes = {} if scope.recheck_all and not scope.only else desk.memory.of(reading.portal)
        at_home = (
            url
            for url, known in self._known.items()
            if known.state != "moved" and not self._is_watched_to_print(url)
        )
        self._withheld = Withheld(desk.store.wall.addresses)
        self._twins = Twins((*at_home, *self._withheld.urls), scope.is_article)
        for note in self._notes.values():
            # Pages that said they were the article, when that was open.
            number = self._withheld.at(note.about) if note.word in ALTERNATES else 0
            if number and note.url not in self._known:
                desk.store.shut(number, note.url)
        self._admission = Admission(self._known, desk.store.text_and_day, scope.window, scope.is_article)
        left = self._begun()
        left = [plan for plan in left if not self._shut_out(plan)]
        self._needed = [plan for plan in left if plan.kind == "requisite"]
        self.left = [plan for plan in left if plan.kind != "requisite"]
        self.tally["stored listing"] = desk.ledger.sums(run)["skipped"]
        self._has_walked_all = (
            not scope.recheck_all and not self.left and desk.store.ended_well(reading.portal, run)
        )

    def _begun(self) -> list[Plan]:
        """What this run begins with: what earlier ones left, or what was named by hand. Its account is open then."""
        if not self._scope.only:
            return self._desk.ledger.begin(self.run, self._portal, self._goes_on())
        self._desk.ledger.begin_aside(self.run, self._portal)
        plans = [Plan(self._home_of(url), "article", via="hand") for url in self._scope.only]
        return [plan for plan in plans if self._desk.ledger.plan(self.run, plan)]

    def _home_of(self, url: str) -> str:
        """The address of the article that is held of the page at ``url``, of which that may be a further page."""
        first = self._desk.store.files.first_page(url)
        home = first.url if first else self.stands_for(url)
        if home != url:
            self.by_hand.leads(url, home, f"page {first.number} of" if first else "another address of")
        return home

    def due(self, window: Window) -> Iterator[Plan]:
        """Known articles of these days whose time has come, with what was said of them when last named."""
        hosts = self._desk.hosts
        return (
            Plan(url, "article", hint=hint_from(known.capture.hint))
            for url, known in self._known.items()
            if self._is_due(known) and window.may_hold(known.published_on) and not hosts.rests(host_of(url))
        )

    def files_due(self) -> Iterator[str]:
        """Addresses of attached files that are to be asked for: never asked for, or not since their article says what
        it says now, or due as an article of its age is. A backfill asks only for those that never were, and who names
        articles has all of theirs asked for. Pictures only where the portal asks for that."""
        files = self._desk.store.files.of(self._portal, self.by_hand.kept if self._scope.only else None)
        return (file.url for file in files if self._is_file_due(file))

    def stands_for(self, url: str, named_at: str = "") -> str:
        """The address under which the article at ``url``, named by the page at ``named_at``, is asked for."""
        note = self._notes.get(url)
        is_page_itself = url in self._known or url in self._scope.watched
        if note and not is_page_itself and note.word in ALTERNATES and note.holds():
            url = note.about
        return url if self._is_watched_to_print(url) else self._twins.choose(url, named_at)

    def watching(self, url: str) -> Watching:
        """Whether a page is watched, and how it is read then."""
        return way_of(self._desk.store.db.conn, url) if url in self._scope.watched else ""

    def watched_list(self, url: str) -> None:
        """A page that is watched is a further page of a list as well, and cannot be both."""
        self.tally["failed listing"] += 1
        self.tally["listing watched"] += 1
        _log.error("%s: a further page of a list, and watched: leave it out of `watch`", url)

    def twins(self, url: str) -> list[str]:
        """Other addresses of the page at ``url``, for when that one fails."""
        return self._twins.others(url)

    def found(self, url: str) -> None:
        """A listing named an article's address."""
        self.tally["found"] += 1

    def has_caught_up(self, urls: Iterable[str]) -> bool:
        """Whether the run before walked every listing to its end and a page names nothing that came later."""
        return self._has_walked_all and all(
            url in self._known or url in self._notes or self.is_withheld(url) for url in urls
        )

    def wants(self, url: str, modified: str) -> bool:
        """Whether a named article is to be fetched: neither held nor remembered, due, or changed by the listing's
        own word since it was last looked at. A backfill fetches nothing that is held."""
        if self._scope.only or self._is_watched(url):
            return True
        known = self._known.get(url)
        if known is None:
            return not self._is_remembered(url)
        looked_at = max(known.last_seen_at, known.vain_at)
        is_changed = not self._scope.is_backfill and _is_later(modified, looked_at)
        return is_changed or self._is_due(known)

    def earlier(self, url: str, kind: Kind = "article") -> Capture | None:
        """The capture that the next one of this address is compared with: of an article or a refused page; of the
        file that is known under it, where it is asked for as one; of a list the latest that brought it."""
        if kind in ("listing", "requisite"):
            return whole_at(self._desk.store.db, url)
        if kind == "attachment":
            return self._desk.store.files.capture(url)
        known = self._known.get(url)
        if known and known.state != "moved":
            return known.capture
        refused = self._refused.get(url)
        return refused.capture if refused else None

    def unread(self, url: str) -> tuple[Capture, StoredCapture] | None:
        """A page that was captured and not kept, not to be fetched twice: the run before was killed before it
        could be read, or it is of days that had not been asked for. Who names an address wants its page of now."""
        if self._scope.only:
            return None
        capture = self._unread.pop(url, None) or self._set_aside(url)
        if capture is None:
            return None
        return capture, self.kept(capture)

    def kept(self, capture: Capture) -> StoredCapture:
        """What a capture of kind ``response`` brought."""
        place = (capture.warc_file, capture.warc_offset, capture.warc_length)
        return read_capture(self._desk.store.folder, *place)

    def is_withheld(self, url: str) -> bool:
        """Whether an address is not to be asked for, as its article is closed to everybody."""
        return bool(self._withheld.at(url))

    def plan(self, plan: Plan) -> bool:
        """Enter an address into the ledger; False where it is not to be asked for: this run has it already, or it is
        withheld, which is its ending."""
        if plan.kind == "listing":
            self._lists.add(canonicalise(plan.url))
        return self._desk.ledger.plan(self.run, plan) and not self._shut_out(plan)

    def expect(self, plan: Plan) -> None:
        """A planned address has brought what is to be read; what that is will be told when it is settled."""
        self._kept_out.expect(plan.url)

    def settle(self, plan: Plan, ending: Ending, reason: str) -> None:
        """Close a planned address."""
        if self._is_still_missing(plan.url, reason):
            ending, reason = "skipped", STILL_MISSING
        self.tally[reason] += 1
        self.tally[f"{ending} {plan.kind}"] += 1
        if plan.kind == "listing" and ending != "stored":
            self.tally[f"listing {reason}"] += 1
            self._note_silence(plan.url)
        if ending == "failed":
            self.failed[reason] += 1
        if plan.kind == "article" and self._is_lost(plan.url, ending, reason):
            self.tally[f"article {reason}"] += 1
        if reason in _BUSY:
            # What was retried with success after a while was no error of the portal's.
            self.errors[reason] += 1
        if reason in _OTHER and plan.url in self.audited:
            self._desk.hosts.distrust(host_of(plan.url))
        self._desk.ledger.settle(self.run, plan, ending, reason)
        if plan.kind == "article":
            self.by_hand.settle(plan.url, ending, reason)
            if self._scope.window == Window():
                self.vigil.settle(plan.url, ending, reason)
        # What a firewall answers in place of a stylesheet keeps nobody from the articles.
        if plan.kind != "requisite" and (why := self._kept_out.note(plan.url, ending, reason)):
            self.waits[why] = True
            self._stop("kept-out")

    def unchanged(self, plan: Plan, capture: Capture) -> None:
        """The same bytes as before: an article was seen again, a refused page is refused for the same reason."""
        if refused := self._refused.get(plan.url):
            self.refuse(plan, refused.refusal, capture)
            return
        self._desk.store.seen(plan.url, capture.captured_at)
        self.settle(plan, "stored", "unchanged")

    def missing(self, plan: Plan, capture: Capture, reason: str) -> None:
        """The portal says, by its status, that an article's page is not there."""
        if plan.url in self._known:
            self._desk.store.miss(plan.url, capture.captured_at, reason)
            self.tally["missing"] += 1

    def denied(self, plan: Plan, capture: Capture, reason: str) -> None:
        """The portal shows a page to nobody, or not to us. What is held is looked for by ``archive.known``."""
        if plan.url not in self._known:
            self._note(plan.url, reason, "", capture)

    def is_list(self, url: str) -> bool:
        """Whether this run walks ``url`` as a list."""
        return url in self._lists

    def moved(self, plan: Plan, url: str, capture: Capture) -> None:
        self._desk.store.move(plan.url, url, capture.captured_at)
        self._note(plan.url, "moved", url, capture)
        self.by_hand.leads(plan.url, url, "leads to")
        self.settle(plan, "skipped", "moved")

    def led_to_withheld(self, urls: Iterable[str], url: str) -> None:
        """``urls`` led to what is withheld at ``url``: those that are no article's are closed with it."""
        if number := self._withheld.at(canonicalise(url)):
            self._desk.store.shut(number, *(each for each in urls if canonicalise(each) not in self._known))

    def alternate(self, plan: Plan, url: str, capture: Capture) -> None:
        """The page is the article at ``url``."""
        if number := self._withheld.at(url):
            self._desk.store.shut(number, plan.url, capture.final_url)
        self._note(plan.url, "alternate", url, capture)
        self.by_hand.leads(plan.url, url, "says that it is")
        self.settle(plan, "skipped", "alternate")

    def refuse(self, plan: Plan, refusal: Refusal, capture: Capture) -> None:
        self._desk.store.refuse(refusal, capture, self.run)
        if refusal.reason not in PASSING:
            self._note(plan.url, refusal.reason, "", capture)
        if not self._is_still_missing(plan.url, refusal.reason):
            self.refused[refusal.reason] += 1
        self.settle(plan, "skipped", refusal.reason)

    def admit(self, plan: Plan, article: Article, capture: Capture) -> bool:
        """Whether an article that was read is to be kept; where not, its address is settled."""
        word, about = self._admission.obstacle(article, capture)
        if word:
            if word in ALTERNATES:
                self.by_hand.leads(plan.url, about, "says the same as")
            self._note(article.url, word, about, capture)
            self.settle(plan, "skipped", word)
        else:
            self.tally["disagreements"] += bool(article.disagreements)
        return not word

    def file_unchanged(self, plan: Plan, capture: Capture) -> None:
        """An attached file is the same as before."""
        self._desk.store.files.seen(plan.url, capture.captured_at)
        self.settle(plan, "stored", "file-unchanged")

    def unattached(self, plan: Plan, reason: str) -> None:
        self._desk.store.files.miss(plan.url, reason)

    def need(self, by: str, requisites: Iterable[Requisite]) -> None:
        """What the page or stylesheet at ``by`` needs. It is planned at once: a run that is killed leaves it to the
        next."""
        plans = (Plan(url, "requisite") for url in self._requisites.wanted(by, requisites))
        self._needed += (plan for plan in plans if self.plan(plan))

    def requisites_due(self) -> list[Plan]:
        """What pages need, and has neither been asked for nor turned out to be something else."""
        due, self._needed = self._needed, []
        return [plan for plan in due if self._desk.ledger.take(self.run, plan)]

    @property
    def addresses(self) -> int:
        """Addresses that were named by hand."""
        return len(self._scope.only)

    @property
    def held(self) -> int:
        """Articles that the archive held before the run."""
        return len(self._known)

    def wait(self, plan: Plan, error: WaitError) -> None:
        """Leave a planned address open: the next run begins with it. What pages need to look as they did is not waited
        for: it is asked for again with the next page that needs it."""
        if plan.kind == "requisite":
            self.settle(plan, "skipped", "waits")
            return
        self.tally["waiting"] += 1
        self.waits[str(error)] = error.is_fault

    def paused(self, host: str, seconds: float) -> None:
        """A request was kept waiting for its host's sake."""
        self.longest_pause = max(self.longest_pause, (seconds, host))

    def _shut_out(self, plan: Plan) -> bool:
        """Whether a planned address is withheld; it is settled then. A list stays one, whatever stood there once."""
        is_shut = plan.kind != "listing" and self.is_withheld(plan.url)
        if is_shut:
            self.settle(plan, "skipped", WITHHELD)
        return is_shut

    def _note_silence(self, url: str) -> None:
        place = robots_for(url)
        if why := self._desk.hosts.silent.get(place):
            self.silent[place] = why

    def _goes_on(self) -> bool:
        """Whether the run before was the same backfill and was interrupted."""
        window = self._scope.window
        before = interrupted_window(self._desk.store.db, self._portal, self.run)
        return self._scope.is_backfill and before == (window.from_date, window.to_date)

    def _is_lost(self, url: str, ending: Ending, reason: str) -> bool:
        """Whether an ending speaks against the run: not that a page is again the stray that it was before. Of pages
        that are watched each is told by itself."""
        if url in self._scope.watched:
            return False
        if ending == "failed" or reason in PASSING:
            return True
        return reason in REASONS and url not in self._strays

    def _is_still_missing(self, url: str, reason: str) -> bool:
        """Whether an ending says no more than what is known: neither the run's fault nor news of the portal."""
        known = self._known.get(url)
        return known is not None and known.state == "missing" and reason in _NOT_THERE

    def _is_due(self, known: Known) -> bool:
        if known.state == "moved" or self._scope.is_backfill:
            return False
        return self._scope.recheck_all or self._is_watched(known.url) or is_due(_history(known))

    def _is_watched_to_print(self, url: str) -> bool:
        """Whether a person watches the very page that is made for a printer: no other stands for it, nor it for one."""
        return url in self._scope.watched and is_to_print(url)

    def _is_watched(self, url: str) -> bool:
        return url in self._scope.watched and not self._scope.is_backfill

    def _is_file_due(self, file: File) -> bool:
        if file.type.startswith(PICTURE) and not self._keeps_pictures:
            return False
        if not file.checked_at or self._scope.is_backfill:
            return not file.checked_at
        if self._scope.recheck_all or file.checked_at < file.stated_at:
            return True
        history = History(file.url, file.published_on, file.first_seen_at, file.changed_at, file.checked_at)
        return file.state == "published" and is_file_due(history, file.has_validator)

    def _is_remembered(self, url: str) -> bool:
        note = self._notes.get(url)
        if note and note.word == OUTSIDE:
            return not self._scope.window.may_hold(note.about)
        return bool(note and note.holds())

    def _set_aside(self, url: str) -> Capture | None:
        note = self._notes.get(url)
        if note is None or note.word != OUTSIDE:
            return None
        return capture_numbered(self._desk.store.db, note.capture)

    def _note(self, url: str, word: str, about: str, capture: Capture) -> None:
        before = self._notes.get(url)
        first_at = before.first_at if before and before.word == word else utc_now()
        self._desk.memory.note(self._portal, Note(url, word, about, capture.id, first_at, utc_now()))


def _history(known: Known) -> History:
    changed_at = known.changed_at if known.changed_at > known.first_seen_at else ""
    return History(
        known.url,
        known.published_on,
        known.first_seen_at,
        changed_at,
        known.last_seen_at,
        known.vain_since,
        known.vain_at,
    )


def _is_later(modified: str, seen_at: str) -> bool:
    """Whether a claimed date lies after our last look; a claimed day does from the next day on."""
    return bool(modified) and modified > seen_at[: len(modified)]
