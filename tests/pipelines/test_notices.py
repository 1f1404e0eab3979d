"""Notices of a few lines are read whole, and nothing else, in whatever template a portal has them."""

from __future__ import annotations

import pytest

from archive.records import Article, Page, Reading
from pipelines.read import read

_WORDS = "Home About Ministry News Press-releases Speeches Publications Laws Contact Careers Tenders".split()
_MENU = f"<nav><ul>{''.join(f'<li><a href=/{word}>{word}</a></li>' for word in _WORDS)}</ul></nav>"
_TEASERS = "".join(
    f"<li><a href=/n/{number}>The minister opened bridge number {number} over the river</a></li>"
    for number in range(6)
)
_SIDE = f"<aside class=sidebar><h3>Latest news</h3><ul>{_TEASERS}</ul></aside>"
_FOOT = (
    "<footer><p>Ministry of Transport, 4 Station Road, Oldtown</p><p>Telephone 01 234 567</p>"
    "<p>© 2026 Ministry of Transport. All rights reserved.</p><a href=/p>Privacy</a></footer>"
)
_SHARE = "<div class=share><a href=f>Facebook</a> <a href=t>Twitter</a></div>"
_CRUMBS = "<div class=breadcrumb><a href=/>Home</a> &gt; <a href=/news>News</a> &gt; Notice</div>"

TEMPLATES = {
    "boxes": f"<header>{_MENU}</header>{_CRUMBS}<div class=content><h1>%s</h1><p class=date>Published: 4 May 2026"
    f"</p><div class=text>%s</div>{_SHARE}</div>{_FOOT}",
    "plain": f"<header>{_MENU}</header><h1>%s</h1>%s{_FOOT}",
    "side bar": f"<header>{_MENU}</header><main><article><h1>%s</h1><time>4 May 2026</time>%s</article></main>"
    f"{_SIDE}{_FOOT}",
    "tables": f"<table><tr><td>{_MENU}</td></tr><tr><td>{_SIDE}</td><td><h1>%s</h1><p>2026-05-04</p>%s</td></tr>"
    f"</table>{_FOOT}",
}


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


CLOSED = ["因施工需要，旧城大桥自五月四日起封闭。", "请绕行。", "交通部办公厅", "2026年5月4日"]
MOVES = ["The harbour office moves to Station Road 4.", "It opens there on Monday at eight."]
SPEECH = [
    "Ladies and gentlemen,",
    "thank you for coming to the opening of the new bridge.",
    "It took three years.",
]
NOTICES = {
    "one sentence": (
        "Notice",
        paragraphs("The road to Oldtown is closed."),
        ["The road to Oldtown is closed."],
    ),
    "two sentences": ("The office moves", paragraphs(*MOVES), MOVES),
    "signed and dated, in Chinese": ("关于道路封闭的通知", paragraphs(*CLOSED), CLOSED),
    "a speech": ("Speech", paragraphs(*SPEECH), SPEECH),
    "a quotation": (
        "The school bus",
        "<p>The school bus takes the new road from May on.</p>"
        "<blockquote><p>“We waited long.”</p><p>Jane Roe, mayor</p></blockquote>",
        ["The school bus takes the new road from May on.", "“We waited long.”", "Jane Roe, mayor"],
    ),
    "who is appointed": (
        "Appointments",
        "<dl><dt>Director</dt><dd>Jane Roe</dd><dt>Deputy</dt><dd>John Doe</dd></dl>",
        ["Director", "Jane Roe", "Deputy", "John Doe"],
    ),
    "a decree": (
        "Decree on ferries",
        "<h3>Article 1</h3><p>Ferries stop at dusk.</p><h3>Article 2</h3><p>It enters into force tomorrow.</p>",
        ["## Article 1", "Ferries stop at dusk.", "## Article 2", "It enters into force tomorrow."],
    ),
    "an agenda": (
        "Agenda",
        "<ul><li>09:00 Opening</li><li>10:00 Report of the director</li></ul>",
        ["- 09:00 Opening", "- 10:00 Report of the director"],
    ),
}


@pytest.mark.parametrize("template", TEMPLATES)
@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_is_read_whole_and_without_the_page_around_it(template: str, notice: str) -> None:
    title, body, lines = NOTICES[notice]
    html = (
        f"<html><head><title>{title}</title></head><body>{TEMPLATES[template] % (title, body)}</body></html>"
    )
    url, reading = "https://govt.example/news/notice-1.html", Reading("portal")
    found = read(Page(url, html.encode(), "text/html; charset=utf-8", "2026-05-05T00:00:00.000Z", reading))
    assert isinstance(found, Article), found
    assert found.title == title
    assert [line for line in found.text.split("\n") if line] == lines
