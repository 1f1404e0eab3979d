"""Which addresses may be connected to: every spelling of a private one is known."""

from __future__ import annotations

import pytest
from twisted.internet.defer import Deferred

from crawler.manners.addresses import (
    PrivateAddressError,
    PublicResolver,
    is_name_of_this_machine,
    is_private_literal,
    is_public,
)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "2606:2800:220:1::1",
        "1.1.1.1",
        "64:ff9b::5db8:d822",
        "::ffff:93.184.216.34",
        "2002:5db8:d822::1",
    ],
)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.255.255.254",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "168.63.129.16",
        "192.0.0.192",
        "100.64.0.1",
        "100.100.100.200",
        "198.18.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "fd00::1",
        "fd00:ec2::254",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "0:0:0:0:0:ffff:a9fe:a9fe",
        "::ffff:10.0.0.1",
        "::ffff:168.63.129.16",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b::169.254.169.254",
        "64:ff9b:1::a00:1",
        "2002:7f00:1::1",
        "2002:a9fe:a9fe::",
        "2001:0:7f00:1::",
        "2001:0:5db8:d822:0:0:80ff:fffe",
    ],
)
def test_an_address_of_a_private_network_is_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1.",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f000001",
        "0x7F.0.0.1",
        "0177.0.0.1",
        "017700000001",
        "0",
        "0.0.0.0",
        "0x0",
        "10.1",
        "2852039166",
        "0xa9fea9fe",
        "0251.0376.0251.0376",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "0:0:0:0:0:0:0:1",
    ],
)
def test_a_private_address_in_figures_is_known_however_it_is_spelled(host: str) -> None:
    assert is_private_literal(host)


@pytest.mark.parametrize(
    "host", ["93.184.216.34", "0x5db8d822", "gov.example", "127.example", "", "1.2.3.4.5"]
)
def test_a_public_address_and_a_name_are_not_taken_for_a_private_one(host: str) -> None:
    assert not is_private_literal(host)


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


@pytest.mark.parametrize(
    ("host", "is_ours"),
    [
        ("localhost", True),
        ("LOCALHOST.", True),
        ("demo.localhost", True),
        ("localhost.example", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_its_name(host: str, is_ours: bool) -> None:
    assert is_name_of_this_machine(host) is is_ours
