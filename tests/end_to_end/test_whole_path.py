"""From the portals' pages to the archive: everything that was published, and nothing else."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter

import httpx
import pytest

from archive.connection import open_archive
from archive.syndication import syndicated
from archive.warc import read_capture
from crawler.demo import changes
from crawler.demo.world import world
from tests.end_to_end.conftest import Walk
from tests.warcs import check_warcs

pytestmark = pytest.mark.slow


def _words(text: str) -> Counter[str]:
    """What a reader sees, whatever the spacing and the marks of headings, lists and tables."""
    return Counter("".join(character if character.isalnum() else " " for character in text).split())


def test_every_article_of_both_portals_is_in_the_archive_once(walk: Walk) -> None:
    stored = {row["url"] for row in walk.db.query("SELECT url FROM articles")}
    assert stored == walk.urls
    assert len(walk.before) >= 80


def test_titles_stand_without_the_name_of_the_site(walk: Walk) -> None:
    titles = {row["url"]: row["title"] for row in walk.db.query("SELECT url, title FROM articles")}
    wrong = {url: titles[url] for url, article in walk.after.items() if titles[url] != article.title}
    assert wrong == {}


def test_texts_are_whole_and_hold_nothing_else(walk: Walk) -> None:
    texts = {row["url"]: row["text"] for row in walk.db.query("SELECT url, text FROM articles")}
    wrong = {
        url: (_words(article.text) - _words(texts[url]), _words(texts[url]) - _words(article.text))
        for url, article in walk.after.items()
        if _words(article.text) != _words(texts[url])
    }
    assert wrong == {}


def test_every_article_has_the_day_that_its_portal_shows(walk: Walk) -> None:
    rows = {row["url"]: row for row in walk.db.query("SELECT url, published_on, modified_on FROM articles")}
    wrong = {}
    for url, article in walk.after.items():
        shown = {rows[url]["published_on"], rows[url]["modified_on"]}
        if article.published.date().isoformat() not in shown:
            wrong[url] = (article.published.date().isoformat(), shown)
    assert wrong == {}


def test_sections_and_languages_are_the_portals(walk: Walk) -> None:
    rows = {row["url"]: row for row in walk.db.query("SELECT url, section, language FROM articles")}
    wrong = {
        url: (rows[url]["section"], rows[url]["language"])
        for url, article in walk.after.items()
        if (rows[url]["section"], rows[url]["language"][:2]) != (article.section, article.language)
    }
    assert wrong == {}


def test_captions_and_credits_stand_beside_the_text(walk: Walk) -> None:
    rows = walk.db.query(
        "SELECT a.url, i.caption, i.credit FROM images i JOIN articles a ON a.id = i.article"
    )
    captions = {(row["url"], row["caption"]) for row in rows}
    expected = {(url, article.caption) for url, article in walk.after.items() if article.caption}
    assert expected
    assert expected <= captions


def test_a_silent_edit_is_a_revision_marked_as_silent(walk: Walk) -> None:
    for edit in (*changes.SILENT_EDITS, *changes.TITLE_EDITS, *changes.STANDING_EDITS):
        rows = _revisions(walk, walk.url(edit.portal, edit.path))
        assert [(row["number"], row["silent"]) for row in rows] == [(1, 0), (2, 1)], edit.explanation
        assert 0 < rows[1]["significance"] < 0.5


def test_a_correction_with_a_new_date_is_a_revision_that_is_not_silent(walk: Walk) -> None:
    for edit in changes.CORRECTIONS:
        rows = _revisions(walk, walk.url(edit.portal, edit.path))
        assert [(row["number"], row["silent"]) for row in rows] == [(1, 0), (2, 0)], edit.explanation


def test_nothing_else_has_a_second_revision(walk: Walk) -> None:
    edited = {
        walk.url(edit.portal, edit.path)
        for edit in (
            *changes.SILENT_EDITS,
            *changes.TITLE_EDITS,
            *changes.STANDING_EDITS,
            *changes.CORRECTIONS,
        )
    }
    revised = {row["url"] for row in walk.db.query("SELECT url FROM articles WHERE revisions > 1")}
    assert revised == edited


def test_a_watched_page_is_whole_and_its_account_is_kept(walk: Walk) -> None:
    (edit,) = changes.STANDING_EDITS
    row = _article(walk, walk.url(edit.portal, edit.path))
    shown = " ".join(world(edit.portal, 2, 0).standing[edit.path])
    assert (row["title"], _words(row["text"])) == ("Harbour dues", _words(shown))
    (watched,) = walk.db.query("SELECT * FROM watched")
    assert (watched["url"], watched["article"], watched["reason"]) == (row["url"], row["id"], "")
    assert watched["since"] < watched["looked_at"]


def test_what_vanished_is_missing_since_and_never_deleted(walk: Walk) -> None:
    for gone in changes.VANISHED:
        row = _article(walk, walk.url(gone.portal, gone.path))
        assert row["state"] == "missing"
        assert row["last_seen_at"] < row["missed_at"]
        assert row["text"]


def test_what_moved_leads_to_its_new_address(walk: Walk) -> None:
    for move in changes.MOVED:
        row = _article(walk, walk.url(move.portal, move.path))
        assert (row["state"], row["moved_to"]) == ("moved", walk.url(move.portal, move.new_path))


def test_soft_404_pages_are_refused_and_shown(walk: Walk) -> None:
    reasons = Counter(row["reason"] for row in walk.db.query("SELECT reason FROM refusals"))
    assert reasons["soft-404"] >= 2


def test_the_account_of_both_runs_is_closed(walk: Walk) -> None:
    runs = list(walk.db.query("SELECT * FROM runs"))
    assert [run["outcome"] for run in runs] == ["finished"] * 4
    for run in runs:
        assert run["planned"] == run["stored"] + run["failed"] + run["skipped"] > 0
    for portal in walk.portals.addresses:
        assert f"{portal}: finished" in walk.reports[1]


def test_every_capture_reads_back_and_every_file_passes_the_check(walk: Walk) -> None:
    rows = list(walk.db.query("SELECT * FROM captures"))
    for row in rows:
        stored = read_capture(walk.folder, row["warc_file"], row["warc_offset"], row["warc_length"])
        assert (stored.url, stored.status) == (row["final_url"], row["status"])
    check_warcs((walk.folder / "warc").iterdir())


def test_captured_bytes_are_the_bytes_that_the_server_sends(walk: Walk) -> None:
    url = next(url for url in walk.after if url in walk.before and "/en/news/" in url)
    row = next(
        walk.db.query(
            "SELECT * FROM captures WHERE final_url = ? AND kind = 'response' ORDER BY id DESC", [url]
        )
    )
    stored = read_capture(walk.folder, row["warc_file"], row["warc_offset"], row["warc_length"])
    with httpx.stream("GET", url, headers={"Accept-Encoding": "gzip"}) as response:
        sent = b"".join(response.iter_raw())
    assert stored.body == sent
    assert gzip.decompress(stored.body) == stored.payload


def test_attached_pdf_files_are_kept_and_searchable(walk: Walk) -> None:
    expected = {url for url, article in walk.after.items() if article.attachment}
    rows = list(
        walk.db.query(
            "SELECT a.url, t.text, t.capture FROM attachments t JOIN articles a ON a.id = t.article"
        )
    )
    assert expected
    assert expected <= {row["url"] for row in rows if row["capture"] and row["text"]}


def test_the_release_that_stands_on_both_portals_is_told_from_either(walk: Walk) -> None:
    texts = Counter(article.text for article in walk.after.values())
    shared = [url for url, article in walk.after.items() if texts[article.text] > 1]
    assert len(shared) == 2
    with open_archive(walk.folder) as connection:
        groups = [syndicated(connection, int(str(_article(walk, url)["id"]))) for url in shared]
    assert [[one.portal for one in group] for group in groups] == [["demo_fields", "demo_tides"]] * 2
    assert [one.is_first for one in groups[0]] == [True, False]


def test_the_further_page_of_a_divided_article_is_kept_with_it_and_not_as_one(walk: Walk) -> None:
    (divided,) = (article for article in walk.after.values() if article.further)
    (page,) = walk.db.query("SELECT url, article, text, page FROM attachments WHERE page > 0")
    assert page["url"].endswith(divided.further_path)
    assert page["text"] == "\n\n".join(divided.further)
    assert list(walk.db.query("SELECT 1 FROM articles WHERE url = ?", [page["url"]])) == []
    found = _gazette(walk, "search", "替班人员书面确认", "--json")
    assert [json.loads(line)["id"] for line in found.stdout.splitlines()] == [page["article"]]


@pytest.mark.parametrize("word", ["harbour", "港口", "aldermere", "الحقول"])
def test_words_of_every_language_are_found(walk: Walk, word: str) -> None:
    found = _gazette(walk, "search", word, "--json")
    assert found.returncode == 0
    assert all(json.loads(line)["url"] in walk.urls for line in found.stdout.splitlines())
    assert found.stdout


def test_a_word_that_is_nowhere_finds_nothing(walk: Walk) -> None:
    found = _gazette(walk, "search", "zxqvwk")
    assert found.stdout == ""
    assert "articles found: 0" in found.stderr


def test_the_export_holds_every_article_with_its_evidence(walk: Walk) -> None:
    exported = _gazette(walk, "export", "jsonl")
    rows = [json.loads(line) for line in exported.stdout.splitlines()]
    assert {row["url"] for row in rows} == walk.urls
    for row in rows:
        assert row["payload_digest"].startswith("sha256:")
        assert (walk.folder / "warc" / row["warc_file"]).is_file()
    assert f"articles exported: {len(rows)}" in exported.stderr


def test_reading_again_with_the_same_rules_changes_nothing(walk: Walk) -> None:
    again = _gazette(walk, "reextract", "--dry-run")
    assert again.returncode == 0, again.stderr
    assert " 0 read differently, 0 of their captures not readable" in again.stdout
    assert " 0 with an article now" in again.stdout
    assert "attached files read again, 0 read differently" in again.stdout


def _gazette(walk: Walk, *arguments: str) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "crawler", *arguments, "--archive", str(walk.folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


def _article(walk: Walk, url: str) -> dict[str, object]:
    return next(walk.db.query("SELECT * FROM articles WHERE url = ?", [url]))


def _revisions(walk: Walk, url: str) -> list[dict[str, float]]:
    sql = "SELECT r.* FROM revisions r JOIN articles a ON a.id = r.article WHERE a.url = ? ORDER BY number"
    return list(walk.db.query(sql, [url]))
