"""What a look leaves open: said, so that nobody takes a guess for a finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from scrapy.http import HtmlResponse

from archive.requisites import absolute
from crawler.exchange.endings import GONE
from crawler.probe.articles import WANTED, Articles, turns_of
from crawler.probe.entrances import Entrance
from crawler.probe.forms import Form
from crawler.probe.origin import offsets_in
from crawler.probe.samples import Sampler
from crawler.scout import Scout

_STYLES = "//link[contains(concat(' ', normalize-space(@rel), ' '), ' stylesheet ')]/@href"
_MOST_REASONS = 6
_MOST_HOSTS = 3


def doubts_of(
    home: HtmlResponse,
    entrances: Sequence[Entrance],
    articles: Articles,
    forms: Sequence[Form],
    sampler: Sampler,
) -> list[str]:
    """What a person should look at in what was found, a sentence each."""
    host = urlsplit(home.url).netloc
    elsewhere = {urlsplit(url).netloc for entrance in entrances for url, _ in entrance.found} - {host}
    doubts = [
        f'hosts: {name} is named too; if it is the portal\'s: hosts = ("{name}",)'
        for name in sorted(elsewhere)[:_MOST_HOSTS]
    ]
    doubts += styles_elsewhere(host, sampler.pages())
    if missed := articles.sampled - articles.matched:
        doubts.append(
            f"article_url: {missed} sampled articles are built otherwise; one line has no room for all"
        )
    if articles.strays:
        doubts.append(
            f"article_url: matches {len(articles.strays)} addresses that may be none, e.g. {articles.strays[0]}"
        )
    good = {form.signature for form in articles.forms}
    left = [form for form in forms if form.signature not in good and not form.is_twin]
    doubts += [_left_out(form, sampler) for form in left]
    if len(sampler.good()) < WANTED:
        doubts.append(f"articles: only {len(sampler.good())} could be read")
    offsets = offsets_in(sampler.pages())
    if len(offsets) > 2:
        doubts.append(f"time zone: the pages' dates say {', '.join(sorted(offsets))}")
    return doubts


def styles_elsewhere(host: str, pages: Sequence[HtmlResponse]) -> list[str]:
    """Hosts but the portal's own whose stylesheets its ``pages`` are shown with; the most used first."""
    used = Counter(
        place
        for page in pages
        for place in {urlsplit(absolute(href, page.url)).netloc for href in page.xpath(_STYLES).getall()}
    )
    return [
        f"hosts: stylesheets of {number} of {len(pages)} pages are on {place}, and are captured only where it is "
        f'declared: hosts = ("{place}",)'
        for place, number in used.most_common()
        if place not in ("", host.lower())
    ][:_MOST_HOSTS]


def unasked(scout: Scout) -> list[str]:
    """What was not looked at; that a usual place is empty says nothing."""
    reasons = [f"not looked at: {url}: {why}" for url, why in scout.failures.items() if why not in GONE]
    return reasons[:_MOST_REASONS]


def _left_out(form: Form, sampler: Sampler) -> str:
    taken = turns_of(sampler, form)
    why = f"{taken} read, no dated article among them" if taken else "not read"
    return f"article_url: leaves out {len(form.urls)} addresses like {form.urls[0]} ({why})"


def nothing_found(home: HtmlResponse, sampler: Sampler, entrances: Sequence[Entrance]) -> str:
    """Why no article was found, and what to do."""
    read = [f"{s.url} ({getattr(s.result, 'reason', 'no date')})" for s in sampler.samples.values()][:3]
    named = {urlsplit(url).netloc for entrance in entrances for url, _ in entrance.found}
    if elsewhere := min(named - {urlsplit(home.url).netloc}, default=""):
        return (
            f"{home.url}: its feeds and sitemaps name articles elsewhere: gazette probe https://{elsewhere}/"
        )
    what = f"no address held a dated article: {', '.join(read)}" if read else "nothing looks like an article"
    return f"{home.url}: {what}; give the address of a page that lists news"
