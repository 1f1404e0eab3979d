"""Which pages do not become articles, and why: named reasons, each with what gives it away.

What could be said of an article as well (a notice about maintenance, a report on captchas) refuses a page only
where it shows hardly anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

from archive.records import Page, Refusal
from pipelines import shields, signs
from pipelines.text import weighted_length
from pipelines.tongues import may_be_in

if TYPE_CHECKING:
    from pipelines.extract import Extraction
    from pipelines.markup import Document

REASONS: dict[str, str] = {
    "challenge-page": "a firewall asks the browser to prove itself",
    "captcha": "the page asks for a captcha",
    "login": "the page asks to log in",
    "maintenance": "the portal says that it is closed for maintenance",
    "server-error": "the server says that it failed to make the page, with status 200",
    "forbidden": "the server says that this visitor may not see the page, with status 200",
    "soft-404": "the portal says that the page does not exist, with status 200",
    "redirect-home": "the address led to the portal's front page",
    "needs-javascript": "the text arrives only when scripts run",
    "listing": "the page is a list of links, not an article",
    "too-thin": "hardly any text, less than a short notice has",
    "no-title": "neither the page nor the portal names a title",
    "wrong-language": "the text is in a language that the portal does not declare",
    "encoding-doubtful": "too many characters cannot be read",
    "unreadable": "the page could not be taken apart",
    "too-large": "more markup than a page that a person wrote",
    "too-slow": "reading took longer than a page may take",
    "too-heavy": "reading took more memory than a page may take, or ended its process",
    "truncated": "the body did not arrive whole",
    "not-html": "the address holds neither a page nor a document",
    "redirect-list": "the address leads to a list of the portal's articles",
    "redirect-elsewhere": "the address leads to what is no article",
}
"""Name to explanation: the names stand in the archive and do not change."""

PASSING = frozenset({
    "challenge-page", "captcha", "login", "forbidden", "maintenance", "server-error", "needs-javascript", "truncated",
    "too-slow", "too-heavy",
})  # fmt: skip
"""Reasons that may be gone tomorrow: the next runs ask for such a page again."""

OF_KIND = frozenset(("listing", "redirect-home"))
"""Reasons that say what kind of page it is, and nothing against it."""

FEWEST_CHARACTERS = 20
"""A notice of one sentence passes; a character of Chinese counts three."""
_LITTLE = 600
_HARDLY_ANY = 250
_SHIELDED = 1_500
"""The text of the longest page with which a firewall turns a visitor away."""
_A_LINE = 100
"""What may stand on a page that has no text: its footer, a label."""
_A_LABEL = 40
_A_WORD = 10
_LONGEST_TITLE = 300
_HEAD = 100_000
"""Characters of a page's markup that are searched."""
_FEW_LINKS = 15
_MOST_LOST = 0.005
_FEW_LOST = 4
_MOST_GARBLED = 0.02
_FEW_GARBLED = 4
_SOME_LINKS = 5
_SAID = 150
"""Characters in sentences without a link that no introduction of a list has: two of an article."""
_MANY_LINKS = 30

