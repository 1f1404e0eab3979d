"""A timestamp authority certifies what an archive holds, and anybody can check that."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import Encoding
from datasette.app import Datasette

from archive.errors import UsageError
from archive.store import Store
from archive.timestamps import Timestamp, TimestampError, _chain, needed
from crawler.cli import gazette
from crawler.timestamping import AUTHORITY, Authority
from tests.archive.sample import ARTICLES, exchange, portal
from tests.authority import SIGNER, authority, certificate, needs_openssl
from tests.authority import Authority as Loopback
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment, make_due
from tests.crawler.foreign import Kept, write
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.crawler.test_import import HOST, ONE, SAID

pytestmark = needs_openssl
ROOTS = "GAZETTE_TIMESTAMP_ROOTS"


@pytest.fixture(scope="module")
def clock() -> Iterator[Loopback]:
    with authority() as asked:
        yield asked


@pytest.fixture
def fresh(clock: Loopback) -> Loopback:
    """The same, as it was at first."""
    clock.status, clock.location, clock.answer = 200, "", b""
    clock.knows("sha256")
    clock.asked.clear()
    clock.headers.clear()
    return clock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An archive with three articles."""
    with Store(tmp_path / "archive") as store:
        store.declare(portal("xx_harbour", "Ministry of Harbours"))
        for one in ARTICLES[:3]:
            store.store(one, store.keep(exchange(one), None))
    return tmp_path / "archive"


def run(*words: object, **environment: str) -> Result:
    return CliRunner().invoke(gazette, list(map(str, words)), env=environment)


def stamp(folder: Path, clock: Loopback) -> Result:
    return run("timestamp", "--archive", folder, "--authority", clock.url, "--roots", clock.roots)


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "archive.db") as connection:
        return connection.execute(sql).fetchall()


def capture_one_more(folder: Path) -> None:
    with Store(folder) as store:
        store.keep(exchange(ARTICLES[0], "2026-03-01T08:00:00.000Z"), None)


def test_all_captures_are_certified_once_and_again_when_there_are_more(folder: Path, fresh: Loopback) -> None:
    first = stamp(folder, fresh)
    assert first.exit_code == 0, first.output
    assert first.output.startswith("3:sha256:")
    assert first.output.endswith(f" by {SIGNER}\n")
    assert stamp(folder, fresh).output == "nothing was captured since the last timestamp\n"
    assert len(fresh.asked) == 1
    capture_one_more(folder)
    assert stamp(folder, fresh).output.startswith("4:sha256:")
    told = "SELECT capture, authority, signer, certified_at > '2026-11-01' FROM timestamps ORDER BY id"
    assert rows(folder, told) == [(number, "127.0.0.1", SIGNER, 1) for number in (3, 4)]


def test_openssl_takes_the_answer_for_a_certificate_of_the_line_to_be_noted(
    folder: Path, fresh: Loopback
) -> None:
    stamp(folder, fresh)
    line = run("verify", "--archive", folder).output.rpartition("To note down elsewhere: ")[2].strip()
    [(answer,)] = rows(folder, "SELECT response FROM timestamps")
    assert isinstance(answer, bytes)
    assert fresh.agrees(line.encode(), answer)
    assert not fresh.agrees(line.encode() + b"0", answer)


def test_the_authority_learns_of_the_archive_a_digest_alone(folder: Path, fresh: Loopback) -> None:
    stamp(folder, fresh)
    [asked], [headers] = fresh.asked, fresh.headers
    [(chain,)] = rows(folder, "SELECT chain_digest FROM captures WHERE id = 3")
    assert hashlib.sha256(f"3:{chain}".encode()).digest() in asked
    assert len(asked) < 100
    assert (headers["content-type"], headers["user-agent"]) == ("application/timestamp-query", "Gazette")


def test_verify_holds_timestamps_against_the_chain(folder: Path, fresh: Loopback) -> None:
    stamp(folder, fresh)
    capture_one_more(folder)
    good = run("verify", "--archive", folder, "--roots", fresh.roots)
    assert good.exit_code == 0
    assert "Timestamps that hold: 1; the last one certifies all captures up to 3, by " + SIGNER in good.output
    stranger = run("verify", "--archive", folder)
    assert stranger.exit_code == 0
    assert "Timestamps that were not checked: 1;" in stranger.output
    assert json.loads(run("verify", "--archive", folder, "--json").stdout)["unchecked"] == 1


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE timestamps SET chain_digest = 'sha256:' || printf('%064d', 0)", "not the chain digest of that"),
        ("UPDATE captures SET captured_at = '2999-01-01T00:00:00.000Z' WHERE id = 2", "that is dated 2999"),
        ("UPDATE timestamps SET capture = 2", "timestamp of capture 2: certifies 2:sha256:"),
        ("UPDATE timestamps SET certified_at = '2020-01-01T00:00:00.000Z'", "its row says otherwise"),
        ("UPDATE timestamps SET response = x'30'", "it certifies nothing: ASN.1 parse error"),
    ],
)  # fmt: skip
def test_what_was_altered_since_is_a_fault(folder: Path, fresh: Loopback, sql: str, told: str) -> None:
    stamp(folder, fresh)
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute(sql)
    found = run("verify", "--archive", folder, "--roots", fresh.roots)
    assert found.exit_code == 1
    assert told in found.output


