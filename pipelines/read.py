"""The one entry to reading a page: from its bytes to an article, or to a named reason why not.

Decode, look at the size, parse once, read the metadata, the title and the text from the same tree, judge.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Container, Sequence
from copy import deepcopy

from attrs import evolve
from lxml.html import HtmlElement

from archive.fingerprint import text_digest
from archive.records import ROW, WHOLE, Article, Attachment, Hint, Image, Page, Reading, Refusal, Requisite
from archive.requisites import of_page
from pipelines.boilerplate import without_boilerplate
from pipelines.catalogue import without_card
from pipelines.disagreements import disagreements
from pipelines.documents import read_document
from pipelines.encoding import decode
from pipelines.extract import EXTRACTOR, Extraction, extract
from pipelines.files import is_document
from pipelines.headline import headline_in, without_title_lines
from pipelines.jsonld import headline_of
from pipelines.labels import names_news
from pipelines.languages import OWN_NAMES
from pipelines.markup import Document, excess, outermost, parse_decoded, select
from pipelines.metadata import Metadata, read_metadata
from pipelines.outline import visible_text
from pipelines.pictures import as_file
from pipelines.quality import OF_KIND, Seen, ends_sentence, judge, refuse
from pipelines.selectors import faults, patterns
from pipelines.text import Block, plain, render, weighted_length, word_count
from pipelines.title import SUBTITLE, Statement, read_title

_MAIN = ("main, [role=main]",)
_MOST_MAINS = 20
_MAINS_READ = 2
_A_LINE = 250
"""Characters of what was found on a page that may be beside what it is about."""
_AROUND_MAIN = ("nav, header, footer",)
_READ_WHOLE = frozenset((*OF_KIND, "too-thin", "needs-javascript"))
"""Reasons for which a page that is watched is read whole: who watches a list wants to know what is on it."""
_ABOVE_TITLE = 2
"""How many blocks above the title may have been taken for text."""
_HEAD_OF_TEXT = 6
"""How many blocks from its start a text may still repeat its title, date or author."""

_SIGNATURE = 2
"""Blocks at the end of a text that stay whatever they are: place, day and name under a decree."""
_LONGEST_LABEL = 25
_WORDS_OF_LABEL = 3
_MOST_AROUND = 100
"""Characters by which a line may be longer than the same line without punctuation and kind of file."""
_SHORTEST_CUT = 12
_KICKER = 20
_ELLIPSIS = re.compile(r"\s*(?:…|\.{2,})\s*$")
_KIND = re.compile(r"\s*[(\[（][^()\[\]（）]{0,40}[)\]）]$")
"""What follows a file's name in brackets: its kind and size."""


def read(page: Page) -> Article | Refusal:
    """Read a page with the rules of its day. Pure, and raises for no page: what is unexpected is a refusal."""
    try:
        return _read(page)
    except MemoryError:
        return refuse(page.url, "too-heavy", "reading it took more memory than a page may take")
    except RecursionError:
        return refuse(page.url, "too-large", "nested too deep to be read")
    except Exception as error:
        return refuse(page.url, "unreadable", f"{type(error).__name__}: {error}")


def _read(page: Page) -> Article | Refusal:
    if is_document(page.body):
        return read_document(page)
    if page.hint.origin == ROW:
        told = Hint(section=page.hint.section, origin="listing", watched=page.hint.watched)
        page = evolve(page, hint=told)
    decoded = decode(page.body, page.content_type)
    if too_much := excess(decoded.html):
        return refuse(page.url, "too-large", too_much)
    document = parse_decoded(page.url, decoded, page.rules.cut)
    metadata = read_metadata(document, page)
    if page.hint.watched == "whole":
        return _read_whole(document, page, metadata)
    ruled = outermost(select(document.tree, page.rules.text))
    declared_by = "rule:text" if ruled else "text:board"
    of_board = () if metadata.entry.text is None else (metadata.entry.text,)
    extraction = extract(document.tree, ruled or of_board, metadata.told, declared_by)
    found = _judged(document, page, metadata, extraction)
    return _fuller(found, document, page, metadata) if page.hint.watched == "any" else found


