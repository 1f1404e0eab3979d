"""A date as portals write it becomes a claim; what cannot be trusted becomes nothing."""

from __future__ import annotations

from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.records import Article, Claim, Reading, Rules
from pipelines.dates import figure_order, parse_date
from pipelines.labels import label_before
from pipelines.moments import claimed_days, plain_figures
from pipelines.openings import opening_day
from pipelines.read import read
from tests.pipelines.articles import PROSE, article, metadata_of, page_of
from tests.pipelines.test_tongues import TEXTS


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Updated: Jun 10, 2020", "2020-06-10"),
        ("Wednesday, June 10th, 2020", "2020-06-10"),
        ("10 June 2020", "2020-06-10"),
        ("10-Jun-2020", "2020-06-10"),
        ("10 juin 2020", "2020-06-10"),
        ("mardi 1er décembre 2020", "2020-12-01"),
        ("10 de junio de 2020", "2020-06-10"),
        ("10 de março de 2020", "2020-03-10"),
        ("10. Juni 2020", "2020-06-10"),
        ("10.06.2020", "2020-06-10"),
        ("10 июня 2020 г.", "2020-06-10"),
        ("2020 жылғы 10 маусым", "2020-06-10"),
        ("2020 ж. 10 маусым", "2020-06-10"),
        ("2020-yil 10-iyun", "2020-06-10"),
        ("2020-жылдын 10-ноябры", "2020-11-10"),
        ("2020. gada 10. jūnijs", "2020-06-10"),
        ("2020.gada 10.jūnijā", "2020-06-10"),
        ("2020 оны 6 дугаар сарын 10-ны өдөр", "2020-06-10"),
        ("शनिवार, नवम्बर 10, 2020", "2020-11-10"),
        ("10 Nopember 2020", "2020-11-10"),
        ("10 setiembre 2020", "2020-09-10"),
        ("10 كانون الثاني 2020", "2020-01-10"),
        ("١٠ تشرين الأول/أكتوبر ٢٠٢٠", "2020-10-10"),
        ("୧୦ ନଭେମ୍ବର ୨୦୨୦", "2020-11-10"),
        ("10 червня 2020", "2020-06-10"),
        ("10 Ιουνίου 2020", "2020-06-10"),
        ("10 czerwca 2020", "2020-06-10"),
        ("2020. június 10.", "2020-06-10"),
        ("10 Haziran 2020", "2020-06-10"),
        ("10 ביוני 2020", "2020-06-10"),
        ("١٠ يونيو ٢٠٢٠", "2020-06-10"),
        ("10 حزيران 2020", "2020-06-10"),
        ("10 يونيو/حزيران 2020", "2020-06-10"),
        ("१० जून २०२०", "2020-06-10"),
        ("2020年6月10日", "2020-06-10"),
        ("２０２０年６月１０日", "2020-06-10"),
        ("二〇二〇年六月二十一日", "2020-06-21"),
        ("令和2年6月10日", "2020-06-10"),
        ("平成31年4月30日", "2019-04-30"),
        ("令和元年5月1日", "2019-05-01"),
        ("民國109年6月10日", "2020-06-10"),
        ("2020年（令和2年）6月10日", "2020-06-10"),
        ("令和2年(2020年)6月10日", "2020-06-10"),
        ("令和2(2020)年6月10日", "2020-06-10"),
        ("令和二年六月十日", "2020-06-10"),
        ("令和元(2019)年5月1日", "2019-05-01"),
        ("20年6月10日", "2020-06-10"),
        ("109-06-10", "2020-06-10"),
        ("2020년 6월 10일", "2020-06-10"),
        ("2020. 6. 10.", "2020-06-10"),
        ("10 มิถุนายน 2563", "2020-06-10"),
        ("16 กรกฎาคม 2569", "2026-07-16"),
        ("16 กรกฎาคม พ.ศ. 2569", "2026-07-16"),
        ("16 กรกฎาคม พุทธศักราช 2569", "2026-07-16"),
        ("16 เดือนกรกฎาคม ค.ศ. 2026", "2026-07-16"),
        ("3 พ.ค. 2569", "2026-05-03"),
        ("10 มิ.ย.2563", "2020-06-10"),
        ("10. Jänner 2020", "2020-01-10"),
        ("Ngày 10 tháng 6 năm 2020", "2020-06-10"),
        ("2020-06-10", "2020-06-10"),
        ("2020/6/10", "2020-06-10"),
        ("20200610", "2020-06-10"),
        ("13/06/2020", "2020-06-13"),
        ("06/13/2020", "2020-06-13"),
    ],
)
def test_a_day_is_read_as_it_is_written_around_the_world(written: str, day: str) -> None:
    assert parse_date(written, origin="text") == Claim(day, day, "day", "text")


@pytest.mark.parametrize(
    ("written", "timezone", "value", "day", "precision"),
    [
        ("2020年6月10日 09:30", "Asia/Shanghai", "2020-06-10T01:30:00Z", "2020-06-10", "minute"),
        ("mardi 3 mars 2020 à 10h15", "Europe/Paris", "2020-03-03T09:15:00Z", "2020-03-03", "minute"),
        ("10 июня 2020 г. в 10:30", "Europe/Moscow", "2020-06-10T07:30:00Z", "2020-06-10", "minute"),
        ("2020년 6월 10일 오후 3:20", "Asia/Seoul", "2020-06-10T06:20:00Z", "2020-06-10", "minute"),
        ("2020년 6월 10일(수) 오후 3시 20분", "Asia/Seoul", "2020-06-10T06:20:00Z", "2020-06-10", "minute"),
        ("3 sty 12 06:15", "UTC", "2012-01-03T06:15:00Z", "2012-01-03", "minute"),
        ("28 ноября 11 (14:41)", "UTC", "2011-11-28T14:41:00Z", "2011-11-28", "minute"),
        ("5 января'12 14:00", "UTC", "2012-01-05T14:00:00Z", "2012-01-05", "minute"),
        ("13/11/2020-10:18", "UTC", "2020-11-13T10:18:00Z", "2020-11-13", "minute"),
        ("2020. 6. 10. 오후 3:20", "Asia/Seoul", "2020-06-10T06:20:00Z", "2020-06-10", "minute"),
        ("2020年6月10日（水） 15:20", "Asia/Tokyo", "2020-06-10T06:20:00Z", "2020-06-10", "minute"),
        ("10 มิถุนายน 2563 15:20", "Asia/Bangkok", "2020-06-10T08:20:00Z", "2020-06-10", "minute"),
        ("มิถุนายน พ.ศ. 2563", "UTC", "2020-06", "2020-06-01", "month"),
        ("2020年（令和2年）6月", "UTC", "2020-06", "2020-06-01", "month"),
        ("令和2年6月", "UTC", "2020-06", "2020-06-01", "month"),
        ("June 10, 2020 at 3 p.m. EDT", "UTC", "2020-06-10T19:00:00Z", "2020-06-10", "minute"),
        ("14 aug. 2020 kl. 10.30", "Europe/Oslo", "2020-08-14T08:30:00Z", "2020-08-14", "minute"),
        ("09:30 | 13/06/2020", "Asia/Ho_Chi_Minh", "2020-06-13T02:30:00Z", "2020-06-13", "minute"),
        ("2020-06-10T23:30:00-05:00", "UTC", "2020-06-11T04:30:00Z", "2020-06-10", "second"),
        ("2020-06-10T23:30:00Z", "Asia/Shanghai", "2020-06-10T23:30:00Z", "2020-06-11", "second"),
        ("Wed, 10 Jun 2020 09:30:15 GMT", "UTC", "2020-06-10T09:30:15Z", "2020-06-10", "second"),
        ("Wed Jun 10 09:30:00 CST 2020", "Asia/Shanghai", "2020-06-10T01:30:00Z", "2020-06-10", "second"),
        ("2020-06-10 09:30:15.123456+00", "UTC", "2020-06-10T09:30:15Z", "2020-06-10", "second"),
        ("1591752600", "UTC", "2020-06-10T01:30:00Z", "2020-06-10", "second"),
        ("2020-06-10T00:00:00Z", "America/New_York", "2020-06-10", "2020-06-10", "day"),
        ("June 2020", "UTC", "2020-06", "2020-06-01", "month"),
        ("2020", "UTC", "2020", "2020-01-01", "year"),
    ],
)
def test_a_time_is_the_portals_unless_the_page_names_a_zone(
    written: str, timezone: str, value: str, day: str, precision: str
) -> None:
    claim = parse_date(written, timezone=timezone)
    assert claim is not None
    assert (claim.value, claim.on, claim.precision) == (value, day, precision)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "no date",
        "June 31, 2020",
        "2020-13-40",
        "10 listopad 2020",
        "12 May 1979",
        "Jun 10",
        "10/06/2020",
        "10/06/20",
        "27.01.22",
        "22/01/27",
    ],
)
def test_what_is_no_date_or_could_be_two_is_refused(written: str) -> None:
    assert parse_date(written) is None


