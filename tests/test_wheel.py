"""The wheel is enough: installed in an empty environment it lists portals, serves its pages, makes its demo."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_SERVES = """
import asyncio, sys
from pathlib import Path
from archive.site import application
async def main():
    site = application(Path(sys.argv[1]))
    for path in ("/", "/search?q=harbour", "/article/1"):
        response = await site.client.get(path)
        assert response.status_code == 200, (path, response.text)
        print(path, len(response.text))
asyncio.run(main())
"""


@pytest.mark.slow
def test_the_wheel_crawls_and_serves_in_an_empty_environment(tmp_path: Path) -> None:
    wheel = _build(tmp_path)
    venv.create(tmp_path / "venv", with_pip=True)
    programs = tmp_path / "venv" / "bin"
    _run([programs / "python", "-m", "pip", "install", "--quiet", str(wheel)], tmp_path)
    listed = _run([programs / "scrapy", "list"], tmp_path, SCRAPY_SETTINGS_MODULE="crawler.settings")
    assert "cn_chinadaily_govt" in listed.split()
    _run([programs / "gazette", "demo", "--no-serve", "--archive", "demo"], tmp_path)
    served = _run([programs / "python", "-c", _SERVES, "demo"], tmp_path)
    assert len(served.splitlines()) == 3


def _build(folder: Path) -> Path:
    words = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    _run(words, folder)
    return next(folder.glob("gazette-*.whl"))


def _run(words: list[str | Path], folder: Path, **environment: str) -> str:
    """Outside the checkout, so that nothing is found there by chance."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "GAZETTE"))}
    ended = subprocess.run(
        list(map(str, words)),
        cwd=folder,
        env=clean | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout
