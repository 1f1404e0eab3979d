"""The form of addresses: which belong together, and a regular expression that only those match."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from attrs import frozen

_DOCUMENT = re.compile(r"\.(?:pdf|docx?|odt|rtf|hwpx?|ofd)$", re.IGNORECASE)
_EXTENSION = re.compile(
    rf"\.(?:s?html?|xhtml|php\d?|aspx?|jspx?|jhtml|do|action|cfm)$|{_DOCUMENT.pattern}", re.IGNORECASE
)
_HEX = re.compile(r"([A-Za-z]{0,3}?)([0-9a-f]{12,40})")
_DIGITS = re.compile(r"\d+")
_MOST_LETTERS = 8
"""Letters round the figures of a part like ``t20260116_12728`` or ``content_6891234``; more are a text."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATED = re.compile(r"(?:19|20)\d\d[-/]?(?:0?[1-9]|1[0-2])(?!\d{5})")
_STARTS_WITH_A_YEAR = re.compile(r"(?:19|20)\d\d(?:$|(?:0[1-9]|1[0-2])(?:$|[0-3]\d$))")
_ENOUGH = 5
"""So many addresses that share a part that is no date share it for good."""
_FILES = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|jpe?g|png|gif|svg|webp|mp[34]|avi|css|js|xml|json|rss|atom|gz|ics|txt)$",
    re.IGNORECASE,
)
_NO_ARTICLE = re.compile(
    r"/(?:tags?|etiquet\w*|author|auteur|autor|category|categorie|categoria|search|login|logout|user|account"
    r"|print|imprimir|share|feeds?|wp-\w+|cart|page|sitemap|rss|api|ajax)(?:[/?.]|$)"
    r"|[?&](?:page|p|print|share|replytocom|sort|order|lang|q|s)=",
    re.IGNORECASE,
)

Signature = tuple[str, ...]


@frozen
class Form:
    """Addresses that are built alike."""

    signature: Signature
    urls: tuple[str, ...]
    is_twin: bool = False
    """Built like what a feed names, without being named by it: WordPress has pages and posts of one form."""


def path_of(url: str) -> str:
    """Path and query: what ``article_url`` is searched in."""
    return urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()


def is_page(url: str) -> bool:
    """Whether an address may be a page's: no file, no front page."""
    parts = urlsplit(url)
    return not _FILES.search(parts.path) and bool(parts.path.strip("/") or parts.query)


def is_document(url: str) -> bool:
    """Whether an address is that of a document that may be an article: of text, and of a kind that is read."""
    return bool(_DOCUMENT.search(urlsplit(url).path))


def signature_of(url: str, with_head: bool = False) -> Signature:
    """How an address is built: a kind for each part of its path, its extension, the names in its query.

    ``with_head``: addresses below different first folders are different, too.
    """
    parts = urlsplit(url)
    segments, extension = _segments(parts.path)
    kinds = tuple(_kind(segment) for segment in segments)
    names = tuple(pair.partition("=")[0] for pair in parts.query.split("&") if pair)
    head = (segments[0],) if with_head and len(segments) > 1 and segments[1] and kinds[0] == "T" else ()
    return (*head, "|", *kinds, extension, *(f"?{name}" for name in names))


def loosened(signature: Signature) -> Signature:
    """The same, where a name at the end may as well be a number: sites number what they cannot spell."""
    last = max((at for at, kind in enumerate(signature[:-1]) if kind in ("D", "T")), default=-1)
    return (*signature[:last], "T", *signature[last + 1 :]) if last >= 0 else signature


def forms_of(urls: Iterable[str], with_head: bool = False) -> list[Form]:
    """Addresses by their form, the most frequent form first."""
    groups: dict[Signature, list[str]] = {}
    for url in dict.fromkeys(urls):
        groups.setdefault(signature_of(url, with_head), []).append(url)
    return sorted(
        (Form(key, tuple(group)) for key, group in groups.items()), key=lambda form: -len(form.urls)
    )


def likeness(url: str) -> float:
    """How much an address looks like an article's: a date, a number, a headline. 0 to about 6."""
    parts = urlsplit(url)
    if _NO_ARTICLE.search(path_of(url)):
        return 0.0
    segments, extension = _segments(parts.path)
    last = next(filter(None, reversed(segments)), "")
    figures = max((len(run) for run in _DIGITS.findall(parts.path)), default=0)
    words = last.count("-") + last.count("_")
    score = 2.0 * bool(_DATED.search(parts.path)) + 1.5 * (figures >= 4) + 0.5 * bool(extension)
    score += min(words, 4) * 0.5 if _kind(last) == "T" else 0.0
    score += 2.0 * bool(re.search(r"(?:^|&)\w*id=\d+", parts.query, re.IGNORECASE))
    score += 1.0 * bool(_HEX.fullmatch(last))
    return score


