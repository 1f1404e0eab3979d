"""Which kind of picture bytes are, told by how they begin."""

from __future__ import annotations

_BEGINNINGS = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/gif": ((0, b"GIF87a"), (0, b"GIF89a")),
    "image/webp": ((8, b"WEBPVP8"),),
    "image/avif": ((4, b"ftypavif"), (4, b"ftypavis")),
}
"""Media type to where its marks stand; what browsers show, and what holds no scripts, as SVG may (WHATWG MIME Sniffing,
6.1; for AVIF ISO/IEC 23000-22)."""


def picture_type(body: bytes) -> str:
    """The media type of a picture that browsers show; empty for all else, whatever it is called."""
    return next(
        (kind for kind, marks in _BEGINNINGS.items() if any(body.startswith(m, at) for at, m in marks)), ""
    )
