"""The two government bodies that exist nowhere: their names, sections and addresses."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Literal

from attrs import frozen

Layout = Literal["plain", "tables", "figures", "old"]


@frozen
class Section:
    """A named part of a portal, in one language."""

    stem: str
    label: str
    language: str
    folder: str
    """Address of its listing."""
    address: str
    """Of an article below the folder; fields ``number``, ``slug`` and ``date``."""
    layout: Layout = "plain"

    def path(self, number: int, slug: str, date: datetime) -> str:
        return self.folder + self.address.format(number=number, slug=slug, date=date)


@frozen
class Body:
    """A fictional government body and its portal."""

    name: str
    titles: dict[str, str]
    """By language; the first is the portal's main one."""
    short: str
    zone: timezone
    sections: tuple[Section, ...]
    unlabelled_charsets: dict[str, str]
    """Languages whose pages are in a character set that nothing on the page or in a header declares."""
    private: str
    """The folder that robots.txt closes."""

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.titles)

    def section(self, stem: str) -> Section:
        return next(section for section in self.sections if section.stem == stem)

    def charset(self, language: str) -> str:
        return self.unlabelled_charsets.get(language, "utf-8")


_TIDES_EN = "{number}/{slug}"
_TIDES_ZH = "{date:%Y%m}/t{date:%Y%m%d}_{number}.html"
_FIELDS = "{date:%Y/%m/%d}/{slug}.html"

TIDES = Body(
    name="demo_tides",
    titles={
        "en": "Ministry of Tides and Harbours of the Republic of Aldermere",
        "zh": "阿尔德米尔共和国潮汐与港口部",
    },
    short="Tides and Harbours",
    zone=timezone(timedelta(hours=1)),
    sections=(
        Section("releases", "News releases", "en", "/news/releases/", _TIDES_EN),
        Section("speeches", "Speeches", "en", "/news/speeches/", _TIDES_EN),
        Section("notices", "Notices to mariners", "en", "/news/notices/", _TIDES_EN),
        Section("appointments", "Appointments", "en", "/news/appointments/", _TIDES_EN),
        Section("statistics", "Statistics", "en", "/news/statistics/", _TIDES_EN, "tables"),
        Section("xwfb", "新闻发布", "zh", "/zh/xwfb/", _TIDES_ZH),
        Section("tzgg", "通知公告", "zh", "/zh/tzgg/", _TIDES_ZH),
    ),
    unlabelled_charsets={"zh": "gb18030"},
    private="/news/embargoed/",
)

FIELDS = Body(
    name="demo_fields",
    titles={
        "en": "Department of Fields and Waters of the Federation of Quellmark",
        "es": "Departamento de Campos y Aguas de la Federación de Quellmark",
        "ar": "إدارة الحقول والمياه في اتحاد كويلمارك",
    },
    short="Fields and Waters",
    zone=timezone(timedelta(hours=-4)),
    sections=(
        Section("news", "News", "en", "/en/news/", _FIELDS),
        Section("pictures", "In pictures", "en", "/en/pictures/", _FIELDS, "figures"),
        Section("register", "Official register", "en", "/en/register/", _FIELDS, "old"),
        Section("bulletins", "Water bulletins", "en", "/en/bulletins/", _FIELDS, "tables"),
        Section("noticias", "Noticias", "es", "/es/noticias/", _FIELDS),
        Section("mercados", "Mercados", "es", "/es/mercados/", _FIELDS, "tables"),
        Section("akhbar", "الأخبار", "ar", "/ar/akhbar/", "{date:%Y/%m/%d}/{number}.html"),
    ),
    unlabelled_charsets={},
    private="/en/drafts/",
)

BODIES = {body.name: body for body in (TIDES, FIELDS)}
