from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.connection import open_archive
from tests.archive import sample


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample archive, to be read only."""
    return sample.build(tmp_path_factory.mktemp("sample") / "data")


@pytest.fixture
def own_folder(sample_folder: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may change."""
    return shutil.copytree(sample_folder, tmp_path / "data")


@pytest.fixture
def archive(sample_folder: Path) -> Iterator[sqlite3.Connection]:
    with open_archive(sample_folder) as connection:
        yield connection
