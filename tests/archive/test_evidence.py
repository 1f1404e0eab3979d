"""``gazette evidence``: all that was captured of articles, in one file that readers of web archives open."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from attrs import evolve
from click.testing import CliRunner, Result
from warcio.archiveiterator import ArchiveIterator

from archive.commands import evidence
from archive.errors import CaptureMissingError, UsageError
from archive.records import Attachment, FileText
from archive.store import Store
from archive.wacz import surt
from tests.archive.sample import ARTICLES, ROOT, article, exchange, portal

PLAN = f"{ROOT}/plan.pdf"


def built(folder: Path) -> Path:
    """An article in two states, its file in two, another address, a 404; and an article by itself."""
    with Store(folder) as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        offered = (Attachment(PLAN, "The plan", "application/pdf"),)
        first = article("lock", "The lock", "The lock opens at 6.", "en", attachments=offered)
        before = exchange(first, "2026-01-01T08:00:00.000Z")
        kept = store.keep(before, None)
        store.store(first, kept)
        store.store(ARTICLES[0], store.keep(exchange(ARTICLES[0], "2026-01-01T08:01:00.000Z"), None))
        file = evolve(before, target_url=PLAN, final_url=PLAN, body=b"%PDF-1", headers=())
        store.files.attach(PLAN, store.keep(file, None), FileText("Sixty days."))
        store.keep(exchange(first, "2026-01-02T08:00:00.000Z", kept), None)
        at = "2026-01-03T08:00:00.000Z"
        second = article("lock", "The lock", "The lock opens at 9.", "en", attachments=offered)
        store.store(second, store.keep(evolve(exchange(second, at), final_url=f"{ROOT}/lock?full=1"), None))
        store.files.attach(
            PLAN, store.keep(evolve(file, captured_at=at, body=b"%PDF-2"), None), FileText("Thirty.")
        )
        gone = evolve(before, captured_at="2026-01-04T08:00:00.000Z", status=404, body=b"")
        store.miss(first.url, store.keep(gone, None).captured_at, "http-404")
        store.keep(evolve(gone, captured_at="2026-01-05T08:00:00.000Z", status=0, error="timeout"), None)
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("handed"))


def handed(folder: Path, output: Path, *words: str) -> Result:
    arguments = ["--archive", str(folder), "--output", str(output), *words]
    return CliRunner().invoke(evidence, arguments, catch_exceptions=False)


@pytest.fixture(scope="module")
def package(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The evidence of the article in two states."""
    output = tmp_path_factory.mktemp("court") / "lock.wacz"
    assert handed(folder, output, f"{ROOT}/lock").exit_code == 0
    return ZipFile(output)


def lines_of(package: ZipFile, name: str) -> list[str]:
    return package.read(name).decode().splitlines()


def table(package: ZipFile, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(package.read(f"gazette/{name}.csv").decode("utf-8-sig"))))


def records(package: ZipFile) -> list[tuple[str, str, str]]:
    """Kind, address and instant of each record."""
    found = ArchiveIterator(io.BytesIO(package.read("archive/data.warc.gz")), check_digests="raise")
    names = ("WARC-Target-URI", "WARC-Date")
    return [(one.rec_type, *(one.rec_headers.get_header(name) for name in names)) for one in found]


def test_every_request_and_answer_of_the_article_and_its_files_is_in_it(package: ZipFile) -> None:
    kinds = [kind for kind, _, _ in records(package)]
    assert kinds == [
        *["request", "response"] * 2,
        "request",
        "revisit",
        *["request", "response"] * 3,
        "metadata",
    ]
    assert {url for _, url, _ in records(package)} == {f"{ROOT}/lock", f"{ROOT}/lock?full=1", PLAN}


