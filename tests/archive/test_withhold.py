"""``gazette withhold`` closes an article to everybody and keeps the evidence; ``release`` opens it as it was."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from click.testing import CliRunner, Result

from archive import closure, withholding
from archive.commands import capture, evidence, export, release, search, withhold
from archive.connection import open_archive
from archive.database import open_for_writing
from archive.errors import ArchiveBusyError, ArchiveError, UsageError, WithheldError
from archive.evidence import meant_by
from archive.former import find_former
from archive.records import Attachment, FileText, Image, Link
from archive.sealed import NAME, Sealed
from archive.search import Query, find
from archive.store import Store
from archive.verify import verify
from archive.withheld import of_address, of_capture
from tests.archive.sample import ARTICLES, ROOT, article, exchange, portal

LOCK, QUAY, SLUICE = 1, 2, 3
PLAN, ANNEX = f"{ROOT}/plan.pdf", f"{ROOT}/annex.pdf"
OFFERED = (Attachment(PLAN, "The plan", "application/pdf"), Attachment(ANNEX, "The annex", "application/pdf"))
WORDS = ("zqxjkvwq", "wjqzxkvy", "xvqjzwkb", "kqjxzvwm", "vzkqxjwt")
"""In the latest state, an earlier one, the title, a file, an earlier state of the file."""
REASON = "Order of the court of Drennfurt, 4 C 17/26"
AGAIN = "2026-01-02T08:00:00.000Z"
INDEXES = ("articles_fts", "former_fts", "former_file_fts")


def lock(text: str, **more: Any) -> Any:
    return article(
        "lock",
        f"The lock {WORDS[2]}",
        text,
        "en",
        attachments=OFFERED,
        images=(Image(f"{ROOT}/lock.jpg", "The lock"),),
        links=(Link(f"{ROOT}/quay", "The quay"),),
        **more,
    )


def at(day: int, minute: int = 0) -> str:
    return f"2026-01-{day:02}T08:{minute:02}:00.000Z"


def built(folder: Path) -> Path:
    """An article in three states that was missed and found, with a file of its own in two states and one that another
    article offers as well; that one; and a third."""
    filling = " ".join(f"word{number}" for number in range(3000))
    with Store(folder) as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        store.declare(portal("xx_orchard", "Ministry of Orchards"))
        first = lock(f"It opens at 6. {WORDS[1]} {filling}")
        hint = json.dumps({"title": f"The lock {WORDS[2]}"})
        asked = evolve(exchange(first, at(1)), hint=hint)
        store.store(first, store.keep(asked, None))
        shared = article("quay", "The quay", "It has an annex.", "en", attachments=OFFERED[1:])
        store.store(shared, store.keep(exchange(shared, at(1, 1)), None))
        third = article("sluice", "The sluice", "It is of stone.", "en")
        store.store(third, store.keep(exchange(third, at(1, 2)), None))
        for day, said in ((1, WORDS[4]), (2, WORDS[3])):
            file = evolve(
                exchange(first, at(day, 3)), target_url=PLAN, final_url=PLAN, body=said.encode(), headers=()
            )
            store.files.attach(PLAN, store.keep(file, None), FileText(f"Said {said}. {filling}"))
        annex = evolve(exchange(first, at(2, 4)), target_url=ANNEX, final_url=ANNEX, body=b"%PDF", headers=())
        store.files.attach(ANNEX, store.keep(annex, None), FileText("Ninety metres."))
        gone = evolve(exchange(first, at(3)), status=404, body=b"")
        store.miss(first.url, store.keep(gone, None).captured_at, "http-404")
        for day, text in ((4, f"It opens at 8. {filling}"), (5, f"It opens at 9. {WORDS[0]} {filling}")):
            said = lock(text)
            store.store(said, store.keep(exchange(said, at(day)), None))
            store.flush()
        # Led there, and the same bytes under another address.
        led = evolve(
            exchange(first, at(5, 1)), target_url=f"{ROOT}/l", final_url=f"{ROOT}/l", status=302, body=b""
        )
        store.keep(evolve(led, headers=(("Location", "/lock"),)), None)
        store.keep(evolve(exchange(lock(text), at(5, 2)), target_url=f"{ROOT}/l"), None)
        store.keep(evolve(exchange(lock(text), at(5, 3)), final_url=f"{ROOT}/lock?from=list"), None)
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("made") / "data")


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """An archive of one's own."""
    return shutil.copytree(made, tmp_path / "data")


