"""Entries of boards, as ministries and counties of Asia publish: the board's name stands where a title would."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pytest

from archive.records import Article, Reading
from pipelines.read import read
from tests.pipelines.articles import page_of

TITLE = "군, 방파제 보수 공사 다음 달 시작"
SAID = "군은 낡은 방파제를 고치는 공사를 다음 달에 시작한다고 밝혔다. 공사는 내년 봄까지 이어지며 배는 남쪽 부두를 쓴다."
NEXT = "공사비는 삼억 원이며 군의회가 지난달에 승인했다. 주민 설명회는 항만과가 맡는다."
MENU = "<ul class='gnb'><li><a href='/a'>열린군정</a></li><li><a href='/b'>보도자료</a></li></ul>"
SHARE = "<p class='share'>페이스북 트위터 인쇄</p>"
FOOT = "<div id='footer'><p>우)12345 바다군 항구로 1 대표전화 061-000-0000</p></div>"
FILE = "<a href='/module/download.do?idx=7'>방파제 공사 계획(2026).hwp</a>"
ROWS = (
    "<tr><th>번호</th><td>138</td><th>조회</th><td>42</td></tr>"
    "<tr><th>등록부서</th><td>항만과</td><th>등록일</th><td>2026-03-02 17:44:00</td></tr>"
    f"<tr><th scope='row'><label>제 목</label></th><td colspan='3'><span>{TITLE}</span></td></tr>"
    f"<tr><th>내용</th><td colspan='3'><p>{SAID}</p><p>{NEXT}</p></td></tr>"
    f"<tr><th>파일</th><td colspan='3'>{FILE} (Down : 1)</td></tr>"
)
HEAD = "<title>보도자료 &lt; 군정소식 &lt; 열린군정 &lt; 바다군청</title>"
IN_TABLE = (
    f"<html lang='ko'>{HEAD}<body>{MENU}<h1>열린군정</h1>{SHARE}"
    f"<table class='view'><caption>글 보기</caption>{ROWS}</table>{FOOT}"
)
IN_BOXES = (
    f"<html lang='ko'>{HEAD}<body>{MENU}<h2>보도자료</h2>{SHARE}<div class='view'><p class='tit'>{TITLE}</p>"
    f"<ul><li><b class='tit-txt'>등록일 <span>2026-03-02</span></b></li><li><b class='tit-txt'>조회수 <span>42</span></b></li></ul>"
    f"<div class='con'><p>{SAID}</p><p>{NEXT}</p></div><p>{FILE}</p></div><h1>만족도조사 결과</h1>{FOOT}"
)


def article(html: str, language: str = "ko") -> Article:
    found = read(
        page_of(
            html, reading=Reading("example", languages=(language,)), captured_at="2026-05-01T12:00:00.000Z"
        )
    )
    assert isinstance(found, Article), found
    return found


@pytest.mark.parametrize("html", [IN_TABLE, IN_BOXES], ids=["in a table", "in boxes"])
def test_the_title_is_the_entry_s_and_not_the_board_s(html: str) -> None:
    found = article(html)
    assert (found.title, found.published.value[:10] if found.published else "") == (TITLE, "2026-03-02")


@pytest.mark.parametrize("html", [IN_TABLE, IN_BOXES], ids=["in a table", "in boxes"])
def test_the_text_is_what_stands_beside_the_label_of_the_text(html: str) -> None:
    assert article(html).text == f"{SAID}\n\n{NEXT}"


@pytest.mark.parametrize("html", [IN_TABLE, IN_BOXES], ids=["in a table", "in boxes"])
def test_a_file_is_known_by_its_name_where_its_address_tells_nothing(html: str) -> None:
    (file,) = article(html).attachments
    assert (file.title, file.type) == ("방파제 공사 계획(2026).hwp", "application/x-hwp")
    assert file.url.endswith("/module/download.do?idx=7")


def test_a_day_without_a_label_does_where_it_is_the_only_one() -> None:
    head = f"<div class='viewCont'><div class='title'>{TITLE}</div><ul class='writer'><li>항만과</li><li>2026-03-02</li><li>42</li></ul>"
    html = f"<html lang='ko'>{HEAD}<body>{MENU}<h2>보도자료</h2>{head}<div class='con'><p>{SAID}</p><p>{NEXT}</p></div></div>"
    found = article(f"{html}{FOOT}")
    assert (found.title, found.published and found.published.on) == (TITLE, "2026-03-02")
    card = "<div class='title'>다른 소식 하나가 더 있다</div><span>2026-02-01</span>"
    assert article(f"{html}{card}{FOOT}").title != TITLE


def test_labels_of_other_languages_do_the_same() -> None:
    said = (
        "本市将于下月起对老港区防波堤进行维修加固，工程持续至明年春季，期间船舶改靠南码头，请各有关单位做好衔接。"
        * 2
    )
    rows = (
        "<tr><td>索引号</td><td>0001</td><td>发布日期</td><td>2026-03-02</td></tr>"
        "<tr><td>标　题：</td><td>关于维修老港区防波堤的通告</td></tr>"
        f"<tr><td>内容</td><td><p>{said}</p></td></tr>"
    )
    html = f"<html lang='zh'><title>通知公告</title><body><h1>通知公告</h1><a href='/t'>通知公告</a><table>{rows}</table>"
    found = article(html, "zh")
    assert (found.title, found.text) == ("关于维修老港区防波堤的通告", said)


def test_a_table_without_a_day_of_publication_is_no_entry() -> None:
    rows = f"<tr><th>제목</th><td>{TITLE}</td></tr><tr><th>내용</th><td>{SAID}</td></tr>"
    html = (
        f"<html lang='ko'><title>항만 안내</title><body><h1>항만 안내</h1><p>{SAID}</p><table>{rows}</table>"
    )
    assert article(html).title == "항만 안내"


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>제목</td><td>작성일자</td><td>내용</td><td>첨부파일</td></tr>"
        "<tr><td>방파제 도면</td><td>2026-03-01</td><td>도면 열 장</td><td>pdf</td></tr></table>",
        "<dl><dt>제목</dt><dd>방파제 도면 목록</dd><dt>등록일</dt><dd>2026-03-01</dd><dt>내용</dt><dd>도면 열 장과 설명 한 장</dd></dl>",
    ],
    ids=["heads of columns", "a document"],
)
def test_what_a_table_in_an_article_says_of_something_is_no_entry(table: str) -> None:
    prose = f"<p>{SAID}</p><p>{NEXT}</p>" * 3
    html = (
        f"<html lang='ko'><title>새 부두가 문을 연다</title><body><h1>새 부두가 문을 연다</h1>{prose}{table}"
    )
    found = article(html)
    assert (found.title, found.text.startswith(SAID)) == ("새 부두가 문을 연다", True)


def test_what_the_head_says_for_sharing_goes_before_the_head_of_the_entry() -> None:
    head = "<title>새 부두 - 바다군</title><meta property='og:title' content='새 부두가 문을 연다'>"
    box = f"<div class='title'>다른 소식</div><p>등록일 2026-03-02</p><p>{SAID}</p><p>{SAID}</p>"
    html = f"<html lang='ko'><head>{head}</head><body><h1>새 부두가 문을 연다</h1><a href='/x'>새 부두가 문을 연다</a>{box}"
    assert article(html).title == "새 부두가 문을 연다"
