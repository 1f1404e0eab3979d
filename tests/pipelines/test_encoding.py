"""The order in which a page's encoding is settled, and what is kept of the choice."""

from __future__ import annotations

import pytest

from pipelines.encoding import decode

SENTENCES = {
    "zh": "省政府办公厅昨天发布通知，要求各地做好防汛工作。今年汛期降水量比往年多两成，各级部门应当加强巡查。",
    "zh-Hant": "市政府昨天公布新的公共運輸計畫，預計明年起增加三條公車路線，並且提高服務品質，讓居民出門更方便。",
    "ja": "県は昨日、来年度の予算案を発表しました。道路の修理や学校の改築に多くのお金が使われます。",
    "ko": "시청은 어제 내년 예산안을 발표했다. 도로와 학교를 고치는 데 더 많은 돈이 쓰일 예정이다.",
    "ru": "Правительство области вчера приняло решение о строительстве новой школы и больницы. Работы начнутся весной.",
    "ar": "أعلنت الوزارة أمس عن خطة جديدة لتطوير الطرق والمدارس في المحافظة خلال العام المقبل.",
    "de": "Die Behörde hat gestern über die Änderung der Straßenordnung entschieden; für Bürger ändert sich nichts.",
    "pl": "Rząd przyjął wczoraj uchwałę w sprawie budowy nowej szkoły; prace rozpoczną się wiosną, gdy będzie cieplej.",
    "el": "Το υπουργείο ανακοίνωσε χθες νέα μέτρα για τα σχολεία και τους δρόμους της περιφέρειας.",
    "th": "กระทรวงประกาศแผนงบประมาณใหม่เมื่อวานนี้ โรงเรียนและถนนจะได้รับเงินเพิ่มขึ้น",
}


def page(sentence: str, encoding: str, label: str = "") -> bytes:
    meta = f'<meta charset="{label}">' if label else ""
    html = f'<html><head>{meta}<title>x</title></head><body><div class="text"><p>{sentence}</p></div></body></html>'
    return html.encode(encoding)


@pytest.mark.parametrize(
    ("language", "encoding"),
    [
        ("zh", "gb18030"),
        ("zh-Hant", "big5"),
        ("ja", "shift_jis"),
        ("ja", "euc-jp"),
        ("ja", "iso2022_jp"),
        ("ko", "euc-kr"),
        ("ru", "windows-1251"),
        ("ru", "koi8-r"),
        ("ar", "windows-1256"),
        ("de", "windows-1252"),
        ("pl", "windows-1250"),
        ("el", "windows-1253"),
        ("th", "tis-620"),
        ("zh", "utf-16-le"),
    ],
)
def test_an_undeclared_encoding_is_detected(language: str, encoding: str) -> None:
    decoded = decode(page(SENTENCES[language], encoding))
    assert SENTENCES[language] in decoded.html
    assert (decoded.origin, decoded.replacement_share) == ("detector", 0.0)


@pytest.mark.parametrize(
    ("language", "encoding", "label"),
    [
        ("zh", "gb18030", "gb2312"),
        ("zh-Hant", "big5", "Big5"),
        ("ja", "shift_jis", "Shift_JIS"),
        ("ko", "cp949", "ks_c_5601-1987"),
        ("ru", "koi8-r", "KOI8-R"),
        ("ru", "windows-1251", "windows-1251"),
        ("de", "windows-1252", "iso-8859-1"),
    ],
)
def test_a_declared_encoding_is_believed_as_browsers_read_its_label(
    language: str, encoding: str, label: str
) -> None:
    in_meta = decode(page(SENTENCES[language], encoding, label))
    assert SENTENCES[language] in in_meta.html
    assert in_meta.origin == "meta"
    in_header = decode(page(SENTENCES[language], encoding), f"text/html; charset={label}")
    assert SENTENCES[language] in in_header.html
    assert in_header.origin == "header"


def test_the_order_is_mark_then_utf8_then_meta_then_header() -> None:
    text = SENTENCES["ru"]
    assert decode(b"\xef\xbb\xbf" + page(text, "utf-8", "koi8-r")).origin == "bom"
    assert decode(b"\xff\xfe" + page(text, "utf-16-le")).html.count(text) == 1
    assert decode(page(text, "utf-8", "gb2312"), "text/html; charset=big5").origin == "utf-8"
    assert decode(page(text, "koi8-r", "koi8-r"), "text/html; charset=windows-1251").origin == "meta"


def test_a_label_that_the_bytes_contradict_is_a_lie_that_shows() -> None:
    decoded = decode(page(SENTENCES["ko"], "euc-kr", "shift_jis"))
    assert SENTENCES["ko"] in decoded.html
    assert decoded.origin == "detector"


def test_a_damaged_utf8_page_stays_utf8_and_tells_what_was_lost() -> None:
    body = page(SENTENCES["zh"] * 20, "utf-8", "gb2312").replace("省".encode(), b"\xe7\x9c", 1)
    decoded = decode(body)
    assert decoded.encoding == "utf-8"
    assert 0 < decoded.replacement_share < 0.01


