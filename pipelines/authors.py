"""Who signs an article, as the page says.

The order, first that yields a person wins: the portal's rules, JSON-LD, a byline beside the title ('By …',
作者：…), meta, microdata, the reporter named where Chinese papers put him, an element marked as author beside the
title, the same name marked wherever on the page, a labelled sentence further down, a name beside the date under the
title, what the head lets other sites show as 'Written by'. Bodies that stand beside a person are where
he works. Only where no person signs at all, the body or account that the page expressly names as author in one
of these places is taken; the portal's own name only where it is seen to sign. Editors on duty (责任编辑),
administrators ('admin'), contacts and addresses are not authors.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache, partial
from itertools import combinations, islice
from typing import Any
from urllib.parse import urlsplit

from attrs import frozen
from lxml import etree
from lxml.html import HtmlElement

from pipelines import meta
from pipelines.bylines import beside_date
from pipelines.jsonld import resolve, text_of, types_of
from pipelines.languages import primary_of
from pipelines.names import (
    BY,
    is_account,
    is_cjk,
    is_full,
    is_organisation,
    is_proper,
    is_trade,
    names_in,
    plain_name,
)
from pipelines.outline import Line, names_of, short_text, squeeze, visible_text
from pipelines.reporters import closing, editors, reporters
from pipelines.sources import Sources

_MOST = 12
_LONGEST_LINE = 160
_LONGEST_MARKED = 90
_MOST_MARKED = 80
_FARTHEST_MARKED = 80
"""How many lines below the title a name marked as author is beside it, where no running text ends that before."""
_OF_COPYRIGHT = re.compile(r"copyright|©|\(c\)|\b\d{4}\b|\bby\b|all rights reserved", re.IGNORECASE)
_NEAR = (6, 8)
"""How many lines above and below the title a byline is the article's: further off it is that of another thing."""
_BYLINE = re.compile(
    rf"(?:^|[|·•●⋅–—]\s?|(?<=\d)\s-\s(?=[^:]{{2,20}}:\s)|\d{{4}}\s|\s(?=作者|记者|記者)|(?<=[\w\s])(?=作者\s?[:：]))(?P<by>{BY})\s?(?P<colon>[:：]?)\s*(?P<names>[^|·•●⋅]{{2,160}})",
    re.IGNORECASE,
)
_WEAK = re.compile(r"par|von|por|di|door|av|af|autor(?:a|es|en|in)?|auteure?s?", re.IGNORECASE)
"""Opens bylines and many other lines: a full name has to follow, where there is no colon."""
_BY_ACCOUNT = re.compile(
    r"^[Bb]y\s(?P<name>[a-z][a-z\d_.-]{2,30})(?=\s*$|\s*[|·•]|\s(?:on\s)?(?:[A-Z][a-z]{2,8}\.?\s)?\d)"
)
"""An account signs where nothing but a date follows: 'by jroe | 10 June 2020'; not 'by following these tips'."""
_WRITTEN_BY = re.compile(
    r"(?:written|posted) by|author|autor|auteur|(?:verfasst|geschrieben) von|[ée]crit par|escrito por|scritto da"
    r"|geschreven door|napisane przez|автор|作者|執筆者",
    re.IGNORECASE,
)
_ONLY_BY = re.compile(
    rf"(?:{BY})\s?[:：]?|(?:written )?by|(?:authors?(?:\(s\))?|autor(?:a|es|en|in)?|auteure?s?)\s?:?",
    re.IGNORECASE,
)
_AT_END = re.compile(
    r"(?:(?:this )?(?:article|post|story|blog|page) (?:was )?)?(?:(?:written|posted|published|authored"
    r"|reported|words|text) by|(?<= )by|by:)"
    r"|te(?:ks|x)t a[vf]|skrive[nt] a[vf]|skrevet a[vf]|texte par"
    r"|(?:the )?authors?(?:\(s\))?\s?(?:[:：]|$)|[（(]?(?:作者|撰文|撰稿|记者)\s?[:：]|autor(?:es"
    r"|a)?\s?:|auteurs?\s?:",
    re.IGNORECASE,
)
_IN_IDEOGRAPHS = frozenset({"ja", "ko", "zh"})
_ONE_EACH = frozenset({"citation_author", "dc.creator", "dcterms.creator", "dc.contributor.author"})
_OF_SOURCE = re.compile(
    r"(?:信息|文章|新闻|稿件)?(?:来源|來源|稿源|出处|出典|출처)\s?(?:[:：]\s?|\s)[^\s|｜]+"
    r"|(?<!\w)(?:source|fuente|fonte|quelle|bron|источник)\s?:\s?[^|·•]+",
    re.IGNORECASE,
)
"""Whom a text is from is told beside its title as well, and has not signed it for that."""
_ALONE = r"(?<![\w>›»])(?<![>›»]\s){}(?!\w|\s?[>›»])"
"""No part of a longer name, and no step of a breadcrumb."""
_MOST_BESIDE_BODY = 60
"""Characters of a line besides the name of the body that signs: a label, a day, a place."""
_INITIALS = re.compile(r"(?:[A-Z]\.?){2,6}")
_WORDS_OF_ONE = re.compile(r"[A-Z][^\W\d_A-Z]+,\s[A-Z][^\W\d_A-Z]+")
_MARKED = re.compile(r"[aA]uthor(?!i[sz]|ity)|[bB]yline|\bwriter\b")
_PERHAPS_MARKED = etree.XPath(
    "body//@class[contains(., 'uthor') or contains(., 'yline') or contains(., 'writer')]/.."
    " | body//@rel[contains(., 'author')]/.. | body//a/@href[contains(., '/aut')]/.."
)
"""Asks attributes, not elements, which is faster; ``_is_marked`` looks closer."""
_IN_PICTURE = etree.XPath("boolean(ancestor-or-self::figure | ancestor-or-self::figcaption)")
_CREDIT = re.compile(r"©|\b(?:photo|foto|picture|image|imagen)s?\s?[/:]", re.IGNORECASE)
_AUTHOR_PAGE = re.compile(r"/(?:authors?|autor(?:en|es|as|a|i)?|auteure?s?)/[^/?#]")
_INNER_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_THE_NAME = re.compile(
    r"(?:(?<![a-z])|(?<=author))(?:bio(?:graphy)?|desc(?:ription)?|categor(?:y|ies)|topics?|image|img|avatar|photo"
    r"|social|title|role|job|position|date|time|about|links|comments?|read|views?|counts?|hits)(?![a-z])",
    re.IGNORECASE,
)
_CHECKED = re.compile(
    r"^contacts?\b|\b(?:reviewed|fact[- ]checked|edited)\b|(?:^|medical(?:ly)? |expert )(?:reviewer|editor)s?\b",
    re.IGNORECASE,
)


