"""A small world with a guarded row in every kind of place, and what tests know of it apart from the database."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection, text

from geo_api.account import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, cookie_of, password_hash
from tests.conftest import TestDatabase

ALWAYS = "[2020-01-01,)"
SOUTH, NORTH = 20.40, 20.44
RULE = "wifi.public-place"
LAYERS = ("cameras", "feedback", "wifi", "addresses", "coverage_gaps")


@dataclass(frozen=True)
class Unit:
    """west, east: edges in degrees; all units reach from SOUTH to NORTH. ended: it is no more."""

    level: str
    west: float
    east: float
    parent: str | None = None
    valid: str = ALWAYS

    @property
    def is_there(self) -> bool:
        return self.valid == ALWAYS


# Two provinces; communes that touch; hamlets; one commune that ended and lies under two of today.
UNITS = {
    "province P": Unit("province", 106.10, 106.16),
    "province Q": Unit("province", 106.16, 106.20),
    "commune A": Unit("commune", 106.10, 106.12, "province P"),
    "commune B": Unit("commune", 106.12, 106.14, "province P"),
    "commune C": Unit("commune", 106.14, 106.16, "province P"),
    "commune D": Unit("commune", 106.16, 106.18, "province Q"),
    "commune OLD": Unit("commune", 106.11, 106.13, "province P", "[2000-01-01,2020-01-01)"),
    "hamlet A1": Unit("hamlet", 106.10, 106.11, "commune A"),
    "hamlet A2": Unit("hamlet", 106.11, 106.12, "commune A"),
    "hamlet B1": Unit("hamlet", 106.12, 106.13, "commune B"),
}
COMMUNES = tuple(name for name, unit in UNITS.items() if unit.level == "commune" and unit.is_there)


@dataclass(frozen=True)
class Row:
    """A row of a guarded or open layer. is_open: everybody's. commune: of gaps, the one that it is counted in."""

    layer: str
    key: str
    x: float
    y: float
    is_open: bool
    value: str = ""
    commune: str | None = None


@dataclass(frozen=True)
class Held:
    """A role for a unit (None: everywhere), from a day to the day before another, counted from today."""

    role: Role
    unit: str | None
    first: int = -30
    end: int | None = None

    @property
    def holds_today(self) -> bool:
        return self.first <= 0 and (self.end is None or self.end > 0)


@dataclass
class World:
    database: TestDatabase
    units: dict[str, int]
    rows: list[Row]
    ids: dict[tuple[str, str], int]
    accounts: dict[tuple[Held, ...], dict[str, str]] = field(default_factory=dict)

    def headers(self, *held: Held) -> dict[str, str]:
        """Those of the browser of an account that holds these roles; made when it is first asked for."""
        if held not in self.accounts:
            name = f"account-{len(self.accounts)}"
            number = add_account(self.database, name, password_hash=password_hash())
            with owner_connection(self.database.owner) as connection:
                for one in held:
                    _give(connection, number, one, self.units)
            cookies = cookie_of(self.database, number)
            self.accounts[held] = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        return self.accounts[held]

    def rows_of(self, layer: str) -> list[Row]:
        return [row for row in self.rows if row.layer == layer]


def _give(connection: Connection, account: int, held: Held, units: dict[str, int]) -> None:
    today = connection.scalar(text("SELECT current_date"))
    values = {
        "account": account,
        "role": held.role,
        "unit": units[held.unit] if held.unit else None,
        "first": today + timedelta(held.first),
        "end": None if held.end is None else today + timedelta(held.end),
    }
    give = (
        "INSERT INTO account_role (account_id, role, unit_id, valid)"
        " VALUES (:account, :role, :unit, daterange(:first, :end))"
    )
    connection.execute(text(give), values)


def made_world(database: TestDatabase, seed: int = 7, rows_a_layer: int = 60) -> World:
    chance = random.Random(seed)
    with owner_connection(database.owner) as connection:
        units = _add_units(connection)
        rows = [row for layer in LAYERS for row in _rows(chance, layer, rows_a_layer)]
        ids = _write(connection, rows, units)
    return World(database, units, rows, ids)


def _add_units(connection: Connection) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for name, unit in UNITS.items():
        number = connection.scalar(text("INSERT INTO unit (level) VALUES (:level) RETURNING id"), {"level": unit.level})
        values = {"id": number, "valid": unit.valid, "name": name, "west": unit.west, "east": unit.east}
        version = (
            "INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status) VALUES (:id,"
            " CAST(:valid AS daterange), :name, 'xã', :parent,"
            f" ST_Multi(ST_MakeEnvelope(:west, {SOUTH}, :east, {NORTH}, 4326)), 'official')"
        )
        connection.execute(text(version), {**values, "parent": numbers.get(unit.parent or "")})
        numbers[name] = number
    return numbers


