"""Who signs: people as the page names them, and nobody else."""

from __future__ import annotations

import json

import pytest

from archive.records import Reading, Rules
from pipelines.names import is_name, names_in
from tests.pipelines.articles import PROSE, article, metadata_of

CARD = "<meta name='twitter:label1' content='Written by'><meta name='twitter:data1' content='"
"""Opens what a head lets other sites show; a name and the end of the tag follow."""


def json_ld(author: object, **more: object) -> str:
    node = {"@type": "NewsArticle", "author": author, **more}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Roe", ["Jane Roe"]),
        ("By Jane Roe and John Doe", ["Jane Roe", "John Doe"]),
        ("Jane Roe, John Doe & Max Muster", ["Jane Roe", "John Doe", "Max Muster"]),
        ("Written by: Jane Roe, PhD", ["Jane Roe"]),
        ("Jane Roe, Senior Health Reporter", ["Jane Roe"]),
        ("Jane Roe | Example News", ["Jane Roe", "Example News"]),
        ("Von Max Muster und Erika Muster", ["Max Muster", "Erika Muster"]),
        ("Par Jeanne Dupont", ["Jeanne Dupont"]),
        ("Por Juana Pérez y Juan Pérez", ["Juana Pérez", "Juan Pérez"]),
        ("作者：张三", ["张三"]),
        ("记者 张三、李四", ["张三", "李四"]),
        ("作者：张三 时间：2020-06-10", ["张三"]),
        ("作者：某某市交通局 浏览次数：12", ["某某市交通局"]),
        ("Автор: Иван Иванов", ["Иван Иванов"]),
        ("Jane Roe April 3", ["Jane Roe"]),
        ("Jane Roe (Berlin)", ["Jane Roe"]),
        ("Interview by Jane Roe", ["Jane Roe"]),
        ("Jane Roe, edited by John Doe", ["Jane Roe"]),
        ("Department of Roads, Bridges and Rail", ["Department of Roads, Bridges and Rail"]),
        ("Roads, Bridges and Ferries Canada", ["Roads, Bridges and Ferries Canada"]),
        ("Public Roads and Harbours Canada", ["Public Roads and Harbours Canada"]),
        ("Roads, Bridges & Ferries Office", ["Roads, Bridges & Ferries Office"]),
        ("HM Roads & Customs", ["HM Roads & Customs"]),
        ("Government of Northland, Roads, Bridges and Ferries, Fare Office", ["Government of Northland"]),
        ("Jane Roe and John Doe, Road Office", ["Jane Roe", "John Doe", "Road Office"]),
        ("Jane Roe, Vancouver, Canada", ["Jane Roe", "Vancouver", "Canada"]),
        (
            "By the Northland Office for Canals and Locks | 3 May 2020",
            ["Northland Office for Canals and Locks"],
        ),
        ("Jane Roe, Ministry of Transport", ["Jane Roe", "Ministry of Transport"]),
        ("Ein Artikel von Max Muster", ["Max Muster"]),
        ("Erstellt von Erika Muster", ["Erika Muster"]),
        ("Jane Roe Health Reporter", ["Jane Roe"]),
        ("Jane van der Roe Staff Writer", ["Jane van der Roe"]),
        ("Jane Roe Twitter", ["Jane Roe"]),
        ("JANE ROE AP Medical", ["JANE ROE"]),
        ("Jane Roe ExampleNews.ca", ["Jane Roe"]),
        ("Jane Roe, PTI Jan 16, 2012", ["Jane Roe", "PTI"]),
        ("By THERESA MAY", ["THERESA MAY"]),
        ("Steven Co", ["Steven Co"]),
        ("example.pl (Jan Kowalski) | 04-01-2012", ["Jan Kowalski"]),
        ("example.pl (Ministerstwo)", []),
        ("EXAMPLE.PL", []),
        ("作者：Jane（微博）（某报主编，某会会员，曾在大学）", ["Jane"]),
        ("记者今天获悉，自2011年1月1日起全市所有卫生机构已经实现基本药物制度。", []),
        ("记者：春运初始，南方出现雨雪天气，未来一周天气如何？", []),
        ("記者林某某/採訪報導", ["林某某"]),
        ("Jeanne Dupont le", ["Jeanne Dupont"]),
        ("Max Muster Veröffentlicht", ["Max Muster"]),
        ("Jane Roe, in Oldtown, Business", ["Jane Roe"]),
        ("example.org, Oldtown, Northland", []),
        ("Decree No. 3 of 4 May", []),
        ("Law Nr 12", []),
        ("By Popular Demand", []),
        ("By Jude Law", ["Jude Law"]),
        ("By Anna Ley", ["Anna Ley"]),
        ("Jane de la Roe", ["Jane de la Roe"]),
        ("记者 本市大桥今天通车并引发热烈反响，为深化合作", []),
        ("Par Jeanne Dupont (avec Jean Petit et Max Muster)", ["Jeanne Dupont", "Jean Petit", "Max Muster"]),
        ("By Jane Roe (with inputs from agencies)", ["Jane Roe"]),
        ("Jane Roe (Radio North and TV South)", ["Jane Roe"]),
        ("Jane (Mary Ann) Roe", ["Jane (Mary Ann) Roe"]),
        ("Jane Roe Monday, February 29", ["Jane Roe"]),
        ("Photograph by Max Muster", []),
        ("By Jane Roe (BBC) Oldtown", ["Jane Roe Oldtown"]),
        ("Jane Roe (CNN) Updated 3 May 2020", ["Jane Roe"]),
        ("von Anna Muster (Text), Eva Klein (Foto)", ["Anna Muster"]),
        ("Par Marie Dupont avec Jean Martin", ["Marie Dupont", "Jean Martin"]),
        ("著者紹介", []),
        ("著者：後藤一郎", ["後藤一郎"]),
        ("人氣", []),
    ],
)
def test_names_are_taken_out_of_a_byline(byline: str, names: list[str]) -> None:
    assert list(names_in(byline)) == names


