"""An office for tests of administration: units of before and after a change, an administrator, colleagues."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from fastapi.testclient import TestClient
from sqlalchemy import Connection, text

from geo_api.access import Role
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import TestDatabase

ACCOUNTS = "/api/v1/accounts"


@dataclass(frozen=True)
class Units:
    """Numbers: a province, a commune of it, one that became it whole, one that was divided between both."""

    province: int
    commune: int
    merged: int
    divided: int


@dataclass(frozen=True)
class Office:
    database: TestDatabase
    units: Units
    client: TestClient
    admin: int

    def add(self, name: str, *roles: Role, **more: bool) -> int:
        return add_account(self.database, name, *roles, **more)

    def run(self, statement: str, **values: object) -> list[tuple[object, ...]]:
        with owner_connection(self.database.owner) as connection:
            result = connection.execute(text(statement), values)
            return [tuple(row) for row in result] if result.returns_rows else []

    @contextmanager
    def other(self, account: int) -> Iterator[TestClient]:
        """A browser in which another account is signed in."""
        with browser(self.database) as client:
            client.cookies.update(cookie_of(self.database, account))
            yield client


def made_units(connection: Connection) -> Units:
    """Those of an own number in their names and codes, so that every test may have some."""
    province = _unit(connection, "province", "tỉnh", "Ninh Bình", "[,)", None)
    merger = connection.scalar(
        text("INSERT INTO unit_event (kind, effective) VALUES ('merge', '2025-07-01') RETURNING id")
    )
    commune = _unit(connection, "commune", "xã", "Hồng Quang", "[2025-07-01,)", province)
    other = _unit(connection, "commune", "xã", "Xuân Trường", "[2025-07-01,)", province)
    merged = _unit(connection, "commune", "xã", "Nghĩa An", "[,2025-07-01)", province)
    divided = _unit(connection, "commune", "xã", "Trực Hưng", "[,2025-07-01)", province)
    for old, new, part in ((merged, commune, "whole"), (divided, commune, "part"), (divided, other, "part")):
        connection.execute(
            text("INSERT INTO unit_lineage (event_id, from_unit, to_unit, part) VALUES (:event, :old, :new, :part)"),
            {"event": merger, "old": old, "new": new, "part": part},
        )
    return Units(province, commune, merged, divided)


def _unit(connection: Connection, level: str, kind: str, name: str, valid: str, parent: int | None) -> int:
    unit = connection.scalar(text("INSERT INTO unit (level) VALUES (:level) RETURNING id"), {"level": level})
    values = {"unit": unit, "valid": valid, "name": name, "kind": kind, "parent": parent, "code": f"88{unit}"}
    for statement in (
        "INSERT INTO unit_version (unit_id, valid, name, kind, parent_id)"
        " VALUES (:unit, CAST(:valid AS daterange), :name, :kind, :parent)",
        "INSERT INTO unit_code (scheme, code, unit_id, valid) VALUES ('gso', :code, :unit, CAST(:valid AS daterange))",
    ):
        connection.execute(text(statement), values)
    assert isinstance(unit, int)
    return unit


@contextmanager
def open_office(database: TestDatabase) -> Iterator[Office]:
    """An office whose administrator `nga` has just signed in."""
    with owner_connection(database.owner) as connection:
        units = made_units(connection)
    admin = add_account(database, "nga", Role.ADMIN)
    with browser(database) as client:
        client.cookies.update(cookie_of(database, admin))
        yield Office(database, units, client, admin)
