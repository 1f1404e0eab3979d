"""What was measured, and what follows from it: rates, cost of an article, and the bound that the cores set."""

from __future__ import annotations

from attrs import frozen


@frozen
class Part:
    """One way of handling the articles, measured once. CPU in seconds of all cores together."""

    articles: int
    seconds: float
    cores: int
    crawling: float = 0.0
    """CPU of the crawler's own process."""
    reading: float = 0.0
    """CPU of the processes that read pages."""
    serving: float = 0.0
    """CPU of the portals, which share our cores."""
    idle: float = 0.0
    """CPU that nobody used meanwhile."""
    bytes: int = 0
    """Bodies as they came over the wire."""

    @property
    def rate(self) -> float:
        """Articles a second by the clock."""
        return self.articles / self.seconds

    @property
    def cpu(self) -> float:
        return self.crawling + self.reading + self.serving

    @property
    def available(self) -> float:
        """The share of the cores that other programs on the machine left to this part."""
        return min(1.0, (self.cpu + self.idle) / (self.cores * self.seconds))

    @property
    def unused(self) -> float:
        """The share of the cores that nobody used: this part was waiting for itself."""
        return self.idle / (self.cores * self.seconds)

    def each(self, cpu: float) -> float:
        """Milliseconds an article, of CPU seconds."""
        return 1000 * cpu / self.articles


@frozen
class Round:
    """All parts, measured one right after the other."""

    whole: Part
    """A first crawl: fetch, WARC, ledger, reading, SQLite."""
    again: Part
    """The same crawl once more, nothing having changed."""
    fetch: Part
    """The same walk by Scrapy alone: nothing read, nothing kept."""
    bare: Part
    """trafilatura's plain ``extract()`` over the same pages in memory."""
    ours: Part
    """Our own reading over the same pages in memory."""

    def bound(self, reading: Part) -> float:
        """Articles a second that the cores allow where fetching, serving and ``reading`` share them."""
        return 1000 * self.whole.cores / (self.fetch.each(self.fetch.cpu) + reading.each(reading.cpu))

    def reached(self, reading: Part) -> float:
        """The share of the bound that the whole crawl reaches by the clock."""
        return self.whole.rate / self.bound(reading)

    def reached_alone(self, reading: Part) -> float:
        """The same for a machine without other programs: by the clock of the cores that were left to us."""
        return self.reached(reading) / self.whole.available