@pytest.mark.parametrize(
    "string",
    [
        "admin",
        "Site Admin",
        "More Posts",
        "Alle Beiträge",
        "Keine Kommentare",
        "Publicado el",
        "Auteur",
        "Redakteur",
        "Agencies",
        "19. Oktober",
        "Von",
        "Пресс-служба",
        "Sitecore",
        "Topic",
        "浏览次数",
        "发布时间",
        "Head Gardener",
        "JR",
        "Last updated",
        "Royal Decree",
        "Amending Decree",
        "Effective Date",
        "Real Decreto",
        "Verordnung vom",
        "Loi n",
        "Communiqué du",
        "Hasta el",
        "Popular Demand",
        "Sat",
        "Wednesday",
        "Full Bio",
        "Staff Writer",
        "Getty Images",
        "04.21AM IST",
        "採訪報導",
        "来到现场时",
        "手机版",
        "Editor",
        "jane@example.org",
        "https://example.org/jane",
        "",
        "x",
        "编辑",
        "佚名",
        "June",
        "read more",
        "a text that is far too long to be the name of any person whatever the language",
    ],
)
def test_accounts_addresses_and_words_are_no_names(string: str) -> None:
    assert not is_name(string)


@pytest.mark.parametrize(
    ("head", "below", "origin"),
    [
        (
            json_ld("Jane Roe"),
            "<p>By John Doe</p><p>Jane Roe</p>",
            "json-ld:author",
        ),
        ('<meta name="author" content="John Doe">', "<p>By Jane Roe</p>", "text:byline"),
        ('<meta name="author" content="Jane Roe">', '<p itemprop="author">John Doe</p>', "meta:author"),
        ("", '<p itemprop="author">Jane Roe</p><a class="author" href="/d">John Doe</a>', "itemprop:author"),
        ("", '<p>By Jane Roe</p><a class="author" href="/d">John Doe</a>', "text:byline"),
        (f"{CARD}Jane Roe'>", "<p>10 June 2020</p>", "meta:twitter:data1"),
        ("", '<div><a rel="author" href="/authors/jane">Jane Roe</a></div>', "mark:author"),
        ("", "<p>By</p><p>Jane Roe</p>", "text:byline"),
        ("", "<p>10 June 2020 | By Jane Roe</p>", "text:byline"),
    ],
)
def test_the_order_of_sources_is_kept(head: str, below: str, origin: str) -> None:
    found = metadata_of(article(head=head, below=below))
    assert found.authors == ("Jane Roe",)
    assert found.origins["authors"] == origin


