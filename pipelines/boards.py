"""Entries of boards: a title, who put it up on which day, a text.

Many portals of Asia are boards; their ``<title>`` and ``<h1>`` name the board, for every entry the same.
"""

from __future__ import annotations

import re
from itertools import islice

from attrs import frozen
from lxml.html import HtmlElement

from pipelines.dates import parse_date
from pipelines.labels import label_alone, label_before
from pipelines.moments import claimed_days, is_day
from pipelines.outline import names_of, short_text, visible_text
from pipelines.text import weighted_length

_SUBJECT = re.compile(
    r"제\s?목|标\s?题|標\s?題|题\s?名|題\s?名|件\s?名|title|subject|titre|objet|titel|betreff|t[íi]tulo|asunto|assunto"
    r"|titolo|oggetto|тема|заголовок|tytuł|temat|العنوان|शीर्षक|หัวข้อ|ชื่อเรื่อง|tiêu đề|judul|başlık|konu",
    re.IGNORECASE,
)
"""What the row is called in which the title stands."""
_CONTENT = re.compile(
    r"내\s?용|본\s?문|正\s?文|内\s?容|內\s?容|本\s?文|contents?|body|text|texte|inhalt|contenido|conte[úu]do|contenuto"
    r"|содержание|текст|treść|المحتوى|विवरण|เนื้อหา|nội dung|isi|içerik",
    re.IGNORECASE,
)
"""What the row is called in which the text stands."""
_CALLED = re.compile(
    r"(?:^|[\s_-])(?:title|tit|subject|headline|heading|titel|titre|titulo|biaoti)(?:$|[\s_-])", re.IGNORECASE
)
_OF_OTHERS = re.compile(r"comment|reply|respond|widget|side|relat|popular|latest|recent|foot", re.IGNORECASE)
"""What titles are called that are none of the entry's."""
_FIGURE = re.compile(r"\d")
_NEAR = 40
"""Elements between a title and the day below it: icons, badges, who put it up."""
_LONGEST = 300
_LONGEST_LABEL = 60
_SHORTEST = 4
_ENOUGH = 10
"""Characters that a title has where nothing but its box says that it is one."""
_MOST_CELLS = 400
_SENTENCE = 60
_MOST_ABOVE = 500
"""Weighted letters of running text above an entry, which portals say of themselves; below an article, a table is of
something in that."""


@frozen
class Entry:
    """What a table says of an entry in rows; both empty where the page has no such table."""

    title: str = ""
    text: HtmlElement | None = None
    """The cell that holds it."""


def entry_in_table(tree: HtmlElement) -> Entry:
    """The cells beside 제목, 标题, 'Subject' and 내용, 正文, 'Content' of a table in which another row is labelled with
    the day of publication."""
    for label in islice(tree.iter("th", "td", "dt"), _MOST_CELLS):
        if not _SUBJECT.fullmatch(_label(label)):
            continue
        table = next(label.iterancestors("table", "dl"), None)
        cells = [] if table is None else list(islice(table.iter("th", "td", "dt"), _MOST_CELLS))
        title = _said(_beside(label))
        if title and any(map(_tells_day, cells)):
            text = next((_beside(cell) for cell in cells if _CONTENT.fullmatch(_label(cell))), None)
            size = 0 if text is None else weighted_length(visible_text(text))
            above, around = _prose_around(tree, table)
            if above > max(size, _MOST_ABOVE):
                break
            return Entry(title, text if size > around else None)
    return Entry()


def title_above_day(tree: HtmlElement) -> str:
    """The line in a box that is called a title, with the labelled day of publication right below, or the only one with
    a day that has no label; ``''`` for none: cards of other articles have days, too."""
    title, at = "", 0
    dated: set[str] = set()
    for number, element in enumerate(tree.iter()):
        if not isinstance(element.tag, str):
            continue
        text = (element.text or "").strip()[:_LONGEST_LABEL]
        if title and number - at <= _NEAR and text:
            if _is_labelled_day(text):
                return title
            if is_day(text) and parse_date(text, order="DMY"):
                dated.add(title)
        if _CALLED.search(names_of(element)) and not _OF_OTHERS.search(names_of(element)):
            text = _said(element)
            if weighted_length(text) >= _ENOUGH and not _is_labelled_day(text):
                title, at = text, number
    return dated.pop() if len(dated) == 1 else ""


def _tells_day(cell: HtmlElement) -> bool:
    """Whether a cell is labelled as the day of publication, with one beside it: heads of columns have none."""
    value = _beside(cell) if label_alone(_label(cell))[0] == "published" else None
    return value is not None and bool(claimed_days(short_text(value, _LONGEST_LABEL)))


def _prose_around(tree: HtmlElement, table: HtmlElement) -> tuple[int, int]:
    """How much running text stands above a table, and outside it at all, in weighted letters."""
    inside = set(table.iter("p"))
    above = around = 0
    is_above = True
    for element in tree.iter("p", table.tag):
        is_above = is_above and element is not table
        size = 0 if element.tag != "p" or element in inside else weighted_length(visible_text(element))
        if size >= _SENTENCE:
            around += size
            above += size * is_above
    return above, around


def _label(cell: HtmlElement) -> str:
    return short_text(cell, _LONGEST_LABEL).rstrip(" :：")


def _beside(label: HtmlElement) -> HtmlElement | None:
    """The cell that ``label`` labels; None where that is a label itself, as heads of columns are."""
    value = label.getnext()
    if value is None or value.tag not in ("td", "dd"):
        return None
    said = _label(value)
    return None if _SUBJECT.fullmatch(said) or _CONTENT.fullmatch(said) or label_alone(said)[0] else value


def _said(element: HtmlElement | None) -> str:
    """What may be a title; empty where it is too short or too long."""
    text = "" if element is None else short_text(element, _LONGEST + 1)
    return text if _SHORTEST <= len(text) <= _LONGEST else ""


def _is_labelled_day(text: str) -> bool:
    """Whether a line is a label of publication, or begins with one before a day."""
    figure = _FIGURE.search(text)
    return (label_before(text, figure.start()) if figure else label_alone(text))[0] == "published"
