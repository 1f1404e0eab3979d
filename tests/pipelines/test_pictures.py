"""Pictures of an article: which ones, with caption and credit apart."""

from __future__ import annotations

import json

import pytest

from pipelines.pictures import captions, split_credit
from tests.pipelines.articles import PROSE, article, metadata_of


def page(pictures: str, head: str = "", after: str = "") -> str:
    return (
        f"<html><head><title>Bridge opens in spring</title>{head}</head><body><img src='/logo.png'>"
        f"<h1>Bridge opens in spring</h1><div class='text'>{pictures}{PROSE * 4}</div>{after}</body></html>"
    )


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "The bridge at dusk. [Photo provided to example.org]",
            "The bridge at dusk.",
            "[Photo provided to example.org]",
        ),
        ("The bridge at dusk (Photo: Jane Roe)", "The bridge at dusk", "(Photo: Jane Roe)"),
        ("The bridge at dusk. Photo: Jane Roe", "The bridge at dusk.", "Photo: Jane Roe"),
        ("The bridge at dusk. Photo by Jane Roe", "The bridge at dusk.", "Photo by Jane Roe"),
        ("Die Brücke am Abend. Foto: Max Muster/dpa", "Die Brücke am Abend.", "Foto: Max Muster/dpa"),
        ("Le pont au soir. Crédit photo : Jeanne Dupont", "Le pont au soir.", "Crédit photo : Jeanne Dupont"),
        ("The bridge © Example News", "The bridge", "© Example News"),
        ("大桥夜景。新华社记者 张三 摄", "大桥夜景。", "新华社记者 张三 摄"),
        ("大桥夜景（图片来源：新华社）", "大桥夜景", "（图片来源：新华社）"),
        ("© Example News", "", "© Example News"),
        ("Photo courtesy of Example News", "", "Photo courtesy of Example News"),
        ("The bridge at dusk Photo: Jane Roe", "The bridge at dusk", "Photo: Jane Roe"),
        ("The painter sold a picture by Jane Roe", "The painter sold a picture by Jane Roe", ""),
        ("影片由中国队员拍摄", "影片由中国队员拍摄", ""),
        ("The bridge [left] at dusk", "The bridge [left] at dusk", ""),
        ("", "", ""),
    ],
)
def test_the_credit_is_parted_from_the_caption(line: str, caption: str, credit: str) -> None:
    assert split_credit(line) == (caption, credit)


@pytest.mark.parametrize(
    "pictures",
    [
        "<figure><img src='/b.jpg'><figcaption>The bridge at dusk. [Photo: Jane Roe]</figcaption></figure>",
        "<figure><img src='/b.jpg'><figcaption>The bridge at dusk. <span class='credit'>[Photo: Jane Roe]</span>"
        "</figcaption></figure>",
        "<div class='wp-caption'><a href='/b'><img src='/b.jpg'></a><p class='wp-caption-text'>The bridge at dusk. "
        "[Photo: Jane Roe]</p></div>",
        "<p><img src='/b.jpg'></p><p style='text-align: center'>The bridge at dusk. [Photo: Jane Roe]</p>",
        "<p><img src='/b.jpg'></p><p><font size='2'>The bridge at dusk. [Photo: Jane Roe]</font></p>",
        "<table><tr><td><img src='/b.jpg'></td></tr><tr><td>The bridge at dusk. [Photo: Jane Roe]</td></tr></table>",
    ],
)
def test_captions_are_found_where_portals_put_them(pictures: str) -> None:
    (image,) = metadata_of(page(pictures)).images
    assert image.url == "https://news.example.org/b.jpg"
    assert (image.caption, image.credit) == ("The bridge at dusk.", "[Photo: Jane Roe]")


@pytest.mark.parametrize("text", ["The work began in May.", "In May he sold it. Photo: unknown", PROSE])
def test_text_after_a_picture_is_no_caption(text: str) -> None:
    (image,) = metadata_of(page(f"<p><img src='/b.jpg' alt='A bridge'></p><p>{text}</p>")).images
    assert (image.caption, image.alt) == ("", "A bridge")