@pytest.mark.parametrize(
    ("languages", "timezone", "order", "day"),
    [
        (("en",), "UTC", "", None),
        (("en-US",), "UTC", "", "2020-10-06"),
        (("en",), "Europe/London", "", "2020-06-10"),
        (("en",), "America/Chicago", "", "2020-10-06"),
        (("es",), "UTC", "", "2020-06-10"),
        (("en-US",), "UTC", "DMY", "2020-06-10"),
        (("en-US",), "Africa/Nairobi", "", None),
        (("en-US",), "Africa/Cairo", "", None),
        (("en",), "Africa/Cairo", "", "2020-06-10"),
    ],
)
def test_dates_in_figures_follow_portal_and_language(
    languages: tuple[str, ...], timezone: str, order: str, day: str | None
) -> None:
    claim = parse_date("10/06/2020", languages=languages, timezone=timezone, order=order)
    assert (claim and claim.on) == day


def test_the_language_of_the_page_settles_month_names_that_differ() -> None:
    polish = parse_date("10 listopad 2020", languages=("pl",))
    croatian = parse_date("10 listopad 2020", languages=("hr",))
    assert polish is not None
    assert croatian is not None
    assert (polish.on, croatian.on) == ("2020-11-10", "2020-10-10")


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("R8.5.3", "ja", "2026-05-03"),
        ("R2.6.10", "ja", "2020-06-10"),
        ("更新日R2.6.10", "ja-JP", "2020-06-10"),
        ("H31/4/30", "ja", "2019-04-30"),
        ("R2.6.10", "en", None),
        ("R2.6.10", "de", None),
        ("v2.6.10", "ja", None),
        ("更新日R2.6.10", "zh", None),
        ("10 มิ.ย. 63", "th", "2020-06-10"),
        ("10 มิ.ย. 63 เวลา 10.30 น.", "th-TH", "2020-06-10"),
        ("10 มิ.ย. 10.30 น.", "th", None),
        ("10 มิ.ย. 63", "en", None),
    ],
)
def test_short_years_are_read_as_the_language_of_the_page_counts_them(
    written: str, language: str, day: str | None
) -> None:
    for order in ("", "DMY", "YMD"):
        claim = parse_date(written, languages=(language,), order=order)
        assert (claim and claim.on) == day


@pytest.mark.parametrize(
    ("lang", "written", "day"),
    [
        ("fa", "۲۱ اردیبهشت ۱۳۹۹ - ۱۸:۵۹", "2020-05-10"),
        ("fa", "پنجشنبه ۲۱ ارديبهشت ماه ۱۴۰۴", "2025-05-11"),
        ("fa", "۱۳۹۹/۰۲/۲۱", "2020-05-10"),
        ("fa-IR", "1399-02-21 12:30", "2020-05-10"),
        ("fa-AF", "۵ ثور ۱۴۰۳", "2024-04-24"),
        ("ps", "۵ غويي ۱۴۰۳", "2024-04-24"),
        ("fa", "۳۰ اسفند ۱۴۰۳", "2025-03-20"),
        ("fa", "۳۱ اسفند ۱۴۰۳", None),
        ("fa", "۱۰ ژوئن ۲۰۲۰", "2020-06-10"),
        ("en", "10 Mehr 1402", "2023-10-02"),
        ("en", "1399/02/21", None),
        ("ar", "٢١ صفر ١٤٤٥ هـ", "2023-09-06"),
        ("ar", "٢١ ربيع الأول ١٤٤٥هـ", "2023-10-06"),
        ("ar", "١٤٤٥/٠٢/٢١ هـ", "2023-09-06"),
        ("ar", "الأربعاء 20 صفر 1445هـ الموافق 6 سبتمبر 2023 م", "2023-09-06"),
        ("en", "12 Ramadan 1445", "2024-03-22"),
    ],
)
def test_days_of_both_hijri_calendars_are_read(lang: str, written: str, day: str | None) -> None:
    claim = parse_date(written, languages=(lang,))
    assert (claim and claim.on) == day
    under_title = metadata_of(
        article(below=f"<p>{written}</p>", lang=lang), captured_at="2026-05-01T00:00:00Z"
    )
    assert (under_title.published and under_title.published.on) == day


@pytest.mark.parametrize(
    ("lang", "line", "day"),
    [
        ("zh", "二〇二〇年五月三日", "2020-05-03"),
        ("zh", "发布日期：二〇二〇年五月三日", "2020-05-03"),
        ("ja", "令和二年五月三日", "2020-05-03"),
        ("ja", "公開日：R2.5.3", "2020-05-03"),
        ("th", "3 พ.ค. 63", "2020-05-03"),
        ("de-AT", "3. Jänner 2020", "2020-01-03"),
    ],
)
def test_each_form_is_found_under_a_title(lang: str, line: str, day: str) -> None:
    published = metadata_of(article(below=f"<p>{line}</p>", lang=lang)).published
    assert published is not None
    assert published.on == day


def test_the_order_of_chinese_figures_is_known() -> None:
    assert figure_order(("zh",)) == "YMD"


def test_the_future_is_refused_beyond_a_day() -> None:
    captured_at = "2020-06-10T12:00:00.000Z"
    assert parse_date("2020-06-11", captured_at=captured_at) is not None
    assert parse_date("2020-06-12", captured_at=captured_at) is None


def test_relative_dates_need_the_capture_and_say_so() -> None:
    assert parse_date("2 hours ago") is None
    claim = parse_date("hace 2 horas", captured_at="2020-06-10T01:00:00.000Z", origin="text")
    assert claim == Claim("2020-06-09", "2020-06-09", "day", "text:relative")


@given(st.text(max_size=60))
def test_no_text_whatever_raises(text: str) -> None:
    claim = parse_date(text, languages=("fr", "xx"), captured_at="2024-05-01T12:00:00.000Z")
    assert claim is None or claim.on <= "2024-05-02"


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Updated: ", "modified"),
        ("Last modified on ", "modified"),
        ("更新时间：", "modified"),
        ("Mis à jour le ", "modified"),
        ("Stand: ", "modified"),
        ("Actualizado el ", "modified"),
        ("Обновлено: ", "modified"),
        ("آخر تحديث: ", "modified"),
        ("Published ", "published"),
        ("Posted on Monday, ", "published"),
        ("发布时间：", "published"),
        ("Publié le ", "published"),
        ("Veröffentlicht am ", "published"),
        ("Fecha: ", "published"),
        ("تاريخ النشر: ", "published"),
        ("掲載日：", "published"),
        ("등록일 ", "published"),
        ("Release time: ", "published"),
        ("Date added: ", "published"),
        ("Datum zveřejnění: ", "published"),
        ("Objavljeno: ", "published"),
        ("Dodano: ", "published"),
        ("Добавлено: ", "published"),
        ("来源：某报 时间：", "published"),
        ("Нийтэлсэн: ", "published"),
        ("公布日期：", "published"),
        ("배포일자 ", "published"),
        ("Updated time: ", "modified"),
        ("Dikemas kini pada ", "modified"),
    ],
)
def test_labels_tell_published_from_modified(words: str, role: str) -> None:
    assert label_before(words, len(words))[0] == role


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("Version 5.2 was released on ", None),
        ("The report was first published on ", None),
        ("This page was last updated on ", "modified"),
        ("It was published on ", "published"),
        ("The data were last updated on ", "modified"),
    ],
)
def test_a_sentence_about_another_thing_labels_nothing(words: str, role: str | None) -> None:
    assert label_before(words, len(words))[::2] == (role, role is None)


def test_a_thursday_in_german_is_no_polish_until() -> None:
    thursday = metadata_of(article(below="<p>Do 9 Apr 2020</p>", lang="de")).published
    assert thursday
    assert thursday.on == "2020-04-09"
    assert metadata_of(article(below="<p>do 9 kwietnia 2020</p>", lang="pl")).published is None


