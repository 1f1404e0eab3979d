"""The card that Chinese portals put above a document: index number, class, issuer, dates, number (the elements of
disclosed information that the State Council's office prescribes). It is the portal's filing, and no word of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.text import Block

_ABOVE = 40
"""Blocks from the beginning of a text among which the card stands."""
_FEWEST = 3
"""Labels: a decree may begin with its own number and day."""
_LONGEST_VALUE = 80
_NAMES = (
    "索引号|信息索引|信息分类|主题分类|组配分类|体裁分类|公开分类|所属分类|信息类别|服务对象分类|发布机构|发文机关|发文单位|发文机构|公开机构"
    "|制发机关|信息来源|生成日期|成文日期|发文日期|发布日期|公开日期|发布时间|公文时效|名称|标题|信息名称|文件名称|文号|发文字号|文件编号|信息编号"
    "|有效性|时效性|时效|效力状态|生效日期|生效时间|失效日期|失效时间|废止日期|废止时间|关键词|主题词|内容概述|公开方式|公开形式|公开时限|公开范围"
    "|公开程序|公开责任部门|统一编号|登记号"
)
_LABEL = re.compile("(?:" + "|".join(r"\s?".join(name) for name in _NAMES.split("|")) + r")\s?[:：]")
_ONLY_LABEL = re.compile(rf"\W*{_LABEL.pattern}\W*")


def without_card(blocks: Sequence[Block]) -> list[Block]:
    """A text without the card at its beginning; as it is where fewer than three different labels stand there."""
    card = list(_card(blocks[:_ABOVE]))
    labels = {found for at in card for found in _LABEL.findall(blocks[at].text)}
    if len(labels) < _FEWEST:
        return list(blocks)
    return [block for at, block in enumerate(blocks) if at not in frozenset(card)]


def _card(blocks: Sequence[Block]) -> Iterator[int]:
    """The places of the lines that are labels and what they say, on the same line or the next."""
    is_value = False
    for at, block in enumerate(blocks):
        text = block.text.lstrip("| ·•【[")
        if not text.isascii() and _LABEL.match(text):
            if len(_LABEL.sub("", text)) > _LONGEST_VALUE * len(_LABEL.findall(text)):
                return
            is_value = _ONLY_LABEL.fullmatch(text) is not None
            yield at
        elif len(text) > _LONGEST_VALUE or text.endswith("。"):
            return
        elif is_value:
            is_value = False
            yield at
