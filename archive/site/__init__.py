"""The site: a Datasette plugin that makes an archive readable for people. It reads and never writes.

Each hook is one line; what it does stands in the module that it calls.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datasette import hookimpl
from jinja2 import Environment
from markupsafe import Markup

from archive.site import cells, failures, metadata, months, pages, queries, security, templating
from archive.site.server import application, serve

if TYPE_CHECKING:
    from datasette.app import Datasette

__all__ = ["application", "serve"]


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, database: str) -> None:
    # Last of all plugins: Datasette's own escape_fts knows neither our tokens nor a lone quotation mark.
    if database == metadata.DATABASE:
        queries.prepare(conn)
        security.limit(conn)


@hookimpl
def get_metadata() -> dict[str, Any]:
    return metadata.metadata()


@hookimpl
def register_routes() -> list[tuple[str, Callable[..., Any]]]:
    return pages.ROUTES


@hookimpl
def register_facet_classes() -> list[type]:
    return [months.MonthFacet]


@hookimpl
def prepare_jinja2_environment(env: Environment) -> None:
    templating.prepare(env)


@hookimpl
def render_cell(
    row: Any, value: Any, column: str, table: str, database: str, datasette: Datasette
) -> Markup | None:
    return cells.cell(row, value, column, table, datasette.urls) if database == metadata.DATABASE else None


@hookimpl
def permission_allowed(actor: dict[str, Any] | None, action: str, resource: Any) -> bool | None:
    return security.permission(actor, action, resource)


@hookimpl
def asgi_wrapper() -> Callable[[security.Application], security.Application]:
    return security.with_headers


@hookimpl
def forbidden(datasette: Datasette, request: Any, message: str) -> Any:
    return failures.page(datasette, request, failures.forbidden(message))


@hookimpl(hookwrapper=True)
def handle_exception(datasette: Datasette, request: Any, exception: Exception) -> Any:
    # A wrapper, because Datasette calls every implementation and its own prints all local variables.
    outcome = yield
    outcome.force_result([failures.page(datasette, request, failures.explain(exception, request.path))])
