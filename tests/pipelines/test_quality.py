"""Pages that are no articles are refused under a name, and articles about the same things are not."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pytest

from archive.records import Article, Page, Reading, Refusal, Rules
from pipelines.quality import REASONS, refuse
from pipelines.read import read

URL = "https://portal.example/news/2026/11/bridge.html"
PROSE = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The ministry opened a bridge over the river on Monday, two months earlier than planned.",
        "The work took three years, and the ministry paid for it from the fund for rural roads.",
        "Drivers had used a ferry until now, which carried twelve cars at a time and stopped in winter.",
        "The mayor of Oldtown said that the school bus would take the new road from the first of May.",
        "Two more bridges are to follow, one in the north of the province and one beside the port.",
        "Whoever lives within five kilometres pays nothing, and everybody else pays two crowns a crossing.",
        "The old ferry goes to the museum of the river, where children may ring its bell on Sundays.",
    )
)


def result(html: str, url: str = URL, **reading: object) -> Article | Refusal:
    body = f"<html><head>{html}</html>".encode()
    return read(Page(url, body, "text/html", "2026-11-22T00:00:00.000Z", Reading("portal", **reading)))  # type: ignore[arg-type]


def reason(html: str, url: str = URL, **reading: object) -> str:
    found = result(html, url, **reading)
    return found.reason if isinstance(found, Refusal) else ""


def titled(title: str, body: str) -> str:
    return f"<title>{title}</title></head><body><h1>{title}</h1>{body}</body>"


CHALLENGES = {
    "Cloudflare": '<title>Just a moment...</title></head><body><p>Verifying you are human.</p><script src="/cdn-cgi/challenge-platform/x.js"></script>',
    "Akamai": "<title>Access Denied</title></head><body><h1>Access Denied</h1><p>Reference #18.2f; https://errors.edgesuite.net/18</p>",
    "AWS WAF": "<title></title><script>window.awsWafCookieDomainList = [];window.gokuProps={};</script></head><body><div id=challenge-container></div>",
    "Incapsula": '<meta name=robots content=noindex></head><body><iframe src="/_Incapsula_Resource?x=1">Request unsuccessful. Incapsula incident ID: 0</iframe>',
    "加速乐": "<script>document.cookie=('_')+('_')+('jsl_clearance_s=');location.href=location.pathname</script>",
    "知道创宇": "<title>访问被拦截</title></head><body><p>当前访问疑似黑客攻击，已被网站管理员设置为拦截</p><p>知道创宇云防御</p>",
}


@pytest.mark.parametrize("maker", CHALLENGES)
def test_challenge_pages_are_refused_with_their_maker(maker: str) -> None:
    found = result(CHALLENGES[maker])
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail) == ("challenge-page", maker)


@pytest.mark.parametrize(
    ("expected", "html"),
    [
        ("captcha", titled("Security check", '<p>Are you a human?</p><div class="g-recaptcha"></div>')),
        ("captcha", titled("安全验证", "<p>请输入验证码继续访问</p><img src=/code.jpg>")),
        ("login", titled("Members", "<form><p>Your name and password, please.</p><input name=u><input type=password></form>")),
        ("maintenance", titled("Site under maintenance", "<p>We will be back at noon.</p>")),
        ("maintenance", titled("提示", "<p>网站维护中，请稍后再访问。</p>")),
        ("soft-404", titled("Page not found", "<p>The address you typed leads nowhere. Try the search instead.</p>")),
        ("soft-404", titled("404 - Seite nicht gefunden", "<p>Bitte nutzen Sie die Suche.</p>")),
        ("soft-404", titled("提示信息", "<p>您访问的页面不存在或已删除！</p>")),
        ("soft-404", titled("Página no encontrada", "<p>Lo sentimos.</p>")),
        ("needs-javascript", "<title>Portal</title></head><body><div id=root></div><noscript>You need to enable JavaScript.</noscript>"),
        ("too-thin", titled("A title without a text", "<p>Ok.</p>")),
        ("no-title", f"</head><body><div>{PROSE}</div></body>"),
        ("encoding-doubtful", titled("Encoded", f"<div>{PROSE.replace('e', 'Ã©')}</div>")),
    ],
)  # fmt: skip
def test_pages_that_are_no_articles_are_refused_by_name(expected: str, html: str) -> None:
    assert reason(html) == expected


def test_a_page_of_links_is_a_listing() -> None:
    links = "".join(
        f"<li><a href=/n/{n}>The ministry opened bridge number {n} over the river</a></li>" for n in range(80)
    )
    assert reason(titled("News", f"<main><ul>{links}</ul></main>")) == "listing"


def test_the_front_page_instead_of_an_article_is_refused() -> None:
    html = titled("Welcome", PROSE)
    assert reason(html, "https://portal.example/", article_url=r"^/news/") == "redirect-home"
    assert reason(html, "https://portal.example/news/a.html", article_url=r"^/news/") == ""
    assert reason(html, "https://portal.example/") == ""


def test_a_text_in_letters_that_the_portal_does_not_use_is_refused() -> None:
    html = titled("Bridge opened", PROSE)
    assert reason(html, languages=("zh",)) == "wrong-language"
    assert reason(html, languages=("de",)) == "wrong-language"
    assert reason(html, languages=("de", "en")) == ""
    assert reason(html, languages=("sw-KE", "xx")) == ""


@pytest.mark.parametrize(
    "html",
    [
        titled("关于系统维护的公告", "<p>因系统维护升级，省政府网站将于11月22日22时至次日6时暂停服务，届时相关业务办理将受到影响，请提前安排。</p>" * 4),
        titled("Minister on captchas", f"<p>Officials asked whether a captcha keeps out readers.</p>{PROSE}"),
        titled("Lost ship not found after a week", f"<div>{PROSE}</div>"),
        titled("The office moves", "<p>The office in Oldtown moves to Station Road 4 on Friday.</p>"),
        titled("任免通知", "<p>任命王小明同志为市教育局局长。</p>"),
        titled("Appointment", "<p>Ms Ada Brown becomes head of the road department on 1 May.</p><p>Mr Ben Green leaves it.</p>"),
        titled("Links", f"<div>{PROSE}</div>" + "".join(f"<li><a href=/{n}>Link {n}</a></li>" for n in range(200))),
    ],
)  # fmt: skip
def test_articles_that_look_suspicious_pass(html: str) -> None:
    assert reason(html) == ""


def test_a_portal_sets_its_own_least_length() -> None:
    html = titled("Short", "<p>The office is closed on Friday.</p>")
    assert reason(html) == ""
    assert reason(html, rules=(Rules(min_text=200),)) == "too-thin"


def test_every_reason_is_explained_and_no_other_can_be_given() -> None:
    assert all(explanation and not explanation.endswith(".") for explanation in REASONS.values())
    with pytest.raises(KeyError):
        refuse(URL, "because")
