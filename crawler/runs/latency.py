"""How long each host takes to answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from scrapy.http import Request, Response


class Latency:
    """Handler of ``response_downloaded``: adds up the seconds from each request to the first byte."""

    def __init__(self) -> None:
        self._answers: dict[str, list[float]] = {}

    def note(self, response: Response, request: Request) -> None:
        self._answers.setdefault(urlsplit(request.url).netloc, []).append(request.meta["download_latency"])

    def slowest(self) -> tuple[str, float]:
        """The host whose answers took longest on average, and that average; an empty name without answers."""
        means = {host: sum(seconds) / len(seconds) for host, seconds in self._answers.items()}
        return max(means.items(), key=lambda item: item[1], default=("", 0.0))