def test_who_is_not_known_here_certifies_nothing(folder: Path, fresh: Loopback) -> None:
    found = run("timestamp", "--archive", folder, "--authority", fresh.url)
    assert found.exit_code == 1
    assert str(found.exception) == (
        "no timestamp from 127.0.0.1: it is signed on behalf of CN=Root of Drennfurt, which this machine does not "
        "know: name the root certificate of the authority with --roots"
    )
    assert rows(folder, "SELECT * FROM timestamps") == []


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"status": 503}, "it answered 503"),
        ({"status": 302, "location": "http://127.0.0.1:9/elsewhere"}, "it answered 302"),
        ({"answer": b"<html>"}, "it certifies nothing: ASN.1 parse error"),
        ({"answer": b"x" * 2_000_000}, "it certifies nothing: ASN.1 parse error"),
    ],
)
def test_an_answer_that_is_none_is_told_and_nothing_is_kept(
    folder: Path, fresh: Loopback, setting: dict[str, object], told: str
) -> None:
    for name, value in setting.items():
        setattr(fresh, name, value)
    found = stamp(folder, fresh)
    assert found.exit_code == 1
    assert str(found.exception).startswith(f"no timestamp from 127.0.0.1: {told}")
    assert rows(folder, "SELECT * FROM timestamps") == []


def test_a_refusal_is_told_in_the_authoritys_words(folder: Path, fresh: Loopback) -> None:
    fresh.knows("sha512")
    assert "it did not grant what was asked: Message digest algorithm is not supported." in str(
        stamp(folder, fresh).exception
    )


def test_an_old_answer_is_none(folder: Path, fresh: Loopback) -> None:
    stamp(folder, fresh)
    [(answer,)] = rows(folder, "SELECT response FROM timestamps")
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute("DELETE FROM timestamps")
    assert isinstance(answer, bytes)
    fresh.answer = answer
    assert "it is an answer to another question" in str(stamp(folder, fresh).exception)


def test_an_account_goes_to_the_authority_and_into_no_message(folder: Path, fresh: Loopback) -> None:
    url = fresh.url.replace("//", "//desk:p%40ss@")
    fresh.status = 401
    found = run("timestamp", "--archive", folder, "--authority", url, "--roots", fresh.roots)
    assert fresh.headers[0]["authorization"] == "Basic ZGVzazpwQHNz"
    assert str(found.exception) == "no timestamp from 127.0.0.1: it answered 401"


def test_nobody_there_is_told(folder: Path) -> None:
    found = run("timestamp", "--archive", folder, "--authority", "http://127.0.0.1:9/tsa")
    assert str(found.exception) == "no timestamp from 127.0.0.1: Connection refused"


@pytest.mark.parametrize("sql", [
    "UPDATE timestamps SET signer = 'CN=Somebody else'",
    "UPDATE timestamps SET certified_at = '1999-01-01T00:00:00.000Z'",
    "UPDATE timestamps SET capture = 2, chain_digest = (SELECT chain_digest FROM captures WHERE id = 2)",
])  # fmt: skip
def test_what_was_altered_is_a_fault_whoever_vouches_for_the_authority(
    folder: Path, fresh: Loopback, sql: str
) -> None:
    stamp(folder, fresh)
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute(sql)
    assert run("verify", "--archive", folder).exit_code == 1


def test_another_root_of_the_same_name_vouches_for_nobody_and_takes_nothing_away(
    folder: Path, tmp_path: Path, fresh: Loopback
) -> None:
    stamp(folder, fresh)
    with authority() as other:
        alone, both = other.roots, tmp_path / "both.pem"
        both.write_bytes(alone.read_bytes() + fresh.roots.read_bytes())
        found = run("verify", "--archive", folder, "--roots", alone)
        assert (found.exit_code, "were not checked: 1;" in found.output) == (0, True)
        assert "Timestamps that hold: 1;" in run("verify", "--archive", folder, "--roots", both).output


