"""Whether an article that was read is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from archive.known import Known
from archive.records import Article, Capture
from crawler.planning.twins import IsArticle, essential
from crawler.spiders.found import Window


class Admission:
    """Keeps out what is not of the days asked for, and an article that is held under another form of its address."""

    def __init__(
        self,
        known: Mapping[str, Known],
        read: Callable[[str], tuple[str, str] | None],
        window: Window,
        is_article: IsArticle,
    ) -> None:
        """``read``: text digest and day of an article of the archive, those of this run among them."""
        self._known = known
        self._read = read
        self._window = window
        self._is_article = is_article
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
        text = (article.text_digest, day or capture.captured_at[:10])
        if article.url not in self._known and (other := self._same(article.url, text)):
            return "alternate", other
        return "", ""

    def _same(self, url: str, text: tuple[str, str]) -> str:
        """An address that differs only in parameters that say nothing, and holds the same text and day."""
        bare = essential(url, self._is_article)
        forms = self._forms.get(bare, [])
        same = (form for form in (bare, *forms) if form != url and self._read(form) == text)
        other = next(same, "")
        if bare != url and url not in forms:
            self._forms[bare] = [*forms, url]
        return other