def run(command: Any, folder: Path, *words: str) -> Result:
    return CliRunner().invoke(command, ["--archive", str(folder), *words], catch_exceptions=False)


def close(folder: Path, *which: object) -> Result:
    return run(withhold, folder, *map(str, which), "--reason", REASON)


@pytest.fixture
def closed(folder: Path) -> Path:
    """One in which the lock is withheld."""
    assert close(folder, LOCK).exit_code == 0
    return folder


def everything(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, but for the index's own."""
    with closing(sqlite3.connect(folder / "archive.db")) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr)
            for (name,) in names
            if "_fts" not in name
        }


def check_indexes(folder: Path) -> None:
    """Each index holds exactly what there is to be found."""
    db = open_for_writing(folder / "archive.db")
    for index in INDEXES:
        db.execute(f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)")
    db.close()


def found(folder: Path, word: str) -> list[int]:
    with open_archive(folder) as connection:
        query = Query(word)
        return [hit.id for hit in find(connection, query)] + [
            one.article for one in find_former(connection, query)
        ]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("archive.db*")))


def left(folder: Path) -> list[str]:
    """Words that stand in the bytes of the database; of those in an index only the end is written out."""
    there = bytes_of(folder)
    return [word for word in WORDS if word[3:].encode() in there]


def test_nobody_finds_what_is_withheld(folder: Path) -> None:
    assert [found(folder, word) for word in WORDS] == [[LOCK]] * 5
    assert close(folder, LOCK).exit_code == 0
    assert [found(folder, word) for word in WORDS] == [[]] * 5
    check_indexes(folder)
    assert run(search, folder, "lock").stdout == ""
    for kind in ((), ("--changes",), ("--files",)):
        written = run(export, folder, "csv", *kind).stdout
        assert not [word for word in (*WORDS, "lock") if word in written]


def test_every_row_of_it_is_out_of_the_tables_that_may_be_given_away(closed: Path) -> None:
    said = repr(
        {name: rows for name, rows in everything(closed).items() if name not in ("captures", "withheld")}
    )
    assert not [word for word in WORDS if word in said]
    rows = everything(closed)
    counts = {
        name: len(rows[name])
        for name in ("articles", "revisions", "attachments", "file_revisions", "sightings")
    }
    assert counts == {"articles": 2, "revisions": 2, "attachments": 1, "file_revisions": 1, "sightings": 0}
    assert [row for row in rows["sketches"] if row[1] == LOCK] == []
    assert WORDS[2] not in repr(rows["captures"])  # what a list said of its title
    ((number, url, name, _, reason),) = rows["withheld"]
    assert (number, url, name, reason) == (LOCK, f"{ROOT}/lock", "xx_harbour", REASON)


def test_the_bytes_of_the_database_hold_nothing_of_it(folder: Path) -> None:
    assert left(folder) == list(WORDS)
    said = close(folder, LOCK)
    assert left(folder) == []
    assert "is written anew" in said.stderr
    assert "done in " in said.stderr


def shorten(folder: Path) -> None:
    """Put a short text in the place of a long one, as an SQLite does that overwrites nothing: what the long one said
    stays in pages that are free."""
    with Store(folder) as store:
        store.db.execute("PRAGMA secure_delete = OFF")
        store.restate([(state, lock("Short.")) for state in store.states(f"{ROOT}/lock")])


