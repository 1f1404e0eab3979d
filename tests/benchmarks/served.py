"""The demo portals in a process of their own, with as many articles as are asked for."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from attrs import frozen

from archive.records import Page
from crawler.demo.originals import originals
from crawler.demo.portals.addresses import ENVIRONMENT
from crawler.demo.portals.demo_fields import DemoFields
from crawler.demo.portals.demo_tides import DemoTides
from crawler.demo.world import world
from tests.benchmarks.processes import cpu_of

_READINGS = {portal.name: portal.reading for portal in (DemoTides, DemoFields)}


@frozen
class Served:
    """Both portals, listening."""

    addresses: dict[str, str]
    copies: int
    pid: int

    @property
    def environment(self) -> dict[str, str]:
        """What a crawl of them needs to know."""
        hosts = " ".join(urlsplit(address).netloc for address in self.addresses.values())
        return {
            ENVIRONMENT: hosts,
            "GAZETTE_PORTALS": "crawler.demo.portals",
            "GAZETTE_CONTACT": "benchmark@gazette.example",
            "SCRAPY_SETTINGS_MODULE": "tests.benchmarks.impolite",
        }

    def cpu(self) -> float:
        """CPU seconds used so far."""
        return cpu_of(self.pid)

    def pages(self) -> list[Page]:
        """Every article's page, fetched now."""
        return [page for portal in self.addresses for page in self._pages_of(portal)]

    def _pages_of(self, portal: str) -> Iterator[Page]:
        connection = http.client.HTTPConnection(urlsplit(self.addresses[portal]).netloc)
        for entry in world(portal, 1, self.copies).entries:
            connection.request("GET", entry.path)
            answer = connection.getresponse()
            yield Page(
                url=self.addresses[portal] + entry.path,
                body=answer.read(),
                content_type=answer.headers["Content-Type"],
                captured_at="2026-11-01T00:00:00.000Z",
                reading=_READINGS[portal],
            )
        connection.close()


@contextmanager
def serve(articles: int) -> Iterator[Served]:
    """Serve at least so many articles until the block ends."""
    copies = -(-articles // sum(len(originals(portal)) for portal in _READINGS))
    command = [sys.executable, "-m", "crawler.demo.server", "--ports", "0", "0", "--copies", str(copies)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ)
    try:
        assert process.stdout
        addresses = dict(process.stdout.readline().split() for _ in _READINGS)
        yield Served(addresses, copies, process.pid)
    finally:
        process.terminate()
        process.wait()
