"""All that a report says, read at once: the unit, its results, what is missing, and what the map is drawn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from geo_api.coverage.ask.documents import Gap, MatrixDocument, gap_document, matrix_document
from geo_api.coverage.ask.lookup import days_of, read, unit_of
from geo_api.coverage.ask.queries import GapsRequest, gaps_statement, matrix_statement
from geo_api.coverage.report.counting import Counting, counting
from geo_api.coverage.report.queries import (
    calculated_days_statement,
    ground_statement,
    loads_statement,
    points_statement,
    results_statement,
    roads_statement,
    shares_statement,
)
from geo_api.coverage.rules.book import rule_book
from geo_api.days import parse_period
from geo_api.db import schema_of
from geo_api.errors import CommandFailed
from layers.layer import Audience, Geometry, Group, Layer, Text
from layers.registry import layers_for

# Beyond these a report says that it leaves out, so that it stays a file that a phone opens.
MOST_GAPS = 300
MOST_PLACES = 400
MOST_POINTS = 1000
MOST_ROADS = 3000
# Those who plan see all of what is not about people.
FOR = Audience.PLANNER
SCHEMA = schema_of(FOR)
LEVELS = ("commune", "hamlet")
Rows = Sequence[Row[*tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one layer in the unit. more: there are more than are listed."""

    layer: Layer
    rows: Rows
    more: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What one rule says of the unit (`row`: of `results_statement`), and its gaps, the greatest need first."""

    row: Row[*tuple[Any, ...]]
    gaps: Sequence[Gap]
    more: bool


@dataclass(frozen=True, slots=True)
class Gathered:
    """unit: of the look-up; ground: it and its hamlets with their shapes; loads: where the data came from.

    counting: which of `points` count for which rule. shares: what a rule says of each hamlet on the ground.
    """

    at: date
    unit: Row[*tuple[Any, ...]]
    ground: Rows
    results: Sequence[Result]
    matrix: MatrixDocument
    points: Sequence[Points]
    roads: Rows
    more_roads: bool
    loads: Mapping[int, Row[*tuple[Any, ...]]]
    counting: Counting
    shares: Mapping[tuple[str, int], Row[*tuple[Any, ...]]]


def gather(connection: Connection, words: str, at: date) -> Gathered:
    """Read as planners see it. Raises CommandFailed when `words` mean no commune or hamlet, or none with a boundary."""
    unit = _small(unit_of(connection, words, at))
    ground = read(connection, ground_statement(SCHEMA, unit.id, at))
    if not ground or ground[0].unit_id != unit.id:
        raise CommandFailed(
            f"{unit.full_name} ({unit.code}) chưa có ranh giới cho ngày {at}: nạp ranh giới rồi làm lại.",
            f"{unit.full_name} ({unit.code}) has no boundary on {at}: load one, then try again.",
        )
    rows = read(connection, results_statement(SCHEMA, unit.id, unit.level, at))
    roads = read(connection, roads_statement(SCHEMA, unit.id, at, MOST_ROADS))
    matrix = read(connection, matrix_statement(SCHEMA, unit.id, at))
    points = [points for layer in _drawn_layers() if (points := _points(connection, layer, unit.id, at)).rows]
    drawn = {each.layer.name: [row.id for row in each.rows] for each in points}
    hamlets = [row.unit_id for row in ground if row.level == "hamlet"]
    return Gathered(
        at=at,
        unit=unit,
        ground=ground,
        results=[_result(connection, row, unit.id, at) for row in rows],
        matrix=matrix_document(unit.id, parse_period(at.isoformat(), None), matrix, rule_book(connection).rules),
        points=points,
        roads=roads[:MOST_ROADS],
        more_roads=len(roads) > MOST_ROADS,
        loads=_loads(connection, rows),
        counting=counting(connection, rows, drawn, FOR),
        shares={(row.rule, row.unit_id): row for row in read(connection, shares_statement(SCHEMA, hamlets, at))},
    )


def calculated(connection: Connection) -> Text:
    """For which days there are results, for whoever wants those of another."""
    found = read(connection, calculated_days_statement(SCHEMA))[0]
    if found.first is None:
        return Text("Chưa tính tiêu chí nào: wardmap coverage run.", "No rule is calculated yet: wardmap coverage run.")
    days = days_of(found)
    return Text(
        f"Ngày này chưa có kết quả; đã tính cho các ngày {days.vi}. Tính thêm: wardmap coverage run --at NGÀY.",
        f"There are no results of that day, but {days.en}. To calculate more: wardmap coverage run --at DAY.",
    )


def _small(unit: Row[*tuple[Any, ...]]) -> Row[*tuple[Any, ...]]:
    if unit.level not in LEVELS:
        raise CommandFailed(
            f"{unit.full_name} ({unit.code}) quá lớn: báo cáo là của một xã, phường hoặc một thôn, xóm.",
            f"{unit.full_name} ({unit.code}) is too large: a report is of one commune, ward or hamlet.",
        )
    return unit


def _result(connection: Connection, row: Row[*tuple[Any, ...]], unit: int, at: date) -> Result:
    """Of dwellings the report tells shares, never which."""
    wanted = GapsRequest(rule=row.rule, at=at, unit=unit, limit=MOST_GAPS, layers=("coverage_gaps",))
    found = [gap for gap in read(connection, gaps_statement(SCHEMA, wanted)) if gap.id is not None]
    return Result(row, [gap_document(gap) for gap in found[:MOST_GAPS]], len(found) > MOST_GAPS)


def _drawn_layers() -> list[Layer]:
    known = layers_for(FOR).values()
    return [
        layer
        for layer in known
        if layer.group in (Group.ASSET, Group.PLACE) and layer.geometry is Geometry.POINT and not layer.personal
    ]


def _points(connection: Connection, layer: Layer, unit: int, at: date) -> Points:
    rows = read(connection, points_statement(SCHEMA, layer, FOR, unit, at, MOST_POINTS))
    return Points(layer, rows[:MOST_POINTS], len(rows) > MOST_POINTS)


def _loads(connection: Connection, rows: Rows) -> dict[int, Row[*tuple[Any, ...]]]:
    numbers = {number for row in rows for number in row.sources.values() if number is not None}
    return {row.id: row for row in read(connection, loads_statement(sorted(numbers)))}
