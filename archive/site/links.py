"""Addresses from the web: which of them may become a link."""

from __future__ import annotations

from urllib.parse import urlsplit

from markupsafe import Markup, escape

REL = "noopener noreferrer nofollow"
"""Whoever is linked to learns nothing of the reader and gains nothing by it."""


def is_web_address(address: str | None) -> bool:
    """Whether ``address`` is absolute http or https with a host and nothing that a browser would drop.

    Browsers take tabs, newlines and leading control characters out of an address before they read its
    scheme (WHATWG URL), so an address that holds one is no link here.
    """
    if not address or any(character <= " " or character == "\x7f" for character in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def outward(address: str | None, label: str | None = None) -> Markup:
    """A link to ``address`` where it may be one, else the address as text; escaped in both cases.

    One that shows something else than its address is ``named``: print adds it.
    """
    if not is_web_address(address):
        return escape(address or label or "")
    if label and label != address:
        return Markup('<a class="named" href="{}" rel="{}">{}</a>').format(address, REL, label)
    return Markup('<a href="{}" rel="{}">{}</a>').format(address, REL, address)