def test_a_certificate_that_somebody_has_added_names_no_signer() -> None:
    serial = 7
    made = [certificate(name, serial) for name in ("Clock of Drennfurt", "Clock of somebody else")]
    given = SimpleNamespace(
        certificates={one.public_bytes(Encoding.DER) for one in made},
        signer_infos=[SimpleNamespace(issuer=made[0].issuer, serial_number=serial)],
    )
    with pytest.raises(TimestampError, match="the certificates of 2 signers are in it"):
        _chain(SimpleNamespace(signed_data=given))  # type: ignore[arg-type]


def test_what_was_certified_of_another_chain_certifies_nothing_here(folder: Path, fresh: Loopback) -> None:
    stamp(folder, fresh)
    with sqlite3.connect(folder / "archive.db") as connection:
        connection.execute("UPDATE captures SET chain_digest = replace(chain_digest, '1', '2') WHERE id = 3")
    assert "certified to be there" not in run("capture", 1, "--archive", folder).stderr
    assert "certified up to" not in run("status", "--archive", folder).output
    assert stamp(folder, fresh).output.startswith("3:sha256:")


@pytest.mark.parametrize(
    "url",
    [
        "tsa.example", "ftp://tsa.example/", "http://", "http://tsa.example:x/", "http://tsa..example/",
        f"http://{'a' * 64}.example/", "http://tsa.example/größe",
    ],
)  # fmt: skip
def test_what_is_no_address_of_an_authority_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="no address of a timestamp authority"):
        Authority.at(url)


def test_who_asks_without_an_authority_or_with_no_certificate_is_told(folder: Path, tmp_path: Path) -> None:
    assert "--authority URL" in str(run("timestamp", "--archive", folder).exception)
    (tmp_path / "none.pem").write_text("none")
    for name, told in (("none.pem", "no certificates in PEM are in it"), ("x.pem", "No such file")):
        found = run("verify", "--archive", folder, "--roots", tmp_path / name)
        assert isinstance(found.exception, UsageError)
        assert told in str(found.exception)


def test_an_archive_without_captures_has_nothing_to_certify(tmp_path: Path, fresh: Loopback) -> None:
    with Store(tmp_path):
        pass
    assert stamp(tmp_path, fresh).exit_code == 0
    assert not fresh.asked


def test_evidence_leads_from_each_capture_to_what_was_certified(
    folder: Path, tmp_path: Path, fresh: Loopback
) -> None:
    stamp(folder, fresh)
    capture_one_more(folder)
    stamp(folder, fresh)
    capture_one_more(folder)
    output = tmp_path / "one.wacz"
    said = run("evidence", 1, "--archive", folder, "--output", output)
    assert said.stderr.endswith(
        "captures that nobody has certified yet: 1; `gazette timestamp` asks for that\n"
    )
    with ZipFile(output) as handed:
        members = {name: handed.read(name) for name in handed.namelist()}
    captures = _table(members["gazette/captures.csv"])
    chain = _table(members["gazette/chain.csv"])
    assert [row["id"] for row in captures] == ["1", "4", "5"]
    assert [row["capture"] for row in chain] == ["1", "2", "3", "4"]
    assert [row["timestamp"] for row in chain] == ["3", "3", "3", "4"]
    assert [bool(row["certified_at"]) for row in captures] == [True, True, False]
    for row in chain:
        link = "\n".join(row[name] for name in ("chain_digest_before", "record_id", "record_digest"))
        assert row["chain_digest"] == f"sha256:{hashlib.sha256(link.encode()).hexdigest()}"
    for last in (chain[2], chain[3]):
        line = members[f"gazette/timestamps/{last['capture']}.txt"]
        assert line.decode() == f"{last['capture']}:{last['chain_digest']}"
        assert fresh.agrees(line, members[f"gazette/timestamps/{last['capture']}.tsr"])
    description = json.loads(members["datapackage.json"])["description"]
    assert "openssl ts -verify -data gazette/timestamps/4.txt -in gazette/timestamps/4.tsr" in description
    assert "1 of the captures are certified by nobody" in description
    assert (
        r"""printf '%s\n%s\n%s' "$chain_digest_before" "$record_id" "$record_digest" | sha256sum"""
        in description
    )


def test_evidence_without_timestamps_names_none(folder: Path, tmp_path: Path) -> None:
    output = tmp_path / "one.wacz"
    assert run("evidence", 1, "--archive", folder, "--output", output).exit_code == 0
    with ZipFile(output) as handed:
        assert not [name for name in handed.namelist() if "timestamps" in name or "chain" in name]
        assert "timestamps" not in json.loads(handed.read("datapackage.json"))["description"]


def _table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_capture_says_when_it_was_certified(folder: Path, fresh: Loopback) -> None:
    stamp(folder, fresh)
    capture_one_more(folder)
    assert f"by {SIGNER}" in run("capture", 2, "--archive", folder).stderr
    assert "certified" not in run("capture", 4, "--archive", folder).stderr


