"""The records that travel between the floors. All are frozen; tuples instead of lists, so that none can change.

Suffixes as everywhere: ``_at`` an instant in UTC (ISO 8601 with ``Z``), ``_on`` a date (``YYYY-MM-DD``),
``_digest`` ``algorithm:value``, ``_url`` absolute.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from operator import attrgetter
from typing import Literal

from attrs import Factory, astuple, evolve, field, frozen

CaptureKind = Literal["response", "revisit", "error"]
Outcome = Literal["new", "changed", "earlier", "unchanged", "withheld"]
"""What a capture brought of an article or a file, held against what was known of it; ``withheld``: nothing was
written, as it is closed to everybody."""
ROW = "row"
"""The origin of a hint that is meant for documents: a row of a list. What a page says of itself goes before it."""
WHOLE = "page"
"""The origin of a text that is all that a page shows: of a page that is watched and is no article."""
Watching = Literal["", "any", "article", "whole"]
DOCUMENT = "document"
"""The flag of an article that is no page but a document, and the origin of its text."""
WITHHELD: Literal["withheld"] = "withheld"
"""That outcome; why an address is not asked for, and an answer not taken."""
Precision = Literal["year", "month", "day", "minute", "second"]

STATES = {
    "published": "at its address",
    "missing": "not found at its address",
    "moved": "moved",
}
"""What was observed of an article, in words. Not reachable is never 'deleted'."""


def utc_now() -> str:
    """This instant, to the millisecond: ``2020-06-10T01:30:00.000Z``."""
    return format_instant(datetime.now(UTC))


def format_instant(instant: datetime) -> str:
    """An aware datetime in UTC, to the millisecond, as the archive writes instants."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@frozen
class Capture:
    """One retrieval and where its bytes are kept (WARC 1.1 capture event). Never changed once written."""

    portal: str
    target_url: str
    """The address that was asked for first, before any redirect."""
    final_url: str
    """The address that this response came from; differs from ``target_url`` after a redirect."""
    captured_at: str
    status: int
    """HTTP status; 0 where no response arrived (``kind`` is then ``error``)."""
    kind: CaptureKind
    warc_file: str
    """Name below the archive's ``warc/`` folder."""
    warc_offset: int
    warc_length: int
    record_id: str
    """``WARC-Record-ID`` without its angle brackets: ``urn:uuid:…``."""
    record_digest: str
    """SHA-256 of the compressed record as it lies in the file."""
    payload_digest: str
    payload_length: int
    content_type: str = ""
    etag: str = ""
    last_modified: str = ""
    redirect_url: str = ""
    truncated: str = ""
    """Why the bytes are not whole, in the words of ``WARC-Truncated``: length, time, disconnect, unspecified."""
    error: str = ""
    hint: str = ""
    """What a listing said of the page (a ``Hint`` as JSON), so that it can be read again as it was read first."""
    imported_from: str = ""
    """The WARC file of somebody else's and the ``WARC-Record-ID`` in it, where the bytes are not what we were sent."""
    id: int = 0
    """Its row in ``captures``; 0 before the store has given one."""


@frozen
class Hint:
    """What a listing, feed or sitemap says about an article before anybody has read it. All may be empty."""

    title: str = ""
    published: str = ""
    """As written there; read by ``pipelines.dates``."""
    modified: str = ""
    language: str = ""
    section: str = ""
    description: str = ""
    origin: str = ""
    """``feed``, ``sitemap``, ``news-sitemap``, ``listing``, …"""
    watched: Watching = ""
    """Whether the portal's declaration names the page, and how it is read then: as an article, whole, as it comes."""

    @property
    def statements(self) -> int:
        """How many things a list says."""
        return sum(1 for said in astuple(evolve(self, origin="", watched="")) if said)


def fuller(*hints: Hint) -> Hint:
    """The one that says most, the first of equals: of several together nobody could tell who said what."""
    return max(hints, key=attrgetter("statements"))


