"""Portals of the tests, served by ``tests.crawler.small_server``. ``GAZETTE_PORTALS`` names this package."""