@frozen
class Authors:
    """The names, where they were read, and the visible lines in which they stood."""

    names: tuple[str, ...] = ()
    origin: str = ""
    lines: tuple[Line, ...] = ()


@frozen
class _Claim:
    origin: str
    texts: list[str]
    lines: tuple[Line, ...] = ()
    visible: bool = False
    """Whether the names were read from visible text, where they must be written as names."""
    signs: bool = False
    """Whether the form of the claim says that this is the signature, a body's or an account's as well."""

    def names(self) -> tuple[str, ...]:
        """The names in the texts, each once."""
        names = dict.fromkeys(name for text in self.texts for name in names_in(text))
        return tuple(name for name in names if not self.visible or is_proper(name))[:_MOST]


def find_authors(sources: Sources, portal_names: Iterable[str]) -> Authors:
    """The authors of the page's article; ``portal_names`` are the portal's own names, which rarely sign."""
    portal = frozenset(plain_name(name) for name in portal_names if name)
    host = (urlsplit(sources.document.url).hostname or "").split(".")
    in_metas = cache(partial(_others_in_metas, sources, portal))
    body = Authors()
    for claim in _claims(sources):
        names = claim.names()
        others = in_metas() if names and claim.origin.startswith("meta:") else portal
        signed = [name for name in names if plain_name(name) not in others and not _is_of_host(name, host)]
        if claim.origin == "rule" and names:
            return Authors(names, claim.origin)
        if people := _people(signed):
            return _and_others(sources, Authors(people, claim.origin, claim.lines))
        if body.names or not names:
            continue
        is_told = claim.signs and (signed or claim.lines)
        if is_told or _is_seen_to_sign(sources, names[0]):
            body = Authors(names[:1], claim.origin, claim.lines)
    return body


