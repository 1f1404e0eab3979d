"""``scrapy parse``, without a run: looking keeps nothing."""

from scrapy.commands import parse


class Command(parse.Command):
    default_settings = {**parse.Command.default_settings, "GAZETTE_KEEP": False}
