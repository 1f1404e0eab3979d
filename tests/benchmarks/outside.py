"""How well pages are read that nothing was learnt from: the saved pages in the tests of other projects.

``python -m tests.benchmarks.outside FOLDER``: FOLDER holds checkouts of any of these, under these names:
``article-extraction-benchmark`` (Zyte: texts), ``fundus`` (texts, titles, authors, dates of newspapers),
``trafilatura`` (snippets, titles, authors, dates), ``htmldate`` (dates), ``misinformation-crawler`` (texts, titles,
authors, dates of American papers), ``waddle`` (the DAnIEL corpus: texts of Chinese, English, Greek, Polish and Russian
papers), ``governments`` (the pages of ``tests.benchmarks.governments``: texts, of some titles, authors,
dates). No page of them is kept here. Prints one row a set and reader, as ``tests.benchmarks.extraction`` does, with the
columns that the set has answers for.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from attrs import frozen
from lxml import html

from pipelines.quality import ends_sentence
from tests.benchmarks.corpus import Answer
from tests.benchmarks.extraction import figures, measure
from tests.benchmarks.governments import answered, digest

_TEXT = ("F1", "precision", "recall")
_FIELDS = ("title", "author", "date", "pub")


@frozen
class Saved(Answer):
    """A page of another project's tests, at ``path``."""

    path: Path = Path()

    @property
    def html(self) -> bytes:
        content = self.path.read_bytes()
        return gzip.decompress(content) if self.path.suffix == ".gz" else content


@frozen
class Digested(Saved):
    """A page of whose title only the digest is kept, or that is answered for its text alone."""

    title_digest: str = ""

    def is_title(self, found: str) -> bool:
        return digest(found) == self.title_digest

    def settles(self, column: str) -> bool:
        return column in _TEXT or column == "ms" or bool(self.title_digest)


def zyte(checkout: Path) -> Iterator[Saved]:
    """181 articles with their texts."""
    for name, told in _load(checkout / "ground-truth.json").items():
        yield _saved(
            "zyte", name, told["url"], checkout / "html" / f"{name}.html.gz", text=told["articleBody"]
        )


def fundus(checkout: Path) -> Iterator[Saved]:
    """An article of each newspaper, and of each earlier layout; the latest answer belongs to the latest page."""
    for info in sorted(checkout.glob("tests/resources/parser/test_data/*/meta.info")):
        pages = _load(info)
        for answers in sorted(info.parent.glob("*.json")):
            names = sorted(name for name in pages if name.startswith(f"{answers.stem}_"))
            for told, name in zip(reversed(_load(answers).values()), reversed(names), strict=False):
                yield _of_newspaper(told, pages[name]["url"], info.parent / name)


def _of_newspaper(told: Mapping[str, Any], url: str, path: Path) -> Saved:
    body = told["body"] or {}
    paragraphs = list(body.get("summary") or ())
    for section in body.get("sections") or ():
        paragraphs += [*section["headline"], *section["paragraphs"]]
    return _saved(
        "fundus",
        path.name,
        url,
        path,
        text="\n".join(paragraphs),
        title=told.get("title") or "",
        author=", ".join(told.get("authors") or ()),
        date=(told.get("publishing_date") or "")[:10],
    )


def trafilatura(checkout: Path) -> Iterator[Saved]:
    """Pages with snippets that must and must not appear; for most the title, for some author and date."""
    tests = checkout / "tests"
    for url, told in _load(tests / "evaldata.json").items():
        if path := _found(tests, told.get("file") or "", "cache", "eval"):
            author = told.get("author") or ""
            yield _saved(
                "trafilatura",
                path.name,
                url,
                path,
                title=told.get("title") or "",
                author=author if isinstance(author, str) else ", ".join(author),
                date=told.get("date") or "",
                snippets_with=tuple(told.get("with") or ()),
                snippets_without=tuple(told.get("without") or ()),
            )


def htmldate(checkout: Path) -> Iterator[Saved]:
    """Pages with the day of publication or change, whichever is told."""
    tests = checkout / "tests"
    for name in ("eval_default.json", "eval_mediacloud_2020.json"):
        for url, told in _load(tests / name).items():
            if path := _found(tests, told["file"], "cache", "eval", "test_set"):
                yield _saved("htmldate", path.name, url, path, date=told["date"])


