"""As Drupal builds portals: a sitemap index and a news sitemap, kinds of pages by first folder, ``?page=1``."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.crawler.small_server import Answer

_NAME = "Secretaría de Riberas y Canales"
_KINDS = ("comunicados", "noticias", "discursos")
_THINGS = (
    "el canal mayor",
    "la presa vieja",
    "el vado real",
    "la compuerta sur",
    "el puente bajo",
    "la ribera alta",
)
_DEEDS = ("recibe obras de limpieza", "abre al paso de lanchas", "tiene nuevo reglamento", "cumple cien años",
          "presenta su informe anual")  # fmt: skip
_PAGES = ("tramites/permiso-de-pesca-deportiva", "tramites/registro-de-embarcaciones-menores", "acerca-de/directorio",
          "acerca-de/mision-y-vision-de-la-secretaria", "transparencia/informacion-publica-de-oficio")  # fmt: skip
_MOST = 10


def _title(number: int) -> str:
    thing, deed = _THINGS[number % len(_THINGS)], _DEEDS[number // len(_THINGS)]
    return f"{thing} {deed}".capitalize()


def _path(number: int) -> str:
    return f"/{_KINDS[number % len(_KINDS)]}/{_title(number).lower().replace(' ', '-').replace('ñ', 'n')}"


def _day(number: int) -> datetime:
    return datetime(2026, 8, 30, 11, 15) - timedelta(days=6 * number, hours=number % 4)


_COUNT = len(_THINGS) * len(_DEEDS)
ARTICLES = [_path(number) for number in range(_COUNT)]


def pages(host: str) -> dict[str, Answer]:
    """What the portal answers at ``host``."""
    root = f"http://{host}"
    robots = f"User-agent: *\nCrawl-delay: 0.01\nDisallow: /admin/\nSitemap: {root}/sitemap.xml\n"
    found = {
        "/": _page("Inicio", _teasers(range(6)), root),
        "/robots.txt": Answer(f"{robots}Sitemap: {root}/sitemap-news.xml\n".encode()),
        "/sitemap.xml": _index(root),
        "/sitemap.xml?page=1": _sitemap(root, [*(f"/{page}" for page in _PAGES), *ARTICLES[15:]]),
        "/sitemap.xml?page=2": _sitemap(
            root, ["/", "/noticias", "/comunicados", "/discursos", *ARTICLES[:15]]
        ),
        "/sitemap-news.xml": _news(root, host),
    }
    for number, path in enumerate(ARTICLES):
        found[path] = _page(_title(number), _article(number), root, _metas(number))
    for name in _PAGES:
        found[f"/{name}"] = _page(name.rpartition("/")[2].replace("-", " ").capitalize(), _plain(name), root)
    for kind in range(len(_KINDS)):
        found |= _lists(kind, root)
    return found


def _lists(kind: int, root: str) -> dict[str, Answer]:
    own = [number for number in range(_COUNT) if number % len(_KINDS) == kind]
    count = -(-len(own) // 4)
    found = {}
    for page in range(count):
        pager = "".join(
            f"<li class='pager__item'><a href='?page={other}' title='Ir a la página {other + 1}'>"
            f"<span class='visually-hidden'>Página</span> {other + 1}</a></li>"
            for other in range(count)
        )
        if page + 1 < count:
            pager += f"<li class='pager__item pager__item--next'><a href='?page={page + 1}' rel='next'>Siguiente ›</a></li>"
        body = _teasers(own[4 * page : 4 * page + 4]) + f"<nav class='pager'><ul>{pager}</ul></nav>"
        found[f"/{_KINDS[kind]}?page={page}"] = _page(_KINDS[kind].capitalize(), body, root)
    return found | {f"/{_KINDS[kind]}": found[f"/{_KINDS[kind]}?page=0"]}


def _page(title: str, content: str, root: str, metas: str = "") -> Answer:
    menu = "".join(f"<li><a href='/{kind}'>{kind.capitalize()}</a></li>" for kind in _KINDS)
    menu += "".join(
        f"<li><a href='/{page}'>{page.rpartition('/')[2].replace('-', ' ')}</a></li>" for page in _PAGES
    )
    return Answer(
        f"<!DOCTYPE html><html lang='es' dir='ltr' prefix='og: https://ogp.me/ns#'><head><meta charset='utf-8'>"
        f"<title>{title} | {_NAME}</title><meta name='Generator' content='Drupal 10 (https://www.drupal.org)'>"
        f"<meta property='og:site_name' content='{_NAME}'>{metas}</head><body class='path-node'>"
        f"<header><nav role='navigation'><ul class='menu'>{menu}</ul></nav></header><main role='main'>{content}</main>"
        f"<footer><p>Portal ficticio.</p></footer></body></html>".encode()
    )


def _teasers(numbers: range | list[int]) -> str:
    return "".join(
        f"<div class='views-row'><h3><a href='{ARTICLES[number]}' hreflang='es'>{_title(number)}</a></h3>"
        f"<div class='field--name-body'>Nota sobre {_THINGS[number % len(_THINGS)]}.</div></div>"
        for number in numbers
    )


def _metas(number: int) -> str:
    return (
        f"<meta property='article:published_time' content='{_day(number).isoformat()}-06:00'>"
        f"<meta property='og:title' content='{_title(number)}'><meta property='og:type' content='article'>"
    )


def _article(number: int) -> str:
    thing = _THINGS[number % len(_THINGS)]
    return (
        f"<article role='article'><h1 class='page-header'>{_title(number)}</h1><div class='node__content'>"
        f"<div class='field--name-body'><p>La Secretaría informa que {thing} forma parte del programa anual de "
        f"conservación, con una inversión de {number + 2} millones de pesos y el trabajo de {20 + number} cuadrillas.</p>"
        f"<p>Las obras se llevan a cabo en coordinación con los municipios ribereños, que aportan maquinaria y personal "
        f"durante {number % 6 + 2} semanas, sin interrumpir el paso de las personas que viven en la zona.</p>"
        f"<p>El titular de la dependencia señaló que los resultados se darán a conocer al público, y que {thing} "
        f"quedará abierto a las visitas escolares a partir del próximo mes.</p></div></div></article>"
    )


def _plain(name: str) -> str:
    words = name.rpartition("/")[2].replace("-", " ")
    return (
        f"<article role='article'><h1>{words.capitalize()}</h1><div class='field--name-body'><p>En esta página se "
        f"describe {words} con los requisitos, los horarios y las oficinas que atienden al público en general.</p>"
        f"<p>La atención es gratuita y se presta en todas las delegaciones de la dependencia.</p></div></article>"
    )


def _index(root: str) -> Answer:
    entries = "".join(f"<sitemap><loc>{root}/sitemap.xml?page={page}</loc></sitemap>" for page in (1, 2))
    return _xml(f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</sitemapindex>")


def _sitemap(root: str, paths: list[str]) -> Answer:
    entries = "".join(f"<url><loc>{root}{path}</loc></url>" for path in paths)
    return _xml(f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entries}</urlset>")


def _news(root: str, host: str) -> Answer:
    entries = "".join(
        f"<url><loc>{root}{ARTICLES[number]}</loc><news:news><news:publication><news:name>{_NAME}</news:name>"
        f"<news:language>es</news:language></news:publication><news:publication_date>{_day(number).isoformat()}-06:00"
        f"</news:publication_date><news:title>{_title(number)}</news:title></news:news></url>"
        for number in range(5)
    )
    return _xml(
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' "
        f"xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{entries}</urlset>"
    )


def _xml(body: str) -> Answer:
    return Answer(body.encode(), content_type="application/xml; charset=utf-8")
