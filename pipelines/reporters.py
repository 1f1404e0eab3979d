"""Who signs in the forms of the Chinese press: in the opening of a report, a line of names, a bracket at the end.

And who does not: editors on duty, whom government portals name in ``<meta name="author">``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipelines.outline import Line, Outline

_LONGEST = 60
_LONGEST_FOOT = 200
_OPENING = 80
_LAST = 15
"""Lines among which a text ends: its last long one, and what follows that."""
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff]")
_NAME = r"[\u3400-\u9fff·]{2,4}"
_NAMES = rf"{_NAME}(?:[\s、，,]{_NAME}){{0,4}}"
_REPORTER = r"[\u3400-\u9fff]{0,12}?(?:记者|記者(?=\s?[:：、])|通讯员)"
_WROTE = r"(?:采写|撰文|撰稿|执笔|文\s?/\s?图|图\s?/\s?文|(?:文图|图文|文)(?=\s?[:：/]))"
_LABEL = rf"(?:{_WROTE}[\s:：/|]+)?(?:{_REPORTER}[\s:：/|]+)|{_WROTE}[\s:：/|]+"
_IN_OPENING = re.compile(rf"[（(]{_REPORTER}[:：\s]*(?P<names>[^（()）]{{2,30}})[）)]")
_IN_LINE = re.compile(rf"[（(【\[]?(?:{_LABEL})(?P<names>{_NAMES})[）)】\]]?")
_OF_PAPER = re.compile(rf"(?P<names>{_NAME})\s?/\s?[\u3400-\u9fff]{{2,12}}(?:[报网社台]|周刊|客户端)")
_AT_END = re.compile(rf"[。！？”][（(](?:{_LABEL})(?P<names>{_NAMES})[）)]$")
_SURNAME = (
    "[王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖蕭田董袁潘于蒋蔣蔡余杜叶葉程苏蘇"
    "魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫"
    "孔向汤湯]"
)
"""The hundred most frequent ones, which 85 of a hundred Chinese bear."""
_NO_GIVEN_NAME = "[苏蘇西汉漢州山华江海南北东東门門宁元油天信言清级刊料重融图摄县區区市省]"
_PERSON = rf"{_SURNAME}(?:[\u3400-\u9fff]{{2}}|[\u3400-\u9fff](?<!{_NO_GIVEN_NAME}))"
_PEOPLE = rf"{_PERSON}(?:[\s、，,]{_PERSON}){{0,3}}"
_OPENS = re.compile(
    rf"(?:[\u3400-\u9fff/]{{2,12}})??(?:记者|通讯员)\s?(?P<names>{_PEOPLE})\s?(?:报道|讯)[\s，,：:。]"
)
"""'本报记者张三报道 6月10日，……' opens a text."""
_UNIT = r"[\u3400-\u9fff]{2,12}(?:[馆局办委院所处科部站队镇乡村]|中心|街道|社区|学校|大学|公司|集团)[\s:：]+"
_NO_PLACE = "(?<![村镇乡庄路街巷部员打])"
_AT_VERY_END = re.compile(
    rf"(?:[。！？”]|(?<![通资短简])讯)[（(](?:{_UNIT}(?P<names>{_PEOPLE}{_NO_PLACE})|(?P<alone>{_PEOPLE}))[）)]$"
)
"""'……举行。（张三）' closes a text with nothing but who wrote it, and where he works: no place, no column."""
_EDITED = re.compile(
    rf"(?:责任编辑|責任編輯|责编|編輯|编辑|校对|校對|审核|網編|网编)[\s:：（(]+(?P<names>{_NAMES})(?![\u3400-\u9fff])"
)
_WORD = r"(?-i:[^\W\d_a-z][\w.'’-]*)"
_PERHAPS = re.compile(r"edit|curat|ma(?:nag|ster|intain)|admin|owner|contact|official", re.IGNORECASE)
"""What a line has in it that may be the next: spares the search of all others."""
_PUT_UP = re.compile(
    r"(?:(?:page|web|site|content|online)[ -]?(?:editor|curator|manager|administrator|owner|contact)|webmaster"
    r"|curator|responsible[\w ]{0,20} official|nasa official|(?:page|site) maintained by)"
    rf"(?:\s?[:–—-]\s?|(?<=by)\s)(?:Dr\.? |Prof\.? )?(?P<names>{_WORD}(?: {_WORD}){{1,2}})",
    re.IGNORECASE,
)
"""Who keeps a page, as agencies of the United States say in its foot: 'Page Editor: Jane Roe'."""
_BETWEEN = re.compile(r"[\s、，,]+")
_NOBODY = re.compile(
    r"(?:见习|实习)?(?:记者|生)|首页|政务|要闻|时政|财经|体育|国际|国内|社会|文化|教育|科技|军事|新闻|视频|图片|图文|解读|问答|手记"
    r"|观察|评论|综述|述评|快评|直播|.{1,3}(?:报道|报导|科|部|室|局|处|办|厅|委|组|社|网|台)|(?:您|谢谢|请问|感谢).*"
)
"""What stands where a name may stand: columns, places, offices, the first words of a question."""
_OF_PICTURES = ("摄", "摄影", "图")
"""Ends the line of who took the picture."""


def reporters(outline: Outline) -> Iterator[tuple[str, str, tuple[Line, ...]]]:
    """Origin, names and lines of each signature from the title down; no lines where it stands within the text."""
    title = outline.title or 0
    for line in _chinese(outline.lines[title : outline.prose + 1]):
        # '新华社北京6月10日电（记者张三、李四）' opens the text of an agency's report.
        opening = line.text[:_OPENING]
        if (found := _IN_OPENING.search(opening) or _OPENS.match(opening)) and (names := _names(found)):
            yield "text:记者", names, ()
    for line in _chinese(outline.lines[title + 1 :]):
        found = _signature(line.text)
        if found and not outline.is_outside(line.element) and (names := _names(found)):
            yield "text:signed", names, () if found.start() else (line,)


def closing(outline: Outline) -> Iterator[tuple[str, str, tuple[Line, ...]]]:
    """The same of the person whom the last line of the text names in brackets, without a word of what he is."""
    for line in _chinese(outline.lines[outline.prose : outline.prose + _LAST]):
        found = _AT_VERY_END.search(line.text, max(0, len(line.text) - _LONGEST))
        if found and not outline.is_outside(line.element) and (names := _names(found)):
            yield "text:signed", names, ()


def _chinese(lines: Iterable[Line]) -> Iterator[Line]:
    """Those that may be: spares the search of all others."""
    return (line for line in lines if not line.text.isascii() and _IDEOGRAPH.search(line.text))


def _signature(text: str) -> re.Match[str] | None:
    """'本报记者 张三 李四', '张三/人民日报', or '（文/图 张三）' behind the last sentence of a paragraph."""
    if len(text) <= _LONGEST and (found := _IN_LINE.fullmatch(text) or _OF_PAPER.fullmatch(text)):
        return found
    return _AT_END.search(text, max(0, len(text) - _LONGEST))


def _names(found: re.Match[str]) -> str:
    """The names with commas between them, blanks may stand there as well; none where they are the photographers'."""
    said = found["names"] or found.groupdict().get("alone") or ""
    names = [name for name in _BETWEEN.split(said) if name]
    if names and names[-1].endswith(_OF_PICTURES):
        return ""
    return "、".join(name for name in names if not _NOBODY.fullmatch(name))


def editors(outline: Outline) -> Iterator[str]:
    """Who put the page up, as it says: '（责任编辑：张三 李四）', 'Page Editor: Jane Roe'."""
    for line in outline.lines:
        may_be = len(line.text) <= _LONGEST_FOOT and _PERHAPS.search(line.text)
        for kept in _PUT_UP.finditer(line.text) if may_be else ():
            yield kept["names"]
            yield kept["names"].rpartition(" ")[0]  # 'Page Editor: Jane Roe NASA Official: …'
    for line in _chinese(line for line in outline.lines if len(line.text) <= _LONGEST):
        for found in _EDITED.finditer(line.text):
            yield from _BETWEEN.split(found["names"])