def test_what_was_deleted_long_ago_is_not_left_either(folder: Path) -> None:
    shorten(folder)
    assert WORDS[0] in left(folder)
    assert close(folder, LOCK).exit_code == 0
    assert left(folder) == []


def test_it_is_opened_exactly_as_it_was(folder: Path) -> None:
    before = everything(folder)
    assert close(folder, LOCK).exit_code == 0
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert everything(folder) == before
    assert [found(folder, word) for word in WORDS] == [[LOCK]] * 5
    check_indexes(folder)
    with Sealed(folder) as sealed:
        assert sealed.of(LOCK) == []
    assert not [word for word in WORDS if word.encode() in (folder / NAME).read_bytes()]


def test_it_can_be_closed_and_opened_again_and_again(folder: Path) -> None:
    before = everything(folder)
    for which in (LOCK, f"{ROOT}/lock"):
        assert close(folder, which).exit_code == 0
        assert run(release, folder, f"{ROOT}/lock").exit_code == 0
    assert everything(folder) == before
    check_indexes(folder)


def test_where_it_lies_meanwhile_is_read_by_its_owner_alone(closed: Path) -> None:
    assert stat.S_IMODE((closed / NAME).stat().st_mode) == 0o600
    assert WORDS[0].encode() in (closed / NAME).read_bytes()


def test_the_evidence_is_left_alone(folder: Path) -> None:
    def faults() -> list[str]:
        with open_archive(folder) as connection:
            return [str(fault) for fault in verify(connection, folder, {}).faults]

    warcs = {path: path.read_bytes() for path in (folder / "warc").iterdir()}
    assert close(folder, LOCK).exit_code == 0
    assert faults() == []
    assert {path: path.read_bytes() for path in (folder / "warc").iterdir()} == warcs
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert faults() == []


def test_a_file_that_another_article_offers_stays(closed: Path) -> None:
    assert found(closed, "ninety") == [QUAY]
    with open_archive(closed) as connection:
        assert of_address(connection, ANNEX) is None
        assert of_address(connection, PLAN)


def test_every_address_that_captures_of_it_came_from_is_closed(closed: Path) -> None:
    with closing(sqlite3.connect(closed / "archive.db")) as connection:
        urls = {row[0] for row in connection.execute("SELECT url FROM withheld_addresses")}
    assert urls == {f"{ROOT}/lock", f"{ROOT}/lock?from=list", f"{ROOT}/l", PLAN}


def test_what_two_withheld_articles_offer_comes_back_with_the_first_of_them(folder: Path) -> None:
    before = everything(folder)
    assert close(folder, QUAY, LOCK).exit_code == 0
    assert found(folder, "ninety") == []
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert found(folder, "ninety") == [LOCK]
    with open_archive(folder) as connection:
        assert of_address(connection, ANNEX) is None
    assert close(folder, LOCK).exit_code == 0
    assert run(release, folder, str(QUAY)).exit_code == 0
    assert found(folder, "ninety") == [QUAY]
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert everything(folder) == before
    check_indexes(folder)


def test_two_addresses_of_the_same_bytes_are_closed_and_opened_each_by_itself(folder: Path) -> None:
    sluice = article("sluice", "The sluice", "It is of stone.", "en")
    with Store(folder) as store:
        twin = evolve(sluice, url=f"{ROOT}/sluice2")
        asked = evolve(exchange(sluice, at(6)), target_url=twin.url, final_url=twin.url)
        store.store(twin, store.keep(asked, None))
    before = everything(folder)
    assert close(folder, SLUICE, 4).exit_code == 0
    assert run(release, folder, str(SLUICE)).exit_code == 0
    with open_archive(folder) as connection:
        assert of_address(connection, sluice.url) is None
        assert of_address(connection, twin.url)
        urls = connection.execute("SELECT url FROM withheld_addresses").fetchall()
    assert [row[0] for row in urls] == [twin.url]
    assert run(release, folder, "4").exit_code == 0
    assert everything(folder) == before