@pytest.mark.parametrize(
    "words",
    [
        "会议 时间：",
        "地点：旧城 时间：",
        "Source: Event date: ",
        "Resource: ",
        "Trasa: ",
        "Authorised until: ",
        "Authors' day: ",
    ],
)
def test_a_label_that_nobody_knows_forbids_and_who_wrote_is_no_such_label(words: str) -> None:
    assert label_before(words, len(words))[2]
    for known in ("作者：", "来源：某报 作者：", "Источник: ", "Source: "):
        assert label_before(known, len(known)) == (None, "", False)


@pytest.mark.parametrize(
    ("below", "lang"),
    [
        ("<p>13.11.2011 | Источник:</p><h3>Газета</h3>", "ru"),
        ("<p>Πηγή: Example 13/11/11-10:18</p>", "el"),
        ("<p>13 Νοέμβρη 2011</p>", "el"),
        ("<p>13 lis 11 06:15 , GK | Gazeta</p>", "pl"),
    ],
)
def test_a_day_stands_beside_who_wrote_it_in_many_forms(below: str, lang: str) -> None:
    published = metadata_of(article(below=below, lang=lang, prose=f"<p>{TEXTS[lang]}</p>" * 3)).published
    assert published
    assert published.on == "2011-11-13"


def test_a_line_that_leads_on_dates_nothing() -> None:
    assert metadata_of(article(below="<p>13 November 2011 Roads:</p>")).published is None


PLACE = "<p>PUTRAJAYA</p>"


@pytest.mark.parametrize(
    ("end", "lang", "on"),
    [
        (f"{PLACE}<p>25 JANUARY 2022</p>", "en", "2022-01-25"),
        ("<p>December 6, 2021</p>", "en", "2021-12-06"),
    ],
)
def test_a_notice_is_dated_by_the_day_with_which_its_text_ends(end: str, lang: str, on: str) -> None:
    prose = f"<p>{TEXTS[lang]}</p>" * 3 + end
    found = metadata_of(article(lang=lang, prose=prose)).published
    assert found
    assert (found.on, found.origin) == (on, "text:closing")


@pytest.mark.parametrize(
    "end",
    [
        "<p>The lock was opened on 25 January 2022</p>",
        "<p>Deadline for applications:</p><p>25 January 2022</p>",
        "<p>The regulation enters into force on</p><p>25 January 2022</p>",
        "<h3>Closing date</h3><p>25 January 2022</p>",
        "<p>Next meeting</p><p>25 January 2022</p>",
        "<dl><dt>Deadline</dt><dd>25 January 2022</dd></dl>",
        "<div class=comment><p>Jane Roe</p><p>25 January 2022</p></div>",
        "<p>Jane Roe</p><p>25 January 2022</p>",
        "<p><a href=/plan.pdf>The plan of the harbour in all its parts as decided.</a></p><p>25 January 2022</p>",
        "<div class=event-date>25 January 2022</div>",
        "<p>Last updated:</p><p>25 January 2022</p>",
        "<p>25 January 2022</p><p>26 January 2022</p>",
        "<p>25 January 2022</p><p>The order takes effect on the day after it is published in the gazette of the state, "
        "as the law on orders of 1974 has it, unless another day is named in it.</p>",
        "<p>25 January 2022</p>" + 5 * "<p>Next steps</p>",
    ],
)
def test_a_day_within_a_text_or_one_of_several_dates_nothing(end: str) -> None:
    prose = f"<p>{TEXTS['en']}</p>" * 3 + end
    assert metadata_of(article(prose=prose)).published is None


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("24. - 30. Dezember 2021", ""),
        ("31. Dezember 2021-06. Januar 2022", ""),
        ("vom 3. bis 5. Mai 2023", ""),
        ("3. Juni - 10. Juni 2023", ""),
        ("3. až 10. června 2023", ""),
        ("Berlin, 3. - 5. Juni 2023", ""),
        ("2023年6月3日至10日", ""),
        ("2023年6月3日（土）～6月10日", ""),
        ("12 – 10. Juni 2023", "2023-06-10"),
        ("Nr. 12 - 10. Juni 2023", "2023-06-10"),
        ("10. Juni 2023 - 10 Uhr", "2023-06-10"),
        ("10. Juni 2023 - 3 Kommentare", "2023-06-10"),
    ],
)
def test_an_end_of_some_days_is_no_day_of_publication(line: str, day: str) -> None:
    found = metadata_of(article(below=f"<p>{line}</p>", lang="de")).published
    assert (found.on if found else "") == day


def test_a_day_and_an_hour_alone_below_the_text_are_its() -> None:
    stamp = "<div class=info>15:19 28.11.2011</div>"
    found = metadata_of(article(after=f"{stamp}<p>Версия для печати</p>", lang="ru")).published
    assert found
    assert (found.on, found.origin) == ("2011-11-28", "text:below the text")


@pytest.mark.parametrize(
    "after",
    [
        "<p>28.11.2011</p>",
        "<p>2011-11-28 00:00:00</p>",
        "<p>15:19 28.11.2011</p><p>16:20 29.11.2011</p>",
        "<p>28.11.2011 15:19 Jane</p>",
        f"<div class=box><b>Jane</b></div><div>28.11.2011 15:19</div>{PROSE}",
        "<p>28.11.2011 15:19</p><p><a href=/n>The minister opened another bridge over the river</a></p>",
        "<div class=comments><p>28.11.2011 15:19</p></div>",
        "<p>Jane</p><p>28.11.2011 15:19</p>",
        "<h2>Когда</h2><p>28.11.2011 15:19</p><h2>Где</h2><p>Oldtown</p>",
        "<p>Встреча состоится</p><p>28.11.2011 15:19</p>",
        "<p>В перечень добавлена 28.11.2011 школа.</p>",
    ],
)
def test_no_other_day_below_the_text_is(after: str) -> None:
    assert metadata_of(article(after=after, lang="ru")).published is None


@pytest.mark.parametrize("words", ["Deadline: ", "© ", "Copyright ", "Valid until ", "Today is ", "截止"])
def test_labels_of_other_dates_forbid(words: str) -> None:
    role, _, forbidden = label_before(words.replace("until", "").replace("is ", ""), len(words))
    assert role is None
    assert forbidden


def test_the_line_of_a_page_gives_date_precision_and_origin() -> None:
    found = metadata_of(
        article(below="<div>Updated: Jun 10, 2020 news.example.org <a href='#'>Print</a></div>")
    )
    assert found.modified == Claim("2020-06-10", "2020-06-10", "day", "text:Updated:")
    assert found.published is None


def test_a_label_within_the_time_element_counts_as_one_before_it() -> None:
    time = (
        "<time class='published-date' datetime='2020-06-10T06:00'><span>Updated June 10, 2020</span></time>"
    )
    found = metadata_of(article(below=f"<div>{time}</div>"))
    assert found.modified == Claim("2020-06-10T06:00:00Z", "2020-06-10", "minute", "time:Updated")
    assert found.published is None


def test_what_the_page_calls_the_day_of_a_change_is_none_of_publication() -> None:
    found = metadata_of(
        article(below="<div class='field-changed'><time datetime='2020-06-10'>10 June</time></div>")
    )
    assert (found.published, found.modified) == (None, Claim("2020-06-10", "2020-06-10", "day", "time"))


def test_a_labelled_month_is_a_claim_to_the_month_where_nothing_names_a_day() -> None:
    updated = article(after="<p>Last updated: June 2020</p>")
    assert metadata_of(updated).modified == Claim("2020-06", "2020-06-01", "month", "text:Last updated:")
    published = metadata_of(
        article(below="<p>Published in June 2020</p>", after="<p>Posted on 12 June 2020</p>")
    )
    assert published.published == Claim("2020-06-12", "2020-06-12", "day", "text:Posted on")
    assert metadata_of(article(below="<p>June 2020</p>")).published is None
    assert metadata_of(article(below="<p>Deadline: June 2020</p>")).published is None


def test_a_month_does_not_overrule_a_day_in_the_head() -> None:
    assert metadata_of(article(head=META, below="<p>Published in June 2020</p>")).published == Claim(
        "2020-06-11", "2020-06-11", "day", "meta:article:published_time"
    )


ASIDE = "<div class='page-sidebar'><h4>Published</h4><p>10 June 2020</p>{more}</div>"