def _others_in_metas(sources: Sources, portal: frozenset[str]) -> frozenset[str]:
    """Whom the head may name who has not signed: the portal, the holders of rights, who put the page up."""
    kept_by = map(plain_name, editors(sources.outline))
    return portal | frozenset(_holders(sources)) | frozenset(kept_by)


def _holders(sources: Sources) -> Iterator[str]:
    """Who holds the rights in the page, as its head says; there the same name is no signature."""
    for name in meta.COPYRIGHT:
        yield from (plain_name(_OF_COPYRIGHT.sub("", holder)) for holder in sources.metas.get(name, ()))


def _is_of_host(name: str, labels: Sequence[str]) -> bool:
    """Whether a name is a label of the host or some that follow each other: 'ExampleDaily' on example.daily.org."""
    own = name.casefold()
    return any("".join(labels[at:end]) == own for at, end in combinations(range(len(labels) + 1), 2))


def _and_others(sources: Sources, found: Authors) -> Authors:
    """What was found, or the longer list of the head that holds the same names, if the page shows all of them."""
    for claim in _from_metas(sources):
        people = _people(claim.names())
        if set(found.names) < set(people) and all(map(sources.outline.shows, people)):
            return Authors(people, claim.origin, found.lines)
    return found


def _people(names: Iterable[str]) -> tuple[str, ...]:
    """The people among names: beside a full name a single word is a place, a desk or a trade ('Jane Roe, Oldtown'),
    what is written in capitals throughout a body ('Jane Roe, BBC NEWS'), and what somebody is is nobody."""
    people = [name for name in names if not is_organisation(name)]
    people = list(filter(is_full, people)) or people
    people = [name for name in people if not is_trade(name)] or people
    return tuple([name for name in people if not name.isupper()] or people)


def _is_seen_to_sign(sources: Sources, body: str) -> bool:
    """Whether a body's name stands beside the title by itself, where the reader sees it sign; an account is no body."""
    if is_account(body):
        return False
    outline, body = sources.outline, _folded(squeeze(body))
    longest = len(body) + _MOST_BESIDE_BODY
    beside = (
        line for line in outline.head(8) if line.position != outline.title and len(line.text) <= longest
    )
    return any(
        _stands_alone(body, _folded(_OF_SOURCE.sub("", line.text))) and not outline.is_outside(line.element)
        for line in beside
    )


def _folded(text: str) -> str:
    """Whatever the case, of the Turkish i's as well, which capitals of a page may have lost."""
    return text.replace("İ", "i").replace("ı", "i").casefold()


def _stands_alone(body: str, line: str) -> bool:
    """Whether a line names a body by itself: not as a part of a longer name, nor as a step of a breadcrumb."""
    # An expression takes longer to make than all lines to look through, and few have the name.
    return body in line and re.search(_ALONE.format(re.escape(body)), line) is not None


def _claims(sources: Sources) -> Iterator[_Claim]:
    yield _Claim("rule", list(sources.declared_all(sources.rules.authors)))
    names, is_person = _json_ld_names(sources)
    yield _Claim("json-ld:author", names, signs=is_person)
    yield from _from_bylines(sources)
    yield from _from_metas(sources)
    yield _Claim("itemprop:author", [_item_name(sources, item) for item in sources.items.get("author", ())])
    yield from (_Claim(origin, [names], lines) for origin, names, lines in reporters(sources.outline))
    yield from (_Claim(origin, [names], lines) for origin, names, lines in closing(sources.outline))
    beside, anywhere = _marked(sources)
    yield _Claim("mark:author", list(beside)[:4], tuple(dict.fromkeys(beside.values())), signs=True)
    if len(anywhere) == 1:
        yield _Claim("mark:author", list(anywhere))
    yield from _from_end(sources)
    for found, line in beside_date(sources):
        yield _Claim("text:beside date", found, (line,), visible=True)
    yield from _from_card(sources)


