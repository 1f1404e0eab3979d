"""Lines that a portal puts on its pages and that are nobody's text: known ones, declared ones, learnt ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from pipelines.text import Block, plain

_LONGEST = 160
_CONTROL = re.compile(
    r"(?:(?:share|share this|share on|share with|print|print this page|print page|tweet|e-?mail|copy link|save as pdf|"
    r"facebook|twitter|x|linkedin|whatsapp|wechat|weibo|telegram|reddit|pinterest|line|qq|"
    r"teilen|seite teilen|drucken|seite drucken|merken|nach oben|imprimir|imprimer|compartir|compartilhar|partager|"
    r"back to top|top of page|skip to (?:main )?content|read aloud|listen|close|关闭窗口|关闭|打印本页|打印|"
    r"【?(?:我要)?纠错】?|分享到?|分享到[:：].{0,20}|【?字体[:：].{0,20}|【?字号[:：].{0,20}|扫一扫.{0,30}|收藏|返回顶部|"
    r"شارك|طباعة|مشاركة)\s*[-–—|:：/·,，、]*\s*){1,8}",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"(?:copyright\s*(?:©|\(c\)|\d{4}|by\b)|©|\(c\)\s*\d{4}|版权所有).{0,150}|.{0,60}\ball rights reserved\.?.{0,60}|"
    r".{0,40}(?:icp\s*[备证]|公网安备).{0,60}|(?:【?责任编辑|\[责任编辑|责编|编辑)[:：].{0,30}|(?:advertisement|sponsored|anzeige|publicité|publicidad)",
    re.IGNORECASE,
)
_LEADS_ON = re.compile(r"[^.!?。！？]{0,60}(?:>>|》》|＞＞)")
"""'Click here for more >>': nobody ends a sentence so."""
_DISCLAIMER = re.compile(r"[【\[(（]?.{0,12}(?:版权说明|版权声明|免责声明|特别声明)[】\])）]?[:：]")
_FEWEST_PAGES = 5
_SHARE_OF_PAGES = 0.6
"""A line of a template is on nearly all pages; the name under its decrees may be on every third."""
_FIRST, _LAST = 2, 4
"""How far from the beginning and the end of a text a line may stand to be learnt as the portal's."""


def is_known(line: str) -> bool:
    """Share and print controls, copyright and registration lines, as a whole line and in many languages."""
    if _DISCLAIMER.match(line):
        return True
    return len(line) <= _LONGEST and bool(
        _CONTROL.fullmatch(line) or _NOTICE.fullmatch(line) or _LEADS_ON.fullmatch(line)
    )


def learn(texts: Iterable[Sequence[Block]]) -> tuple[str, ...]:
    """The lines that at least five pages of a portal, and six in ten, carry at the edge of their text.

    ``texts``: the blocks of different articles of one portal. Headings are never learnt: 'Background' stands on
    many pages and belongs to each. What is learnt goes into ``records.Reading.learnt_boilerplate``.
    """
    pages, total, shown = 0, Counter[str](), {}
    for blocks in texts:
        pages += 1
        edge = [*blocks[:_FIRST], *blocks[max(_FIRST, len(blocks) - _LAST) :]]
        lines = {plain(block.text): block.text for block in edge if block.kind != "heading"}
        total.update(lines.keys())
        shown.update(lines)
    least = max(_FEWEST_PAGES, pages * _SHARE_OF_PAGES)
    return tuple(sorted(shown[line] for line, count in total.items() if line and count >= least))


def without_boilerplate(
    blocks: Sequence[Block], declared: Sequence[str] = (), learnt: Sequence[str] = ()
) -> list[Block]:
    """The blocks that are neither known, nor match a declared pattern as a whole, nor were learnt.

    Learnt lines go only where most of the text stays: a page that is all boilerplate is another kind of page.
    """
    patterns = [re.compile(pattern) for pattern in declared]
    unknown = [b for run in _runs(blocks) for b in run if b.kind == "item" or not is_known(b.text)]
    kept = [b for b in unknown if not any(p.fullmatch(b.text) for p in patterns)]
    repeated = {plain(line) for line in learnt}
    if repeated:
        rest = [b for b in kept if b.kind == "heading" or plain(b.text) not in repeated]
        if sum(len(b.text) for b in rest) * 2 > sum(len(b.text) for b in kept):
            kept = rest
    return without_loose_headings(kept)


def _runs(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    """The blocks by runs of one kind, without lists that hold nothing but controls: a law may name the services that
    share buttons lead to."""
    for kind, run in groupby(blocks, lambda block: block.kind):
        found = list(run)
        if kind != "item" or not all(is_known(block.text) for block in found):
            yield found


def without_loose_headings(blocks: Sequence[Block]) -> list[Block]:
    """Without headings at the end: what they headed is not part of the text."""
    kept = list(blocks)
    while kept and kept[-1].kind == "heading":
        kept.pop()
    return kept or list(blocks)