@pytest.mark.parametrize(
    ("box", "day"),
    [
        (ASIDE.format(more=""), "2020-06-10"),
        (ASIDE.format(more="<h4>Published</h4><p>9 June 2020</p>"), None),
        (ASIDE.format(more="").replace("page-sidebar", "sidebar related-news"), None),
        ("<div class='sidebar'><p>10 June 2020</p></div>", None),
        ("<div class='sidebar'><a href='/tunnel'>Tunnel closed</a><p>Published: 9 June 2020</p></div>", None),
        (ASIDE.format(more="") + "<p>Published: 8 June 2020</p>", "2020-06-08"),
    ],
)
def test_a_label_in_a_side_bar_counts_where_it_is_the_only_one_and_the_article_has_none(
    box: str, day: str | None
) -> None:
    published = metadata_of(article(after=box)).published
    assert (published and published.on) == day


def test_the_only_heading_of_the_first_rank_has_its_date_line_wherever_the_head_s_title_stands() -> None:
    contents = "<ul>" + "<li><a href='#'>On the bridge</a></li>" * 20 + "</ul><h2>Bridge opens in spring</h2>"
    heading = "<h1>The river has a crossing again</h1>"
    html = article().replace("<h1>Bridge opens in spring</h1>", f"{heading}<p>10 June 2020</p>{contents}")
    assert metadata_of(html).published == Claim("2020-06-10", "2020-06-10", "day", "text")


def test_two_labels_in_one_line_give_two_dates() -> None:
    found = metadata_of(
        article(below="<p>发布时间：2020-06-10 09:30 更新时间：2020-06-12 10:00</p>", lang="zh")
    )
    assert found.published is not None
    assert found.modified is not None
    assert (found.published.on, found.modified.on) == ("2020-06-10", "2020-06-12")


def test_a_label_may_stand_in_the_line_above() -> None:
    found = metadata_of(article(below="<dl><dt>Published</dt><dd>10 June 2020</dd></dl>"))
    assert found.published == Claim("2020-06-10", "2020-06-10", "day", "text:Published")


@pytest.mark.parametrize(
    ("address", "day"),
    [
        ("https://example.org/s/202006/10/WS5ee0/bridge.html", "2020-06-10"),
        ("https://example.org/news/2024/0424/c1-2.html", "2024-04-24"),
        ("https://example.org/zwgk/201704/t20170417_5186.html", "2017-04-17"),
        ("https://example.org/2020/06/10/bridge/", "2020-06-10"),
        ("https://example.org/news/2020-06-10-bridge", "2020-06-10"),
        ("https://example.org/2020/6/1/bridge", "2020-06-01"),
    ],
)
def test_an_address_is_a_source(address: str, day: str) -> None:
    assert metadata_of(article(), address).published == Claim(day, day, "day", "url")


@pytest.mark.parametrize(
    "address",
    ["https://example.org/20201310/a", "https://example.org/p/19990000123/", "https://example.org/2020/06/a"],
)
def test_figures_in_an_address_are_no_date_by_themselves(address: str) -> None:
    assert metadata_of(article(), address).published is None


JSON_LD = '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2020-06-10T08:00:00Z"}</script>'
META = '<meta property="article:published_time" content="2020-06-11">'
TIME = "<p><time datetime='2020-06-12'>12 June</time></p>"
LABELLED = "<p>Published: 13 June 2020</p>"
ADDRESS = "https://example.org/2020/06/14/bridge"
BARE = "<p>15 June 2020</p>"


@pytest.mark.parametrize(
    ("head", "below", "url", "origin"),
    [
        (JSON_LD + META, LABELLED, ADDRESS, "json-ld:datePublished"),
        (META, LABELLED, ADDRESS, "meta:article:published_time"),
        ("", TIME + LABELLED, ADDRESS, "time"),
        ("", LABELLED, ADDRESS, "text:Published:"),
        ("", BARE, ADDRESS, "url"),
        ("", BARE, "https://example.org/bridge", "text"),
    ],
)
def test_the_order_of_sources_is_kept(head: str, below: str, url: str, origin: str) -> None:
    assert metadata_of(article(head=head, below=below), url).origins["published"] == origin


def test_the_portals_rule_comes_first() -> None:
    reading = Reading("example", rules=(Rules(published=(".stamp",)),))
    found = metadata_of(article(head=JSON_LD, below="<p class='stamp'>9 June 2020</p>"), reading=reading)
    assert found.published == Claim("2020-06-09", "2020-06-09", "day", "rule")


def test_a_date_that_the_reader_sees_is_believed_before_a_later_stamp() -> None:
    found = metadata_of(article(head=JSON_LD, below="<p>3 March 2019</p>"))
    assert found.published == Claim("2019-03-03", "2019-03-03", "day", "text")


def test_a_change_that_the_reader_sees_is_believed_before_an_earlier_one_in_the_head() -> None:
    head = META + '<meta property="article:modified_time" content="{}">'
    seen = "<p>Updated: 20 June 2020</p>"
    days = ("2020-06-12", "2020-06-30")
    found = [metadata_of(article(head=head.format(day), below=seen)).modified for day in days]
    assert [claim and claim.on for claim in found] == ["2020-06-20", "2020-06-30"]


PAGE_NODE = (
    '<script type="application/ld+json">{"@type":"WebPage","url":"https://news.example.org/releases/bridge.html",'
    '"datePublished":"2020-06-10T08:00:00Z"}</script>'
)


def test_a_day_of_the_page_in_json_ld_counts_where_the_reader_sees_it_too() -> None:
    seen = metadata_of(
        article(head=PAGE_NODE, below="<time class='updated' datetime='2020-06-10'>10 June</time>")
    )
    assert seen.published == Claim("2020-06-10T08:00:00Z", "2020-06-10", "second", "json-ld:datePublished")
    assert metadata_of(article(head=PAGE_NODE)).published is None
    assert metadata_of(article(head=PAGE_NODE, below="<p>Updated: 11 June 2020</p>")).published is None


WEBSITE = '<meta property="og:type" content="website">'
GUIDE = JSON_LD.replace("NewsArticle", "Article")
OWN = JSON_LD.replace('{"', '{"url":"https://news.example.org/releases/bridge.html","', 1)
CANONICAL = '<link rel="canonical" href="https://news.example.org/releases/42">'
NAMED = JSON_LD.replace('{"', '{"url":"https://news.example.org/releases/42","', 1)


@pytest.mark.parametrize(
    ("head", "below", "day"),
    [
        (GUIDE, "", "2020-06-10"),
        (GUIDE + WEBSITE, "", None),
        (GUIDE + WEBSITE, "<p>10 June 2020</p>", "2020-06-10"),
        (GUIDE + WEBSITE, "<p>Updated: 12 June 2020</p>", "2020-06-10"),
        (OWN + WEBSITE, "", "2020-06-10"),
        (NAMED + WEBSITE, "", None),
        (NAMED + CANONICAL + WEBSITE, "", "2020-06-10"),
    ],
)
def test_json_ld_alone_does_not_date_what_open_graph_calls_a_website(
    head: str, below: str, day: str | None
) -> None:
    published = metadata_of(article(head=head, below=below)).published
    assert (published and published.on) == day


def test_a_minute_in_the_page_refines_the_day_in_its_head() -> None:
    found = metadata_of(article(head=META, below="<p>Published: 11 June 2020, 10:30</p>"))
    assert found.published is not None
    assert (found.published.value, found.published.precision) == ("2020-06-11T10:30:00Z", "minute")


@pytest.mark.parametrize(
    "html",
    [
        article(),
        article(above="<div class='top'>1 May 2024</div>"),
        article(below="<p>Deadline: 10 June 2020</p>"),
        article(below="<p>Event date: 10 June 2020</p>"),
        article(below="<p>会议时间：2020年6月10日</p>", lang="zh"),
        article(
            below="<p>On 10 June 2020 the minister will open the bridge and speak to the people there.</p>"
        ),
        article(
            after="<div class='related'><ul><li>Road closed <span>Published: 9 June 2020</span></li></ul></div>"
        ),
        article(after="<div class='comments'><p>Anna</p><p>Posted on 10 June 2020</p></div>"),
        article(after="<ul><li>Updated: 3 May 2020</li><li>Updated: 4 May 2020</li></ul>"),
        article(after="<p>Copyright 2020. All rights reserved.</p>"),
        article(
            after="<p>12. Roe J, Doe R. Bridges over wide rivers: a comparison of costs. J Ex Bridges. "
            "Published online 9 June 2020. doi:10.0000/example</p>"
        ),
        article(head='<meta property="og:updated_time" content="2020-06-10T08:00:00Z">'),
        article(head='<meta name="date" content="2020-01-01">'),
        article(head='<meta name="date" content="2031-06-10">'),
    ],
)
def test_no_date_is_invented(html: str) -> None:
    found = metadata_of(html)
    assert (found.published, found.modified) == (None, None)


