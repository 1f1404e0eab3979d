"""``scrapy record NAME ADDRESS``: saves a page and an unreviewed answer, from which tests are made."""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse

from archive.errors import GazetteError
from archive.errors import UsageError as WrongUse
from archive.records import Hint, Refusal, fuller
from crawler.canary import MOST_ASKED, named_by
from crawler.commands.check import RECORDED, chosen, portals_of
from crawler.portal import Portal
from crawler.probe.samples import Sample, Sampler
from crawler.recording import from_response, load, recorded, store
from crawler.scout import Scout, send
from pipelines.files import is_document
from pipelines.urls import canonicalise

_UNNAMED = "No list names it among its newest: its title is its first line, and its day is not known."


class Command(ScrapyCommand):
    requires_project = True
    requires_crawler_process = False
    default_settings = {"GAZETTE_KEEP": False}

    def syntax(self) -> str:
        return "[options] <portal> <address of a page>"

    def short_desc(self) -> str:
        return "Save a page of a portal with an answer to review: one test a field"

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--again",
            action="store_true",
            help="fetch what was recorded once more (without an address: all pages of the portal); "
            "a review stands where the answer is still the same",
        )
        parser.add_argument(
            "--folder", type=Path, default=RECORDED, help="folder of recorded pages (default: %(default)s)"
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        if len(args) not in ((1, 2) if opts.again else (2,)):
            raise UsageError("a portal's name and the address of one of its pages are wanted")
        (portal,) = chosen(portals_of(self.settings), args[:1])
        try:
            urls = _addresses(portal, args[1:], opts.folder, opts.again)
            most = 5 * len(urls) + MOST_ASKED
            lines = send(partial(_record, portal, urls, opts.folder), self.settings, most)
        except GazetteError as error:
            raise UsageError(str(error), print_help=False) from error
        print("\n".join(lines))
        self.exitcode = int(any(line.startswith("not recorded") for line in lines))


def _addresses(portal: type[Portal], given: list[str], folder: Path, again: bool) -> list[str]:
    """What is to be fetched; ``UsageError`` where that is recorded already, or is not, or is none."""
    if not folder.is_dir():
        raise WrongUse(f"{folder}: no such folder; run it in a checkout, or give --folder")
    known = recorded(folder, portal.name)
    urls = [canonicalise(url) for url in given] or list(known)
    for url in urls:
        if not url:
            raise WrongUse(f"{given[0]!r} is no address; write it whole: {portal.home_url}…")
        if not again and url in known:
            raise WrongUse(f"{url} is recorded in {known[url]}; --again fetches it once more")
        if again and url not in known:
            raise WrongUse(f"{url} is not recorded yet; leave --again away")
    if not urls:
        raise WrongUse(f"nothing of {portal.name} is recorded in {folder}; give the address of a page")
    return urls


async def _record(portal: type[Portal], urls: list[str], folder: Path, scout: Scout) -> list[str]:
    scout.hosts = portal.own_hosts
    kept = {url: load(path).hint for url, path in recorded(folder, portal.name).items()}
    hints = {url: Hint(**kept[url]) for url in urls if kept.get(url)}
    hints |= {url: portal.hint_of(url) for url in urls if url in portal.watched}
    hints |= await _said_of_documents(scout, portal, urls)
    sampler = Sampler(scout, portal.reading, hints)
    try:
        return [await _record_one(portal, sampler, url, hints.get(url, Hint()), folder) for url in urls]
    finally:
        sampler.close()


async def _said_of_documents(scout: Scout, portal: type[Portal], urls: list[str]) -> dict[str, Hint]:
    """What the portal's ways say of those that are documents: of itself one says neither its title nor its day."""
    answers = {url: await scout.ask(url) for url in urls}
    documents = [url for url, answer in answers.items() if answer and is_document(answer.body)]
    named = (await named_by(scout, portal()))[0] if documents else []
    said = {url: [found[url] for found in named if url in found] for url in documents}
    return {url: fuller(*hints) for url, hints in said.items() if hints}


async def _record_one(portal: type[Portal], sampler: Sampler, url: str, hint: Hint, folder: Path) -> str:
    sample = await sampler.take(url)
    if sample.response is None or _is_unreadable(sample):
        return f"not recorded: {url}: {getattr(sample.result, 'detail', '') or 'no HTML page'}"
    if canonicalise(sample.response.url) != url:
        return f"not recorded: {url}: leads to {sample.response.url}; record that"
    found = from_response(portal.name, url, sample.response, sample.result, hint)
    path = store(folder, found, sample.response.body)
    if load(path).is_reviewed:
        return f"{path}: fetched again; the answer is the one that was reviewed"
    unnamed = "" if hint.statements or not is_document(sample.response.body) else f" {_UNNAMED}"
    return (
        f"{path}: unreviewed.{unnamed} Compare the answer with the page as a browser shows it, mend what is wrong, "
        'then write "reviewed": "YOUR NAME, YYYY-MM-DD". Until then its tests fail: pytest tests/portals'
    )


def _is_unreadable(sample: Sample) -> bool:
    """Whether it is neither a page nor a document that holds text."""
    is_page = isinstance(sample.response, HtmlResponse)
    return not is_page and isinstance(sample.result, Refusal)