def turing(checkout: Path) -> Iterator[Saved]:
    """191 articles of American papers of 2018 and 2019, of every stripe; the days are those of UTC."""
    for answer in sorted((checkout / "tests" / "site_test_data").glob("*/*_extracted_data.json")):
        told = _load(answer)
        site, name = answer.parent.name, answer.name.replace("_extracted_data.json", "_article.html")
        yield _saved(
            "turing",
            f"{site}/{name}",
            told.get("article_url") or f"https://{site}/{name}",
            answer.with_name(name),
            text=" ".join(html.fromstring(told["plain_content"] or "<p/>").itertext()),
            title=told["title"],
            author=told["byline"],
            date=(told["publication_datetime"] or "")[:10],
        )


def daniel(checkout: Path) -> Iterator[Saved]:
    """1,689 reports from papers of the winter of 2011, many on health, by language (Lejeune et al. 2015)."""
    corpus = checkout / "corpora" / "Corpus_daniel_v2.1"
    for name, language in _load(corpus / "doc_lg.json").items():
        page, answer = corpus / "html" / name, corpus / "reference" / name
        if page.is_file() and answer.is_file():
            lines = [
                line
                for line in html.fromstring(answer.read_text("utf-8") or "<p/>").itertext()
                if line.strip()
            ]
            # The first says the title, which has a field of its own here.
            told = lines[1:] if lines and not ends_sentence(lines[0].strip()) else lines
            host = name.partition("_")[2].partition("_")[0]
            yield _saved(f"daniel {language}", name, f"http://{host}/{name}.html", page, text="\n".join(told))


def governments(folder: Path) -> Iterator[Saved]:
    """Pages of governments, by their kind (``tests.benchmarks.governments``)."""
    for row, path, text in answered(folder):
        yield Digested(
            set_name=f"governments {'articles' if row['kind'] == 'article' else 'others'}",
            id=row["sha256"][:8],
            url=row["url"],
            title="",
            author=row["authors"].replace(";", ",") or None,
            date=row["published"] or row["modified"] or None,
            text=text,
            government=True,
            kind=row["kind"],
            path=path,
            title_digest=row["title"],
        )


SETS: dict[str, tuple[Callable[[Path], Iterator[Saved]], tuple[str, ...]]] = {
    "article-extraction-benchmark": (zyte, _TEXT),
    "fundus": (fundus, (*_TEXT, *_FIELDS)),
    "trafilatura": (trafilatura, ("with", "without", *_FIELDS)),
    "htmldate": (htmldate, ("date", "pub")),
    "misinformation-crawler": (turing, (*_TEXT, *_FIELDS, "author+")),
    "waddle": (daniel, _TEXT),
    "governments": (governments, (*_TEXT, *_FIELDS, "author+", "date+")),
}
"""Name of the checkout to what reads its answers, and the columns that these settle."""


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return loaded


def _found(tests: Path, name: str, *folders: str) -> Path | None:
    paths = (tests / folder / name for folder in folders) if name else ()
    return next((path for path in paths if path.is_file()), None)


def _saved(set_name: str, name: str, url: str, path: Path, **told: Any) -> Saved:
    absent = {"title": "", "author": None, "date": None, "text": ""}
    fields = absent | {key: value or absent.get(key) for key, value in told.items()}
    return Saved(set_name=set_name, id=name, url=url, government=False, kind="article", path=path, **fields)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="holds the checkouts")
    parser.add_argument("--own", action="store_true", help="only our own reading")
    options = parser.parse_args()
    present = [name for name in SETS if (options.folder / name).is_dir()]
    if not present:
        parser.error(f"{options.folder} holds none of {', '.join(SETS)}: clone at least one of them there")
    for name in present:
        answers, columns = SETS[name]
        marks = measure(list(answers(options.folder / name)), options.own)
        for part, reader in dict.fromkeys((mark.answer.set_name, mark.reader) for mark in marks):
            own = [mark for mark in marks if (mark.answer.set_name, mark.reader) == (part, reader)]
            settled = {c: [mark for mark in own if mark.answer.settles(c)] for c in (*columns, "ms")}
            shown = {column: figures(some)[column] for column, some in settled.items() if some}
            cells = "".join(f"{column:>11} {value:.3f}" for column, value in shown.items())
            print(f"{f'{part} ({len(own)})':<36}{reader:<25}{cells}")


if __name__ == "__main__":
    main()