def test_the_portals_rule_comes_first() -> None:
    reading = Reading("example", rules=(Rules(authors=(".who",)),))
    found = metadata_of(
        article(head=json_ld("John Doe"), below="<p class='who'>Jane Roe</p>"), reading=reading
    )
    assert (found.authors, found.origins["authors"]) == (("Jane Roe",), "rule")


def test_the_portals_rule_may_name_a_body() -> None:
    reading = Reading("example", site_name="Example News", rules=(Rules(authors=(".who",)),))
    found = metadata_of(article(after="<p class='who'>Example News</p>"), reading=reading)
    assert found.authors == ("Example News",)


def test_authors_that_json_ld_refers_to_are_looked_up() -> None:
    graph = {
        "@graph": [
            {"@type": "Article", "author": {"@id": "#j"}},
            {"@id": "#j", "@type": "Person", "name": "Jane Roe"},
        ]
    }
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert metadata_of(article(head=head, below="<p>Jane Roe</p>")).authors == ("Jane Roe",)


def test_who_typed_the_page_in_is_not_its_author() -> None:
    assert metadata_of(article(head=json_ld({"@type": "Person", "name": "Jane Roe"}))).authors == ()


def test_a_body_signs_where_it_is_seen_to_sign() -> None:
    head = json_ld({"@type": "Organization", "name": "Bridge Department"})
    assert metadata_of(article(head=head, below="<p>By Bridge Department</p>")).authors == (
        "Bridge Department",
    )
    assert metadata_of(article(head=head)).authors == ()


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("İstanbul News Agency", "ISTANBUL NEWS AGENCY"),
        ("Press Office of Straßburg", "PRESS OFFICE OF STRASSBURG"),
    ],
)
def test_a_body_signs_in_capitals_whatever_its_letters(body: str, shown: str) -> None:
    head = f"<meta name=author content='{body}'>"
    assert metadata_of(article(head=head, below=f"<p>{shown}</p>")).authors == (body,)


def test_an_agencys_reporter_is_read_from_the_opening() -> None:
    opening = f"<p>新华社北京6月10日电（记者张三、李四）{'大桥将于明年春天通车。' * 20}</p>"
    assert metadata_of(article(below=opening, lang="zh")).authors == ("张三", "李四")


@pytest.mark.parametrize(
    "body", ["Roads, Bridges and Ferries Canada", "Roads, Bridges & Ferries Office", "HM Roads"]
)
def test_a_body_that_is_called_after_what_it_does_signs_only_where_it_is_seen_to(body: str) -> None:
    head = f"<meta name='dcterms.creator' content='{body.replace('&', '&amp;')}'>"
    assert metadata_of(article(head=head)).authors == ()
    assert metadata_of(article(head=head, below=f"<p>By {body}</p>")).authors == (body,)


def test_a_section_behind_the_name_that_the_page_marks_is_none_of_it() -> None:
    byline = "<p>By <span class=theauthor><a rel=author href=/jane>Jane Roe</a></span> <a href=/web>Webwork</a></p>"
    assert metadata_of(article(below=byline)).authors == ("Jane Roe",)
    both = "<p>By <a rel=author href=/jane>Jane Roe</a> and John Doe</p>"
    assert metadata_of(article(below=both)).authors == ("Jane Roe", "John Doe")


def test_who_is_quoted_beside_the_date_signs_nothing() -> None:
    quoted = "<p>A canal!</p><p>— Jane Roe (@janeroe) October 21, 2018</p>"
    assert metadata_of(article(below=quoted)).authors == ()


def test_a_heading_beside_the_date_is_no_name_and_who_is_authorised_no_author() -> None:
    assert metadata_of(article(below="<p>3 May 2020</p><h2>Stand Up Guys</h2>")).authors == ()
    assert metadata_of(article(below="<span class=authorized>Jane Roe</span>")).authors == ()


@pytest.mark.parametrize("label", ["Text av", "Tekst af", "Skrevet av", "Texte par", "Text by"])
def test_whose_text_it_is_is_said_below_it(label: str) -> None:
    assert metadata_of(article(after=f"<p>{label}</p><p>Jane Roe</p>")).authors == ("Jane Roe",)
    assert metadata_of(article(after=f"<p>{label} Police of the North county</p>")).authors == ()


