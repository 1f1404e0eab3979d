"""Names for servers on this machine: a portal's host and the same with www. are then two."""

from __future__ import annotations

from typing import Any

from twisted.internet.defer import Deferred, succeed

from crawler.manners.addresses import PublicResolver


class LocalNames(PublicResolver):
    """The crawler's own resolver, but what ends in ``.test`` (RFC 2606) is here."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return succeed("127.0.0.1") if name.endswith(".test") else super().getHostByName(name, timeout)
