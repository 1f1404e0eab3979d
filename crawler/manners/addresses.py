"""Which addresses of the Internet may be connected to: public ones, however they are spelled."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/96")))
"""RFC 6052 and RFC 8215: the last 32 bits are the IPv4 address that a gateway makes of it."""
_COMPATIBLE = ipaddress.IPv6Network("::/96")
"""RFC 4291, 2.5.5.1: deprecated, and still understood by some systems."""
_NOBODY_S = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10", "168.63.129.16/32")))
"""Not public, whatever Python's version says: IETF assignments, site-local; and where clouds answer none but
their own machines, other than link-local."""


class PrivateAddressError(IgnoreRequest):
    """A host name that leads into a private network."""


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public Internet: not private, loopback, link-local, reserved.

    An IPv6 address that stands for an IPv4 one is as public as that. ``ValueError`` for what is no address.
    """
    ip = ipaddress.ip_address(address)
    return all(_is_public(one) for one in (ip, *_meant(ip)))


def is_private_literal(host: str) -> bool:
    """Whether a host is a private address in figures; also 127.1, 0x7f000001 and the like, as resolvers read."""
    try:
        return not is_public(host)
    except ValueError:
        pass
    try:
        return not is_public(socket.inet_ntoa(socket.inet_aton(host.removesuffix("."))))
    except OSError:
        return False


def is_loopback(host: str) -> bool:
    """Whether a host is, in the usual figures, this machine itself."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def is_name_of_this_machine(host: str) -> bool:
    """Whether a host is ``localhost`` or below it (RFC 6761, 6.3: whatever a resolver says, this machine)."""
    name = host.rstrip(".").lower()
    return name == "localhost" or name.endswith(".localhost")


class PublicResolver(CachingThreadedResolver):
    """A resolver that gives no private address away: what it answers is what is connected to."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802 - Twisted's name
        return super().getHostByName(name, timeout).addCallback(_only_public, name)


def _is_public(ip: _Address) -> bool:
    if _meant(ip):
        return True
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOBODY_S)


def _meant(ip: _Address) -> tuple[ipaddress.IPv4Address, ...]:
    """The IPv4 addresses that an IPv6 address stands for: mapped, compatible, 6to4, Teredo, NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    if ip.ipv4_mapped or ip.sixtofour:
        return tuple(filter(None, (ip.ipv4_mapped, ip.sixtofour)))
    if ip.teredo:
        return ip.teredo
    has_one_inside = any(ip in network for network in (*_NAT64, _COMPATIBLE))
    return (ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF),) if has_one_inside else ()


def _only_public(address: str, name: str) -> str:
    # An address in figures has passed OwnHostsOnly.
    if address != name and not is_public(address):
        raise PrivateAddressError(f"{name} leads to the private address {address}")
    return address
