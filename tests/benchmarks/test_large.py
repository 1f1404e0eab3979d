"""The benchmark of large archives asks for what there is, and holds one archive against the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.benchmarks.large import PORTALS, answered, build, commanded, table


def test_every_page_and_command_answers(tmp_path: Path) -> None:
    # Three weeks: one article is asked for that is older than twenty days.
    assert build(tmp_path, 28) >= 28 // 7 * 5 * PORTALS * 3
    taken = asyncio.run(answered(tmp_path)) | commanded(tmp_path)
    assert all(seconds > 0 for seconds in taken.values())


def test_the_table_says_how_much_longer_the_older_archive_takes() -> None:
    lines = list(table({"front page": 0.05}, {"front page": 0.1}, growth=10.4))
    assert lines[0].endswith("10 times the articles take")
    assert lines[1].split()[-5:] == ["0.100", "2.0", "times", "as", "long"]