@pytest.mark.parametrize(
    ("said", "on"), [("2020", "2020-01-27"), ("2020-01", "2020-01-27"), ("2019", "2019-01-01")]
)
def test_a_year_or_month_in_the_head_is_refined_by_a_day_in_it(said: str, on: str) -> None:
    found = metadata_of(
        article(head=f"<meta name='dc.date' content='{said}'>", below="<p>27 January 2020</p>")
    )
    assert found.published is not None
    assert found.published.on == on


def test_the_first_of_january_refines_no_month() -> None:
    head = "<meta name='dc.date' content='2020-01'><meta name='date' content='2020-01-01'>"
    found = metadata_of(article(head=head)).published
    assert found is not None
    assert found.precision == "month"


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("es", "Creado: Lunes, 27 Enero 2020 12:13"),
        ("pt", "Criado: Segunda, 27 Janeiro 2020 12:13"),
        ("fr", "Création : 27 janvier 2020"),
        ("pl", "Utworzono: 27 stycznia 2020"),
        ("ru", "Создано: 27 января 2020"),
        ("sv", "Skapad: 27 januari 2020"),
    ],
)
def test_the_day_on_which_a_system_says_that_a_page_was_made_counts_where_none_says_published(
    lang: str, line: str
) -> None:
    html = article(below=f"<dl><dd>{line}</dd></dl>").replace("lang='en'", f"lang='{lang}'")
    found = metadata_of(html).published
    assert found is not None
    assert found.on == "2020-01-27"
    both = metadata_of(html.replace("</dl>", "</dl><p>Published: 28 January 2020</p>")).published
    assert both is not None
    assert both.on == "2020-01-28"


def test_a_labelled_line_at_the_end_counts() -> None:
    found = metadata_of(article(after="<p>Page last updated: 10 June 2020</p>"))
    assert found.modified == Claim("2020-06-10", "2020-06-10", "day", "text:Page last updated:")


def test_a_bare_day_beside_the_day_of_a_change_is_that_of_publication_wherever_it_stands() -> None:
    found = metadata_of(article(after="<p>3 May 2020. Updated: 4 May 2020</p>"))
    assert (found.published and found.published.on, found.modified and found.modified.on) == (
        "2020-05-03",
        "2020-05-04",
    )
    assert metadata_of(article(after="<p>3 May 2020</p>")).published is None


def test_a_list_of_days_under_the_title_dates_no_article() -> None:
    events = "".join(f"<li><div>{day} May 2020</div><div>Meeting</div></li>" for day in (3, 4, 5))
    assert metadata_of(article(below=f"<ul>{events}</ul>")).published is None


def test_the_month_in_an_address_may_be_a_word() -> None:
    found = metadata_of(article(), url="https://news.example.org/2023/october/03/bridge")
    assert found.published == Claim("2023-10-03", "2023-10-03", "day", "url")


def test_an_article_may_name_its_own_address_with_or_without_www() -> None:
    node = '{"@type": "NewsArticle", "url": "%s", "headline": "%s", "datePublished": "%s"}'
    own = node % ("http://www.news.example.org/releases/bridge.html", "Bridge", "2020-06-10")
    other = node % ("https://news.example.org/releases/tunnel.html", "Tunnel", "2020-06-11")
    head = f'<script type="application/ld+json">[{other}, {own}]</script>'
    found = metadata_of(article(head=head))
    assert found.published
    assert found.published.on == "2020-06-10"


@pytest.mark.parametrize(
    "below",
    [
        "<div class='footer'><p><time datetime='2020-01-27'>27.01.2020</time> Roads</p></div>",
        "<p class='teaser__metadata'>27. Januar 2020</p>",
        "<ul class='info'><li><span>Datum:</span>27. Januar 2020</li></ul>",
        "<ul class='nav meta'><li>27. Januar 2020, 18:55</li><li>1479</li></ul>",
        "<p>Montag, 27. Januar 2020<span>18:55 Uhr</span></p>",
        "<p>Gespeichert von redaktion am 27. Januar 2020 - 18:55</p>",
        "<p>27. Januar 2020, Pressestelle</p><p>Straßen</p><p>Brücken</p>"
        "<p>Bericht // 3. Mai 2019</p><p>Foto // 4. Mai 2019</p><p>Video // 5. Mai 2019</p>",
        "<p>OLDTOWN, 27. Januar 2020 – Die neue Brücke wird im Frühjahr für den Verkehr freigegeben, "
        "zwei Jahre später als geplant, sagte die Ministerin am Montag.</p>",
    ],
)  # fmt: skip
def test_the_day_under_the_title_is_found_in_the_forms_of_common_systems(below: str) -> None:
    claim = metadata_of(article(below=below, lang="de")).published
    assert claim is not None
    assert claim.on == "2020-01-27"


ROWS = "".join(f"<tr><td>{n} March 2020<td>Board<td><a href='/{n}.pdf'>Agenda</a>" for n in (3, 10, 17))


@pytest.mark.parametrize(
    "below",
    [
        "<p>Date: 27 January 2020</p><p>Time: 8:30 AM - 10:00 AM CST</p>",
        "<ul><li>Date: 27 January 2020 2:30 pm – 3:30 pm</li></ul>",
        "<p>27. Januar 2020, 14:00 bis 16:00 Uhr</p>",
        "<div>27 January 2020 12:00 PM</div><div>27 January 2020 4:00 PM</div>",
        "<p>Date: 27 January 2020</p><p>Time: 2 pm</p><p>Room 132</p><p>Location: Town Hall</p>",
        "<h2>When</h2><div>Monday, January 27, 2020</div><h2>Where</h2><div>Town Hall</div>",
        "<p>Datum: 27. Januar 2020</p><p>Beginn: 14 Uhr</p><p>Ort: Rathaus</p>",
        "<p>时间：2020年1月27日 14:00</p><p>地点：市政厅</p>",
        "<div>Start</div><div>Mon, 27 January 2020</div><div>End</div><div>Tue, 28 January 2020</div>",
        f"<table><tr><th>Date<th>Meeting<th>Papers{ROWS}</table>",
        "<ul><li>01-07-2014 / 15-10-2014 : Committee on Roads</ul>",
        f"{'<p>Brief</p>' * 18}<p>27 January 2020</p>",
        "<p>27. Januar 2020</p><p>14 bis 16 Uhr</p>",
        "<p>27 janvier 2020</p><p>de 18 h 00 à 20 h 00</p>",
        "<p>2020年1月27日　13：00～16：00</p>",
        "<p>2020年1月27日 午後1時から午後4時まで</p>",
        "<p>27 stycznia 2020, godz. 10.00-12.00</p>",
        "<table><tr><th>Submission deadline<td>27 January 2020</table>",
        "<table><tr><th>Date limite de dépôt<td>27 janvier 2020</table>",
        "<table><tr><th>投标截止时间<td>2020年1月27日</table>",
        "<p><time itemprop='startDate' datetime='2020-01-27'>27 January 2020</time></p>",
        "<p>27 January 2020</p><p>Dates:</p><p>3 March 2020</p><p>4 March 2020</p>",
        "<p>令和2年1月27日現在の法令に基づいて作成しています。</p>",
        "<p>2020년 1월 27일 기준</p>",
        "<p>27 January 2020 – present</p>",
        "<p>Next publication: 27 January 2020</p>",
        "<p>Not for publication until 27 January 2020</p>",
        "<p>Son Tarih: 27.01.2020</p>",
        "<p>Son ilan tarihi: 27.01.2020</p>",
        "<p>Tarih: 27.01.2020</p><p>Saat: 14:00</p><p>Yer: Ankara</p>",
        "<table><tr><td>Legal basis<td>Presidential Decree Number 113/P of 2020 (27 January 2020)</table>",
        "<p>（2020年1月27日第十届全国人民代表大会常务委员会第二十八次会议通过）</p>",
    ],
)
def test_the_day_of_a_meeting_or_of_a_row_is_not_that_of_publication(below: str) -> None:
    assert metadata_of(article(below=below)).published is None


