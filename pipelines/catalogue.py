"""The card that Chinese portals put above a document: index number, class, issuer, dates, number (the elements of
disclosed information that the State Council's office prescribes). It is the portal's filing, and no word of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest

from pipelines.text import Block, plain

_ABOVE = 40
"""Blocks from the beginning of a text among which the card stands."""
_FEWEST = 3
"""Labels: a decree may begin with its own number and day."""
_LONGEST_VALUE = 80
_SURE = (
    "索引号|信息索引|信息分类|主题分类|组配分类|体裁分类|公开分类|所属分类|服务对象分类|信息类别|公文种类|发文机关|制发机关|发布机构|成文日期|成文时间|发文字号|公文时效|有效性|效力状态"
    "|主题词|公开方式|公开形式|公开时限|公开范围|公开程序|公开责任部门|统一编号"
)
"""Names that hardly stand in a text: one of them at least is on a card."""
_OTHERS = (
    "分类|发文单位|发文机构|公开机构|发布单位|信息来源|生成日期|发文日期|发文时间|发布日期|公开日期|发布时间|名称|标题|信息名称|文件名称|文号|文件编号|信息编号|时效性|时效"
    "|实施日期|生效日期|生效时间|失效日期|失效时间|废止日期|废止时间|有效期|关键词|内容概述|登记号"
)


def _label(names: str) -> re.Pattern[str]:
    """One of the names, which may be spaced out, and the sign behind it; in tables the cell ends there."""
    return re.compile("(?:" + "|".join(r"\s?".join(name) for name in names.split("|")) + r")\s?[:：\]】|]")


_LABEL, _SURE_LABEL = _label(f"{_SURE}|{_OTHERS}"), _label(_SURE)
_ONLY_LABEL = re.compile(rf"\W*{_LABEL.pattern}\W*")


def without_card(blocks: Sequence[Block]) -> list[Block]:
    """A text without the card at its beginning; as it is where there is none: fewer than three different labels, none
    of the sure ones, or the same of one thing after the other, as in a list of documents."""
    card = frozenset(_card(blocks[:_ABOVE]))
    told = list(chain.from_iterable(_told(blocks[at].text) for at in sorted(card)))
    labels = {label for label, _ in told}
    is_list = len(told) >= 2 * len(labels) and len(set(told)) > len(labels)
    is_sure = any(_SURE_LABEL.search(blocks[at].text) for at in card)
    if not is_sure or len(labels) < _FEWEST or is_list:
        return list(blocks)
    return [block for at, block in enumerate(blocks) if at not in card]


def _told(text: str) -> Iterator[tuple[str, str]]:
    """The labels in a text with what stands behind each."""
    found = list(_LABEL.finditer(text))
    for label, following in zip_longest(found, found[1:]):
        yield plain(label[0]), plain(text[label.end() : following.start() if following else None])


def _card(blocks: Sequence[Block]) -> Iterator[int]:
    """The places of the lines that are labels and what they say, on the same line or, on a card that is written so, on
    the next."""
    is_value = has_values_beside = False
    for at, block in enumerate(blocks):
        text = block.text.lstrip("| ·•【[")
        if not text.isascii() and _LABEL.match(text):
            if "。" in text or max(map(len, _LABEL.split(text))) > _LONGEST_VALUE:
                return
            is_empty = _ONLY_LABEL.fullmatch(text) is not None
            has_values_beside = has_values_beside or not is_empty
            is_value = is_empty and not has_values_beside
            yield at
        elif len(text) > _LONGEST_VALUE or text.endswith("。"):
            return
        elif is_value:
            is_value = False
            if block.kind != "heading" and not text.endswith((":", "：")):
                yield at
