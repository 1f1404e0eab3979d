"""What a list says of a document that it leads to: of itself a document says neither its title nor its day.

Little is believed: a wrong day is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from archive.records import ROW, Hint
from pipelines.attachments import leads_to_file
from pipelines.labels import label_alone, label_before
from pipelines.languages import OWN_NAMES
from pipelines.moments import Found, claimed_days, plain_figures
from pipelines.months import is_weekday
from pipelines.outline import squeeze
from pipelines.text import plain

_ROWS = ("tr", "li", "dd", "article", "p", "div")
_LONGEST_ROW = 400
_MOST_PARTS = 60
"""Texts of a row: what has more is a list."""
_MOST_AROUND = 5
_LONGEST_TITLE = 300
_SHORTEST_TITLE = 4
_KIND = r"\W*(?:(?:pdf|docx?|rtf|hwpx?|[\d.,]+\s?[km]?b)\W*){0,2}"
_NO_TITLE = re.compile(
    r"\W*(?:(?:click )?here|download(?: (?:the )?(?:file|document|pdf))?|view|open|read(?: more)?|more|full text"
    r"|attachment|document|file|herunterladen|öffnen|mehr|t[ée]l[ée]charger|voir|ouvrir|descargar|ver|abrir|baixar|scarica|apri"
    rf"|скачать|открыть|تحميل|下载(?:文件|附件)?|下載|查看|附件|全文|ダウンロード|다운로드|첨부파일)?{_KIND}",
    re.IGNORECASE,
)
"""What a link says of any document."""
_SIZE = re.compile(r"(?<![\d.,])\d[\d.,]*\s?(?:[kmg]i?b|bytes|pages?|seiten|páginas)(?!\w)", re.IGNORECASE)
_BESIDE_DAY = re.compile(r"pdf|docx?|rtf|hwpx?|ofd", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]+|\d+")


def hint_of(link: HtmlElement, section: str = "", is_document: bool = False) -> Hint:
    """The words of a link to a document, or what else names it, as its title; the day of publication, where the row of
    the link holds nothing besides but that day. Of a link to a page only its ``section``: it says the rest itself.

    ``is_document``: that it leads to one is known, whatever its address and words tell.
    """
    href, words = (link.get("href") or "").strip(), _words(link)
    if not (is_document or leads_to_file(href, words)):
        return Hint(section=section, origin="listing") if section else Hint()
    rest = _beside(link)
    published = rest if _is_day_alone(rest) and _is_column_of_publication(link) else ""
    title = _title(link, words, "" if published else rest)
    return Hint(title=title, published=published, section=section, origin=ROW)


def _title(link: HtmlElement, words: str, rest: str) -> str:
    """Order: the link's words, its own title, the picture in it, what else the row says; not what any link says."""
    pictures = (picture.get("alt") or "" for picture in link.iter("img"))
    said = (words, link.get("title") or "", *pictures, rest)
    fit = (
        squeeze(one) for one in said if not _NO_TITLE.fullmatch(one.strip()) and plain(one) not in OWN_NAMES
    )
    return next((one[:_LONGEST_TITLE] for one in fit if len(plain(one)) >= _SHORTEST_TITLE), "")


def _words(link: HtmlElement) -> str:
    return squeeze("".join(islice(link.itertext(), _MOST_PARTS)))[: 2 * _LONGEST_TITLE]


def _beside(link: HtmlElement) -> str:
    """What a link's row says besides; empty where it has another link, or is no row: too long, or all of the list."""
    for box in islice(link.iterancestors(), _MOST_AROUND):
        parts = list(islice(_texts(box, link), _MOST_PARTS + 1))
        others = (one for one in islice(box.iter("a"), 2) if one is not link and one.get("href"))
        if len(parts) > _MOST_PARTS or next(others, None) is not None:
            return ""
        rest = squeeze(" ".join(parts))
        if box.tag in _ROWS and (rest or box.tag in _ROWS[:3]):
            return rest if len(rest) <= _LONGEST_ROW else ""
    return ""


def _texts(box: HtmlElement, link: HtmlElement) -> Iterator[str]:
    """What a box says, the link's own words apart."""
    if box is not link:
        yield box.text or ""
        for child in box:
            if isinstance(child.tag, str):
                yield from _texts(child, link)
            yield child.tail or ""


def _is_day_alone(rest: str) -> bool:
    """Whether a text is one day and nothing else, but its weekday, a label that calls it one of publication, and the
    kind and size of a file."""
    text = plain_figures(rest)
    days = claimed_days(text, order="DMY")
    return len(days) == 1 and _is_alone(text, days[0])


def _is_alone(text: str, day: Found) -> bool:
    before, after = text[: day.start], text[day.end :]
    label, _, is_of_another = label_before(text, day.start)
    if is_of_another or label == "modified" or "/" in before[-1:] or after[:1] == "/":
        return False
    words = _WORDS.findall(_SIZE.sub(" ", after if label else f"{before} | {after}"))
    return all(is_weekday(word) or _BESIDE_DAY.fullmatch(word) for word in words)


def _is_column_of_publication(link: HtmlElement) -> bool:
    """Whether the head of the column in which a row's day stands does not call it that of something else."""
    row = next(link.iterancestors("tr"), None)
    table = next(link.iterancestors("table"), None)
    head = next(table.iter("tr"), None) if table is not None else None
    if row is None or head is None or head is row or next(head.iter("th"), None) is None:
        return True
    cells, names = list(row.iter("td", "th")), list(head.iter("th", "td"))
    at = next(
        (place for place, cell in enumerate(cells) if claimed_days(plain_figures(_words(cell)), order="DMY")),
        None,
    )
    if at is None or at >= len(names) or not (name := _words(names[at])):
        return True
    return label_alone(name)[0] == "published"
