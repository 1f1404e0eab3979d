"""Memento (RFC 7089): programs ask for the page at an address as it was at a time, and for all of its states."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from click.testing import CliRunner
from datasette.app import Datasette

from archive.commands import withhold
from archive.site import application

from .conftest import opened
from .test_replay import DAYS, fill_replayed

LOCK = "https://xx-waters.example/lock"
Numbers = dict[tuple[str, str], int]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Numbers]:
    folder = tmp_path_factory.mktemp("mementos")
    return folder, fill_replayed(folder)


@pytest_asyncio.fixture
async def site(filled: tuple[Path, Numbers]) -> AsyncIterator[Datasette]:
    async with opened(filled[0]) as site:
        yield site


def memento(filled: tuple[Path, Numbers], day: str) -> str:
    return f"http://localhost/capture/{filled[1]['lock', day]}/replay"


async def test_a_timemap_lists_the_states_of_a_page_with_their_times(
    site: Datasette, filled: tuple[Path, Numbers]
) -> None:
    response = await site.client.get(f"/timemap/link/{LOCK}")
    assert response.headers["content-type"] == "application/link-format"
    first, last = "Sun, 01 Mar 2026 08:00:00 GMT", "Fri, 20 Mar 2026 08:00:00 GMT"
    assert response.text.split(",\n") == [
        f'<{LOCK}>; rel="original"',
        f'<http://localhost/timemap/link/{LOCK}>; rel="self"; type="application/link-format"; '
        f'from="{first}"; until="{last}"',
        f'<http://localhost/timegate/{LOCK}>; rel="timegate"',
        f'<{memento(filled, DAYS[0])}>; rel="first memento"; datetime="{first}"',
        f'<{memento(filled, DAYS[2])}>; rel="last memento"; datetime="{last}"\n',
    ]


@pytest.mark.parametrize(
    ("accepted", "day"),
    [
        ("", DAYS[2]),
        ("Mon, 09 Mar 2026 00:00:00 GMT", DAYS[0]),
        ("Thu, 12 Mar 2026 00:00:00 GMT", DAYS[2]),
        ("Thu, 01 Jan 1998 00:00:00 GMT", DAYS[0]),
        ("Thu, 01 Jan 2099 00:00:00 GMT", DAYS[2]),
    ],
)
async def test_a_timegate_leads_to_the_nearest(
    site: Datasette, filled: tuple[Path, Numbers], accepted: str, day: str
) -> None:
    response = await site.client.get(f"/timegate/{LOCK}", headers={"Accept-Datetime": accepted})
    assert response.status_code == 302
    assert response.headers["location"] == memento(filled, day)
    assert "accept-datetime" in response.headers["vary"].split(", ")
    assert f'<{LOCK}>; rel="original"' in response.headers["link"]


async def test_a_memento_says_of_when_and_of_what_it_is(
    site: Datasette, filled: tuple[Path, Numbers]
) -> None:
    path = memento(filled, DAYS[0]).removeprefix("http://localhost")
    headers = (await site.client.get(path)).headers
    assert headers["memento-datetime"] == "Sun, 01 Mar 2026 08:00:00 GMT"
    assert re.findall(r'<([^>]*)>; rel="(\w+)"', headers["link"]) == [
        (LOCK, "original"),
        (f"http://localhost/timegate/{LOCK}", "timegate"),
        (f"http://localhost/timemap/link/{LOCK}", "timemap"),
    ]
    part = await site.client.get(f"/capture/{filled[1]['wave.png', DAYS[1]]}/replay")
    assert "memento-datetime" not in part.headers


@pytest.mark.parametrize(
    "url",
    [
        "http://xx-waters.example/lock",
        "https://www.xx-waters.example/lock/",
        "https:/xx-waters.example/lock",
        "xx-waters.example/lock",
        f"{LOCK}?utm_source=x",
    ],
)
async def test_an_address_may_be_written_in_any_form(site: Datasette, url: str) -> None:
    assert (await site.client.get(f"/timemap/link/{url}")).text.count("memento") == 2


@pytest.mark.parametrize("beginning", ["/timegate/", "/timemap/link/"])
@pytest.mark.parametrize(
    ("url", "status"), [("https://xx-waters.example/none", 404), ("lock", 404), ("javascript:alert(1)", 404)]
)
async def test_what_is_not_there_says_so(site: Datasette, beginning: str, url: str, status: int) -> None:
    found = await site.client.get(f"{beginning}{url}")
    assert found.status_code == status
    assert "Not in this archive" in found.text


async def test_a_time_that_is_none_is_refused(site: Datasette) -> None:
    response = await site.client.get(f"/timegate/{LOCK}", headers={"Accept-Datetime": "yesterday"})
    assert response.status_code == 400
    assert "Accept-Datetime is no date" in response.text
    assert (await site.client.post(f"/timegate/{LOCK}")).status_code in (403, 405)


async def test_what_is_withheld_has_no_mementos(tmp_path: Path) -> None:
    fill_replayed(tmp_path)
    words = ["1", "--reason", "An order of the court", "--archive", str(tmp_path)]
    assert CliRunner().invoke(withhold, words, catch_exceptions=False).exit_code == 0
    async with opened(tmp_path) as site:
        for beginning in ("/timegate/", "/timemap/link/"):
            assert (await site.client.get(f"{beginning}{LOCK}")).status_code == 451


async def test_behind_a_proxy_addresses_are_those_that_readers_know(filled: tuple[Path, Numbers]) -> None:
    site = application(filled[0], "https://news.example/gazette/")
    await site.invoke_startup()
    told = (await site.client.get(f"/timemap/link/{LOCK}")).text
    assert f"<https://news.example/gazette/timegate/{LOCK}>" in told
    response = await site.client.get(f"/timegate/{LOCK}")
    assert response.headers["location"].startswith("https://news.example/gazette/capture/")
    site.get_database("archive").close()
