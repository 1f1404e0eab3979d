"""The words with which portals introduce dates, in many languages: published, changed, or neither."""

from __future__ import annotations

import re
from typing import Literal

Role = Literal["published", "modified"]

_PUBLISHED = (
    r"(?:submitted|posted|published|written|created|gespeichert|ver[öo]ffentlicht|erstellt|eingestellt|verfasst"
    r"|geschrieben|publié|soumis|enviado|publicado|escrito|inviato|pubblicato|geplaatst) "
    r"(?:by|von|par|por|da|door) [^|·•:;\d]{2,30}? (?:on|am|le|el|em|il|op)"
    r"|(?:first |originally |initially |date |last )?(?:published|posted|issued|released"
    r"|uploaded)(?: (?:on|at|online))?(?: date)?"
    r"|(?:publication|publish(?:ing)?|release|issue|issued|post(?:ing|ed)?|press release|article|news"
    r"|created?) (?:date|time)"
    r"|date(?: (?:of )?(?:publication|issue|issued|release|released|posted|created|added))?|created(?: (?:on"
    r"|at))?|pub\.? ?date"
    r"|publi[ée]e?s?(?: le)?|date de publication|mise? en ligne(?: le)?|paru(?:e)?(?: le)?|post[ée]e?(?: le)?"
    r"|ver[öo]ffentlicht(?: am)?|ver[öo]ffentlichungsdatum|erschienen(?: am)?|datum|erstellt(?: am)?"
    r"|erscheinungsdatum"
    r"|publiziert(?: am)?"
    r"|erstmals ver[öo]ffentlicht(?: am)?|publicad[oa](?: el| em| en)?|fecha(?: de publicaci[óo]n)?"
    r"|publicaci[óo]n"
    r"|data(?: de publica[çc][ãa]o| (?:di )?pubblicazione| publikacji| dodania| public[ăa]rii| de publicaci[óo])?"
    r"|postado(?: em)?|pubblicat[oa](?: il)?|gepubliceerd(?: op)?|geplaatst(?: op)?|publicatiedatum"
    r"|opublikowan[oay]|d[aá]tum (?:objave|zve[řr]ejn[ěe]n[íi]|zverejnenia|vydání|vydania)|objavljen[oa]|објављено"
    r"|zverejnen[ée]|avaldatud|public[ēe]ts|paskelbta|нийтэлсэн|жарияланған|жарияланды"
    r"|дата(?: публикации)?|опубликован[оаы]?|размещен[оаы]?|дата публікації|опубліковано|публикувано(?: на)?"
    r"|نشر(?: في| بتاريخ)?|ن[ُ]?شر(?: في)?|تاريخ(?: النشر)?|تم النشر(?: في)?|تاریخ(?: انتشار)?|פורסם(?: ב)?"
    r"|发布(?:时间|日期|于)?|發佈(?:時間|日期|於)?|發布(?:時間|日期)?|发表(?:时间|日期|于)?|發表(?:時間"
    r"|日期)?|发文日期|成文日期"
    r"|刊登(?:日期|时间)|刊发时间|日期|日 ?期|时间|時間|公開日|掲載日|投稿日|発表日|登録日|上稿日期"
    r"|上版日期|公告日期|公布(?:日期|时间)|发稿(?:日期|时间)|(?:录入|上传)(?:日期|时间)"
    r"|(?:작성|등록|게시|발행|보도|배포|발표)일[자시]?|입력|ngày đăng|đăng ngày|đăng lúc|xuất bản"
    r"|yay[ıi]n(?:lanma)? tarihi|yay[ıi]nland[ıi]|tarikh?|วันที่(?:เผยแพร่)?|เผยแพร่(?:เมื่อ)?"
    r"|प्रकाशित(?: तिथि)?|पोस्ट(?:ेड)?"
    r"|diterbitkan(?: pada)?|dipublikasikan|tanggal|publicerad|publiceret|publisert|udgivet|julkaistu"
    r"|zve[řr]ejn[ěe]no|publikov[áa]no"
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
_NOT_A_CLAIM = re.compile(rf"(?<!\w)(?:{_NEITHER})(?!\w)", re.IGNORECASE)
# Words that mean any date: what stands before them says which ('Event date', 会议时间), alone they are the article's.
_ANY_DATE = re.compile(
    r"date|datum|fecha|data|дата|tarikh?|tanggal|วันที่|تاريخ|تاریخ|日 ?期|时间|時間|ημερομηνία", re.IGNORECASE
)
_REACH = 60


def label_before(text: str, end: int) -> tuple[Role | None, str, bool]:
    """What the words right before ``end`` say of a date there: role, the label as written, whether they forbid it."""
    match = _LABEL.search(text, max(0, end - _REACH), end)
    if not match:
        return None, "", False
    if match["neither"]:
        return None, "", True
    if _ANY_DATE.fullmatch(match["published"] or "") and text[: match.start()].rstrip()[-1:].isalpha():
        return None, "", True
    role: Role = "modified" if match["modified"] else "published"
    return role, _as_written(text[match.start() : end]), False


def label_alone(text: str) -> tuple[Role | None, str]:
    """The role that a line names when it is nothing but a label ('Published')."""
    match = _ONLY_LABEL.fullmatch(text) if len(text) <= _REACH else None
    if not match:
        return None, ""
    return ("modified" if match["modified"] else "published"), _as_written(text)


def forbids(text: str) -> bool:
    """Whether a line speaks of another kind of date: a deadline, an event, a copyright, today."""
    return bool(_NOT_A_CLAIM.search(text))


def _as_written(label: str) -> str:
    return label.strip().rstrip(" (-–—[,;")[:40]