def test_a_signature_below_the_text_counts() -> None:
    assert metadata_of(article(after="<p>This article was written by Jane Roe</p>")).authors == ("Jane Roe",)


@pytest.mark.parametrize(
    "html",
    [
        article(),
        article(head='<meta name="author" content="admin">'),
        article(head='<meta property="article:author" content="https://example.org/jane">'),
        article(
            head='<meta name="author" content="Example News"><meta property="og:site_name" content="Example News">'
        ),
        article(below="<p>The bridge was opened by ministers from both countries.</p>"),
        article(below="<p>责任编辑：王五</p>", lang="zh"),
        article(below="<p>Reviewed by Jane Roe</p>"),
        article(below="<p class='author'>Contact: Jane Roe</p>"),
        article(below="<p>by following the signs</p>"),
        article(head=f"{CARD}jroe'>"),
        article(below="<p>By the Numbers</p>"),
        article(head='<meta name="author" content="Example Sp. z o.o.">'),
        article(head='<meta name="author" content="Northland Roads Ltd">'),
        article(head='<meta name="author" content="ООО Дороги">'),
        article(below="<p><a href='/authors/'>Personal</a></p>"),
        article(below="<div class=byline>Sat, 20 Dec, 2025 - 06:36</div>"),
        article(below="<p class='author-views'>Opened(<span>23</span>)</p>"),
        article(after=f"<figure><figcaption itemprop='author'>Max Muster</figcaption></figure>{PROSE}"),
        article(below="<p>Di Oldtown</p>"),
        article(below="<p>Par Décret</p>"),
        article(below="<p>By Popular Demand</p>"),
        article(below="<p>By Royal Decree</p>"),
        article(below="<p>Decree No. 3 of 4 May 1999</p>"),
        article(below="<p>Effective Date: 3 May 2020</p>"),
        article(below="<p>Hasta el 14 de junio de 2020</p>", lang="es"),
        article(below="<p>Ende der Frist: 3. Mai 2020</p>", lang="de"),
        article(
            below="<ol><li>Tolls are abolished.<li>Decree No. 3 is repealed.</ol><p>Oldtown, 3 May 2020</p>"
        ),
        article(below="<p class=lead>Jane Roe (born 3 May 1966) is the new minister.</p>"),
        article(below="<p>Jane Roe took over on 3 May 2020.</p>"),
        article(head='<meta name="author" content="Government of Northland">'),
        article(head='<meta name="author" content="某某市人民政府办公室">'),
        article(below="<ul><li>作者：</li><li>字号</li></ul>", lang="zh"),
        article(head=f"{CARD}Example News'><meta property='og:site_name' content='Example News'>"),
        article(after="<div class='comments'><p class='author'>Jane Roe</p></div>"),
        article(after="<div class='related'><p>By Jane Roe</p></div>"),
        article(after=f"<p class='author'>Jane Roe</p>{PROSE}<p class='author'>John Doe</p>"),
    ],
)
def test_nobody_is_made_an_author(html: str) -> None:
    assert metadata_of(html).authors == ()


@pytest.mark.parametrize(
    "below",
    [
        "<p>10 June 2020 · Jane Roe</p>",
        "<p>Jane Roe | Senior Writer | June 10, 2020</p>",
        "<p>Jane Roe</p><p>10 June 2020</p>",
        "<p>10 June 2020 • Jane Roe in Transport</p>",
    ],
)
def test_a_name_beside_the_date_signs(below: str) -> None:
    found = metadata_of(article(below=below))
    assert (found.authors, found.origins["authors"]) == (("Jane Roe",), "text:beside date")


@pytest.mark.parametrize(
    "below",
    [
        "<p>10 June 2020 | Press Release</p>",
        "<p>10 June 2020 | New York</p>",
        "<p>Corran Bridge, 10 June 2020</p>",
        "<p>Bad Aldermere, am 10. Juni 2020</p>",
        "<p>10 June 2020 | Bridge Office</p>",
        "<p>10 June 2020 | Public Safety</p>",
        "<p>No Comments</p><p>10 June 2020</p>",
        "<p>Jane Roe</p><p>1952-01-21</p><p>Member of the council</p>",
        "<p>Jane Roe | 21 January 1952</p>",
        "<p>Rhine Bridge</p><p>10 June 2020</p><p>It is the longest bridge of the country.</p>",
    ],
)
def test_what_else_stands_beside_a_date_signs_nothing(below: str) -> None:
    assert metadata_of(article(below=below)).authors == ()


