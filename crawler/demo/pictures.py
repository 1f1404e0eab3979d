"""Small pictures, drawn from a number: a horizon with water, as PNG (RFC 2083) or SVG."""

from __future__ import annotations

import zlib
from functools import lru_cache
from struct import pack

_WIDTH, _HEIGHT = 64, 36
EMBLEM = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48">'
    b'<circle cx="24" cy="24" r="22" fill="#fff" stroke="#d9b310" stroke-width="3"/>'
    b'<path d="M6 28q6-6 12 0t12 0 12 0v8q-18 12-36 0z" fill="#328cc1"/></svg>'
)
WAVES = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="48" height="12">'
    b'<path d="M0 6q12-10 24 0t24 0v6H0z" fill="#328cc1" fill-opacity=".5"/></svg>'
)


@lru_cache(maxsize=256)
def png(number: int) -> bytes:
    """A picture of 64 × 36 pixels, 8 bits a colour; another number, another picture."""
    rows = b"".join(b"\x00" + _row(number, line) for line in range(_HEIGHT))
    header = pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def svg(number: int) -> bytes:
    """The same as a drawing of 640 × 360."""
    horizon = 120 + number % 120
    sky, sea = f"hsl({number % 360} 45% 80%)", f"hsl({190 + number % 40} 50% 40%)"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img">'
        f'<rect width="640" height="360" fill="{sky}"/>'
        f'<rect y="{horizon}" width="640" height="{360 - horizon}" fill="{sea}"/></svg>'
    ).encode()


def _row(number: int, line: int) -> bytes:
    horizon = 12 + number % 12
    if line < horizon:
        red, green, blue = 150 + number % 80, 180 + line * 2, 230 - line
    else:
        red, green, blue = 20 + number % 40, 90 + (line * 7 + number) % 40, 130 + line
    return bytes((red, green, blue)) * _WIDTH


def _chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))
