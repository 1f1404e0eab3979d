"""Every retrieval is kept as the server sent it: every hop, status and attempt, whole or damaged."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Iterator

import pytest
from warcio.archiveiterator import ArchiveIterator

from archive.warc import sha256
from tests.crawler.conftest import CONTACT, Crawled, crawl_small
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.warcs import check_warcs

WHOLE = article("One of many")
ZIPPED = gzip.compress(WHOLE, mtime=0)
FLIPPED = ZIPPED[:100] + bytes([ZIPPED[100] ^ 0xFF]) + ZIPPED[101:]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
GZIP = (("Content-Encoding", "gzip"),)
PROMISED = HEAD + b"Content-Length: %d\r\n\r\n" % len(WHOLE)
LIMIT = 20 * 1024 * 1024

PAGES = {
    "/news/1": Answer(WHOLE),
    "/news/2": Answer(ZIPPED, headers=GZIP),
    "/news/3": Answer(
        raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(WHOLE), WHOLE)
    ),
    "/news/4": Answer(status=301, headers=(("Location", "/hop"),)),
    "/hop": Answer(status=302, headers=(("Location", "/news/1?again"),)),
    "/news/1?again": Answer(WHOLE),
    "/news/10": Answer(b"<h1>gone</h1>", 410),
    "/news/11": Answer(b"<h1>later</h1>", 503),
    "/news/20": Answer(raw=PROMISED + WHOLE[:200]),
    "/news/21": Answer(
        raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\nc8\r\n%s\r\nzz\r\n%s" % (WHOLE[:200], WHOLE[200:])
    ),
    "/news/22": Answer(FLIPPED, headers=GZIP),
    "/news/23": Answer(ZIPPED[: len(ZIPPED) // 2], headers=GZIP),
    "/news/24": Answer(raw=PROMISED + WHOLE[:200], stalls=True),
    "/news/25": Answer(raw=HEAD + b"\r\n" + WHOLE + b"<!-- -->" * (LIMIT // 7)),
    "/news/26": Answer(raw=HEAD + b"Content-Length: 99999999999\r\n\r\n" + WHOLE),
    "/news/30": Answer(raw=b""),
    "/news/31": Answer(raw=b"", stalls=True),
    "/news/32": Answer(raw=b"ICY 200 what\r\n\r\n"),
    "/news/40": Answer(gzip.compress(b"<html>" + b"\0" * 90_000_000), headers=GZIP),
    "/news/41": Answer(status=304),
    "/news/42": Answer(
        article("Reloads itself", head='<meta http-equiv="refresh" content="60;url=/news/42">')
    ),
    "/news/50": Answer(status=302, headers=(("Location", "/news/51"),)),
    "/news/51": Answer(status=302, headers=(("Location", "/news/50"),)),
    "/news/52": Answer(status=302, headers=(("Location", "http://[::1/news/1"),)),
    "/robots.txt": Answer(b"User-agent: *\nDisallow: /private", content_type="text/plain"),
    "/news/": Answer(listing(*(f"/news/{number}" for number in range(60)))),
}
DAMAGED = {
    "/news/20": ("disconnect", WHOLE[:200]),
    "/news/21": ("disconnect", WHOLE[:200]),
    "/news/22": ("unspecified", FLIPPED),
    "/news/23": ("unspecified", ZIPPED[: len(ZIPPED) // 2]),
    "/news/24": ("time", WHOLE[:200]),
    "/news/26": ("disconnect", WHOLE),
}


@pytest.fixture(scope="module")
def server() -> Iterator[SmallServer]:
    with SmallServer(dict(PAGES)) as running:
        yield running


@pytest.fixture(scope="module")
def crawled(server: SmallServer, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_small(server, tmp_path_factory.mktemp("capture") / "archive", GAZETTE_TEST_TIMEOUT="6")


def test_every_request_that_the_server_saw_is_a_capture(server: SmallServer, crawled: Crawled) -> None:
    kept = Counter(url for (url,) in crawled.rows("SELECT final_url FROM captures"))
    seen = Counter(f"http://{server.host}{asked.path}" for asked in server.log)
    assert seen - kept == Counter()
    assert crawled.run()["captures"] == crawled.run()["requests"] == kept.total()


@pytest.mark.parametrize("path", ["/news/1", "/news/2", "/news/3", "/news/", "/robots.txt", "/news/10"])
def test_a_body_is_kept_as_it_was_sent(crawled: Crawled, path: str) -> None:
    sent = PAGES[path].body or WHOLE
    (row,) = crawled.captures(path)
    assert crawled.kept(path).body == sent
    assert (row["payload_digest"], row["payload_length"]) == (sha256(sent), len(sent))
    assert row["truncated"] == ""


def test_a_compressed_body_is_kept_compressed_and_can_be_read_plain(crawled: Crawled) -> None:
    kept = crawled.kept("/news/2")
    assert kept.body == ZIPPED
    assert kept.payload == WHOLE
    assert kept.header("content-encoding") == "gzip"


@pytest.mark.parametrize("path", sorted(DAMAGED))
def test_a_damaged_body_is_kept_marked_and_refused(crawled: Crawled, path: str) -> None:
    truncated, arrived = DAMAGED[path]
    (row,) = crawled.captures(path)
    assert (row["status"], row["kind"], row["truncated"]) == (200, "response", truncated)
    assert crawled.kept(path).body == arrived
    assert crawled.endings()[path] == ("skipped", "truncated")
    assert crawled.rows("SELECT 1 FROM articles WHERE url LIKE ?", f"%{path}") == []


def test_a_body_without_an_end_is_cut_at_the_limit_and_kept(crawled: Crawled) -> None:
    (row,) = crawled.captures("/news/25")
    kept = crawled.kept("/news/25").body
    assert row["truncated"] == "length"
    assert LIMIT < len(kept) < LIMIT + 2**20
    assert kept.startswith(WHOLE)
    assert crawled.endings()["/news/25"] == ("skipped", "truncated")


def test_every_hop_of_a_redirect_is_kept(crawled: Crawled) -> None:
    hops = [crawled.captures(path)[0] for path in ("/news/4", "/hop", "/news/1?again")]
    assert [hop["status"] for hop in hops] == [301, 302, 200]
    assert len({hop["target_url"] for hop in hops}) == 1
    assert hops[0]["redirect_url"] == "/hop"


def test_every_attempt_is_kept(crawled: Crawled) -> None:
    assert [row["status"] for row in crawled.captures("/news/11")] == [503, 503, 503]
    assert crawled.endings()["/news/11"] == ("failed", "http-503")


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/news/30", "connection-lost"), ("/news/31", "timeout"), ("/news/32", "connection-lost")],
)
def test_that_no_answer_came_is_kept_with_the_reason(crawled: Crawled, path: str, reason: str) -> None:
    rows = crawled.captures(path)
    assert {(row["status"], row["kind"]) for row in rows} == {(0, "error")}
    assert len(rows) == 3
    assert all(row["error"] for row in rows)
    assert crawled.endings()[path] == ("failed", reason)


def test_a_gone_page_has_failed_and_is_kept(crawled: Crawled) -> None:
    assert crawled.endings()["/news/10"] == ("failed", "http-410")
    assert crawled.kept("/news/10").body == b"<h1>gone</h1>"
    assert crawled.endings()["/news/59"] == ("failed", "http-404")


def test_what_swells_beyond_all_measure_is_kept_and_not_read(crawled: Crawled) -> None:
    assert crawled.kept("/news/40").body == PAGES["/news/40"].body
    assert crawled.endings()["/news/40"] == ("failed", "too-large")


def test_an_answer_that_nobody_asked_for_is_no_unchanged_article(crawled: Crawled) -> None:
    assert crawled.endings()["/news/41"] == ("failed", "http-304")


def test_a_page_that_reloads_itself_is_an_article(server: SmallServer, crawled: Crawled) -> None:
    assert crawled.endings()["/news/42"] == ("stored", "new")
    assert len(server.asked("/news/42")) == 1


def test_a_loop_of_redirects_is_left_after_a_few_hops(server: SmallServer, crawled: Crawled) -> None:
    assert crawled.endings()["/news/50"] == ("failed", "redirect-loop")
    assert len(server.asked("/news/50")) + len(server.asked("/news/51")) <= 2 * 6


def test_a_redirect_to_what_is_no_address_is_kept_and_has_failed_by_a_name(crawled: Crawled) -> None:
    assert [row["status"] for row in crawled.captures("/news/52")] == [302]
    assert crawled.endings()["/news/52"] == ("failed", "malformed")


def test_the_ledger_accounts_for_every_planned_address(crawled: Crawled) -> None:
    endings = crawled.endings()
    run = crawled.run()
    by_ending = [ending for ending, _ in endings.values()]
    assert set(by_ending) == {"stored", "failed", "skipped"}
    assert all(reason for _, reason in endings.values())
    assert [run[ending] for ending in ("stored", "failed", "skipped")] == [
        by_ending.count(ending) for ending in ("stored", "failed", "skipped")
    ]
    assert run["planned"] == len(endings)


def test_warcio_finds_nothing_to_complain_of(crawled: Crawled) -> None:
    check_warcs((crawled.folder / "warc").iterdir())


def test_each_response_has_its_request_with_name_and_contact(crawled: Crawled) -> None:
    (path,) = (crawled.folder / "warc").iterdir()
    with path.open("rb") as file:
        records = [
            (record.rec_type, record.rec_headers, record.http_headers) for record in ArchiveIterator(file)
        ]
    requests = {
        headers.get_header("WARC-Concurrent-To"): http for kind, headers, http in records if kind == "request"
    }
    responses = [headers for kind, headers, _ in records if kind == "response"]
    assert len(responses) > 40
    for headers in responses:
        assert CONTACT in requests[headers.get_header("WARC-Record-ID")].get_header("User-Agent")
        assert headers.get_header("WARC-Block-Digest").startswith("sha256:")
        assert headers.get_header("WARC-Payload-Digest").startswith("sha256:")


def test_the_files_say_that_they_are_warc_1_1_and_who_wrote_them(crawled: Crawled) -> None:
    (path,) = (crawled.folder / "warc").iterdir()
    with path.open("rb") as file:
        info = next(iter(ArchiveIterator(file)))
        text = info.raw_stream.read().decode()
    assert info.rec_headers.protocol == "WARC/1.1"
    assert "software: Gazette" in text
    assert "isPartOf: xx_small" in text
