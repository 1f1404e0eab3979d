"""An act is published on the day of the official journal that printed it, as the database of laws says it above."""

from __future__ import annotations

import pytest

from tests.pipelines.articles import article, metadata_of


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("DOF: 24/04/2023", "es", "2023-04-24"),
        ("Diario Oficial. Año CXVII. N. 35722. 16 de marzo, 1981. Pág. 11.", "es", "1981-03-16"),
        ("Publicada en el Diario Oficial No. 51.896 de 22 de diciembre de 2021", "es", "2021-12-22"),
        ("«BOE» núm. 123, de 30 de abril de 2020", "es", "2020-04-30"),
        ("Gaceta Oficial N° 41.890 de fecha 29 de mayo de 2020", "es", "2020-05-29"),
        ("Publicat în MONITORUL OFICIAL nr. 767 din 31 octombrie 2003", "ro", "2003-10-31"),
        ("Publicēts: Latvijas Vēstnesis, 1, 03.01.2001.", "lv", "2001-01-03"),
        ("(GU Serie Generale n.123 del 30-05-2020)", "it", "2020-05-30"),
        ("JORF n°0123 du 30 mai 2020", "fr", "2020-05-30"),
        ("Diário da República n.º 123/2020, Série I de 2020-05-30", "pt", "2020-05-30"),
        ("Kundgemacht im Landesgesetzblatt Nr. 12 vom 30. Mai 2020", "de", "2020-05-30"),
        ("Resmî Gazete Tarihi: 30.05.2020", "tr", "2020-05-30"),
        ("Обн. ДВ. бр.50 от 30 май 2020", "bg", "2020-05-30"),
        ("Government Gazette No. 43364 of 30 May 2020", "en-ZA", "2020-05-30"),
        ("Federal Register / Vol. 85, No. 104 / Friday, May 29, 2020 / Notices", "en-US", "2020-05-29"),
        ("Law of 3 May 2020, Official Gazette no. 12 of 5 May 2020", "en-GB", "2020-05-05"),
    ],
)
def test_the_day_of_the_journal_is_that_of_publication(line: str, language: str, day: str) -> None:
    read = metadata_of(article(below=f"<p>{line}</p>", lang=language))
    assert read.published
    assert (read.published.on, read.published.origin[:5]) == (day, "text:")


@pytest.mark.parametrize(
    "line",
    [
        "As the Official Gazette no. 12 of 5 May 2020 says, bridges are to be inspected before winter comes again.",
        "The Official Gazette staff will meet on 5 May 2020 at the ministry.",
        "Law on bridges (Official Gazette no. 12/2020)",
    ],
)
def test_what_a_sentence_says_of_a_journal_is_said_of_another_act(line: str) -> None:
    assert metadata_of(article(below=f"<p>{line}</p>", lang="en-GB")).published is None


def test_only_an_act_is_older_than_the_portals() -> None:
    labelled = article(below="<p>Fecha de publicación de la norma</p><p>16/03/1981</p>", lang="es")
    assert (claim := metadata_of(labelled).published)
    assert claim.on == "1981-03-16"
    assert metadata_of(article(below="<p>Publicado el 16/03/1981</p>", lang="es")).published is None


def test_a_law_that_is_cited_below_the_text_dates_no_page() -> None:
    cited = "<ul><li>BOE núm. 123, de 30 de abril de 2020</li></ul>"
    assert metadata_of(article(after=cited, lang="es")).published is None
    told = "<p>Publicada en el BOE núm. 123, de 30 de abril de 2020</p>"
    assert (claim := metadata_of(article(after=told, lang="es")).published)
    assert claim.on == "2020-04-30"


def test_the_pages_own_day_goes_before_that_of_a_journal_beside_it() -> None:
    below = "<p>20 de marzo de 2024</p><p>BOE núm. 123, de 30 de abril de 2020</p>"
    assert (claim := metadata_of(article(below=below, lang="es")).published)
    assert claim.on == "2024-03-20"
