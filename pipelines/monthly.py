"""The sheet of a month, with which a page offers what is on each day: no table of the article."""

from __future__ import annotations

import re
from itertools import islice, pairwise

from lxml.html import HtmlElement

from pipelines.months import is_weekday

_MOST_CELLS = 70
"""Of eight columns (one numbers the weeks) and up to eight rows."""
_FEWEST_DAYS, _FEWEST_WEEKDAYS = 20, 5
_LONGEST = 25
"""Characters of a day: of a longer one it says what is on, and that is text."""
_DAY = re.compile(r"\s*(\d{1,2})(?![\d:.–-]*\d)")
"""'1', '01. November', '1 event'; not '9:30' nor '9–17'."""


def is_month(table: HtmlElement) -> bool:
    """Whether a table is one: weekdays, and days that follow each other."""
    cells = list(islice(table.iter("td", "th"), _MOST_CELLS + 1))
    if not _FEWEST_DAYS <= len(cells) <= _MOST_CELLS:
        return False
    texts = ["".join(islice(cell.itertext(), 8)).strip() for cell in cells]
    if max(map(len, texts)) > _LONGEST:
        return False
    days = [int(found[1]) for text in texts if (found := _DAY.match(text))]
    in_turn = sum(later == day + 1 for day, later in pairwise(days))
    return in_turn >= _FEWEST_DAYS and sum(map(is_weekday, texts)) >= _FEWEST_WEEKDAYS