_A_TRACE = 4
_LINE_OF_TRACE = 150
"""So many lines of a stack trace, and no more text for each, stand in no article."""
_TRACE = re.compile(
    r"(?:^|\s)(?:at [\w.$<>/]{3,120}\(|File \"[^\"\n]{1,200}\", line \d|#\d{1,3} [\w./\\-]{1,200}\(\d+\))"
)
_APP = re.compile(
    r"""<div[^<>]{0,80}\bid=["']?(?:root|app|__next|___gatsby|q-app)["']?[^<>]{0,80}>\s*</div>|"""
    r"<app-root[^<>]{0,80}>\s*</app-root>",
    re.IGNORECASE,
)
_CAPTCHA_FIELD = re.compile(
    r"""class=["'][^"'<>]{0,80}(?:g-recaptcha|h-captcha|cf-turnstile|geetest)|"""
    r"""<(?:img|input|iframe|canvas)\b[^<>]{0,200}(?:captcha|verify_?code|check_?code|valid(?:ate)?_?code|yzm|vcode)""",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"/(?:[a-z]{2}(?:[-_][a-z]{2,4})?/)?(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_PASSWORD = re.compile(r"<input\b[^<>]{0,200}type=[\"']?password", re.IGNORECASE)
_UNSHOWN = re.compile(r"<(/?)(?:script|style)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"(?:<[^<>]*>|\s)+")
_GARBLED_SIGNS: Sequence[tuple[str, str]] = (
    ("ÃÂâ", r"[\u0080-\u00bf€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"),  # UTF-8 read as windows-1252
    ("ï", "¿½"),
    ("РС", r"[\u0402-\u040f\u0452-\u045f°±µ¶·№¤§©¬®¦]"),  # as windows-1251
    ("锛銆鐨鏄鈥", ""),  # as GB18030
    ("锟", "斤拷"),
    (r"\u00a1-\u00ff", r"[\u00a1-\u00ff]{3}"),  # GB18030 or Cyrillic read as windows-1252
    (r"\ue000-\uf8ff", ""),  # Big5 read as GB18030
    (r"\u0080-\u009f\ufffd", ""),
)
"""One sign of the first, then the second: what only bytes in another encoding look like."""
_GARBLED = re.compile(
    f"[{''.join(first for first, _ in _GARBLED_SIGNS)}]"
    f"(?:{'|'.join(f'(?<=[{first}]){then}' for first, then in _GARBLED_SIGNS)})"
)
"""A set of first signs is looked for eight times as fast as one alternative after the other."""


@frozen
class Seen:
    """What was read of a page when it is judged."""

    page: Page
    document: Document
    title: str
    text: str
    extraction: Extraction

    @cached_property
    def size(self) -> int:
        """Characters of the text, see ``weighted_length``; those outside of links where it is made of links."""
        return self.outside if self.is_of_links else weighted_length(self.text)

    @property
    def outside(self) -> int:
        """Characters of the whole page that stand in no link."""
        return round(self.extraction.visible * (1 - self.extraction.page_linked))

    @property
    def is_of_links(self) -> bool:
        """Whether the second reader, which does not tell, has taken menus for the text."""
        found = self.extraction
        is_little = self.outside < min(_A_LINE, len(self.text) / 2)
        return found.origin == "trafilatura" and found.links >= _SOME_LINKS and is_little and self.is_shown

    @property
    def is_shown(self) -> bool:
        """Whether the page shows as much as the text; a longer one stands in a script or template, not in menus."""
        return len(self.text) <= 2 * self.extraction.visible

    @property
    def is_silent(self) -> bool:
        """Whether there is not even a sentence."""
        return self.size <= _A_LINE and not any(
            ends_sentence(line) and weighted_length(line) > _A_LABEL for line in self.text.split("\n")
        )

    @property
    def is_among_links(self) -> bool:
        """Whether more than a line stands among the menus of a portal that is open: it may well be an article."""
        return self.extraction.links > _FEW_LINKS and self.size > _A_LINE

    @property
    def titles(self) -> tuple[str, str]:
        """The title that was read, and the one of the window."""
        return self.title[:_LONGEST_TITLE], (self.document.tree.findtext("head/title") or "")[:_LONGEST_TITLE]

    def says(self, sign: re.Pattern[str]) -> str:
        """What the text or a title has of ``sign``; empty where there is nothing of it."""
        found = (sign.search(said) for said in (*self.titles, self.text))
        return next((match.group().strip() for match in found if match), "")

    def is_titled(self, sign: re.Pattern[str]) -> str:
        """The part of a title that is ``sign`` and nothing else."""
        parts = (part.strip(" \n.!。！…") for title in self.titles for part in signs.PARTS.split(title))
        return next((part for part in parts if part and sign.fullmatch(part)), "")


def refuse(url: str, reason: str, detail: str = "") -> Refusal:
    """A refusal with a reason that ``REASONS`` explains; ``KeyError`` for any other."""
    if reason not in REASONS:
        raise KeyError(reason)
    return Refusal(url, reason, detail[:500])


def judge(seen: Seen, waived: Container[str] = ()) -> Refusal | None:
    """The first reason why a page is no article, ``None`` where there is none but those ``waived``."""
    for reason, check in _CHECKS:
        if reason not in waived and (detail := check(seen)) is not None:
            return refuse(seen.page.url, reason, detail)
    return None


def shortage(page: Page, text: str) -> str | None:
    """Why a text is shorter than the portal's articles are; ``None`` where it is not."""
    least = page.rules.min_text
    least = FEWEST_CHARACTERS if least is None else least
    size = weighted_length(text)
    return f"{size} characters, {least} are the least" if size < least or not text else None


def barrier(status: int, headers: shields.Headers, html: str) -> tuple[str, str] | None:
    """Reason and detail of an answer that is no page to be read: an error, or a listing that names nothing.

    ``None`` where it does not say what stands in the way. An error that speaks of maintenance is an error.
    """
    if maker := shields.by_headers(status, headers) or shields.by_markup(html):
        return "challenge-page", maker
    shown = _shown(html[:_HEAD])
    asks = [("captcha", signs.CAPTCHA)]
    if status < 400:
        asks += [("maintenance", signs.MAINTENANCE), ("server-error", signs.FAILED), ("login", signs.LOGIN)]
        asks += [("forbidden", signs.FORBIDDEN)]
        asks += [("login", signs.LOGIN_WORD)] if _PASSWORD.search(html, 0, _HEAD) else []
    found = ((reason, sign.search(shown)) for reason, sign in asks if len(shown) <= _SHIELDED)
    return next(((reason, said.group()) for reason, said in found if said), None)


def _shown(html: str) -> str:
    """What a reader sees of a page that nobody parses, roughly."""
    pieces = _UNSHOWN.split(html)
    outside = (piece for slash, piece in zip(["/", *pieces[1::2]], pieces[::2], strict=True) if slash)
    return _TAG.sub(" ", " ".join(outside)).strip()


def reason_of_address(url: str) -> str:
    """Why an article's address that leads to ``url``, which is none, has no article."""
    path = urlsplit(url).path or "/"
    if _HOME.fullmatch(path):
        return "redirect-home"
    return next(
        (reason for reason, sign in signs.ADDRESSES.items() if sign.search(path)), "redirect-elsewhere"
    )


def _challenge(seen: Seen) -> str | None:
    if name := shields.by_headers(200, seen.page.headers):
        return name
    return (shields.by_markup(seen.document.html) or None) if seen.size <= _SHIELDED else None


def _captcha(seen: Seen) -> str | None:
    if seen.size > _HARDLY_ANY or seen.is_among_links:
        return None
    if asked := seen.says(signs.CAPTCHA):
        return asked
    widget = _CAPTCHA_FIELD.search(seen.document.html, 0, _HEAD)
    return widget.group() if widget and (not seen.text or seen.says(signs.CAPTCHA_WORD)) else None


def _login(seen: Seen) -> str | None:
    if seen.size > _HARDLY_ANY:
        return None
    if seen.size <= _A_LINE and (asked := seen.says(signs.LOGIN)):
        return asked
    has_field = any(
        (field.get("type") or "").lower() == "password" for field in seen.document.tree.iter("input")
    )
    is_meant = has_field and (not seen.text or seen.says(signs.LOGIN_WORD))
    return "a field for a password and hardly any text" if is_meant else None


def _maintenance(seen: Seen) -> str | None:
    if seen.size > _LITTLE or seen.is_among_links:
        return None
    return seen.is_titled(signs.MAINTENANCE_TITLE) or seen.says(signs.MAINTENANCE) or None


def _failed(seen: Seen) -> str | None:
    """A title says so, or a text of a few lines; or the page holds hardly anything but where a program stopped."""
    least = max(_A_TRACE, len(seen.text) / _LINE_OF_TRACE)
    # Each line of a trace has one of these; counting them takes a hundredth of the time.
    if seen.text.count("(") + seen.text.count('", line ') >= least:
        traced = _TRACE.findall(seen.text)
        if len(traced) >= least:
            return traced[0].strip()
    if not seen.text:
        found = signs.FAILED.search(_shown(seen.document.html[:_HEAD]))
        return found.group().strip() if found else seen.is_titled(signs.FAILED_TITLE) or None
    if seen.size > _LITTLE or seen.is_among_links:
        return None
    if titled := seen.is_titled(signs.FAILED_TITLE):
        return titled
    said = signs.FAILED.search(seen.text)
    return said.group().strip() if said and (said.start() < _A_LABEL or seen.size <= _HARDLY_ANY) else None


def _forbidden(seen: Seen) -> str | None:
    """A text of a line or two says so, or a title above hardly a line: 'Access denied' may head a notice."""
    if seen.size > _HARDLY_ANY or seen.is_among_links:
        return None
    titled = seen.is_titled(signs.FORBIDDEN_TITLE) if seen.size <= _A_LINE else ""
    return titled or seen.says(signs.FORBIDDEN) or None


def _gone(seen: Seen) -> str | None:
    """A title says so, or a text of a line or two."""
    if seen.size > _LITTLE:
        return None
    if titled := seen.is_titled(signs.GONE_TITLE):
        return titled
    shown = (*seen.titles, seen.text) if seen.size <= _HARDLY_ANY else seen.titles
    return next((found.group().strip() for said in shown if (found := signs.GONE.search(said))), None)


def _home(seen: Seen) -> str | None:
    """The front page of the portal, where its articles have addresses of another form; or a script that leads there."""
    path, pattern = urlsplit(seen.page.url).path or "/", seen.page.reading.article_url
    if pattern and _HOME.fullmatch(path) and not re.search(pattern, path):
        return f"{path} is the front page"
    led = signs.HOME_SCRIPT.search(seen.document.html, 0, _HEAD) if seen.is_silent else None
    return led.group() if led else None


def _scripted(seen: Seen) -> str | None:
    """The page asks for scripts in place of a text, or is the empty frame of an application."""
    if seen.size > _HARDLY_ANY:
        return None
    if found := signs.SCRIPTED.search(seen.text):
        return found.group()
    if not seen.is_silent or seen.extraction.visible > _HARDLY_ANY:
        return None
    if found := signs.SCRIPTED.search(seen.document.html, 0, _HEAD):
        return found.group()
    return "an empty frame for an application" if _APP.search(seen.document.html) else None


def _listing(seen: Seen) -> str | None:
    found = seen.extraction
    folder = seen.is_titled(signs.FOLDER_TITLE)
    if folder and signs.FOLDER.search(_shown(seen.document.html[:_HEAD])):
        return folder
    if len(found.blocks) >= 5 and found.linked > 0.75 and found.said < _SAID:
        return f"{found.linked:.0%} of the text stands in links"
    if seen.is_of_links and seen.outside < len(seen.title) + _A_WORD:
        return f"{found.links} links, and {seen.outside} characters outside of them"
    if (
        seen.is_shown
        and found.links >= _MANY_LINKS
        and found.page_linked > 0.6
        and found.running < _HARDLY_ANY
    ):
        said = seen.extraction.origin == "blocks" and any(ends_sentence(block.text) for block in found.blocks)
        return None if said else f"{found.links} links and hardly any other text"
    return None


def _thin(seen: Seen) -> str | None:
    if seen.extraction.menus:
        return "nothing but menus"
    return shortage(seen.page, seen.text)


def _untitled(seen: Seen) -> str | None:
    return "" if not seen.title else None


def _foreign(seen: Seen) -> str | None:
    declared = seen.page.reading.languages
    if not declared or may_be_in(seen.text, declared):
        return None
    return f"neither of {', '.join(declared)}"


def _unreadable(seen: Seen) -> str | None:
    lost = seen.document.replacement_share
    if lost > max(_MOST_LOST, _FEW_LOST / (len(seen.document.html) or 1)):
        return f"{lost:.1%} of the page could not be decoded as {seen.document.encoding}"
    garbled = 0 if seen.text.isascii() else len(_GARBLED.findall(seen.text))
    if garbled > max(_FEW_GARBLED, len(seen.text) * _MOST_GARBLED):
        return f"{garbled} garbled places in {len(seen.text)} characters"
    return None


def ends_sentence(line: str) -> bool:
    return line[-1:] in tuple(".!?…。！？؟।۔")


_Check = Callable[[Seen], str | None]
_CHECKS: Sequence[tuple[str, _Check]] = (
    ("challenge-page", _challenge),
    ("soft-404", _gone),
    ("redirect-home", _home),
    ("maintenance", _maintenance),
    ("server-error", _failed),
    ("forbidden", _forbidden),
    ("captcha", _captcha),
    ("login", _login),
    ("needs-javascript", _scripted),
    ("listing", _listing),
    ("encoding-doubtful", _unreadable),
    ("too-thin", _thin),
    ("no-title", _untitled),
    ("wrong-language", _foreign),
)