@pytest.mark.parametrize("body", [b"", b"\x00" * 100, bytes(range(256)) * 20, b"\xff\xfe", b"<p>plain"])
def test_no_bytes_raise(body: bytes) -> None:
    assert 0 <= decode(body, "text/html; charset=no-such-thing").replacement_share <= 1


@pytest.mark.parametrize("declared", ["<meta charset=utf-8>", ""])
@pytest.mark.parametrize(
    "text",
    [
        "“We’ll inspect every bridge”, the Minister said.",
        "La resolución aprobó las medidas de la región.",
        "Brücken für Fußgänger überall",
    ],
)
def test_a_foreign_byte_in_a_page_of_utf_8_makes_no_other_encoding_of_it(declared: str, text: str) -> None:
    found = decode(f"{declared}<p>{text}</p><p>".encode() + b"\xa9 2026</p>")
    assert (found.encoding, text in found.html) == ("utf-8", True)
    assert found.replacement_share > 0


def test_a_page_that_is_no_utf_8_is_not_made_one_by_its_label() -> None:
    found = decode("<meta charset=utf-8><p>Brücken für alle Bürger über die Flüsse.</p>".encode("cp1252"))
    assert (found.encoding, "Bürger" in found.html) == ("cp1252", True)


LATIN = {
    "tr": ("Bakanlık pazartesi günü ırmak üzerindeki köprünün açılacağını bildirdi; öğrenciler geçecek.", "cp1254"),
    "lt": ("Ministerija pranešė, kad tiltas per upę bus atidarytas pavasarį, o žmonės čia nemokės nieko.", "cp1257"),
    "lv": ("Ministrija paziņoja, ka tilts pār upi tiks atvērts pavasarī; kas dzīvo šeit, nemaksās neko.", "cp1257"),
    "et": ("Ministeerium teatas esmaspäeval, et jõe ületav sild avatakse kevadel; õpilased ei maksa midagi.", "cp1257"),
    "es": ("El ministerio anunció que el puente se abrirá en otoño; los niños y los jóvenes no pagarán.", "cp1252"),
    "pt": ("O ministério informou que não haverá pedágio para a população na próxima estação.", "cp1252"),
    "sv": ("Departementet sade på måndagen att bron över ån är längre än den gamla färjan.", "cp1252"),
    "fr": ("Le ministère a déclaré lundi que le pont, payé par l’État, sera ouvert aux élèves.", "cp1252"),
    "hu": ("A minisztérium közölte, hogy a folyó fölötti új hidat tavasszal nyitják meg, és őrzik.", "cp1250"),
    "cs": ("Ministerstvo oznámilo, že most přes řeku bude na jaře otevřen; žáci nebudou platit nic.", "cp1250"),
}  # fmt: skip


@pytest.mark.parametrize("language", LATIN)
@pytest.mark.parametrize("head", ["<html>", "<html lang={}-XX>"])
def test_latin_letters_are_those_of_one_language(language: str, head: str) -> None:
    text, encoding = LATIN[language]
    decoded = decode(f"{head.format(language)}<title>x</title><p>{text}</p>".encode(encoding))
    assert text in decoded.html
    assert decoded.origin == "detector"


def test_the_language_that_a_page_names_settles_what_its_letters_leave_open() -> None:
    text = "Jõgi ja sild, ütles Muñoz; õpilased, jõe ääres elavad pered ja külalised ei maksa ühtegi senti."
    assert text in decode(f"<html lang=et><p>{text}</p>".encode("cp1252")).html


def test_a_page_in_english_with_one_foreign_sign_is_what_most_are() -> None:
    assert decode("<p>The fee is 20 £ for the café, © Oldtown.</p>".encode("cp1252")).encoding == "cp1252"


@pytest.mark.parametrize("by", ["latin-1", "cp1252"])
def test_a_page_that_was_encoded_twice_is_read_as_it_was_meant(by: str) -> None:
    said = page("Der Bürger ändert für die Straße – „nichts“ – und zahlt 3 €.", "utf-8", "utf-8")
    # What the code page leaves open stands for itself, as in browsers.
    twice = "".join(
        chr(byte) if by == "latin-1" or byte in b"\x81\x8d\x8f\x90\x9d" else bytes([byte]).decode("cp1252")
        for byte in said
    ).encode()
    decoded = decode(twice)
    assert (decoded.html, decoded.encoding, decoded.origin) == (said.decode(), "utf-8", "utf-8-twice")


@pytest.mark.parametrize(
    "sentence",
    [
        "Der Bürger ändert für die Straße nichts.",
        "Aus 'é' wird 'Ã©', aus 'ä' wird 'Ã¤', aus 'ö' wird 'Ã¶': so sieht es aus.",
        "Café Ã‰ Â© Â®: 港口",
        "© Â®",
        "NESTLÉ®, NESTLÉ®, NESTLÉ®",
    ],
)
def test_a_page_that_only_shows_such_signs_is_left_as_it_is(sentence: str) -> None:
    decoded = decode(page(sentence, "utf-8", "utf-8"))
    assert (sentence in decoded.html, decoded.origin) == (True, "utf-8")