@pytest.mark.parametrize(
    ("line", "authors"),
    [("27 January 2020 | Li Na", ("Li Na",)), ("OJ L 142, 1 June 2020", ()), ("1 June 2020 | OJ L", ())],
)
def test_short_names_sign_and_letters_do_not(line: str, authors: tuple[str, ...]) -> None:
    assert metadata_of(article(below=f"<p>{line}</p>")).authors == authors


def test_an_account_that_the_head_names_is_taken_where_nobody_else_signs() -> None:
    head = '<meta name="author" content="jroe">'
    assert metadata_of(article(head=head)).authors == ("jroe",)
    assert metadata_of(article(head=head, below="<p>By Jane Roe</p>")).authors == ("Jane Roe",)


def test_who_leads_the_reviewers_may_sign_and_who_reviewed_does_not() -> None:
    assert metadata_of(article(below="<p class='byline'>Jane Roe, Lead Reviewer</p>")).authors == (
        "Jane Roe",
    )
    assert metadata_of(article(below="<p class='author'>Reviewed by Jane Roe</p>")).authors == ()


def test_a_byline_far_from_the_title_is_that_of_another_thing() -> None:
    between = "".join(f"<p>Line {number} of a list</p>" for number in range(9))
    assert metadata_of(article(below=f"<p>By Jane Roe</p>{between}")).authors == ("Jane Roe",)
    assert metadata_of(article(below=f"{between}<p>By Jane Roe</p>")).authors == ()


@pytest.mark.parametrize("line", ["by jroe", "by jroe | 10 June 2020", "By jroe on June 10, 2020"])
def test_an_account_signs_in_a_line_of_its_own(line: str) -> None:
    assert metadata_of(article(below=f"<p>{line}</p>")).authors == ("jroe",)


@pytest.mark.parametrize(
    "byline",
    [
        "Von Jane Roe, Oldtown",
        "By Jane Roe, Gardener",
        "By Jane Roe, Northland News",
        "By Jane Roe, 3rd Bridge Brigade",
    ],
)
def test_places_trades_and_units_beside_a_full_name_sign_nothing(byline: str) -> None:
    assert metadata_of(article(below=f"<p>{byline}</p>")).authors == ("Jane Roe",)


def test_a_rank_is_no_staff() -> None:
    below = "<p>By Staff Sgt. Jane Roe, Northland Public Affairs</p>"
    assert metadata_of(article(below=below)).authors == ("Staff Sgt. Jane Roe",)


def test_a_family_name_written_first_is_put_last() -> None:
    assert metadata_of(article(head='<meta name="author" content="Roe, Jane">')).authors == ("Jane Roe",)
    assert metadata_of(article(head='<meta name="author" content="Jane Roe, John Doe">')).authors == (
        "Jane Roe",
        "John Doe",
    )


def test_bodies_beside_a_person_are_where_he_works() -> None:
    assert metadata_of(article(below="<p>By Jane Roe, Ministry of Transport</p>")).authors == ("Jane Roe",)
    assert metadata_of(article(below="<p>By the Ministry of Roads and Rail</p>")).authors == (
        "Ministry of Roads and Rail",
    )


def test_the_portals_own_name_signs_only_where_it_is_seen_to() -> None:
    head = (
        json_ld({"@type": "Person", "name": "Alm Valley"})
        + '<meta property="og:site_name" content="Alm Valley">'
    )
    assert metadata_of(article(head=head, after="<p>Alm Valley</p>")).authors == ()
    assert metadata_of(article(head=head, below="<p>Alm Valley | 10 June 2020</p>")).authors == (
        "Alm Valley",
    )


@pytest.mark.parametrize(
    ("line", "signs"),
    [
        ("文化和旅游局", True),
        ("2020-06-10 文化和旅游局", True),
        ("来源：文化和旅游局 更新时间：2020-06-10", False),
        ("某某市文化和旅游局", False),
        ("文化和旅游局 &gt; 时政新闻 &gt;", False),
        ("首页 &gt; 文化和旅游局", False),
        ("近日，由区委宣传部、文化和旅游局、区文联主办的书法家活动在顺义某部礼堂举行，来自各界的三百余人参加了这次活动，大家一致认为这样的活动很有意义，"
         "今后还应当多多举办。", False),
    ],
)  # fmt: skip
def test_a_body_that_the_head_names_signs_only_where_its_name_stands_by_itself(
    line: str, signs: bool
) -> None:
    html = article(head="<meta name='author' content='文化和旅游局'>", below=f"<p>{line}</p>")
    assert (metadata_of(html.replace("lang='en'", "lang='zh'")).authors == ("文化和旅游局",)) is signs


