"""Which pages do not become articles, and why: named reasons, each with what gives it away.

What could be said of an article as well (a notice about maintenance, a report on captchas) refuses a page only
where it shows hardly anything else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from attrs import frozen

from archive.records import Page, Refusal
from pipelines.extract import Extraction
from pipelines.markup import Document
from pipelines.text import weighted_length
from pipelines.tongues import may_be_in

REASONS: dict[str, str] = {
    "challenge-page": "a firewall asks the browser to prove itself",
    "captcha": "the page asks for a captcha",
    "login": "the page asks to log in",
    "maintenance": "the portal says that it is closed for maintenance",
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
    "not-html": "the address holds no HTML page",
    "redirect-elsewhere": "the address leads to what is no article",
}
"""Name to explanation: the names stand in the archive and do not change."""

FEWEST_CHARACTERS = 20
"""A notice of one sentence passes; a character of Chinese counts three."""
_LITTLE = 600
_HARDLY_ANY = 250
_FEW_LINKS = 15
_MOST_LOST = 0.005
_MOST_GARBLED = 0.02
_FEW_GARBLED = 4
_MANY_LINKS = 30

_CHALLENGES = {
    "Cloudflare": re.compile(
        r"/cdn-cgi/challenge-platform/|cf[-_]chl|<title>\s*(?:Just a moment|Attention Required! \| Cloudflare)"
    ),
    "Akamai": re.compile(
        r"errors\.edgesuite\.net|/_sec/cp_challenge/|<title>\s*Access Denied\s*</title>", re.IGNORECASE
    ),
    "AWS WAF": re.compile(r"awsWafCookieDomainList|gokuProps|\.token\.awswaf\.com"),
    "Incapsula": re.compile(r"_Incapsula_Resource|Incapsula incident ID", re.IGNORECASE),
    "加速乐": re.compile(r"__jsl_clearance|document\.cookie\s*=\s*\('_'\)\+"),
    "知道创宇": re.compile(r"知道创宇|创宇盾|当前访问疑似黑客攻击"),
}
_CAPTCHA = re.compile(
    r"captcha|are you (?:a )?(?:human|robot)|not a robot|安全验证|人机验证|请输入验证码", re.IGNORECASE
)
_MAINTENANCE = re.compile(
    r"(?:site|page|system|service)s? (?:is |are )?(?:currently |temporarily )?(?:under|down for|in) maintenance|"
    r"be (?:right )?back soon|temporarily unavailable|503 service unavailable|scheduled maintenance|"
    r"(?:系统|网站|本站)(?:正在(?:维护|升级)|(?:维护|升级)中)|wartungsarbeiten|en maintenance|en mantenimiento|"
    r"em manutenção|الموقع تحت الصيانة",
    re.IGNORECASE,
)
_GONE = re.compile(
    r"(?:\A|\W)(?:(?:error|fehler|erreur)?\s*404(?:\W|\Z)|(?:page|file|document|content|article)(?: you \w+ \w+ \w+)? "
    r"(?:was |could |can)?\s?(?:not|n't|cannot|not be) (?:be )?found|"
    r"(?:page|article) (?:does not|doesn't|no longer) exist|"
    r"(?:seite|dokument|inhalt) (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)|"
    r"página no (?:encontrada|existe)|(?:página|conteúdo) não encontrad[ao]|الصفحة غير موجودة)|"
    r"(?:页面|网页|文章|内容)(?:不存在|未找到|已删除|找不到了?)|您访问的(?:页面|网页)",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(
    r"(?:enable|requires?|turn on|activate|need) javascript|javascript (?:is )?(?:required|disabled|must be)|"
    r"(?:启用|开启|打开)\s*javascript|javascript (?:aktivieren|activer|habilit)",
    re.IGNORECASE,
)
_APP = re.compile(
    r"""<div[^<>]{0,80}\bid=["']?(?:root|app|__next|___gatsby|q-app)["']?[^<>]{0,80}>\s*</div>""",
    re.IGNORECASE,
)
_HOME = re.compile(r"/(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_GARBLED = re.compile(r"[ÃÂâ][\u0080-\u00bf€‚„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|锟斤拷|ï¿½|[\u0080-\u009f]|\ufffd")


@frozen
class Seen:
    """What was read of a page when it is judged."""

    page: Page
    document: Document
    title: str
    text: str
    extraction: Extraction
    language: str = ""


def refuse(url: str, reason: str, detail: str = "") -> Refusal:
    """A refusal with a reason that ``REASONS`` explains; ``KeyError`` for any other."""
    if reason not in REASONS:
        raise KeyError(reason)
    return Refusal(url, reason, detail[:500])


def judge(seen: Seen) -> Refusal | None:
    """The first reason why a page is no article, ``None`` where there is none."""
    for reason, check in _CHECKS:
        if (detail := check(seen)) is not None:
            return refuse(seen.page.url, reason, detail)
    return None


def _challenge(seen: Seen) -> str | None:
    if len(seen.text) > _LITTLE:
        return None
    head = seen.document.html[:50_000]
    return next((f"{name}" for name, marks in _CHALLENGES.items() if marks.search(head)), None)


def _captcha(seen: Seen) -> str | None:
    if len(seen.text) > _HARDLY_ANY or seen.extraction.links > _FEW_LINKS:
        return None
    found = (
        _CAPTCHA.search(seen.title)
        or _CAPTCHA.search(seen.text)
        or _CAPTCHA.search(seen.document.html[:50_000])
    )
    return found.group() if found else None


def _login(seen: Seen) -> str | None:
    if len(seen.text) > _HARDLY_ANY:
        return None
    asks = any((field.get("type") or "").lower() == "password" for field in seen.document.tree.iter("input"))
    return "a field for a password and hardly any text" if asks else None


def _maintenance(seen: Seen) -> str | None:
    if len(seen.text) > _LITTLE or seen.extraction.links > _FEW_LINKS:
        return None
    found = _MAINTENANCE.search(seen.title) or _MAINTENANCE.search(seen.text)
    return found.group() if found else None


def _gone(seen: Seen) -> str | None:
    """The title says so, or a text of a line or two."""
    found = _GONE.search(seen.title) if len(seen.text) <= _LITTLE else None
    if not found and len(seen.text) <= _HARDLY_ANY:
        found = _GONE.search(seen.text)
    return found.group().strip() if found else None


def _home(seen: Seen) -> str | None:
    """The front page of the portal, where its articles have addresses of another form."""
    path, pattern = urlsplit(seen.page.url).path or "/", seen.page.reading.article_url
    if pattern and _HOME.fullmatch(path) and not re.search(pattern, path):
        return f"{path} is the front page"
    return None


def _scripted(seen: Seen) -> str | None:
    if len(seen.text) > _HARDLY_ANY:
        return None
    if found := _SCRIPTED.search(seen.text) or (
        seen.extraction.visible < _LITTLE and _SCRIPTED.search(seen.document.html)
    ):
        return found.group()
    if seen.extraction.visible < _HARDLY_ANY and _APP.search(seen.document.html):
        return "an empty frame for an application"
    return None


def _listing(seen: Seen) -> str | None:
    found = seen.extraction
    if len(found.blocks) >= 5 and found.linked > 0.75:
        return f"{found.linked:.0%} of the text stands in links"
    if found.links >= _MANY_LINKS and found.page_linked > 0.6 and found.running < _HARDLY_ANY:
        said = seen.extraction.origin == "blocks" and any(ends_sentence(block.text) for block in found.blocks)
        return None if said else f"{found.links} links and hardly any other text"
    return None


def _thin(seen: Seen) -> str | None:
    least = seen.page.reading.rules_on(seen.page.captured_at[:10]).min_text
    least = FEWEST_CHARACTERS if least is None else least
    size = weighted_length(seen.text)
    return f"{size} characters, {least} are the least" if size < least or not seen.text else None


def _untitled(seen: Seen) -> str | None:
    return "" if not seen.title else None


def _foreign(seen: Seen) -> str | None:
    declared = seen.page.reading.languages
    if not declared or may_be_in(seen.text, declared):
        return None
    return f"neither of {', '.join(declared)}"


def _unreadable(seen: Seen) -> str | None:
    lost = seen.document.replacement_share
    if lost > _MOST_LOST:
        return f"{lost:.1%} of the page could not be decoded as {seen.document.encoding}"
    garbled = len(_GARBLED.findall(seen.text))
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
    ("captcha", _captcha),
    ("login", _login),
    ("needs-javascript", _scripted),
    ("listing", _listing),
    ("encoding-doubtful", _unreadable),
    ("too-thin", _thin),
    ("no-title", _untitled),
    ("wrong-language", _foreign),
)
