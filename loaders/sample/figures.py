"""Figures of the sample's communes and hamlets: people as many as live there, all else by chance, and with gaps."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from loaders.indicators.store import LAYER
from loaders.sample.country import Country
from loaders.sample.plane import Floats, Integers, chance
from loaders.sample.population import PEOPLE_A_HOUSEHOLD
from loaders.sample.store import Table, record_load
from loaders.sample.units import UnitIds
from loaders.write.copy import Cell

SOURCE = "Số liệu giả định của dữ liệu mẫu"
YEAR_2024, YEAR_2025, YEAR_2026 = "[2024-01-01,2025-01-01)", "[2025-01-01,2026-01-01)", "[2026-01-01,2027-01-01)"
CHILDREN_SHARE, PUPILS_SHARE = 0.052, 0.17
# Share of units of which nobody has said it.
GAPS = 0.07
TEAM_SHARES = (0.04, 0.93, 0.03)
MET_SHARE = {"ntm_8_4": 0.93, "ntm_adv_15_2": 0.55}
# Lowest and highest share, of communes before the merger and after it; later is better.
SHARES = {
    "fibre_household_share": (0.68, 0.99),
    "e_id_share": (0.82, 0.99),
    "payment_account_share": (0.62, 0.95),
    "digital_skills_share": (0.55, 0.92),
    "received_online_share": (0.48, 0.98),
    "on_time_share": (0.9, 1.0),
    "schools_cashless_share": (0.5, 1.0),
}
BEFORE_SHARE = 0.93


@dataclass(frozen=True)
class _Units:
    """Units of one level and year, with the people and households of each."""

    ids: Sequence[int]
    period: str
    people: Floats
    households: Floats


def write_figures(connection: Connection, country: Country, units: UnitIds) -> None:
    """All figures, under one load record."""
    rows = [(unit, code, float(value), period) for unit, code, value, period in _figures(country, units)]
    cells: list[tuple[Cell, ...]] = list(rows)
    load_id = record_load(connection, LAYER, cells)
    table = Table("indicator", "unit_id", "code", "value", "period", "source", "load_id")
    for row in rows:
        table.add(*row, SOURCE, load_id)
    table.copy(connection)


def _figures(country: Country, units: UnitIds) -> Iterator[tuple[int, str, Any, str]]:
    hamlets = np.array([hamlet.people for hamlet in country.hamlets], dtype=float)
    homes = _Units(units.hamlets, YEAR_2025, hamlets, np.round(hamlets / PEOPLE_A_HOUSEHOLD))
    before = _added_up(homes, country.commune_of, units.old, YEAR_2024)
    today = _added_up(before, country.successor_of, units.new, YEAR_2025)
    for those in (before, today, homes):
        yield from _people(those)
    yield from _schooling(today)
    yield from _shares(before, BEFORE_SHARE)
    yield from _shares(today, 1.0)
    yield from _teams(homes)
    yield from _programme(country, units)


def _added_up(parts: _Units, whole_of: Integers, ids: Sequence[int], period: str) -> _Units:
    """Units that others are the parts of. whole_of: for each part the place of its whole in `ids`."""
    people, households = (np.zeros(len(ids)) for _ in range(2))
    np.add.at(people, whole_of, parts.people)
    np.add.at(households, whole_of, parts.households)
    return _Units(ids, period, people, households)


def _people(units: _Units) -> Iterator[tuple[int, str, Any, str]]:
    for unit, people, households in zip(units.ids, units.people, units.households, strict=True):
        yield unit, "population", people, units.period
        yield unit, "households", households, units.period


def _schooling(units: _Units) -> Iterator[tuple[int, str, Any, str]]:
    for code, share in (("children_3_5", CHILDREN_SHARE), ("pupils", PUPILS_SHARE)):
        source = chance(code)
        counts = np.round(units.people * share * source.uniform(0.85, 1.15, len(units.ids)))
        yield from _known(units.ids, units.period, code, counts, source)


def _shares(units: _Units, factor: float) -> Iterator[tuple[int, str, Any, str]]:
    for code, (low, high) in SHARES.items():
        source = chance(f"{code} {units.period}")
        yield from _known(
            units.ids, units.period, code, np.round(source.uniform(low, high, len(units.ids)) * factor, 3), source
        )


def _teams(units: _Units) -> Iterator[tuple[int, str, Any, str]]:
    source = chance("digital teams")
    yield from _known(units.ids, units.period, "digital_team", source.choice(3, len(units.ids), p=TEAM_SHARES), source)


def _programme(country: Country, units: UnitIds) -> Iterator[tuple[int, str, Any, str]]:
    """Of communes alone: wards are no part of the programme."""
    rural = np.array([commune.kind == "xã" for commune in country.gazetteer.new])
    ids = [unit for unit, is_rural in zip(units.new, rural, strict=True) if is_rural]
    for code, share in MET_SHARE.items():
        source = chance(code)
        yield from _known(ids, YEAR_2025, code, source.random(len(ids)) < share, source)
    groups = chance("ntm_group").integers(1, 4, len(ids))
    yield from ((unit, "ntm_group", group, YEAR_2026) for unit, group in zip(ids, groups, strict=True))


def _known(
    ids: Sequence[int], period: str, code: str, values: NDArray[Any], source: np.random.Generator
) -> Iterator[tuple[int, str, Any, str]]:
    """Of some units it is not known, which is not the same as none."""
    kept = source.random(len(ids)) >= GAPS
    for unit, value, is_known in zip(ids, values.tolist(), kept.tolist(), strict=True):
        if is_known:
            yield unit, code, value, period