@pytest.mark.parametrize(
    ("end", "authors"),
    [
        ("（张三丰）", ("张三丰",)),
        ("（张三）", ("张三",)),
        ("（张三丰 李四光）", ("张三丰", "李四光")),
        ("（江苏）", ()),
        ("（高清）", ()),
        ("（完）", ()),
        ("（张三丰摄）", ()),
        ("（某某某）", ()),
    ],
)
def test_whom_the_last_sentence_names_in_brackets_has_written_it(end: str, authors: tuple[str, ...]) -> None:
    text = (
        "省水利厅昨天在省城召开全省水利工作会议，总结去年工作，部署今年任务，要求各地抓紧修复水毁工程，确保安全度汛，"
        "并对各市县水利局负责人提出了新的要求，强调要把人民群众的生命财产安全放在第一位。"
    )
    title = "全省水利工作会议召开"
    head = f"<html lang='zh'><title>{title}</title><h1>{title}</h1>"
    assert metadata_of(f"{head}{f'<p>{text}</p>' * 4}<p>{text}{end}</p>").authors == authors
    assert metadata_of(f"{head}<p>一位市民说。{end}</p>{f'<p>{text}</p>' * 5}").authors == ()


@pytest.mark.parametrize("place", ["某某区", "某某县", "某某省", "某某庁"])
def test_a_district_is_no_person(place: str) -> None:
    html = article(head=f"<meta name='author' content='{place}'>", below=f"<p>来源：{place}人民政府</p>")
    assert metadata_of(html.replace("lang='en'", "lang='zh'")).authors == ()


@pytest.mark.parametrize("called", ["jobber-hero__author", "spread author", "authorName"])
def test_words_within_the_name_of_a_class_do_not_hide_an_author(called: str) -> None:
    assert metadata_of(article(below=f"<p class='{called}'>Jane Roe</p>")).authors == ("Jane Roe",)


@pytest.mark.parametrize("called", ["author-job", "authorbio", "authorTitle"])
def test_what_is_said_of_an_author_is_not_his_name(called: str) -> None:
    assert metadata_of(article(below=f"<p class='{called}'>Jane Roe</p>")).authors == ()


def test_a_person_whose_name_json_ld_gives_in_parts_signs() -> None:
    node = json_ld([{"@type": "Person", "givenName": "Jane", "familyName": "Roe"}])
    assert metadata_of(article(head=node, below="<p>Jane Roe</p>")).authors == ("Jane Roe",)


def test_a_byline_right_under_the_title_signs_whatever_its_box_is_called() -> None:
    below = "<p class='teaser__meta'>By Jane Roe on 3 May 2020</p>"
    assert metadata_of(article(below=below)).authors == ("Jane Roe",)


def test_a_name_after_a_date_and_a_dash_signs() -> None:
    assert metadata_of(article(below="<p>11.12.2019 - Amelie Muster</p>", lang="de")).authors == (
        "Amelie Muster",
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", "<div class='meta'><a href='/autoren/erika-muster/'>Erika Muster</a>, 21. Jan. 2015</div>"),
        ("<div class='authors'><a href='/a'><img class='author-portrait' src='/p'> Erika Muster</a></div>", ""),
        ("", "<dl><dt>Auteur</dt><dd>Erika Muster</dd><dt>Date</dt><dd>2 mars 2020</dd></dl>"),
        ("", "<p>Autorin Erika Muster</p>"),
        ("", "<p class='author'><a href='/suche?author=Muster'>Interview: Erika Muster</a></p>"),
        ("", "<div><span class='writer'>Erika Muster</span><span class='date'>2020-01-27 09:00</span></div>"),
    ],
)  # fmt: skip
def test_who_signs_is_found_in_the_forms_of_european_systems(above: str, below: str) -> None:
    assert metadata_of(article(above=above, below=below, lang="de")).authors == ("Erika Muster",)


