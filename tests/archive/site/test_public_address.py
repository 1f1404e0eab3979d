"""Behind a proxy the site speaks of itself by the address that its readers know."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

from archive.errors import UsageError
from archive.port import public_address
from archive.site import application
from tests.archive.test_commands import run

from .conftest import LOCK

ADDRESS = "https://news.example/gazette/"


@pytest.mark.parametrize("prefix", ["", "/gazette"])
async def test_links_citations_and_feeds_are_of_that_address(archive: Path, prefix: str) -> None:
    """Whether the proxy passes the prefix on or takes it off."""
    site = application(archive, ADDRESS)
    await site.invoke_startup()
    # Not by Datasette's own client, which puts the prefix before whatever it is asked for.
    at = {"transport": httpx.ASGITransport(app=site.app()), "base_url": "http://127.0.0.1:8001"}
    async with httpx.AsyncClient(**at) as reader:

        async def said(path: str) -> str:
            response = await reader.get(f"{prefix}{path}")
            assert response.status_code == 200, path
            return response.text

        paths = set(re.findall(r'(?:href|src|action)="(/[^"]*)"', await said("/")))
        assert len(paths) > 10
        assert all(path.startswith("/gazette/") for path in paths)
        for path in paths:
            await said(path.removeprefix("/gazette").replace("&amp;", "&"))
        table = await said("/archive/articles?_facet=portal&_size=3")
        assert "/gazette/archive/articles" in table
        assert "/gazette/gazette/" not in table
        shown = await said(f"/article/{LOCK}")
        assert f"Archived as {ADDRESS}cited/20260301T08" in shown
        assert f'<link rel="canonical" href="{ADDRESS}article/{LOCK}/revision/2">' in shown
        feed = await said("/search.atom?q=lock")
        assert f'<link rel="self" href="{ADDRESS}search.atom?q=lock' in feed
        linked = re.findall(r'rel="alternate" href="([^"]*)"', feed)
        assert len(linked) > 1
        assert all(link.startswith(ADDRESS) for link in linked)
        name = re.findall(r"/cited/([\w-]+)", shown)[0]
        led = (await reader.get(f"{prefix}/cited/{name}")).headers["location"]
        assert led == f"/gazette/article/{LOCK}/revision/2"
    site.get_database("archive").close()


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("", ""),
        ("https://archive.example", "https://archive.example/"),
        ("http://archive.example:8080/a/b", "http://archive.example:8080/a/b/"),
        (ADDRESS, ADDRESS),
    ],
)
def test_an_address_ends_with_a_slash(written: str, address: str) -> None:
    assert public_address(written) == address


@pytest.mark.parametrize(
    "written",
    ["archive.example", "/gazette/", "ftp://archive.example/", "https://", "https://h.example/?a=1",
     "https://h.example/#a", "https://h.example/g?", "https://h.example/a b/", "https://h.example/é/",
     "https://me:secret@h.example/", "https://h.example:x/", "https://[::1/"],
)  # fmt: skip
def test_what_is_no_address_is_refused(written: str, sample_folder: Path) -> None:
    with pytest.raises(UsageError, match="no address for readers; name one like"):
        run(sample_folder, "serve", "--public-address", written)
