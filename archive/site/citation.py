"""A state of an article as reference managers read it: in the head of its page, as RIS and as BibTeX.

What is cited is what this archive keeps: its own address of the state, seen on the day of the capture; where that came
from, and its digest, stand in the note. What is not known is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from attrs import frozen

from archive.site.queries import Row
from archive.site.wording import claim_day, language_tag

RIS_TYPE = "application/x-research-info-systems; charset=utf-8"
BIBTEX_TYPE = "application/x-bibtex; charset=utf-8"

_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\s\u2028\u2029]+")
_SPECIAL = {
    "\\": r"\textbackslash{}",
    # BibTeX counts braces, those with a backslash, too.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{sign: f"\\{sign}" for sign in "#$%&_"},
}
_AS_TEXT = str.maketrans(_SPECIAL)


@frozen
class Citation:
    """Values are on one line each, as they were written; empty where they are not known."""

    title: str
    authors: tuple[str, ...]
    publisher: str
    website: str
    published: str
    """``2020``, ``2020-06`` or ``2020-06-10``, as exactly as the portal claims it, by its own clocks."""
    language: str
    address: str
    """Of the state, in this archive."""
    original: str
    """Address at which it was published."""
    seen: str
    """Day (UTC) on which it was captured."""
    key: str
    note: str


def citation(state: Row, address: str) -> Citation:
    """What is cited of a ``state`` (as ``article.revision`` gives it) whose ``address`` in this archive is absolute."""
    by_others = " by others" if state["imported_from"] else ""
    digest = f", {state['payload_digest']}" if state["payload_digest"] else ""
    return Citation(
        title=_line(state["title"]),
        authors=tuple(filter(None, map(_line, state["authors"]))),
        publisher=_line(state["publisher"]),
        website=_line(state["portal_title"]),
        published=claim_day(state["published_at"], state["published_precision"], state["timezone"]),
        language=language_tag(state["language"]),
        address=_line(address),
        original=_line(state["url"]),
        seen=state["captured_at"][:10],
        key=f"gazette-{state['article']}-{state['number']}",
        note=_line(
            f"Published at {state['url']}. State {state['number']} of {state['latest']}, "
            f"captured {state['captured_at']}{by_others}{digest}."
        ),
    )


def in_head(cited: Citation) -> list[tuple[str, str]]:
    """Names and contents of ``meta`` elements: Highwire's, which Google Scholar and Zotero read, and Dublin Core.

    ``z:itemType`` keeps Zotero from taking every page with a ``citation_title`` for one of a journal.
    """
    pairs = [
        ("z:itemType", "webpage"),
        ("citation_title", cited.title),
        *(("citation_author", author) for author in cited.authors),
        ("citation_publication_date", cited.published.replace("-", "/")),
        ("citation_publisher", cited.publisher),
        ("citation_language", cited.language),
        ("citation_public_url", cited.address),
        ("DC.title", cited.title),
        *(("DC.creator", author) for author in cited.authors),
        ("DC.date", cited.published),
        ("DC.publisher", cited.publisher),
        ("DC.language", cited.language),
        ("DC.identifier", cited.address),
        ("DC.source", cited.original),
    ]
    return [(name, content) for name, content in pairs if content]


def ris(cited: Citation) -> str:
    """One reference in RIS, a web page. Authors stand as the portal signs: nobody knows which is the family name."""
    year = cited.published[:4]
    lines = [
        ("TY", "ELEC"),
        ("ID", cited.key),
        ("TI", cited.title),
        *(("AU", author) for author in cited.authors),
        ("T2", cited.website),
        ("PB", cited.publisher),
        ("PY", year),
        ("DA", _slashed(cited.published)),
        ("LA", cited.language),
        ("UR", cited.address),
        ("Y2", _slashed(cited.seen)),
        ("N1", cited.note),
    ]
    told = "".join(f"{tag}  - {value}\r\n" for tag, value in lines if value)
    return f"{told}ER  - \r\n"


def bibtex(cited: Citation) -> str:
    """One entry for BibTeX and biblatex, in UTF-8. Doubled braces keep titles and names as they are written:
    'Roads and Waters' would be two.
    """
    fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in _fields(cited))
    return f"@online{{{cited.key},\n{fields}\n}}\n"


def _fields(cited: Citation) -> Iterator[tuple[str, str]]:
    if cited.authors:
        yield "author", " and ".join(f"{{{_text(author)}}}" for author in cited.authors)
    if cited.title:
        yield "title", f"{{{_text(cited.title)}}}"
    yield "organization", f"{{{_text(cited.publisher)}}}"
    if cited.published:
        yield "date", cited.published
        yield "year", cited.published[:4]
    if cited.language:
        yield "language", cited.language
    yield "url", _verbatim(cited.address)
    yield "urldate", cited.seen
    yield "note", _text(cited.note)


def _slashed(day: str) -> str:
    """A day in the form of RIS: ``2020/06/10/``, ``2020/06//``, ``2020///``."""
    return "/".join([*day.split("-"), "", "", ""][:3]) + "/" if day else ""


def _text(value: str) -> str:
    return value.translate(_AS_TEXT)


def _verbatim(address: str) -> str:
    """An address for a field that is not read as text: braces and backslashes would end or break it."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~-._")


def _line(value: str) -> str:
    return _UNFIT.sub(" ", value or "").strip()
