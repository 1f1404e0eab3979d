"""What a list says of a document that it leads to: of itself a document says neither its title nor its day."""

from __future__ import annotations

from itertools import islice

from attrs import evolve
from lxml.html import HtmlElement

from archive.records import Hint
from pipelines.attachments import leads_to_file
from pipelines.labels import forbids, label_before
from pipelines.moments import claimed_days, plain_figures
from pipelines.outline import short_text, visible_text

_ROWS = ("tr", "li", "dd", "dt", "article", "p", "div")
_LONGEST_ROW = 600
_MOST_AROUND = 6


def hint_of(link: HtmlElement, section: str = "") -> Hint:
    """The words of a link to a document as its title, and of the row that it stands in those beside it, where they hold
    just one day, as what says when it was published, or changed. A page says all that itself, so that of a link to one
    only its ``section`` is told.
    """
    words = visible_text(link)
    if not leads_to_file((link.get("href") or "").strip(), words):
        return Hint(section=section, origin="listing") if section else Hint()
    hint = Hint(title=words, section=section, origin="listing")
    beside = _beside(link, words)
    role = _role(plain_figures(beside))
    return evolve(hint, **{role: beside}) if role else hint


def _role(text: str) -> str:
    """What the only day in a text is, by the words before it; empty where it is that of something else: of a
    deadline, of entry into force, of another law."""
    days = claimed_days(text, order="DMY")
    if len(days) != 1 or forbids(text):
        return ""
    role, _, is_of_another = label_before(text, days[0].start)
    return "" if is_of_another else role or "published"


def _beside(link: HtmlElement, words: str) -> str:
    """What else stands in the row; empty where that has another link or is no row any more."""
    around = islice(link.iterancestors(), _MOST_AROUND)
    row = next((box for box in around if box.tag in _ROWS and short_text(box, _LONGEST_ROW) != words), None)
    if row is None or sum(1 for _ in row.iter("a")) > 1:
        return ""
    return short_text(row, _LONGEST_ROW).replace(words, " ", 1).strip()