@frozen
class Rules:
    """How a portal's pages are to be read during a period. Every field may be empty: rules help, never must.

    Selectors are CSS; ``//…`` and ``./…`` are XPath. Several are tried in order, the first that yields wins.
    """

    text: tuple[str, ...] = ()
    """The element(s) that hold the article's text."""
    title: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    modified: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    source_line: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    """Elements that are removed before anything is read."""
    boilerplate: tuple[str, ...] = ()
    """Regular expressions; a paragraph that matches one as a whole is not text."""
    date_order: str = ""
    """``DMY``, ``MDY`` or ``YMD`` where the portal writes dates in figures only."""
    valid_from: str = ""
    """First day (``YYYY-MM-DD``) of captures that these rules read; empty: since ever."""
    valid_until: str = ""
    """Last day; empty: until further notice."""
    min_text: int | None = None
    """Fewest characters of an article of this portal; ``None``: the general rule."""


@frozen
class Reading:
    """What a portal's declaration tells the reader of its pages; picklable, sent to the workers."""

    portal: str
    site_name: str = ""
    publisher: str = ""
    languages: tuple[str, ...] = ()
    timezone: str = "UTC"
    rules: tuple[Rules, ...] = ()
    article_url: str = ""
    """Regular expression that the path of an article's address matches."""
    keeps_pictures: bool = False
    """Whether an article's pictures are fetched and kept as its files are."""
    keeps_requisites: bool = False
    """Whether what its pages need to look as they did is fetched and kept."""
    learnt_boilerplate: tuple[str, ...] = ()
    """Lines that many of the portal's pages share, see ``pipelines.boilerplate.learn``; not text."""

    def rules_on(self, day: str) -> Rules:
        """The rules that hold on ``day`` (``YYYY-MM-DD``): the first whose period includes it."""
        for rules in self.rules:
            if (rules.valid_from or "0000") <= day <= (rules.valid_until or "9999"):
                return rules
        return Rules()


@frozen
class First:
    """The first page of an article that its portal has divided, for one that reads a further page."""

    url: str
    text: str
    number: int
    """Of the further page."""


@frozen
class Page:
    """A captured page on its way to the reader: the decompressed payload and what is known around it."""

    url: str
    """``final_url`` of the capture."""
    body: bytes = field(repr=False)
    content_type: str
    """The ``Content-Type`` header as sent, empty where there was none."""
    captured_at: str
    reading: Reading
    hint: Hint = Hint()
    headers: tuple[tuple[str, str], ...] = ()
    """Those of the response, as sent."""
    first: First | None = None
    """Of a further page of an article, the first one."""

    @property
    def rules(self) -> Rules:
        """How the portal has its pages read on the day of the capture."""
        return self.reading.rules_on(self.captured_at[:10])


@frozen
class Claim:
    """A date as the portal claims it."""

    value: str
    """At its own precision: ``2020-06-10`` (day), ``2020-06-10T01:30:00Z`` (minute, second), ``2020-06``, ``2020``."""
    on: str
    """The portal's local date, ``YYYY-MM-DD``; first of the month or year where no more is known."""
    precision: Precision
    origin: str
    """Where it was read: ``json-ld:datePublished``, ``meta:article:published_time``, ``text:Updated:``, ``url`` …"""


@frozen
class Image:
    url: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


@frozen
class Attachment:
    url: str
    title: str = ""
    type: str = ""
    """Media type as far as the link tells: ``application/pdf`` …"""
    page: int = 0
    """The number of the article's page that it is, from 2 on; 0 for a file."""


@frozen
class Link:
    url: str
    text: str = ""


PART_TYPES = (
    "text/css",
    "image/",
    "font/",
    "application/font",
    "application/x-font",
    "application/vnd.ms-fontobject",
)
"""How the types begin of what pages need to look as they did."""


@frozen
class Requisite:
    """What a page needs to look as it did, other than itself: a stylesheet, a font, an icon, a picture."""

    url: str
    is_picture: bool = False
    """Whether the page itself shows it as a picture; not what a stylesheet puts behind or beside."""


