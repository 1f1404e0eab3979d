"""As WordPress builds portals: flat addresses for posts and pages alike, a feed, its sitemaps, its interface."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from tests.crawler.small_server import Answer

_THINGS = ("la passerelle", "le bac", "la cale", "le phare", "la halle", "la digue", "la darse", "la criée")
_DEEDS = ("rouvre-apres-travaux", "change-d-horaires", "accueille-le-public")
_PAGES = (
    "le-ministere",
    "organigramme",
    "nous-contacter",
    "mentions-legales",
    "plan-du-site",
    "marches-publics",
)
_NAME = "Ministère des Quais"


def _slug(number: int) -> str:
    thing = _THINGS[number % len(_THINGS)].replace(" ", "-").replace("é", "e")
    return f"{thing}-{_DEEDS[number // len(_THINGS)]}"


def _day(number: int) -> datetime:
    return datetime(2026, 6, 28, 9, 30) - timedelta(days=5 * number)


ARTICLES = [f"/{_slug(number)}/" for number in range(24)]


def _title(number: int) -> str:
    return _slug(number).replace("-", " ").capitalize()


def pages(host: str) -> dict[str, Answer]:
    """What the portal answers at ``host``."""
    root = f"http://{host}"
    found = {
        "/": _page(root, "Accueil", _cards(range(8)), title=f"{_NAME} – Le portail des ports et des quais"),
        "/robots.txt": Answer(
            f"User-agent: *\nDisallow: /wp-admin/\nSitemap: {root}/wp-sitemap.xml\n".encode()
        ),
        "/feed/": _feed(root),
        "/wp-sitemap.xml": _index(root, "posts-post-1", "posts-page-1", "taxonomies-category-1"),
        "/wp-sitemap-posts-post-1.xml": _sitemap(root, ARTICLES),
        "/wp-sitemap-posts-page-1.xml": _sitemap(root, [f"/{name}/" for name in _PAGES]),
        "/wp-sitemap-taxonomies-category-1.xml": _sitemap(root, ["/category/actualites/"]),
    }
    for number, path in enumerate(ARTICLES):
        found[path] = _page(root, _title(number), _article(number))
    for name in _PAGES:
        found[f"/{name}/"] = _page(root, name.replace("-", " ").capitalize(), _plain(name))
    for page in (1, 2, 3):
        onward = (
            f"<a class='next page-numbers' href='{root}/category/actualites/page/{page + 1}/'>Suivant</a>"
        )
        cards = _cards(range(8 * page - 8, 8 * page)) + (onward if page < 3 else "")
        path = "/category/actualites/" + (f"page/{page}/" if page > 1 else "")
        found[path] = _page(root, "Actualités", cards)
    for page, size in ((1, 100), (1, 20)):
        query = f"per_page={size}&_fields=link%2Ctitle%2Cdate_gmt%2Cmodified_gmt&page={page}"
        found[f"/wp-json/wp/v2/posts?{query}"] = _posts(root, size)
    return found


def _page(root: str, heading: str, content: str, title: str = "") -> Answer:
    menu = "".join(
        f"<li><a href='{root}/{name}/'>{name.replace('-', ' ').capitalize()}</a></li>" for name in _PAGES
    )
    return Answer(
        f"<!DOCTYPE html><html lang='fr-FR'><head><meta charset='UTF-8'><title>{title or f'{heading} – {_NAME}'}</title>"
        f"<link rel='alternate' type='application/rss+xml' title='{_NAME} » Flux' href='{root}/feed/'>"
        f"<link rel='alternate' type='application/rss+xml' title='Commentaires' href='{root}/comments/feed/'>"
        f"<link rel='https://api.w.org/' href='{root}/wp-json/'><meta name='generator' content='WordPress 6.8'>"
        f"</head><body><header><p class='site-title'><a href='{root}/' rel='home'>{_NAME}</a></p><nav><ul>{menu}"
        f"<li><a href='{root}/category/actualites/'>Actualités</a></li></ul></nav></header>"
        f"<main>{content}</main><footer><p>Portail fictif.</p></footer></body></html>".encode()
    )


def _cards(numbers: range) -> str:
    return "".join(
        f"<article><h2><a href='{ARTICLES[number]}' rel='bookmark'>{_title(number)}</a></h2>"
        f"<p>En bref : {_title(number).lower()}.</p></article>"
        for number in numbers
    )


def _article(number: int) -> str:
    day = _day(number)
    months = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
    thing = _THINGS[number % len(_THINGS)]
    return (
        f"<article class='post'><h1 class='entry-title'>{_title(number)}</h1><div class='entry-meta'>"
        f"<time class='entry-date published' datetime='{day.isoformat()}+02:00'>{day.day} {months[day.month - 1]} "
        f"{day.year}</time> par <span class='author vcard'><a href='/author/clemence/'>Clémence Morvan</a></span></div>"
        f"<div class='entry-content'><p>Le ministère annonce que {thing} fait l'objet d'une décision prise par le conseil "
        f"des ports, après une enquête publique de {number + 3} semaines auprès des riverains et des usagers.</p>"
        f"<p>Les travaux portent sur une longueur de {40 + 7 * number} mètres et sont confiés à une entreprise de la région, "
        f"avec un soin particulier pour les accès des piétons et des pêcheurs.</p>"
        f"<p>« Nous tenons nos engagements envers les communes », a déclaré la ministre lors de sa visite sur place, "
        f"en rappelant que {thing} sert chaque année à {1000 + 31 * number} personnes.</p></div></article>"
    )


def _plain(name: str) -> str:
    words = name.replace("-", " ")
    return (
        f"<article class='page'><h1>{words.capitalize()}</h1><div class='entry-content'>"
        f"<p>Cette page présente {words} et les services qui répondent aux usagers des ports et des quais.</p>"
        f"<p>Les bureaux sont ouverts tous les jours ouvrés, et le standard répond aux questions du public.</p></div></article>"
    )


def _feed(root: str) -> Answer:
    items = "".join(
        f"<item><title>{_title(number)}</title><link>{root}{ARTICLES[number]}</link>"
        f"<pubDate>{_day(number):%a, %d %b %Y} 07:30:00 +0000</pubDate><category>Actualités</category></item>"
        for number in range(10)
    )
    body = f"<rss version='2.0'><channel><title>{_NAME}</title><link>{root}/</link>{items}</channel></rss>"
    return Answer(body.encode(), content_type="application/rss+xml; charset=UTF-8")


def _index(root: str, *names: str) -> Answer:
    entries = "".join(f"<sitemap><loc>{root}/wp-sitemap-{name}.xml</loc></sitemap>" for name in names)
    body = f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</sitemapindex>"
    return Answer(body.encode(), content_type="application/xml; charset=UTF-8")


def _sitemap(root: str, paths: list[str]) -> Answer:
    entries = "".join(f"<url><loc>{root}{path}</loc></url>" for path in paths)
    body = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>"
    return Answer(body.encode(), content_type="application/xml; charset=UTF-8")


def _posts(root: str, most: int) -> Answer:
    posts = [
        {
            "link": f"{root}{path}",
            "title": {"rendered": _title(number)},
            "date_gmt": _day(number).isoformat(),
            "modified_gmt": _day(number).isoformat(),
        }
        for number, path in enumerate(ARTICLES[:most])
    ]
    return Answer(json.dumps(posts).encode(), content_type="application/json; charset=UTF-8")