def test_the_day_as_of_which_something_is_counted_stands_in_no_way_of_that_of_publication() -> None:
    below = "<div>令和2年3月29日</div><p>令和2年1月1日現在の船舶は六万六千隻。</p>"
    published = metadata_of(article(below=below, lang="ja")).published
    assert published is not None
    assert published.on == "2020-03-29"


@pytest.mark.parametrize(
    "below",
    [
        "<p>Publication: 27 janvier 2020</p>",
        "<table><tr><td>Fecha de publicación de la norma<td>27/01/2020</table>",
    ],
)
def test_the_day_on_which_an_act_was_printed_is_its_publication(below: str) -> None:
    url = "https://acts.example.org/eli/2020/01/07/bridge"
    published = metadata_of(article(below=below, lang="fr"), url=url).published
    assert published is not None
    assert published.on == "2020-01-27"


def test_where_the_reader_is_now_says_nothing_of_a_day() -> None:
    published = metadata_of(article(below="<p>2020年1月27日 現在位置：首頁</p>", lang="zh")).published
    assert published is not None
    assert published.on == "2020-01-27"


@pytest.mark.parametrize("folder", ["agenda", "Events", "aktuelles/veranstaltungen", "fr/evenements/2020"])
def test_a_bare_day_on_a_page_among_events_is_that_of_one(folder: str) -> None:
    for path in ("bridge", "2020/01/27/bridge"):
        url = f"https://news.example.org/{folder}/{path}"
        assert metadata_of(article(below="<p>27 January 2020</p>"), url=url).published is None


@pytest.mark.parametrize(
    ("path", "below"),
    [
        ("events/bridge", "<p>Published: 27 January 2020</p>"),
        ("news/events", "<p>27 January 2020</p>"),
        ("news-and-events/bridge", "<p>27 January 2020</p>"),
        ("events/president/news/75000", "<p>27 January 2020</p>"),
        ("eventos/noticias/bridge", "<p>27 January 2020</p>"),
        ("events/press-releases/2020/01/27/bridge", ""),
    ],
)
def test_a_page_among_events_that_says_when_it_was_published_is_dated(path: str, below: str) -> None:
    published = metadata_of(article(below=below), url=f"https://news.example.org/{path}").published
    assert published is not None
    assert published.on == "2020-01-27"


@pytest.mark.parametrize(
    "below",
    [
        "<p>Monday, 27 January 2020, 14:00</p><p>Location: Oldtown</p>",
        "<p>Published 27 January 2020</p><p>Time: 2 pm</p><p>Location: Town Hall</p>",
        f"<p class=day>27 January 2020</p>{PROSE * 3}<p class=day>3 March 2020</p><p class=day>4 March 2020</p>",
        "<h4>Published</h4><p>Monday, 27 January 2020</p>",
        "<p>27 January 2020</p><p>Reading time: 2 to 3 min</p>",
        "<p>时间：2020年1月27日 14:00</p><p>来源：市政府</p>",
        "<p><time datetime='2018-07-01T20:00:00'>27 January 2020</time></p>",
        "<p><time datetime='2020-01-27T23:30:00Z'>28 January 2020</time></p>",
        "<p>Published <time datetime='2018-07-01'>27 January 2020</time> "
        "Updated <time datetime='2020-01-28'>28 January 2020</time></p>",
        "<p>27 January 2020</p><p>Date: 20 June 2020</p><p>Time: 6:00 PM</p><p>Place: Town Hall</p>",
        "<p>27 January 2020</p><p>Elm Street is closed today from 9:00 AM to 3:00 PM.</p>",
        "<p>27 January 2020</p><p>Meeting on 20 June 2020, 6 pm to 8 pm</p>",
        "<p>27 January 2020</p><p>Elm Street stays closed.</p><h3>Other notices</h3>"
        "<p>10 May 2019 <a href=/1>Library</a></p><p>7 May 2019 <a href=/2>Pool</a></p>",
        "<table><tr><td>Date<td>27 January 2020<tr><td>Effective date<td>1 July 2020"
        "<tr><td>Expiry date<td>30 June 2029</table>",
        f"<p>27 January 2020</p>{PROSE}<p>Date: 12 June 2020</p><p>Room 4</p>",
        "<div><span>27 January 2020</span><span>3 min read</span></div>",
        "<div><span>2020-01-27</span><span>128 views</span></div>",
        "<div>Elections</div><div>27 January 2020</div><div>Local</div>",
        "<p>2020-01-27 10:30 -04:00</p>",
        "<p>27 January 2020 | 12/05/20</p>",
        f"{'<p>Brief</p>' * 15}<p>27 January 2020</p>",
    ],
)  # fmt: skip
def test_a_day_is_that_of_publication_though_hours_and_other_days_stand_around(below: str) -> None:
    found = metadata_of(article(below=below)).published
    assert found is not None
    assert found.on == "2020-01-27"


@pytest.mark.parametrize(
    "above",
    [
        "<h2>Canal closed</h2><div class=date>Thursday February 7th 2019</div>",
        "<h1>Canal closed</h1><p>By John Doe on June 21, 2013</p>",
    ],
)
def test_a_day_under_the_title_goes_before_one_under_another_heading_above(above: str) -> None:
    claim = metadata_of(article(above=above, below="<p>By Jane Roe on June 19, 2018</p>")).published
    assert claim is not None
    assert claim.on == "2018-06-19"


def test_a_bare_day_under_the_only_heading_counts_however_far_the_head_is_repeated_above_it() -> None:
    head = "Bridge opens in spring"
    html = (
        f"<html lang=en><title>{head} - Example News</title><body><p>{head}</p>{'<p>Brief</p>' * 22}"
        f"<h1>A new crossing of the Alm</h1><p>27 January 2020</p>{PROSE * 3}</body>"
    )
    found = metadata_of(html).published
    assert found is not None
    assert found.on == "2020-01-27"


def test_a_long_list_of_dated_lines_takes_no_longer_than_its_length() -> None:
    rows = "".join(f"<p>Date: 3 May 2020 n{number}</p>" for number in range(4_000))
    calls = 0

    def counted(*arguments: Any) -> Any:
        nonlocal calls
        calls += 1
        return claimed_days(*arguments)

    with patch("pipelines.datelines.claimed_days", counted), patch("pipelines.listed.claimed_days", counted):
        metadata_of(article(below=rows))
    assert calls < 3 * 4_000


@pytest.mark.parametrize(
    ("line", "on"),
    [("Posted on 27 Jan 2020", "2020-01-27"), ("27 Jan 2020", ""), ("Bridges, 27 Jan 2020", "")],
)
def test_a_menu_above_the_title_may_hold_the_day_if_it_says_of_what(line: str, on: str) -> None:
    found = metadata_of(article(above=f"<nav><ol><li>News</li></ol><div>{line}</div></nav>"))
    assert (found.published.on if found.published else "") == on


def test_a_card_that_leads_elsewhere_dates_nothing_though_it_follows_the_title() -> None:
    cards = "".join(
        f"<div class='teaser'><a href='/{n}'>Another bridge {n} in the north of the country</a></div>"
        for n in "ab"
    )
    assert metadata_of(article(below=f"{cards}<div class='teaser'><a href='/c'>Else</a></div>"
                               "<div class='related'><p>27 January 2020</p></div>")).published is None  # fmt: skip


def test_a_day_that_the_heading_sets_apart_is_that_of_publication() -> None:
    html = article().replace("<h1>", "<h1><span class='topline'><span class='date'>27.01.2020</span></span>")
    claim = metadata_of(html.replace("lang='en'", "lang='de'")).published
    assert claim is not None
    assert (claim.on, claim.origin) == ("2020-01-27", "text")


@pytest.mark.parametrize(
    ("opening", "day"),
    [
        ("OLDTOWN, June 10, 2020 – The ministry said", (6, 10)),
        ("(Oldtown, 10 June 2020) The ministry said", (6, 10)),
        ("Pressemitteilung vom 10. Juni 2020 | Oldtown – Die", (6, 10)),
        ("10. Juni 2020. Die Brücke", (6, 10)),
        ("10 June 2020, Oldtown - The ministry said", (6, 10)),
        ("10 June 2020, Oldtown, Northland – The ministry said", (6, 10)),
        ("10 June 2020, Oldtown opened its bridge - at last", None),
        ("10 June 2020, a Wednesday - the ministry said", None),
        ("10.06.2020 „Die Brücke ist offen“, sagte", (6, 10)),
        ("On 10 June 2020 – a Wednesday – the ministry said", None),
        ("Am 10. Juni 2020 - einem Mittwoch - sagte", None),
        ("The contract of 10 June 2020 – the first – was", None),
        ("10 June 2020 was a Wednesday", None),
    ],
)
def test_the_day_before_the_first_sentence_is_told_from_one_within_it(
    opening: str, day: tuple[int, int] | None
) -> None:
    found = opening_day(opening, ("de", "en"), "DMY")
    assert (found and (found.moment.month, found.moment.day)) == day
    assert found is None or found.moment.year == 2020


