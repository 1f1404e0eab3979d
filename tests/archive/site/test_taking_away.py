"""What is taken away from the search page as a file: of which rows, of which days, with what a spreadsheet can hold."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from click.testing import CliRunner
from datasette.app import Datasette

from archive.commands import export
from archive.records import Attachment, FileText
from archive.store import Store

from .conftest import LOCK, Press, opened, page, portal_row, tree_of, words_of


def _rows(body: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.removeprefix("\ufeff"), newline="")))


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ({"noticed-from": "2026-03"}, 1),
        ({"noticed-from": "2026-03-01", "noticed-to": "2026"}, 1),
        ({"noticed-to": "2026-02"}, 0),
        ({"noticed-from": "2026-03-02"}, 0),
        ({"noticed-from": "", "noticed-to": " "}, 1),
    ],
)
@pytest.mark.parametrize("kind", ["changes", "files"])
async def test_changes_and_files_are_taken_away_by_when_they_were_noticed(
    site: Datasette, kind: str, days: dict[str, str], found: int
) -> None:
    response = await site.client.get(f"/search.csv?{urlencode({'rows': kind, 'q': 'lock', **days})}")
    assert [row["article"] for row in _rows(response.text)] == found * [str(LOCK)]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("noticed-from=2026", "“noticed-from”: articles are not noticed in a period"),
        ("rows=articles&noticed-to=2026", "“noticed-to”: articles are not noticed in a period"),
        ("rows=mentions&q=lock&noticed-to=2026", "“noticed-to”: mentions are not noticed in a period"),
        ("rows=mentions", "“rows”: it asks where words are said"),
        ("rows=mentions&q=-lock", "“rows”: it asks where words are said"),
        ("rows=changes&noticed-from=lately", "“noticed-from”: it is not a day, month or year"),
        ("rows=files&noticed-to=2026-02-30", "“noticed-to”: it is not a day, month or year"),
        ("rows=changes&noticed-from=2026-03&noticed-to=2026-02", "“noticed-to”: the days are the wrong way"),
    ],
)
async def test_days_that_make_no_sense_make_no_file(site: Datasette, query: str, why: str) -> None:
    response = await site.client.get(f"/search.csv?{query}")
    assert (response.status_code, why in response.text) == (400, True)


async def test_a_program_is_told_in_a_line_and_a_browser_on_a_page_why_there_is_no_file(
    site: Datasette,
) -> None:
    address = "/search.csv?rows=mentions"
    told = await site.client.get(address)
    assert (told.status_code, told.headers["content-type"]) == (400, "text/plain; charset=utf-8")
    assert told.text.startswith("No such search: “rows”: it asks where words are said")
    assert told.headers["x-content-type-options"] == "nosniff"
    shown = await site.client.get(address, headers={"Accept": "text/html,application/xhtml+xml"})
    assert (shown.status_code, "<h1>No such search</h1>" in shown.text) == (400, True)


@pytest.mark.parametrize("kind", ["articles", "changes", "files", "fates", "mentions"])
async def test_programs_get_json_lines_with_all_that_the_export_has(
    site: Datasette, archive: Path, kind: str
) -> None:
    asked = "level" if kind == "fates" else "lock"
    response = await site.client.get(f"/search.jsonl?q={asked}&rows={kind}")
    assert response.headers["content-type"] == "application/x-ndjson; charset=utf-8"
    assert response.headers["content-disposition"] == f'attachment; filename="gazette-{kind}.jsonl"'
    words = ["jsonl", "--archive", str(archive), "--query", asked, *([f"--{kind}"] * (kind != "articles"))]
    exported = CliRunner().invoke(export, words, catch_exceptions=False).stdout
    assert response.text == exported
    assert [json.loads(line) for line in exported.splitlines()]


async def test_nothing_found_is_no_line_and_what_makes_no_sense_is_said_as_json(site: Datasette) -> None:
    assert (await site.client.get("/search.jsonl?q=zqxjkv")).text == ""
    refused = await site.client.get("/search.jsonl?rows=mentions")
    assert refused.status_code == 400
    assert "“rows”: it asks where words are said" in refused.json()["error"]


async def test_what_vanished_is_taken_away_by_when_that_was_seen(site: Datasette) -> None:
    told = _rows((await site.client.get("/search.csv?rows=fates&q=level&noticed-from=2026-03")).text)
    assert {(row["what"], row["detail"].rpartition("/")[2]) for row in told} == {
        ("missing", "http-404"),
        ("moved", "4"),
    }
    assert _rows((await site.client.get("/search.csv?rows=fates&q=level&noticed-from=2026-04")).text) == []


async def test_a_page_and_a_feed_know_of_no_days_of_noticing(site: Datasette) -> None:
    assert "“noticed-from” was left out" in (await site.client.get("/search?noticed-from=2026-03")).text
    assert (await site.client.get("/search.atom?noticed-from=2026-03")).status_code == 400


async def test_the_form_asks_for_what_the_page_shows(site: Datasette) -> None:
    """Filled in as a browser does it: the fields that there are, and the button that was pressed."""
    tree = await tree_of(site, "/search?q=lock&state=published&sort=newest")
    (form,) = tree.xpath("//form[contains(@class, 'noticed')]")
    fields = {field.get("name"): field.get("value", "") for field in form.xpath(".//input")}
    assert fields.keys() == {"q", "state", "sort", "noticed-from", "noticed-to"}
    assert [button.get("value") for button in form.xpath(".//button")] == ["changes", "files", "fates"]
    pressed = {**fields, "noticed-from": "2026-03", "rows": "changes"}
    response = await site.client.get(f"{form.get('action')}?{urlencode(pressed)}")
    (row,) = _rows(response.text)
    assert "170 metres" in row["text"]


async def test_who_takes_the_csv_is_told_of_articles_that_no_longer_say_it(site: Datasette) -> None:
    tree = await tree_of(site, "/search?q=metres&sort=newest&page=1")
    assert "said it once" not in words_of(tree.xpath("//main")[0])
    tree = await tree_of(site, "/search?" + urlencode({"q": '"190 metres" OR "river stands"'}))
    told = [words_of(line) for line in tree.xpath("//p[@class='export-links']")]
    assert any(
        line.startswith("1 more article said it once and no longer does: not in the CSV") for line in told
    )
    assert tree.xpath("//p[@class='export-links']/a/@href[. = '#former']")


async def test_where_nothing_says_it_now_the_changes_can_be_taken_away(site: Datasette) -> None:
    tree = await tree_of(site, "/search?" + urlencode({"q": '"190 metres"'}))
    (address,) = tree.xpath("//section[@class='former']//a[text()='CSV of their changes']/@href")
    (row,) = _rows((await site.client.get(address)).text)
    assert "190 metres" in row["text_before"]


@pytest.fixture(scope="module")
def long_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An article whose two states and file are longer than a cell."""
    folder = tmp_path_factory.mktemp("long")
    with Store(folder) as store:
        store.declare(portal_row("xx_waters"))
        press = Press(store)
        plan = (Attachment(page("xx_waters", "plan.pdf"), "The plan", "application/pdf"),)
        for word in ("tide ", "ebbs "):
            press.publish("xx_waters", "long", "Long", word * 8_000, attachments=plan)
        for word in ("pier ", "quay "):
            kept = press.capture("xx_waters", "plan.pdf")
            press.store.files.attach(plan[0].url, kept, FileText(word * 8_000))
    return folder


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("articles", {"text": "/article/1.txt", "attachment_text": "/article/1"}),
        ("changes", {"text": "/article/1/revision/2.txt", "text_before": "/article/1/revision/1.txt"}),
        ("files", {"text": "/capture/4/bytes", "text_before": "/capture/3/bytes"}),
    ],
)
async def test_a_cell_that_a_spreadsheet_would_cut_says_where_all_of_it_is(
    long_folder: Path, kind: str, addresses: dict[str, str]
) -> None:
    async with opened(long_folder) as site:
        row = _rows((await site.client.get(f"/search.csv?rows={kind}")).text)[-1]
        for column, path in addresses.items():
            kept, _, note = row[column].partition("… [")
            assert len(row[column]) <= 32_767
            number, _, address = note.rstrip("]").partition(" more characters: ")
            assert urlsplit(address).path == path
            assert (await site.client.get(path)).status_code == 200
            assert len(kept) + int(number.replace(",", "")) == 40_000


async def test_each_mention_is_offered_as_a_file_where_words_are_looked_for(site: Datasette) -> None:
    assert not (await tree_of(site, "/search?portal=xx_waters")).xpath("//a[text()='of each mention']")
    (address,) = (await tree_of(site, "/search?q=turbine")).xpath("//a[text()='of each mention']/@href")
    (row,) = _rows((await site.client.get(address)).text)
    assert (row["place"], row["sentence"]) == ("file", "Chapter one: the turbine hall")