def test_a_date_under_a_picture_is_no_caption() -> None:
    (image,) = metadata_of(page("<p><img src='/b.jpg'></p><p align='center'>10 June 2020</p>")).images
    assert image.caption == ""


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/icons/print.png' class='icon'>",
        "<img src='/share-wechat.png'>",
        "<img src='/p.gif' width='1' height='1'>",
        "<img src='/flag.jpg' width='32px'>",
        "<img src='data:image/gif;base64,R0lGOD'>",
        "<img src='/drawing.svg'>",
        "<img src='http://'>",
        "<img>",
        "<div class='related'><img src='/other.jpg'></div>",
        "<aside><img src='/other.jpg'></aside>",
    ],
)
def test_icons_trackers_and_other_articles_pictures_are_left_out(picture: str) -> None:
    assert metadata_of(page(picture)).images == ()


def test_pictures_after_the_text_belong_to_something_else() -> None:
    assert metadata_of(page("", after="<div><img src='/next.jpg'></div>")).images == ()


@pytest.mark.parametrize(
    "picture",
    [
        "<img src='/blank.gif' data-src='/b.jpg'>",
        "<img src='data:image/gif;base64,R0' data-original='/b.jpg'>",
        "<img srcset='/s.jpg 300w, /b.jpg 900w'>",
        "<img src='/b.jpg'><img src='/b.jpg'>",
    ],
)
def test_the_address_is_that_of_the_real_picture(picture: str) -> None:
    assert [image.url for image in metadata_of(page(picture)).images] == ["https://news.example.org/b.jpg"]


def test_the_lead_picture_comes_first() -> None:
    head = '<meta property="og:image" content="https://cdn.example.org/large/second.jpg">'
    found = metadata_of(page("<img src='/first.jpg'><img src='/second.jpg'>", head))
    assert [image.url.rpartition("/")[2] for image in found.images] == ["second.jpg", "first.jpg"]


def test_the_lines_of_pictures_are_given_to_whoever_reads_the_text() -> None:
    images = metadata_of(
        page("<figure><img src='/b.jpg'><figcaption>At dusk. [Photo: Jane Roe]</figcaption></figure>")
    ).images
    assert list(captions(images)) == ["At dusk.", "[Photo: Jane Roe]", "At dusk. [Photo: Jane Roe]"]


def test_a_caption_beside_the_figure_or_deep_in_its_box_is_the_pictures() -> None:
    boxes = (
        "<div class='embed'><figure><picture><source srcset=x><img src='/a.jpg'></picture></figure>"
        "<figcaption>The bridge in spring</figcaption></div>",
        "<div class='embed'><div class='m'><picture><img src='/a.jpg'></picture></div>"
        "<div class='info'><div class='caption'><p>The bridge in spring</p></div></div></div>",
        "<div><a href='/big'><img src='/a.jpg'></a><div class='image-text'>The bridge in spring</div></div>",
    )
    for box in boxes:
        (image,) = metadata_of(article(below=f"<div class='text'>{PROSE}{box}{PROSE}</div>")).images
        assert image.caption == "The bridge in spring", box


def test_a_picture_without_a_caption_has_that_of_the_pages_data() -> None:
    told = {
        "@type": "ImageObject",
        "url": "https://cdn.example/x/a.jpg",
        "caption": "The bridge in spring. © Doe",
    }
    head = f'<script type="application/ld+json">{json.dumps({"@graph": [told, {"@type": "NewsArticle"}]})}</script>'
    below = f"<div class='text'>{PROSE}<p><img src='/small/a.jpg?w=300'></p><p><img src='/b.jpg'></p>{PROSE}</div>"
    found = {
        image.url.rpartition("/")[2][:5]: (image.caption, image.credit)
        for image in metadata_of(article(below=below, head=head)).images
    }
    assert found == {"a.jpg": ("The bridge in spring.", "© Doe"), "b.jpg": ("", "")}


def test_pictures_are_found_where_each_paragraph_has_a_box_of_its_own() -> None:
    blocks = "".join(f"<div class='block'>{PROSE}</div>" for _ in range(4))
    figure = "<div class='block'><figure><img src='/a.jpg'><figcaption>The bridge in spring</figcaption></figure></div>"
    html = article().replace(
        "<div class='text'>", f"<div class='blocks'>{blocks}{figure}{blocks}</div><div class='none'>"
    )
    assert [image.caption for image in metadata_of(html).images] == ["The bridge in spring"]
