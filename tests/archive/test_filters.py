"""A filter that names nothing is told, so that a slip of the pen does not look like an empty archive."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from archive.errors import Exit, UsageError
from archive.nearest import instead, nearest
from crawler.cli import gazette
from tests.archive.test_commands import run

BOTH = pytest.mark.parametrize("command", [("search", "quay"), ("export", "csv")])


@BOTH
def test_an_unknown_state_is_refused_with_those_there_are(
    sample_folder: Path, command: tuple[str, ...]
) -> None:
    result = run(sample_folder, *command, "--state", "deleted")
    assert (result.exit_code, result.stdout) == (Exit.USAGE, "")
    assert "'deleted' is not one of 'published', 'missing', 'moved'" in result.stderr


@BOTH
@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (("--section", "Bilding"), "--section Bilding: no article has it; there is Building\n"),
        (
            ("--section", "Building", "--portal", "xx_orchard"),
            "--section Building: no article of xx_orchard has it; there is none\n",
        ),
        (("--language", "zn"), "--language zn: no article has it; nearest of 6: zh, "),
    ],
)
def test_a_section_or_language_that_no_article_has_is_told_with_what_there_is(
    sample_folder: Path, command: tuple[str, ...], filters: tuple[str, ...], said: str
) -> None:
    result = run(sample_folder, *command, *filters)
    assert result.exit_code == Exit.OK
    assert said in result.stderr


@pytest.mark.parametrize(
    "filters",
    [("--section", "Building", "--to", "1999"), ("--language", "zh", "--to", "1999"), ("--state", "moved")],
)
def test_a_filter_that_exists_and_finds_nothing_is_left_alone(
    sample_folder: Path, filters: tuple[str, ...]
) -> None:
    result = run(sample_folder, "search", "quay", *filters)
    assert result.stderr.startswith("articles found: 0, shown: 0\n")
    assert "has it" not in result.stderr


@BOTH
def test_an_unknown_portal_is_refused_with_what_there_is(
    sample_folder: Path, command: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match=r"--portal xx_harbor: not in this archive; .*xx_harbour.*status"):
        run(sample_folder, *command, "--portal", "xx_harbor")


def test_reextract_knows_its_portals_too(own_folder: Path) -> None:
    words = ("reextract", "--dry-run", "--archive", str(own_folder), "--portal", "xx_harbor")
    with pytest.raises(UsageError, match="--portal xx_harbor: not in this archive; there is xx_harbour, "):
        CliRunner().invoke(gazette, words, catch_exceptions=False)


def test_the_nearest_names_come_first() -> None:
    names = ["cn_chinadaily_govt", "fr_quai", "us_harbor", "xx_harbour", "News", "Speeches"]
    assert nearest("xx_harbor", names)[:2] == ["xx_harbour", "us_harbor"]
    assert nearest("news", names) == ["News"]
    assert nearest("chinadaily", names) == ["cn_chinadaily_govt"]
    assert nearest("zh-Hans", ["ar", "de", "en", "zh", "fr"])[0] == "zh"
    assert nearest("qqq", names) == sorted(names, key=str.casefold)[:3]
    assert instead(["news", "quai"], names) == "nearest of 6: News, fr_quai"
    assert instead(["x"], []) == "there is none"
