"""How the tests ask the demo portals, and how they read what comes."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import httpx
import lxml.html

from crawler.demo.article import DemoArticle
from crawler.demo.bodies import BODIES
from crawler.demo.server import DemoPortals

BOTH = ("demo_tides", "demo_fields")
CLIENT = httpx.Client(timeout=5, verify=False)
RELEASE = "/news/releases/132972/harbour-dues-frozen-for-the-winter"


def get(demo: DemoPortals, portal: str, path: str, **headers: str) -> httpx.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return CLIENT.get(demo.addresses[portal] + path, headers=names)


def content(demo: DemoPortals, portal: str, path: str) -> bytes:
    """The body without the port, which differs from server to server."""
    body = get(demo, portal, path).content
    for address in demo.addresses.values():
        port = b"%d" % (urlsplit(address).port or 0)
        body = body.replace(b"127.0.0.1:" + port, b"HOST").replace(b"127.0.0.1%3A" + port, b"HOST")
    return body


def body_of(article: DemoArticle, response: httpx.Response) -> str:
    return response.content.decode(BODIES[article.portal].charset(article.language))


def visible(source: str) -> str:
    """All text of a page with blanks made one."""
    return " ".join(lxml.html.fromstring(source).text_content().split())


def spaced(source: str) -> str:
    """The same with a blank between any two elements, so that the cells of a table stay apart."""
    return " ".join(" ".join(lxml.html.fromstring(source).itertext()).split())


def words_of(block: str) -> str:
    """A passage of the ground truth without the marks of a table."""
    return " ".join(block.replace("|", " ").split())


def articles(demo: DemoPortals) -> list[DemoArticle]:
    return [article for portal in BOTH for article in demo.articles(portal)]


def linked(response: httpx.Response) -> set[str]:
    return set(re.findall(r'href="([^"]*)"', response.text))


def both_states(
    demo: DemoPortals, changed: DemoPortals, portal: str, path: str
) -> tuple[DemoArticle, DemoArticle]:
    before, after = (
        next(article for article in world.articles(portal) if article.path == path)
        for world in (demo, changed)
    )
    return before, after