@frozen
class Article:
    """What one capture says, read with today's rules. Empty means absent: nothing is guessed."""

    url: str
    """Canonical address."""
    portal: str
    title: str
    text: str
    """Paragraphs divided by an empty line. A heading begins with ``## ``, a list item with ``- `` (one a line),
    a table row is ``| a | b |`` (one a line)."""
    text_digest: str
    """``sha256:`` over title and text after normalisation, see ``archive.fingerprint``."""
    extractor: str
    """Name and version of what read the page."""
    description: str = ""
    authors: tuple[str, ...] = ()
    section: str = ""
    breadcrumb: tuple[str, ...] = ()
    source_line: str = ""
    """Whom the portal names as source: 来源, Source:, Fuente:."""
    publisher: str = ""
    keywords: tuple[str, ...] = ()
    language: str = ""
    """BCP 47 tag, lower case primary language: ``en``, ``zh``, ``zh-Hant``."""
    published: Claim | None = None
    modified: Claim | None = None
    images: tuple[Image, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    links: tuple[Link, ...] = ()
    requisites: tuple[Requisite, ...] = ()
    """What its page needs to look as it did, where the portal asks for that; in no row, as the page itself tells."""
    word_count: int = 0
    encoding: str = ""
    encoding_origin: str = ""
    """What settled the encoding: ``bom``, ``utf-8``, ``meta``, ``header``, ``detector``."""
    replacement_share: float = 0.0
    """Share of characters that could not be decoded."""
    flags: tuple[str, ...] = ()
    """What a reader of the record should know: ``deep-nesting``, ``huge-text``, ``second-reader``, ``document`` …"""
    origins: Mapping[str, str] = Factory(dict)
    """Field name to where it was read."""
    disagreements: Mapping[str, str] = Factory(dict)
    """Field name to what else was said of it, by a listing, feed or sitemap or, where that was believed, by the
    page; ``<field>_from`` to where."""


@frozen
class Refusal:
    """A page that did not become an article, and why."""

    url: str
    reason: str
    """A name from ``pipelines.quality.REASONS``."""
    detail: str = ""


@frozen
class FileText:
    """The text of a file or of an article's further page, as far as it could be read."""

    text: str
    """Pages, sheets or slides divided by an empty line; no control characters, no blanks at line ends."""
    error: str = ""
    """Why there is no (or not all) text, empty where nothing went wrong."""
    offers: tuple[Attachment, ...] = ()
    """What a further page of an article offers in its turn."""


@frozen
class Exchange:
    """One request and what came back, as bytes: what a capture is made from."""

    portal: str
    target_url: str
    final_url: str
    captured_at: str
    request_headers: tuple[tuple[str, str], ...] = ()
    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)
    """The payload as the server sent it, before decompression; only the transfer coding is undone."""
    ip_address: str = ""
    truncated: str = ""
    error: str = ""
    """Why no response arrived; ``status`` is then 0."""
    hint: str = ""
    """See ``Capture``."""
    imported_from: str = ""
    """See ``Capture``."""
    revisit_of: Capture | None = None
    """An earlier capture with the same payload; only the headers are then written (WARC revisit)."""


@frozen
class Run:
    """One execution of one portal's spider, as it ended."""

    portal: str
    outcome: Literal["running", "finished", "failed", "interrupted", "waiting"]
    reason: str = ""
    addresses: int = 0
    """Addresses that were named by hand, and were all that was asked for."""
    found: int = 0
    """Times that a listing named an article's address."""
    requests: int = 0
    captures: int = 0
    revisits: int = 0
    articles_new: int = 0
    articles_changed: int = 0
    articles_unchanged: int = 0
    files_new: int = 0
    """Attached files and further pages that were had for the first time."""
    files_changed: int = 0
    files_unchanged: int = 0
    parts_new: int = 0
    """Stylesheets, pictures and fonts that pages need, which were had for the first time or are others now."""
    parts_unchanged: int = 0
    refused: int = 0
    errors: int = 0
    disagreements: int = 0
    """Articles of which a listing, feed or sitemap says otherwise than their page."""
    bytes: int = 0
    planned: int = 0
    stored: int = 0
    failed: int = 0
    skipped: int = 0
    refused_by_reason: Mapping[str, int] = Factory(dict)
    """Adds up to ``refused``."""
    errors_by_kind: Mapping[str, int] = Factory(dict)
    """``timeout``, ``http-503`` …; every attempt counts. Adds up to ``errors``."""
    failed_by_reason: Mapping[str, int] = Factory(dict)
    """In the ledger's words, ``http-404`` for one. Adds up to ``failed``."""
    slowest_host: str = ""
    slowest_seconds: float = 0.0
    """What that host took on average to begin an answer."""
    longest_wait_host: str = ""
    longest_wait_seconds: float = 0.0
    """How long a request was kept waiting for that host's sake."""
    seconds: float = 0.0
    """How long the run took."""
