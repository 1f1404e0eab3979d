"""Servers in processes of their own, on ports that are free."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SERVE = """
import sys, pathlib
from archive.port import listening
from archive.site import serve
serve(pathlib.Path(sys.argv[1]), listening('127.0.0.1', int(sys.argv[2])))
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(folder: Path, *command: str, path: str = "/") -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run ``command``, else our own server, with a port as its last argument; address and process once it answers."""
    port = free_port()
    command = command or (sys.executable, "-c", SERVE, str(folder))
    process = subprocess.Popen(
        [*command, str(port)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address + path, process)
        yield address, process
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            httpx.get(address)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    process.kill()
    raise AssertionError(f"{address} does not answer: {process.communicate()[0]}")
