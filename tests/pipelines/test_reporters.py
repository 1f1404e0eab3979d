"""Who signs in the forms of the Chinese press, and that who put the page up does not."""

from __future__ import annotations

import pytest

from tests.pipelines.articles import article, metadata_of

SENTENCES = "大桥将于明年春天通车。" * 20


@pytest.mark.parametrize(
    ("below", "after", "names"),
    [
        (f"<p>新华社北京6月10日电（记者张三、李四）{SENTENCES}</p>", "", ("张三", "李四")),
        (f"<p>大江日报快讯（记者 张三）今日获悉，{SENTENCES}</p>", "", ("张三",)),
        (f"<p>大江网6月10日讯（记者张三 整理） {SENTENCES}</p>", "", ("张三",)),
        (f"<p>本站讯（职工通讯员 张三 李四）{SENTENCES}</p>", "", ("张三", "李四")),
        ("<p><b>大江新闻记者 张三 李四</b></p>", "", ("张三", "李四")),
        ("<p>张三/大江日报</p><p>2024-04-24 09:10</p>", "", ("张三",)),
        ("<p>2024-04-24 09:10<span>来源：大江日报</span><span>作者：张三</span></p>", "", ("张三",)),
        ("", "<p>大江晚报记者 张三</p>", ("张三",)),
        ("", "<p>采写：大江晚报见习记者 张三</p>", ("张三",)),
        ("", f"<p>{SENTENCES}（文/图 张三 李四）</p>", ("张三", "李四")),
        (f"<p>记者张三报道　6月10日，{SENTENCES}</p>", "", ("张三",)),
        (f"<p>本报记者李四讯，{SENTENCES}</p>", "", ("李四",)),
        ("", f"<p>{SENTENCES}(图书馆 张小三）</p>", ("张小三",)),
        ("", f"<p>{SENTENCES}大江时事讯（张小三）</p>", ("张小三",)),
        ("", f"<p>{SENTENCES}（图书馆 大江边）</p>", ()),
        ("", f"<p>{SENTENCES}（大江镇 王庄村）</p>", ()),
        ("", f"<p>{SENTENCES}（教育局 程序员）</p>", ()),
        ("", f"<p>{SENTENCES}大江通讯（王家庄）</p>", ()),
        (f"<p>记者张三、李小四报道：{SENTENCES}</p>", "", ("张三", "李小四")),
        (f"<p>新华社/大江日报记者张三报道。{SENTENCES}</p>", "", ("张三",)),
        (f"<p>记者昨日报道：{SENTENCES}</p>", "", ()),
        (f"<p>记者独家报道：{SENTENCES}</p>", "", ()),
        (f"<p>记者现场报道：{SENTENCES}</p>", "", ()),
        ("<p>中国载人航天工程新闻发言人 张三</p>", "", ()),
        (f"<p>{SENTENCES}他对记者 说</p>", "", ()),
        ("<p>经济/社会新闻</p>", "", ()),
        ("<p>记者 未知</p>", "", ()),
        ("<p>作者：网络整理</p>", "", ()),
        ("", "<footer><p>本报记者 张三</p></footer>", ()),
    ],
)
def test_a_reporter_signs_wherever_chinese_papers_put_him(
    below: str, after: str, names: tuple[str, ...]
) -> None:
    assert metadata_of(article(below=below, after=after, lang="zh")).authors == names


def test_a_reporter_in_the_opening_goes_before_a_link_to_another_author() -> None:
    opening = f"<p>大江日报讯（记者 张三）{SENTENCES}</p><p><a href='/author/lisi/'>李四</a></p>"
    assert metadata_of(article(below=opening, lang="zh")).authors == ("张三",)


@pytest.mark.parametrize(
    "line",
    ["（责任编辑：王五 赵六）", "【责编：王五】", "编辑 王五 校对 赵六", "网编：王五", "编辑：（王五）"],
)
def test_whom_the_head_names_and_the_page_calls_its_editor_signs_nothing(line: str) -> None:
    page = article(head="<meta name='author' content='王五'>", after=f"<p>{line}</p>", lang="zh")
    assert metadata_of(page).authors == ()


def test_whom_only_the_head_names_in_ideographs_put_the_page_up() -> None:
    head = "<meta name='author' content='王五'>"
    assert metadata_of(article(head=head, lang="zh")).authors == ()
    assert metadata_of(article(head=head, below="<p>大江网 王五</p>", lang="zh")).authors == ("王五",)


@pytest.mark.parametrize(
    "line",
    [
        "图片/新华社", "视频/央视新闻客户端", "首页/人民网", "图文 解读", "文/图：宣传科", "文：办公室",
        "通讯员 张三供图", "本报记者 张三摄", "大江台记者：您好，谢谢", "记者 手记", "文 部科学省", "内閣記者 会見室",
    ],
)  # fmt: skip
def test_columns_pictures_and_offices_sign_nothing(line: str) -> None:
    assert metadata_of(article(after=f"<p>{SENTENCES}</p><p>{line}</p>", lang="zh")).authors == ()


def test_where_a_reporter_is_and_who_learns_from_him_are_no_names() -> None:
    assert metadata_of(article(after="<p>本报记者 张建国 北京报道</p>", lang="zh")).authors == ("张建国",)
    line = "<p>采写：记者 张建国 实习生 李小明</p>"
    assert metadata_of(article(after=line, lang="zh")).authors == ("张建国", "李小明")


@pytest.mark.parametrize(
    "line",
    [
        "Page Editor: Jane Roe",
        "Last updated: 3 May 2024 Page Editor: Jane Roe NASA Official: John Doe",
        "WEBMASTER: Jane Roe",
        "Page Editor - Dr. Jane Roe",
        "Page maintained by Jane Roe",
    ],
)
def test_who_keeps_the_page_by_its_own_word_signs_nothing(line: str) -> None:
    head = "<meta name='dc.creator' content='Jane Roe'>"
    assert metadata_of(article(head=head, after=f"<p>{line}</p>")).authors == ()
    assert metadata_of(article(head=head, after="<p>Page Editor: John Doe</p>")).authors == ("Jane Roe",)