def test_the_paragraph_that_opens_with_the_day_stays_in_the_text() -> None:
    opening = (
        "OLDTOWN, 27 January 2020 - The new bridge across the river will be opened to traffic in spring, "
        "two years late."
    )
    page = page_of(article(below=f"<div class='text'><p>{opening}</p></div>"))
    read_page = read(page)
    assert isinstance(read_page, Article)
    assert opening in read_page.text
    assert read_page.published is not None
    assert read_page.published.origin == "text:opening"


UNDER_TITLE = (
    "<html lang='{lang}'><head><title>Bridge opens in spring - Example News</title></head><body><main>"
    f"<h1>Bridge opens in spring</h1>{{below}}{PROSE * 4}</main></body></html>"
)


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Hearing: 14 June 2026"),
        ("en", "Hearing: Sunday, 14 June 2026"),
        ("en", "Opens 14 June 2026"),
        ("en", "Next meeting: 14 June 2026"),
        ("en", "Venue: Town Hall, 14 June 2026"),
        ("en", "Applications until 14.06.2026"),
        ("en", "Register by 14 June 2026"),
        ("en", "Consultation from 3 May 2026 to 14 June 2026"),
        ("en", "Date of the hearing 14 June 2026"),
        ("de", "Anmeldung bis 14. Juni 2026"),
        ("de", "Bis Sonntag, 14. Juni 2026"),
        ("de", "Inkrafttreten: 1. Juni 2026"),
        ("fr", "Date limite : 14 juin 2026"),
        ("fr", "Date limite 14 juin 2026"),
        ("fr", "Jusqu'au 14 juin 2026"),
        ("fr", "Date de la réunion : 3 mai 2026"),
        ("es", "Hasta el 14 de junio de 2026"),
        ("es", "Plazo: 14 de junio de 2026"),
        ("it", "Scadenza: 14 giugno 2026"),
        ("ru", "Приём заявок до 3 мая 2026"),
        ("zh", "开会时间：2026年5月3日"),
        ("zh", "地点：市政府 2026年5月3日"),
        ("ja", "締切：2026年5月3日"),
        ("ja", "応募は2026年5月3日まで"),
        ("ko", "마감일: 2026년 5월 3일"),
        ("ko", "2026년 5월 3일까지"),
        ("en", "Deadline: 14 June 2026"),
        ("en", "Closing date: 14 June 2026"),
        ("en", "Expires 14 June 2026"),
        ("en", "In force from 1 June 2026"),
        ("en", "Date of event: 14 June 2026"),
        ("en", "Amending Decree No. 3 of 4 May 1999"),
        ("en", "Regulation (EU) 2016/679 of 27 April 2016"),
        ("en", "Act of 3 May 1999"),
        ("de", "Zur Verordnung vom 3. Mai 1999"),
        ("de", "Verordnung über Gebühren vom 3. Mai 1999"),
        ("fr", "Loi n° 12 du 3 mai 1999"),
        ("es", "Real Decreto 12/2026, de 3 de mayo de 2026"),
        ("it", "Legge 3 maggio 1999, n. 12"),
        ("ru", "Постановление от 3 мая 1999 г. № 12"),
    ],
)
def test_deadlines_events_and_laws_date_no_article_and_stay_in_the_text(lang: str, line: str) -> None:
    read_page = read(
        page_of(UNDER_TITLE.format(lang=lang, below=f"<p>{line}</p>"), captured_at="2026-11-27T12:00:00.000Z")
    )
    assert isinstance(read_page, Article)
    assert read_page.published is None
    assert line in read_page.text


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Press release of 4 May 2026"),
        ("en", "Press release No. 12 of 4 May 2026"),
        ("en", "Press release: 4 May 2026"),
        ("en", "Public law | 4 May 2026"),
        ("en", "Hearings and meetings | 4 May 2026"),
        ("en", "Department of Law, 4 May 2026"),
        ("en", "By Reuters 4 May 2026"),
        ("en", "Statement on the Order of Merit, 4 May 2026"),
        ("en", "Topic: Roads, 4 May 2026"),
        ("de", "Pressemitteilung vom 4. Mai 2026"),
        ("de", "Berlin, den 4. Mai 2026"),
        ("fr", "Communiqué du 4 mai 2026"),
        ("fr", "Paris, le 4 mai 2026"),
        ("pt", "Ministério do Interior 4 de maio de 2026"),
        ("et", "Kuupäev: 4. mai 2026"),
        ("ka", "გამოქვეყნდა: 4 მაისი 2026"),
        ("zh", "重要会议 2026-05-04"),
        ("zh", "来源：新华社 2026-05-04 10:00"),
    ],
)
def test_what_names_a_kind_of_news_a_place_or_a_body_dates_the_article(lang: str, line: str) -> None:
    html = UNDER_TITLE.format(lang=lang, below=f"<p>{line}</p>")
    published = metadata_of(html, captured_at="2026-11-27T12:00:00.000Z").published
    assert published is not None
    assert published.on == "2026-05-04"


@pytest.mark.parametrize(
    "below",
    [
        "<p>Hearing: <time datetime='2020-06-10'>10 June 2020</time></p>",
        "<dl><dt>Hearing</dt><dd>10 June 2020</dd></dl>",
        "<p>Deadline:</p><p>10 June 2020</p>",
    ],
)
def test_the_label_of_an_event_forbids_a_date_in_its_own_element_too(below: str) -> None:
    assert metadata_of(article(below=below)).published is None


CLOCKS = [
    "<div class=today>Wednesday, 1 May 2024 11:59</div>",
    "<div class=today><time datetime='2024-05-01T11:59'>1 May 2024 11:59</time></div>",
    "<div id='current-date'><span>1 May 2024</span></div>",
]


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_dates_no_article(clock: str) -> None:
    assert metadata_of(article(above=clock)).published is None
    assert metadata_of(article(below=clock)).published is None


def test_the_day_of_the_capture_under_the_title_is_that_of_publication() -> None:
    published = metadata_of(article(below="<div class='meta'>1 May 2024 11:59</div>")).published
    assert published is not None
    assert published.on == "2024-05-01"


def table(*cells: str) -> str:
    return f"<table><tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr></table>"


@pytest.mark.parametrize(
    ("lang", "below"),
    [
        ("zh", "<p>成文日期：2020-04-30　发布日期：2020-05-03</p>"),
        ("zh", "<p>发布日期：2020-05-03　成文日期：2020-04-30</p>"),
        ("zh", table("成文日期", "2020-04-30", "发布日期", "2020-05-03")),
        (
            "zh",
            table(
                "成文日期：", "2020年04月30日", "文号", "某政发〔2020〕3号", "发布日期：", "2020年05月03日"
            ),
        ),
        ("en", "<p>Date of issue: 2 May 2020 | Date of publication: 3 May 2020</p>"),
        ("en", "<p>Date of publication: 3 May 2020 | Date of issue: 2 May 2020</p>"),
        ("en", "<p>Issued: 2 May 2020</p><p>Published: 3 May 2020</p>"),
        (
            "en",
            "<p>Signed: <time datetime='2020-05-02'>2 May 2020</time></p>"
            "<p>Published: <time datetime='2020-05-03'>3 May 2020</time></p>",
        ),
        ("de", "<p>Erstellt am 2. Mai 2020 | Veröffentlicht am 3. Mai 2020</p>"),
        ("en", "<p>Date of issue: 3 May 2020</p>"),
        ("en", "<p>Signed: 3 May 2020</p>"),
        ("zh", "<p>成文日期：2020-05-03</p>"),
    ],
)
def test_what_says_published_is_believed_before_what_says_signed_or_issued(lang: str, below: str) -> None:
    published = metadata_of(article(below=below, lang=lang)).published
    assert published is not None
    assert published.on == "2020-05-03"


def test_a_day_of_issue_below_the_text_counts_where_none_is_called_that_of_publication() -> None:
    issued, published = "<p>Issued: 2 May 2020</p>", "<p>Published: 3 May 2020</p>"
    claims = [metadata_of(article(after=after)).published for after in (issued, issued + published)]
    assert [claim and claim.on for claim in claims] == ["2020-05-02", "2020-05-03"]


