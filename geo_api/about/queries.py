"""What is asked of the database for `/about-data`, as the public. Pure: planned here, run by `gather.py`."""

from collections.abc import Iterable, Iterator

from geo_api.db import Statement, schema_of
from layers.layer import COUNTED_ZOOMS, Audience, Layer

SCHEMA = schema_of(Audience.PUBLIC)


def loads_statement() -> Statement:
    """A row for each open layer that files were loaded into."""
    return Statement(
        "SELECT layer, loaded_at, accuracy_m, is_sample, has_osm, has_files, has_unnamed, has_unlicensed"
        f" FROM {SCHEMA}.layer_loads",
        {},
    )


def origins_statement() -> Statement:
    """Rows for each open layer: what was said of the data of loads, the newest data first."""
    return Statement(
        f"SELECT layer, data_source, data_licence, data_date FROM {SCHEMA}.load_origins"
        " ORDER BY layer, data_date DESC NULLS LAST, data_source, data_licence",
        {},
    )


def boundaries_statement() -> Statement:
    """A row for each level of units and standing of their boundaries; the sources of all of them."""
    return Statement(
        "SELECT level, geom_status, sum(units) AS units, max(loaded_at) AS loaded_at, bool_or(is_sample) AS is_sample,"
        " array_agg(DISTINCT geom_source) FILTER (WHERE geom_source IS NOT NULL) AS sources"
        f" FROM {SCHEMA}.boundary_loads GROUP BY level, geom_status",
        {},
    )


def calculated_statement() -> Statement:
    """How many rules are calculated, and when the newest of them was."""
    return Statement(
        "SELECT count(DISTINCT rule) AS rules, max(computed_at) AS computed_at, bool_or(is_sample) AS is_sample"
        f" FROM {SCHEMA}.coverage_runs WHERE valid @> current_date",
        {},
    )


def counts_statements(layers: Iterable[Layer]) -> Iterator[Statement]:
    """Rows (layer, n): how many each of `layers` has today that everybody may see; none for some that have none.

    Points that are counted for tiles are not counted again: those of addresses lie among very many that are hidden. All
    others by themselves, so that each has the time of a whole statement.
    """
    layers = list(layers)
    counted = [layer.name for layer in layers if layer.pyramid]
    yield Statement(
        f"SELECT layer, sum(n) AS n FROM {SCHEMA}.point_cells"
        " WHERE zoom = :zoom AND layer = ANY (CAST(:layers AS text[])) GROUP BY layer",
        {"zoom": COUNTED_ZOOMS[0], "layers": counted},
    )
    yield from (_count(layer) for layer in layers if not layer.pyramid)


def _count(layer: Layer) -> Statement:
    today = " AND ".join(f"{column} @> current_date" for column in layer.periods if layer.dated)
    where = f" WHERE {today}" if today else ""
    return Statement(f"SELECT '{layer.name}' AS layer, count(*) AS n FROM {SCHEMA}.\"{layer.name}\"{where}", {})