def test_status_tells_how_far_it_is_certified_and_complains_where_that_takes_long(
    folder: Path, fresh: Loopback
) -> None:
    assert "certified" not in run("status", "--archive", folder).output
    stamp(folder, fresh)
    assert "certified up to capture 3 of 3, at 20" in run("status", "--archive", folder).output
    capture_one_more(folder)
    told = "captures since 2026-03-01T08:00:00.000Z have no timestamp: `gazette timestamp` asks for one"
    assert told in run("status", "--archive", folder, "--max-age", 1).output
    assert told not in run("status", "--archive", folder).output
    stamp(folder, fresh)
    assert told not in run("status", "--archive", folder, "--max-age", 1).output


async def test_the_pages_of_an_article_and_its_state_say_so(folder: Path, fresh: Loopback) -> None:
    site = Datasette([str(folder / "archive.db")])
    await site.invoke_startup()
    before = await site.client.get("/article/1")
    assert "Certified" not in before.text
    stamp(folder, fresh)
    for path in ("/article/1", "/article/1/revision/1"):
        page = await site.client.get(path)
        assert "<dt>Certified</dt>" in page.text
        assert SIGNER in page.text
    answer, line = [(await site.client.get(f"/timestamp/1.{form}")) for form in ("tsr", "txt")]
    assert fresh.agrees(line.content, answer.content)
    assert answer.headers["content-type"] == "application/timestamp-reply"
    assert answer.headers["content-disposition"] == 'attachment; filename="3.tsr"'
    assert (await site.client.get("/timestamp/2.tsr")).status_code == 404


@pytest.fixture
def crawled(server: SmallServer, tmp_path: Path, fresh: Loopback) -> Crawled:
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(article("The quay", "It is open. " * 40)),
    }
    return crawl_small(server, tmp_path / "archive", **{AUTHORITY: fresh.url, ROOTS: str(fresh.roots)})


def test_every_crawl_has_what_it_brought_certified(
    crawled: Crawled, server: SmallServer, fresh: Loopback
) -> None:
    assert crawled.code == 0
    assert f"by {SIGNER}\n" in crawled.said
    assert crawled.rows("SELECT capture FROM timestamps") == crawled.rows("SELECT max(id) FROM captures")
    make_due(crawled)
    fresh.status = 500
    again = crawl_small(server, crawled.folder, **{AUTHORITY: fresh.url, ROOTS: str(fresh.roots)})
    assert again.code == 0
    assert "no timestamp from 127.0.0.1: it answered 500; the next crawl tries again" in again.said


def test_a_crawl_without_an_authority_asks_nobody(
    server: SmallServer, tmp_path: Path, fresh: Loopback
) -> None:
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(article("The quay", "It is open. " * 40)),
    }
    found = crawl_small(server, tmp_path / "archive")
    assert found.rows("SELECT * FROM timestamps") == []
    assert "timestamp" not in found.said
    assert not fresh.asked


def test_a_blank_variable_names_no_authority(server: SmallServer, tmp_path: Path) -> None:
    server.pages |= {
        "/news/": Answer(listing("/news/1")),
        "/news/1": Answer(article("The quay", "It is open. " * 40)),
    }
    assert crawl_small(server, tmp_path / "archive", **{AUTHORITY: " ", ROOTS: ""}).code == 0


def test_a_crawl_whose_authority_is_set_up_wrongly_is_refused_before_anything_is_fetched(
    server: SmallServer, tmp_path: Path
) -> None:
    found = crawl_small(server, tmp_path / "archive", **{AUTHORITY: "tsa.example"})
    assert found.code == 2
    assert f"{AUTHORITY}: no address of a timestamp authority" in found.said
    assert not server.log


def test_an_import_has_what_it_brought_certified(tmp_path: Path, fresh: Loopback) -> None:
    said = SAID.replace("Monday", "Tuesday")
    file = write(tmp_path / "a.warc.gz", [Kept(ONE, "2019-05-01T08:00:00Z", article("The quay", said))])
    found = forked.gazette(
        ["import", "--archive", str(tmp_path / "archive"), "--portal", "xx_small", str(file)],
        environment(HOST, {AUTHORITY: fresh.url, ROOTS: str(fresh.roots)}),
    )
    assert (found.returncode, f"by {SIGNER}" in found.stderr) == (0, True), found.stderr
    assert rows(tmp_path / "archive", "SELECT capture FROM timestamps") == [(1,)]


def test_what_is_needed_is_the_first_timestamp_over_each_capture() -> None:
    stamps = [Timestamp(capture, "", "", "", "", b"") for capture in (3, 5, 9)]
    assert [(one.capture, first) for one, first in needed(stamps, [6, 1, 2, 8, 12])] == [(3, 1), (9, 6)]
    assert [*needed(stamps, [10])] == []
