"""Rows of the layers of roads and junctions out of OpenStreetMap ways."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import shapely

from loaders.batch import SourceRow
from loaders.osm.keys import ID, NO_NUMBER, has_number, osm_key
from loaders.osm.network import Network, road_class, road_width
from loaders.report import Problem, Tally, shortened

ROADS = "roads"
JUNCTIONS = "junctions"
# Fields that are filled.
FIELDS = {ROADS: ("key", "name", "class", "width_m"), JUNCTIONS: ("key", "name", "arms")}
# Those that a column may fill instead; where roads meet, and how many, is found out of all of them.
OPEN_FIELDS = {ROADS: FIELDS[ROADS], JUNCTIONS: ("name",)}
# Tags that are read.
TAGS = frozenset({"highway", "service", "ref", "width"})


def network_rows(rows: Iterable[SourceRow], layer: str, wanted: Mapping[str, str], tally: Tally) -> Iterator[SourceRow]:
    """The rows of `layer`, values by field; ways that are no roads are counted as ignored.

    wanted: field → column that fills it, in place of the usual one.
    """
    return _junction_rows(rows, wanted, tally) if layer == JUNCTIONS else _road_rows(rows, wanted, tally)


def _road_rows(rows: Iterable[SourceRow], wanted: Mapping[str, str], tally: Tally) -> Iterator[SourceRow]:
    for row in rows:
        road = road_class(row.values) if _is_line(row) else None
        if road is None:
            tally.rows_ignored += 1
            continue
        if not has_number(row):
            tally.refuse([Problem(row.number, ID, shortened(row.values.get(ID) or ""), NO_NUMBER)])
            continue
        values = {"key": osm_key(row), "name": _name(row, {}), "class": road, "width_m": road_width(row.values)}
        yield replace(row, values=values | {name: row.values.get(column) for name, column in wanted.items()})


def _name(row: SourceRow, wanted: Mapping[str, str]) -> Any:
    if "name" in wanted:
        return row.values.get(wanted["name"])
    return row.values.get("name") or row.values.get("name:vi")


def _junction_rows(rows: Iterable[SourceRow], wanted: Mapping[str, str], tally: Tally) -> Iterator[SourceRow]:
    """Junctions are seen when all ways have been: no way becomes a row of its own."""
    network = Network()
    for row in rows:
        tally.rows_ignored += 1
        if row.geometry is not None and _is_line(row) and road_class(row.values):
            network.add(row.geometry, str(_name(row, wanted) or ""))
    for number, found in enumerate(network.junctions(), start=1):
        values = {"key": found.key, "name": " – ".join(found.names) or None, "arms": found.arms}
        yield SourceRow(number, values, shapely.Point(found.lon, found.lat))


def _is_line(row: SourceRow) -> bool:
    return row.geometry is not None and row.geometry.geom_type.endswith("LineString") and not row.geometry.is_empty
