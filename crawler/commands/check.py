"""``scrapy check [NAME]…``: asks each way of a portal live whether it still names something to fetch."""

from scrapy.commands import check


class Command(check.Command):
    default_settings = {**check.Command.default_settings, "GAZETTE_KEEP": False}
