"""Whether an article that was read is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from urllib.parse import urlsplit

from attrs import frozen

from archive.records import Article, Capture
from archive.store import Known
from crawler.spiders.found import Window
from crawler.twins import IsArticle, essential


@frozen
class _Text:
    """What makes two articles at almost the same address one: text, title and day."""

    digest: str
    day: str


class Admission:
    """Keeps out what is not of the days asked for, and an article that is held under another form of its address."""

    def __init__(self, known: Mapping[str, Known], window: Window, is_article: IsArticle) -> None:
        self._known = known
        self._window = window
        self._is_article = is_article
        self._admitted: dict[str, _Text] = {}
        self._forms: defaultdict[str, list[str]] = defaultdict(list)
        """Address without the parameters that say nothing to those with them."""
        for url in known:
            if urlsplit(url).query:
                self._forms[essential(url, is_article)].append(url)

    def obstacle(self, article: Article, capture: Capture) -> tuple[str, str]:
        """``outside-dates`` and the article's day, ``alternate`` and the address of the same article, or nothing."""
        day = article.published.on if article.published else ""
        if not self._window.may_hold(day):
            return "outside-dates", day
        text = _Text(article.text_digest, day or capture.captured_at[:10])
        if article.url not in self._known and (other := self._same(article.url, text)):
            return "alternate", other
        self._admitted[article.url] = text
        return "", ""

    def _same(self, url: str, text: _Text) -> str:
        """An address that differs only in parameters that say nothing, and holds the same text."""
        bare = essential(url, self._is_article)
        forms = self._forms[bare]
        same = (form for form in (bare, *forms) if form != url and self._text(form) == text)
        other = next(same, "")
        if bare != url and url not in forms:
            forms.append(url)
        return other

    def _text(self, url: str) -> _Text | None:
        known = self._known.get(url)
        held = _Text(known.text_digest, known.published_on) if known else None
        return self._admitted.get(url, held)