def test_a_day_of_issue_does_not_overrule_a_later_stamp_in_the_head() -> None:
    found = metadata_of(article(head=META, below="<p>Issued: 2 June 2020</p>"))
    assert found.published is not None
    assert found.published.on == "2020-06-11"


@pytest.mark.parametrize(
    ("lang", "below"),
    [
        ("en", "<p>London: 4 May 2024</p>"),
        ("en", "<p>NEW YORK: Saturday, May 4, 2024</p>"),
        ("de", "<p>Wien: 4. Mai 2024</p>"),
        ("en", "<p>Date: 2 May 2024</p><p>Published: 4 May 2024</p>"),
        ("en", "<p>Published: 4 May 2024</p><p>Date: 2 May 2024</p>"),
        ("zh-TW", "<p>日期：113年5月2日</p><p>發布日期：113年5月4日</p>"),
        ("zh-TW", "<p>民國113年5月4日</p>"),
        ("zh-TW", "<p>中華民國一百一十三年五月四日</p>"),
        ("zh-TW", "<p>民國一一三年五月四日</p>"),
        ("ja", "<p>R6年5月4日</p>"),
        ("ja", "<p>更新日：令和6年5月6日　公開日：Ｒ６年５月４日</p>"),
        ("ja", "<p>R6.5.4</p>"),
        ("ko", "<dl><dt>날짜</dt><dd>2024.05.04</dd><dt>조회수</dt><dd>52</dd></dl>"),
        ("he", "<ul><li>תאריך פרסום</li><li>04.05.2024</li></ul>"),
    ],
)
def test_a_day_beside_the_title_is_that_of_publication(lang: str, below: str) -> None:
    found = metadata_of(article(below=below, lang=lang), captured_at="2024-05-10T00:00:00.000Z").published
    assert found is not None
    assert found.on == "2024-05-04"


def test_the_end_of_a_period_is_no_day_of_publication() -> None:
    line = "<p>사업기간 : 선정 후 ~ 2024. 5. 4.(토)</p>"
    assert (
        metadata_of(article(below=line, lang="ko"), captured_at="2024-05-10T00:00:00.000Z").published is None
    )


@pytest.mark.parametrize("day", ["Saturday, May 4, 2024", "2024-05-04", "4 May 2024"])
def test_a_day_with_which_the_head_begins_is_no_title(day: str) -> None:
    body = f"<h4>Press release</h4><p>{day}</p><h1>Bridge opens in spring</h1>{PROSE * 4}"
    html = f"<html lang='en'><title>{day} | Office of Roads</title><body><div>{body}</div>"
    found = read(page_of(html, captured_at="2024-05-10T00:00:00.000Z"))
    assert isinstance(found, Article)
    assert (found.title, found.published and found.published.on) == ("Bridge opens in spring", "2024-05-04")


@pytest.mark.parametrize("label", ["Hearing", "Round two", "Londoners", "Second reading"])
def test_what_is_no_city_before_a_day_is_a_label(label: str) -> None:
    assert metadata_of(article(below=f"<p>{label}: 4 May 2024</p>")).published is None


@pytest.mark.parametrize(
    ("written", "figures"),
    [
        ("民國一百年十月十日", "民國100年10月10日"),
        ("民國一百零五年十二月二十一日", "民國105年12月21日"),
        ("中華民國九十九年一月二日", "中華民國99年1月2日"),
        ("昭和四十五年三月三十日", "昭和45年3月30日"),
        ("民國百十年一月十一日", "民國110年1月11日"),
        ("二〇二六年五月四日", "2026年5月4日"),
        ("愛國百百十年", "愛國百百十年"),
    ],
)
def test_chinese_numbers_of_dates_become_figures(written: str, figures: str) -> None:
    assert plain_figures(written) == figures


def test_an_era_of_one_letter_is_japanese_only() -> None:
    assert metadata_of(article(below="<p>R6年5月4日</p>", lang="zh")).published is None


@pytest.mark.parametrize(
    "below",
    [
        "<figure><img src=b.jpg><figcaption>The bridge, 3 May 2019</figcaption></figure>",
        "<p>Nr. 45/2019 | 03.05.2019</p>",
    ],
)
def test_a_day_above_the_title_stands_where_no_other_heading_is_above_it(below: str) -> None:
    claim = metadata_of(article(above="<time datetime=2020-05-12>12 May 2020</time>", below=below)).published
    assert claim is not None
    assert claim.on == "2020-05-12"


def test_a_line_right_under_the_title_opens_the_text_though_it_is_short_and_names_another_day() -> None:
    said = "Speech of Jane Roe at the opening, 18. August 2007"
    below = f"<p><strong>Oldtown,&nbsp;17.08.2007&nbsp;-&nbsp;{said}</strong></p>"
    claim = metadata_of(article(below=below, lang="de")).published
    assert claim is not None
    assert (claim.on, claim.origin) == ("2007-08-17", "text:opening")


def test_a_quoted_message_dates_no_page() -> None:
    said = "— Press Office (@oldtown) <a href=/s/1>10 October 2017</a>"
    quoted = f"<blockquote><p>We open the bridge in spring.</p>{said}</blockquote>"
    assert metadata_of(article(below=quoted)).published is None


@pytest.mark.parametrize(
    ("name", "seen", "day"),
    [
        ("dcterms.date", "2022-01-25", "2022-01-25"),
        # Any later it is the day of a change, and what says published says so.
        ("dcterms.date", "2022-03-25", "2022-01-21"),
        ("dcterms.issued", "2022-01-25", "2022-01-21"),
    ],
)
def test_a_page_waits_for_its_publication_after_the_day_in_its_head(name: str, seen: str, day: str) -> None:
    head = f"<meta name='{name}' content='2022-01-21T09:43+01:00'>"
    claim = metadata_of(article(head=head, below=f"<time datetime={seen}>{seen}</time>")).published
    assert claim is not None
    assert claim.on == day


@pytest.mark.parametrize(
    "below",
    [
        "<p>Monday, 15 June 2020, 10 am, Town Hall</p>",
        "<time class=event-date datetime=2020-06-15>15 June 2020</time>",
    ],
)
def test_the_day_of_an_event_is_none_of_publication_where_the_head_has_one(below: str) -> None:
    claim = metadata_of(article(head="<meta name=date content=2020-06-10>", below=below)).published
    assert claim is not None
    assert claim.on == "2020-06-10"


def test_a_day_among_the_steps_of_a_breadcrumb_gives_way_to_one_below_the_title() -> None:
    step = "<p>HOME &gt; Archives &gt; April 18, 2021</p>"
    dated = metadata_of(article(above=step, below="<p>(June 1, 2021)</p>", lang="en-US"))
    assert (dated.published and dated.published.on) == "2021-06-01"
    alone = metadata_of(article(above=step, lang="en-US"))
    assert (alone.published and alone.published.on) == "2021-04-18"


@pytest.mark.parametrize("told", ["released", "released at 11:30 AM (local time)"])
def test_the_day_of_another_issue_dates_nothing(told: str) -> None:
    below = f"<p>Previous issue {told} 26 August 2020</p>"
    assert metadata_of(article(below=below, lang="en-GB")).published is None


def test_the_foot_of_the_news_is_the_articles_own() -> None:
    foot = "<div class='news-footer'><div>Datum objave</div><ul><li>12. 3. 2019</li></ul></div>"
    dated = metadata_of(article(after=foot, lang="sl"))
    assert (dated.published and dated.published.on) == "2019-03-12"
    assert metadata_of(article(after=foot.replace("news-", "site-"), lang="sl")).published is None


def test_a_day_of_change_may_be_told_in_another_form_of_the_verb() -> None:
    dates = metadata_of(article(below="<p>Sidan uppdaterades 5 maj 2020</p>", lang="sv"))
    assert (dates.published, dates.modified and dates.modified.on) == (None, "2020-05-05")


@pytest.mark.parametrize("sign", ["/", "»"])
def test_a_sign_between_a_day_and_the_kind_of_page_makes_no_breadcrumb(sign: str) -> None:
    below = f"<p>5. März 2024 {sign} Pressemitteilung</p><p>Oldtown, 4. März 2024</p>"
    assert (claim := metadata_of(article(below=below, lang="de")).published)
    assert claim.on == "2024-03-05"