def test_records_are_the_bytes_that_the_archive_holds(package: ZipFile, folder: Path) -> None:
    warc = package.read("archive/data.warc.gz")
    ours = b"".join(path.read_bytes() for path in sorted((folder / "warc").iterdir()))
    for line in lines_of(package, "indexes/index.cdx"):
        told = json.loads(line.split(" ", 2)[2])
        record = warc[int(told["offset"]) :][: int(told["length"])]
        assert record in ours
        assert f"sha256:{hashlib.sha256(record).hexdigest()}" == told["recordDigest"]


def test_the_index_leads_to_each_answer_and_is_sorted(package: ZipFile) -> None:
    lines = lines_of(package, "indexes/index.cdx")
    assert lines == sorted(lines)
    assert [line.split()[:2] for line in lines if "plan" not in line] == [
        ["example,harbour)/lock", "20260101080000"],
        ["example,harbour)/lock", "20260102080000"],
        ["example,harbour)/lock", "20260104080000"],
        ["example,harbour)/lock?full=1", "20260103080000"],
    ]
    told = [json.loads(line.split(" ", 2)[2]) for line in lines]
    assert [(one["status"], one["mime"]) for one in told if one["url"] == f"{ROOT}/lock"] == [
        ("200", "text/html"),
        ("200", "warc/revisit"),
        ("404", "text/html"),
    ]


@pytest.mark.parametrize(
    ("url", "sorted_as"),
    [
        ("https://www.Example.gov/News/A%20B.html", "gov,example)/news/a%20b.html"),
        ("http://www2.example.gov:8080/a?b=2&a=1", "gov,example:8080)/a?a=1&b=2"),
        ("https://example.gov:443", "gov,example)/"),
        ("https://example.gov/a/?x=1", "gov,example)/a?x=1"),
        ("https://news.example.gov/#top", "gov,example,news)/"),
    ],
)
def test_addresses_are_sorted_as_web_archives_sort_them(url: str, sorted_as: str) -> None:
    assert surt(url) == sorted_as


def test_each_state_is_a_page_and_the_latest_is_shown_first(package: ZipFile) -> None:
    head, *pages = map(json.loads, lines_of(package, "pages/pages.jsonl"))
    assert head["format"] == "json-pages-1.0"
    assert [(page["url"], page["ts"], page["text"]) for page in pages] == [
        (f"{ROOT}/lock", "2026-01-01T08:00:00.000Z", "The lock opens at 6."),
        (f"{ROOT}/lock?full=1", "2026-01-03T08:00:00.000Z", "The lock opens at 9."),
    ]
    manifest = json.loads(package.read("datapackage.json"))
    assert (manifest["mainPageUrl"], manifest["mainPageDate"]) == (pages[-1]["url"], pages[-1]["ts"])


