"""``scrapy shell``, without a run: looking keeps nothing."""

from scrapy.commands import shell


class Command(shell.Command):
    default_settings = {**shell.Command.default_settings, "GAZETTE_KEEP": False}