def test_a_shared_file_that_was_replaced_meanwhile_is_what_it_is_now(closed: Path) -> None:
    with Store(closed) as store:
        other = evolve(exchange(ARTICLES[0], "2100-01-01T08:00:00.000Z"), target_url=ANNEX, final_url=ANNEX)
        store.files.attach(ANNEX, store.keep(evolve(other, body=b"%PDF-2"), None), FileText("Eighty metres."))
    assert run(release, closed, str(LOCK)).exit_code == 0
    assert found(closed, "eighty") == [LOCK, QUAY] or found(closed, "eighty") == [QUAY, LOCK]
    check_indexes(closed)


def test_no_other_article_gets_its_number(folder: Path) -> None:
    assert close(folder, SLUICE).exit_code == 0
    with Store(folder) as store:
        new = article("new", "The new one", "It is new.", "en")
        store.store(new, store.keep(exchange(new, at(9)), None))
    assert run(release, folder, str(SLUICE)).exit_code == 0
    with open_archive(folder) as connection:
        held = connection.execute("SELECT id, url FROM articles WHERE id >= ?", (SLUICE,)).fetchall()
    assert [tuple(row) for row in held] == [(3, f"{ROOT}/sluice"), (4, f"{ROOT}/new")]


def test_what_hangs_on_it_gets_other_numbers_where_its_own_are_taken(closed: Path) -> None:
    said = article("quay", "The quay", "It has another annex.", "en", attachments=OFFERED[1:])
    with Store(closed) as store:
        for day, text in ((6, "It has another annex."), (7, "It has none now.")):
            said = evolve(said, text=text, text_digest=f"sha256:{day}")
            store.store(said, store.keep(exchange(said, at(day)), None))
            store.flush()
    assert run(release, closed, str(LOCK)).exit_code == 0
    with open_archive(closed) as connection:
        told = connection.execute(
            "SELECT number, captured_at FROM revisions WHERE article = ? ORDER BY number", (LOCK,)
        )
        assert [tuple(row) for row in told] == [(1, at(1)), (2, at(4)), (3, at(5))]
    assert [found(closed, word) for word in WORDS] == [[LOCK]] * 5
    check_indexes(closed)


def test_the_tables_are_made_by_sqlite_utils_alone(tmp_path: Path) -> None:
    schema = Path(withholding.__file__).with_name("migrations.py")
    words = [sys.executable, "-m", "sqlite_utils", "migrate", str(tmp_path / "archive.db"), str(schema)]
    subprocess.run(words, check=True, cwd=tmp_path)
    assert everything(tmp_path).keys() >= {"articles", "withheld", "withheld_addresses"}


def test_what_was_withheld_before_a_migration_gets_what_that_has_added(closed: Path) -> None:
    with Sealed(closed) as sealed:
        rows = sealed.of(LOCK)
        for table, row in rows:
            if table == "articles":
                del row["missed_reason"]
                row["dropped_since"] = "x"
        sealed.put(LOCK, rows)
    assert run(release, closed, str(LOCK)).exit_code == 0
    assert [found(closed, word) for word in WORDS] == [[LOCK]] * 5


class KilledError(Exception):
    """In place of a power supply that ends."""


