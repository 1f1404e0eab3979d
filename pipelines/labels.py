"""The words with which portals introduce dates, in many languages: published, changed, or neither."""

from __future__ import annotations

import re
from typing import Literal

from pipelines.months import is_weekday
from pipelines.places import is_city

Role = Literal["published", "modified"]

_PUBLISHED = (
    r"(?:submitted|posted|published|written|created|gespeichert|ver[öo]ffentlicht|erstellt|eingestellt|verfasst"
    r"|geschrieben|publié|soumis|enviado|publicado|escrito|inviato|pubblicato|geplaatst) "
    r"(?:by|von|par|por|da|door) [^|·•:;\d]{2,30}? (?:on|am|le|el|em|il|op)"
    r"|(?:first |originally |initially |date |last )?(?:published|posted|issued|released"
    r"|uploaded)(?: (?:on|at|online))?(?: date)?"
    r"|(?:publication|publish(?:ing)?|release|issue|issued|post(?:ing|ed)?|press release|article|news"
    r"|created?) (?:date|time)"
    r"|date(?: (?:of )?(?:publication|issue|issued|release|released|posted|created|added|signature|signing))?"
    r"|signed(?: on)?|sign[ée]e?(?: le)?|firmad[oa](?: el)?|fecha de (?:firma|expedici[óo]n)|unterzeichnet(?: am)?"
    r"|created(?: (?:on"
    r"|at))?|pub\.? ?date"
    r"|publi[ée]e?s?(?: le)?|date de publication(?: le)?|publication(?=\s?[:：])"
    r"|mise? en ligne(?: le)?|paru(?:e)?(?: le)?|post[ée]e?(?: le)?"
    r"|ver[öo]ffentlicht(?: am)?|ver[öo]ffentlichungsdatum|erschienen(?: am)?|datum|erstellt(?: am)?"
    r"|erscheinungsdatum"
    r"|publiziert(?: am)?"
    r"|kundgemacht(?: am)?|kundmachungsdatum|verlautbart(?: am)?|ausgegeben(?: am)?|ausgabedatum"
    r"|gazett(?:ed(?: on)?|e date)|date gazetted|date de parution|data og[łl]oszenia|og[łl]oszono"
    r"|дата (?:официального )?опубликования|kunngjort|utkom från trycket"
    r"|erstmals ver[öo]ffentlicht(?: am)?|publicad[oa](?: el| em| en)?|fecha(?: de publicaci[óo]n(?: de la norma)?)?"
    r"|publicaci[óo]n"
    r"|data(?: de publica[çc][ãa]o| (?:di )?pubblicazione| publikacji| dodania| public[ăa]rii| de publicaci[óo])?"
    r"|postado(?: em)?|pubblicat[oa](?: il)?|gepubliceerd(?: op)?|geplaatst(?: op)?|publicatiedatum"
    r"|opublikowan[oay]|dodan[oay]|d[aá]tum (?:objave|zve[řr]ejn[ěe]n[íi]|zverejnenia|vydání|vydania)|objavljen[oa]"
    r"|објављено|zverejnen[ée]|avaldatud|public[ēe]ts|paskelbta|нийтэлсэн|жарияланған|жарияланды"
    r"|дата(?: публикации)?|опубликован[оаы]?|добавлено|додано|добавено|размещен[оаы]?"
    r"|дата публікації|опубліковано|публикувано(?: на)?"
    r"|نشر(?: في| بتاريخ)?|ن[ُ]?شر(?: في)?|تاريخ(?: النشر)?|تم النشر(?: في)?|تاریخ(?: انتشار)?"
    r"|פורסם(?: ב)?|תאריך(?: פרסום)?"
    r"|发布(?:时间|日期|于)?|發佈(?:時間|日期|於)?|發布(?:時間|日期)?|发表(?:时间|日期|于)?|發表(?:時間"
    r"|日期)?|发文日期|成文日期|印发日期|签发日期"
    r"|刊登(?:日期|时间)|刊发时间|日期|日 ?期|时间|時間|公開日|掲載日|投稿日|発表日|登録日|上稿日期"
    r"|上版日期|公告日期|公布(?:日期|时间)|发稿(?:日期|时间)|(?:录入|上传)(?:日期|时间)"
    r"|(?:작성|등록|게시|발행|보도|배포|발표)일[자시]?|입력|날짜|ngày đăng|đăng ngày|đăng lúc|xuất bản"
    r"|(?:yay[ıi][nm](?:lanma)?|(?<!son )ilan) tarihi|yay[ıi][nm]land[ıi]|tari(?:kh?|h)|วันที่(?:เผยแพร่)?|เผยแพร่(?:เมื่อ)?"
    r"|प्रकाशित(?: तिथि)?|पोस्ट(?:ेड)?"
    r"|diterbitkan(?: pada)?|dipublikasikan|tanggal|publicerad|publiceret|publisert|udgivet|julkaistu"
    r"|zve[řr]ejn[ěe]no|publikov[áa]no"
    r"|cread[oa](?: el)?|criad[oa](?: em)?|creat[oa](?: il)?|création|cré[ée]e?(?: le)?|(?:aan)?gemaakt(?: op)?"
    r"|utworzono|создан[оа]?|створено|vytvo[řr]en[oée]|kreiran[oa]|ustvarjen[oa]|skapad|op(?:prettet|rettet)|luotu"
    r"|oluşturul(?:ma|du)(?: tarihi)?|dibuat(?: pada)?|ngày tạo|创建(?:时间|日期|于)|建立(?:时间|日期)|作成日"
    r"|تم الإنشاء(?: في)?|تاريخ الإنشاء|δημιουργήθηκε"
    r"|publicat(?: (?:pe|el|la))?|megjelent|k[öo]zz[ée]t[ée](?:ve|tel)|δημοσιεύ(?:θηκε|τηκε)"
    r"|ημερομηνία(?: δημοσίευσης)?"
)
_MODIFIED = (
    r"(?:page |date |content |article )?(?:last |recently |most recently )?(?:updated?|modified|edited"
    r"|revised|changed|amended)"
    r"(?: (?:on|at|date|time))?|(?:update|revision|modification) (?:date|time)|last (?:update|modification|revision"
    r"|change)|date (?:last )?updated"
    r"|mise? [àa] jour(?: le)?|modifi[ée]e?(?: le)?|(?:date de )?derni[èe]re (?:mise [àa] jour"
    r"|modification)(?: le)?"
    r"|actualis[ée]e?(?: le)?|date de modification|(?:zuletzt |letzte )?(?:aktualisiert|ge[äa]ndert"
    r"|bearbeitet|aktualisierung|[äa]nderung)(?: am)?"
    r"|stand(?: vom)?|(?:[úu]ltima )?(?:actualizaci[óo]n|modificaci[óo]n)|(?:actualizad"
    r"|modificad)[oa](?: el)?|(?:atualizad|modificad)[oa](?: em)?"
    r"|[úu]ltima (?:atualiza[çc][ãa]o|modifica[çc][ãa]o)|fecha de actualizaci[óo]n"
    r"|aggiornat[oa](?: (?:il|al))?|ultim[oa] (?:aggiornamento|modifica)"
    r"|(?:laatst )?(?:gewijzigd|bijgewerkt)(?: op)?|laatste (?:update|wijziging)|zaktualizowano"
    r"|(?:ostatnia )?aktualizacja|ostatnia modyfikacja|data modyfikacji"
    r"|(?:последнее )?обновлен(?:ие|о|а)|изменен[оа]?|дата (?:изменения|обновления)|оновлено"
    r"|останнє оновлення|актуализирано"
    r"|آخر تحديث|تحديث|حُدِّ?ث|تم التحديث(?: في)?|تاريخ التحديث|به[‌ ]?روز ?رسانی|עודכן(?: ב)?|עדכון אחרון"
    r"|更新(?:时间|日期|时间|於|于)?|更新時間|最後更新(?:日期|時間)?|最后更新(?:时间|日期)?|修改(?:时间"
    r"|日期)|修訂日期|最終更新日?|更新日時?"
    r"|수정일?|최종 ?수정일?|업데이트|cập nhật(?: lúc| ngày)?|(?:son )?güncelle(?:me|nme)(?: tarihi)?"
    r"|อัป?เดต(?:ล่าสุด)?|ปรับปรุง(?:ล่าสุด)?|अपडेट(?:ेड)?|अद्यतन"
    r"|diperbarui|dikemas ?kini(?: pada)?"
    r"|(?:senast )?(?:uppdaterad|ändrad)|(?:sist |sidst )?(?:opdateret|oppdatert)|päivitetty"
    r"|aktualizov[áa]no|actualizat(?: (?:la|pe|el))?|frissítve|ενημερώθηκε"
    r"|τελευταία ενημέρωση"
)
_OTHERWISE = (
    r"since|reviewed|checked|accessed|retrieved|views?|reads?|comment\w*|repl\w*|said|says|joined|member"
)
_NEITHER = (
    r"©|copyright|\(c\)|all rights|deadline|closing|closes|due|expir\w*|valid|effective|in force|event"
    r"|starts?|begins?|ends?"
    r"|born|died|founded|established|registered|today|heute|hoy|aujourd'hui|hoje|oggi|сегодня|今天|今日"
    r"|现在|截止|有效期|施行|实施|生效|fällig|gültig"
)

