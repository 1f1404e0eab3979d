"""Addresses: the one under which an article is kept, and what a page says its own is."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

_DEFAULT_PORTS = {"http": 80, "https": 443}
# Browsers delete these wherever they stand in an address (WHATWG URL, 4.4).
_TAB_OR_NEWLINE = re.compile(r"[\t\n\r]")
_ASCII_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
_PERCENT = re.compile(r"%([0-9A-Fa-f]{2})")
_LONE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_PLAIN = re.compile(
    r"https?://[a-z0-9_]+(?:[.-][a-z0-9_]+)*(?:/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?)+",
)
"""An address in which nothing is to be made canonical: most links of most pages."""
_ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
_AS_IT_IS = re.compile(r"[A-Za-z0-9/._~-]*")
_PATH_SAFE = "/:@!$&'()*+,;=~%"
_QUERY_SAFE = _PATH_SAFE + "?"

_FRONT = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?(?://[^/?#\[\]]*)?/?(?:[?#].*)?", re.DOTALL)
"""An address with no path but a slash (RFC 3986, appendix B)."""

_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_(?:campaign|kwd|source|medium)|hsa_\w+|at_(?:medium|campaign|custom\d)"
    r"|gclid|gclsrc|gbraid|wbraid|dclid|fbclid|msclkid|yclid|ysclid|twclid|ttclid|igshid|igsh|li_fat_id"
    r"|mc_[ce]id|_hs(?:enc|mi)|mkt_tok|oly_(?:anon|enc)_id|vero_id|wickedid|_openstat|_ga|_gl"
    r"|spm|scm|share_(?:token|source|medium|from|id)|sharer?_\w*id|isappinstalled|wx_(?:header|share)"
    r"|cmpid|ito|xtor|s_cid|ns_(?:campaign|mchannel|source|linkname|fee)|__twitter_impression)",
    re.IGNORECASE,
)
_SHARE_KINDS = re.compile(
    r"(?:from|src|via|share)=(?:single_?message|group_?message|timeline|weixin|wechat|weibo|qq|qzone|share\w*"
    r"|whatsapp|telegram|facebook|twitter|email|copylink)",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"(?:[jw]sessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|session_?id|sess_?id|oscsid|cfid|cftoken"
    r"|zenid)=.*"
    # 'sid' and 's' number articles in some systems: only what looks like a token is a session.
    r"|(?:sid|s)=(?:[0-9a-f]{24,}|(?=[a-z]*\d)(?=\d*[a-z])[0-9a-z]{26,})",
    re.IGNORECASE,
)
# The last is what ASP.NET writes where a visitor takes no cookies.
_PATH_SESSION = re.compile(
    r";(?:jsessionid|phpsessid|sessionid|sid)=[^/;?]*|/\([SAF]\([0-9a-z_-]{20,80}\)\)(?=/)", re.IGNORECASE
)

# An unclosed comment or script swallows the rest, so that the search stays linear.
_HEAD_PART = re.compile(
    rb"<!--.*?(?:-->|\Z)|<script\b.*?(?:</script|\Z)|<style\b.*?(?:</style|\Z)"
    rb"|<(link|base|body)\b([^<>]{0,4000})>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(rb"([a-z:-]{1,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))", re.IGNORECASE)
_CANONICAL_WORD = re.compile(rb"canonical", re.IGNORECASE)
_HEAD_BYTES = 128 * 1024


def is_web_url(url: str) -> bool:
    """Whether ``url`` is an absolute http or https address with a host."""
    return bool(canonicalise(url))


# The links of a menu are on every listing, and an article is named by several.
@lru_cache(maxsize=4096)
def canonicalise(url: str, base: str = "") -> str:
    """The address under which an article is kept; ``''`` for what is not http(s) or is malformed.

    Normalised after RFC 3986, 6.2.2 and 6.2.3 (case, percent-encoding, dot segments, default port, empty
    path), host in punycode, without fragment, tracking parameters and session ids. The rest of the query
    keeps its order; http and https stay different addresses. Addresses that carry a user name are refused.
    The result is a fixed point: ``canonicalise(canonicalise(url)) == canonicalise(url)``.
    """
    try:
        return _canonicalise(_TAB_OR_NEWLINE.sub("", url).strip(), base)
    except (ValueError, UnicodeError):
        return ""


def _canonicalise(url: str, base: str) -> str:
    if base and not _ABSOLUTE.match(url):
        is_rooted = url[:1] == "/" != url[1:2]
        url = _origin(base) + url if is_rooted else urljoin(base, url)
    if _PLAIN.fullmatch(url):
        return url
    scheme, rest = url.split(":", 1) if ":" in url else ("", url)
    if scheme.lower() not in _DEFAULT_PORTS:
        return ""
    # Browsers take a backslash before the query for a slash.
    before, mark, query = rest.partition("#")[0].partition("?")
    parts = urlsplit(f"{scheme}:" + before.replace("\\", "/") + mark + query)
    host = _host(parts.hostname or "")
    if not host or "@" in parts.netloc:
        return ""
    port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS[parts.scheme] else ""
    return urlunsplit((parts.scheme, host + port, _path(parts.path), _query(parts.query), ""))


@lru_cache(maxsize=64)
def _origin(base: str) -> str:
    """What is put before an address that begins with a slash (RFC 3986, 5.2.2)."""
    parts = urlsplit(base)
    return f"{parts.scheme}://{parts.netloc}"


def _host(host: str) -> str:
    host = host.lower().rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if not host.isascii():
        host = idna.encode(host, uts46=True).decode("ascii")
    return host if _ASCII_HOST.fullmatch(host) and ".." not in host else ""


def _path(path: str) -> str:
    path = _percent(_PATH_SESSION.sub("", path), _PATH_SAFE)
    # urljoin resolves dot segments only when it joins (RFC 3986, 5.2.4); '//' inside a path stays.
    segments: list[str] = []
    for segment in path.split("/")[1:]:
        if segment == "..":
            del segments[-1:]
        elif segment != ".":
            segments.append(segment)
    if path.endswith(("/.", "/..")):
        segments.append("")
    return "/" + "/".join(segments)


def _query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _says_nothing(pair)]
    return _percent("&".join(kept), _QUERY_SAFE)


def _says_nothing(pair: str) -> bool:
    """Whether a query parameter tells who shared or visited, not which page."""
    name = pair.partition("=")[0]
    return bool(_TRACKING.fullmatch(name) or _SESSION.fullmatch(pair) or _SHARE_KINDS.fullmatch(pair))


def _percent(part: str, safe: str) -> str:
    """RFC 3986, 6.2.2: unreserved characters bare, everything else encoded, hexadecimal in capitals."""
    if _AS_IT_IS.fullmatch(part):
        return part
    part = _LONE_PERCENT.sub("%25", part)
    return _PERCENT.sub(_normal_octet, quote(part, safe=safe))


def _normal_octet(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def canonical_link(head: bytes, url: str) -> str:
    """The canonicalised ``<link rel=canonical>`` in the first part of an HTML page at ``url``, else ``''``.

    A peek, not a parse: cheap enough for an event loop. Looks at the first 128 kB up to ``<body>`` and not
    into comments and scripts. A link to the portal's front page from any other page is a mistake of its
    template and not followed. The address may be on another host: what that means is the caller's to say.
    """
    head = head[:_HEAD_BYTES]
    if not _CANONICAL_WORD.search(head):
        return ""
    base, href = url, ""
    for match in _HEAD_PART.finditer(head):
        tag = (match[1] or b"").lower()
        if tag == b"body":
            break
        if tag == b"base":
            base = urljoin(url, _attributes(match[2]).get("href", "")) if base == url else base
        elif tag == b"link" and not href:
            attributes = _attributes(match[2])
            if "canonical" in attributes.get("rel", "").lower().split():
                href = attributes.get("href", "")
    return trusted_canonical(href, url, base)


def trusted_canonical(href: str, url: str, base: str) -> str:
    """``href`` as the canonical address of the page at ``url``, or ``''`` where it cannot be that."""
    found = canonicalise(href, base) if href.strip() else ""
    if not found or (_is_front_page(found) and not _is_front_page(canonicalise(url))):
        return ""
    return found


def leads_to_front(href: str) -> bool:
    """Whether a link, as the page writes it, leads to a front page, the portal's or a section's."""
    return (
        href.rpartition("/")[2].startswith("index.")
        or _FRONT.fullmatch(_TAB_OR_NEWLINE.sub("", href).strip()) is not None
    )


def _is_front_page(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _attributes(tag: bytes) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(tag):
        # The page's encoding is not known yet: what is not UTF-8 is left alone rather than guessed.
        try:
            attributes.setdefault(name.decode().lower(), unescape(b"".join(values).decode()).strip())
        except UnicodeDecodeError:
            continue
    return attributes
