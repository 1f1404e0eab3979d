"""A port that cannot be had is told at once, with the reason and what to do."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.errors import Exit, UsageError
from archive.port import listening, web_address
from tests.archive.test_commands import run

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_port_in_use_is_told_with_one_that_is_free(taken: int) -> None:
    with pytest.raises(
        UsageError, match=rf"http://127\.0\.0\.1:{taken}/: .*in use; end what is served"
    ) as told:
        listening("127.0.0.1", taken)
    free = int(str(told.value).rpartition("--port ")[2].partition(" ")[0])
    listening("127.0.0.1", free).close()


def test_an_address_that_is_not_this_machines_is_told() -> None:
    with pytest.raises(UsageError, match="name an address of this machine with --host"):
        listening("192.0.2.1", 8001)


def test_serve_says_no_address_at_which_it_does_not_answer(sample_folder: Path, taken: int) -> None:
    with pytest.raises(UsageError, match=f":{taken}/: "):
        run(sample_folder, "serve", "--port", str(taken))


def test_the_demo_hears_of_a_port_in_use_before_it_crawls(tmp_path: Path, taken: int) -> None:
    folder = tmp_path / "demo"
    words = [sys.executable, "-m", "crawler", "demo", "--archive", str(folder), "--port", str(taken)]
    ended = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (Exit.USAGE, "")
    assert f"Error: http://127.0.0.1:{taken}/: Address already in use" in ended.stderr
    assert not folder.exists()


def test_addresses_of_six_and_of_four_figures() -> None:
    assert web_address("127.0.0.1", 8001) == "http://127.0.0.1:8001/"
    assert web_address("::1", 80) == "http://[::1]:80/"
