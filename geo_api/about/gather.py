"""All that the database knows of where open data came from, read at once and kept for a while: counting takes long."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from geo_api.about.queries import (
    boundaries_statement,
    calculated_statement,
    counts_statements,
    loads_statement,
    origins_statement,
)
from geo_api.bounds import Bounds, bounds_statement
from geo_api.db import Database, Moment
from geo_api.extent import Days, days_statement
from geo_api.kept_minute import KeptMinute
from layers.layer import Audience, Group, Layer
from layers.registry import layers_for
from loaders.origin import Origin


@dataclass(frozen=True, slots=True)
class Loaded:
    """Of the loads of one layer whose rows are there: the newest, the least exact, and of which kinds there are any.

    has_unnamed, has_unlicensed: files of which nobody said who made the data, or how it may be used.
    """

    at: datetime
    accuracy_m: float | None
    is_sample: bool
    has_osm: bool
    has_files: bool
    has_unnamed: bool
    has_unlicensed: bool


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Units of one level whose boundaries of today are worth the same. sources: as they were named when loaded."""

    level: str
    status: str
    units: int
    at: datetime | None
    sources: tuple[str, ...]
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Calculated:
    """The coverage rules that have results for today."""

    rules: int
    at: datetime | None
    is_sample: bool


@dataclass(frozen=True, slots=True)
class Known:
    """layers: those that everybody sees. origins: what was said of the data of their loads, the newest data first.

    rows: how many of each layer are everybody's today, where there are any. bounds: of relations with
    anything in them; days: of layers in time.
    """

    layers: Sequence[Layer]
    loads: Mapping[str, Loaded]
    boundaries: Sequence[Boundaries]
    origins: Mapping[str, Sequence[Origin]]
    calculated: Calculated
    rows: Mapping[str, int]
    bounds: Mapping[str, Bounds]
    days: Mapping[str, Days]

    @property
    def has_sample(self) -> bool:
        loads: list[Loaded | Boundaries] = [*self.loads.values(), *self.boundaries]
        return self.calculated.is_sample or any(load.is_sample for load in loads)


def kept_known(database: Database) -> KeptMinute[Known]:
    """What is known, of a minute ago."""
    return KeptMinute(lambda: database.at_one_moment(Audience.PUBLIC, _read))


def _read(moment: Moment) -> Known:
    layers = list(layers_for(Audience.PUBLIC).values())
    # Results are many, and what they are of says more than how many there are.
    counted = [layer for layer in layers if layer.group is not Group.COVERAGE]
    dated = [layer for layer in layers if layer.dated]
    (calculated,) = moment.rows(calculated_statement())
    return Known(
        layers,
        {row.layer: _loaded(row) for row in moment.rows(loads_statement())},
        [_boundaries(row) for row in moment.rows(boundaries_statement())],
        _origins(moment),
        Calculated(calculated.rules, calculated.computed_at, bool(calculated.is_sample)),
        {row.layer: int(row.n) for statement in counts_statements(counted) for row in moment.rows(statement)},
        _bounds(moment, layers),
        {name: (first, end) for name, first, end in moment.rows(days_statement(dated, Audience.PUBLIC))},
    )


def _bounds(moment: Moment, layers: Iterable[Layer]) -> dict[str, Bounds]:
    relations = sorted({layer.ground or layer.name for layer in layers})
    return {
        name: (west, south, east, north)
        for name, west, south, east, north in moment.rows(bounds_statement(relations, Audience.PUBLIC))
        if None not in (west, south, east, north)
    }


def _loaded(row: Row[*tuple[Any, ...]]) -> Loaded:
    return Loaded(
        row.loaded_at, row.accuracy_m, row.is_sample, row.has_osm, row.has_files, row.has_unnamed, row.has_unlicensed
    )


def _origins(moment: Moment) -> dict[str, list[Origin]]:
    found: dict[str, list[Origin]] = defaultdict(list)
    for row in moment.rows(origins_statement()):
        found[row.layer].append(Origin(row.data_source, row.data_licence, row.data_date))
    return found


def _boundaries(row: Row[*tuple[Any, ...]]) -> Boundaries:
    sources = tuple(sorted(row.sources or ()))
    return Boundaries(row.level, row.geom_status, int(row.units), row.loaded_at, sources, row.is_sample)
