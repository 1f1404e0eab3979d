"""The same portal with a selector that takes minutes for a page of three thousand paragraphs."""

from archive.records import Rules
from tests.crawler.small_portals.xx_small import XxSmall


class XxClumsy(XxSmall):
    name = "xx_clumsy"
    rules = (Rules(text=("p ~ p ~ p ~ p",)),)
