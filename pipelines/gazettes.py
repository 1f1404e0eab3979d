"""Official journals: the day of the one that printed an act is the day on which the act was published."""

from __future__ import annotations

import re

from pipelines.months import is_weekday

EARLIEST = 1665
"""Before that year no journal of a state has appeared (The Oxford, now The London Gazette)."""
_JOURNALS = (
    r"(?:official|government|federal|state|royal|extraordinary|london|edinburgh|belfast|canada|kenya)"
    r" (?:journal|gazette)|federal register|gazette of [^\W\d_]+|commonwealth (?:of australia )?gazette|(?-i:OJ)"
    r"|journal officiel|(?-i:JORF|JOUE)|moniteur belge|m[ée]morial [ab]|recueil officiel"
    r"|(?:diario|registro|peri[óo]dico|bolet[íi]n|gaceta) oficial|gaceta (?:jur[íi]dica|del estado)|el peruano"
    r"|(?-i:DOF|DOGC|DOUE|BOE|BOPV|BOJA|BOCM|DOGV)|di[áa]rio (?:oficial|da rep[úu]blica)|(?-i:DOU|DODF)"
    r"|gazzetta ufficiale|bollettino ufficiale|(?-i:G\.?U\.?(?:R\.?I\.?)?|B\.?U\.?R\.?)"
    r"|(?:bundes|landes|reichs|staats)?gesetz(?:- und verordnungs)?blatt|bundesanzeiger|amtsblatt"
    r"|(?-i:BGBl|LGBl|GVBl|GVOBl|BAnz|ABl|RGBl|Stb|Stcrt)|(?:belgisch )?staatsblad|(?:nederlandse )?staatscourant"
    r"|dziennik ustaw|monitor polski|(?-i:Dz\. ?U|M\. ?P)|monitorul oficial"
    r"|sb[íi]rk[ay] z[áa]kon[ůu]|zbierk[ay] z[áa]konov|magyar k[öo]zl[öo]ny"
    r"|slu[žz]ben[ai] (?:list|glasnik|novine|vesnik)|narodne novine|uradni list"
    r"|службени (?:гласник|весник|лист)|държавен вестник|(?-i:ДВ)|российская газета|собрани[ея] законодательства"
    r"|офіційний вісник|latvijas v[ēe]stnesis|riigi teataja|(?-i:RT I{1,3})|valstybės žinios|lov?tidende?"
    r"|lögbirtingablað\w*|resm[iî] gazete|gazeta zyrtare|(?-i:ΦΕΚ)|εφημερίδα της κυβερνήσεως"
    r"|الجريدة الرسمية|الوقائع العراقية|روزنامه رسمی|רשומות|官报|官報|公报|公報|관보|công báo|ราชกิจจานุเบกษา"
    r"|berita negara|warta kerajaan"
)
_PUBLISHED_IN = (
    r"(?:published|publicad[oa]|publicat[ăa]?|publi[ée]e?|pubblicat[oa]|veröffentlicht|kundgemacht|gepubliceerd"
    r"|opublikowan[oay]|ogłoszon[oay]|objavljen[oa]|обнародван[оа]?|обн\.|опубликован[оа]?|public[ēe]ts"
    r"|publikovan[oá]|publicerad|kunngjort|megjelent|julkaistu|نشر)"
    r"\W{0,3}(?:(?:in|im|în|en|dans|no|na|nella|nel|sulla|w|v|u|у|в|във|i|au|à) )?"
)
_WITHIN = (
    r"[ivxlcm]+|[^\W\d_]|n[ro]s?|num|núm|number|nummer|numer|bd|vol|volume|tomo|part|teil|série|serie|seri[ea]s?"
    r"|générale?|generale?|ordinari[ao]|extraordinari[ao]|edici[óo]n|edição|seção|sección|section|issue"
    r"|año|ano|year|jahrgang|année|бр|брой|br|broj|číslo|poz|pos|sayı\w*|tarihi|št|fecha|dated?"
    r"|de|del|della|dei|of|the|du|des|da|do|dos|vom|din|od|ze|zo|от|dne|dnia|am|la"
    r"|uni[óo]n|união|republic|república|federaci[óo]n|federation|estado|state|communities|european|government"
    r"|française|italiana|belge"
)
"""Words that stand between a journal's name and its day: its number, its part, its country."""
_NAMED = rf"(?:the |el |la |l['’])?\W?(?:{_JOURNALS})(?!\w)"
_BEFORE = re.compile(
    rf"\W*(?P<label>(?:{_PUBLISHED_IN})?{_NAMED}(?:[\W\dºª]|(?<![^\W\d_])(?:{_WITHIN})(?![^\W\d_])){{0,40}}+)$",
    re.IGNORECASE,
)
_LABEL = re.compile(rf"(?P<said>{_PUBLISHED_IN})?(?P<journal>{_NAMED})|.* de la norma(?!\w)", re.IGNORECASE)
_LONGEST_LABEL = 40


def journal_before(text: str) -> str:
    """The official journal, with its number, that a day right behind ``text`` is the day of; '' where it is none.

    Nothing but the journal, and that something was published in it, may stand there: what a sentence says of a journal
    is said of another act.
    """
    before, _, last = text.rstrip().rpartition(" ")
    match = _BEFORE.match(before if is_weekday(last.rstrip(",.")) else text)
    return match["label"].strip().rstrip(" ,;:/(–—-")[:_LONGEST_LABEL] if match else ""


def is_of_journal(label: str) -> bool:
    """Whether a label gives the day on which an act was printed: older than any portal, perhaps."""
    return bool(_LABEL.match(label))


def cites_journal(label: str) -> bool:
    """Whether a label names a journal and does not say that something was published there: what stands so below a text
    is what the text cites."""
    match = _LABEL.match(label)
    return bool(match and match["journal"] and not match["said"])
