"""The second demo portal: Atom and numbered listing pages in three languages; dates only in text and addresses."""

from crawler.demo.portals.addresses import hosts
from crawler.portal import Portal
from crawler.spiders.feed import Feed
from crawler.spiders.listing import Listing

_HOME = f"http://{hosts()[1]}"
_SECTIONS = (
    "en/news",
    "en/pictures",
    "en/register",
    "en/bulletins",
    "es/noticias",
    "es/mercados",
    "ar/akhbar",
)


class DemoFields(Portal):
    name = "demo_fields"
    title = "Department of Fields and Waters"
    publisher = "Department of Fields and Waters of the Federation of Quellmark"
    country = "XB"
    languages = ("en", "es", "ar")
    timezone = "Etc/GMT+4"
    licence = "fictional"
    home_url = f"{_HOME}/"
    first_date = "2025-11-01"
    ways = (
        Feed(f"{_HOME}/feeds/en.atom"),
        *(
            Listing(f"{_HOME}/{section}/", numbered=f"{_HOME}/{section}/page/{{page}}/")
            for section in _SECTIONS
        ),
    )
    keeps_pictures = True
    article_url = r"^(/print)?/[a-z]{2}/[a-z]+/\d{4}/\d\d/\d\d/"