def pattern_of(urls: Sequence[str], has_headline: bool = False) -> str:
    """A regular expression for the path and query of addresses of one form; linear, anchored at both ends.

    What all share stands as it is, figures become figures of the lengths seen, words the characters seen.
    ``has_headline``: the last part with a name in it must be of three words or more.
    """
    split = [_segments(urlsplit(url).path) for url in urls]
    width = len(split[0][0])
    columns = [[segments[at] for segments, _ in split] for at in range(width)]
    last = max((at for at in range(width) if any(columns[at])), default=0)
    parts = [_part(column, at == last, has_headline) for at, column in enumerate(columns)]
    return "^/" + "/".join(parts) + re.escape(split[0][1]) + _query_pattern(urls) + "$"


def joined(patterns: Iterable[str]) -> str:
    """One expression for several."""
    return "|".join(dict.fromkeys(patterns))


def _segments(path: str) -> tuple[list[str], str]:
    """The parts of a path and its extension; a slash at the end is a last part that is empty."""
    found = _EXTENSION.search(path)
    extension = found[0] if found else ""
    return path.removesuffix(extension)[1:].split("/"), extension


def _kind(segment: str) -> str:
    """``''`` nothing, ``Y`` a year, ``H`` a hexadecimal name, figures as ``D`` among fixed letters, ``T`` text."""
    if not segment:
        return ""
    if _YEAR.fullmatch(segment):
        return "Y"
    match = _HEX.fullmatch(segment)
    if match and any(figure.isdecimal() for figure in match[2]) and not segment.isdecimal():
        return f"{match[1]}H"
    figures = sum(letter.isdecimal() for letter in segment)
    letters = len(_DIGITS.sub("", segment).strip("-_."))
    if "%" not in segment and figures and (not letters or (letters <= _MOST_LETTERS and figures >= 4)):
        return _DIGITS.sub("D", segment)
    return "T"


def _part(values: Sequence[str], is_last: bool, has_headline: bool) -> str:
    kinds = {_kind(value) for value in values}
    kind = kinds.pop() if len(kinds) == 1 else "T"
    is_one = len(set(values)) == 1
    if is_one and (
        len(values) >= _ENOUGH or (len(values) > 1 and kind == "T") or not (is_last or kind != "T")
    ):
        return re.escape(values[0]) if not _is_dated(values[0]) else _figures(values)
    if kind.endswith("H"):
        return re.escape(kind[:-1]) + "[0-9a-f]+"
    if kind == "T":
        return _words(values, is_last, has_headline)
    return _figures(values)


def _is_dated(value: str) -> bool:
    """Whether it is the same everywhere only because the samples are of one year, month or day."""
    return bool(_YEAR.fullmatch(value) or _DATED.match(value) or re.fullmatch(r"\d{1,2}", value))


def _figures(values: Sequence[str]) -> str:
    """Runs of figures among what does not change."""
    between = [re.escape(text) for text in _DIGITS.split(values[0])]
    runs = [_run([_DIGITS.findall(value)[at] for value in values]) for at in range(len(between) - 1)]
    return between[0] + "".join(run + text for run, text in zip(runs, between[1:], strict=True))


def _run(values: Sequence[str]) -> str:
    lengths = {len(value) for value in values}
    if len(lengths) > 1:
        return r"\d{1,2}" if lengths == {1, 2} else r"\d+"
    (length,) = lengths
    # A number that counts articles grows by a figure one day; years, months, days and whole dates do not.
    is_date = length == 2 or (length in (4, 6, 8) and all(map(_STARTS_WITH_A_YEAR.match, values)))
    return rf"\d{{{length}}}" if is_date else r"\d+"


def _words(values: Sequence[str], is_last: bool, has_headline: bool) -> str:
    if {len(value) for value in values} == {2} and all(re.fullmatch("[a-z]+", value) for value in values):
        return "[a-z]{2}"
    seen = set("".join(values))
    if any(not (letter.isascii() and (letter.isalnum() or letter in "-_.")) for letter in seen):
        return "[^/?]+"
    figures = "0-9" if is_last or any(map(str.isdecimal, seen)) else ""
    capitals, others = "A-Z" * any(map(str.isupper, seen)), "".join(sorted(seen & {"_", "."}))
    letters = f"{capitals}a-z{figures}{others}"
    return f"(?:[{letters}]+-){{2,}}[{letters}]+" if has_headline and is_last else f"[{letters}-]+"


def _query_pattern(urls: Sequence[str]) -> str:
    queries = [[pair.partition("=") for pair in urlsplit(url).query.split("&") if pair] for url in urls]
    if not queries[0]:
        return ""
    columns = zip(*queries, strict=True)
    return r"\?" + "&".join(_pair(column) for column in columns)


def _pair(pairs: Sequence[tuple[str, str, str]]) -> str:
    values = [value for _, _, value in pairs]
    if len(set(values)) == 1 and len(values) >= _ENOUGH:
        form = re.escape(values[0])
    else:
        form = r"\d+" if all(map(str.isdecimal, values)) else "[^&]*"
    return re.escape(pairs[0][0]) + "=" + form