@pytest.fixture(params=["_take_out", "_list"])
def killed_closing(request: pytest.FixtureRequest, folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(withholding, request.param, _killed)
        with pytest.raises(KilledError):
            close(folder, LOCK)
    return folder


def _killed(*_: object) -> None:
    raise KilledError


def test_a_kill_before_the_rows_are_taken_out_leaves_them_open_and_it_is_done_again(
    killed_closing: Path,
) -> None:
    assert found(killed_closing, WORDS[0]) == [LOCK]
    with open_archive(killed_closing) as connection:
        assert meant_by(connection, "1") == LOCK
    # It was changed in between: what the killed command had written is not what is put back.
    said = lock(f"It opens at 10. {WORDS[0]}")
    with Store(killed_closing) as store:
        store.store(said, store.keep(exchange(said, at(8)), None))
    before = everything(killed_closing)
    assert close(killed_closing, LOCK).exit_code == 0
    assert found(killed_closing, WORDS[0]) == []
    assert run(release, killed_closing, "1").exit_code == 0
    assert everything(killed_closing) == before


def test_a_kill_before_the_file_is_written_anew_is_made_good_by_the_same_command(folder: Path) -> None:
    shorten(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure, "rewrite", _killed)
        with pytest.raises(KilledError):
            close(folder, LOCK)
    assert found(folder, "lock") == []
    again = close(folder, LOCK)
    assert again.exit_code == 0
    assert f"already so: {ROOT}/lock: withheld since" in again.stderr
    assert left(folder) == []


@pytest.mark.parametrize("step", ["_put_back_files", "_unlist"])
def test_a_kill_while_it_is_opened_leaves_it_closed_and_it_is_done_again(folder: Path, step: str) -> None:
    before = everything(folder)
    assert close(folder, LOCK).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(withholding, step, _killed)
        with pytest.raises(KilledError):
            run(release, folder, str(LOCK))
    assert found(folder, WORDS[0]) == []
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert everything(folder) == before


def test_a_kill_after_it_was_opened_loses_nothing_and_closes_nothing(folder: Path) -> None:
    assert close(folder, LOCK).exit_code == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Sealed, "drop", _killed)
        with pytest.raises(KilledError):
            run(release, folder, str(LOCK))
    assert found(folder, WORDS[0]) == [LOCK]
    before = everything(folder)
    with pytest.raises(ArchiveError, match="article 1 is not withheld, and nothing was changed"):
        run(release, folder, str(LOCK))
    assert close(folder, LOCK).exit_code == 0
    assert run(release, folder, str(LOCK)).exit_code == 0
    assert everything(folder) == before


def test_where_something_else_stands_in_its_place_nothing_is_put_back(closed: Path) -> None:
    db = open_for_writing(closed / "archive.db")
    db.execute("UPDATE articles SET url = ? WHERE id = ?", [f"{ROOT}/lock", QUAY])
    db.close()
    before = everything(closed)
    with pytest.raises(ArchiveError, match=r"cannot be put back into articles: .*withhold that first"):
        run(release, closed, str(LOCK))
    assert everything(closed) == before
    with Sealed(closed) as sealed:
        assert sealed.of(LOCK)


def test_a_lost_file_is_told_with_the_remedy(closed: Path) -> None:
    (closed / NAME).unlink()
    with pytest.raises(ArchiveError, match=r"holds nothing of .*/lock, which is withheld; restore that file"):
        run(release, closed, "1")
    with Store(closed):
        pass


def test_the_writer_writes_nothing_of_it(closed: Path) -> None:
    before = everything(closed)
    with Store(closed) as store:
        again = lock("It opens at 11.")
        kept = store.keep(exchange(again, at(9)), None)
        assert store.store(again, kept) == "withheld"
        assert store.files.attach(PLAN, kept, FileText("Said again.")) == "withheld"
        store.admit([(again, kept)])
        store.seen(again.url, at(9))
        store.miss(again.url, at(9), "http-404")
    after = everything(closed)
    assert {name: rows for name, rows in after.items() if name != "captures"} == {
        name: rows for name, rows in before.items() if name != "captures"
    }


