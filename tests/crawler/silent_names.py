"""The tests' Scrapy settings with a name server that takes two minutes to answer."""

import socket
import sys
import time

from tests.crawler.hasty import *  # noqa: F403 - a settings module is its names


def _look_up(name: str) -> str:
    print("asking the name server", file=sys.stderr, flush=True)
    time.sleep(120)
    return "192.0.2.1"


socket.gethostbyname = _look_up
