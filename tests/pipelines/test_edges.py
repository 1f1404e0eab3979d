"""What belongs to a text by where it stands."""

# ruff: noqa: E501 - pages stand on one line

from __future__ import annotations

import pytest

from tests.pipelines.test_extract import SENTENCES, page, paragraphs, text_of

LONG = paragraphs() * 3
QUOTE = "<blockquote class='wp-block-quote is-layout-flow'><p>We waited long.</p><cite>Jane Roe, mayor</cite></blockquote>"
ADDRESS = "<address>Office for Bridges<br>12 Quay Street<br>10245 Oldtown</address>"


def body(html: str) -> str:
    """The text of an article with ``html`` in the box of its text."""
    return text_of(page(f"<div class='entry-content wp-block-post-content'>{html}</div>"))


def items(*names: str, linked: bool = False) -> str:
    return "<ul>" + "".join(f"<li>{f'<a href=/p/{n}>{n}</a>' if linked else n}</li>" for n in names) + "</ul>"


@pytest.mark.parametrize("after", ["", paragraphs(2)])
@pytest.mark.parametrize("linked", [True, False])
def test_names_that_a_line_announces_stay(linked: bool, after: str) -> None:
    names = items("Jane Roe", "Ann Poe", "John Doe", linked=linked)
    assert "The following were appointed:\n\n- Jane Roe\n- Ann Poe\n- John Doe" in body(
        f"{LONG}<p>The following were appointed:</p>{names}{after}"
    )


def test_links_that_a_portal_announces_go() -> None:
    found = body(f"{LONG}<p>Read more:</p>{items('Ferry sold', 'Road closed', 'Port dues', linked=True)}")
    assert "Ferry sold" not in found


@pytest.mark.parametrize("after", ["", paragraphs(2)])
def test_an_address_within_the_text_stays(after: str) -> None:
    found = body(f"{LONG}<p>Applications are to be sent to:</p>{ADDRESS}{after}")
    assert "sent to:\n\nOffice for Bridges\n\n12 Quay Street\n\n10245 Oldtown" in found


@pytest.mark.parametrize("parts", [(QUOTE, LONG), (paragraphs(2), QUOTE, LONG), (LONG, QUOTE)])
def test_a_quotation_stays_wherever_it_stands(parts: tuple[str, ...]) -> None:
    assert "We waited long.\n\nJane Roe, mayor" in body("".join(parts))


def test_short_lines_that_end_the_box_of_a_text_stay_and_those_beneath_it_go() -> None:
    html = f"<div class=body>{LONG}<p>Oldtown, in spring</p><p>Jane Roe</p></div><p>Editor's choice</p><p>Ferries</p>"
    found = text_of(page(html))
    assert found.endswith(f"{SENTENCES[3]}\n\nOldtown, in spring\n\nJane Roe")


def test_a_box_that_holds_much_besides_a_text_does_not_end_with_it() -> None:
    offers = "".join(f"<li><a href=/{n}>Offer {n}</a></li>" for n in range(40))
    found = text_of(
        page(
            f"<div><ul class=menu>{offers}</ul>{paragraphs(2)}<div class=guests><span>Guest book</span></div></div>"
        )
    )
    assert SENTENCES[1] in found
    assert "Guest book" not in found


@pytest.mark.parametrize("empty", ["", "<p>&nbsp;</p>", "<script>count()</script>"])
@pytest.mark.parametrize(
    "signs", ["<h4>Oldtown, 4 May</h4><h3>Jane Roe</h3>", "<h5><b>The Government</b></h5>"]
)
def test_who_signs_in_large_print_is_no_heading(signs: str, empty: str) -> None:
    found = body(f"{paragraphs()}{signs}{empty}")
    assert found.endswith(("\n\nOldtown, 4 May\n\nJane Roe", "\n\nThe Government"))


@pytest.mark.parametrize(
    "beneath",
    [
        "<ul class=files></ul>",
        "<iframe src=/map></iframe>",
        "<img src=/map.png>",
        "<a href=/order.pdf>Order 12</a>",
    ],
)
def test_a_heading_goes_with_what_it_heads(beneath: str) -> None:
    assert body(f"{paragraphs()}<h3>To be found here</h3>{beneath}").endswith(SENTENCES[3])


@pytest.mark.parametrize(
    "heading", ["Related news", "<a href=/map>Map of the ferries</a>", "Next in the capital:"]
)
def test_a_heading_that_leads_on_signs_nothing(heading: str) -> None:
    assert body(f"{paragraphs()}<h3>{heading}</h3>").endswith(SENTENCES[3])


ABOUT = "The Ministry of Transport plans, builds and keeps the roads, bridges and ports of the country."
CONTACT = f"<h3>About the ministry</h3><p>{ABOUT}</p><h3>Contact</h3><p>12 Quay Street, 10245 Oldtown. Open on weekdays.</p>"


@pytest.mark.parametrize(
    "foot",
    [
        f"<footer><div class=columns>{CONTACT}</div></footer>",
        f"<div class=footer-top><div class=columns>{CONTACT}</div></div>",
        f"<div class='block site-footer__main'>{CONTACT}</div>",
        f"<div class=region-bottom>{CONTACT}</div>",
    ],
)
def test_who_the_ministry_is_does_not_follow_a_short_notice(foot: str) -> None:
    assert text_of(page(f"<p>{SENTENCES[0]}</p>").replace("</main>", f"</main>{foot}")) == SENTENCES[0]


def test_what_the_text_itself_says_of_the_ministry_stays() -> None:
    found = text_of(page(f"<article>{paragraphs(2)}<footer><p>{ABOUT}</p></footer></article>"))
    assert found.endswith(ABOUT)


def test_a_main_part_that_holds_the_smaller_part_of_a_text_does_not_end_it() -> None:
    years = "".join(
        f"<p>{sentence} So it was in {year}.</p>" for year in range(2010, 2016) for sentence in SENTENCES
    )
    html = page(f"<p>{SENTENCES[0]}</p>").replace("</main>", f"</main><div class=text>{years}</div>")
    assert text_of(html).count(SENTENCES[3]) == 6


def test_an_article_that_stands_in_nothing_but_a_foot_is_read() -> None:
    html = page(paragraphs()).replace("<main>", "<div class=footer>").replace("</main>", "</div>")
    assert SENTENCES[3] in text_of(html)
