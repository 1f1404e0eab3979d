"""Who subscribes to a search is told what is new of it: once, by mail and webhook, or again until it arrives."""

from __future__ import annotations

import email
import email.policy
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from attrs import frozen
from sqlite_utils import Database

from archive.errors import UsageError
from archive.lock import WriterLock
from archive.site import results
from crawler.news.digest import MOST
from crawler.news.hours import Hours
from crawler.news.subscriptions import EXAMPLE, KINDS, named_in, read
from tests.crawler import forked
from tests.crawler.conftest import Crawled, crawl_small, environment
from tests.crawler.listeners import Hook, Post, hook, post
from tests.crawler.small_server import Answer, SmallServer, article, listing

SITE = "https://news.example/gazette/"
DUES = "The harbour office raises the dues for all vessels that lie at the quay for more than a night."
SALT = "The salt works of the island are open to visitors on every day but Monday until the end of the year."


@frozen
class Desk:
    """A newsroom: its archive, the portal that it watches, and those who are told."""

    server: SmallServer
    folder: Path
    file: Path
    told: Hook
    office: Post

    def subscribe(self, *tables: str) -> None:
        """Write the file: a table for each subscription, ``{hook}`` where its webhook's address stands."""
        tables_ = "\n".join(tables).replace("{hook}", self.told.url)
        self.file.write_text(f'site = "{SITE}"\n{tables_}', "utf-8")

    def publish(self, pages: dict[int, str]) -> None:
        """Number to text; what is not among them is not listed."""
        self.server.pages["/news/"] = Answer(listing(*(f"/news/{number}" for number in pages)))
        for number, text in pages.items():
            self.server.pages[f"/news/{number}"] = Answer(article(f"Article {number}", text))

    def crawl(self, **further: str) -> Crawled:
        names = {
            "GAZETTE_SUBSCRIPTIONS": str(self.file),
            "GAZETTE_SMTP": f"smtp://127.0.0.1:{self.office.port}",
        }
        return crawl_small(self.server, self.folder, "--recheck", "all", **{**names, **further})

    def notify(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        words = ("notify", "--archive", str(self.folder), "--subscriptions", str(self.file), *arguments)
        further = {"GAZETTE_SMTP": f"smtp://127.0.0.1:{self.office.port}"}
        return forked.gazette(words, environment(self.server.host, further))

    def events(self) -> list[tuple[str, str]]:
        """What the webhook was told, a message after the other: what happened, and to which page."""
        return [
            (one["event"], one["url"].rpartition("/")[2])
            for posted in self.told.posted
            for one in posted["events"]
        ]

    def noticed_earlier(self, days: int) -> None:
        """As if the latest state that is held had been captured so many days ago, and all been told of for longer."""
        crawler = Database(self.folder / "crawl.db")
        with crawler.conn:
            crawler.execute("UPDATE told SET at = '2026-01-01T00:00:00.000Z' WHERE event = ''")
        crawler.conn.close()
        database = Database(self.folder / "archive.db")
        with database.conn:
            database.execute(
                f"UPDATE revisions SET captured_at = strftime('%Y-%m-%dT%H:%M:%fZ', captured_at, '-{days} days') "
                "WHERE id = (SELECT max(id) FROM revisions)"
            )
        database.conn.close()


@pytest.fixture
def desk(server: SmallServer, tmp_path: Path) -> Iterator[Desk]:
    with hook() as told, post() as office:
        yield Desk(server, tmp_path / "data", tmp_path / "subscriptions.toml", told, office)


def text_of(message: str) -> tuple[str, str]:
    """Subject and text of a mail."""
    parsed = email.message_from_string(message.removesuffix(".\r\n"), policy=email.policy.default)
    body = parsed.get_body()
    assert body is not None
    return str(parsed["Subject"]), body.get_content()


def test_what_is_new_of_a_search_is_told_once_by_the_crawl_that_brings_it(desk: Desk) -> None:
    desk.subscribe('[harbour]\nquery = "harbour dues"\nwebhook = "{hook}"')
    desk.publish({1: DUES, 2: SALT})
    assert desk.crawl().code == 0
    assert desk.told.posted == [], "what is there when a subscription begins is not told"
    desk.publish({1: DUES, 2: SALT, 3: DUES, 4: SALT})
    assert "news:" not in desk.crawl().said
    assert desk.events() == [("new", "3")]
    desk.publish({1: DUES, 2: SALT, 3: DUES.replace("a night.", "two nights."), 4: SALT + " Or not."})
    desk.crawl()
    desk.crawl()
    assert desk.events() == [("new", "3"), ("silent", "3")]
    (last,) = desk.told.posted[1:]
    assert last["text"].startswith(
        "Gazette: harbour: 1 changed without a word\nChanged without a word: Article 3\n"
    )
    assert "for more than −[a night]+[two nights]." in last["text"]
    (event,) = last["events"]
    assert event["page"] == f"{SITE}article/{event['article']}/compare/1/2"


def test_who_subscribes_to_a_word_is_told_that_it_was_taken_out(desk: Desk) -> None:
    desk.subscribe('[harbour]\nquery = "dues"\ntell = ["silent"]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: SALT, 2: DUES})
    desk.crawl()
    assert desk.events() == [("silent", "1")]


def test_a_page_is_watched_by_its_address(desk: Desk) -> None:
    desk.publish({1: DUES, 2: DUES})
    desk.subscribe(f'[one]\nquery = "http://{desk.server.host}/news/1"\nwebhook = "{{hook}}"')
    desk.crawl()
    desk.publish({1: SALT, 2: SALT})
    desk.server.pages.pop("/news/2")
    desk.crawl()
    assert desk.events() == [("silent", "1")]


def test_what_is_gone_comes_before_what_is_new_and_the_rest_is_counted(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish(dict.fromkeys(range(2, MOST + 6), SALT))
    desk.server.pages["/news/1"] = Answer(status=404)
    desk.crawl()
    (message,) = desk.told.posted
    assert message["text"].startswith(f"Gazette: all: {MOST + 4} new, 1 not found\nNot found: Article 1\n")
    assert f"And 5 more (5 new): {SITE}search\nArticle " in message["text"]
    assert len(message["events"]) == MOST + 5, "programs are given all of them"
    for event in message["events"][1:]:
        assert event["page"] in message["text"]
    desk.crawl()
    assert len(desk.told.posted) == 1, "what was only counted was told, too"


def test_each_channel_has_what_it_could_not_be_given_once_more(desk: Desk) -> None:
    desk.subscribe(
        '[harbour]\nwebhook = "{hook}"\nmail = ["desk@newsroom.example", "night@newsroom.example"]'
    )
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES})
    desk.told.status = 500
    crawled = desk.crawl()
    assert crawled.code == 0
    assert (
        "news: harbour: webhook: not delivered: it answered 500; the next crawl tries again" in crawled.said
    )
    assert len(desk.office.messages) == 2
    desk.told.status = 200
    again = desk.notify()
    assert again.stdout.splitlines() == [
        "harbour: e-mail to desk@newsroom.example: nothing new",
        "harbour: e-mail to night@newsroom.example: nothing new",
        "harbour: webhook: told of 1 thing, to 127.0.0.1",
    ]
    assert (again.returncode, len(desk.office.messages), len(desk.told.posted)) == (0, 2, 2)
    subject, text = text_of(desk.office.messages[0])
    assert subject == "Gazette: harbour: 1 new"
    lines = text.splitlines()
    assert lines[0] == "Article 2"
    assert lines[2].startswith("The harbour office raises the dues")
    assert lines[3:5] == [f"{SITE}article/2", f"http://{desk.server.host}/news/2"]
    assert lines[-1].endswith(f"As a feed: {SITE}search.atom")


def test_what_a_later_crawl_reads_is_told_and_what_is_older_than_a_month_is_not(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    for number, days in ((2, 3), (3, 40)):
        desk.publish(dict.fromkeys(range(1, number + 1), DUES))
        desk.crawl(GAZETTE_SUBSCRIPTIONS="")
        desk.noticed_earlier(days)
        assert desk.notify().returncode == 0
    assert ("new", "2") in desk.events()
    assert ("new", "3") not in desk.events()


def test_a_search_that_is_changed_begins_anew_and_one_that_is_renamed_does(desk: Desk) -> None:
    desk.subscribe('[one]\nquery = "dues"\nwebhook = "{hook}"')
    desk.publish({1: DUES, 2: SALT})
    desk.crawl()
    for table in ('[one]\nquery = "salt"', '[two]\nquery = "dues"'):
        desk.subscribe(f'{table}\nwebhook = "{{hook}}"')
        assert "begins: what is noticed from now on is told" in desk.notify().stdout
    assert desk.told.posted == []


def test_a_crawl_at_work_keeps_nobody_from_telling(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    lock = WriterLock(desk.folder)
    lock.acquire()
    assert desk.notify().stdout == "all: webhook: told of 1 thing, to 127.0.0.1\n"
    lock.release()


def test_a_title_calls_nobody_and_hides_no_address(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"\nmail = "desk@newsroom.example"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES})
    title = "&lt;!channel&gt; @channel &lt;https://evil.example|Dues&gt; [a](https://evil.example) \u202etxt"
    desk.server.pages["/news/2"] = Answer(article(title, DUES))
    desk.crawl()
    text = desk.told.posted[0]["text"]
    assert (
        "&lt;!channel&gt; @\u200bchannel &lt;https://evil.example|Dues&gt; [a]\u200b(https://evil.example)"
        in text
    )
    assert "<" not in text
    assert "\u202e" not in text
    assert "\u202e" not in text_of(desk.office.messages[0])[1]


def test_a_dry_run_shows_and_a_test_sends_and_neither_counts_as_told(desk: Desk) -> None:
    desk.subscribe(
        '[harbour]\nquery = "dues"\nwebhook = "{hook}"', '[salt]\nquery = "salt"\nwebhook = "{hook}"'
    )
    desk.publish({1: DUES, 2: SALT})
    desk.crawl()
    assert desk.notify("--dry-run").stdout == "nothing is to be told\n"
    desk.publish({1: DUES, 2: SALT, 3: DUES})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    shown = desk.notify("--dry-run")
    assert shown.stdout.startswith("webhook: Gazette: harbour: 1 new\n\nArticle 3\n")
    assert desk.told.posted == []
    assert desk.notify("--test", "salt").stdout == "salt: webhook: a test, to 127.0.0.1\n"
    assert desk.told.posted[0]["text"].startswith("Gazette: salt: a test\nArticle 2\n")
    assert desk.notify("harbour").stdout == "harbour: webhook: told of 1 thing, to 127.0.0.1\n"
    assert desk.events() == [("new", "2"), ("new", "3")]


def test_a_portal_that_there_is_not_is_named_and_keeps_the_others_from_nothing(desk: Desk) -> None:
    desk.publish({1: DUES})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    desk.subscribe(
        '[one]\nportal = "xx_smal"\nwebhook = "{hook}"', '[two]\nportal = "xx_small"\nwebhook = "{hook}"'
    )
    ended = desk.notify()
    assert ended.returncode == 1
    assert ended.stderr.startswith(
        "one: nobody was told: portal xx_smal: not in this archive; there is xx_small"
    )
    assert ended.stdout == "two: webhook: begins: what is noticed from now on is told\n"
    unknown = desk.notify("tow")
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert f"tow: not in {desk.file}; there is one, two" in unknown.stderr


def test_what_is_withheld_meanwhile_is_told_to_nobody(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES.replace("harbour", "port")})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    words = ("withhold", "--archive", str(desk.folder), "2", "--reason", "A court's order")
    assert forked.gazette(words, environment(desk.server.host)).returncode == 0
    assert desk.notify().stdout == "all: webhook: nothing new\n"


def test_a_crawl_that_cannot_read_who_is_told_asks_for_nothing(desk: Desk) -> None:
    desk.publish({1: DUES})
    ended = desk.crawl()
    assert ended.code == 2
    assert (
        f"{desk.file}: cannot be read (No such file or directory); GAZETTE_SUBSCRIPTIONS names the file"
        in ended.said
    )
    assert desk.server.log == []


def test_without_a_file_an_example_is_shown(desk: Desk) -> None:
    desk.publish({1: DUES})
    ended = forked.gazette(["notify"], environment(desk.server.host))
    assert ended.returncode == 2
    assert EXAMPLE in ended.stderr


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("site = ", "no TOML: Invalid value"),
        ("", "no subscription in it"),
        ('site = "news.example"\n[a]\nmail = "a@b.example"', "site: news.example: no address for readers"),
        ('site = "https://[x"\n[a]\nmail = "a@b.example"', "site: https://[x: no address for readers"),
        ('[site]\nmail = "a@b.example"', "site: no text"),
        ('[a]\nquery = "-dues"\nmail = "a@b.example"', "[a]: query: '-dues' finds nothing"),
        ('["--test"]\nmail = "a@b.example"', "a letter or figure first"),
        ('query = "dues"', "query: means nothing here"),
        ('[a]\nquery = "dues"', "[a]: nobody is told"),
        (
            '[a]\nquerry = "dues"\nmail = "a@b.example"',
            "[a]: querry: no field of a subscription; nearest of 9: query",
        ),
        ('[a]\nwatched = "yes"\nmail = "a@b.example"', "[a]: watched: neither true nor false"),
        ('[a]\nmail = "a at b"', "[a]: mail: 'a at b' is no e-mail address"),
        ("[a]\nmail = 7", "[a]: mail: no list of texts"),
        ('[a]\nportal = ["x"]\nmail = "a@b.example"', "[a]: portal: no text"),
        (
            '[a]\ntell = ["news"]\nmail = "a@b.example"',
            f"[a]: tell: news: nothing that can be told; {', '.join(KINDS)}",
        ),
        ('[a]\nwebhook = "hooks.example/secret"', "[a]: webhook: no address of a webhook"),
        ('["a\\nb"]\nmail = "a@b.example"', "a name has up to 60 letters"),
        (
            '[a]\nat = "7 am"\nmail = "a@b.example"',
            '[a]: at: 7 am: no hour of the day; write at = ["07:00", "16:30"]',
        ),
        ('[a]\nat = ["07:00", "24:00"]\nmail = "a@b.example"', "[a]: at: 24:00: no hour of the day"),
        (
            'timezone = "Europe/Wienna"\n[a]\nmail = "a@b.example"',
            "timezone: 'Europe/Wienna' is none; write timezone = \"Europe/Vienna\"",
        ),
        ('timezone = 1\n[a]\nmail = "a@b.example"', "timezone: no text; write timezone ="),
        ('timezone = []\n[a]\nmail = "a@b.example"', "timezone: no text"),
        ('timezone = "UTC+1"\n[a]\nmail = "a@b.example"', 'write timezone = "Europe/Vienna"'),
        (
            '[a]\nmail = "a@b.example"\ntimezone = "UTC"',
            "[a]: timezone: holds for all; write it before all tables",
        ),
        ('[a]\nat = 7\nmail = "a@b.example"', "[a]: at: 7: no hour of the day"),
        ('[a]\nat = []\nmail = "a@b.example"', "[a]: at: names no hour"),
        ('[a]\nat = ""\nmail = "a@b.example"', "[a]: at: names no hour"),
        ('[a]\nat = ["0٧:00"]\nmail = "a@b.example"', "[a]: at: 0٧:00: no hour of the day"),
    ],
)
def test_a_slip_of_the_pen_is_refused_by_its_name_and_place(tmp_path: Path, text: str, why: str) -> None:
    path = tmp_path / "subscriptions.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(UsageError) as raised:
        read(path, {})
    assert why in str(raised.value)
    assert str(path) in str(raised.value)
    assert "secret" not in str(raised.value)


def test_nothing_is_told_where_no_file_is_named() -> None:
    assert named_in({}) is None


def test_the_example_is_one(tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.toml"
    path.write_text(EXAMPLE, "utf-8")
    (one,) = read(path, {}).all
    assert (one.name, one.query.text, one.tell) == ("harbour", "harbour dues", ())
    assert one.parameters == "q=harbour+dues"


@pytest.mark.parametrize(
    ("arguments", "tell"),
    [
        (
            {"q": 'dues "for \\ all"\x7f', "portal": "xx_small", "sort": "newest", "from": "2026-01"},
            (),
        ),
        ({"q": "港口", "section": "News", "language": "zh", "changed": "silent"}, ("silent",)),
        ({"state": "missing", "changed": "any"}, ("changed", "missing")),
        ({"watched": "1"}, ()),
    ],
)
def test_the_search_page_gives_what_stands_in_the_file(
    tmp_path: Path, arguments: dict[str, str], tell: tuple[str, ...]
) -> None:
    asked = results.asked(arguments)
    path = tmp_path / "subscriptions.toml"
    path.write_text(asked.subscription, "utf-8")
    (one,) = read(path, {}).all
    query = asked.query
    assert (one.query.text, one.query.portal) == (query.text, query.portal)
    assert one.query.watched == query.watched
    assert (one.query.section, one.query.language, one.tell) == (query.section, query.language, tell)


def test_an_article_that_comes_to_say_it_is_told_as_that_and_not_with_all_that_it_said_before(
    desk: Desk,
) -> None:
    desk.publish({1: SALT})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    desk.subscribe('[dues]\nquery = "dues"\nwebhook = "{hook}"')
    desk.crawl()
    for text in (f"{SALT} Twice.", f"{SALT} Thrice.", DUES):
        desk.publish({1: text})
        desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    assert desk.notify().stdout == "dues: webhook: told of 1 thing, to 127.0.0.1\n"
    assert "+[The harbour office raises" in desk.told.posted[0]["text"]


def test_one_whom_the_mail_server_refuses_is_tried_again_and_takes_nothing_from_the_others(
    desk: Desk,
) -> None:
    desk.subscribe('[all]\nmail = ["bad@newsroom.example"]')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES})
    desk.office.refuses = "550 no such person"
    assert (
        "all: e-mail to bad@newsroom.example: not delivered: the mail server refused every"
        in desk.crawl().said
    )
    desk.office.refuses = ""
    assert desk.notify().stdout.startswith("all: e-mail to bad@newsroom.example: told of 1 thing")