def test_who_holds_the_rights_in_the_head_signs_nothing_there() -> None:
    head = '<meta name="author" content="Alm Valley"><meta name="copyright" content="Copyright (c) Alm Valley 2022">'
    by_person = '<meta property="article:author" content="Jane Roe">'
    assert metadata_of(article(head=head)).authors == ()
    assert metadata_of(article(head=head + by_person)).authors == ("Jane Roe",)
    own = '<meta name="copyright" content="Jane Roe">'
    assert metadata_of(article(head=own, below="<p>By Jane Roe and John Doe</p>")).authors == (
        "Jane Roe",
        "John Doe",
    )


@pytest.mark.parametrize(("name", "authors"), [("BridgeNews", ()), ("Jane", ("Jane",))])
def test_labels_of_the_host_are_the_portals_name(name: str, authors: tuple[str, ...]) -> None:
    html = article(head=f'<meta name="author" content="{name}">')
    assert metadata_of(html, url="https://bridge.news.example/2026/alm").authors == authors


def test_a_label_without_colon_needs_a_full_name_behind_it() -> None:
    assert metadata_of(article(below="<p>Autor Richtlinien</p>", lang="de")).authors == ()


def test_the_heads_longer_list_of_the_same_names_counts_where_the_page_shows_all_of_them() -> None:
    head = '<meta name="author" content="Jane Roe, John Doe, Max Muster">'
    by_one = "<p>By Jane Roe</p>"
    assert metadata_of(article(head=head, below=f"{by_one}<p>John Doe, Max Muster</p>")).authors == (
        "Jane Roe",
        "John Doe",
        "Max Muster",
    )
    assert metadata_of(article(head=head, below=f"{by_one}<p>John Doe</p>")).authors == ("Jane Roe",)


def test_what_is_written_in_capitals_beside_a_person_is_a_body() -> None:
    assert metadata_of(article(below="<p class='author'>von Erika Muster, RADIO NORDLAND</p>")).authors == (
        "Erika Muster",
    )
    assert metadata_of(article(below="<p>By JANE ROE and JOHN DOE</p>")).authors == ("JANE ROE", "JOHN DOE")


@pytest.mark.parametrize(
    "body",
    [
        "Bundesministerium für Straßen und Brücken",
        "Landesanstalt für Wald und Wasser",
        "Ministère de la Culture et du Travail",
        "Ministerio de Salud y Trabajo",
        "Direzione per la Cultura e il Lavoro",
    ],
)
def test_a_ministrys_name_is_not_parted_where_it_says_and(body: str) -> None:
    assert list(names_in(body)) == [body]


def test_a_byline_under_the_title_signs_though_a_heading_below_has_words_of_the_head() -> None:
    head = '<meta property="og:title" content="Is the old bridge an illusion? What it costs to wait for another one">'
    html = article(
        head=head, below="<p>By Jane Roe</p>", after=f"<h3>Is the old bridge an illusion?</h3>{PROSE}"
    )
    assert metadata_of(html).authors == ("Jane Roe",)


@pytest.mark.parametrize(
    ("author", "keywords"),
    [
        ("바다군청, 바다군, 바다", "바다군청, 바다군, 바다, 항만"),
        ("WEBMAKERS", ""),
        ("WebStory, Hom2Box, YuKki", ""),
    ],
)
def test_who_made_a_korean_site_signs_none_of_its_pages(author: str, keywords: str) -> None:
    head = f"<meta name='author' content='{author}'><meta name='keywords' content='{keywords}'>"
    assert metadata_of(article(head=head, lang="ko", below="<p>바다군청 바다군 바다</p>")).authors == ()


def test_persons_whom_the_keywords_name_as_well_sign() -> None:
    both = "Jane Roe, John Doe"
    head = f"<meta name='author' content='{both}'><meta name='keywords' content='bridge, {both}'>"
    assert metadata_of(article(head=head)).authors == ("Jane Roe", "John Doe")


def test_a_person_whom_the_head_of_a_korean_page_names_signs() -> None:
    head = "<meta name='author' content='Jane Roe'><meta name='keywords' content='bridge, Jane Roe'>"
    assert metadata_of(article(head=head, lang="ko")).authors == ("Jane Roe",)


