"""``scrapy view``, without a run: looking keeps nothing."""

from scrapy.commands import view


class Command(view.Command):
    default_settings = {**view.Command.default_settings, "GAZETTE_KEEP": False}
