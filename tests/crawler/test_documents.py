"""Official journals: what a portal's lists lead to is the document itself, and that is the article."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from archive.site import application
from pipelines.pdf import MOST_PAGES
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, crawl_small, environment
from tests.crawler.small_server import Answer, SmallServer, article
from tests.pipelines.papers import docx, pdf_of

DECREE = "The dues for all vessels that lie at the quay are raised by four per cent from the first of May on."


def publish(server: SmallServer, *rows: str) -> None:
    html = "".join(f"<tr>{row}</tr>" for row in rows)
    server.pages["/news/"] = Answer(
        f"<!DOCTYPE html><html lang=en><title>News</title><table>{html}</table></html>".encode()
    )


def document(body: bytes, kind: str = "application/pdf") -> Answer:
    return Answer(body, content_type=kind)


def journal(server: SmallServer) -> None:
    publish(
        server,
        "<td>10 June 2026<td><a href=/news/1.pdf>Decree 12/2026 on harbour dues</a>",
        "<td><a href=/news/2.pdf>PDF</a>",
        "<td><a href=/news/3>Article 3</a>",
        "<td>3 June 2026, in force from 1 July 2026<td><a href=/news/2026/05/04/4.docx>Order of the harbour master</a>",
    )
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE))
    server.pages["/news/2.pdf"] = document(pdf_of("Decree No. 13", DECREE), "application/octet-stream")
    server.pages["/news/3"] = Answer(article("Article 3"))
    server.pages["/news/2026/05/04/4.docx"] = document(
        docx(f"<w:p><w:r><w:t>Order</w:t></w:r></w:p><w:p><w:r><w:t>{DECREE}</w:t></w:r></w:p>"),
        "application/msword",
    )


def test_a_document_that_a_list_leads_to_is_an_article(server: SmallServer, tmp_path: Path) -> None:
    journal(server)
    crawled = crawl_small(server, tmp_path)
    assert crawled.code == 0, crawled.said
    rows = crawled.rows("SELECT title, published_at, published_from, text, flags FROM articles ORDER BY url")
    whole = f"Decree No. 12\n\n{DECREE}"
    assert rows[0] == ("Decree 12/2026 on harbour dues", "2026-06-10", "hint:row", whole, '["document"]')
    # 'PDF' is no title: the document's first line is one.
    assert rows[1][:3] == ("Decree No. 13", None, None)
    # A row with two days tells none; the address does.
    assert rows[2][:3] == ("Order of the harbour master", "2026-05-04", "url")
    assert rows[3][0] == "Article 3"
    assert crawled.rows("SELECT count(*) FROM refusals") == [(0,)]


def test_a_document_that_is_replaced_is_changed_and_one_that_is_the_same_is_not(
    server: SmallServer, tmp_path: Path
) -> None:
    journal(server)
    crawl_small(server, tmp_path)
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE.replace("four", "seven")))
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    assert crawled.rows("SELECT url LIKE '%/1.pdf', revisions FROM articles ORDER BY url") == [
        (1, 2), (0, 1), (0, 1), (0, 1)
    ]  # fmt: skip
    assert crawled.rows("SELECT number, silent FROM revisions WHERE number = 2") == [(2, 1)]


def test_a_document_without_text_is_refused_and_kept(server: SmallServer, tmp_path: Path) -> None:
    publish(
        server, "<td><a href=/news/1.pdf>Decree 12/2026, scanned</a>", "<td><a href=/news/3>Article 3</a>"
    )
    server.pages["/news/1.pdf"] = document(pdf_of(""))
    server.pages["/news/3"] = Answer(article("Article 3"))
    crawled = crawl_small(server, tmp_path)
    assert crawled.rows("SELECT reason, detail FROM refusals") == [
        ("too-thin", "nothing that can be read: a document without text, as one of scanned pages is")
    ]
    assert crawled.rows("SELECT count(*) FROM captures WHERE final_url LIKE '%/1.pdf'") == [(1,)]


def test_what_is_neither_a_page_nor_a_document_is_refused_as_before(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, "<td><a href=/news/1>A film</a>", "<td><a href=/news/3>Article 3</a>")
    server.pages["/news/1"] = document(b"\x00\x00\x00\x18ftypmp42" + bytes(500), "video/mp4")
    server.pages["/news/3"] = Answer(article("Article 3"))
    assert crawl_small(server, tmp_path).rows("SELECT reason FROM refusals") == [("not-html",)]


async def test_the_site_gives_the_document_itself_in_place_of_a_page(
    server: SmallServer, tmp_path: Path
) -> None:
    journal(server)
    crawl_small(server, tmp_path)
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE.replace("four", "seven")))
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    ((article_id, capture),) = crawled.rows("SELECT id, capture FROM articles WHERE url LIKE '%/1.pdf'")
    site = application(tmp_path)
    await site.invoke_startup()
    itself = f"/capture/{capture}/bytes"
    for path in (f"/article/{article_id}", f"/article/{article_id}/revision/2"):
        page = (await site.client.get(path)).text
        assert f'<a href="{itself}" rel="nofollow">The document itself</a>' in page
        assert "The page as it looked" not in page
    compared = (await site.client.get(f"/article/{article_id}/compare/1/2")).text
    assert re.search("<ins[^>]*>.*seven", compared)
    assert "as they looked" not in compared
    given = await site.client.get(itself)
    assert given.content == pdf_of("Decree No. 12", DECREE.replace("four", "seven"))
    # A memento is the document, for programs as well.
    address = f"http://{server.host}/news/1.pdf"
    gate = await site.client.get(f"/timegate/{address}")
    assert gate.headers["location"].endswith(itself)
    assert "memento-datetime" in given.headers
    assert f"{itself}>; rel=" in (await site.client.get(f"/timemap/link/{address}")).text
    # Whoever asks for the page all the same is told where the bytes are.
    asked = await site.client.get(f"/article/{article_id}/revision/2/replay")
    assert asked.status_code == 404
    assert itself in asked.text


async def test_a_document_that_was_read_in_part_says_so(server: SmallServer, tmp_path: Path) -> None:
    publish(
        server, "<td><a href=/news/1.pdf>All orders of the year</a>", "<td><a href=/news/2.pdf>Decree 12</a>"
    )
    server.pages["/news/1.pdf"] = document(pdf_of(*[DECREE] * (MOST_PAGES + 1)))
    server.pages["/news/2.pdf"] = document(pdf_of("Decree No. 12", DECREE))
    crawled = crawl_small(server, tmp_path)
    rows = crawled.rows("SELECT id, flags FROM articles ORDER BY url")
    assert [flags for _, flags in rows] == ['["document", "incomplete"]', '["document"]']
    site = application(tmp_path)
    await site.invoke_startup()
    told = [
        "The text below is not whole: not all of the document could be read."
        in (await site.client.get(f"/article/{number}")).text
        for number, _ in rows
    ]
    assert told == [True, False]


async def test_a_page_is_shown_as_before(server: SmallServer, tmp_path: Path) -> None:
    journal(server)
    crawled = crawl_small(server, tmp_path)
    ((article_id,),) = crawled.rows("SELECT id FROM articles WHERE url LIKE '%/3'")
    site = application(tmp_path)
    await site.invoke_startup()
    page = (await site.client.get(f"/article/{article_id}")).text
    assert "The page as it looked" in page
    assert "The document itself" not in page


def test_a_document_is_read_again_and_found_and_handed_over(server: SmallServer, tmp_path: Path) -> None:
    journal(server)
    crawl_small(server, tmp_path)
    names = environment(server.host)
    again = forked.gazette(["reextract", "--yes", "--archive", str(tmp_path)], names)
    assert again.returncode == 0, again.stderr
    found = forked.gazette(["search", "--archive", str(tmp_path), "vessels"], names)
    assert found.stdout.count("harbour dues") == 1
    packed = tmp_path / "decree.wacz"
    words = ["evidence", "--archive", str(tmp_path), "--query", "Decree", "--output", str(packed)]
    assert forked.gazette(words, names).returncode == 0
    elsewhere = forked.gazette(["import", "--archive", str(tmp_path / "other"), str(packed)], names)
    assert elsewhere.returncode == 0, elsewhere.stderr
    other = Crawled(0, "", tmp_path / "other").rows("SELECT title, text FROM articles ORDER BY url")
    assert other == Crawled(0, "", tmp_path).rows(
        "SELECT title, text FROM articles WHERE text LIKE 'Decree%' ORDER BY url"
    )


async def test_a_document_may_be_an_article_and_the_file_of_another(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(
        server,
        "<td><a href=/news/3>Article 3</a>",
        "<td><a href=/news/1.pdf>Decree 12/2026 on harbour dues</a>",
    )
    offered = b'<p>The decree as a <a href="/news/1.pdf">file</a>.</p>'
    server.pages["/news/3"] = Answer(article("Article 3").replace(b"</main>", offered + b"</main>"))
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE))
    crawled = crawl_small(server, tmp_path)
    assert crawled.code == 0, crawled.said
    assert len(crawled.rows("SELECT id FROM articles")) == 2
    # It is asked for once, and kept as what the list calls it.
    assert crawled.rows("SELECT url LIKE '%/1.pdf', capture FROM attachments") == [(1, None)]
    (paper,), (page,) = crawled.rows("SELECT id FROM articles ORDER BY url")
    site = application(tmp_path)
    await site.invoke_startup()
    shown = (await site.client.get(f"/article/{page}")).text
    assert f'It is <a href="/article/{paper}">an article of its own</a> here, which tells' in shown
    again = crawl_small(server, tmp_path, "--recheck", "all")
    assert again.rows("SELECT revisions FROM articles") == [(1,), (1,)]


def test_the_canary_reads_documents(server: SmallServer, tmp_path: Path) -> None:
    publish(server, "<td>10 June 2026<td><a href=/news/1.pdf>Decree 12/2026 on harbour dues</a>")
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE))
    checked = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", "xx_small"],
        env=environment(server.host), cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "xx_small: OK (1 articles named, 1 read)" in checked.stdout + checked.stderr


def test_that_a_link_was_renamed_is_no_state_of_a_document(server: SmallServer, tmp_path: Path) -> None:
    """Though its bytes are others: programs make them anew."""
    journal(server)
    crawl_small(server, tmp_path)
    publish(server, "<td>10 June 2026<td><a href=/news/1.pdf>Decree 12/2026 on harbour dues (new)</a>")
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE) + b"% made anew\n")
    crawled = crawl_small(server, tmp_path, "--recheck", "all")
    sql = "SELECT title, published_at, revisions FROM articles WHERE url LIKE '%/1.pdf'"
    assert crawled.rows(sql) == [("Decree 12/2026 on harbour dues", "2026-06-10", 1)]


def test_what_a_list_told_holds_where_a_document_is_saved_by_hand(
    server: SmallServer, tmp_path: Path
) -> None:
    journal(server)
    crawl_small(server, tmp_path)
    server.pages["/news/1.pdf"] = document(pdf_of("Decree No. 12", DECREE.replace("four", "seven")))
    words = ["save", "--archive", str(tmp_path), f"http://{server.host}/news/1.pdf"]
    alone = {"GAZETTE_PORTALS": "tests.crawler.small_portals.xx_small"}
    saved = forked.gazette(words, environment(server.host, alone))
    assert "changed without a word" in saved.stdout
    sql = "SELECT title, published_at, revisions FROM articles WHERE url LIKE '%/1.pdf'"
    assert Crawled(0, "", tmp_path).rows(sql) == [("Decree 12/2026 on harbour dues", "2026-06-10", 2)]


def test_an_archive_made_anew_from_its_files_has_the_same_states(server: SmallServer, tmp_path: Path) -> None:
    journal(server)
    crawl_small(server, tmp_path / "old")
    crawl_small(server, tmp_path / "old", "--recheck", "all")
    words = ["import", "--archive", str(tmp_path / "new"), str(tmp_path / "old" / "warc")]
    made = forked.gazette(words, environment(server.host))
    assert made.returncode == 0, made.stderr
    sql = "SELECT title, published_at, text, revisions FROM articles ORDER BY url"
    assert Crawled(0, "", tmp_path / "new").rows(sql) == Crawled(0, "", tmp_path / "old").rows(sql)


async def test_a_page_that_became_a_document_is_shown_as_each_was(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, "<td><a href=/news/3>Article 3</a>")
    for answer in (Answer(article("Article 3")), document(pdf_of("Decree No. 12", DECREE))):
        server.pages["/news/3"] = answer
        crawled = crawl_small(server, tmp_path, "--recheck", "all")
    assert crawled.rows("SELECT revisions FROM articles") == [(2,)]
    site = application(tmp_path)
    await site.invoke_startup()
    assert (await site.client.get("/article/1/revision/1/replay")).status_code == 200
    assert (await site.client.get("/article/1/revision/2/replay")).status_code == 404
    shown = [(await site.client.get(f"/article/1/revision/{number}")).text for number in (1, 2)]
    assert ["The page as it looked" in page for page in shown] == [True, False]
    assert ["The document itself" in page for page in shown] == [False, True]
    assert "as they looked" not in (await site.client.get("/article/1/compare/1/2")).text
    told = (await site.client.get(f"/timemap/link/http://{server.host}/news/3")).text
    assert ("/replay>" in told, "/bytes>" in told) == (True, True)
