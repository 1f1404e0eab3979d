"""Portals ``xx_many_00`` and so on: ``/00/news/`` names their articles."""

import os

from crawler.portal import Portal
from crawler.spiders.listing import Listing
from tests.crawler.small_portals.xx_small import HOST, XxSmall


def declare(number: int) -> type[Portal]:
    fields = {
        "name": f"xx_many_{number:02}",
        "ways": (Listing(f"http://{HOST}/{number:02}/news/"),),
        "article_url": rf"^/{number:02}/news/\d+",
        "every": "6h",
        "__module__": __name__,
    }
    return type(f"XxMany{number:02}", (XxSmall,), fields)


globals().update({f"XxMany{n:02}": declare(n) for n in range(int(os.environ.get("GAZETTE_TEST_MANY", "0")))})
