"""``scrapy fetch``, without a run: looking keeps nothing."""

from scrapy.commands import fetch


class Command(fetch.Command):
    default_settings = {**fetch.Command.default_settings, "GAZETTE_KEEP": False}
