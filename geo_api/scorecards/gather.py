"""What is known of units on a day, read at one moment and put together unit by unit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from geo_api.db import Moment
from geo_api.scorecards.judge import Facts, Figure, Result
from geo_api.scorecards.queries import figures_statement, results_statement, runs_statement, units_statement
from geo_api.scorecards.sets import CriteriaSet
from layers.units import LEVELS

DbRow = Row[*tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """units: of the set's level and those above, or the one asked about, by id, in order of code. runs: by rule."""

    units: Mapping[int, DbRow]
    runs: Mapping[str, DbRow]
    results: Mapping[int, Mapping[str, Result]]
    figures: Mapping[int, Mapping[str, Figure]]
    level: str

    def judged_units(self) -> Iterable[DbRow]:
        """Those of the level that the set is about."""
        return (unit for unit in self.units.values() if unit.level == self.level)

    def facts(self, unit: DbRow) -> Facts:
        return Facts(
            kind=unit.kind,
            results=self.results.get(unit.unit_id, {}),
            figures=self.figures.get(unit.unit_id, {}),
            calculated=frozenset(self.runs),
        )

    def above(self, unit: DbRow) -> list[DbRow]:
        """The units that it is part of, the nearest first."""
        found: list[DbRow] = []
        parent = self.units.get(unit.parent_id)
        while parent is not None:
            found.append(parent)
            parent = self.units.get(parent.parent_id)
        return found


def gather(moment: Moment, schema: str, wanted: CriteriaSet, at: date, unit: int | None = None) -> Known:
    """What the set asks about, of all units or of one."""
    levels = LEVELS[: LEVELS.index(wanted.level) + 1]
    runs = moment.rows(runs_statement(schema, wanted.rules, at))
    results = moment.rows(results_statement(schema, wanted.level, wanted.rules, at, unit))
    figures = moment.rows(figures_statement(schema, wanted.level, wanted.indicators, at, unit))
    return Known(
        units={row.unit_id: row for row in moment.rows(units_statement(schema, levels, at, unit))},
        runs={row.rule: row for row in runs},
        results=_by_unit((row.unit_id, row.rule, _result(row)) for row in results),
        figures=_by_unit((row.unit_id, row.indicator, _figure(row)) for row in figures),
        level=wanted.level,
    )


def _by_unit(rows: Iterable[tuple[int, str, Any]]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for unit, name, value in rows:
        found.setdefault(unit, {})[name] = value
    return found


def _result(row: DbRow) -> Result:
    return Result(row.outcome, row.share, row.subjects, row.passed, row.failed, row.unknown, row.weighed_by)


def _figure(row: DbRow) -> Figure:
    return Figure(row.value, row.period_from, row.period_to, row.source)


def below(known: Known, unit: int) -> Sequence[DbRow]:
    """Units of the set's level that are `unit` or part of it."""
    return [
        each
        for each in known.judged_units()
        if each.unit_id == unit or any(above.unit_id == unit for above in known.above(each))
    ]
