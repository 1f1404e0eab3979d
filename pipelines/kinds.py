"""Headings that are no titles: they say what kind of text a page holds, or which part of it follows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipelines.text import plain

_KIND = re.compile(
    r"pressconferences?|speech(?:es)?|statements?|(?:press|media|news)releases?|mediastatements?|announcements?"
    r"|(?:public)?notices?|bulletins?|presse?mitteilung(?:en)?|medienmitteilung(?:en)?|communiqu[ée]s?(?:depresse)?"
    r"|comunicados?(?:de(?:prensa|imprensa))?|notas?deprensa|comunicat[io]stampa|persbericht(?:en)?"
    r"|pressmeddelanden?|pressemeddelelser?"
)
_CONTENTS = re.compile(
    r"(?:table ?of ?)?contents|sommaire|tabledesmati[èe]res|inhalt(?:sverzeichnis)?|[íi]ndice|inhoud(?:sopgave)?"
    r"|cuprins|spistre[śs]ci|obsah|innehåll(?:sförteckning)?|indhold(?:sfortegnelse)?|sisukord|sisällys|tartalom|sadržaj"
    r"|съдържание|содержание|зміст|içindekiler|目录|目錄|目次|목차"
)


def is_kind(heading: str, texts: Iterable[str]) -> bool:
    """Whether a heading says what kind of text the article is and no more, where another statement does."""
    own = plain(heading)
    return _KIND.fullmatch(own) is not None and any(own in plain(text) != own for text in texts)


def is_contents(heading: str) -> bool:
    """Whether a heading stands above a table of contents."""
    return _CONTENTS.fullmatch(plain(heading)) is not None
