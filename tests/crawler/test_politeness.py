"""Manners: whom we ask, how often, and whom never."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from protego import Protego
from twisted.internet.defer import Deferred

from crawler.politeness import (
    PrivateAddressError,
    PublicResolver,
    is_public,
    seconds_between,
    seconds_to_wait,
)
from tests.crawler.conftest import crawl_small
from tests.crawler.small_server import Answer, Asked, SmallServer, article, listing

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "1.1.1.1"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fd00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
    ],
)
def test_an_address_of_a_private_network_is_not(address: str) -> None:
    assert not is_public(address)


class _Threads:
    """As much of a reactor as the resolver asks for: it answers at once, in this thread."""

    def getThreadPool(self) -> _Threads:  # noqa: N802 - Twisted's name
        return self

    def callInThreadWithCallback(self, on_result: object, function: object, *args: object) -> None:  # noqa: N802
        on_result(True, function(*args))  # type: ignore[operator]

    def callLater(self, *_: object) -> _Threads:  # noqa: N802
        return self

    def callFromThread(self, function: object, *args: object) -> None:  # noqa: N802
        function(*args)  # type: ignore[operator]

    def cancel(self) -> None: ...


def resolved(name: str) -> Deferred[str]:
    return PublicResolver(_Threads(), cache_size=10, timeout=5).getHostByName(name)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["localhost", "0x7f000001", "2130706433", "127.1"])
def test_a_name_that_leads_into_a_private_network_is_not_resolved(name: str) -> None:
    for _ in ("asked", "answered from the cache"):
        errors: list[BaseException] = []
        resolved(name).addErrback(lambda failure: errors.append(failure.value))  # noqa: B023
        assert [type(error) for error in errors] == [PrivateAddressError]


def test_requests_to_private_addresses_and_other_hosts_are_not_made(tmp_path: Path) -> None:
    with SmallServer() as ours, SmallServer() as private:
        port = private.host.partition(":")[2]
        traps = (
            f"http://{private.host}/news/1",
            f"http://localhost:{port}/news/1",
            "http://169.254.169.254/news/1",
            f"http://0x7f000001:{port}/news/1",
            f"http://[::1]:{port}/news/1",
            "http://another.example/news/1",
            "file:///etc/passwd",
        )
        ours.pages["/news/"] = Answer(
            listing("/news/100", *traps, *(f"/news/{n}" for n in range(len(traps))))
        )
        ours.pages["/news/100"] = Answer(article("The only one"))
        for number, trap in enumerate(traps):
            ours.pages[f"/news/{number}"] = Answer(status=302, headers=(("Location", trap),))
        # As if the portal had declared them: what is declared is still not private.
        further = f"{private.host} localhost:{port} 169.254.169.254 0x7f000001:{port} [::1]:{port}"
        crawled = crawl_small(ours, tmp_path, GAZETTE_SMALL_FURTHER_HOSTS=further)
        assert private.log == []
    endings = crawled.endings()
    reasons = [endings[f"/news/{number}"] for number in range(len(traps))]
    assert reasons == [
        ("skipped", "private-address"),
        ("skipped", "robots-unreachable"),
        ("skipped", "private-address"),
        ("skipped", "private-address"),
        ("skipped", "private-address"),
        ("skipped", "another-host"),
        ("failed", "http-302"),
    ]
    assert crawled.rows("SELECT title FROM articles") == [("The only one",)]


def test_the_delay_that_robots_asks_for_is_kept(server: SmallServer, tmp_path: Path) -> None:
    server.pages["/robots.txt"] = Answer(b"User-agent: *\nCrawl-delay: 0.3\n", content_type="text/plain")
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(5))))
    for number in range(5):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    crawl_small(server, tmp_path)
    assert len(server.log) == 7
    # Between two requests the network may lose or win a little; over all of them it cannot.
    assert server.log[-1].at - server.log[0].at > 6 * 0.3 - 0.1


@pytest.mark.parametrize(
    ("rules", "seconds"),
    [
        ("Crawl-delay: 10", 10.0),
        ("Request-rate: 1/5", 5.0),
        ("Crawl-delay: 1\nRequest-rate: 1/5", 5.0),
        ("Disallow: /x", 0.0),
        ("Crawl-delay: soon", 0.0),
    ],
)
def test_the_longer_of_crawl_delay_and_request_rate_counts(rules: str, seconds: float) -> None:
    assert seconds_between(Protego.parse(f"User-agent: *\n{rules}\n"), "Gazette") == seconds


def test_a_portal_that_asks_for_a_rest_gets_it(server: SmallServer, tmp_path: Path) -> None:
    def at_first_busy(asked: Asked) -> Answer:
        if len(server.asked(asked.path)) == 1:
            return Answer(status=503, headers=(("Retry-After", "2"),))
        return Answer(article("At last"))

    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/news/1"] = at_first_busy
    crawled = crawl_small(server, tmp_path)
    first, second = server.asked("/news/1")
    assert second.at - first.at > 1.8
    assert crawled.endings()["/news/1"] == ("stored", "new")


def test_a_portal_that_asks_for_a_long_rest_is_left_until_the_next_run(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in range(40))))
    for number in range(40):
        server.pages[f"/news/{number}"] = Answer(status=429, headers=(("Retry-After", "3600"),))
    crawled = crawl_small(server, tmp_path)
    assert len(server.log) < 25
    assert crawled.code == 1
    endings = crawled.endings()
    assert len(endings) == 41
    assert {reason for _, reason in endings.values()} <= {"listing", "asked-to-wait", "http-429"}
    for number in range(40):
        server.pages[f"/news/{number}"] = Answer(article(f"Number {number}"))
    assert crawl_small(server, tmp_path).run()["articles_new"] == 40


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        (b"120", 120.0),
        (b" 5 ", 5.0),
        (b"Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        (b"Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        (b"9" * 400, 999_999_999.0),
        (b"-5", 0.0),
        (b"soon", 0.0),
        (b"", 0.0),
        (None, 0.0),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(header: bytes | None, seconds: float) -> None:
    assert seconds_to_wait(header, NOW) == seconds