def test_accounts_go_by_the_instants_of_captures_and_not_by_this_machines_clock(desk: Desk) -> None:
    desk.subscribe('[all]\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: DUES})
    desk.crawl()
    database = Database(desk.folder / "crawl.db")
    (begun, told) = (
        row["at"] for row in database.query("SELECT at FROM told WHERE event <> 'looked' ORDER BY event")
    )
    database.conn.close()
    archive = Database(desk.folder / "archive.db")
    (held, new) = (
        row["captured_at"] for row in archive.query("SELECT captured_at FROM revisions ORDER BY id")
    )
    archive.conn.close()
    assert held <= begun < told == new


def looked_long_ago(desk: Desk) -> None:
    """As if an hour at which somebody is told had come since."""
    crawler = Database(desk.folder / "crawl.db")
    with crawler.conn:
        crawler.execute("UPDATE told SET at = '2026-01-01T00:00:00.000Z' WHERE event = 'looked'")
    crawler.conn.close()


def test_who_names_hours_is_told_once_behind_each_of_them_or_when_named(desk: Desk) -> None:
    hour = datetime.now(UTC) + timedelta(hours=2)
    desk.subscribe('timezone = "UTC"', f'[all]\nat = "{hour:%H:%M}"\nwebhook = "{{hook}}"')
    desk.publish({1: DUES})
    desk.crawl()
    desk.publish({1: DUES, 2: SALT})
    desk.crawl()
    assert desk.events() == []
    assert f"is told at {hour:%H:%M} (UTC)" in desk.notify().stdout
    assert f", at {hour:%H:%M} (UTC): Gazette: all: 1 new" in desk.notify("--dry-run").stdout
    assert f"{hour:%H:%M}" not in desk.notify("--dry-run", "all").stdout.partition("Gazette: all")[0]

    looked_long_ago(desk)
    desk.publish({1: DUES, 2: SALT, 3: SALT})
    desk.crawl()
    assert sorted(desk.events()) == [("new", "2"), ("new", "3")]
    desk.publish({1: DUES, 2: SALT, 3: SALT, 4: DUES})
    desk.crawl()
    assert len(desk.events()) == 2
    assert "told of 1 thing" in desk.notify("all").stdout
    assert desk.events()[2:] == [("new", "4")]


def test_one_who_could_not_be_told_behind_an_hour_is_told_by_the_next_crawl(desk: Desk) -> None:
    hour = datetime.now(UTC) + timedelta(hours=2)
    desk.subscribe('timezone = "UTC"', f'[all]\nat = "{hour:%H:%M}"\nmail = "anna@newsroom.example"')
    desk.publish({1: DUES})
    desk.crawl()
    looked_long_ago(desk)
    desk.office.refuses = "anna"
    desk.publish({1: DUES, 2: SALT})
    assert "not delivered" in desk.crawl().said
    desk.office.refuses = ""
    desk.crawl()
    assert [text_of(message)[0] for message in desk.office.messages] == ["Gazette: all: 1 new"]


VIENNA = ZoneInfo("Europe/Vienna")


def test_hours_may_be_texts_or_tomls_own_and_each_counts_once(tmp_path: Path) -> None:
    path = tmp_path / "subscriptions.toml"
    for at in ('["16:30", "07:00", "07:00"]', "[07:00:00, 16:30:00]", '["07:00", 16:30:00]'):
        path.write_text(f'timezone = " Europe/Vienna "\n[a]\nat = {at}\nmail = "a@b.example"')
        (one,) = read(path, {}).all
        assert one.hours == Hours((time(7), time(16, 30)), VIENNA)
    path.write_text('[a]\nat = 07:00:00\nmail = "a@b.example"')
    assert str(read(path, {}).all[0].hours) == "07:00"


@pytest.mark.parametrize(
    ("at", "told_at", "now", "is_due"),
    [
        ((), "2026-11-30T06:30Z", "2026-11-30T06:31Z", True),
        (("07:00",), "", "2026-11-30T05:00Z", True),
        (("07:00",), "2026-11-29T07:10Z", "2026-11-30T05:59Z", False),
        (("07:00",), "2026-11-29T07:10Z", "2026-11-30T06:00Z", True),
        (("07:00",), "2026-11-30T06:00Z", "2026-11-30T22:59Z", False),
        (("07:00", "16:30"), "2026-11-30T06:05Z", "2026-11-30T15:30Z", True),
        (("07:00", "16:30"), "2026-11-29T15:35Z", "2026-11-30T05:00Z", False),
        # In summer 07:00 is 05:00Z.
        (("07:00",), "2026-07-01T04:00Z", "2026-07-01T05:00Z", True),
        # Two hours that summer time begins between are two.
        (("02:30", "03:00"), "2026-03-29T01:10Z", "2026-03-29T01:31Z", True),
        # The clock was set back.
        (("07:00",), "2027-01-01T00:00Z", "2026-11-30T08:00Z", True),
    ],
)
def test_an_hour_begins_once_a_day_by_the_clocks_of_its_zone(
    at: tuple[str, ...], told_at: str, now: str, is_due: bool
) -> None:
    hours = Hours(tuple(map(time.fromisoformat, at)), VIENNA)
    told = datetime.fromisoformat(told_at) if told_at else None
    assert hours.is_due(told, datetime.fromisoformat(now)) is is_due


def test_without_a_zone_hours_go_by_this_machines_clock() -> None:
    now = datetime.now(UTC)
    an_hour_ago = (now.astimezone() - timedelta(hours=1)).time().replace(second=0, microsecond=0)
    assert Hours((an_hour_ago,)).is_due(now - timedelta(hours=2), now)
    assert not Hours((an_hour_ago,)).is_due(now - timedelta(minutes=58), now)


def test_what_no_article_has_is_said_when_a_subscription_begins(desk: Desk) -> None:
    desk.subscribe('[news]\nsection = "Newz"\nlanguage = "xx"\nwebhook = "{hook}"')
    desk.publish({1: DUES})
    desk.crawl(GAZETTE_SUBSCRIPTIONS="")
    assert "would begin" in desk.notify("--dry-run").stdout
    begun = desk.notify().stdout
    assert "section Newz: no article has it" in begun
    assert "language xx: no article has it" in begun