@pytest.mark.parametrize("line", ["Date Signature:", "Accessible Version", "Titre :"])
def test_a_label_beside_the_day_is_nobody(line: str) -> None:
    assert metadata_of(article(below=f"<div>{line}</div><div>10 June 2020</div>")).authors == ()


@pytest.mark.parametrize(
    "credit", ["Drennfurt Photo/Jane Roe (file)", "© Harbour Board/Jane Roe", "Foto: Jane Roe"]
)
def test_who_took_a_picture_has_not_signed(credit: str) -> None:
    below = f"<div class=story-caption><div class=field-authors>{credit}</div></div>"
    assert metadata_of(article(below=below)).authors == ()


def test_what_somebody_is_is_nobody() -> None:
    below = "<p>Written by: <a href='mailto:roe@x.example'>Jane Roe</a>, Urban Wildlife Biologist</p>"
    assert metadata_of(article(below=below)).authors == ("Jane Roe",)


def test_a_citizen_reporter_signs_a_korean_page() -> None:
    below = "<div>등록일 : 2016-02-10 09:42:10 | 작성자 : 시민기자 홍길동</div>"
    assert metadata_of(article(lang="ko", below=below)).authors == ("홍길동",)
    below = "<div>등록일 : 2016-02-10 09:42:10 | 작성자 : 홍보담당관</div>"
    assert metadata_of(article(lang="ko", below=below)).authors == ()


@pytest.mark.parametrize(
    ("below", "names"),
    [
        ("<p>By Prime Minister Jane Roe and John Doe</p>", 2),
        ("<figure class=author><figcaption class=author-name>Jane Roe</figcaption></figure>", 1),
        ("<p class=author>Jane Roe (text), John Doe (photos)</p>", 1),
    ],
)
def test_an_office_before_a_name_and_a_picture_beside_it_take_nobody_away(below: str, names: int) -> None:
    assert len(metadata_of(article(below=below)).authors) == names


def test_a_surname_may_be_a_trade() -> None:
    head = "<meta name='author' content='Anna Coach, Jane Roe'>"
    assert metadata_of(article(head=head)).authors == ("Anna Coach", "Jane Roe")


@pytest.mark.parametrize(
    "body",
    [
        "Northland National Assembly", "Assemblée nationale de Quay", "ЖОГОРКУ КЕҢЕШ", "electronic Quay Statute Book",
        "Statskansliet", "Senado de Quay", "Ayuntamiento de Quay", "Министерство портов",
    ],
)  # fmt: skip
def test_parliaments_and_offices_that_the_head_names_sign_nothing(body: str) -> None:
    assert metadata_of(article(head=f"<meta name=author content='{body}'>")).authors == ()


@pytest.mark.parametrize("name", ["Maria Senado", "Jean Mairie", "Pib Roe", "Roberto Municipio"])
def test_people_may_be_called_as_parliaments_are(name: str) -> None:
    assert metadata_of(article(head=f"<meta name=author content='{name}'>")).authors == (name,)


def test_the_press_bureau_that_puts_a_release_up_has_not_written_it() -> None:
    found = metadata_of(article(below="<p>Posted On: 31 DEC 2019 6:48PM by PIB Oldtown</p>"))
    assert (found.authors, found.published and found.published.on) == ((), "2019-12-31")


def test_a_byline_may_stand_between_the_day_and_the_section() -> None:
    line = "<small><b>27/01/2020</b> - Publicado por: Jane Roe - Categoria: <a href=/1>Roads</a></small>"
    assert metadata_of(article(below=line)).authors == ("Jane Roe",)
    assert metadata_of(article(below="<p>Sculpture - Autor: Pablo Ruiz</p>")).authors == ()
    assert metadata_of(article(below="<p>Roads of Quay - by next week they are mended.</p>")).authors == ()


@pytest.mark.parametrize("initials", ["DETE", "DETE.", "CDC", "M.O.H."])
def test_the_initials_of_a_body_in_the_head_sign_nothing(initials: str) -> None:
    assert metadata_of(article(head=f"<meta name='author' content='{initials}'>")).authors == ()


def test_a_link_to_the_printers_version_beside_the_day_is_no_name() -> None:
    assert metadata_of(article(below="<p>3 May 2020</p><div>Printer-Friendly Format</div>")).authors == ()
