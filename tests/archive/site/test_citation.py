"""Reference managers get what a citation tells of the very state, exactly as it was written, and nothing else."""

from __future__ import annotations

import re

import pytest
from datasette.app import Datasette
from hypothesis import given
from hypothesis import strategies as st

from archive.site.citation import BIBTEX_TYPE, RIS_TYPE, Citation, bibtex, citation, in_head, ris
from archive.site.wording import claim_day

from .conftest import CENTRES, EMPTY, HOSTILE_ID, LOCK, PLAN, SCRIPT, tree_of

STATE = {
    "article": 7,
    "number": 2,
    "latest": 3,
    "title": "Dues {2026}: 50 % & more_#1 ~ $5 \\ ^",
    "authors": ["Ada Brenner", "Müller, Öğe", "Smith and Sons", "王 芳"],
    "publisher": "Ministry of\nWaters",
    "portal_title": "Waters",
    "published_at": "2026-06-10T22:30:00Z",
    "published_precision": "minute",
    "timezone": "Europe/Vienna",
    "language": "en",
    "url": "https://h.example/a_b?c=%20{d}",
    "captured_at": "2026-11-20T08:00:00.000Z",
    "payload_digest": "sha256:ab",
    "imported_from": "",
}
ADDRESS = "http://g.example/article/7/revision/2"
UNKNOWN = STATE | {
    "title": "",
    "authors": [],
    "published_at": None,
    "published_precision": None,
    "language": "",
    "payload_digest": None,
}
AS_BIBTEX = r"""@online{gazette-7-2,
  author = {{Ada Brenner} and {Müller, Öğe} and {Smith and Sons} and {王 芳}},
  title = {{Dues \textbraceleft{}2026\textbraceright{}: 50 \% \& more\_\#1 \textasciitilde{} \$5 \textbackslash{} \textasciicircum{}}},
  organization = {{Ministry of Waters}},
  date = {2026-06-11},
  year = {2026},
  language = {en},
  url = {http://g.example/article/7/revision/2},
  urldate = {2026-11-20},
  note = {Published at https://h.example/a\_b?c=\%20\textbraceleft{}d\textbraceright{}. State 2 of 3, captured 2026-11-20T08:00:00.000Z, sha256:ab.}
}
"""  # noqa: E501 - as it is written
AS_RIS = """TY  - ELEC
ID  - gazette-7-2
TI  - Dues {2026}: 50 % & more_#1 ~ $5 \\ ^
AU  - Ada Brenner
AU  - Müller, Öğe
AU  - Smith and Sons
AU  - 王 芳
T2  - Waters
PB  - Ministry of Waters
PY  - 2026
DA  - 2026/06/11/
LA  - en
UR  - http://g.example/article/7/revision/2
Y2  - 2026/11/20/
N1  - Published at https://h.example/a_b?c=%20{d}. State 2 of 3, captured 2026-11-20T08:00:00.000Z, sha256:ab.
ER  - 
"""  # noqa: W291 - as it is written


def test_bibtex_and_ris_hold_what_was_written() -> None:
    cited = citation(STATE, ADDRESS)
    assert bibtex(cited) == AS_BIBTEX
    assert ris(cited) == AS_RIS.replace("\n", "\r\n")


def test_what_is_not_known_is_left_out() -> None:
    cited = citation(UNKNOWN, ADDRESS)
    names = re.findall(r"^  (\w+) =", bibtex(cited), re.MULTILINE)
    assert names == ["organization", "url", "urldate", "note"]
    tags = [line[:2] for line in ris(cited).splitlines()]
    assert tags == ["TY", "ID", "T2", "PB", "UR", "Y2", "N1", "ER"]
    named = {name for name, _ in in_head(cited)}
    assert not named & {
        "citation_title",
        "citation_author",
        "citation_publication_date",
        "DC.date",
        "DC.creator",
    }


@pytest.mark.parametrize(
    ("value", "precision", "day"),
    [
        ("2026-06-10T22:30:00Z", "minute", "2026-06-11"),
        ("2026-06-10T22:30:00Z", "", "2026-06-11"),
        ("2026-06-10", "day", "2026-06-10"),
        ("2026-06", "month", "2026-06"),
        ("2026-06-01", "month", "2026-06"),
        ("2026", "year", "2026"),
        ("last June", "", ""),
        (None, None, ""),
    ],
)
def test_a_day_is_as_exact_as_it_is_claimed(value: str | None, precision: str | None, day: str) -> None:
    assert claim_day(value, precision, "Europe/Vienna") == day