def test_the_manifest_has_the_digest_of_every_file_and_one_stands_for_all(package: ZipFile) -> None:
    manifest = package.read("datapackage.json")
    resources = json.loads(manifest)["resources"]
    assert {one["path"] for one in resources} == set(package.namelist()) - {
        "datapackage.json",
        "datapackage-digest.json",
    }
    for one in resources:
        content = package.read(one["path"])
        assert (one["bytes"], one["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
    told = json.loads(package.read("datapackage-digest.json"))
    assert told == {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(manifest).hexdigest()}"}
    # A reader fetches single records out of it.
    assert package.getinfo("archive/data.warc.gz").compress_type == ZIP_STORED


def test_the_description_names_every_table(package: ZipFile) -> None:
    told = json.loads(package.read("datapackage.json"))["description"]
    tables = {Path(name).name for name in package.namelist() if name.endswith(".csv")}
    assert tables == {"articles.csv", "changes.csv", "files.csv", "fates.csv", "captures.csv"}
    assert all(table in told for table in tables)


def test_tables_say_what_was_read_changed_and_captured(package: ZipFile, folder: Path) -> None:
    assert [row["text"] for row in table(package, "articles")] == ["The lock opens at 9."]
    assert [(row["text_before"], row["text"]) for row in table(package, "changes")] == [
        ("The lock opens at 6.", "The lock opens at 9.")
    ]
    assert [row["text"] for row in table(package, "files")] == ["Sixty days.", "Thirty."]
    captures = table(package, "captures")
    assert [row["kind"] for row in captures] == [*["response"] * 2, "revisit", *["response"] * 3, "error"]
    with sqlite3.connect(folder / "archive.db") as db:
        chain = dict(db.execute("SELECT record_id, chain_digest FROM captures"))
    assert all(chain[row["record_id"]] == row["chain_digest"] for row in captures)


def test_it_says_what_it_wrote_and_the_digest_of_it(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "lock.wacz"
    result = handed(folder, output, "1")
    digest = hashlib.sha256(output.read_bytes()).hexdigest()
    assert result.stdout == f"sha256:{digest}  {output}\n"
    assert result.stderr.endswith("articles: 1, captures: 7\n")


@pytest.mark.parametrize(
    ("words", "articles"),
    [
        (("1", "2"), 2),
        (("--query", "quay"), 1),
        (("--changed", "any"), 1),
        (("--portal", "xx_harbour"), 2),
        ((f"{ROOT}/lock?full=1",), 1),
        ((f"{ROOT.replace('https', 'http')}/lock/",), 1),
        (("1", "--query", "opens"), 1),
    ],
)
def test_articles_are_named_by_number_address_or_search(
    folder: Path, tmp_path: Path, words: tuple[str, ...], articles: int
) -> None:
    output = tmp_path / "some.wacz"
    assert handed(folder, output, *words).stderr.splitlines()[-1].startswith(f"articles: {articles}, ")
    assert len(table(ZipFile(output), "articles")) == articles


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "say of which articles: by number or address, with --query or a filter"),
        (("9",), "9: no article has this number or address"),
        (("https://other.example/",), "https://other.example/: no article has this number or address"),
        (("--query", "nonsense"), "no article is meant"),
        (("--portal", "xx_harbor"), "--portal xx_harbor: not in this archive; there is xx_harbour"),
    ],
)
def test_what_means_no_article_is_refused_and_leaves_no_file(
    folder: Path, tmp_path: Path, words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(UsageError) as refused:
        handed(folder, tmp_path / "none.wacz", *words)
    assert str(refused.value).startswith(told)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_replaced_only_with_force(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "lock.wacz"
    output.write_text("sent to the court")
    with pytest.raises(UsageError, match="is there already"):
        handed(folder, output, "1")
    assert output.read_text() == "sent to the court"
    assert handed(folder, output, "1", "--force").exit_code == 0
    assert ZipFile(output).testzip() is None


def altered(folder: Path, change: Any) -> None:
    (path,) = (folder / "warc").iterdir()
    with sqlite3.connect(folder / "archive.db") as db:
        (offset,) = db.execute("SELECT warc_offset FROM captures WHERE id = 1").fetchone()
    change(path, offset)


def flip(path: Path, offset: int) -> None:
    content = bytearray(path.read_bytes())
    content[offset + 20] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (flip, "capture 1: its record in .* is not as it was recorded; `gazette verify` tells more"),
        (lambda path, _: path.unlink(), "No such file or directory; restore the file from a backup"),
    ],
)
def test_what_is_not_as_it_was_recorded_is_no_evidence(tmp_path: Path, change: Any, told: str) -> None:
    folder = built(tmp_path / "data")
    altered(folder, change)
    with pytest.raises(CaptureMissingError, match=told):
        handed(folder, tmp_path / "lock.wacz", "1")
    assert not (tmp_path / "lock.wacz").exists()


def test_the_request_is_found_behind_the_head_of_a_file_and_behind_another_capture(
    folder: Path, tmp_path: Path
) -> None:
    handed(folder, tmp_path / "both.wacz", "1", "2")
    found = records(ZipFile(tmp_path / "both.wacz"))
    assert [kind for kind, _, _ in found].count("request") == 7
    assert "warcinfo" not in {kind for kind, _, _ in found}
    asked = [pair for pair in pairwise(found) if pair[0][0] == "request"]
    assert all(request[1:] == answer[1:] for request, answer in asked)
