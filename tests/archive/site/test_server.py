"""Serving: while others write, from our command or from Datasette's own, until Ctrl-C."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import httpx
import pytest

from archive.errors import ArchiveError
from archive.records import Run
from archive.site import application
from archive.store import Store

from .conftest import Press
from .serving import serving


def test_ctrl_c_ends_serving_cleanly(archive: Path) -> None:
    with serving(archive) as (address, process):
        assert httpx.get(address).status_code == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
        assert "Traceback" not in process.communicate()[0]


def test_the_plugin_also_works_under_datasettes_own_command(archive: Path) -> None:
    script = str(Path(sys.executable).with_name("datasette"))
    command = (script, str(archive / "archive.db"), "--setting", "base_url", "/news/", "-p")
    with serving(archive, *command, path="/news/") as (address, _):
        front = httpx.get(f"{address}/news/")
        assert "The public record, kept" in front.text
        assert 'href="/news/article/' in front.text
        assert "default-src 'none'" in front.headers["content-security-policy"]
        assert "1 article" in httpx.get(f"{address}/news/search?q=drenn").text
        assert httpx.get(f"{address}/news/-/static-plugins/gazette/gazette.css").status_code == 200
        assert httpx.get(f"{address}/news/archive?sql=select+1").status_code == 403


async def test_what_is_written_while_serving_is_shown(archive: Path, tmp_path: Path) -> None:
    folder = tmp_path / "live"
    shutil.copytree(archive, folder)
    site = application(folder)
    await site.invoke_startup()
    assert "0 articles" in (await site.client.get("/search?q=dredging")).text
    with Store(folder) as store:
        run = store.begin_run("xx_waters", "", "", "0.1.0")
        Press(store).publish("xx_waters", "dredging", "Dredging begins", "The dredging of the Drenn begins.")
        store.end_run(run, Run("xx_waters", "finished"))
        assert "1 article" in (await site.client.get("/search?q=dredging")).text
    assert "1 article" in (await site.client.get("/search?q=dredging")).text


async def test_an_archive_without_articles_has_a_front_page(tmp_path: Path) -> None:
    Store(tmp_path).close()
    site = application(tmp_path)
    for path in ("/", "/search", "/search?q=x", "/archive", "/archive/articles"):
        assert (await site.client.get(path)).status_code == 200
    assert "holds no article yet" in (await site.client.get("/")).text


def test_a_folder_without_an_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match=r"no archive here .*--archive"):
        application(tmp_path)