def test_the_same_words_at_another_address_of_the_portal_are_withheld_and_so_is_that(closed: Path) -> None:
    filling = " ".join(f"word{number}" for number in range(3000))
    text = f"It opens at 9. {WORDS[0]} {filling}"
    with Store(closed) as store:
        for url, name in ((f"{ROOT}/2026/lock", "xx_harbour"), (f"{ROOT}/elsewhere", "xx_orchard")):
            again = evolve(lock(text, portal=name), url=url)
            asked = evolve(exchange(again, at(9)), hint=json.dumps({"title": WORDS[2]}))
            outcome = store.store(again, store.keep(asked, None))
            assert outcome == ("withheld" if name == "xx_harbour" else "new")
    with open_archive(closed) as connection:
        order = of_address(connection, f"{ROOT}/2026/lock")
        assert order
        assert order.article == LOCK
        hints = "SELECT hint FROM captures WHERE final_url LIKE '%/2026/lock'"
        assert connection.execute(hints).fetchone()[0] == ""
    assert run(release, closed, "1").exit_code == 0
    assert everything(closed)["withheld_addresses"] == []
    with open_archive(closed) as connection:
        assert verify(connection, closed, {}).faults == []
        assert WORDS[2] in connection.execute(hints).fetchone()[0]


def test_the_command_line_refuses_it_with_the_reason_and_the_next_command(
    closed: Path, tmp_path: Path
) -> None:
    for which in ("1", f"{ROOT}/lock", f"{ROOT}/lock?from=list"):
        with pytest.raises(WithheldError, match=rf"{REASON}; `gazette release 1` opens it again"):
            run(evidence, closed, which, "--output", str(tmp_path / "lock.wacz"))
    assert not (tmp_path / "lock.wacz").exists()


def test_the_operator_still_gets_the_bytes_and_is_told(closed: Path) -> None:
    given = CliRunner().invoke(capture, ["--archive", str(closed), f"{ROOT}/lock"])
    assert WORDS[0].encode() in given.stdout_bytes
    assert f"not to be passed on: {ROOT}/lock: withheld since" in given.stderr
    assert "passed on" not in CliRunner().invoke(capture, ["--archive", str(closed), f"{ROOT}/quay"]).stderr


def test_what_is_withheld_is_listed_and_nothing_else_is_said_of_it(closed: Path) -> None:
    listed = run(withhold, closed, "--list")
    assert listed.stdout.split("  ")[0] == "1"
    assert listed.stdout.endswith(f"  xx_harbour  {ROOT}/lock  {REASON}\n")
    assert "articles withheld: 1" in listed.stderr


def test_articles_that_say_the_same_or_lead_there_are_named(folder: Path) -> None:
    with Store(folder) as store:
        moved = article("old", "The lock of old", "It was here.", "en")
        store.store(moved, store.keep(exchange(moved, at(6)), None))
        store.move(moved.url, f"{ROOT}/lock", at(7))
    assert f"still open, and says the same or leads there: {ROOT}/old\n" in close(folder, LOCK).stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("1",), "say why with --reason TEXT; it is shown to everybody"),
        (("1", "--reason", "  "), "say why with --reason TEXT"),
        (("--reason", REASON), "say which articles"),
        (("--list", "1"), "--list shows all"),
        (("99", "--reason", REASON), "99: no article has this number or address"),
        (("1", "99", "--reason", REASON), "99: no article has this number or address"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_done(
    folder: Path, words: tuple[str, ...], why: str
) -> None:
    before = everything(folder)
    with pytest.raises(UsageError, match=why):
        run(withhold, folder, *words)
    assert everything(folder) == before


def test_where_somebody_writes_nothing_is_done(folder: Path) -> None:
    with Store(folder), pytest.raises(ArchiveBusyError):
        close(folder, LOCK)
    with Store(folder), pytest.raises(ArchiveBusyError):
        run(release, folder, "1")


def test_where_the_file_cannot_be_written_anew_it_is_withheld_and_told(folder: Path) -> None:
    def full(_: object) -> bool:
        raise sqlite3.OperationalError("database or disk is full")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closure, "rewrite", full)
        with pytest.raises(
            ArchiveError, match=r"withheld, and shown to nobody; but .*disk is full; free as much"
        ):
            close(folder, LOCK)
    assert found(folder, WORDS[0]) == []


