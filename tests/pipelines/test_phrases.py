"""What portals put around an article is known by its words in many languages, and sentences of articles are not."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
from babel import Locale

from pipelines import phrases
from pipelines.phrases import KINDS, LONGEST, kind_of

_FILE = tomllib.loads(Path(phrases.__file__).with_name("phrases.toml").read_text("utf-8"))
_PATTERNS = [
    (kind, place, language, pattern)
    for kind, places in _FILE.items()
    for place, languages in places.items()
    for language, patterns in languages.items()
    for pattern in patterns
]


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Share this page", "share"),
        ("Версия для печати", "share"),
        ("Udostępnij", "share"),
        ("印刷する", "share"),
        ("Read more", "more"),
        ("ΠΑΡΟΜΟΙΑ ΘΕΜΑΤΑ", "more"),
        ("Материалы по теме:", "more"),
        ("Czytaj także:", "more"),
        ("Leggi anche", "more"),
        ("関連記事", "more"),
        ("延伸閱讀", "more"),
        ("Source: the ministry", "control"),
        ("Źródło: PAP", "byline"),
        ("Опубликовано 28 ноября 2011", "byline"),
        ("Komentarze (12)", "more"),
        ("Πηγή: ΑΠΕ", "byline"),
        ("Strona główna", "control"),
        ("Все права защищены", "copyright"),
        ("Riproduzione riservata", "copyright"),
        ("Подпишитесь на наши новости", "subscribe"),
    ],
)
def test_a_line_around_an_article_is_told_by_how_it_begins(line: str, kind: str) -> None:
    assert kind_of(line) == kind
    assert kind_of(line.upper()) == kind


@pytest.mark.parametrize(
    "line",
    [
        "The ministry opened the bridge.",
        "Подписано соглашение о сотрудничестве двух областей.",
        "Следующий этап начнётся весной.",
        "Последние годы были трудными для села.",
        "Печать документов прекращена.",
        "Содержание вредных веществ выросло вдвое.",
        "Více než sto lidí pracovalo na mostě.",
        "Tisková zpráva ministerstva",
        "Σχετικά με τον νέο νόμο μίλησε ο υπουργός.",
        "Περισσότερα από εκατό άτομα εργάζονται εδώ.",
        "Deel van de weg is afgesloten.",
        "Jaakko Virtanen on uusi johtaja.",
        "Retour sur la journée des ponts",
        "Retour à l'emploi",
        "Accueil des réfugiés",
        "Crédit d'impôt recherche",
        "Powrót do szkół",
        "Najnowsze dane o zatrudnieniu",
        "Zdjęcie ograniczeń na drogach",
        "Zarejestruj się na szczepienie.",
        "Обновлено оборудование в двух школах.",
        "Главная задача ведомства — помочь районам.",
        "Свидетельство о регистрации брака",
        "Головна мета — безпека на дорогах.",
        "Усі права громадян захищає закон.",
        "Pubblicata in Gazzetta Ufficiale la legge di bilancio.",
        "Torna a scuola un milione di studenti.",
        "Buscar empleo",
        "Volver a clases",
        "Todos los derechos humanos",
        "Arama kurtarma çalışmaları",
        "Ülkeye giriş yapan turist sayısı arttı.",
        "Tilbage står spørgsmålet om broen.",
        "Haku yliopistoihin alkaa maanantaina.",
        "Kapcsolódó jogszabályok módosítása",
        "Închiderea școlilor din oraș",
        "Δημοσιεύθηκε στο ΦΕΚ ο νέος νόμος.",
        "Κλείσιμο δρόμων στο κέντρο",
        "ホームレス対策の推進",
        "メニュー表示の見直し",
        "更新日本国憲法",
        "إغلاق الطرق في العاصمة",
        "القائمة النهائية للمرشحين",
        "العودة إلى المدارس",
        "Chia sẻ tại hội nghị, Bộ trưởng nói về cầu.",
        "Cập nhật tình hình bão",
        "Weitere Informationen gibt das Amt.",
        "Gönderilen belgeler kayda alındı.",
        "印刷局は新しい紙幣を発表した。",
        "更多的桥梁将于今年开放。",
        "Actualité du ministère",
        "x" * LONGEST,
        "",
    ],
)
def test_a_sentence_of_an_article_is_none(line: str) -> None:
    assert not kind_of(line)


@pytest.mark.parametrize(("kind", "place", "language", "pattern"), _PATTERNS)
def test_every_pattern_is_of_a_known_kind_in_lower_case_and_without_groups(
    kind: str, place: str, language: str, pattern: str
) -> None:
    assert kind in KINDS
    assert place in ("opens", "alone", "says")
    assert Locale.parse(language)
    assert re.compile(pattern).groups == 0
    assert not re.compile(pattern).match("")
    escapes = re.sub(r"\\.", "", pattern)
    assert escapes == escapes.lower()


def test_no_alternative_is_written_twice() -> None:
    for places in _FILE.values():
        for languages in places.values():
            alternatives = [tuple(patterns) for patterns in languages.values()]
            assert len(set(chain.from_iterable(alternatives))) == sum(map(len, alternatives))
