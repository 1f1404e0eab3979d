"""The text of RTF documents (RTF 1.9.1).

Own code: striprtf, the only library with a release in the last year, lost all that follows a picture in some files and
took a minute for 35 kB of links.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from attrs import evolve, frozen

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n\0]+|([^\\{}\r\n\0]+)|\\",
    re.DOTALL,
)
_SIGNS = {
    **dict.fromkeys(("par", "line", "sect", "page", "row", "nestrow"), "\n"),
    **dict.fromkeys(("tab", "cell", "nestcell"), "\t"),
    **dict.fromkeys(("emspace", "enspace", "qmspace"), " "),
    **{"emdash": "—", "endash": "–", "bullet": "•"},
    **{"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"},
}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"\n": "\n", b"\r": "\n", b"\\": "\\", b"{": "{", b"}": "}"}
_UNSAID = frozenset(
    "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf fldinst "
    "nonshppict annotation atnid atnauthor sp sn sv shprslt objdata tc xe upr listtable datastore".split()
)
"""Groups whose words stand on no page, or stand there once more."""
_STARRED = frozenset(("shpinst", "ud", "footnote"))
"""What is said although programs that do not know it are to leave it out."""
_CODE_PAGES = {
    128: "cp932", 129: "cp949", 130: "johab", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
"""Of fonts, by ``\\fcharset``."""


@frozen
class _Group:
    """What holds within a pair of braces."""

    unsaid: bool = False
    hidden: bool = False
    """Hidden, or deleted under review."""
    fonts: bool = False
    """Whether it is the table of fonts."""
    note: bool = False
    fallback: int = 1
    """How many signs stand behind a letter in Unicode for programs that know none."""
    encoding: str = ""
    """Of the font; empty for the document's."""


def rtf_text(body: bytes) -> str:
    """Paragraphs, and rows of tables with their cells divided by tabs, a line each; notes behind them."""
    return _Reader(body).read()


class _Reader:
    """The state of one reading."""

    def __init__(self, body: bytes) -> None:
        self.body = body
        self.group, self.groups = _Group(), list[_Group]()
        self.encoding = "cp1252"
        self.font, self.encodings = 0, dict[int, str]()
        self.parts: Mapping[bool, list[str]] = {False: [], True: []}
        self.letters = bytearray()
        self.skipped = 0
        self.starred = False

    def read(self) -> str:
        at = 0
        while match := _TOKEN.match(self.body, at):
            at = match.end()
            word, number, hexadecimal, symbol, brace, text = match.groups()
            if word is not None:
                value = int(number) if number else None
                at += max(0, value or 0) if word == b"bin" else 0
                self.control(word.decode("ascii"), value)
            elif hexadecimal:
                self.say(bytes((int(hexadecimal, 16),)))
            elif brace:
                self.brace(brace)
            elif text:
                self.say(text)
            elif symbol == b"*":
                self.starred = True
            elif symbol is not None:
                self.sign(_SYMBOLS.get(symbol, ""))
        self.flush()
        whole = "".join((*self.parts[False], "\n", *self.parts[True]))
        return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def brace(self, brace: bytes) -> None:
        self.flush()
        self.skipped, self.starred = 0, False
        if brace == b"{":
            self.groups.append(self.group)
        elif self.groups:
            ended, self.group = self.group, self.groups.pop()
            if ended.note and not self.group.note:
                self.parts[True].append("\n")

    def control(self, word: str, value: int | None) -> None:
        is_on = value != 0
        if word in _UNSAID or (self.starred and word not in _STARRED):
            self.group = evolve(self.group, unsaid=True, fonts=word == "fonttbl")
        elif word == "ud":
            # Instead of the other half of the pair (\upr), which programs without Unicode read.
            self.group = evolve(self.group, unsaid=any(group.unsaid for group in self.groups[-2:-1]))
        elif word == "footnote":
            self.flush()
            self.group = evolve(self.group, note=True)
        elif word in ("v", "deleted"):
            self.flush()
            self.group = evolve(self.group, hidden=is_on)
        elif word == "u" and value is not None:
            self.sign(chr(value & 0xFFFF))
            self.skipped = self.group.fallback
        elif word == "uc":
            self.group = evolve(self.group, fallback=max(0, min(value or 0, 100)))
        elif word in _SIGNS:
            self.sign(_SIGNS[word])
        else:
            self.set_encoding(word, value or 0)
        self.starred = False

    def set_encoding(self, word: str, value: int) -> None:
        if word == "ansicpg":
            self.encoding = _known(f"cp{value}") or self.encoding
        elif word == "fcharset" and self.group.fonts:
            self.encodings[self.font] = _CODE_PAGES.get(value, "")
        elif word == "f" and self.group.fonts:
            self.font = value
        elif word in ("f", "plain"):
            self.flush()
            hidden = self.group.hidden and word == "f"
            encoding = self.encodings.get(value, "") if word == "f" else ""
            self.group = evolve(self.group, encoding=encoding, hidden=hidden)

    def say(self, letters: bytes) -> None:
        self.starred = False
        left, self.skipped = letters[self.skipped :], max(0, self.skipped - len(letters))
        if not (self.group.unsaid or self.group.hidden):
            self.letters += left

    def sign(self, sign: str) -> None:
        self.flush()
        self.starred = False
        if self.skipped:
            self.skipped -= 1
        elif not (self.group.unsaid or self.group.hidden):
            self.parts[self.group.note].append(sign)

    def flush(self) -> None:
        if self.letters:
            encoding = self.group.encoding or self.encoding
            self.parts[self.group.note].append(self.letters.decode(encoding, "replace"))
            self.letters.clear()


def _known(encoding: str) -> str:
    """``encoding``, where Python knows it; else empty. China's is read as its successor, which has all of it."""
    try:
        codecs.lookup(encoding)
    except LookupError:
        return ""
    return {"cp936": "gb18030", "cp950": "big5hkscs"}.get(encoding, encoding)
