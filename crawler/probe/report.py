"""What a look at a portal says to the person who asked for it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from archive.records import Article
from archive.terminal import printable
from crawler.probe.entrances import Entrance
from crawler.probe.forms import path_of
from crawler.probe.lists import Listed
from crawler.probe.origin import zone_words
from crawler.probe.proposal import Proposal
from crawler.probe.samples import MAY, MUST, is_empty, missing_everywhere
from crawler.probe.survey import Survey


def report(survey: Survey, proposal: Proposal) -> RenderableType:
    """Findings, the table of articles, what was not found, what is doubtful."""
    articles = [sample.article for sample in survey.samples if sample.article]
    lines = [*_found(survey), "", f"{len(articles)} articles, read as the file says:"]
    missing = missing_everywhere(articles, (*MUST, *MAY))
    after = [f"Not found in any of them: {', '.join(missing) or 'nothing; every field is there in some'}"]
    doubts = [*survey.unsure, *proposal.doubts, "licence: not looked for; the file leaves it at 'not stated'"]
    after += ["", "Unsure:", *(f"  - {doubt}" for doubt in doubts)]
    if proposal.left_out:
        after += [
            "",
            "Found as well, and no room in ten lines:",
            *(f"  - {text}" for text in proposal.left_out),
        ]
    return Group(_text(lines), _table(articles), _text(after))


def _text(lines: list[str]) -> Text:
    return Text("\n".join(printable(line) for line in lines))


def _found(survey: Survey) -> Iterator[str]:
    origin, articles = survey.origin, survey.articles
    yield f"{survey.home_url}: {survey.asked} addresses asked"
    yield f"  robots.txt   {survey.robots}"
    for entrance in survey.entrances:
        yield f"  {entrance.kind:12} {_entrance(entrance)}"
    for listed in survey.listings:
        yield f"  {'list':12} {_listing(listed)}"
    yield f"  {'article_url':12} {articles.pattern}"
    yield (
        f"  {'':12} matches {articles.matched} of {articles.sampled} sampled articles"
        f" and {len(articles.strays)} of {articles.others} other addresses"
    )
    yield f"  {'title':12} {origin.title}; publisher: {origin.publisher}"
    languages, zone = ", ".join(origin.languages), zone_words(origin.timezone)
    yield f"  {'origin':12} country {origin.country}, languages {languages}, {zone}"


def _entrance(entrance: Entrance) -> str:
    kind = ", news" if entrance.is_news else ""
    children = f"; an index of {entrance.children}" if entrance.children else ""
    return f"{path_of(entrance.url)} ({len(entrance.found)} addresses seen{kind}{children})"


def _listing(listed: Listed) -> str:
    if listed.numbered:
        onward = f"numbered {path_of(listed.numbered)}"
    else:
        onward = "next link" if listed.has_next else "no further page seen"
    return f"{path_of(listed.url)} ({len(listed.articles)} articles; {onward})"


def _table(articles: list[Article]) -> Table:
    table = Table(
        "title", "date", "section", "author", "language", "words", "not found", box=None, padding=(0, 1, 0, 0)
    )
    for article in articles:
        dated = article.published or article.modified
        missing = [field for field in (*MUST, *MAY) if is_empty(article, field)]
        cells = (
            article.title[:60],
            dated.value[:10] if dated else "",
            article.section[:20],
            ", ".join(article.authors)[:24],
            article.language,
            str(article.word_count),
            ", ".join(missing),
        )
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table
