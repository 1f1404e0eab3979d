"""A portal that answers with nothing but challenges is left alone, and gone on with by a later run."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from crawler.exchange.endings import Ending
from crawler.runs.kept_out import MOST, KeptOut
from tests.crawler.conftest import Crawled, crawl_small
from tests.crawler.small_server import Answer, Answering, Asked, SmallServer, article, listing
from tests.crawler.test_barriers import standin
from tests.pipelines.papers import pdf_of

ARTICLES = 150
PATHS = [f"/news/{number}" for number in range(1, ARTICLES + 1)]


def publish(server: SmallServer, answering: Answering) -> None:
    """Every article answers so."""
    server.pages["/news/"] = Answer(listing(*PATHS))
    server.pages |= dict.fromkeys(PATHS, answering)


def the_article(asked: Asked) -> Answer:
    return Answer(article(f"The article {asked.path}"))


def a_long_one(asked: Asked) -> Answer:
    """Which takes longer to read than the portal to answer."""
    return Answer(article(f"The article {asked.path}", "The ferry leaves the pier at six.</p><p>" * 1_000))


def good_each_third_time(good: Callable[[Asked], Answer]) -> Callable[[Asked], Answer]:
    """A challenge otherwise. By turn, not by address: what is asked for next is the scheduler's choice; and so often
    that of sixteen answers on their way at once, in whatever order they come, twenty in a row are no challenges."""
    turns = count(1)
    return lambda asked: standin("cloudflare") if next(turns) % 3 else good(asked)


def slowly(answer: Answer) -> Callable[[Asked], Answer]:
    """So that reading keeps pace, which takes a while to begin."""

    def answering(asked: Asked) -> Answer:
        time.sleep(0.08)
        return answer

    return answering


def crawl_one_by_one(server: SmallServer, folder: Path) -> Crawled:
    return crawl_small(server, folder, GAZETTE_TEST_AT_ONCE="1")


def sums(crawled: Crawled) -> tuple[object, ...]:
    run = crawled.run()
    return run["planned"], run["stored"], run["failed"], run["skipped"]


@pytest.mark.parametrize("name", ["captcha", "cloudflare"])
def test_a_portal_that_keeps_us_out_is_not_asked_on_and_on(
    server: SmallServer, tmp_path: Path, name: str
) -> None:
    publish(server, slowly(standin(name)))
    crawled = crawl_one_by_one(server, tmp_path)
    reason = "captcha" if name == "captcha" else "challenge-page"
    asked = [one for one in server.log if one.path in PATHS]
    assert MOST <= len(asked) < ARTICLES
    assert (crawled.code, crawled.run()["outcome"]) == (1, "failed")
    assert f"the portal keeps us out: {MOST} answers in a row were {reason}" in str(crawled.run()["reason"])
    planned, stored, failed, skipped = sums(crawled)
    assert (planned, stored, failed) == (ARTICLES + 1, 1, 0)
    left = [path for path, (ending, _) in crawled.endings().items() if not ending]
    assert len(left) == ARTICLES - int(str(skipped))
    assert f" + {len(left)} left to a later run" in crawled.said
    assert crawled.rows("SELECT count(*), count(DISTINCT reason) FROM refusals") == [(skipped, 1)]


def test_a_later_run_goes_on_with_what_was_left(server: SmallServer, tmp_path: Path) -> None:
    publish(server, slowly(standin("captcha")))
    assert crawl_one_by_one(server, tmp_path).code == 1
    publish(server, the_article)
    server.pages["/news/"] = Answer(listing("/news/1"))
    again = crawl_small(server, tmp_path)
    assert again.run()["outcome"] == "finished"
    assert again.rows("SELECT count(*) FROM articles") == [(ARTICLES,)]


def test_challenges_with_good_pages_between_them_are_each_a_refusal(
    server: SmallServer, tmp_path: Path
) -> None:
    publish(server, good_each_third_time(a_long_one))
    crawled = crawl_small(server, tmp_path)
    assert len({one.path for one in server.log} & set(PATHS)) == ARTICLES
    assert "keeps us out" not in str(crawled.run()["reason"])
    assert crawled.run()["refused"] == ARTICLES - ARTICLES // 3


def test_files_that_can_be_read_part_the_challenges_between_them(server: SmallServer, tmp_path: Path) -> None:
    files = [f"/files/{number}.pdf" for number in range(1, 91)]
    links = "".join(f"<a href='{path}'>Paper {path} (PDF)</a> " for path in files)
    page = article("With papers").replace(b"</main>", f"{links}</main>".encode())
    server.pages |= {"/news/": Answer(listing("/news/1")), "/news/1": Answer(page)}
    paper = Answer(pdf_of(*["Four berths"] * 20), content_type="application/pdf")
    server.pages |= dict.fromkeys(files, good_each_third_time(lambda _: paper))
    crawled = crawl_small(server, tmp_path)
    assert "keeps us out" not in str(crawled.run()["reason"])
    assert set(files) <= {one.path for one in server.log}


def test_what_is_still_being_read_is_waited_for_before_challenges_are_called_a_row() -> None:
    kept_out = KeptOut()
    kept_out.expect("/read")
    challenged = [kept_out.note(f"/{number}", "skipped", "captcha") for number in range(MOST)]
    assert challenged == [""] * MOST
    assert kept_out.note("/read", "skipped", "listing").startswith("the portal keeps us out")


def test_a_good_page_parts_the_challenges_before_it_from_those_after_however_late_it_is_read() -> None:
    kept_out = KeptOut()
    said = [kept_out.note(f"/{number}", "skipped", "captcha") for number in range(MOST - 1)]
    kept_out.expect("/read")
    said += [kept_out.note(f"/later/{number}", "skipped", "captcha") for number in range(MOST - 1)]
    said.append(kept_out.note("/read", "stored", "new"))
    assert set(said) == {""}
    assert kept_out.note("/last", "skipped", "captcha").startswith("the portal keeps us out")


def test_an_error_in_between_neither_counts_nor_excuses() -> None:
    kept_out = KeptOut()
    said = []
    for number in range(MOST):
        said.append(kept_out.note(f"/error/{number}", "failed", "http-500"))
        said.append(kept_out.note(f"/{number}", "skipped", "captcha" if number % 2 else "challenge-page"))
    assert said[:-1] == [""] * (2 * MOST - 1)
    assert said[-1].startswith(
        f"the portal keeps us out: {MOST} answers in a row were captcha and challenge-page;"
    )
    assert kept_out.note("/last", "skipped", "captcha") == ""


def test_a_good_page_begins_the_count_anew() -> None:
    kept_out = KeptOut()
    endings: list[tuple[Ending, str]] = [("skipped", "captcha")] * (MOST - 1)
    endings += [("stored", "unchanged"), *endings]
    assert {kept_out.note(f"/{number}", *ending) for number, ending in enumerate(endings)} == {""}