def test_a_reader_who_keeps_the_log_is_told_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.database._SECONDS_TO_WAIT", 0.1)
    with open_archive(folder) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM articles").fetchone()
        with pytest.raises(ArchiveError, match="somebody is reading it"):
            close(folder, LOCK)
    assert close(folder, LOCK).exit_code == 0
    assert left(folder) == []


def test_other_forms_of_its_address_and_its_bytes_anywhere_are_closed(tmp_path: Path) -> None:
    """Captures of which no state is kept, as they brought the text that was held already."""
    with Store(tmp_path) as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        one = article("lock", "The lock", "It opens at 6.", "en")
        there = exchange(one, at(1))
        store.store(one, store.keep(there, None))
        other = article("quay", "The quay", "It has an annex.", "en")
        store.store(other, store.keep(exchange(other, at(1, 1)), None))
        twins = (f"{ROOT}/lock/", f"{ROOT.replace('https', 'http')}/lock", f"{ROOT}/lock#top")
        numbers = [
            store.keep(
                evolve(
                    there, captured_at=at(2), final_url=url, target_url=url, body=f"{url} It opens".encode()
                ),
                None,
            ).id
            for url in twins[:2]
        ]
        moved = store.keep(
            evolve(there, captured_at=at(3), final_url=other.url, target_url=other.url), None
        ).id
        listing = store.keep(
            evolve(there, captured_at=at(4), final_url=f"{ROOT}/feed", body=b"It opens at 6."), None
        ).id
    assert close(tmp_path, 1).exit_code == 0
    with open_archive(tmp_path) as connection:
        closed = {number: of_capture(connection, number) is not None for number in range(1, listing + 1)}
    assert closed == {1: True, 2: False, **dict.fromkeys((*numbers, moved, listing), True)}


def test_an_open_article_that_comes_to_say_it_keeps_what_it_said(closed: Path) -> None:
    with Store(closed) as store:
        says = evolve(
            article("sluice", "", "", "en"), title=lock("").title, text=f"It opens at 6. {WORDS[0]}"
        )
        with Sealed(closed) as sealed:
            digest = sorted(sealed.texts(LOCK))[0]
        says = evolve(says, text_digest=digest)
        assert store.store(says, store.keep(exchange(says, at(9)), None)) == "withheld"
    with open_archive(closed) as connection:
        told = connection.execute("SELECT text FROM articles WHERE id = ?", [SLUICE]).fetchone()
    assert told[0] == "It is of stone."


def test_a_capture_that_brings_its_words_from_an_open_address_is_closed_by_itself(closed: Path) -> None:
    with Sealed(closed) as sealed:
        digest = sorted(sealed.texts(LOCK))[0]
    hint = json.dumps({"title": f"The lock {WORDS[2]}"})
    with Store(closed) as store:
        says = evolve(article("sluice", "", "", "en"), title=lock("").title, text_digest=digest)
        capture = store.keep(evolve(exchange(says, at(9)), hint=hint), None)
        assert store.store(says, capture) == "withheld"
    hints = "SELECT hint FROM captures WHERE id = ?"
    with open_archive(closed) as connection:
        assert of_capture(connection, capture.id) is not None
        assert connection.execute(hints, [capture.id]).fetchone()[0] == ""
        assert verify(connection, closed, {}).faults == []
    assert run(release, closed, str(LOCK)).exit_code == 0
    with open_archive(closed) as connection:
        assert of_capture(connection, capture.id) is None
        assert connection.execute(hints, [capture.id]).fetchone()[0] == hint
        assert verify(connection, closed, {}).faults == []


def test_that_what_is_kept_apart_is_gone_is_a_fault(closed: Path) -> None:
    (closed / NAME).unlink()
    with open_archive(closed) as connection:
        assert [str(fault) for fault in verify(connection, closed, {}).faults] == [
            f"{NAME}: is missing, and with it what is withheld: restore it from a backup"
        ]
