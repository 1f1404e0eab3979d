"""The site in a real browser: its pages load whole, under their own policy, on a desk and on a telephone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import html
from pypdf import PdfReader

from pipelines.files import file_text
from tests.archive.site.conftest import CENTRES, HOSTILE_ID, LOCK, fill
from tests.archive.site.serving import serving
from tests.archive.site.test_accessibility import STYLES
from tests.archive.site.test_replay import fill_replayed

pytestmark = [pytest.mark.browser, pytest.mark.slow]

QUIET = """
--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update
--disable-sync --disable-dev-shm-usage --virtual-time-budget=3000 --enable-logging=stderr
""".split()

PAGES = {
    "front": "/",
    "search": "/search?q=lock",
    "article": f"/article/{LOCK}",
    "arabic": f"/article/{CENTRES}",
    "hostile": f"/article/{HOSTILE_ID}",
    "replay": f"/article/{LOCK}/revision/1/replay",
    "comparison": f"/article/{LOCK}/compare/1/2",
    "looks": f"/article/{LOCK}/compare/1/2/pages",
    "coverage": "/coverage",
    "calendar": "/coverage/xx_waters",
    "table": "/archive/articles",
    "row": f"/archive/articles/{LOCK}",
    "tables": "/archive",
    "nothing": "/nothing",
}


@pytest.fixture(scope="module")
def browser() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None and os.environ.get("CI"):
        pytest.fail("no chromium: install it, for instance with 'apt-get install chromium'")
    if found is None:
        pytest.skip("no chromium on this machine")
    return str(found)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    fill(folder)
    with serving(folder) as (address, _):
        yield address


def _visit(browser: str, profile: Path, address: str, *options: str) -> subprocess.CompletedProcess[str]:
    command = [browser, *QUIET, f"--user-data-dir={profile}", *options, address]
    return subprocess.run(command, capture_output=True, text=True, timeout=90, check=True)


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_loads_without_a_complaint_of_the_browser(
    browser: str, address: str, tmp_path: Path, path: str
) -> None:
    visit = _visit(browser, tmp_path, f"{address}{path}", "--dump-dom", "--window-size=1280,900")
    complaints = [line for line in visit.stderr.splitlines() if "CONSOLE" in line]
    if httpx.get(f"{address}{path}").status_code == 404:
        complaints = [line for line in complaints if "404 (Not Found)" not in line]
    assert complaints == []
    assert html.fromstring(visit.stdout).xpath("//h1")


def test_the_menus_of_datasettes_tables_work_under_the_policy(
    browser: str, address: str, tmp_path: Path
) -> None:
    visit = _visit(browser, tmp_path, f"{address}/archive/articles", "--dump-dom", "--window-size=1280,900")
    assert "dropdown-menu-icon" in visit.stdout


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_drawn_on_a_telephone(browser: str, address: str, tmp_path: Path, path: str) -> None:
    picture = tmp_path / "page.png"
    _visit(
        browser, tmp_path / "profile", f"{address}{path}", f"--screenshot={picture}", "--window-size=360,740"
    )
    header = picture.read_bytes()[:24]
    assert header[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(header[16:20]), int.from_bytes(header[20:24])) == (360, 740)
    assert picture.stat().st_size > 5_000


def test_nothing_is_asked_of_any_other_machine(browser: str, address: str, tmp_path: Path) -> None:
    log = tmp_path / "net.json"
    _visit(browser, tmp_path / "profile", f"{address}/article/{LOCK}", "--dump-dom", f"--log-net-log={log}")
    asked = set(re.findall(r'"url":"(https?://[^/"]+)', log.read_text()))
    assert address in asked
    assert not {host for host in asked if ".example" in host}


@pytest.fixture(scope="module")
def replayed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, int]]]:
    """An archive with a page that would like to do much, and the numbers of the captures by path."""
    folder = tmp_path_factory.mktemp("replayed")
    numbers = fill_replayed(folder)
    with serving(folder) as (address, _):
        yield address, {path: number for (path, _), number in numbers.items()}


def test_a_page_as_it_looked_gets_all_from_the_archive_and_nothing_from_elsewhere(
    browser: str, replayed: tuple[str, dict[str, int]], tmp_path: Path
) -> None:
    address, numbers = replayed
    log = tmp_path / "net.json"
    words = ("--dump-dom", "--window-size=1280,900", f"--log-net-log={log}")
    visit = _visit(browser, tmp_path / "profile", f"{address}/article/1/revision/1/replay", *words)
    assert [line for line in visit.stderr.splitlines() if "CONSOLE" in line] == []
    asked = set(re.findall(r'"url":"(https?://[^"?]+)', log.read_text()))
    # The page's day is the first: of two stylesheets at one address the earlier is nearer to it.
    parts = {
        f"{address}/capture/{numbers[path]}/replay" for path in ("assets/type-2.css", "wave.png", "logo.png")
    }
    assert parts < asked
    # The browser's own maker is asked as well, by the browser.
    assert "evil.example" not in log.read_text()


def _copied(browser: str, folder: Path, address: str, path: str, what: str) -> str:
    """What a reader copies who selects the element that the XPath ``what`` finds, with the page's own styles."""
    tree = html.fromstring(httpx.get(f"{address}{path}").text)
    # In the page: from another place it would not be given the stylesheet.
    styles = html.Element("style")
    styles.text = STYLES.read_text()
    tree.head.append(styles)
    script = html.Element("script")
    script.text = (
        f"addEventListener('load', () => {{ const it = document.evaluate({json.dumps(what)}, document, null, 9, null)"
        ".singleNodeValue; getSelection().selectAllChildren(it); document.title = getSelection().toString(); });"
    )
    tree.body.append(script)
    page = folder / "page.html"
    page.write_text(html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>"))
    seen = _visit(browser, folder / "profile", page.as_uri(), "--dump-dom").stdout
    return str(html.fromstring(seen).xpath("string(//title)"))


def test_who_copies_a_comparison_copies_the_words_and_not_those_for_the_ear(
    browser: str, address: str, tmp_path: Path
) -> None:
    path, what = f"/article/{LOCK}/compare/1/2", "//div[@class='prose']"
    assert "removed" in html.fromstring(httpx.get(f"{address}{path}").text).xpath(f"string({what})")
    copied = _copied(browser, tmp_path, address, path, what)
    assert "190 170 metres" in copied
    assert not re.search("removed|added", copied)


def _printed(browser: str, folder: Path, address: str) -> str:
    """The words of a page on paper."""
    text = " ".join(sheet.extract_text() for sheet in PdfReader(_paper(browser, folder, address)).pages)
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _paper(browser: str, folder: Path, address: str) -> Path:
    """A page as the browser prints it, with its address, the number and the instant at the edges."""
    paper = folder / "paper.pdf"
    _visit(browser, folder / "profile", address, f"--print-to-pdf={paper}")
    return paper


def test_on_paper_an_article_names_addresses_and_says_what_was_folded_up(
    browser: str, address: str, tmp_path: Path
) -> None:
    printed = _printed(browser, tmp_path, f"{address}/article/{LOCK}")
    assert "Picture 1 at its address (https://xx-waters.example/lock.jpg)" in printed
    assert "The file at its address (https://xx-waters.example/plan.pdf)" in printed
    assert "Text of the file (not printed, as it was folded up)" in printed
    assert "(https://xx-waters.example/lock)" not in printed
    assert "the turbine hall" not in printed
    assert "¶" not in printed


def test_of_what_a_browser_has_printed_its_address_and_instant_are_no_text(
    browser: str, address: str, tmp_path: Path
) -> None:
    paper = _paper(browser, tmp_path, f"{address}/article/{LOCK}")
    pages = PdfReader(paper).pages
    assert all(
        f"{address}/article/{LOCK} {at}/{len(pages)}" in page.extract_text()
        for at, page in enumerate(pages, 1)
    )
    read = file_text(paper.read_bytes())
    assert "The ministry opened" in read.text
    assert f"{address}/article/{LOCK} " not in read.text
    assert not re.search(r"\d{1,2}:\d\d [AP]M", read.text)


def test_on_paper_a_comparison_has_no_words_for_the_ear(browser: str, address: str, tmp_path: Path) -> None:
    printed = _printed(browser, tmp_path, f"{address}/article/{LOCK}/compare/1/2")
    assert "a chamber of 190 170 metres" in printed
    assert "end of" not in printed


def test_who_copies_an_article_copies_no_signs_of_links(browser: str, address: str, tmp_path: Path) -> None:
    copied = _copied(browser, tmp_path, address, f"/article/{LOCK}", "//div[@class='prose']")
    assert copied.startswith("The ministry opened")
    assert "¶" not in copied
    assert "paragraph" not in copied


def test_a_linked_paragraph_stands_out(browser: str, address: str, tmp_path: Path) -> None:
    pictures = []
    for end in ("", "#p1", "#p99"):
        picture = tmp_path / f"{len(pictures)}.png"
        visited = f"{address}/article/{LOCK}{end}"
        _visit(browser, tmp_path / "profile", visited, f"--screenshot={picture}", "--window-size=1280,2400")
        pictures.append(picture.read_bytes())
    assert pictures[0] != pictures[1]
    assert pictures[0] == pictures[2]
