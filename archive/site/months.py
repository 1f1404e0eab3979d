"""A facet by month for Datasette's table pages: ``facets: [{month: published_on}]`` in the metadata."""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args

from archive.site.wording import day_words


class MonthFacet(Facet):
    """Rows counted by the first seven characters of a date; a value leads to the rows of that month."""

    type = "month"

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """Results and names of what timed out, as Datasette's own facets give them."""
        results, timed_out = [], []
        known = await self.get_columns(self.sql, self.params)
        for config in self.get_configs():
            column = config["config"].get("column") or config["config"].get("simple")
            if column not in known:
                continue
            try:
                results.append(await self._facet(column, config["source"]))
            except QueryInterrupted:
                timed_out.append(column)
        return results, timed_out

    async def _facet(self, column: str, source: str) -> dict[str, Any]:
        size = self.get_facet_size()
        rows = await self._counts(column, size + 1)
        return {
            "name": column,
            "type": self.type,
            "results": [self._value(column, month, count) for month, count in rows[:size]],
            "hideable": source != "metadata",
            "toggle_url": self._address(path_with_removed_args(self.request, {"_facet_month": column})),
            "truncated": len(rows) > size,
        }

    async def _counts(self, column: str, limit: int) -> list[tuple[str, int]]:
        name = escape_sqlite(column)
        sql = (
            f"select substr({name}, 1, 7) as month, count(*) from ({self.sql}) "  # noqa: S608 - quoted, and known
            f"where {name} is not null and {name} <> '' group by month order by month desc limit {limit}"
        )
        found = await self.ds.execute(
            self.database, sql, self.params, custom_time_limit=self.ds.setting("facet_time_limit_ms")
        )
        return [(str(row[0]), int(row[1])) for row in found.rows]

    def _value(self, column: str, month: str, count: int) -> dict[str, Any]:
        chosen = (f"{column}__startswith", month) in self.get_querystring_pairs()
        change = path_with_removed_args if chosen else path_with_added_args
        path = change(self.request, {f"{column}__startswith": month})
        return {
            "value": month,
            "label": day_words(month),
            "count": count,
            "toggle_url": self._address(path),
            "selected": chosen,
        }

    def _address(self, path: str) -> str:
        return str(self.ds.absolute_url(self.request, self.ds.urls.path(path)))