@given(
    title=st.text(st.sampled_from('{}\\$&%#_~^"@,=\n\r\t é中\u2028\x00')),
    author=st.text(st.sampled_from("{}\\, and\n@é中")),
)
def test_nothing_that_a_portal_writes_ends_a_field_or_an_entry(title: str, author: str) -> None:
    cited = citation(
        STATE | {"title": title, "authors": [author, "B"], "url": f"https://h.example/{title}"}, ADDRESS
    )
    entry = bibtex(cited)
    depth = 0
    for at, sign in enumerate(entry):
        depth += (sign == "{") - (sign == "}")
        assert depth > 0 or at < entry.index("{") or at >= len(entry) - 2
    assert depth == 0
    names = re.findall(r"^  (\w+) = \{", entry, re.MULTILINE)
    assert len(names) == len(set(names)) == len(entry.splitlines()) - 2
    lines = ris(cited).split("\r\n")
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in lines[:-1])
    assert [line[:2] for line in lines].count("TY") == [line[:2] for line in lines].count("ER") == 1


async def _told(site: Datasette, path: str) -> dict[str, list[str]]:
    head = (await tree_of(site, path)).find("head")
    found: dict[str, list[str]] = {}
    for meta in head.xpath("./meta[@name]"):
        found.setdefault(meta.get("name"), []).append(meta.get("content"))
    (found["canonical"],) = ([address] for address in head.xpath("./link[@rel='canonical']/@href"))
    return found


@pytest.mark.parametrize(("path", "number"), [(f"/article/{LOCK}", 2), (f"/article/{LOCK}/revision/1", 1)])
async def test_the_head_of_a_page_tells_what_is_cited_of_its_state(
    site: Datasette, path: str, number: int
) -> None:
    told = await _told(site, path)
    own = f"/article/{LOCK}/revision/{number}"
    assert told["canonical"] == [f"http://localhost{own}"]
    assert told["citation_public_url"] == told["DC.identifier"]
    (lasting,) = told["DC.identifier"]
    assert (await site.client.get(lasting.removeprefix("http://localhost"))).headers["location"] == own
    assert told["citation_title"] == told["DC.title"] == ["New lock on the Drenn"]
    assert told["citation_author"] == told["DC.creator"] == ["Ada Brenner"]
    assert (told["citation_publication_date"], told["DC.date"]) == (["2020/06/10"], ["2020-06-10"])
    assert told["citation_publisher"] == ["Ministry of Waters of Examplia"]
    assert told["citation_language"] == ["en"]
    assert told["DC.source"] == ["https://xx-waters.example/lock"]
    assert told["z:itemType"] == ["webpage"]


async def test_no_author_is_made_up_where_the_page_names_none(site: Datasette) -> None:
    assert "citation_author" not in await _told(site, f"/article/{CENTRES}")
    # Zotero takes what is called so for the authors where no other are named.
    assert not (await tree_of(site, f"/article/{CENTRES}")).xpath("//*[contains(@class, 'byline')]")


async def test_what_a_portal_wrote_is_text_in_the_head(site: Datasette) -> None:
    body = (await site.client.get(f"/article/{HOSTILE_ID}")).text
    assert SCRIPT not in body
    told = await _told(site, f"/article/{HOSTILE_ID}")
    assert told["citation_title"] == [f"{SCRIPT} & co"]
    assert "citation_language" not in told
    assert "citation_title" not in await _told(site, f"/article/{EMPTY}")


@pytest.mark.parametrize(("form", "kind"), [("ris", RIS_TYPE), ("bib", BIBTEX_TYPE)])
async def test_references_are_offered_beside_the_citation(site: Datasette, form: str, kind: str) -> None:
    for path, state in ((f"/article/{PLAN}", 1), (f"/article/{LOCK}/revision/1", 1)):
        links = (await tree_of(site, path)).xpath("//section[@class='cite']/following-sibling::p/a/@href")
        (link,) = [link for link in links if link.endswith(f".{form}")]
        response = await site.client.get(link)
        assert response.headers["content-type"] == kind
        name = f"gazette-{path.split('/')[2]}-{state}"
        assert response.headers["content-disposition"] == f'attachment; filename="{name}.{form}"'
        assert name in response.text
    assert "新的高速公路规划" in (await site.client.get(f"/article/{PLAN}/revision/1.{form}")).text
    assert (await site.client.get(f"/article/{PLAN}/revision/9.{form}")).status_code == 404
    assert (await site.client.post(f"/article/{PLAN}/revision/1.{form}")).status_code in (403, 405)


def test_a_citation_of_what_others_captured_says_so() -> None:
    cited: Citation = citation(STATE | {"imported_from": "theirs.warc.gz"}, ADDRESS)
    assert "captured 2026-11-20T08:00:00.000Z by others, sha256:ab" in cited.note
