"""The demo's server keeps to HTTP/1.1, and breaks it exactly as it is told to."""

from __future__ import annotations

import gzip
import http.client
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from crawler.demo.faults import FAULTS
from crawler.demo.responses import Request
from crawler.demo.server import DemoPortals
from tests.crawler.demo_requests import (
    CLIENT,
    RELEASE,
    get,
)
from tests.crawler.patience import wait_for


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoPortals]:
    """The portals in their first state; not to be changed by a test."""
    with DemoPortals(ports=(0, 0)) as portals:
        yield portals


@pytest.fixture
def faulty(demo: DemoPortals) -> Iterator[DemoPortals]:
    """The portals of ``demo``, whose faults end with the test."""
    yield demo
    demo.faults.clear()


def logged(demo: DemoPortals) -> list[Request]:
    """The log, once anything stands in it: the server notes a request when the client may have its answer already."""
    wait_for(lambda: demo.log)
    return demo.log


def test_one_connection_serves_many_requests(demo: DemoPortals) -> None:
    address = urlsplit(demo.addresses["demo_tides"])
    with closing(http.client.HTTPConnection(address.hostname or "", address.port, timeout=5)) as connection:
        connection.connect()
        local = connection.sock.getsockname()
        for path in (RELEASE, "/robots.txt", "/nowhere"):
            connection.request("GET", path)
            assert connection.getresponse().read()
        assert connection.sock.getsockname() == local


def test_head_has_no_body_and_other_methods_are_refused(demo: DemoPortals) -> None:
    response = CLIENT.head(demo.addresses["demo_tides"] + RELEASE)
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 1000
    assert CLIENT.post(demo.addresses["demo_tides"] + RELEASE).status_code == 405


def test_pipelined_requests_and_nonsense(demo: DemoPortals) -> None:
    address = urlsplit(demo.addresses["demo_tides"])
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n" * 2 + b"nonsense\r\n\r\n")
        received = b"".join(iter(lambda: connection.recv(65536), b""))
    assert received.count(b"HTTP/1.1 200 OK") == 2
    assert received.count(b"HTTP/1.1 400 ") == 1


def test_the_log_keeps_every_request(demo: DemoPortals) -> None:
    demo.log.clear()
    before = time.monotonic()
    get(demo, "demo_fields", "/en/news/?a=b", user_agent="tester")
    (request,) = logged(demo)
    assert (request.portal, request.method, request.path) == ("demo_fields", "GET", "/en/news/?a=b")
    assert request.status == 200
    assert request.headers["user-agent"] == "tester"
    assert before <= request.started_at <= request.finished_at <= time.monotonic()


def test_an_unknown_fault_is_refused_before_it_confuses_a_test(faulty: DemoPortals) -> None:
    with pytest.raises(ValueError, match="no such fault: cutt"):
        faulty.faults["*"] = "cutt"


@pytest.mark.parametrize("status", [403, 500, 503])
def test_fault_status(faulty: DemoPortals, status: int) -> None:
    faulty.faults["/robots.txt"] = f"status:{status}"
    assert get(faulty, "demo_tides", "/robots.txt").status_code == status
    assert get(faulty, "demo_tides", RELEASE).status_code == 200


def test_fault_status_with_retry_after(faulty: DemoPortals) -> None:
    faulty.faults["*"] = "status:429;retry-after=2"
    response = get(faulty, "demo_fields", "/en/news/")
    assert (response.status_code, response.headers["retry-after"]) == (429, "2")


@pytest.mark.parametrize("fault", ["cut", "bad-chunk"])
def test_faults_that_break_the_message(faulty: DemoPortals, fault: str) -> None:
    faulty.faults[RELEASE] = fault
    with pytest.raises(httpx.RemoteProtocolError):
        get(faulty, "demo_tides", RELEASE)


@pytest.mark.parametrize("fault", ["bad-gzip", "cut-gzip"])
def test_faults_that_break_the_compression_only(faulty: DemoPortals, fault: str) -> None:
    faulty.faults[RELEASE] = fault
    with CLIENT.stream("GET", faulty.addresses["demo_tides"] + RELEASE) as response:
        raw = b"".join(response.iter_raw())
    assert len(raw) == int(response.headers["content-length"])
    with pytest.raises((zlib.error, EOFError, gzip.BadGzipFile)):
        gzip.decompress(raw)


