"""What a portal's file imports: ``from crawler.declare import Feed, Portal, Sitemap``."""

from archive.records import Rules
from crawler.portal import Portal
from crawler.spiders.dated import DatedArchive
from crawler.spiders.feed import Feed
from crawler.spiders.json_api import JsonApi, wordpress
from crawler.spiders.listing import Listing
from crawler.spiders.sections import Sections
from crawler.spiders.sitemap import Sitemap

__all__ = [
    "DatedArchive",
    "Feed",
    "JsonApi",
    "Listing",
    "Portal",
    "Rules",
    "Sections",
    "Sitemap",
    "wordpress",
]