_BOUND = r"(?:^|(?<=[\s|·•,;:/()\[\]【】–—-])|(?<=[\u3000-\u9fff\uac00-\ud7af]))"
_END = (
    r"\s*(?:[:：;,]|\)|】|\]|–|—|-|\bto\b)?\s*(?:(?:in|im)\s+"
    r"|(?:(?:on|le|am|el|em|il|op|the|den)\s+)?(?:[^\W\d_]{2,14}\.?,?\s+)?)$"
)
_LABEL = re.compile(
    rf"{_BOUND}(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED})|(?P<neither>{_NEITHER}"
    rf"|{_OTHERWISE})){_END}",
    re.IGNORECASE,
)
_ONLY_LABEL = re.compile(
    rf"(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))\s?[:：]?", re.IGNORECASE
)
_NOT_A_CLAIM = re.compile(
    rf"(?<!\w)(?:{_NEITHER})(?!\w)|[\d日일)]\s?(?:まで|迄|까지|止(?!\w))|日.{{0,60}}(?:通过|通過|修订|修正)[)）]$",
    re.IGNORECASE,
)
# Words that mean any date: what stands before them says which ('Event date', 会议时间), alone they are the article's.
_ANY_DATE = re.compile(
    r"date|datum|fecha|data|дата|publication|tari(?:kh?|h)|tanggal|วันที่|تاريخ|تاریخ|日 ?期|时间|時間|날짜|ημερομηνία",
    re.IGNORECASE,
)
_WHICH_DATE = re.compile(
    r"\s(?:limite?|l[íi]mite|butoir|of|der|des|de la|de l['’]|del|della|da|do)(?!\w)", re.IGNORECASE
)
"""'Date limite', 'Datum der Sitzung': what follows a word that means any date says which."""
_WHICH_DATE_BEFORE = re.compile(
    r"(?<!\w)(?:date|datum|fecha|data)\s(?:limite?|l[íi]mite|butoir|of|der|des|de|del|della|da|do)(?!\w)[^\d]{0,40}$",
    re.IGNORECASE,
)
_DRAFTED = re.compile(
    r"(?:(?:first |originally |initially |date |last )?issued|(?:issue|issued|created?|signature) (?:date|time)"
    r"|date (?:of )?(?:issued?|created|signature|signing)|created|signed|drafted|written|erstellt|verfasst"
    r"|geschrieben|unterzeichnet|sign[ée]|rédigé|firmad|fecha de (?:firma|expedici)"
    r"|成文|发文|印发|签发|作成|작성|подписан|cread[oa]|criad[oa]|creat[oa]|création|cré[ée]|(?:aan)?gemaakt|utworzono"
    r"|создан|створено|vytvo[řr]en|kreiran|ustvarjen|skapad|op(?:prettet|rettet)|luotu|oluşturul|dibuat|ngày tạo|创建"
    r"|建立|الإنشاء|δημιουργήθηκε)",
    re.IGNORECASE,
)
_DIVIDER = re.compile(r"[|·•●⋅]|\s[–—-]\s")
_WEEKDAY = r"(?P<word>(?:[^\W\d_]{2,14}\.?,?\s)?)"
_BOUND_BY = re.compile(
    r"(?:(?<!\w)(?:until|till?|by|before|through|(?:no|not) later than|as (?:of|at)|starting|with effect from"
    r"|bis(?: zum| einschließlich)?|spätestens(?: am)?|ab(?: dem)?|jusqu['’]au|avant le|au plus tard le"
    r"|[àa] (?:partir|compter) du|dès le|hasta(?: el)?|antes del?|a (?:partir|contar) del?|desde(?: el)?"
    r"|até(?: [oa]o?)?|a partir de|fino al|entro(?: il)?|a decorrere dal|dal|tot(?: en met)?|uiterlijk(?: op)?"
    r"|vanaf|til og med|till och med|sen(?:e|a)st(?: den)?|från(?: och med)?|fra(?: og med)?|(?-i:do|DO)(?: dnia)?"
    r"|od(?: dnia)?|až do|najkasneje do|kuni|iki|līdz|hasta|до|к|не позднее|έως|μέχρι|έως και|حتى|قبل"
    r"|ถึง|ภายใน|hingga|sampai|sehingga|đến|trước)"
    rf"|[~～〜]|jusqu['’]à|截至|截止到?)\s?[:：]?\s?{_WEEKDAY}$",
    re.IGNORECASE,
)
"""A date up to which or from which something holds is that of no publication. 'Do' is a Thursday in German."""
_ACTS = (
    r"laws?|acts?|decrees?|ordinances?|regulations?|directives?|resolutions?|decisions?|orders?|judge?ments?"
    r"|treat(?:y|ies)|contracts?|agreements?|protocols?"
    r"|\w*(?:gesetz(?:es)?|verordnung|erlass(?:es)?|dekrets?|richtlinie|satzung|beschluss(?:es)?|urteils?"
    r"|vertrag(?:e?s)?)"
    r"|lois?|décrets?(?:-lois?)?|arrêtés?|ordonnances?|règlements?|jugements?|arrêts?|décisions?"
    r"|ley(?:es)?|decretos?(?:[- ](?:ley|lei))?|orden(?:anza)?|resoluci[óo]n|reglamento|sentencia"
    r"|legge|decreti|ordinanza|sentenza|delibera(?:zione)?|regolamento"
    r"|lei|portaria|despacho|resolução|regulamento|acórdão|wet|besluit|verordening"
    r"|ustaw[ay]|rozporządzeni[ea]|zarządzeni[ea]|uchwał[ay]|zákon\w*|vyhlášk\w*|nařízení"
    r"|закон\w*|указ\w*|постановлени\w*|распоряжени\w*|приказ\w*|постанов\w*|наказ\w*|розпорядженн\w*"
)
_NEWS = (
    r"(?:press|media|news)\s?(?:releases?|statements?|notes?|notices?|communiqués?|conferences?)|news\w*|releases?"
    r"|statements?|speech(?:es)?|remarks|bulletins?|announcements?|gazettes?|articles?|reports?|posts?|blog"
    r"|\w*(?:mitteilung|meldung|bekanntmachung|anzeiger|blatt)(?:en)?|\w*nachrichten|rede|bericht|artikel"
    r"|notes? d['’]information|communiqués?|journal|actualités?|discours|comunicados?|comunicato|notas?|noticias?"
    r"|notícias?|discurso|bolet[íi]n|boletim|gaceta|bollettino|notizi[ae]|\w*bericht|komunikat\w*|novic[ae]|vijesti?"
    r"|сообщени\w*|новост\w*|новин\w*"
)
_NOUN = re.compile(rf"(?<!\w)(?:(?P<news>{_NEWS})|(?P<act>{_ACTS}))(?!\w)", re.IGNORECASE)
_CITED = re.compile(
    r"(?:[^,;:\d]{0,60}?(?:\W{0,3}(?:no|nr|num|number|n)?\W{0,3}\d[\w./-]*)?|[^:]*\d[^:]*),?\s"
    r"(?:of|dated|vom|van|du|de|del|dell[ao’']|do|da|от|від|z(?: dnia)?|ze dne|zo dňa|av|af)\s?$"
    r"|\W{0,3}(?:no|nr|num|number|n|№)?\W{0,3}\d[\w./-]*(?:\s(?:of|de|del|du|vom)\s(?:19|20)\d\d)?[\s,(]*$"
    r"|(?<=legge)\s$|(?<=decreto)\s$|(?<=delibera)\s$",
    re.IGNORECASE,
)
"""What leads from the name of a law to its date: a number, a title, 'of'."""
_OTHER_ISSUE = r"(?:previous|next|earlier) (?:issue|release|edition)s?"
_OCCASIONS = (
    rf"{_OTHER_ISSUE}|hearings?|meetings?|sessions?|sittings?|seminars?|workshops?|webinars?|opens?|opening|clos(?:es|ed|ing)|held"
    r"|takes place|applies|commence(?:s|ment)|(?:entry|coming|enters?) into force|adopted|repealed"
    r"|\w*sitzung|anhörung|termin|veranstaltung|beginn|frist|(?:anmelde|einsende|bewerbungs)(?:schluss|frist)"
    r"|inkrafttreten|in kraft(?: seit| getreten)?"
    r"|réunion|séance|échéance|clôture|entrée en vigueur|en vigueur"
    r"|audiencia|reunión|sesión|plazo|vencimiento|entrada en vigor|riunione|seduta|scadenza|entrata in vigore"
    r"|reunião|sessão|prazo|vencimento|hoorzitting|vergadering|inwerkingtreding"
    r"|termin składania\D*|posiedzenie|wejście w życie|zasedání|účinnost"
    r"|срок\w*|заседани\w*|совещани\w*|вступлени\w* в силу|засідання|toplantı|موعد|اجتماع|جلسة"
)
_OCCASIONS_CJK = r"截止|期限|締切|〆切|締め切り|開催|施行|마감|기한|시행"
_OCCASION = re.compile(rf"(?<!\w)(?:{_OCCASIONS})(?!\w)|{_OCCASIONS_CJK}", re.IGNORECASE)
"""What has a day of its own, and is no publication."""
PLACES = (
    r"venue|where|when|location|place|ort|wo|wann|veranstaltungsort|lieu|quand|où|lugar|luogo|dove|quando|local"
    r"|onde|plaats|waar|miejsce|místo|yer|место|地点|地點|場所|会場|日時|장소|일시"
)
"""Labels of where and when something takes place."""
_FIELDS = (
    rf"{PLACES}|application|registration|submission|consultation|auction|exhibition|ceremony|concert|elections?"
    r"|ende|anmeldung|bewerbung|inscriptions?|candidatures?|audience|rendez-vous|inscripci[óo]n|cierre|apertura"
    r"|iscrizioni|udienza|termine|audiência|termín|слушания|会议|會議|开会|開會|听证|活动|活動|报名|報名|会期|회의|행사|접수"
)
_FIELD_BEFORE = re.compile(rf"^\s*(?:{PLACES})\s?[:：]", re.IGNORECASE)
"""'Venue: Town Hall, 14 June 2026'"""
_ONLY_OTHER = re.compile(
    rf"(?:(?:next|public|last|nächste) )?(?:(?:{_OCCASIONS}|{_OCCASIONS_CJK}|{_FIELDS})[日时時]?[间間期]?|{_NEITHER})"
    r"(?:\s(?:dates?|time|on|am|le))?\s?[:：]?",
    re.IGNORECASE,
)
_WHO = (
    r"(?:(?:信息|文章|新闻|新聞|图片|圖片)?(?:来源|來源)|作者|记者|記者|(?:责任|責任)?(?:编辑|編輯)|发布(?:者|人|单位)|供稿"
    r"|source|fuente|quelle|fonte|autor[ea]?|auteur|author|автор|источник|джерело|πηγή)"
)
"""Labels of who wrote or where it is from: what stands before a day beside them does not say which day it is."""
_WHO_BEFORE = re.compile(rf"(?<!\w){_WHO}\s?[:：]\s?\S{{1,30}}\s{{1,3}}$", re.IGNORECASE)
_UNKNOWN_LABEL = re.compile(
    r"(?:^|[:：])(?![^:：]*(?:publi|objav|avald|zve[řr]e[jn]|közzé|veröff|erschien|yay[ıi]n|xuất|terbit|paskelb|post|upload"
    r"|added|dato|datums|kuupäev|päiväys|tarix|sana|dagsetning|birt|dáta"
    r"|dyddiad|cyhoedd|petsa|tarehe|ngày|kelt|press|发|發|公|刊|登|等|掲載|등록|게시|배포))"
    rf"(?![^:：]*(?<!\w){_WHO}\s?[:：])"
    rf"[^:：]*[a-z\u00c0-\u024f\u3040-\u9fff\uac00-\ud7af)）]\s?[:：]\s?{_WEEKDAY}$",
    re.IGNORECASE,
)
"""A label says what the day is that follows it; what no list of ours calls a publication is not taken for one.

In scripts and with words of which we know the labels only.
"""
_COLON = re.compile(r"[:：]")
_OF_ANOTHER = re.compile(
    r"(?<!\w)(?!(?:this|it|(?:web)?page|(?:web)?site|article|post|story|statement|release|notice|document)\s)[\w.)’'\"”]+"
    r"\s(?:was|were|is|are|has been|have been|had been|will be|being|be)(?:\s\w+ly|\sfirst)?\s$"
    rf"|(?<!\w){_OTHER_ISSUE}\s?[:：]?\s$",
    re.IGNORECASE,
)
"""'Version 5.2 was released on': a sentence about something else than the page."""
_REACH = 60