def _from_metas(sources: Sources) -> Iterator[_Claim]:
    """What the head says, but for who put the page or the site up."""
    for name in meta.AUTHOR:
        texts = [_one_name(name, text) for text in sources.metas.get(name, ()) if "://" not in text]
        texts = [text for text in texts if not _is_of_site(sources, text)]
        yield _Claim(f"meta:{name}", texts, signs=name == "author" and all(map(is_account, texts)))


def _is_of_site(sources: Sources, text: str) -> bool:
    """Whether an author in the head is rather who put the page up, or made the site: the initials of a body, names in
    ideographs that the page shows nowhere, a Latin word on a page in ideographs, words that are the page's keywords as
    well."""
    if _INITIALS.fullmatch(text):
        return True
    keywords = {
        word for name in meta.KEYWORDS for text in sources.metas.get(name, ()) for word in _parted(text)
    }
    shared = keywords.intersection(_parted(text))
    if len(shared) > 1 and not all(is_proper(word) and " " in word for word in shared):
        return True
    if is_cjk(text):
        return not any(map(sources.outline.shows, names_in(text)))
    are_words = all(" " not in name for name in names_in(text))
    return are_words and not _IN_IDEOGRAPHS.isdisjoint(map(primary_of, sources.languages))


def _parted(text: str) -> set[str]:
    return {part.strip() for part in text.split(",")}


def _from_card(sources: Sources) -> Iterator[_Claim]:
    """What the head lets other sites show in a card under the label 'Written by', an account excepted."""
    for number in "12":
        label = sources.metas.get(f"twitter:label{number}", ("",))[0]
        names = sources.metas.get(f"twitter:data{number}", ("",))[0]
        if _WRITTEN_BY.fullmatch(label) and not is_account(names):
            yield _Claim(f"meta:twitter:data{number}", [names], signs=True)


def _json_ld_names(sources: Sources) -> tuple[list[str], bool]:
    """Names that the page shows as well, since systems also write down who typed the page in; and whether they are
    said to be people's."""
    written = sources.article.get("author") or sources.article.get("creator")
    authors = resolve(written, sources.nodes)
    people = [author for author in authors if not _is_organisation(author)]
    names = [_written_name(author) for author in people or authors]
    shown = [name for name in names if name and sources.outline.shows(name)]
    return shown, any(isinstance(author, dict) for author in people)


def _written_name(author: Any) -> str:
    """A person's name, put together where only its parts are given."""
    parts = (author.get("givenName"), author.get("familyName")) if isinstance(author, dict) else ()
    return text_of(author) or " ".join(filter(None, map(text_of, parts)))


def _is_organisation(author: Any) -> bool:
    return isinstance(author, dict) and any("Organization" in kind for kind in types_of(author))


def _one_name(meta_name: str, text: str) -> str:
    """Citation metas hold one person each, the family name first: 'Roy, Aniruddha'; others where both are one word."""
    last, comma, first = text.partition(",")
    is_inverted = (
        comma
        and not is_organisation(text)
        and (_WORDS_OF_ONE.fullmatch(text) or (meta_name in _ONE_EACH and "," not in first))
    )
    return f"{first.strip()} {last.strip()}" if is_inverted else text


def _item_name(sources: Sources, element: HtmlElement) -> str:
    if sources.outline.is_outside(element) or _IN_PICTURE(element):
        return ""
    names = [e for e in element.iter() if isinstance(e.tag, str) and "name" in e.get("itemprop", "").split()]
    chosen = names[0] if names else element
    return squeeze(chosen.get("content") or visible_text(chosen))[:_LONGEST_MARKED]


