"""How well pages are read, on the corpus of real pages with reviewed answers; beside bare trafilatura.

``python -m tests.benchmarks.extraction [--quick] [--set government|wcxb] [--half 0|1] [--own]`` prints one table by
set, one by language, and the twenty worst pages with the reason. Times are CPU milliseconds of one process.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from multiprocessing import Pool
from typing import TypeVar

import trafilatura
from attrs import evolve, frozen
from trafilatura.metadata import extract_metadata

import pipelines.warmed  # noqa: F401 - no page is to wait for what is loaded on first use
from archive.records import Article
from pipelines.text import plain
from pipelines.worker import read_page
from tests.benchmarks.corpus import CORPUS, Answer, Overlap, answers, bare, overlap
from tests.benchmarks.scoring import same_authors

Result = TypeVar("Result")
OURS = "gazette"
_SETTINGS: dict[str, dict[str, bool]] = {
    "trafilatura default": {},
    "trafilatura precision": {"favor_precision": True},
    "trafilatura recall": {"favor_recall": True},
    "trafilatura no comments": {"include_comments": False},
}
_WORST = 20
_FEWEST_OF_LANGUAGE = 3


@frozen
class Found:
    """What one reader made of one page."""

    text: str = ""
    title: str = ""
    authors: str = ""
    date: str = ""
    """The day when it was published, failing that when it was changed."""
    published: str = ""
    section: str = ""
    language: str = ""
    refused: str = ""
    failed: bool = False
    milliseconds: float = 0.0


@frozen
class Mark:
    """One page, one reader: what was read and how it compares with the answer."""

    answer: Answer
    reader: str
    found: Found
    text: Overlap

    @property
    def title_right(self) -> bool:
        return self.answer.is_title(self.found.title)

    @property
    def author_right(self) -> bool:
        ours, theirs = plain(self.found.authors), plain(self.answer.author or "")
        within = bool(ours) and bool(theirs) and (ours in theirs or theirs in ours)
        return within or same_authors([self.found.authors], self.answer.author)

    @property
    def snippets(self) -> tuple[float, float]:
        """Share of the snippets that must appear and do, and of those that must not and do not."""
        text = bare(self.found.text)
        wanted = [bare(snippet) in text for snippet in self.answer.snippets_with]
        unwanted = [bare(snippet) not in text for snippet in self.answer.snippets_without]
        return _share(wanted), _share(unwanted)

    @property
    def reason(self) -> str:
        """Why a page counts among the worst."""
        if self.found.failed or self.found.refused:
            return self.found.refused or "exception"
        if not self.found.text:
            return "empty"
        if max(self.text.precision, self.text.recall) < 0.5:
            return "wrong block"
        return "missing text" if self.text.recall < self.text.precision else "extra text"


def _share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits) if hits else 1.0


def read_ours(answer: Answer) -> Mark:
    """Our own reading of a page; without any rule of a portal."""
    result, spent = _timed(partial(read_page, answer.page))
    if not isinstance(result, Article):
        failed = result.reason == "unreadable"
        found = Found(refused=f"{result.reason}: {result.detail}", failed=failed, milliseconds=spent)
    else:
        found = Found(
            text=result.text,
            title=result.title,
            authors=", ".join(result.authors),
            date=next((claim.on for claim in (result.published, result.modified) if claim), ""),
            published=result.published.on if result.published else "",
            section=result.section,
            language=result.language,
            milliseconds=spent,
        )
    return Mark(answer, OURS, found, overlap(found.text, answer.text))


def read_bare(answer: Answer) -> list[Mark]:
    """Bare trafilatura in its settings; its metadata, the same in all of them, is not in the time."""
    html = answer.html.decode("utf-8", "replace")
    read = {
        name: _timed(partial(trafilatura.extract, html, **options)) for name, options in _SETTINGS.items()
    }
    # Read last: what it has looked up would be known to the settings.
    fields = extract_metadata(html, default_url=answer.url)
    found = Found(
        title=fields.title or "",
        authors=fields.author or "",
        date=fields.date or "",
        published=fields.date or "",
        section=", ".join(fields.categories or ()),
    )
    return [
        Mark(
            answer, name, evolve(found, text=text or "", milliseconds=spent), overlap(text or "", answer.text)
        )
        for name, (text, spent) in read.items()
    ]


def _timed(reader: Callable[[], Result]) -> tuple[Result, float]:
    """What a reader finds, and the milliseconds of CPU that it takes."""
    started = time.process_time()
    result = reader()
    return result, (time.process_time() - started) * 1000


def _read_all(answer: Answer) -> list[Mark]:
    return [read_ours(answer), *read_bare(answer)]


def _read_own(answer: Answer) -> list[Mark]:
    return [read_ours(answer)]


def measure(chosen: Sequence[Answer], own_only: bool = False) -> list[Mark]:
    """Every reader over every page, on all cores."""
    with Pool() as pool:
        pages = pool.imap(_read_own if own_only else _read_all, chosen, chunksize=8)
        return [mark for page in pages for mark in page]


def figures(marks: Sequence[Mark]) -> dict[str, float]:
    """The figures of one row: shares and means from 0 to 1, counts, and milliseconds."""
    dated = [mark for mark in marks if mark.answer.date]
    undated = [mark for mark in marks if not mark.answer.date]
    signed = [mark for mark in marks if mark.answer.author]
    unsigned = [mark for mark in marks if not mark.answer.author]
    times = sorted(mark.found.milliseconds for mark in marks)
    return {
        "F1": _mean(mark.text.f1 for mark in marks),
        "precision": _mean(mark.text.precision for mark in marks),
        "recall": _mean(mark.text.recall for mark in marks),
        "with": _mean(mark.snippets[0] for mark in marks),
        "without": _mean(mark.snippets[1] for mark in marks),
        "title": _mean(mark.title_right for mark in marks),
        "author": _mean(mark.author_right for mark in signed),
        "author+": _mean(bool(mark.found.authors) for mark in unsigned),
        "date": _mean(mark.found.date == mark.answer.date for mark in dated),
        "date+": _mean(bool(mark.found.date) for mark in undated),
        "pub": _mean(mark.found.published == mark.answer.date for mark in dated),
        "pub+": _mean(bool(mark.found.published) for mark in undated),
        "section": _mean(bool(mark.found.section) for mark in marks),
        "empty": sum(not mark.found.text and bool(mark.answer.text) for mark in marks),
        "raised": sum(mark.found.failed for mark in marks),
        "ms": statistics.median(times),
        "p95": times[int(len(times) * 0.95)],
    }


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else float("nan")


def print_table(lines: Sequence[tuple[str, str, Sequence[Mark]]]) -> None:
    """One line for each of ``lines``, as ``rows`` gives them, under the names of the figures."""
    names = list(figures(lines[0][2]))
    print(f"{'pages':<26}{'reader':<25}" + "".join(f"{name:>10}" for name in names))
    for pages, reader, marks in lines:
        values = figures(marks)
        cells = "".join(
            f"{value:>10.3f}" if isinstance(value, float) else f"{value:>10}" for value in values.values()
        )
        print(f"{pages + f' ({len(marks)})':<26}{reader:<25}{cells}")


def rows(marks: Sequence[Mark], sets: dict[str, Callable[[Mark], bool]]) -> list[tuple[str, str, list[Mark]]]:
    """For each set and reader its name, the reader and the marks; what has no page is left out."""
    readers = dict.fromkeys(mark.reader for mark in marks)
    found = [
        (name, reader, [m for m in marks if m.reader == reader and fits(m)])
        for name, fits in sets.items()
        for reader in readers
    ]
    return [row for row in found if row[2]]


def _print_worst(marks: Sequence[Mark]) -> None:
    print("\nThe worst pages")
    for mark in sorted((m for m in marks if m.reader == OURS), key=lambda m: m.text.f1)[:_WORST]:
        scores = f"F1 {mark.text.f1:.2f}  precision {mark.text.precision:.2f}  recall {mark.text.recall:.2f}"
        print(f"{mark.answer.id:<14}{scores}  {mark.reason:<14}{mark.answer.url[:90]}")


SETS: dict[str, Callable[[Mark], bool]] = {
    "government": lambda mark: mark.answer.government,
    "government articles": lambda mark: mark.answer.government and mark.answer.kind == "article",
    "wcxb": lambda mark: mark.answer.set_name == "wcxb",
    "wcxb half 0": lambda mark: mark.answer.set_name == "wcxb" and mark.answer.half == 0,
    "wcxb half 1": lambda mark: mark.answer.set_name == "wcxb" and mark.answer.half == 1,
}


def _print_languages(marks: Sequence[Mark]) -> None:
    own = [mark for mark in marks if mark.reader == OURS]
    languages = sorted({mark.found.language for mark in own})
    lines = [
        (f"language {tag or '?'}", OURS, [m for m in own if m.found.language == tag]) for tag in languages
    ]
    print()
    print_table([row for row in lines if len(row[2]) >= _FEWEST_OF_LANGUAGE])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="every eighth page only")
    parser.add_argument("--set", choices=("government", "wcxb"), help="pages of one folder only")
    parser.add_argument("--half", type=int, choices=(0, 1), help="pages of one half only")
    parser.add_argument("--own", action="store_true", help="without trafilatura")
    options = parser.parse_args()
    chosen = [a for a in answers() if options.set in (None, a.set_name) and options.half in (None, a.half)]
    chosen = chosen[::8] if options.quick else chosen
    if not chosen:
        parser.error(f"no pages in {CORPUS}: set GAZETTE_CORPUS to the folder with government/ and wcxb/")
    marks = measure(chosen, options.own)
    print_table(rows(marks, SETS))
    _print_languages(marks)
    _print_worst(marks)


if __name__ == "__main__":
    main()
