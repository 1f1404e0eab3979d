"""``scrapy record``: a page and an answer, red until a person has reviewed it, never overwritten unasked."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.crawler.conftest import CHECKOUT, environment
from tests.crawler.small_server import Answer, SmallServer, article
from tests.crawler.test_scrapy_commands import scrapy
from tests.pipelines.papers import pdf_of

_TESTS = CHECKOUT / "tests" / "portals" / "test_recorded_pages.py"
_DATED = "<meta property='article:published_time' content='2026-05-04T09:30:00+00:00'>"


@pytest.fixture
def portal(server: SmallServer) -> SmallServer:
    server.pages["/news/1"] = Answer(article("Größer als je", head=_DATED), headers=(("ETag", '"1"'),))
    return server


def record(portal: SmallServer, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    folder.mkdir(exist_ok=True)
    return scrapy("record", *words, "--folder", str(folder), host=portal.host)


def run_tests(portal: SmallServer, folder: Path) -> subprocess.CompletedProcess[str]:
    """The one test module of recorded pages, over ``folder``."""
    shutil.copy(_TESTS, folder)
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "--rootdir",
            str(folder),
            str(folder),
        ],
        cwd=folder,
        env=environment(portal.host, {"PYTHONPATH": str(CHECKOUT)}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def review(folder: Path, **fields: object) -> None:
    path = folder / "xx_small" / "1.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_a_page_is_saved_with_its_bytes_its_headers_and_an_unreviewed_answer(
    portal: SmallServer, tmp_path: Path
) -> None:
    done = record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/1")
    assert done.returncode == 0, done.stderr
    assert "unreviewed" in done.stdout
    assert (tmp_path / "xx_small" / "1.html").read_bytes() == article("Größer als je", head=_DATED)
    saved = json.loads((tmp_path / "xx_small" / "1.json").read_text())
    assert saved["url"] == f"http://{portal.host}/news/1"
    assert saved["headers"] == {"content-type": "text/html; charset=utf-8", "etag": '"1"'}
    assert (saved["answer"]["title"], saved["answer"]["published"]) == (
        "Größer als je",
        "2026-05-04T09:30:00Z",
    )
    assert saved["answer"]["text"][0].startswith("The ministry has counted the small things")
    assert saved["reviewed"] == ""


def test_its_tests_are_red_until_a_person_has_reviewed_it(portal: SmallServer, tmp_path: Path) -> None:
    record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/1")
    fields = len(json.loads((tmp_path / "xx_small" / "1.json").read_text())["answer"])
    red = run_tests(portal, tmp_path)
    assert f"{fields} failed, 2 passed" in red.stdout
    assert "not reviewed" in red.stdout
    review(tmp_path, reviewed="somebody, some day")
    assert f"{fields} failed, 2 passed" in run_tests(portal, tmp_path).stdout
    review(tmp_path, reviewed="A. Reader, 2026-05-05")
    green = run_tests(portal, tmp_path)
    assert f"{fields + 2} passed" in green.stdout, green.stdout


def test_a_wrong_answer_fails_the_test_of_its_field_alone(portal: SmallServer, tmp_path: Path) -> None:
    record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/1")
    answer = json.loads((tmp_path / "xx_small" / "1.json").read_text())["answer"]
    review(tmp_path, reviewed="A. Reader, 2026-05-05", answer={**answer, "section": "Notices"})
    red = run_tests(portal, tmp_path)
    assert "1 failed" in red.stdout
    assert "xx_small-1-section" in red.stdout


def test_a_page_that_is_no_article_can_be_recorded_as_refused(portal: SmallServer, tmp_path: Path) -> None:
    portal.pages["/gone"] = Answer(
        b"<html><head><title>Page not found</title></head><body><h1>404</h1></body></html>"
    )
    done = record(portal, tmp_path, "xx_small", f"http://{portal.host}/gone")
    assert done.returncode == 0, done.stderr
    assert list(json.loads((tmp_path / "xx_small" / "gone.json").read_text())["answer"]) == ["refused"]


def test_a_document_is_saved_with_what_its_list_says(portal: SmallServer, tmp_path: Path) -> None:
    row = "<tr><td>10 June 2026<td><a href=/news/2.pdf>Decree 12/2026 on harbour dues</a>"
    portal.pages["/news/"] = Answer(f"<html lang=en><table>{row}</table></html>".encode())
    for number in (2, 3):
        body = pdf_of(
            "Decree No. 12", "The dues for all vessels that lie at the quay are raised by four per cent."
        )
        portal.pages[f"/news/{number}.pdf"] = Answer(body, content_type="application/pdf")
    done = record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/2.pdf")
    assert done.returncode == 0, done.stdout
    assert "No list names it" not in done.stdout
    assert (tmp_path / "xx_small" / "2.pdf").read_bytes() == portal.pages["/news/2.pdf"].body  # type: ignore[union-attr]
    saved = json.loads((tmp_path / "xx_small" / "2.json").read_text())
    assert saved["hint"] == {
        "title": "Decree 12/2026 on harbour dues", "published": "10 June 2026", "origin": "row"
    }  # fmt: skip
    assert (saved["answer"]["title"], saved["answer"]["published"]) == (saved["hint"]["title"], "2026-06-10")
    (tmp_path / "xx_small" / "2.json").write_text(json.dumps({**saved, "reviewed": "A. Reader, 2026-06-11"}))
    green = run_tests(portal, tmp_path)
    assert f"{len(saved['answer']) + 2} passed" in green.stdout, green.stdout
    # A journal's list goes on: what it said once is kept, and the review stands.
    portal.pages["/news/"] = Answer(
        b"<html lang=en><table><tr><td><a href=/news/4>Another</a></table></html>"
    )
    again = record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/2.pdf", "--again")
    assert "the one that was reviewed" in again.stdout
    unnamed = record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/3.pdf")
    assert (unnamed.returncode, "No list names it among its newest" in unnamed.stdout) == (0, True)


def test_a_page_that_has_become_a_document_is_recorded_as_one(portal: SmallServer, tmp_path: Path) -> None:
    record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/1")
    body = pdf_of(
        "Decree No. 12", "The dues for all vessels that lie at the quay are raised by four per cent."
    )
    portal.pages["/news/1"] = Answer(body, content_type="application/pdf")
    done = record(portal, tmp_path, "xx_small", "--again")
    assert done.returncode == 0, done.stdout
    assert sorted(path.name for path in (tmp_path / "xx_small").iterdir()) == ["1.json", "1.pdf"]


def test_nothing_is_overwritten_unless_asked_and_a_review_stands_while_the_answer_does(
    portal: SmallServer, tmp_path: Path
) -> None:
    url = f"http://{portal.host}/news/1"
    record(portal, tmp_path, "xx_small", url)
    review(tmp_path, reviewed="A. Reader, 2026-05-05")
    refused = record(portal, tmp_path, "xx_small", url)
    assert refused.returncode == 2
    assert "--again" in refused.stdout + refused.stderr
    same = record(portal, tmp_path, "xx_small", "--again")
    assert (same.returncode, "the one that was reviewed" in same.stdout) == (0, True)
    portal.pages["/news/1"] = Answer(article("Smaller than ever", head=_DATED))
    changed = record(portal, tmp_path, "xx_small", url, "--again")
    assert (changed.returncode, "unreviewed" in changed.stdout) == (0, True)
    saved = json.loads((tmp_path / "xx_small" / "1.json").read_text())
    assert (saved["answer"]["title"], saved["reviewed"]) == ("Smaller than ever", "")


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("/news/9", Answer(b"gone", 404), "http-404"),
        (
            "/news/9",
            Answer(b"%PDF-1.4", content_type="application/pdf"),
            "nothing that can be read: PdfStream",
        ),
        ("/news/9", Answer(b"\0\0\0\x18ftypmp42", content_type="video/mp4"), "Response"),
        ("/news/9", Answer(b"", 301, headers=(("Location", "/news/1"),)), "record that"),
        ("/robots.txt", Answer(b"User-agent: *\nDisallow: /\n"), "robots"),
    ],
)
def test_what_cannot_be_recorded_is_said_and_leaves_nothing(
    portal: SmallServer, tmp_path: Path, path: str, answer: Answer, reason: str
) -> None:
    portal.pages[path] = answer
    done = record(portal, tmp_path, "xx_small", f"http://{portal.host}/news/9")
    assert done.returncode == 1
    assert "not recorded: " in done.stdout
    assert reason in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_page_of_another_host_is_not_asked_for(portal: SmallServer, tmp_path: Path) -> None:
    done = record(portal, tmp_path, "xx_small", "http://127.0.0.1:1/news/1")
    assert done.returncode == 1
    assert "another-host" in done.stdout
    assert portal.log == []


def test_a_folder_that_is_none_is_named(portal: SmallServer, tmp_path: Path) -> None:
    url = f"http://{portal.host}/news/1"
    done = scrapy("record", "xx_small", url, "--folder", str(tmp_path / "none"), host=portal.host)
    assert done.returncode == 2
    assert "no such folder" in done.stdout + done.stderr
