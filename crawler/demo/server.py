"""The demo portals as real HTTP servers on the loopback interface, in a thread of their own.

``python -m crawler.demo.server --ports 8731 8732 --copies 1 --state 1`` runs them until Ctrl-C.
"""

from __future__ import annotations

import argparse
import asyncio
import signal
import socket
import threading
from collections.abc import Mapping, Sequence
from functools import partial
from types import TracebackType
from urllib.parse import urlsplit

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import BODIES
from crawler.demo.connection import Connection
from crawler.demo.faults import Faults, Wire, answer
from crawler.demo.fields import FieldsSite
from crawler.demo.responses import Request, Response
from crawler.demo.site import Site
from crawler.demo.tides import TidesSite
from crawler.demo.world import World, world

PORTS = (8731, 8732)
_HOST = "127.0.0.1"
_SITES: dict[str, type[Site]] = {"demo_tides": TidesSite, "demo_fields": FieldsSite}


class DemoPortals:
    """Both portals: ``with DemoPortals() as demo`` serves them until the block ends.

    ``ports`` in the order of the portals (0: any free one); ``copies`` articles for each written one.
    """

    def __init__(self, ports: Sequence[int] = PORTS, copies: int = 1, state: int = 1) -> None:
        self.log: list[Request] = []
        """Every request, in the order in which they were answered."""
        self.faults = Faults()
        """What goes wrong where, on command (see ``crawler.demo.faults``)."""
        self.addresses: dict[str, str] = {}
        """Portal to ``http://127.0.0.1:port``, from ``start()`` on."""
        self._ports = dict(zip(_SITES, ports, strict=True))
        self._copies = copies
        self._state = state
        self._sites: dict[str, Site] = {}
        self._loop = _new_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="demo-portals", daemon=True)
        self._servers: list[asyncio.AbstractServer] = []
        self._connections: set[Connection] = set()

    def start(self) -> None:
        """Listen; raises OSError where a port is taken."""
        sockets = {name: socket.create_server((_HOST, port)) for name, port in self._ports.items()}
        for name, listening in sockets.items():
            self.addresses[name] = f"http://{_HOST}:{listening.getsockname()[1]}"
        self.become(self._state)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._listen(sockets), self._loop).result()

    def stop(self) -> None:
        """Close the ports and end the thread."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def become(self, state: int) -> None:
        """Change the portals to state 1 or 2; requests from now on see it."""
        worlds = {name: world(name, state, self._copies) for name in _SITES}
        self._sites = {
            name: site(BODIES[name], self.addresses[name], worlds[name]) for name, site in _SITES.items()
        }
        self._state = state

    def articles(self, portal: str) -> list[DemoArticle]:
        """What the portal publishes now, newest first: the ground truth."""
        return [entry.article() for entry in self._world(portal).entries]

    def __enter__(self) -> DemoPortals:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _world(self, portal: str) -> World:
        return self._sites[portal].world

    async def _listen(self, sockets: Mapping[str, socket.socket]) -> None:
        for portal, listening in sockets.items():
            connect = partial(Connection, portal, self._serve, self.log.append, self._connections)
            self._servers.append(await self._loop.create_server(connect, sock=listening))

    async def _close(self) -> None:
        for server in self._servers:
            server.close()
        for connection in tuple(self._connections):
            connection.abort()
        await asyncio.sleep(0)  # the transports close in the loop's next turn

    def _serve(self, request: Request) -> Wire:
        return answer(request, self._respond(request), self.faults.on(urlsplit(request.path).path))

    def _respond(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return Response(status=405, headers=(("Allow", "GET, HEAD"),))
        return self._sites[request.portal].respond(request.path)


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where there is one: it takes a third less of the cores that a crawler shares with us."""
    try:
        from uvloop import new_event_loop
    except ImportError:
        return asyncio.new_event_loop()
    return new_event_loop()


def main() -> None:
    """Serve until Ctrl-C or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m crawler.demo.server", description=__doc__)
    parser.add_argument("--ports", type=int, nargs=2, default=PORTS)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--state", type=int, default=1, choices=(1, 2))
    options = parser.parse_args()
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with DemoPortals(options.ports, options.copies, options.state) as demo:
        for portal, address in demo.addresses.items():
            print(f"{portal} {address}", flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
