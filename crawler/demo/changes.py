"""What happens between the two states of the demo portals: the facts that a crawl must find."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import BODIES
from crawler.demo.originals import additions


@frozen
class Edit:
    """An article that reads differently afterwards."""

    portal: str
    path: str
    explanation: str
    """One sentence for people."""
    title: str = ""
    """The new title, where it changes."""
    replace: tuple[tuple[str, str], ...] = ()
    """Passages of the text and what stands there afterwards."""
    modified: datetime | None = None
    """The new modified date that the portal claims; None for an edit without notice."""


@frozen
class Move:
    """An article whose address becomes a redirect (301) to a new one."""

    portal: str
    path: str
    new_path: str
    explanation: str


@frozen
class Vanished:
    """An article whose address answers ``status`` afterwards."""

    portal: str
    path: str
    status: int
    explanation: str


CHANGED_ON = datetime(2026, 11, 5, 10, 15)
"""When the edits without notice were made, in the portals' own time: what Last-Modified tells."""

CORRECTIONS = (
    Edit(
        "demo_tides",
        "/news/statistics/759658/traffic-of-the-public-ports-2025",
        "The tonnage of Cape Merrow was corrected in table and text, with a new modified date.",
        replace=(
            ("| Cape Merrow | 2,260 | -6.1 % | 420 |", "| Cape Merrow | 2,206 | -8.3 % | 420 |"),
            ("18.4 million tonnes", "18.3 million tonnes"),
        ),
        modified=datetime(2026, 11, 4, 14, 30),
    ),
    Edit(
        "demo_tides",
        "/zh/xwfb/202607/t20260722_605245.html",
        "The Chinese half-year figures were corrected from 9.27 to 9.37 million tonnes.",
        replace=(("货物吞吐量927万吨", "货物吞吐量937万吨"), ("| 安瑟港 | 452 |", "| 安瑟港 | 462 |")),
        modified=datetime(2026, 11, 4, 16, 0),
    ),
    Edit(
        "demo_fields",
        "/en/news/2026/06/09/hail-damage-payments-begin.html",
        "The deadline for a second visit was extended by two weeks and the page marked as updated.",
        replace=(("until 30 June", "until 14 July"),),
        modified=datetime(2026, 11, 3, 12, 0),
    ),
    Edit(
        "demo_fields",
        "/es/noticias/2026/01/21/ayudas-para-jovenes-arrendatarios.html",
        "The Spanish page gave the wrong minimum lease; corrected with a new date.",
        replace=(("ocho años como mínimo", "diez años como mínimo"),),
        modified=datetime(2026, 11, 4, 9, 0),
    ),
)
"""The text changes and the portal says so."""

SILENT_EDITS = (
    Edit(
        "demo_tides",
        "/news/statistics/691614/accidents-at-sea-in-the-first-half-of-2026",
        "A figure in a table: 27 people overboard instead of 17; the total still says 117.",
        replace=(("| Person overboard | 18 | 17 | 5 |", "| Person overboard | 18 | 27 | 5 |"),),
    ),
    Edit(
        "demo_tides",
        "/news/releases/866337/storm-surge-report-published",
        "A sentence is gone: that the operator at Gullhaven was on leave and nobody had told his deputy.",
        replace=((" At Gullhaven the operator was on leave and his deputy had not been told.", ""),),
    ),
    Edit(
        "demo_tides",
        "/zh/xwfb/202601/t20260116_12728.html",
        "In Chinese, 'four pumping stations failed to start on time' became 'some started a little late'.",
        replace=(("四座排涝泵站未能按时启动，加重了灾害损失", "个别排涝泵站启动稍晚"),),
    ),
    Edit(
        "demo_fields",
        "/en/register/2026/05/12/order-on-the-appointment-of-inspectors.html",
        "A name: Rufus Alder instead of Piers Colney, in an order that was signed months ago.",
        replace=(("Piers Colney, for Tarn Valley", "Rufus Alder, for Tarn Valley"),),
    ),
    Edit(
        "demo_fields",
        "/ar/akhbar/2026/01/22/589600.html",
        "In Arabic, the young farmers' grant is 16,000 florins instead of 18,000.",
        replace=(("18000 فلورين", "16000 فلورين"),),
    ),
)
"""The text changes and no date does."""

TITLE_EDITS = (
    Edit(
        "demo_tides",
        "/news/releases/427463/ministry-to-close-old-quay-basin",
        "'To close' became 'to review' in the title; the text and the dates stayed.",
        title="Ministry to review commercial traffic in the Old Quay basin",
    ),
)

STANDING_EDITS = (
    Edit(
        "demo_tides",
        "/en/service/2-7",
        "A page behind the menu, named by no list and watched: dues of small vessels went up, and shelter costs.",
        replace=(
            ("| Up to 15 metres | 4.20 |", "| Up to 15 metres | 4.70 |"),
            ("pay nothing for the first two nights", "pay nothing for the first night"),
        ),
    ),
)
"""Edits of pages that are no articles and bear no date (``standing.py``)."""

MOVED = (
    Move(
        "demo_tides",
        "/news/speeches/366377/speech-of-the-minister-at-the-coast-assembly",
        "/news/speeches/366377/a-line-on-the-kitchen-wall",
        "The speech got another address.",
    ),
    Move(
        "demo_fields",
        "/en/pictures/2026/05/27/the-night-the-sluices-were-opened.html",
        "/en/pictures/2026/05/27/night-of-the-sluices-in-long-fen.html",
        "The picture story got another address.",
    ),
)

VANISHED = (
    Vanished(
        "demo_tides",
        "/news/releases/704837/record-number-of-cruise-calls-refused",
        404,
        "The release on refused cruise calls is not found any more.",
    ),
    Vanished(
        "demo_fields",
        "/en/register/2026/07/03/decree-9-2026-restricting-the-use-of-water.html",
        410,
        "The decree on the use of water is gone, and the server says so.",
    ),
)


def added() -> tuple[DemoArticle, ...]:
    """The articles that are new."""
    return tuple(article for portal in BODIES for article in additions(portal))
