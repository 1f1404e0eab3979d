"""Pages that are no articles are refused under a name, and articles about the same things are not."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

from pathlib import Path

import pytest

from archive.records import Article, Page, Reading, Refusal, Rules
from crawler.demo.standins import STANDINS
from pipelines import quality
from pipelines.quality import PASSING, REASONS, barrier, reason_of_address, refuse
from pipelines.read import read

MITIGATED = ("Cf-Mitigated", "challenge")
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

MENU = "<nav><ul>{}</ul></nav>".format("".join(f"<li><a href=/menu/{n}>Menu {n}</a></li>" for n in range(40)))
SHORT_MENU = "<nav>" + "".join(f"<a href=/menu/{n}>Menu {n}</a>" for n in range(20)) + "</nav>"
NOTICE = "<p>The ferry to the outer islands goes every hour from Monday on.</p>"
LOGIN_FORM = "<header><form action=/login><input name=u placeholder=User><input type=password name=p><button>Log in</button></form></header>"
CLOUDFLARE_SCRIPT = '<script>window.__CF$cv$params={r:"7d1f"};a.src="/cdn-cgi/challenge-platform/scripts/jsd/main.js";</script>'

JAVA = "java.lang.NullPointerException: news\n" + "\n".join(
    f"at gov.roads.News{n}.show(News.java:{n})" for n in range(9)
)
PYTHON = "Traceback (most recent call last):\n" + "\n".join(
    f'File "/srv/news{n}.py", line {n}, in show' for n in range(9)
)
PHP = "<br>".join(f"#{n} /srv/www/index.php({n}): news()" for n in range(9))


def result(html: str, url: str = URL, **reading: object) -> Article | Refusal:
    body = f"<html><head>{html}</html>".encode()
    return read(Page(url, body, "text/html", "2026-11-22T00:00:00.000Z", Reading("portal", **reading)))  # type: ignore[arg-type]


def reason(html: str, url: str = URL, **reading: object) -> str:
    found = result(html, url, **reading)
    return found.reason if isinstance(found, Refusal) else ""


def titled(title: str, body: str) -> str:
    return f"<title>{title}</title></head><body><h1>{title}</h1>{body}</body>"


@pytest.mark.parametrize("name", STANDINS)
@pytest.mark.parametrize("with_headers", [True, False])
def test_what_stands_in_place_of_an_article_is_refused_by_name(name: str, with_headers: bool) -> None:
    page = STANDINS[name]
    reading = Reading("portal", languages=("zh",) if name.endswith("zh") else ("en", "fr", "ar"))
    headers = page.headers if with_headers else ()
    found = read(
        Page(URL, page.body, page.content_type, "2026-11-22T00:00:00.000Z", reading, headers=headers)
    )
    assert isinstance(found, Refusal)
    assert found.reason == page.reason
    assert found.detail


def test_the_headers_of_a_firewall_are_believed_whatever_its_page_shows() -> None:
    html = titled("Bridge opened", PROSE)
    assert reason(html) == ""
    found = read(
        Page(URL, html.encode(), "", "2026-11-22T00:00:00.000Z", Reading("portal"), headers=(MITIGATED,))
    )
    assert isinstance(found, Refusal)
    assert (found.reason, found.detail) == ("challenge-page", "Cloudflare")


@pytest.mark.parametrize(
    ("expected", "html"),
    [
        ("captcha", titled("Security check", '<p>Are you a human?</p><div class="g-recaptcha"></div>')),
        ("captcha", titled("安全验证", "<p>请输入验证码继续访问</p><img src=/code.jpg>")),
        ("login", titled("Members", "<form><p>Your name and password, please.</p><input name=u><input type=password></form>")),
        ("captcha", titled("安全验证", f"{MENU}<main><p>您的访问过于频繁。</p><p>请输入验证码继续访问，谢谢您的配合与理解。</p><img src=/code.jpg></main>")),
        ("maintenance", titled("Site under maintenance", "<p>We will be back at noon.</p>")),
        ("maintenance", titled("提示", "<p>网站维护中，请稍后再访问。</p>")),
        ("soft-404", titled("Page not found", "<p>The address you typed leads nowhere. Try the search instead.</p>")),
        ("soft-404", titled("404 - Seite nicht gefunden", "<p>Bitte nutzen Sie die Suche.</p>")),
        ("soft-404", titled("提示信息", "<p>您访问的页面不存在或已删除！</p>")),
        ("soft-404", titled("Página no encontrada", "<p>Lo sentimos.</p>")),
        ("soft-404", titled("Portal", "<p>Страница, которую вы ищете, не найдена.</p>")),
        ("soft-404", titled("Portal", "<p>عذرا، الصفحة المطلوبة غير موجودة.</p>")),
        ("soft-404", titled("Portal", "<p>お探しのページは見つかりませんでした。ページが見つかりません。</p>")),
        ("soft-404", titled("Portal", "<p>요청하신 페이지를 찾을 수 없습니다.</p>")),
        ("soft-404", titled("Error 404 | Ministry of Roads", "<p>Try the search.</p>")),
        ("soft-404", titled("Portal", "<p>A página que procura não foi encontrada.</p>")),
        ("soft-404", titled("Portal", "<p>Aradığınız sayfa bulunamadı.</p>")),
        ("maintenance", titled("Portal", "<p>Notre site est actuellement en maintenance.</p>")),
        ("maintenance", titled("Portal", "<p>Сайт временно недоступен, ведутся технические работы.</p>")),
        ("maintenance", titled("Portal", "<p>Nuestro sitio web está en mantenimiento.</p>")),
        ("login", titled("Intranet", "<p>You must be logged in to see this page.</p>")),
        ("server-error", titled("Internal Server Error", "<p>The server encountered an internal error or misconfiguration and was unable to complete your request.</p>")),
        ("server-error", titled("HTTP Status 500 – Internal Server Error", f"<p><b>Type</b> Exception Report</p><p>The server met a condition that kept it from answering.</p><pre>{JAVA}</pre>")),
        ("server-error", titled("Runtime Error", "<h2><i>Server Error in '/' Application.</i></h2><p>An unhandled exception occurred during the execution of the current web request.</p>")),
        ("server-error", titled("Ministry of Roads", f"{SHORT_MENU}<p>The website encountered an unexpected error. Please try again later.</p>")),
        ("server-error", titled("Ministry of Roads", f"{MENU}<pre>{PYTHON}</pre>")),
        ("server-error", titled("Ministry of Roads", f"<p>Fatal error: Uncaught Error: Call to undefined function bridge() in /srv/www/news.php:12</p><p>{PHP}</p>")),
        ("server-error", titled("Ministry of Roads", "<p>Error establishing a database connection</p>")),
        ("server-error", titled("Bridge opened", "<p>org.springframework.dao.DataAccessException: no connection</p>")),
        ("server-error", titled("We're sorry, but something went wrong (500)", "<h1>We're sorry, but something went wrong.</h1><p>If you are the application owner check the logs for more information.</p>")),
        ("server-error", titled("The change you wanted was rejected (422)", "<p>Maybe you tried to change something you didn't have access to.</p>")),
        ("server-error", titled("Server Error (500)", "<h1>Server Error (500)</h1>")),
        ("server-error", titled("503 Backend fetch failed", "<h1>Error 503 Backend fetch failed</h1><h3>Guru Meditation:</h3><p>XID: 3249</p>")),
        ("server-error", titled("Error", "<h1>Sorry, something went wrong</h1><p>An unexpected error has occurred.</p><p>Correlation ID: 3f5e</p>")),
        ("server-error", titled("Oops, an error occurred!", "<p>An exception occurred while executing a query. Code: 2026</p>")),
        ("server-error", titled("Failure of server APACHE bridge", "<p>No backend server available for connection: timed out after 10 seconds.</p>")),
        ("server-error", titled("Page Expired", "<p>The page you requested has expired.</p><p><a href=/>Return to home page</a></p>")),
        ("server-error", titled("roads.example | 522: Connection timed out", "<h1>Connection timed out Error code 522</h1><p>The web page can not be displayed.</p>")),
        ("soft-404", titled("Status", "<h3>Not Found</h3><p>The requested resource could not be found.</p>")),
        ("soft-404", titled("Resource at '/content/roads' not found: No resource found", "<p>Cannot serve request to /content/roads on this server</p>")),
        ("maintenance", titled("Account Suspended", "<p>This Account has been suspended.</p>")),
        ("listing", titled("Index of /news", "<h1>Index of /news</h1><pre><a href=../>../</a> <a href=a.html>a.html</a> 01-Jan-2026 10:00 1234</pre>")),
        ("forbidden", titled("403 Forbidden", "<h1>Forbidden</h1><p>You don't have permission to access this resource.</p>")),
        ("forbidden", titled("403 - Forbidden: Access is denied.", "<p>You do not have permission to view this directory or page using the credentials that you supplied.</p>")),
        ("forbidden", titled("Access denied | Ministry of Roads", "<h1>Access denied</h1><p>You are not authorized to access this page.</p>")),
        ("forbidden", titled("Ministerium", "<p>Sie haben keine Berechtigung, diese Seite zu sehen.</p>")),
        ("forbidden", titled("Ошибка 403", "<p>Обратитесь к администратору сайта.</p>")),
        ("forbidden", titled("提示", "<p>您没有权限访问该页面。</p>")),
        ("server-error", titled("提示信息", "<p>系统繁忙，请稍后再试！</p>")),
        ("server-error", titled("错误", "<p>服务器内部错误，请联系管理员。</p>")),
        ("server-error", titled("Portail", "<p>Une erreur inattendue est survenue. Veuillez réessayer plus tard.</p>")),
        ("maintenance", titled("Ministry of Roads", "<p>Service unavailable. Please come back in an hour.</p>")),
        ("redirect-home", '<meta http-equiv="refresh" content="0; url=/index.html"></head><body></body>'),
        ("needs-javascript", "<title>Portal</title></head><body><div id=root></div><noscript>You need to enable JavaScript.</noscript>"),
        ("too-thin", titled("A title without a text", "<p>Ok.</p>")),
        ("no-title", f"</head><body><div>{PROSE}</div></body>"),
        ("encoding-doubtful", titled("Encoded", f"<div>{PROSE.replace('e', 'Ã©')} —</div>")),
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
        titled("The office moves", f"{SHORT_MENU}<p>The office in Oldtown moves to Station Road 4 on Friday.</p>"),
        titled("Appointment", "<p>Ms Ada Brown becomes head of the road department on 1 May.</p><p>Mr Ben Green leaves it.</p>"),
        titled("Tax portal asks for a captcha", "<p>From Monday the tax portal asks its users for a captcha, to keep out programs that take all appointments.</p>"),
        titled("网上办税大厅启用验证码登录", "<p>自11月23日起，网上办税大厅启用短信验证码，纳税人办理业务时须使用验证码。</p>"),
        titled("Bridge closed for maintenance", "<p>The Oldtown bridge is under maintenance until Friday, and drivers take the ferry.</p>"),
        titled("Scheduled maintenance of the Oldtown bridge", "<p>The road department closes the bridge for scheduled maintenance on Friday night.</p>"),
        titled("Ferry service temporarily unavailable", "<p>The ferry to the outer islands is temporarily unavailable because of the storm.</p>"),
        titled("El puente está en mantenimiento", "<p>El puente del río está en mantenimiento hasta el viernes, informó el ministerio.</p>"),
        titled("Wartungsarbeiten an der Brücke", "<p>Die Brücke wird bis Freitag wegen Wartungsarbeiten gesperrt.</p>"),
        titled("Portal closed on Saturday", "<p>The portal of the land registry will be closed for maintenance on Saturday from 8 to 12.</p>"),
        titled("关于网站系统升级的公告", "<p>因系统升级，市政府门户网站将于11月22日22时至23日6时暂停服务，请提前安排。</p>"),
        titled("404 new homes for Oldtown", "<p>The ministry hands over 404 new homes to families in Oldtown on Friday.</p>"),
        titled("Error 404: why the town hall's pages vanish", PROSE),
        titled("Why visitors meet error 404", "<p>The town hall has moved its pages, and who follows an old address meets error 404.</p>"),
        titled("Patient file not found, court orders a search", "<p>The court orders the hospital to look again for a file that it has lost.</p>"),
        titled("Cloudflare outage takes portals down", "<p>An outage at Cloudflare kept citizens from three portals for an hour. They saw a page that said Just a moment.</p>"),
        titled("市政府与知道创宇签署合作协议", "<p>11月20日，市政府与知道创宇签署合作协议，双方将在网络安全、创宇盾云防御等领域开展合作。</p>"),
        titled("Access denied", "<p>The harbour master denied a cruise ship access to Port Ansel on Monday, and gave the wind as the reason.</p>"),
        titled("New login for the tax portal", "<p>The tax portal has a new login from Monday on. Users sign in with their card, and no password is asked for.</p>"),
        titled("Ferry goes hourly", CLOUDFLARE_SCRIPT + NOTICE),
        titled("Ferry goes hourly", '<script src="/_Incapsula_Resource?SWJIYLWA=719d34d3&ns=1&cb=1" async></script>' + NOTICE),
        titled("Ferry goes hourly", '<script src="/akam/13/2d0d4c6"></script>' + NOTICE),
        titled("Ferry goes hourly", '<script src="https://a.eu-west-1.sdk.awswaf.com/a/b/challenge.js" defer></script>' + NOTICE),
        titled("Ferry goes hourly", f'{NOTICE}<footer><form action=/feedback><div class="g-recaptcha"></div></form></footer>'),
        titled("Ferry goes hourly", LOGIN_FORM + NOTICE),
        titled("Bridge opened", LOGIN_FORM + PROSE),
        titled("Ferry goes hourly", f"<noscript>You need to enable JavaScript to search.</noscript>{NOTICE}"),
        titled("Ferry goes hourly", NOTICE + '<script>function home(){location.href="/"}</script>'),
        titled("Road to the mine", "<p>Access to the site is blocked after a landslide, and nobody may enter it before Friday.</p>"),
        titled("Arrêté sécheresse", "<p>Vous n'êtes pas autorisé à arroser votre jardin entre 8 heures et 20 heures.</p>"),
        titled("Anwohnerparken", "<p>Sie haben ohne Ausweis keine Berechtigung, auf den Plätzen der Anwohner zu parken.</p>"),
        titled("禁止访问", "<p>水库大坝区域禁止访问，请市民遵守规定，注意安全，谢谢配合。</p>"),
        titled("物业无权查看业主手机", "<p>法院认定，物业公司无权查看业主的手机，并判决其赔礼道歉。</p>"),
        titled("Motion - 410 - Council", f"<div>{PROSE}</div>"),
        titled("523_市政府公报", "<p>自11月23日起，网上办税大厅启用短信验证码，纳税人办理业务时须使用验证码。</p>"),
        titled("Pensions paid late", "<p>An error occurred while processing pensions on 4 May. All payments will arrive by Friday.</p>"),
        titled("Index of /pub/data explained", f"<div>{PROSE}</div>"),
        titled("Server error let fines pass", "<p>An internal server error at the police let 4,000 fines pass on Monday. The ministry said that nobody would have to pay them now.</p>"),
        titled("Database error costs Oldtown a million", f"<p>A fatal error in a table of taxes cost the town a million.</p>{PROSE}"),
        titled("系统错误致社保缴费重复扣款", "<p>市人社局11月20日通报，因系统升级后数据不一致，部分参保人员被重复扣款，已全部退回。</p>"),
        titled("Java in the offices", f"<p>How to read a stack trace: one begins so.</p><pre>{JAVA[:60]}</pre>{PROSE}"),
        titled("Documents of the inquiry", "<main><p>The ministry publishes the forty documents of the inquiry into the bridge on Monday, as the court ordered.</p><p>Names of witnesses are left out, and so is whatever might tell where they live or work.</p><ul>" + "".join(f"<li><a href=/d/{n}.pdf>Statement number {n} of the builders and the road office</a></li>" for n in range(40)) + "</ul></main>"),
        titled("Links", f"<div>{PROSE}</div>" + "".join(f"<li><a href=/{n}>Link {n}</a></li>" for n in range(200))),
    ],
)  # fmt: skip
def test_articles_that_look_suspicious_pass(html: str) -> None:
    assert reason(html) == ""


HARBOUR = {
    "zh": "港口在周一恢复通航，渡轮按原时刻表行驶，渔船当天夜里已经出海，老灯塔旁的码头正在维修，预计两周后完工。",
    "ru": "Гавань снова принимает суда после трёх дней шторма, сообщило управление порта в понедельник утром.",
    "en": "The harbour’s master said “we are open” on Monday – three days after the storm, and ferries go as they’ve gone.",
}


@pytest.mark.parametrize(
    ("language", "sent", "read_as"),
    [
        ("zh", "gb18030", "cp1252"),
        ("zh", "utf-8", "gb18030"),
        ("zh", "big5", "gb18030"),
        ("ru", "cp1251", "cp1252"),
        ("ru", "utf-8", "cp1251"),
        ("en", "utf-8", "cp1252"),
    ],
)
def test_a_text_that_the_portal_itself_has_read_in_a_wrong_charset_is_doubtful(
    language: str, sent: str, read_as: str
) -> None:
    text = "".join(f"<p>{HARBOUR[language]}</p>" * 3).encode(sent, "ignore").decode(read_as, "ignore")
    assert reason(titled("Harbour", text), languages=(language,)) == "encoding-doubtful"
    assert reason(titled("Harbour", f"<p>{HARBOUR[language]}</p>"), languages=(language,)) == ""


def test_a_page_that_was_encoded_twice_throughout_is_no_doubtful_one() -> None:
    text = f"<p>{HARBOUR['zh']}</p>".encode().decode("latin-1")
    assert reason(titled("Harbour", text), languages=("zh",)) == ""


def test_a_portal_sets_its_own_least_length() -> None:
    html = titled("Short", "<p>The office is closed on Friday.</p>")
    assert reason(html) == ""
    assert reason(html, rules=(Rules(min_text=200),)) == "too-thin"


def test_every_reason_is_documented() -> None:
    text = (Path(quality.__file__).parent / "README.md").read_text("utf-8")
    for name, explanation in REASONS.items():
        assert f"| `{name}` | {explanation} | {'yes' if name in PASSING else ''} |" in text


def test_every_reason_is_explained_and_no_other_can_be_given() -> None:
    assert all(explanation and not explanation.endswith(".") for explanation in REASONS.values())
    with pytest.raises(KeyError):
        refuse(URL, "because")


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://portal.example/", "redirect-home"),
        ("https://portal.example/en/index.html", "redirect-home"),
        ("https://portal.example/sso/login?back=%2Fnews", "login"),
        ("https://portal.example/404.html", "soft-404"),
        ("https://portal.example/error/notfound", "soft-404"),
        ("https://portal.example/maintenance.html", "maintenance"),
        ("https://portal.example/captcha?from=news", "captcha"),
        ("https://portal.example/about/harbours", "redirect-elsewhere"),
    ],
)
def test_where_an_address_leads_says_why_there_is_no_article(url: str, expected: str) -> None:
    assert reason_of_address(url) == expected


def test_an_error_names_what_stands_in_the_way_and_nothing_that_it_only_mentions() -> None:
    assert barrier(403, (), STANDINS["captcha"].body.decode()) == (
        "captcha",
        "confirm that you are not a robot",
    )
    assert barrier(200, (), STANDINS["login"].body.decode()) == ("login", "Sign in")
    assert barrier(503, (), "<h1>503 Service Temporarily Unavailable</h1><hr>nginx") is None
    assert barrier(403, (("Server", "nginx"),), "<h1>403 Forbidden</h1>") is None
    assert barrier(200, (), "<script>say('please log in')</script>" + titled("News", PROSE * 4)) is None


def test_what_may_pass_is_a_reason() -> None:
    assert set(REASONS) > PASSING
