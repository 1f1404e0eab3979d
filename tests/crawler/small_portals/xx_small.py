"""A portal of one listing, at the address that the tests' server got."""

import os

from crawler.portal import Portal
from crawler.spiders.listing import Listing

HOST = os.environ.get("GAZETTE_SMALL_HOST", "127.0.0.1:1")


class XxSmall(Portal):
    name = "xx_small"
    title = "Ministry of Small Things"
    publisher = "Ministry of Small Things"
    country = "XX"
    languages = ("en",)
    timezone = "UTC"
    licence = "fictional"
    home_url = f"http://{HOST}/"
    first_date = "2026-01-01"
    ways = (Listing(f"http://{HOST}/news/"),)
    article_url = r"^/news/\d+"
    hosts = tuple(os.environ.get("GAZETTE_SMALL_FURTHER_HOSTS", "").split())
    keeps_pictures = bool(os.environ.get("GAZETTE_SMALL_PICTURES"))
    keeps_requisites = os.environ.get("GAZETTE_SMALL_REQUISITES", "yes") == "yes"
    hours = os.environ.get("GAZETTE_SMALL_HOURS", "")