def _fuller(
    found: Article | Refusal, document: Document, page: Page, metadata: Metadata
) -> Article | Refusal:
    """What was found on a page that is watched, or the page whole: where it is no article, or hardly a line was found
    and its main part shows more, as what asks for cookies is above a list."""
    if isinstance(found, Refusal):
        return _read_whole(document, page, metadata) if found.reason in _READ_WHOLE else found
    if weighted_length(found.text) < _A_LINE and (mains := _mains(document)):
        whole = _first_good(mains, document, page, metadata)
        if isinstance(whole, Article) and 2 * len(found.text) < len(whole.text):
            return whole
    return found


def _read_whole(document: Document, page: Page, metadata: Metadata) -> Article | Refusal:
    """All that the main part of a page shows, of several the longest that is good; else the page but for its header,
    menus and footer."""
    return _first_good([*_mains(document), *document.tree.iter("body")], document, page, metadata)


def _mains(document: Document) -> list[HtmlElement]:
    mains = outermost(select(document.tree, _MAIN)[:_MOST_MAINS])
    return sorted(mains, key=_shown_length, reverse=True)[:_MAINS_READ]


def _first_good(
    parts: Sequence[HtmlElement], document: Document, page: Page, metadata: Metadata
) -> Article | Refusal:
    """What the first of some parts of a page shows that is refused for nothing."""
    found: Article | Refusal = refuse(page.url, "too-thin", "nothing is shown")
    for part in parts:
        shown = deepcopy(part)
        for element in select(shown, _AROUND_MAIN if part.tag == "body" else ("nav",)):
            element.drop_tree()
        found = _judged(document, page, metadata, extract(document.tree, [shown], declared_by=WHOLE))
        if isinstance(found, Article):
            break
    return found


def _shown_length(element: HtmlElement) -> int:
    return len(visible_text(element))


def _judged(document: Document, page: Page, metadata: Metadata, extraction: Extraction) -> Article | Refusal:
    """The article that a page is by what was found in it, or why it is none."""
    title = _title(document, page, metadata, extraction)
    blocks = without_boilerplate(
        _without_apart(without_card(without_title_lines(extraction.blocks, title)), title.text, metadata),
        patterns(page.rules),
        page.reading.learnt_boilerplate,
    )
    text = render(blocks)
    seen = Seen(page, document, title.text, text, extraction)
    if refusal := judge(seen, OF_KIND if extraction.origin == WHOLE else ()):
        return refusal
    article = _article(page, document, title, text, extraction, metadata)
    return evolve(article, disagreements=disagreements(page, article, metadata.overruled))


def _title(document: Document, page: Page, metadata: Metadata, extraction: Extraction) -> Statement:
    declared = next((element.text_content() for element in select(document.tree, page.rules.title)), "")
    names = (
        page.reading.site_name,
        page.reading.publisher,
        metadata.publisher,
        # Some sites call each page an application of its own.
        metadata.meta.get("og:site_name") or metadata.meta.get("application-name", ""),
    )
    headline = headline_of(metadata.json_ld)
    found = read_title(document, page, metadata.meta, headline, names, declared, metadata.entry.title)
    return found if declared else headline_in(extraction.blocks, found, page.url)


def _without_apart(blocks: Sequence[Block], title: str, metadata: Metadata) -> list[Block]:
    """Without what is kept in fields of its own: title, date and author at the start, captions and files anywhere."""
    anywhere = {plain(part) for image in metadata.images for part in _captions(image)}
    anywhere |= {plain(a.title) for a in metadata.attachments if not ends_sentence(a.title)}
    at_start = {
        "by",
        *OWN_NAMES,
        *map(plain, (title, metadata.publisher, *metadata.authors, *metadata.info_lines)),
    }
    longest = 2 * max(map(len, (*anywhere, *at_start)))
    kept: list[Block] = []
    for place, block in enumerate(blocks):
        if len(block.text) > longest + _MOST_AROUND:
            kept.append(block)
            continue
        own = plain(_KIND.sub("", block.text) or block.text)
        if place <= _ABOVE_TITLE and _is_cut(block.text, title):
            continue
        if place <= _ABOVE_TITLE and (plain(title) in (own, plain(block.text)) or _is_called(block, title)):
            # What stands above the title is the portal's: a warning, a slogan; below a text it is a file's name.
            kept = [] if _size(kept) < _size(blocks[place:]) else kept
        elif (
            own
            and own not in anywhere
            and not (
                place < (_HEAD_OF_TEXT if not kept else min(_HEAD_OF_TEXT, len(blocks) - _SIGNATURE))
                and (own in at_start or _is_label(blocks[place : place + 2], at_start))
            )
        ):
            kept.append(block)
    # A notice of one sentence may have it for its title as well.
    return kept or [block for block in blocks if block.kind != "heading" and ends_sentence(block.text)][-1:]