def label_before(text: str, end: int) -> tuple[Role | None, str, bool]:
    """What the words right before ``end`` say of a date there: role, the label as written, whether they forbid it."""
    match = _LABEL.search(text, max(0, end - _REACH), end)
    if not match:
        return None, "", _is_of_another(text[:end])
    is_said_of_another = match["published"] and _OF_ANOTHER.search(
        text, max(0, match.start() - _REACH), match.start()
    )
    if match["neither"] or is_said_of_another:
        return None, "", True
    if _ANY_DATE.fullmatch(match["published"] or "") and (
        _is_qualified(text[: match.start()], match["published"])
        or _WHICH_DATE.match(text, match.end("published"), end)
    ):
        return None, "", True
    role: Role = "modified" if match["modified"] else "published"
    return role, _as_written(text[match.start() : end]), False


def _is_qualified(before: str, word: str) -> bool:
    """Whether a word that means any date is the end of a label: '会议时间', 'Event date'; not in '来源：某报 时间'."""
    is_next = not word.isascii() and _WHO_BEFORE.search(before)
    return before.rstrip()[-1:].isalpha() and not is_next


def label_alone(text: str) -> tuple[Role | None, str, bool]:
    """As ``label_before``, of a line that is nothing but a label ('Published')."""
    match = _ONLY_LABEL.fullmatch(text) if len(text) <= _REACH else None
    if not match:
        return None, "", len(text) <= _REACH and bool(_ONLY_OTHER.fullmatch(text))
    return ("modified" if match["modified"] else "published"), _as_written(text), False