def _rows(chance: random.Random, layer: str, count: int) -> list[Row]:
    """Anywhere in the communes, outside of all, and a few exactly on the borders."""
    rows = []
    for number in range(count):
        x = chance.choice((106.11, 106.12, 106.16)) if number % 10 == 0 else round(chance.uniform(106.09, 106.19), 6)
        y = round(chance.uniform(20.405, 20.435), 6)
        rows.append(_row(chance, layer, f"{layer}-{number}", x, y))
    return rows


def _row(chance: random.Random, layer: str, key: str, x: float, y: float) -> Row:
    if layer == "addresses":
        kind, status = chance.choice(("dwelling", "flat", "office")), chance.choice(("assigned", "draft"))
        return Row(layer, key, x, y, kind == "office" and status == "assigned", f"{kind} {status}")
    if layer == "coverage_gaps":
        subject, target = chance.choice(("schools", "cameras")), chance.choice(("wifi", "cameras", ""))
        is_open = subject != "cameras" and target != "cameras"
        return Row(layer, key, x, y, is_open, f"{subject} {target}", chance.choice(COMMUNES))
    return Row(layer, key, x, y, layer == "wifi", chance.choice(("active", "broken")))


def _write(connection: Connection, rows: list[Row], units: dict[str, int]) -> dict[tuple[str, str], int]:
    run = _add_run(connection, units)
    load = connection.scalar(
        text(
            "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused,"
            " report) VALUES ('cameras', 'append', 'f', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
        )
    )
    ids = {}
    for number, row in enumerate(rows):
        values = {"key": row.key, "x": row.x, "y": row.y, "layer": row.layer, "load": load, "run": run, "n": number}
        first, _, second = row.value.partition(" ")
        values |= {"first": first, "second": second or None, "unit": units.get(row.commune or "")}
        ids[row.layer, row.key] = connection.scalar(text(INSERTS.get(row.layer, FEATURE)), values)
    return ids


FEATURE = (
    "INSERT INTO feature (layer, key, name, status, attributes, geom, load_id, source_row) VALUES (:layer, :key, :key,"
    """ CASE WHEN :layer <> 'feedback' THEN :first END, '{"direction": 90, "note": "n", "text": "t"}',"""
    " ST_SetSRID(ST_Point(:x, :y), 4326), :load, :n) RETURNING id"
)
INSERTS = {
    "addresses": (
        "WITH a AS (INSERT INTO addressable (kind, status) VALUES (:first, :second) RETURNING id),"
        " t AS (INSERT INTO address_text (addressable_id, valid, number) SELECT id, '[2020-01-01,)', :key FROM a)"
        " INSERT INTO address_point (addressable_id, position, valid, geom, method)"
        " SELECT id, 'main_entrance', '[2020-01-01,)', ST_SetSRID(ST_Point(:x, :y), 4326), 'drawn' FROM a"
        " RETURNING addressable_id"
    ),
    "coverage_gaps": (
        "INSERT INTO coverage_result"
        " (run_id, layer, subject_id, name, unit_id, commune_id, outcome, target_layer, geom) VALUES"
        " (:run, :first, :n, :key, :unit, :unit, 'fail', :second, ST_SetSRID(ST_Point(:x, :y), 4326)) RETURNING id"
    ),
}


def _add_run(connection: Connection, units: dict[str, int]) -> int | None:
    """A run of the rule from a month ago on, counted in the communes of today."""
    at = connection.scalar(text("SELECT current_date - 30"))
    assert isinstance(at, date)
    run = connection.scalar(
        text(
            "INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid) VALUES (:rule, 1,"
            """ '{"title": {"vi": "r", "en": "r"}, "rollup": {"level": "commune"}}', :at, daterange(:at, NULL))"""
            " RETURNING id"
        ),
        {"rule": RULE, "at": at},
    )
    for name in COMMUNES:
        connection.execute(
            text(
                "INSERT INTO coverage_unit (run_id, unit_id, subjects, passed, failed, unknown, share, outcome,"
                " version_id, level)"
                " SELECT :run, :unit, 1, 0, 1, 0, 0, 'fail', id, 'commune' FROM unit_version WHERE unit_id = :unit"
            ),
            {"run": run, "unit": units[name]},
        )
    return run
