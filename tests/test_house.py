"""The house as DESIGN draws it: imports point down, every library has one door, names hide no decision. It can be
carried away: the wheel is enough, installed in an empty environment it lists portals, makes its demo, serves its pages.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
_FLOORS = ("crawler", "pipelines", "archive")
_BELOW = {"crawler": {"pipelines", "archive"}, "pipelines": {"archive"}, "archive": set()}
_DOORS = {
    "trafilatura": r"pipelines/extract\.py",
    "warcio": r"archive/(warc|foreign)\.py",  # what we write; what anybody wrote
    "datasette": r"archive/site/.*",
    "pypdf": r"pipelines/pdf\.py",
    "scrapy": r"crawler/.*|pipelines/stages\.py",
    "pebble": r"pipelines/pool\.py",
}
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
_HIDING = {"utils", "helpers", "common", "base", "items", "middlewares"}


def _sources() -> list[Path]:
    return sorted(path for floor in _FLOORS for path in (ROOT / floor).rglob("*.py"))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def test_imports_point_down() -> None:
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in _sources()
        for name in _imports(path)
        if name in _FLOORS
        and name != (floor := path.relative_to(ROOT).parts[0])
        and name not in _BELOW[floor]
    ]
    assert wrong == []


@pytest.mark.parametrize("library", _DOORS)
def test_each_library_has_one_door(library: str) -> None:
    users = {str(path.relative_to(ROOT)) for path in _sources() if library in _imports(path)}
    assert users
    assert {user for user in users if not re.fullmatch(_DOORS[library], user)} == set()


def test_no_file_name_hides_a_decision() -> None:
    assert {path.stem for path in _sources()} & _HIDING == set()


def test_files_hold_one_noun_and_functions_are_short() -> None:
    """The bounds are those of the projects that DESIGN takes as examples (Scrapy: 90 % under 28 lines)."""
    lengths = [
        node.end_lineno - node.lineno + 1
        for path in _sources()
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno
    ]
    lengths.sort()
    assert lengths[len(lengths) // 2] <= 9
    assert lengths[len(lengths) * 9 // 10] <= 28
    assert max(len(path.read_text().splitlines()) for path in _sources()) <= 500


def test_every_floor_has_a_readme_that_names_its_files() -> None:
    for floor in _FLOORS:
        text = (ROOT / floor / "README.md").read_text()
        names = {path.name for path in (ROOT / floor).glob("*.py") if path.name != "__init__.py"}
        assert {name for name in names if f"`{name}`" not in text} == set(), floor


def test_no_address_of_a_registry_and_no_path_of_a_machine_is_in_the_project() -> None:
    forbidden = re.compile(
        "|".join(("pypi" + r"\.org", "registry" + r"\.npmjs", "/wo" + "rk/", "/ro" + "ot/"))
    )
    texts = (
        path for path in ROOT.rglob("*") if path.suffix in {".py", ".md", ".toml", ".yaml", ".html", ".cfg"}
    )
    skipped = {".venv", ".git", "build", "dist", "demo-data", "data"}
    wrong = [
        str(path.relative_to(ROOT))
        for path in texts
        if not skipped & set(path.relative_to(ROOT).parts) and forbidden.search(path.read_text())
    ]
    assert wrong == []


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
