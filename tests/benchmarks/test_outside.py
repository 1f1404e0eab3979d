"""The saved pages of other projects are read with their answers, in the form in which these keep them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest

from tests.benchmarks import governments, outside
from tests.benchmarks.extraction import measure
from tests.benchmarks.governments import ANSWERS, lines_of
from tests.benchmarks.outside import SETS

PAGE = (
    "<html><head><title>The bridge is open</title><meta name='author' content='Jane Roe'>"
    "<meta property='article:published_time' content='2020-06-10'></head><body><h1>The bridge is open</h1>"
    "<p>The ministry opened a bridge over the river on Monday, two months earlier than planned.</p></body></html>"
)
SENTENCE = "The ministry opened a bridge over the river on Monday, two months earlier than planned."
URL = "https://news.example/bridge"


def _write(folder: Path, files: dict[str, object]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name.endswith(".gz"):
            path.write_bytes(gzip.compress(str(content).encode()))
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return folder


def test_a_page_of_a_government_is_answered_by_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = PAGE.replace("<p>The", "<script>no()</script><div>Menu<br>Print <b>this</b></div><p>The")
    (tmp_path / "any name").write_text(page, "utf-8")
    assert lines_of(page.encode()) == ["The bridge is open", "Menu", "Print this", SENTENCE]
    answers = tmp_path / "answers.tsv"
    digest = hashlib.sha256(page.encode()).hexdigest()
    title = governments.digest("The bridge  is OPEN")
    rows = [
        "sha256\turl\tsource\tkind\tlines\ttitle\tpublished\tmodified\tauthors",
        f"{digest}\t{URL}\tone two\tarticle\t1-1,4-4\t{title}\t\t2020-06-10\tRoe, J;Doe",
        "0\t\t\tarticle\t1-1\t\t\t\t",
    ]
    answers.write_text("\n".join(rows), "utf-8")
    monkeypatch.setattr("tests.benchmarks.governments.ANSWERS", answers)
    (one,) = outside.governments(tmp_path)
    assert (one.set_name, one.url, one.date) == ("governments articles", URL, "2020-06-10")
    assert one.text == f"The bridge is open\n{SENTENCE}"
    assert one.is_title("The bridge is open")
    assert not one.is_title("The bridge was open")
    assert one.settles("title")
    answers.write_text(answers.read_text("utf-8").replace(title, ""), "utf-8")
    (unanswered,) = outside.governments(tmp_path)
    assert unanswered.settles("F1")
    assert not any(map(unanswered.settles, ("title", "author", "author+", "date", "date+")))


def test_the_answers_are_lines_in_order_of_pages_that_differ() -> None:
    with ANSWERS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, dialect="excel-tab"))
    assert len({row["sha256"] for row in rows}) == len(rows) == 578
    for row in rows:
        numbers = [int(number) for part in row["lines"].split(",") for number in part.split("-")]
        assert numbers == sorted(numbers), row
        days = [row[name] for name in ("published", "modified") if row[name]]
        assert all(date.fromisoformat(day) for day in days), row
        assert row["title"] or not (days or row["authors"]), row


FOLDERS: dict[str, dict[str, object]] = {
    "article-extraction-benchmark": {
        "ground-truth.json": {"ab": {"articleBody": SENTENCE, "url": URL}},
        "html/ab.html.gz": PAGE,
    },
    "fundus": {
        "tests/resources/parser/test_data/xx/meta.info": {
            "Paper_2020_01_01.html.gz": {"url": URL},
            "Paper_2021_01_01.html.gz": {"url": f"{URL}/new"},
        },
        "tests/resources/parser/test_data/xx/Paper.json": {
            "V1": {"body": {"summary": ["Old."], "sections": []}, "title": "Old", "authors": []},
            "V2": {
                "body": {"summary": [], "sections": [{"headline": [], "paragraphs": [SENTENCE]}]},
                "title": "The bridge is open",
                "authors": ["Jane Roe"],
                "publishing_date": "2020-06-10 08:00:00+00:00",
            },
        },
        "tests/resources/parser/test_data/xx/Paper_2020_01_01.html.gz": PAGE.replace("The bridge", "The old bridge"),
        "tests/resources/parser/test_data/xx/Paper_2021_01_01.html.gz": PAGE,
    },
    "trafilatura": {
        "tests/evaldata.json": {
            URL: {"file": "a.html", "with": ["over the river"], "without": ["Menu"], "title": "The bridge is open",
                  "author": "Jane Roe", "date": "2020-06-10"},
            f"{URL}/absent": {"file": "absent.html", "with": ["x"]},
        },
        "tests/eval/a.html": PAGE,
    },
    "htmldate": {
        "tests/eval_default.json": {URL: {"file": "a.html", "date": "2020-06-10"}},
        "tests/eval_mediacloud_2020.json": {f"{URL}/b": {"file": "b.html", "date": "2020-06-10"}},
        "tests/cache/a.html": PAGE,
        "tests/test_set/b.html": PAGE,
    },
    "misinformation-crawler": {
        "tests/site_test_data/news.example/article-1_extracted_data.json": {
            "article_url": URL, "title": "The bridge is open", "byline": "Jane Roe",
            "publication_datetime": "2020-06-10T08:00:00", "plain_content": f"<div><p>{SENTENCE}</p></div>",
        },
        "tests/site_test_data/news.example/article-1_article.html": PAGE,
    },
    "waddle": {
        "corpora/Corpus_daniel_v2.1/doc_lg.json": {"20200610_news.example_ab": "English", "20200611_absent": "Greek"},
        "corpora/Corpus_daniel_v2.1/html/20200610_news.example_ab": PAGE,
        "corpora/Corpus_daniel_v2.1/reference/20200610_news.example_ab":
            f"<p>The bridge is open</p>\n<p>{SENTENCE}</p>\n",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "pages"),
    [(name, 2 if name in ("fundus", "htmldate") else 1) for name in SETS if name != "governments"],
)
def test_answers_are_found_and_belong_to_their_page(tmp_path: Path, name: str, pages: int) -> None:
    answers = list(SETS[name][0](_write(tmp_path, FOLDERS[name])))
    assert len(answers) == pages
    best = next(answer for answer in answers if "old bridge" not in answer.html.decode())
    (mark,) = measure([best], own_only=True)
    assert mark.found.title == "The bridge is open"
    settled = {
        "F1": mark.text.f1 == 1.0,
        "with": mark.snippets == (1.0, 1.0),
        "title": mark.title_right,
        "author": mark.author_right,
        "pub": mark.found.published == best.date,
    }
    assert all(settled[column] for column in SETS[name][1] if column in settled), settled
