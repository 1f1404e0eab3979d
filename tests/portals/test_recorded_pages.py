"""Every recorded page of every portal, one test a field. ``scrapy record`` adds one; nothing is to be written here.

A page is red until a person has compared it with its answer and said so in ``reviewed``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.crawling import own_settings
from crawler.loader import PortalLoader
from crawler.recording import Recording, answer_of, load, page_beside
from pipelines.read import read

_HERE = Path(__file__).parent
_ANSWERS = sorted(_HERE.glob("*/*.json"))
_FIELDS = [
    pytest.param(path, field, id=f"{path.parent.name}-{path.stem}-{field}")
    for path in _ANSWERS
    for field in load(path).answer
]


def review_wanted(recording: Recording, path: Path) -> str:
    return (
        f"{path}: not reviewed ({recording.reviewed!r}): compare the answer with the page, mend it, and "
        'write "reviewed": "YOUR NAME, YYYY-MM-DD"'
    )


@pytest.fixture(scope="module")
def loader() -> PortalLoader:
    return PortalLoader.from_settings(own_settings())


@pytest.mark.parametrize(("path", "field"), _FIELDS)
def test_a_recorded_page_reads_as_reviewed(path: Path, field: str, loader: PortalLoader) -> None:
    recording = load(path)
    assert recording.is_reviewed, review_wanted(recording, path)
    portal = loader.load(recording.portal)
    found = answer_of(read(recording.page(page_beside(path).read_bytes(), portal.reading)))  # type: ignore[attr-defined]
    assert found.get(field) == recording.answer[field]


@pytest.mark.parametrize("path", _ANSWERS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_recorded_article_has_an_articles_address(path: Path, loader: PortalLoader) -> None:
    recording = load(path)
    assert recording.portal == path.parent.name
    assert loader.load(recording.portal)().is_article(recording.url) is ("refused" not in recording.answer)  # type: ignore[attr-defined]


def test_no_page_is_without_an_answer() -> None:
    assert _ANSWERS
    pages = {path for path in _HERE.glob("*/*.*") if path.suffix not in (".json", ".py", ".pyc")}
    assert {page_beside(path) for path in _ANSWERS} == pages