def is_of_drafting(label: str) -> bool:
    """Whether a label of publication says rather that something was written, signed or issued."""
    return bool(_DRAFTED.match(label))


def is_of_any_date(label: str) -> bool:
    """Whether a label says no more than 'date': one that says published beside it is the better."""
    return bool(_ANY_DATE.fullmatch(label.rstrip(" :：")))


def names_news(text: str) -> bool:
    """Whether words call something news: 'Press release', 'Comunicado de prensa'."""
    noun = _NOUN.search(text)
    return bool(noun and noun["news"])


def forbids(text: str) -> bool:
    """Whether a line speaks of another kind of date: a deadline, an event, a copyright, today."""
    return bool(_NOT_A_CLAIM.search(text))


def _is_of_another(before: str) -> bool:
    """Whether the words that lead up to a date give it to a deadline, an event, a law or an unknown label."""
    part = _DIVIDER.split(before)[-1]
    if not part.strip():
        return False
    bound = _BOUND_BY.search(part)
    if (bound and _is_weekday(bound["word"])) or _WHICH_DATE_BEFORE.search(part) or _FIELD_BEFORE.match(part):
        return True
    nouns = list(_NOUN.finditer(part))
    if nouns and nouns[-1]["act"] and _CITED.match(part, nouns[-1].end()):
        return True
    if any(noun["news"] for noun in nouns):
        return False
    unknown = _UNKNOWN_LABEL.search(part)
    is_labelled = unknown and _is_weekday(unknown["word"]) and not is_city(_COLON.split(part)[0])
    return bool(_OCCASION.search(part) or is_labelled)


def _is_weekday(word: str) -> bool:
    """Whether ``word`` is a weekday, or nothing at all stands there."""
    return not word or is_weekday(word)


def _as_written(label: str) -> str:
    return label.strip().rstrip(" (-–—[,;")[:40]
