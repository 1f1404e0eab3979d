"""A portal's file that cannot be loaded: named with file, reason and remedy by every command, and in no other's way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import frozen

from tests.crawler.conftest import CHECKOUT, crawl_small, environment, environment_of_all
from tests.crawler.small_server import Answer, SmallServer, article, listing

BROKEN = {
    "xx_mistyped": "from crawler.declare import Portal\n\n\nclass Broken(:\n    pass\n",
    "xx_misnamed": "from crawler.declare import Lising\n",
    "xx_undeclared": "from crawler.declare import Portal\n\n\nclass XxUndeclared(Portal):\n    pass\n",
    "xx_leaving": "import sys\n\nsys.exit('enough')\n",
}
REASONS = {
    "xx_mistyped": "xx_mistyped.py, line 4: SyntaxError: invalid syntax; mend it, then `scrapy list` says",
    "xx_misnamed": "xx_misnamed.py, line 1: ImportError: cannot import name 'Lising'",
    "xx_undeclared": "xx_undeclared.py: XxUndeclared.title is None; name the portal as readers know it",
    "xx_leaving": "xx_leaving.py, line 3: SystemExit: enough; mend it",
}
_DATED = '<meta name="date" content="2026-05-04">'
FINE = """
from tests.crawler.small_portals.xx_small import XxSmall


class XxFine(XxSmall):
    name = "xx_fine"
"""


@frozen
class Package:
    """A package of portals, of which one can be loaded."""

    folder: Path
    server: SmallServer

    @property
    def own(self) -> dict[str, str]:
        return {
            "GAZETTE_PORTALS": "their_portals",
            "PYTHONPATH": f"{self.folder}{os.pathsep}{CHECKOUT}",
            "GAZETTE_ARCHIVE": str(self.folder / "archive"),
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """``gazette`` or ``scrapy`` with the portals of this package alone."""
        module = {"gazette": "crawler", "scrapy": "scrapy"}[words[0]]
        return subprocess.run(
            [sys.executable, "-m", module, *words[1:]],
            cwd=CHECKOUT,
            env=environment_of_all(self.server.host, self.own),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def spoil(self, *names: str) -> None:
        for name in names or BROKEN:
            (self.folder / "their_portals" / f"{name}.py").write_text(BROKEN.get(name, BROKEN["xx_mistyped"]))


@pytest.fixture
def package(server: SmallServer, tmp_path: Path) -> Package:
    paths = [f"/news/{number}" for number in range(1, 9)]
    server.pages |= {path: Answer(article(f"The article {path}", head=_DATED)) for path in paths}
    server.pages |= {path: Answer(listing(*paths)) for path in ("/", "/news/")}
    (tmp_path / "their_portals").mkdir()
    (tmp_path / "their_portals" / "__init__.py").touch()
    (tmp_path / "their_portals" / "xx_fine.py").write_text(FINE)
    return Package(tmp_path, server)


def check_told(ended: subprocess.CompletedProcess[str], *names: str) -> None:
    for name in names or BROKEN:
        assert REASONS[name] in ended.stderr
    assert "Traceback" not in ended.stderr


def test_scrapys_commands_go_on_with_the_others(package: Package) -> None:
    package.spoil()
    listed = package.run("scrapy", "list")
    assert (listed.returncode, listed.stdout.split()) == (1, ["xx_fine"])
    check_told(listed)
    one = package.run("scrapy", "check", "xx_fine")
    assert one.returncode == 0, one.stderr
    check_told(one)
    everybody = package.run("scrapy", "check")
    assert everybody.returncode == 1
    check_told(everybody)
    assert "xx_fine: OK (8 articles named, 3 read)" in everybody.stderr
    assert "xx_misnamed: FAILED (0 articles named, 0 read)\n  not-loaded: " in everybody.stderr
    crawled = package.run("scrapy", "crawl", "xx_fine")
    assert crawled.returncode == 0, crawled.stderr
    for command in (("check",), ("crawl",), ("record", "xx_mistyped")):
        refused = package.run("scrapy", *command, "xx_mistyped")
        assert refused.returncode == 2
        check_told(refused, "xx_mistyped")
    unknown = package.run("scrapy", "crawl", "xx_fin")
    assert (unknown.returncode, "no portal is called xx_fin; there is xx_fine" in unknown.stderr) == (2, True)


def test_a_schedule_and_a_look_want_no_other_portal(package: Package) -> None:
    package.spoil()
    printed = package.run("gazette", "install-schedule", "--print")
    assert (printed.returncode, "Traceback" in printed.stderr) == (0, False)
    looked = package.run("gazette", "probe", f"http://{package.server.host}/", "--name", "xx_new")
    check_told(looked)
    # It has asked: whether what the small server shows is enough for a proposal is not the question here.
    assert package.server.asked("/robots.txt")
    assert "nothing looks like an article" in looked.stderr


def test_reading_again_leaves_out_the_portal_whose_rules_nobody_knows(
    package: Package, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    crawl_small(package.server, archive)
    crawl_small(package.server, archive, portal="xx_fine", **package.own)
    package.spoil("xx_fine", "xx_misnamed")
    (tmp_path / "their_portals" / "xx_small.py").write_text(
        "from tests.crawler.small_portals.xx_small import XxSmall\n"
    )
    again = package.run("gazette", "reextract", "--dry-run")
    assert again.returncode == 3, again.stderr
    assert "8 articles read again" in again.stdout
    assert "left out, as their files cannot be loaded: xx_fine" in again.stderr
    assert "Traceback" not in again.stderr
    named = package.run("gazette", "reextract", "--dry-run", "--portal", "xx_fine")
    assert (named.returncode, named.stdout) == (1, "")
    assert "Error: " in named.stderr
    assert "xx_fine.py, line 4: SyntaxError" in named.stderr
    other = package.run("gazette", "reextract", "--dry-run", "--portal", "xx_small")
    assert other.returncode == 0, other.stderr


def test_a_module_that_there_is_not_is_no_broken_one(package: Package) -> None:
    own = package.own | {"GAZETTE_PORTALS": "their_portal"}
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=CHECKOUT,
        env=environment("", own),
        capture_output=True,
        text=True,
        check=False,
    )
    assert listed.returncode == 2
    assert "GAZETTE_PORTALS: there is no module their_portal;" in listed.stderr
    assert "Traceback" not in listed.stderr


def test_a_package_that_is_broken_itself_keeps_no_other_from_being_loaded(package: Package) -> None:
    (package.folder / "their_portals" / "__init__.py").write_text("import nowhere_to_be_found\n")
    listed = subprocess.run(
        [sys.executable, "-m", "scrapy", "list"],
        cwd=CHECKOUT,
        env=environment("", package.own),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (listed.returncode, listed.stdout.split()) == (1, ["cn_chinadaily_govt"])
    assert "__init__.py, line 1: ModuleNotFoundError: No module named 'nowhere_to_be_found'" in listed.stderr