def _from_bylines(sources: Sources) -> Iterator[_Claim]:
    lines = sources.outline.lines
    for line in sources.outline.head(*_NEAR):
        if len(line.text) > _LONGEST_LINE or line.position == sources.outline.title:
            continue
        if sources.outline.is_outside(line.element) and not sources.outline.is_in_teaser(line.element):
            continue
        if match := _BY_ACCOUNT.search(line.text):
            yield _Claim("text:byline", [match["name"]], (line,), signs=True)
        elif (match := _BYLINE.search(line.text)) and _may_sign(match):
            yield _Claim("text:byline", [_as_marked(line, match["names"])], (line,), visible=True, signs=True)
        elif _ONLY_BY.fullmatch(line.text) and line.position + 1 < len(lines):
            after = lines[line.position + 1]
            yield _Claim(
                "text:byline", [after.text[:_LONGEST_MARKED]], (line, after), visible=True, signs=True
            )


def _as_marked(line: Line, names: str) -> str:
    """What follows 'by', without what runs on behind the only name where the page marks that one."""
    marked = map(
        visible_text, _innermost(list(filter(_is_marked, line.element.iter("a", "span", "b", "strong"))))
    )
    return next(
        (name for name in marked if [*names_in(names)] == [names] and names.startswith(f"{name} ")), names
    )


def _may_sign(match: re.Match[str]) -> bool:
    is_weak = _WEAK.fullmatch(match["by"]) and not match["colon"]
    return not is_weak or any(map(is_full, names_in(match["names"])))


def _marked(sources: Sources) -> tuple[dict[str, Line], Collection[str]]:
    """The names in elements called author: those beside the title with their lines, and those of all of them."""
    outline = sources.outline
    beside: dict[str, Line] = {}
    anywhere: dict[str, None] = {}
    marked = islice(filter(_is_marked, _PERHAPS_MARKED(sources.document.tree)), _MOST_MARKED)
    for element in _innermost(list(filter(_may_be_name, marked))):
        line = outline.line_of(element)
        if line is None or _CHECKED.search(line.text) or outline.is_outside(element) or _is_credit(element):
            continue
        names = [name for name in names_in(visible_text(element)) if is_proper(name)]
        anywhere.update(dict.fromkeys(names))
        title = outline.title or 0
        last = min(outline.prose, title + _FARTHEST_MARKED)
        if title - 6 <= line.position <= last and _is_neighbour(line, beside):
            beside.update(dict.fromkeys(names, line))
    return beside, anywhere


def _is_marked(element: HtmlElement) -> bool:
    """Whether a page calls an element an author: by class, ``rel`` or a link to the author's page."""
    is_named = _MARKED.search(element.get("class", "")) or "author" in element.get("rel", "")
    return bool(is_named or (element.tag == "a" and _AUTHOR_PAGE.search(element.get("href", ""))))


def _may_be_name(element: HtmlElement) -> bool:
    called = _INNER_CAPITAL.sub("-", names_of(element))
    return bool(short_text(element, _LONGEST_MARKED)) and not _NOT_THE_NAME.search(called)


def _is_credit(element: HtmlElement) -> bool:
    """Whether an element says who took a picture."""
    return bool(_CREDIT.search(visible_text(element)))


def _is_neighbour(line: Line, others: dict[str, Line]) -> bool:
    """Whether a line stands with those before it: who is marked further down has another part."""
    return not others or line.position - max(other.position for other in others.values()) <= 1


def _innermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    """Without those that hold another of them: 'author vcard' round the link with the name."""
    holders = {ancestor for element in elements for ancestor in element.iterancestors()}
    return [element for element in elements if element not in holders]


def _from_end(sources: Sources) -> Iterator[_Claim]:
    """A labelled sentence or line below the title, where all such lines name the same."""
    outline = sources.outline
    found: dict[str, tuple[Line, ...]] = {}
    for line in outline.lines[(outline.title or 0) + 1 :]:
        match = _AT_END.match(line.text) if len(line.text) <= _LONGEST_LINE else None
        if not match or outline.is_outside(line.element):
            continue
        if written := line.text[match.end() :].strip(" :)）"):
            found[written[:_LONGEST_MARKED]] = (line,)
        elif line.position + 1 < len(outline.lines):
            after = outline.lines[line.position + 1]
            found[after.text[:_LONGEST_MARKED]] = (line, after)
    if len(found) == 1:
        text, lines = found.popitem()
        yield _Claim("text:byline", [text], lines, visible=True)