def test_fault_stall_sends_headers_and_nothing_else(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "stall"
    with CLIENT.stream("GET", faulty.addresses["demo_tides"] + RELEASE, timeout=0.3) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.ReadTimeout):
            response.read()


def test_fault_hang_answers_nothing(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "hang"
    faulty.log.clear()
    with pytest.raises(httpx.ReadTimeout):
        CLIENT.get(faulty.addresses["demo_tides"] + RELEASE, timeout=0.3)
    assert [request.status for request in logged(faulty)] == [0]


def test_fault_late_answers_after_its_time(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "late:0.2"
    faulty.log.clear()
    assert get(faulty, "demo_tides", RELEASE).status_code == 200
    (request,) = logged(faulty)
    assert request.finished_at - request.started_at >= 0.2


@pytest.mark.parametrize("status", [200, 403, 503])
def test_fault_challenge(faulty: DemoPortals, status: int) -> None:
    faulty.faults[RELEASE] = f"challenge:{status}"
    response = get(faulty, "demo_tides", RELEASE)
    assert response.status_code == status
    assert "Just a moment" in response.text


def test_fault_instead_serves_another_page_with_its_own_status_and_headers(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "instead:aws-waf-challenge"
    response = get(faulty, "demo_tides", RELEASE)
    assert (response.status_code, response.headers["x-amzn-waf-action"]) == (202, "challenge")
    faulty.faults[RELEASE] = "instead:jiasule;200"
    assert get(faulty, "demo_tides", RELEASE).status_code == 200
    with pytest.raises(ValueError, match="no such fault: instead:nothing"):
        faulty.faults[RELEASE] = "instead:nothing"


def test_fault_long_has_a_quarter_of_a_million_paragraphs(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "long"
    assert get(faulty, "demo_tides", RELEASE).content.count(b"<p>") == 240_000


def test_fault_empty(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "empty"
    response = get(faulty, "demo_tides", RELEASE)
    assert (response.status_code, response.content) == (200, b"")


def test_fault_huge_goes_on_until_the_client_leaves(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "huge"
    received = 0
    with CLIENT.stream("GET", faulty.addresses["demo_tides"] + RELEASE) as response:
        for chunk in response.iter_raw():
            received += len(chunk)
            if received > 30_000_000:
                break
    assert received > 30_000_000
    assert get(faulty, "demo_tides", "/robots.txt").status_code == 200


def test_fault_redirects(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "redirect-loop"
    with pytest.raises(httpx.TooManyRedirects):
        CLIENT.get(faulty.addresses["demo_tides"] + RELEASE, follow_redirects=True)
    faulty.faults[RELEASE] = "redirect:http://127.0.0.1:9/private"
    assert get(faulty, "demo_tides", RELEASE).headers["location"] == "http://127.0.0.1:9/private"


def test_fault_heavy_has_tens_of_thousands_of_attributes(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "heavy"
    assert get(faulty, "demo_tides", RELEASE).content.count(b" data-a") == 60_000


def test_fault_always_304_does_not_look_at_the_content(faulty: DemoPortals) -> None:
    faulty.faults[RELEASE] = "always-304"
    assert get(faulty, "demo_tides", RELEASE).status_code == 200
    assert get(faulty, "demo_tides", RELEASE, if_none_match='"stale"').status_code == 304


def test_every_fault_has_a_test() -> None:
    source = Path(__file__).read_text("utf-8")
    assert all(f'"{name}' in source for name in FAULTS if name)


def test_a_taken_port_is_an_error(demo: DemoPortals) -> None:
    taken = urlsplit(demo.addresses["demo_tides"]).port or 0
    with pytest.raises(OSError, match="in use"):
        DemoPortals(ports=(taken, 0)).start()


def test_stopping_closes_idle_and_busy_connections() -> None:
    demo = DemoPortals(ports=(0, 0))
    demo.start()
    demo.faults["/endless"] = "huge"
    address = urlsplit(demo.addresses["demo_tides"])
    with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
        connection.sendall(b"GET /endless HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(10)
        demo.stop()
        with suppress(ConnectionResetError):  # what arrives otherwise is a timeout, which fails the test
            while connection.recv(65536):
                pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((address.hostname, address.port), timeout=5)


def test_it_runs_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "crawler.demo.server", "--ports", "0", "0", "--copies", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        portal, address = process.stdout.readline().split()
        assert portal == "demo_tides"
        assert CLIENT.get(address + RELEASE).status_code == 200
        process.terminate()
    assert process.returncode == 0
