"""Names of people as bylines write them: taken out of their line, freed of roles and degrees, checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.months import is_english_month
from pipelines.outline import squeeze

_LONGEST = 60
_LONGEST_BODY = 120
_MOST_WORDS = 6
_LONGEST_AGENCY = 4
BY = (
    r"(?:(?:written|posted|published|authored|reported|created|compiled|story|words|text|article|interview"
    r"|contributed)\s+)?"
    r"(?:by|par|von|por|di|door|av|af)(?=\s|:)|autor(?:a|es|en|in)?(?=\s|:)|auteure?s?(?=\s|:)|(?:authors?"
    r"|writers?|written)(?:\(s\))?(?=\s?[:：|]|$)"
    r"|автор(?:ы)?|yazar|penulis|الكاتب|بقلم|作者|(?:著|執筆)者?(?=\s?[:：]|\s|$)|撰文|撰稿(?:人)?|(?:本报|本社|新华社)?(?:记者|記者)"
    r"|通讯员|(?:작성자\s?:\s?)?(?:시민|객원|명예)?기자"
    r"|(?:erstellt|eingestellt|gepostet|gespeichert|verfasst|geschrieben|ver[öo]ffentlicht) von(?=\s|:)"
    r"|(?:ein |eine )?(?:artikel|(?:gast|blog ?)?beitrag|gastkommentar|kommentar|bericht|reportage|interview|analyse"
    r"|essay) von(?=\s|:)"
    r"|(?:article |tribune )?(?:publié|écrit|rédigé) par(?=\s|:)|(?:publicado|escrito|redactado) por(?=\s|:)"
)
_BY_FIRST = re.compile(
    rf"^(?:{BY}|\w{{2,12}}(?: and \w{{2,12}})? by(?=\s)|(?:text|words|story|interview|bericht|reportage)(?=\s?:))"
    r"\s?[:：|]?\s*",
    re.IGNORECASE,
)
_OTHER_PART = re.compile(
    r"(?:(?:fact[- ])?(?:checked|edited|reviewed)|photo(?:graph)?s?|photography|images?|illustrations?|video"
    r"|translated) by\b",
    re.IGNORECASE,
)
"""What somebody else did for an article than to write it."""
_BETWEEN = re.compile(
    r"\s*(?:[;|、，•·⋅/]|,?\s(?:and|und|et|y|e|og|och|en|и|و|&|\+|with|avec)\s|,)\s*",
    re.IGNORECASE,
)
_WITH = re.compile(r"\s?\((?:[Aa]vec|[Ww]ith|[Mm]it|[Cc]on|[Cc]om|[Mm]et)\s([^\W\d_a-z][^()]*)\)")
_OF_PICTURES = re.compile(
    r"(?:[,;]|\s(?:and|und|et|y|e)(?=\s))?[^,;()]{2,40}\((?:fotos?|photos?|pictures?|bild(?:er)?|images?|illustrations?|video)\)",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?<=\w)(?:\s?[(（][^()（）]*[)）])+")
"""'Jane Roe (BBC and AP)': what is in brackets after a name is no other."""
_SECOND_NAME = re.compile(r"\S+\s\([^()]*\)\s[^\W\d_a-z]")
"""'Jane (Mary Ann) Roe'"""
_WEEKDAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_CREDENTIAL = re.compile(
    r"(?:[A-Z]\.?){2,8}|(?:[A-Z][a-z]?\.?){2,4}|[A-Z-]{2,8}(?: [A-Z\d-]{2,5})?|P[Hh]\.?\s?[Dd]\.?|Esq\.?"
    r"|[JSjs]r\.?|[Dd]r\.?|Prof\.?|Rev\.?"
)
_MARKS = " .,:;&-–—\"'“”|"
_DAY = re.compile(r"\s\d")
_TOP = r"(?:com|org|net|info|news|online|[a-z]{2})"
_HOST = re.compile(rf"(?:[\w-]+\.)+{_TOP}|(?-i:(?:[A-Z\d-]{{3,}}\.)+)(?:COM|ORG|NET|INFO|NEWS|[A-Z]{{2}})")
_OF_SITE = re.compile(rf"(?:[\w-]+\.)+{_TOP}\s\((?P<name>[^()]+)\)\s?")
"""'example.pl (Jan Kowalski)': who wrote, and where."""
_CLAUSE = re.compile(r"[。？！?].|[？！?]$|[，,][\u3040-\u9fff]{8}")
"""What goes on behind the word for 'reporter' in a sentence: '记者今天获悉，自一月起…'"""
_WHERE = re.compile(r"(?:in|on|at|am|um|em|en|le|el|last|updated|published|posted)\s", re.IGNORECASE)
"""Opens what follows the names: where, when, in which section."""
_TRADE = re.compile(
    r"(?P<name>\S+(?: \S+){1,3}?)(?: (?:senior|staff|freelance|news|features?|lifestyle|health|politic(?:s|al)|science"
    r"|sports?|business|money|tech(?:nology)?|crime|court|education|environment|transport|royal|travel|food|culture"
    r"|arts?|tv|showbiz|world|foreign|local|community)){0,2}"
    r" (?:writer|reporter|correspondent|editor|journalist|columnist|twitter|facebook|instagram|linkedin|le|el|am"
    r"|illustration\b.*)",
    re.IGNORECASE,
)
_AGENCY = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]+(?: [\w.'’-]+){1,2}) (?:(?:AP|AFP|PTI|PAP|UPI|IANS|ANI|TNN|DPA|dpa)(?: .*)?"
    r"|[\w-]+\.(?:com|org|net|ca|co\.uk))"
)
"""'Jane Roe AP Medical', 'Jane Roe ExampleNews.ca'"""
_ROLE = re.compile(
    r"\s*(?:[\[<–—@#]|\((?![^()]*\)\s)).*$|\s-\s.*$|\s(?:is|was|has|in|for|at|on|from|about|who)\s.*$"
    r"|[\s.,]+(?:reviewed|edited|medically|fact[- ]checked|photos?|photography|posted|published|updated"
    r"|ver[öo]ffentlicht|aktualisiert|publié|publicado|pubblicato"
    r"|last|read more|view|see all|follow|min)\b.*$"
    r"|(?<=\w\s)(?<=\w{2}\s)\b(?:former|deputy|chief|senior|sr\.|staff writer|contributing|correspondent"
    r"|founder|director)\b.*$|\s+[\u3400-\u9fff]{2,6}\s?[:：].*$|\s*(?:编辑|責任|责任|来源|來源|发布|報道|报道|摄).*$",
    re.IGNORECASE,
)
_ROLES = (
    r"(?:expert|director|editor|manager|writer|reporter|correspondent|journalist|founder|officer|scientist|economist"
    r"|specialist|president|professor"
    r"|analyst|reviewer|consultant|engineer|ceo|cto|attorney|coach|fellow|representative|advisor|contributor"
    r"|designer|developer|strategist|(?:bi|ge|hydr)ologist|ecologist|veterinarian"
    r"|blogger|researcher|minister|secretary)s?"
)
_ALL_ROLE = re.compile(rf"(?:.*\b{_ROLES}\b.*)", re.IGNORECASE)
_ENDS_TRADE = re.compile(rf"\b{_ROLES}$", re.IGNORECASE)
_NO_NAME = re.compile(
    r"\w*admin\w*|.* admin(?:istrator)?|editors?|webmaster|user|authors?|guest|anonymous|unknown|none|null|n/?a"
    r"|test|root|default|super ?user|by|the author"
    r"|(?:written|posted|published|reviewed|edited) by"
    r"|(?:author )?redaktion|redacci[óo]n|r[ée]daction|redazione|redakcja|redaksi|редакция|пресс-служба"
    r"|编辑|信息|本站|本网|佚名|网站管理员|(?:系统)?管理员|未知|匿名|网络(?:整理|综合)?|互联网|整理|整合|综合|编译|转载|原创"
    r"|view all posts|read more|share|follow|comments?"
    r"|(?:more|all|older|newer) (?:posts|articles|stories)|no author|agencies|revised edition|sponsored(?: content)?"
    r"|(?:alle|weitere|mehr) (?:beitr[äa]ge|artikel)|(?:keine )?kommentare?|(?:gast)?autor(?:in|es|a)?|auteure?s?"
    r"|verfasser(?:in)?|redakteur(?:in)?|r[ée]dacteur|redactor|nachrichten|agenturen|rebloggt|gesponsert\w*.*|text|fotos?"
    r"|(?:publicado|publié|ver[öo]ffentlicht|erstellt|aktualisiert|actualizado)(?: (?:el|le|am|en))?|von|par|por|über"
    r"|last(?: (?:modified|updated|reviewed))?"
    r"|(?:head|lead|chief|senior|deputy|assistant) [\w-]+"
    r"|(?:[\w-]+ ){0,2}(?:version|download|signature)"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|(?:full |short |author )?bio(?:graphy)?"
    r"|learn(?: more)?|page|opis|description"
    r"|(?:our |staff |special |news )?(?:writer|reporter|correspondent|journalist)s?"
    r"|shutterstock|getty images|istock(?:photo)?|thinkstock|dreamstime|fotolia|unsplash|pixabay|pexels|adobe ?stock"
    r"|depositphotos|123rf|alamy|corbis|facebook|twitter|instagram|youtube"
    r"|调查|調查|部落|一[览覽]|(?:采访|採訪)?(?:报道|报导|報導|報道)|(?:手机|手機|电脑|電腦)版"
    r"|.{0,4}(?:获悉|獲悉|了解到|据悉|據悉|来到|來到).*"
    r"|posted|published|updated|home|blog|news|reviews?|human|profile|photo|image|title|name|webteam"
    r"|web ?master|publisher|wpadmin|content|drupal|joomla|sitecore|typo3|wordpress|sharepoint"
    r"|community|topics?|dates?|e-?mail|mail|phone|hand|categor(?:y|ies)|years?|types?|subjects?|tags?|links?|location|contact"
    r"|(?:发布|更新)?(?:时间|日期)|(?:浏览|点击|阅读|人气|人氣|字号|字体|分享|打印|关闭|收藏|来源|作者|审核)\w{0,2}"
    r"|著者\w*|紹介|一覧|情報|プロフィール|について|简介|介绍",
    re.IGNORECASE,
)
_LAW = re.compile(
    r"(?:.*\s)?(?:decree|ordinance|regulation|directive|resolution|legislation|deadline|date"
    r"|decreto(?:[- ](?:ley|legge|lei))?|décret|dekret|verordnung|gesetz|erlass)s?"
    r"|(?:amending|repealing|zu[rm]?|\w*(?:verordnung|gesetz|erlass|dekret)|loi|décret|arrêté|decreto|legge|ley)(?:\s.*)?"
    r"|(?:popular demand|royal (?:command|appointment|assent)|order of .*|request|invitation|default|law|hand|post)",
    re.IGNORECASE,
)
"""What a law or a label is called, and what else stands after 'by'."""
_NUMBER_OF = re.compile(
    r"(?:.*\s)?(?:no|nos|nr|n|num|number|art|article|section|chapter|vol|part|page)[.º°]*", re.IGNORECASE
)
"""Ends before the number of a law, a section or an issue: 'Decree No'."""
_OPEN_END = frozenset({
    "vom", "von", "van", "zum", "zur", "am", "im", "der", "die", "das", "den", "des", "du", "de", "del", "della", "di",
    "el", "la", "le", "les", "il", "lo", "of", "the", "a", "an", "and", "or", "to", "at", "on", "in", "by", "for", "is",
    "от", "до",
})  # fmt: skip
"""Words in which no name ends: something was to follow."""
_STRANGE = re.compile(r"^\d+\.?\s|^\d\d?[.:]\d\d|[@<>{}=#\"?!*%$]|://|www\.|\d{3}|\.\w{2,}\.|[:：]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK_NAME = re.compile(
    r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff·・]{4,12}|[\u3040-\u30ff\u3400-\u9fff]{2,8}|[\uac00-\ud7af]{2,5}"
)
_PARTICLES = frozenset({
    "de", "da", "do", "dos", "das", "del", "della", "di", "du", "van", "von", "der", "den", "ter", "la",
    "le", "el", "al", "bin", "ibn", "ben", "y", "e", "e.", "zu", "af", "av", "ten", "'t",
})  # fmt: skip
_TEAMS = frozenset({"team", "staff", "editors", "desk"})
_OF_BODIES = frozenset({"of", "for", "on", "and", "the", "in", "to"})
_ORGANISATION = re.compile(
    r"\b(?:team|staff(?!\s(?:sgt|sergeant))|editors|editorial|newsroom|desk"
    r"|inc|llc|ltd|gmbh|group|company|agency|bank"
    r"|university|college|institute|ministry"
    r"|department|office|association|foundation|society|blog|news|media|press|magazine|council|committee"
    r"|commission|centre|center|network"
    r"|(?:state|city|county|town(?:ship)?|village|borough|province|commonwealth) of|polizei\w*|feuerwehr"
    r"|istituto|sénat|ministerium|\w*amt|beh[öo]rde|ministère|ministerio|ministério|ministero|gouvernement|gobierno|governo|regierung|republik"
    r"|république|república|presidency|embassy|parliament|senate|police|federal|bundes\w+|presse\w*|pressestelle"
    r"|services|solutions|marketing|contributor|government|administration|authority|bureau|branch|directorate|division"
    r"|secretariat|communications|affairs|brigade|battalion|regiment|squadron|wing"
    r"|(?:national|general|legislative) assembly|assembl[ée]e (?:nationale|générale)|asamblea (?:nacional|legislativa)"
    r"|assembleia|(?:congress?o|senado|municipi(?:o|um)|mairie) (?:de|d['’]|do|da|del|federal|nacional)"
    r"|riksdag(?:en)?|folketinget|stortinget|eduskunta|parlament(?:o|ul|et)?"
    r"|parlement|\w{3,}(?:kansliet|departementet)|kancelaria|kancel[áa][řr]\w*|prefeitura|ayuntamiento|municipality"
    r"|statute book|(?-i:PIB)|кеңеш|кенеш|парламент\w*|министерств\w*|міністерств\w*"
    r"|правительств\w*|администраци\w*)\b"
    r"|(?:[网社报台局部委办厅]|办公室|中心|政府|单位|公司|大学|学院|协会|委员会)$|[\u3400-\u9fff][省县縣区區県庁]$",
    re.IGNORECASE,
)
_COMPANY = re.compile(
    r".+[\s,](?:[Ss]p\.? ?z\.? ?o\.? ?o|S\. ?A|S\.p\.A|S\.r\.l|GmbH|Inc|Ltd|LLC|PLC|plc|Corp|AG|Oy"
    r"|d\.o\.o|Kft|B\.V|N\.V)\.?"
    r"|(?:ООО|ЗАО|ОАО|ПАО|АО|ТОВ)\s.+"
)
"""A company, by its legal form."""
_BODY = re.compile(
    r"(?:the\s)?(?P<name>(?:[\w.&'’-]+\s){0,3}(?:department|ministry|office|bureau|agency|cent(?:er|re)|institute"
    r"|directorate|division|council|commission|committee|administration|authority|secretariat|service|board"
    r"|\w*ministerium|departement|\w*(?:anstalt|amt|direktion|kommission)|beh[öo]rde|minist[eè]re|minist[eé]ri?o"
    r"|secretar[ií]a|secr[ée]tariat|direction|direcci[óo]n|direzione|agence|agencia|agenzia|institut[oe]?|istituto)"
    r"\s(?:of|for|on|f[üu]e?r|der|des|zur|de|du|da|do|del|della|dell['’]\w+|per|para)\s[^|;·•\d]+)",
    re.IGNORECASE,
)
"""A body whose name says what it is for: 'and' and commas in it part no names."""
_LISTED_BODY = re.compile(
    r"(?:[^\W\d_][\w'’-]*(?:,\s(?:(?:and|et|&)\s)?|\s(?:and|et|&)\s)){1,4}[^,;|]{2,60}"
    r"\s(?:office|ministry|department|agency|authority|service|canada|australia)"
    r"|(?!.*\s(?:in|from|at|for|en|à|au)\s)[^,;|·•\d]{2,60}\s(?:canada|australia)"
    r"|(?:HM|H\.M\.|H(?:is|er) Majesty['’]s)\s[^,;|·•\d]{2,60}",
    re.IGNORECASE,
)
"""A body that is called after all that it does ('Immigration, Refugees and Citizenship Canada') or whose it is."""
_GOVERNMENT = re.compile(
    r"(?:the\s)?(?:government|gouvernement|gobierno|governo|regierung)\s(?:of|du|de|des|del|di|da|do)\s[^,;|]{3,60}",
    re.IGNORECASE,
)
"""What follows it are its parts: 'Government of Northland, Roads, Bridges and Ferries, Office of the Minister'."""
_INITIALS = re.compile(r"[A-Z]{2}")
_PLAIN = re.compile(r"[\W_]+")


def names_in(text: str) -> Iterator[str]:
    """The names in a byline, in order: 'By A. Jones, PhD and B. Smith, Staff Writers' holds two."""
    text = squeeze(text)[:300]
    text = text if _OTHER_PART.match(text) else _BY_FIRST.sub("", text)
    of_site = _OF_SITE.match(text)
    text = of_site["name"] if of_site and is_full(of_site["name"]) else text
    text = _WITH.sub(r", \1", _OF_PICTURES.sub("", text))
    text = text if _SECOND_NAME.match(text) else _ASIDE.sub("", text)
    if body := _body_in(text):
        yield body
        return
    parts = _BETWEEN.split(text)
    if _HOST.fullmatch(parts[0]) or (_CJK.search(parts[0]) and _CLAUSE.search(text)):
        return  # a site signs, and gives its place: 'example.de, Frankfurt, Germany'; or a sentence goes on
    for number, part in enumerate(parts):
        if _OTHER_PART.match(part):
            continue
        if number and _WHERE.match(part):
            return
        if (
            not number
            and _CJK.search(part)
            and not is_name(_ROLE.sub("", _BY_FIRST.sub("", part)).strip(_MARKS))
        ):
            return  # a sentence, in which the word for 'reporter' stood
        name = _ROLE.sub("", _BY_FIRST.sub("", part)).strip(_MARKS)
        # Where all is in capitals, two words are no degree.
        is_credential = _CREDENTIAL.fullmatch(name) and not (" " in name and parts[0].isupper())
        if number and (is_credential or _ALL_ROLE.fullmatch(part)):
            continue
        words, *rest = _DAY.split(name, maxsplit=1)
        name = _without_trade(_without_day(words))
        if is_name(name) and not (rest and _NUMBER_OF.fullmatch(words)):
            yield name


def _body_in(text: str) -> str:
    """The body whose name a text is or begins with, though 'and' and commas stand in it; empty where there is none."""
    if body := _BODY.match(text):
        return body["name"].strip(" .,:")[:_LONGEST_BODY]
    if _LISTED_BODY.fullmatch(text):
        return text
    government = _GOVERNMENT.match(text)
    return government[0] if government else ""


def _without_day(name: str) -> str:
    """'Daniel Renfrow April', 'Jane Roe Monday' and 'PTI Jan' stood before a date: neither word is theirs."""
    first, _, last = name.rpartition(" ")
    may_sign = " " in first or (first.isupper() and len(first) <= _LONGEST_AGENCY and not last.isupper())
    return first if may_sign and (is_english_month(last) or _WEEKDAY.fullmatch(last)) else name


def _without_trade(name: str) -> str:
    """'Jane Roe Health Reporter' and 'Jane Roe AP' ran together where a page sets them apart by style."""
    found = _TRADE.fullmatch(name) or _AGENCY.fullmatch(name)
    return found["name"] if found else name


def is_name(name: str) -> bool:
    """Whether a string can be the name of a person (or of who signs in a person's place)."""
    if not 2 <= len(name) <= _LONGEST or _STRANGE.search(name) or _NO_NAME.fullmatch(name):
        return False
    if _INITIALS.fullmatch(name) or _LAW.fullmatch(name) or name.rpartition(" ")[2] in _OPEN_END:
        return False
    if _CJK.search(name):
        return bool(_CJK_NAME.fullmatch(name.replace(" ", "")))
    return len(name.split()) <= _MOST_WORDS and any(c.isalpha() for c in name) and not is_english_month(name)


def is_proper(name: str) -> bool:
    """Whether a name is written as names are: every word but particles with a capital, where the script has any.

    A newsroom's may be written smaller: 'the Example team'.
    """
    words = [word.strip("().,'’") for word in name.split()]
    is_team = len(words) > 1 and words[-1].lower() in _TEAMS
    small = _PARTICLES | (_OF_BODIES if _BODY.match(name) else _TEAMS | {"the"} if is_team else frozenset())
    return all(not word or not word[0].islower() or word.lower() in small for word in words)


def is_particle(word: str) -> bool:
    """Whether a word belongs to names though it is written small: 'van', 'de'."""
    return word.lower() in _PARTICLES


def is_role(name: str) -> bool:
    """Whether a string says what somebody is rather than who: 'Senior Writer'."""
    return bool(_ALL_ROLE.fullmatch(name))


def is_account(name: str) -> bool:
    """Whether a name is that of an account: one word without capitals. ``admin`` and its like are no names at all."""
    return name.islower() and name.isascii() and " " not in name


def is_trade(name: str) -> bool:
    """Whether what looks like a long name says what somebody is: 'Urban Wildlife Biologist', not 'Anna Coach'."""
    return name.count(" ") > 1 and _ENDS_TRADE.search(name) is not None


def is_organisation(name: str) -> bool:
    """Whether a name says itself that it is no person's: a team, an office, a company, an account."""
    is_called_so = _BODY.match(name) or _LISTED_BODY.fullmatch(name) or _COMPANY.fullmatch(name)
    return bool(_ORGANISATION.search(name) or is_called_so) or is_account(name)


def is_body(name: str) -> bool:
    """Whether a name is that of a body and says what it is for: 'the Courts Service of Ireland'; no sentence."""
    return bool(_BODY.fullmatch(name)) and is_proper(name)


def is_cjk(name: str) -> bool:
    """Whether a name is written in ideographs, kana or Hangul."""
    return bool(_CJK.search(name))


def is_full(name: str) -> bool:
    """Whether a name has more than one word, or is written in a script that needs no more."""
    return " " in name or is_cjk(name)


def plain_name(name: str) -> str:
    """A name for comparison: without case, spaces and punctuation."""
    return _PLAIN.sub("", name.casefold())
