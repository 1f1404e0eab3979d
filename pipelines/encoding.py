"""From bytes to characters, by a fixed and recorded order.

The order: byte order mark, valid (or all but valid) UTF-8, ``<meta>``, ``Content-Type`` header, detector.
A page of UTF-8 that was encoded as such a second time is read as it was meant.
A declaration counts only when the bytes decode with it: a label that was pasted from another site is a lie
that shows. Labels are read as browsers read them (WHATWG Encoding: ``gb2312`` is GB18030, ``iso-8859-1``
is windows-1252).
"""

from __future__ import annotations

import codecs
import re

from attrs import frozen
from charset_normalizer import from_bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding

from pipelines.alphabets import LATIN, latin_encoding

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_TRUSTED_SHARE = 0.002
"""Up to this share of undecodable characters a declared encoding is believed: portals splice in foreign bytes."""
_FEWEST_TWICE = 3
"""So many signs make it certain that a page was encoded twice."""
_SAMPLE = 60_000
_OF_THE_WEB = [
    "cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "koi8_r",
    "koi8_u", "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "iso8859_8", "gb18030", "big5", "big5hkscs",
    "cp932", "euc_jp", "cp949", "utf_8",
]  # fmt: skip
"""What browsers know (WHATWG Encoding): the detector's old Macintosh and DOS tables explain any bytes."""
_MARKUP = re.compile(rb"<(?:script|style)\b[^>]*>|</?[A-Za-z][^<>]*>|<!--")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_TWICE = re.compile(
    rb"\xc3[\x82-\x85\x8e-\x91\x97-\x99\xa0-\xb0](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb].|\xe2[\x80\x82\x84].)",
    re.DOTALL,
)
"""Begins a sign encoded twice, in a script that portals write: two bytes of it, taken for Windows-1252, as UTF-8.

'NESTLÉ®' and 'FPÖ–' would be phonetic signs and accents of Hebrew.
"""
_ESCAPED = re.compile(rb"\x1b\$[@B]")
"""ISO-2022-JP: valid UTF-8 as bytes, and meaning something else."""


@frozen
class Decoded:
    html: str
    encoding: str
    origin: str
    """``bom``, ``utf-8``, ``utf-8-twice``, ``meta``, ``header`` or ``detector``."""
    replacement_share: float
    """Share of characters of ``html`` that could not be decoded."""


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The characters of a page; never raises, whatever the bytes."""
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return _decoded(body[len(mark) :], encoding, "bom")
    if _ESCAPED.search(body) and body.isascii():
        return _decoded(body, "iso2022_jp", "detector")
    declared = _declared(body, content_type)
    if utf8 := _as_utf8(body, any(encoding == "utf-8" for encoding, _ in declared)):
        return _once(utf8) if len(_TWICE.findall(body)) >= _FEWEST_TWICE else utf8
    attempts = [_decoded(body, encoding, origin) for encoding, origin in declared]
    for attempt in attempts:
        if attempt.replacement_share <= _TRUSTED_SHARE:
            return attempt
    attempts.append(_decoded(body, _detected(body), "detector"))
    return min(attempts, key=lambda attempt: attempt.replacement_share)


def _declared(body: bytes, content_type: str) -> list[tuple[str, str]]:
    found = [
        (html_body_declared_encoding(body), "meta"),
        (http_content_type_encoding(content_type) if content_type else None, "header"),
    ]
    return [(encoding, origin) for encoding, origin in found if encoding]


def _as_utf8(body: bytes, is_declared: bool) -> Decoded | None:
    """Where valid, or with so few faults among its multi-byte characters that nothing else explains it.

    Bytes of other encodings hardly ever form one; a page that is declared as UTF-8 and has one of them for each
    fault has had foreign bytes spliced in.
    """
    if body[:2000].count(0) > len(body[:2000]) // 5:
        return None
    decoded = _decoded(body, "utf-8", "utf-8")
    faults = decoded.html.count("\ufffd") - body.count("\ufffd".encode()) if decoded.replacement_share else 0
    whole = len(_MULTIBYTE.findall(body)) if faults else 0
    return decoded if not faults or whole >= faults * (1 if is_declared else 2) else None


def _once(decoded: Decoded) -> Decoded:
    """A page that was encoded twice throughout ('Ã©' for 'é'), as it was meant; any other as it is.

    Where one sign of the page is not made of the bytes of UTF-8, taken for Windows-1252, it was not: no text that
    a person wrote is.
    """
    try:
        html = decoded.html.encode("cp1252", "gazette-c1").decode("utf-8")
    except UnicodeError:
        return decoded
    return Decoded(html, "utf-8", "utf-8-twice", decoded.replacement_share)


def _unassigned(error: UnicodeError) -> tuple[bytes, int]:
    """The control characters that stand in Windows-1252 for what it leaves open, as the bytes they came from."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    # The whole run at once: one by one, each call copies the rest of the page.
    run = error.object[error.start : error.end]
    if max(run) > "\xff":
        raise error
    return run.encode("latin-1"), error.end


codecs.register_error("gazette-c1", _unassigned)


def _detected(body: bytes) -> str:
    if body[:2000].count(0) > len(body[:2000]) // 5:
        return "utf-16-le" if body[1:2] == b"\0" else "utf-16-be"
    sample = _MARKUP.sub(b" ", body)[:_SAMPLE]
    best = from_bytes(sample, cp_isolation=_OF_THE_WEB).best()
    if (best is None or best.encoding in LATIN) and (latin := latin_encoding(sample, body)):
        return latin
    if best is None or sample.decode(best.encoding, "replace") == sample.decode("cp1252", "replace"):
        return "cp1252"
    return best.encoding


def _decoded(body: bytes, encoding: str, origin: str) -> Decoded:
    html = body.decode(encoding, "replace")
    lost = html.count("\ufffd")
    return Decoded(html, encoding, origin, lost / len(html) if lost else 0.0)
