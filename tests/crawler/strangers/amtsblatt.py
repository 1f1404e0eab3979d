"""An official journal: its lists lead to PDF files, and there is no page, feed or sitemap of any of them."""

from __future__ import annotations

from datetime import date, timedelta

from tests.crawler.small_server import Answer
from tests.pipelines.papers import pdf_of

_NAME = "Amtsblatt der Freien Stadt Quellmark"
_THINGS = (
    "Fischerei",
    "Hafengebühren",
    "Marktordnung",
    "Feuerwehr",
    "Deichpflege",
    "Schulwege",
    "Mühlenrechte",
)
_KINDS = ("Verordnung", "Kundmachung", "Satzung")
_A_PAGE = 9


def _path(number: int) -> str:
    return f"/dateien/amtsblatt/{_day(number).year}/ab-{100 - number:03}.pdf"


def _day(number: int) -> date:
    return date(2026, 6, 29) - timedelta(days=11 * number)


def _title(number: int) -> str:
    return f"{_KINDS[number % 3]} über {_THINGS[number % 7]} im Bezirk {number // 3 + 1}"


ARTICLES = [_path(number) for number in range(21)]


def pages(host: str) -> dict[str, Answer]:
    """What the portal answers at ``host``."""
    found = {
        "/": _page("Willkommen", "<p>Die Stadt macht hier kund, was gilt.</p>"),
        "/formulare": _page(
            "Formulare", "".join(f"<p><a href='/dateien/{name}.pdf'>{name}</a></p>" for name in "abc")
        ),
        "/kontakt": _page("Kontakt", "<p>Rathaus, erster Stock.</p>"),
        "/robots.txt": Answer(b"User-agent: *\nDisallow: /intern/\n"),
    }
    for page in (1, 2, 3):
        path = "/amtsblatt" + (f"?seite={page}" if page > 1 else "")
        found[path] = _page("Amtsblatt", _list(page))
    for number, path in enumerate(ARTICLES):
        words = (
            f"Aufgrund des Stadtrechts wird die {_title(number)} vom Rat beschlossen und tritt mit dem "
            f"Tag nach ihrer Kundmachung in Kraft; sie gilt {number + 2} Jahre und wird danach neu beraten."
        )
        found[path] = Answer(pdf_of(f"Stück {100 - number}", words), content_type="application/pdf")
    return found


def _list(page: int) -> str:
    rows = "".join(
        f"<tr><td>{_day(number):%d.%m.%Y}</td><td><a href='{_path(number)}'>{_title(number)}</a> (PDF, 120 KB)</td></tr>"
        for number in range(_A_PAGE * (page - 1), min(_A_PAGE * page, len(ARTICLES)))
    )
    numbers = "".join(
        f"<a href='/amtsblatt?seite={number}'>{number}</a> " for number in (1, 2, 3) if number != page
    )
    return (
        f"<table><tr><th>Kundgemacht am</th><th>Titel</th></tr>{rows}</table><p class='seiten'>{numbers}</p>"
    )


def _page(heading: str, content: str) -> Answer:
    return Answer(
        f"<!DOCTYPE html><html lang='de-AT'><head><meta charset='UTF-8'><title>{heading} – {_NAME}</title></head>"
        f"<body><nav><a href='/'>Startseite</a><a href='/amtsblatt'>Amtsblatt</a><a href='/formulare'>Formulare</a>"
        f"<a href='/kontakt'>Kontakt</a></nav><main><h1>{heading}</h1>{content}</main></body></html>".encode()
    )
