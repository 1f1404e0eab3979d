"""The card of index number, class and issuer above a Chinese document is no word of its text."""

from __future__ import annotations

import pytest

from pipelines.catalogue import without_card
from pipelines.text import Block, row

SAID = Block(
    "paragraph",
    "为加强河道管理，保障防洪安全，根据有关法律法规，结合本区实际，现将有关事项通告如下，请遵照执行，并请互相转告周知。",
)
ACT = Block("paragraph", "文号：河政发〔2026〕12号")


def lines(*texts: str) -> list[Block]:
    return [Block("paragraph", text) for text in texts]


@pytest.mark.parametrize(
    "card",
    [
        [row(("索引号：", "K161")), row(("发布机构：", "河区政府")), row(("生成日期：", "2026")), row(("文 号：", ""))],
        lines("索 引 号： K161 信息分类： 通告", "发布机构：河区政府 成文日期：2026年4月12日", "有效性：有效"),
        lines("索引号：", "K161-2026-001", "发文机关：", "河区政府", "主题分类：", "水利", "公开方式：", "主动公开"),
        [*lines("索引号：K161", "发布机构：河区政府"), Block("heading", "河道管理通告"), *lines("公文时效：有效")],
        [row(("索引号", "K161")), row(("发布机构", "河区政府")), row(("文号", ""))],
        lines("[索引号] K161", "[主题分类] 水利", "[有效性] 有效"),
    ],
)  # fmt: skip
def test_a_card_above_the_text_is_left_out(card: list[Block]) -> None:
    kept = without_card([*card, SAID, ACT])
    assert kept[-2:] == [SAID, ACT]
    assert [block for block in kept[:-2] if block.kind != "heading"] == []


@pytest.mark.parametrize(
    "blocks",
    [
        [ACT, SAID],
        [*lines("名称：河道管理处", "关键词：河道"), SAID],
        [SAID, *lines("索引号：K161", "发布机构：河区政府", "生成日期：2026-04-12")],
        [
            Block("paragraph", f"索引号：{SAID.text * 3}"),
            *lines("发布机构：河区政府", "生成日期：2026-04-12"),
            SAID,
        ],
        [],
    ],
)
def test_what_is_no_card_stays(blocks: list[Block]) -> None:
    assert without_card(blocks) == blocks


def test_what_follows_an_empty_label_at_the_end_of_a_card_stays() -> None:
    card = lines("索引号：K161", "发布机构：河区政府", "成文日期：2026-05-03", "废止日期：")
    for first in (
        *lines("各镇人民政府、各街道办事处：", "河政发〔2026〕12号"),
        Block("heading", "第一章 总则"),
    ):
        assert without_card([*card, first, SAID]) == [first, SAID]


def test_a_sentence_behind_a_label_is_no_filing() -> None:
    told = lines(
        "索引号：K161", "发布机构：河区政府", "有效性：有效 内容概述：预计未来六小时全区有暴雨。请减少外出。"
    )
    assert without_card([*told, SAID]) == [*told, SAID]


def test_a_card_that_a_page_shows_twice_is_one_and_those_of_two_documents_are_a_list() -> None:
    card = [row(("索引号：", "K161")), row(("发布机构：", "河区政府")), row(("发布日期：", "2026-04-12"))]
    whole = row(("索引号：", "K161", "发布机构：", "河区政府", "发布日期：", "2026-04-12"))
    assert without_card([*card, whole, SAID]) == [SAID]
    other = [row(("索引号：", "K162")), row(("发布机构：", "港务局")), row(("发布日期：", "2026-04-13"))]
    assert without_card([*card, *other, SAID]) == [*card, *other, SAID]
    listed = [
        line
        for name in "甲乙丙"
        for line in lines(f"标题：{name}规定", "发文机关：港务局", "时效性：有效", "文号：一")
    ]
    assert without_card(listed) == listed
