"""All that a portal's file imports: ``from crawler.declare import Feed, Portal, Rules, Sitemap``."""

from archive.records import Rules
from crawler.portal import Portal
from crawler.spiders.dated import DatedArchive
from crawler.spiders.feed import Feed
from crawler.spiders.follow import Follow
from crawler.spiders.json_api import JsonApi, wordpress
from crawler.spiders.listing import Listing
from crawler.spiders.sections import Sections
from crawler.spiders.sitemap import Sitemap

__all__ = [
    "DatedArchive",
    "Feed",
    "Follow",
    "JsonApi",
    "Listing",
    "Portal",
    "Rules",
    "Sections",
    "Sitemap",
    "wordpress",
]
