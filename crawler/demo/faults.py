"""What may go wrong between a portal and a crawler, each on command: ``demo.faults[path] = 'cut'``.

A fault is a name, and for some an argument after a colon: ``status:503``, ``status:429;retry-after=2``,
``redirect:/elsewhere``, ``instead:captcha`` (a page of ``standins.toml``), ``instead:cloudflare;200`` (with another
status than its own), ``late:1.5`` (seconds).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import repeat
from urllib.parse import parse_qs, urlsplit

from attrs import evolve, frozen

from crawler.demo.responses import Request, Response, gzipped, head, negotiate, to_bytes
from crawler.demo.standins import STANDINS


@frozen
class Wire:
    """What the connection sends, and what it does afterwards."""

    data: Iterable[bytes]
    status: int
    """For the log; 0 where the client gets no answer."""
    close: bool = False
    delay: float = 0.0
    """Seconds before the first byte."""


def answer(request: Request, response: Response, fault: str) -> Wire:
    """The bytes for this request: as they should be, or as ``fault`` has them."""
    name, _, argument = fault.partition(":")
    return FAULTS[name](request, response, argument)


class Faults(dict[str, str]):
    """Path without query, or ``*`` for every path, to the name of a fault.

    An unknown name is a ValueError.
    """

    def __setitem__(self, path: str, fault: str) -> None:
        name, _, argument = fault.partition(":")
        if name not in FAULTS or (name == "instead" and argument.partition(";")[0] not in STANDINS):
            raise ValueError(f"no such fault: {fault}; there are {', '.join(filter(None, FAULTS))}")
        super().__setitem__(path, fault)

    def on(self, path: str) -> str:
        """The fault of this path; empty where there is none."""
        return self.get(path) or self.get("*", "")


def _none(request: Request, response: Response, argument: str) -> Wire:
    fitting = negotiate(request, response)
    return Wire((to_bytes(fitting, with_body=request.method != "HEAD"),), fitting.status)


def _status(request: Request, response: Response, argument: str) -> Wire:
    """``503`` or ``429;retry-after=2``."""
    status, *fields = argument.split(";")
    headers = tuple((name.title(), value) for name, _, value in (item.partition("=") for item in fields))
    return _whole(Response((b"<h1>" + status.encode() + b"</h1>",), int(status), headers=headers))


def _cut(request: Request, response: Response, argument: str) -> Wire:
    """Content-Length promises the whole body; the connection ends half way."""
    plain = evolve(response, chunked=False)
    return Wire((head(plain), plain.body[: len(plain.body) // 2]), response.status, close=True)


def _bad_chunk(request: Request, response: Response, argument: str) -> Wire:
    """The second chunk's size is no hexadecimal number."""
    body = response.body
    first = b"%x\r\n%s\r\n" % (len(body) // 2, body[: len(body) // 2])
    data = (head(evolve(response, chunked=True)), first, b"zz-not-hex\r\n", body[len(body) // 2 :])
    return Wire(data, response.status, close=True)


def _bad_gzip(request: Request, response: Response, argument: str) -> Wire:
    """One byte in the middle of the compressed body is flipped."""
    whole = gzipped(evolve(response, chunked=False))
    middle = len(whole.body) // 2
    flipped = whole.body[:middle] + bytes([whole.body[middle] ^ 0xFF]) + whole.body[middle + 1 :]
    return _whole(evolve(whole, pieces=(flipped,)))


def _cut_gzip(request: Request, response: Response, argument: str) -> Wire:
    """A correct message whose compressed body lacks its second half."""
    whole = gzipped(evolve(response, chunked=False))
    return _whole(evolve(whole, pieces=(whole.body[: len(whole.body) // 2],)))


def _stall(request: Request, response: Response, argument: str) -> Wire:
    return Wire((head(response),), response.status)


def _hang(request: Request, response: Response, argument: str) -> Wire:
    return Wire((), 0)


def _late(request: Request, response: Response, argument: str) -> Wire:
    return evolve(_none(request, response, ""), delay=float(argument or 1))


def _instead(request: Request, response: Response, argument: str) -> Wire:
    """``captcha`` or ``cloudflare;200``."""
    name, _, status = argument.partition(";")
    page = STANDINS[name]
    return _whole(Response((page.body,), int(status or page.status), page.content_type, page.headers))


def _challenge(request: Request, response: Response, argument: str) -> Wire:
    return _instead(request, response, f"cloudflare;{argument}")


def _empty(request: Request, response: Response, argument: str) -> Wire:
    return _whole(Response())


def _huge(request: Request, response: Response, argument: str) -> Wire:
    """A body without an end and without a length."""
    start = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n<!DOCTYPE html><body>"
    return Wire(_endless(start), 200, close=True)


def _endless(start: bytes) -> Iterator[bytes]:
    yield start
    yield from repeat(b"<p>The tide comes in and the tide goes out.</p>\n" * 1300)


def _redirect(request: Request, response: Response, argument: str) -> Wire:
    return _whole(Response(status=302, headers=(("Location", argument),)))


def _redirect_loop(request: Request, response: Response, argument: str) -> Wire:
    """Each hop has an address of its own, as session identifiers make them."""
    address = urlsplit(request.path)
    hop = int(parse_qs(address.query).get("hop", ["0"])[0]) + 1
    return _redirect(request, response, f"{address.path}?hop={hop}")


def _heavy(request: Request, response: Response, argument: str) -> Wire:
    """Tens of thousands of attributes on one element: libxml2 compares each with all before it."""
    attributes = b"".join(b' data-a%d="%d"' % (place, place) for place in range(60_000))
    start, end = b"<!DOCTYPE html><html><body><h1>Heavy</h1><div", b"><p>Water.</p></div></body></html>"
    return _whole(Response((start, attributes, end)))


def _long(request: Request, response: Response, argument: str) -> Wire:
    """As many paragraphs as a reader takes on: some ten seconds of work."""
    start, paragraph = (
        b"<!DOCTYPE html><html><body><h1>Long</h1>",
        b"<p>The tide comes in, and goes out again.\n",
    )
    return _whole(gzipped(Response((start + paragraph * 240_000,))))


def _current(request: Request, response: Response, argument: str) -> Wire:
    """304 for whatever copy the client names: validators that do not follow the content."""
    asked = request.headers.keys() & {"if-none-match", "if-modified-since"}
    return _whole(Response(status=304)) if asked else _none(request, response, "")


def _whole(response: Response) -> Wire:
    return Wire((to_bytes(response),), response.status)


FAULTS: dict[str, Callable[[Request, Response, str], Wire]] = {
    "": _none,
    "status": _status,
    "cut": _cut,
    "bad-chunk": _bad_chunk,
    "bad-gzip": _bad_gzip,
    "cut-gzip": _cut_gzip,
    "stall": _stall,
    "hang": _hang,
    "late": _late,
    "challenge": _challenge,
    "instead": _instead,
    "empty": _empty,
    "huge": _huge,
    "redirect": _redirect,
    "redirect-loop": _redirect_loop,
    "heavy": _heavy,
    "long": _long,
    "always-304": _current,
}