def _is_called(block: Block, title: str) -> bool:
    """Whether a heading is the title behind the word for what it is: 'Novica', 'Press release'."""
    if not title or block.kind != "heading" or not block.text.endswith(title):
        return False
    before = block.text.removesuffix(title)
    return len(before) < _KICKER and names_news(before)


def _is_cut(text: str, title: str) -> bool:
    """Whether a line is the title cut short, as the end of a breadcrumb is ('Attorney General warns of a Sur…'), or its
    second half by itself."""
    begun = _ELLIPSIS.sub("", text)
    is_half = text.startswith(SUBTITLE) and title.endswith(text)
    return is_half or (begun != text and len(begun) >= _SHORTEST_CUT and title.startswith(begun))


def _size(blocks: Sequence[Block]) -> int:
    return sum(len(block.text) for block in blocks)


def _is_label(pair: Sequence[Block], at_start: Container[str]) -> bool:
    """Whether the first of two blocks only says what the second is: 'Published' above a date, no sentence."""
    label = pair[0].text
    is_short = (
        weighted_length(label) <= _LONGEST_LABEL
        and label.count(" ") < _WORDS_OF_LABEL
        and not ends_sentence(label)
    )
    return is_short and len(pair) == 2 and plain(pair[1].text) in at_start


def _captions(image: Image) -> tuple[str, ...]:
    return tuple(part for part in (image.caption, image.credit, image.caption + image.credit) if part)


def _article(
    page: Page, document: Document, title: Statement, text: str, extraction: Extraction, metadata: Metadata
) -> Article:
    return Article(
        url=page.url,
        portal=page.reading.portal,
        title=title.text,
        text=text,
        text_digest=text_digest(title.text, text),
        extractor=_reader(page.reading),
        description=metadata.description,
        authors=metadata.authors,
        section=metadata.section,
        breadcrumb=metadata.breadcrumb,
        source_line=metadata.source_line,
        publisher=metadata.publisher,
        keywords=metadata.keywords,
        language=metadata.language,
        published=metadata.published,
        modified=metadata.modified,
        images=metadata.images,
        attachments=(*metadata.attachments, *_kept(page.reading, metadata)),
        links=metadata.links,
        requisites=_requisites(page.reading, document, metadata),
        word_count=word_count(text),
        encoding=document.encoding,
        encoding_origin=document.encoding_origin,
        replacement_share=document.replacement_share,
        flags=document.flags + extraction.flags + _flags(page, metadata),
        origins={**metadata.origins, "title": title.origin, "text": extraction.origin},
    )


def _kept(reading: Reading, metadata: Metadata) -> tuple[Attachment, ...]:
    """The article's pictures as files of it, where its portal asks for that; none that it offers as a file anyway."""
    offered = {attachment.url for attachment in metadata.attachments}
    images = metadata.images if reading.keeps_pictures else ()
    return tuple(as_file(image) for image in images if image.url not in offered)


def _requisites(reading: Reading, document: Document, metadata: Metadata) -> tuple[Requisite, ...]:
    """What the page needs to look as it did, other than what is kept as its file anyway."""
    if not reading.keeps_requisites:
        return ()
    files = {file.url for file in (*metadata.attachments, *_kept(reading, metadata))}
    return tuple(one for one in of_page(document.tree, document.base_url) if one.url not in files)


def _flags(page: Page, metadata: Metadata) -> tuple[str, ...]:
    """``faulty-rule`` where a rule of the portal is no selector or pattern: it was read as if it were not there;
    ``continued`` where the article goes on on further pages."""
    told = {
        "faulty-rule": bool(faults(page.rules)),
        "continued": any(offered.page for offered in metadata.attachments),
    }
    return tuple(flag for flag, holds in told.items() if holds)


def _reader(reading: Reading) -> str:
    """Name and version of the reader; what it has learnt of the portal is part of its version."""
    if not reading.learnt_boilerplate:
        return EXTRACTOR
    return f"{EXTRACTOR} lines {zlib.crc32(chr(10).join(reading.learnt_boilerplate).encode()):08x}"
