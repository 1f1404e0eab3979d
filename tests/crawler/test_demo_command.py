"""`gazette demo` from beginning to end: it says what it does now, how it ends, and what can be typed afterwards."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import httpx

from crawler.demo.command import serving_again
from tests.archive.site.serving import free_port
from tests.crawler.conftest import CHECKOUT


def test_it_says_that_it_serves_how_that_ends_and_commands_that_can_be_typed(tmp_path: Path) -> None:
    folder, port = tmp_path / "demo", free_port()
    words = [sys.executable, "-m", "crawler", "demo", "--archive", str(folder), "--port", str(port)]
    own = {name: value for name, value in os.environ.items() if not name.startswith("GAZETTE")}
    demo = subprocess.Popen(
        words, cwd=CHECKOUT, env=own | {"PATH": "/usr/bin:/bin"}, stdout=subprocess.PIPE, text=True
    )
    said = _until_served(demo)
    try:
        assert f"Serving now: http://127.0.0.1:{port}/ (Ctrl-C ends it)" in said
        assert httpx.get(f"http://127.0.0.1:{port}/", timeout=30).status_code == 200
        again = subprocess.run(
            [*words[:-2], "--no-serve"], cwd=CHECKOUT, env=own, capture_output=True, text=True, check=False
        )
        assert (again.returncode, again.stdout) == (1, "")
        assert f"{folder}: another process has this archive open: `gazette serve`" in again.stderr
        assert httpx.get(f"http://127.0.0.1:{port}/search?q=harbour", timeout=30).status_code == 200
    finally:
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=30) == 0
    export = re.findall(r"^Export: +(.+)$", said, re.MULTILINE)
    served_again = re.findall(r"^Serve it again: +(.+)$", said, re.MULTILINE)
    assert served_again == [serving_again(folder, "127.0.0.1", port)]
    # No environment is active: what is shown must work all the same.
    script, *rest = shlex.split(export[0])
    written = subprocess.run(
        [str(CHECKOUT / script), *rest], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert written.returncode == 0, written.stderr
    assert (tmp_path / "articles.csv").stat().st_size > 1000


def _until_served(demo: subprocess.Popen[str]) -> str:
    """What is said up to the line after which nothing more is said."""
    assert demo.stdout
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if line.startswith("Serving now: "):
            break
    return "".join(lines)


def test_serving_again_names_the_address_only_where_it_is_not_the_usual_one(tmp_path: Path) -> None:
    assert serving_again(tmp_path, "127.0.0.1", 8001).endswith(f"serve --archive {tmp_path}")
    assert serving_again(tmp_path, "0.0.0.0", 9000).endswith("--host 0.0.0.0 --port 9000")
