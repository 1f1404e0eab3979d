"""One environment for everything: what is written in the checkout runs, and it is said where it does not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crawler.checkout import among_installed, passed_over
from crawler.program import program, repair, typed
from tests.crawler.conftest import CHECKOUT

COPY = "lib/python3.11/site-packages/crawler/__init__.py"


def environment_of_make(folder: Path) -> Path:
    """As `make` leaves it, as far as it can be told without installing anything."""
    (folder / "bin").mkdir(parents=True)
    (folder / ".installed").touch()
    os.utime(folder / ".installed", (time.time() + 60,) * 2)
    return folder


def would_do(target: str, venv: Path) -> str:
    """What `make` would type, which it tells without doing it."""
    make = shutil.which("make")
    if not make:
        pytest.skip("make is not installed")
    words = [make, "--dry-run", "--no-print-directory", target, f"VENV={venv}"]
    return subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, check=True).stdout


def test_make_installs_the_checkout_once_and_editable(tmp_path: Path) -> None:
    assert "pip install --quiet --editable '.[dev]'" in would_do("install", tmp_path / "none")
    assert "pip install" not in would_do("install", environment_of_make(tmp_path / "made"))


@pytest.mark.parametrize("target", ["install", "demo", "test"])
def test_make_installs_the_checkout_again_where_a_copy_has_taken_its_place(
    tmp_path: Path, target: str
) -> None:
    venv = environment_of_make(tmp_path)
    (venv / COPY).parent.mkdir(parents=True)
    (venv / COPY).touch()
    assert "pip install --quiet --editable '.[dev]'" in would_do(target, venv)


def test_a_checkout_whose_portals_would_not_run_is_told_with_the_command_that_mends_it(
    tmp_path: Path,
) -> None:
    assert passed_over(tmp_path) == ""
    assert passed_over(CHECKOUT) == ""
    (tmp_path / "crawler" / "portals").mkdir(parents=True)
    said = passed_over(tmp_path)
    assert f"portals in {tmp_path / 'crawler' / 'portals'} are passed over" in said
    assert f"`{repair()}` makes its own files the ones that run" in said


def test_a_crawl_in_such_a_checkout_says_so_first(tmp_path: Path) -> None:
    (tmp_path / "crawler" / "portals").mkdir(parents=True)
    # -P: Python would find the other checkout's package by itself.
    words = [
        sys.executable,
        "-P",
        "-m",
        "crawler",
        "crawl",
        "xx_none",
        "--contact",
        "tests@gazette.example",
    ]
    own = {name: value for name, value in os.environ.items() if not name.startswith("GAZETTE")}
    ended = subprocess.run(
        words,
        cwd=tmp_path,
        env=own | {"PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"warning: what runs is {CHECKOUT / 'crawler'}, and not this checkout")


def test_only_what_lies_among_installed_packages_is_nobodys() -> None:
    assert among_installed(Path("crawler/portals")) == ""
    assert repair() in among_installed(Path("/usr/lib/python3/site-packages/crawler/portals"))


def test_a_command_is_shown_as_it_can_be_typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    programs = tmp_path / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "gazette").touch(0o755)
    monkeypatch.setattr(sys, "executable", str(programs / "python"))
    monkeypatch.setenv("PATH", "/nowhere")
    assert program() == (str(programs / "gazette"),)
    assert typed("serve", "--archive", Path("my data")) == ".venv/bin/gazette serve --archive 'my data'"
    assert repair() == ".venv/bin/python -m pip install --editable ."
    monkeypatch.setenv("PATH", str(programs))
    assert typed("serve") == "gazette serve"
    monkeypatch.chdir(programs)
    monkeypatch.setenv("PATH", "/nowhere")
    assert typed("serve") == f"{programs / 'gazette'} serve"
