"""Pages that are watched: looked at in every crawl, whatever kind of page they are and however old."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from archive.site import application
from archive.terminal import printable
from tests.crawler import forked
from tests.crawler.conftest import CHECKOUT, Crawled, crawl_words, environment
from tests.crawler.small_server import Answer, SmallServer, article, listing
from tests.pipelines.papers import pdf_of

WATCHING, LISTED = "xx_watching", "xx_listed"
_PORTALS = {"GAZETTE_PORTALS": "tests.crawler.watching_portals"}


def gazette(server: SmallServer, *words: str) -> subprocess.CompletedProcess[str]:
    return forked.gazette(words, environment(server.host, _PORTALS))


def crawl(server: SmallServer, folder: Path, *arguments: str) -> Crawled:
    ended = forked.gazette(crawl_words(folder, *arguments), environment(server.host, _PORTALS))
    return Crawled(ended.returncode, ended.stderr, folder)


def services(*names: str) -> Answer:
    """A page of links and nothing else."""
    items = "".join(
        f"<li><a href='/services/{name}'>{name.title()} of the ministry</a></li>" for name in names
    )
    html = (
        f"<!DOCTYPE html><html lang=en><title>Services</title><main><h1>Services</h1><ul>{items}</ul></main>"
    )
    return Answer(f"{html}<footer>Ministry of Standing Pages</footer></html>".encode())


@pytest.fixture
def watched(server: SmallServer) -> SmallServer:
    server.pages["/dues"] = Answer(article("Dues of the harbour"), headers=(("ETag", '"1"'),))
    server.pages["/services"] = services("permits", "fees", "moorings", "pilots", "complaints", "inspections")
    server.pages["/gone"] = Answer(article("What will be gone"))
    return server


def test_pages_are_kept_that_no_list_names_and_that_are_no_articles(
    watched: SmallServer, tmp_path: Path
) -> None:
    crawled = crawl(watched, tmp_path, WATCHING)
    assert crawled.code == 0, crawled.said
    assert crawled.run()["outcome"] == "finished"
    rows = crawled.rows(
        "SELECT title, text_from, text FROM (SELECT *, origins ->> 'text' AS text_from FROM articles) ORDER BY url"
    )
    assert [row[:2] for row in rows] == [
        ("Dues of the harbour", "blocks"), ("What will be gone", "blocks"), ("Services", "page")
    ]  # fmt: skip
    assert "- Permits of the ministry" in str(rows[2][2])
    assert "footer" not in str(rows[2][2])


def test_every_crawl_looks_at_them_and_notices_what_changed_and_what_is_gone(
    watched: SmallServer, tmp_path: Path
) -> None:
    crawl(watched, tmp_path, WATCHING)
    watched.log.clear()
    watched.pages["/services"] = services("permits", "fees", "moorings", "pilots", "inspections")
    del watched.pages["/gone"]
    crawled = crawl(watched, tmp_path, WATCHING)
    assert crawled.code == 0, crawled.said
    assert sorted(asked.path for asked in watched.log if asked.path != "/robots.txt") == [
        "/dues", "/gone", "/services"
    ]  # fmt: skip
    # Politely: only what has changed is sent.
    assert [asked.headers.get("if-none-match") for asked in watched.log if asked.path == "/dues"] == ['"1"']
    rows = crawled.rows("SELECT state, revisions FROM articles ORDER BY url")
    assert rows == [("published", 1), ("missing", 1), ("published", 2)]
    assert crawled.rows("SELECT silent FROM revisions WHERE number = 2") == [(1,)]


async def test_the_site_does_not_speak_of_dates_where_a_page_bears_none(
    watched: SmallServer, tmp_path: Path
) -> None:
    crawl(watched, tmp_path, WATCHING)
    watched.pages["/services"] = services("permits", "fees", "moorings", "pilots", "inspections")
    crawled = crawl(watched, tmp_path, WATCHING)
    ((number,),) = crawled.rows("SELECT id FROM articles WHERE title = 'Services'")
    site = application(tmp_path)
    await site.invoke_startup()
    for path in (f"/article/{number}", f"/article/{number}/compare/1/2"):
        page = (await site.client.get(path)).text
        assert "Changed without a word." in page
        assert "the page bears no date that would tell of it" in page
        assert "stayed the same" not in page


def test_a_crawl_of_certain_days_leaves_them_alone(watched: SmallServer, tmp_path: Path) -> None:
    crawl(watched, tmp_path, WATCHING)
    watched.log.clear()
    assert crawl(watched, tmp_path, WATCHING, "--from", "2026-01").code == 0
    assert watched.log == []


def test_they_stand_beside_the_articles_of_a_list(watched: SmallServer, tmp_path: Path) -> None:
    watched.pages["/news/"] = Answer(listing("/news/1", "/news/2"))
    watched.pages["/news/1"] = Answer(article("Article 1"))
    watched.pages["/news/2"] = watched.pages["/services"]
    crawled = crawl(watched, tmp_path, LISTED)
    assert crawled.rows("SELECT title FROM articles ORDER BY url") == [("Article 1",), ("Services",)]
    # The very same page, where nobody asked for it to be watched.
    assert crawled.rows("SELECT reason FROM refusals") == [("too-thin",)]


def test_they_can_be_saved_read_again_and_imported(watched: SmallServer, tmp_path: Path) -> None:
    url = f"http://{watched.host}/services"
    saved = gazette(watched, "save", "--archive", str(tmp_path / "a"), url)
    # Two portals may have the same host: the address is that of both, and each has its own.
    assert "new: article" in saved.stdout, printable(saved.stdout + saved.stderr)
    again = gazette(watched, "reextract", "--archive", str(tmp_path / "a"), "--dry-run")
    assert again.returncode == 0, again.stderr
    assert "refused" not in again.stdout
    taken = gazette(watched, "import", "--archive", str(tmp_path / "b"), str(tmp_path / "a" / "warc"))
    assert taken.returncode == 0, taken.stderr
    assert Crawled(0, "", tmp_path / "b").rows("SELECT title, origins ->> 'text' FROM articles") == [
        ("Services", "page")
    ]
    read = gazette(watched, "reextract", "--archive", str(tmp_path / "b"), "--dry-run")
    assert (read.returncode, "refused" in read.stdout) == (0, False), read.stdout


def test_the_canary_reads_them(watched: SmallServer) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", WATCHING],
        env=environment(watched.host, _PORTALS), cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "xx_watching: OK (3 articles named, 3 read)" in checked.stdout + checked.stderr


def declared(folder: Path, server: SmallServer, **fields: object) -> dict[str, str]:
    """The environment of a portal ``xx_own`` with these fields."""
    package = folder / "own_portals"
    package.mkdir(exist_ok=True)
    (package / "__init__.py").touch()
    told = {"title": "Ministry of Standing Pages", "languages": ("en",), "timezone": "UTC", **fields}
    lines = [
        f"    {name} = {value}" if name == "ways" else f"    {name} = {value!r}"
        for name, value in told.items()
    ]
    (package / "xx_own.py").write_text(
        "from crawler.declare import Feed, Listing, Portal\n\n\nclass XxOwn(Portal):\n"
        f"    home_url = 'http://{server.host}/'\n" + "\n".join(lines) + "\n"
    )
    return {"GAZETTE_PORTALS": package.name, "PYTHONPATH": f"{CHECKOUT}:{folder}"}


def crawl_own(server: SmallServer, folder: Path, *arguments: str, **fields: object) -> Crawled:
    own = declared(folder, server, **fields)
    ended = forked.gazette(
        crawl_words(folder / "archive", "xx_own", *arguments), environment(server.host, own)
    )
    return Crawled(ended.returncode, ended.stderr, folder / "archive")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(b"", 302, headers=(("Location", "/"),)), "redirect-home"),
        (Answer(b"", 302, headers=(("Location", "/elsewhere"),)), "redirect-elsewhere"),
        (Answer(b"<html><title>Dues</title><main></main></html>"), "too-thin"),
        (Answer(b"dues", content_type="text/plain"), "not-html"),
        (Answer(b"<html><title>Page not found</title><h1>Page not found</h1></html>"), "soft-404"),
        (Answer(b"", 500), "http-500"),
    ],
)
def test_whoever_watches_a_page_is_told_that_it_could_not_be_kept(
    watched: SmallServer, tmp_path: Path, answer: Answer, reason: str
) -> None:
    watched.pages["/"] = watched.pages["/elsewhere"] = services("one", "two", "three", "four", "five", "six")
    crawl(watched, tmp_path, WATCHING)
    watched.pages["/dues"] = answer
    crawled = crawl(watched, tmp_path, WATCHING)
    assert crawled.code == 1
    assert f"1 of 3 watched pages were not kept (http://{watched.host}/dues: {reason})" in str(
        crawled.run()["reason"]
    )
    assert crawled.rows("SELECT state FROM articles WHERE url LIKE '%/dues'") == [("published",)]


def test_that_the_only_watched_page_is_gone_is_news_and_no_failure(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/dues"] = Answer(article("Dues"))
    crawl_own(server, tmp_path, watch=("/dues",))
    del server.pages["/dues"]
    gone = crawl_own(server, tmp_path, watch=("/dues",))
    assert (gone.code, gone.run()["outcome"]) == (0, "finished")
    assert gone.rows("SELECT state FROM articles") == [("missing",)]
    # One that was never there is a slip of the declaration.
    never = crawl_own(server, tmp_path, watch=("/dues", "/duse"))
    assert f"http://{server.host}/duse: http-404" in str(never.run()["reason"])


@pytest.mark.parametrize("there", ["/dues/", "/dues"])
def test_a_slash_at_the_end_is_the_same_page(server: SmallServer, tmp_path: Path, there: str) -> None:
    other = "/dues" if there == "/dues/" else "/dues/"
    server.pages[other] = Answer(b"", 301, headers=(("Location", there),))
    server.pages[there] = Answer(article("Dues"))
    for _ in range(2):
        crawled = crawl_own(server, tmp_path, watch=(other,))
        assert (crawled.code, crawled.rows("SELECT title, revisions FROM articles")) == (0, [("Dues", 1)])
    saved = forked.gazette(
        ["save", "--archive", str(tmp_path / "archive"), f"http://{server.host}{there}"],
        environment(server.host, declared(tmp_path, server, watch=(other,))),
    )
    assert saved.returncode == 0, saved.stdout + saved.stderr
    strange = forked.gazette(
        ["save", "--archive", str(tmp_path / "archive"), f"http://{server.host}/fees"],
        environment(server.host, declared(tmp_path, server, watch=(other,))),
    )
    assert "xx_own 1 watched pages" in strange.stderr


def test_a_page_that_lists_name_as_well_stays_watched(watched: SmallServer, tmp_path: Path) -> None:
    root = f"http://{watched.host}"
    item = f"<item><title>Services of the ministry</title><link>{root}/services</link></item>"
    watched.pages["/feed.xml"] = Answer(
        f"<rss version='2.0'><channel><title>News</title>{item}</channel></rss>".encode(),
        content_type="application/rss+xml",
    )
    watched.pages["/list/"] = Answer(b"<a href=/services>Services</a>")
    fields = {
        "watch": ("/services",),
        "ways": "(Feed('/feed.xml'), Listing('/list/', section='Help'))",
        "article_url": "^/x",
    }
    for _ in range(2):
        crawled = crawl_own(watched, tmp_path, **fields)
        assert crawled.code == 0, crawled.said
        assert crawled.rows("SELECT title, origins ->> 'text', revisions FROM articles") == [
            ("Services", "page", 1)
        ]


def test_a_page_that_was_refused_before_it_was_watched_is_kept_from_then_on(
    watched: SmallServer, tmp_path: Path
) -> None:
    watched.pages["/news/"] = Answer(listing("/services"))
    ways = "(Listing('/news/'),)"
    before = crawl_own(watched, tmp_path, ways=ways, article_url="^/services")
    assert before.rows("SELECT count(*) FROM articles") == [(0,)]
    after = crawl_own(watched, tmp_path, ways=ways, article_url="^/services", watch=("/services",))
    assert after.rows("SELECT title FROM articles") == [("Services",)]


def test_a_further_page_of_a_list_cannot_be_watched(server: SmallServer, tmp_path: Path) -> None:
    server.pages["/news/"] = Answer(listing("/news/1") + b"<a rel=next href='/news/?page=2'>older</a>")
    server.pages["/news/?page=2"] = Answer(listing("/news/2"))
    server.pages["/news/1"] = server.pages["/news/2"] = Answer(article("Article"))
    crawled = crawl_own(
        server, tmp_path, watch=("/news/?page=2",), ways="(Listing('/news/'),)", article_url=r"^/news/\d"
    )
    assert crawled.code == 1
    assert "1 listings could not be read (watched)" in str(crawled.run()["reason"])


def test_lists_that_name_nothing_any_more_are_a_failure_beside_watched_pages(
    watched: SmallServer, tmp_path: Path
) -> None:
    watched.pages["/news/"] = Answer(listing("/other/1"))
    crawled = crawl(watched, tmp_path, LISTED)
    assert "no listing named an article" in str(crawled.run()["reason"])


def test_a_page_that_says_once_that_it_is_another_is_watched_still(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/a"] = Answer(article("Page A"))
    server.pages["/b"] = Answer(article("Page B", head=f"<link rel=canonical href='http://{server.host}/a'>"))
    crawled = crawl_own(server, tmp_path, watch=("/a", "/b"))
    assert crawled.rows("SELECT title FROM articles ORDER BY title") == [("Page A",), ("Page B",)]
    server.pages["/b"] = Answer(article("Page B, changed"))
    assert ("Page B, changed",) in crawl_own(server, tmp_path, watch=("/a", "/b")).rows(
        "SELECT title FROM articles"
    )


def test_a_page_is_read_one_way_so_that_no_words_are_said_to_have_gone(
    server: SmallServer, tmp_path: Path
) -> None:
    """Else a page whose text is not filled in one night would have its menu for a text."""
    names = ("Imprint", "Contact", "Sitemap", "Accessibility")
    links = "".join(f"<li><a href=/{name}>{name} of the ministry</a>" for name in names)
    menu = f"<ul class=menu>{links}</ul>"
    whole = article("Dues of the harbour").decode()
    server.pages["/dues"] = Answer(whole.replace("<body>", f"<body>{menu}").encode())
    crawl_own(server, tmp_path, watch=("/dues",))
    blank = f"<html lang=en><title>Dues of the harbour</title><body>{menu}<h1>Dues of the harbour</h1>"
    server.pages["/dues"] = Answer(blank.encode())
    empty = crawl_own(server, tmp_path, watch=("/dues",))
    assert "dues: too-thin" in str(empty.run()["reason"])
    assert empty.rows("SELECT revisions FROM articles") == [(1,)]


def test_a_page_without_a_main_part_is_read_without_its_menus(server: SmallServer, tmp_path: Path) -> None:
    names = ("permits", "fees", "pilots", "moorings")
    links = "".join(f"<li><a href=/{name}>{name.title()} of the ministry</a>" for name in names)
    above, below = (
        "<nav><a href=/home>Home of all</a></nav><header>Slogan</header>",
        "<footer>Imprint and contact</footer>",
    )
    body = f"{above}<h1>Services</h1><ul>{links}</ul>{below}"
    html = f"<html lang=en><title>Services</title><body>{body}</body></html>"
    server.pages["/services"] = Answer(html.encode())
    ((text,),) = crawl_own(server, tmp_path, watch=("/services",)).rows("SELECT text FROM articles")
    assert "Fees of the ministry" in str(text)
    assert not any(word in str(text) for word in ("Home of all", "Slogan", "Imprint"))


def test_the_canary_names_what_leads_away_and_asks_of_documents_no_day(
    watched: SmallServer, tmp_path: Path
) -> None:
    watched.pages["/dues"] = Answer(b"", 302, headers=(("Location", "/elsewhere"),))
    watched.pages["/elsewhere"] = Answer(article("Elsewhere"))
    rows = "".join(f"<tr><td><a href=/acts/{number}.pdf>Act number {number}</a>" for number in range(1, 4))
    watched.pages["/acts/"] = Answer(f"<html lang=en><table>{rows}</table>".encode())
    for number in range(1, 4):
        body = pdf_of(
            "Act", "The dues for all vessels that lie at the quay are raised by four per cent from May on."
        )
        watched.pages[f"/acts/{number}.pdf"] = Answer(body, content_type="application/pdf")
    own = declared(
        tmp_path,
        watched,
        watch=("/dues", "/services"),
        ways="(Listing('/acts/'),)",
        article_url=r"^/acts/\d+\.pdf$",
    )
    checked = subprocess.run(
        [sys.executable, "-m", "scrapy", "check", "xx_own"],
        env=environment(watched.host, own), cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "xx_own: FAILED (5 articles named, 5 read)" in checked.stderr
    assert f"led-away: http://{watched.host}/dues: leads to http://{watched.host}/elsewhere" in checked.stderr
    assert "field-gone" not in checked.stderr


def test_a_page_that_was_refused_under_its_slash_is_kept_once_it_is_watched(
    server: SmallServer, tmp_path: Path
) -> None:
    page = services("permits", "fees", "moorings", "pilots", "complaints", "inspections")
    server.pages["/news/"] = Answer(listing("/services/"))
    server.pages["/services/"] = page
    server.pages["/services"] = Answer(b"", 301, headers=(("Location", "/services/"),))
    lists = {"ways": "(Listing('/news/'),)", "article_url": "^/services"}
    assert crawl_own(server, tmp_path, **lists).rows("SELECT count(*) FROM articles") == [(0,)]
    kept = crawl_own(server, tmp_path, watch=("/services",), **lists)
    assert (kept.code, kept.rows("SELECT title FROM articles")) == (0, [("Services",)])


def test_a_page_that_came_under_another_form_of_its_address_is_not_lost(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/news/"] = Answer(listing("/dues"))
    server.pages["/dues"] = Answer(article("Dues"))
    for _ in range(2):
        crawled = crawl_own(
            server, tmp_path, watch=("/dues/",), ways="(Listing('/news/'),)", article_url="^/dues"
        )
        assert (crawled.code, crawled.rows("SELECT title FROM articles")) == (0, [("Dues",)])


def test_an_address_that_only_leads_to_another_page_is_named_until_it_is_mended(
    server: SmallServer, tmp_path: Path
) -> None:
    server.pages["/a"] = Answer(article("Page A"))
    server.pages["/b"] = Answer(b"", 302, headers=(("Location", "/a"),))
    for _ in range(2):
        crawled = crawl_own(server, tmp_path, watch=("/a", "/b"))
        assert f"1 of 2 watched pages were not kept (http://{server.host}/b: moved)" in str(
            crawled.run()["reason"]
        )
    # One that is held and has moved is news.
    server.pages["/b"] = Answer(article("Page B"))
    assert crawl_own(server, tmp_path, watch=("/a", "/b")).code == 0
    server.pages["/b"] = Answer(b"", 302, headers=(("Location", "/a"),))
    moved = crawl_own(server, tmp_path, watch=("/a", "/b"))
    assert (moved.code, moved.rows("SELECT state FROM articles ORDER BY url")) == (
        0,
        [("published",), ("moved",)],
    )


def test_what_a_watched_page_leads_to_is_read_as_it_was(server: SmallServer, tmp_path: Path) -> None:
    other = (
        "<main>{}<h2>Related news</h2><ul><li>Imprint of the ministry<li>Contact of the ministry</ul></main>"
    )
    lists = {"ways": "(Listing('/news/'),)", "article_url": r"^/news/\d", "watch": ("/s",)}
    server.pages["/news/"] = Answer(listing("/news/1"))
    server.pages["/s"] = services("permits", "fees", "moorings", "pilots", "complaints", "inspections")
    whole = article("Article 1").decode().replace("</body>", "</body>")
    server.pages["/news/1"] = Answer(whole.replace("<body>", "<body>" + other.format("")).encode())
    before = crawl_own(server, tmp_path, **lists).rows("SELECT text FROM articles WHERE url LIKE '%/news/1'")
    server.pages["/s"] = Answer(b"", 302, headers=(("Location", "/news/1"),))
    after = crawl_own(server, tmp_path, "--recheck", "all", **lists)
    assert after.rows("SELECT text FROM articles WHERE url LIKE '%/news/1'") == before


def test_a_run_of_certain_days_says_nothing_of_watched_pages(server: SmallServer, tmp_path: Path) -> None:
    server.pages["/news/"] = Answer(listing("/dues", "/news/1"))
    server.pages["/dues"] = Answer(article("Dues", head="<meta name=date content=2020-10-05>"))
    server.pages["/news/1"] = Answer(article("Article 1", head="<meta name=date content=2026-02-05>"))
    fields = {"watch": ("/dues",), "ways": "(Listing('/news/'),)", "article_url": r"^/news/\d"}
    assert crawl_own(server, tmp_path, "--from", "2026-01", **fields).code == 0


def test_an_import_reads_a_watched_page_one_way_too(server: SmallServer, tmp_path: Path) -> None:
    menu = "".join(
        f"<li><a href=/{name}>{name} of the ministry</a>" for name in ("Imprint", "Contact", "Sitemap")
    )
    whole = article("Dues of the harbour").decode().replace("<body>", f"<body><ul class=menu>{menu}</ul>")
    server.pages["/dues"] = Answer(whole.encode())
    crawl_own(server, tmp_path, watch=("/dues",))
    head = f"<html lang=en><title>Dues of the harbour</title><body><ul class=menu>{menu}</ul>"
    blank = f"{head}<h1>Dues of the harbour</h1>"
    server.pages["/dues"] = Answer(blank.encode())
    crawl_own(server, tmp_path, watch=("/dues",))
    own = declared(tmp_path, server, watch=("/dues",))
    words = ["import", "--archive", str(tmp_path / "made"), str(tmp_path / "archive" / "warc")]
    assert forked.gazette(words, environment(server.host, own)).returncode == 0
    sql = "SELECT title, text, revisions FROM articles"
    assert Crawled(0, "", tmp_path / "made").rows(sql) == Crawled(0, "", tmp_path / "archive").rows(sql)


def test_of_several_main_parts_the_longest_is_the_page(server: SmallServer, tmp_path: Path) -> None:
    cookies = "<main class=banner><p>We use cookies on this site, accept them or not.</p></main>"
    page = services("permits", "fees", "moorings", "pilots", "complaints", "inspections").body.decode()
    server.pages["/services"] = Answer(page.replace("<main>", f"{cookies}<main>").encode())
    ((text,),) = crawl_own(server, tmp_path, watch=("/services",)).rows("SELECT text FROM articles")
    assert "Fees of the ministry" in str(text)
    assert "cookies" not in str(text)


def test_an_article_is_read_as_one_however_large_the_menus_around_it(
    server: SmallServer, tmp_path: Path
) -> None:
    links = "".join(f"<div><a href=/{n}>Department number {n} of the ministry</a></div>" for n in range(80))
    whole = article("Dues of the harbour").decode()
    server.pages["/dues"] = Answer(whole.replace("<body>", f"<body><div>{links}</div>").encode())
    crawled = crawl_own(server, tmp_path, watch=("/dues",))
    ((origin, text),) = crawled.rows("SELECT origins ->> 'text', text FROM articles")
    assert (origin, "Department number" in str(text)) == ("blocks", False)
