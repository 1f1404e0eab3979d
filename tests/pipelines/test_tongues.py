"""Which languages a text can be in, and which one it is in where nothing says so."""

# ruff: noqa: E501 - texts stand on one line

from __future__ import annotations

import pytest

from pipelines.tongues import may_be_in, spoken

TEXTS = {
    "en": "The ministry said on Monday that the bridge over the river would be opened to traffic in spring. It was built in three years and is paid for by the fund that this government set up for the roads of the country.",
    "de": "Das Ministerium teilte am Montag mit, dass die Brücke über den Fluss im Frühjahr für den Verkehr geöffnet wird. Sie ist in drei Jahren gebaut worden und wird von dem Fonds bezahlt, den die Regierung für die Straßen des Landes eingerichtet hat.",
    "es": "El ministerio dijo el lunes que el puente sobre el río se abrirá al tráfico en la primavera. Fue construido en tres años y se paga con el fondo que el gobierno creó para las carreteras del país, como se había dicho en una reunión.",
    "sv": "Departementet sade på måndagen att bron över floden ska öppnas för trafik till våren. Den har byggts på tre år och betalas av den fond som regeringen har inrättat för landets vägar, och som inte har använts till något annat om man får tro en minister.",
    "pl": "Ministerstwo poinformowało w poniedziałek, że most na rzece zostanie otwarty dla ruchu na wiosnę. Budowa trwała trzy lata i jest opłacana z funduszu, który rząd utworzył dla dróg w kraju, po tym jak nie udało się do tego przekonać miasta oraz portu.",
    "ru": "Министерство сообщило в понедельник, что мост через реку откроют для движения весной. Его строили три года, и за него платит фонд, который правительство создало для дорог страны. Также на нём не будет платы для тех, кто живёт в городе и за рекой.",
    "uk": "Міністерство повідомило в понеділок, що міст через річку відкриють для руху навесні. Його будували три роки, і за нього платить фонд, який уряд створив для доріг країни. Також на ньому не буде плати для тих, хто живе в місті та за річкою.",
    "ar": "قالت الوزارة يوم الاثنين إن الجسر على النهر سيفتح في الربيع بعد أن استغرق بناؤه ثلاث سنوات. وهذا الجسر من المشاريع التي مولها الصندوق الذي أنشأته الحكومة في العام الماضي، كما أن المرور عليه مجاني على مدى عام من هذه السنة، ولم يعلن عن المزيد مع الافتتاح.",
    "fa": "وزارتخانه روز دوشنبه اعلام کرد که پل روی رودخانه در بهار به روی خودروها باز می‌شود. این پل در سه سال ساخته شد و هزینه آن را صندوقی می‌دهد که دولت برای راه‌های کشور با نام خود ایجاد کرده است، و از آن تا پایان سال برای یک پل دیگر هم استفاده خواهد شد.",
    "el": "Το υπουργείο ανακοίνωσε τη Δευτέρα ότι η γέφυρα πάνω από το ποτάμι θα δοθεί στην κυκλοφορία την άνοιξη. Χτίστηκε μέσα σε τρία χρόνια και πληρώνεται από το ταμείο που ίδρυσε η κυβέρνηση για τους δρόμους της χώρας.",
    "ja": "国土交通省は月曜日、川にかかる橋を春に開通させると発表した。工事には三年かかり、費用は道路のために設けられた基金から支払われる。住民は無料で渡ることができる。",
    "zh": "交通部周一表示，跨江大桥将于明年春天通车。工程历时三年，费用由政府为公路设立的基金支付，居民过桥免费。",
}  # fmt: skip

BASQUE = (
    "Ministerioak astelehenean jakinarazi zuenez, ibaiaren gaineko zubia udaberrian irekiko dute trafikora. Hiru urtean eraiki "
    "dute, eta gobernuak herriko errepideetarako sortutako funtsak ordainduko du. Bertakoek doan igaroko dute, eta oinezkoentzako "
    "bidearen lanak urtea amaitu baino lehen hasiko dira, sailburuak hiriko alkatearekin batera esan zuenez. Zubi zaharra datorren "
    "urtean eraitsiko dute."
)


@pytest.mark.parametrize("written", TEXTS)
@pytest.mark.parametrize("declared", TEXTS)
def test_a_text_is_in_its_own_language_and_in_no_other(written: str, declared: str) -> None:
    assert may_be_in(TEXTS[written], (declared,)) is (
        written == declared or (written, declared) == ("zh", "ja")
    )


@pytest.mark.parametrize("declared", [("eu",), ("en", "xx"), ()])
def test_a_language_of_which_nothing_is_known_may_be_any(declared: tuple[str, ...]) -> None:
    assert may_be_in(TEXTS["en"], declared)


def test_a_name_and_a_quotation_in_another_language_are_no_other_language() -> None:
    quoted = f"{TEXTS['de']} «{TEXTS['en'][:95]}», sagte die Ministerin. {TEXTS['de']}"
    assert may_be_in(quoted, ("de",))
    assert may_be_in("Jane Roe, Ann Poe, John Doe, Max Moe, Oldtown, Quellmark", ("de",))
    assert may_be_in(f"{TEXTS['zh']} カタカナ", ("zh",))


@pytest.mark.parametrize("written", TEXTS)
def test_what_leaves_no_doubt_is_told(written: str) -> None:
    assert spoken(TEXTS[written], ()) == written
    assert spoken(TEXTS[written], ("en" if written != "en" else "de",)) == written


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("যেহেতু সংসদ ভাঙ্গিয়া যাওয়া অবস্থায় রহিয়াছে এবং রাষ্ট্রপতির নিকট ইহা প্রতীয়মান হইয়াছে", "bn"),
        ("চৰকাৰে সোমবাৰে জনাইছে যে নদীৰ ওপৰৰ দলংখন বসন্তত যাতায়াতৰ বাবে মুকলি কৰা হ’ব", ""),
        ("மேம்பாலம் வசந்த காலத்தில் போக்குவரத்துக்கு திறக்கப்படும் என்று அமைச்சகம் தெரிவித்தது", "ta"),
        ("Jane Roe, Ann Poe, John Doe, Max Moe, Oldtown, Quellmark", ""),
        (
            "A Xunta comunicou o luns que a ponte sobre o río se abrirá ao tráfico na primavera. Foi construída en tres anos e "
            "págase con cargo ao fondo que o goberno creou para as estradas do país, como se dixo nunha reunión coa cidade e "
            "cos veciños das dúas beiras, que non terán que pagar por pasar.",
            "gl",
        ),
        (
            "Die departement het Maandag gesê dat die brug oor die rivier in die lente vir verkeer oopgestel sal word. Dit is in "
            "drie jaar gebou en word betaal uit die fonds wat die regering vir die paaie van die land ingestel het. Inwoners "
            "sal nie betaal om oor die brug te ry nie, en voetgangers kry hul eie pad.",
            "af",
        ),
        ("", ""),
    ],
)
def test_where_there_is_doubt_nothing_is_told(text: str, language: str) -> None:
    assert spoken(text, ()) == language


def test_of_what_is_told_beforehand_the_first_counts_that_the_text_may_be_in() -> None:
    assert spoken(TEXTS["zh"], ("en", "zh-Hant", "fr")) == "zh-Hant"
    assert spoken("", ("en", "ja")) == "en"


def test_a_language_of_whose_small_words_a_text_has_none_is_not_its_own() -> None:
    assert spoken(BASQUE, ("en",)) == ""
    assert spoken(BASQUE, ("en", "eu")) == "eu"
