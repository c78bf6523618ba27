"""Roles of officials on the day their unit becomes another."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from geo_api.account import Role
from geo_api.accounts.follow import WHAT, follow
from loaders.options import LoadOptions
from loaders.units.reform.follow import OWN
from loaders.units.reform.merge import Law, merge_units
from loaders.units.reform.report import Followed
from tests.units.merge_tables import NAM_DINH, Y_YEN, simple, table

FIRST, DAY = date(2024, 9, 1), date(2025, 7, 1)


def _before(connection: Connection, folder: Path, *rows: str) -> None:
    """A change within one district that puts communes on record: rows `code,name > code,name`."""
    pairs = [row.split(" > ") for row in rows]
    lines = (f"{old}|{Y_YEN}|{NAM_DINH}|{new}|{Y_YEN}|{NAM_DINH}|full" for old, new in pairs)
    merge_units(connection, table(folder, *lines, name="before.csv"), Law(FIRST, "NQ 2024"), LoadOptions(), OWN)


def _merge(connection: Connection, folder: Path, *rows: str) -> Followed:
    report = merge_units(connection, simple(folder, *rows), Law(DAY, "NQ 2025"), LoadOptions(), (*OWN, follow))
    return next(each for each in report.followed if each.what == WHAT)


def _unit(connection: Connection, name: str, day: date) -> int:
    asked = text("SELECT unit_id FROM layer.communes WHERE full_name = :name AND valid @> :day")
    return int(connection.execute(asked, {"name": name, "day": day}).scalar_one())


def _grant(connection: Connection, name: str, role: Role, unit: int, valid: str) -> None:
    account = connection.scalar(text("SELECT id FROM account WHERE name = :name"), {"name": name})
    if account is None:
        add = "INSERT INTO account (name, password_hash, must_change_password) VALUES (:name, '-', false) RETURNING id"
        account = connection.scalar(text(add), {"name": name})
    grant = "INSERT INTO account_role (account_id, role, unit_id, valid) VALUES (:a, :r, :u, CAST(:v AS daterange))"
    connection.execute(text(grant), {"a": account, "r": role, "u": unit, "v": valid})


def _held(connection: Connection, name: str) -> list[tuple[Any, ...]]:
    asked = text(
        "SELECT r.role, r.unit_id, r.valid::text FROM account_role AS r JOIN account AS a ON a.id = r.account_id"
        " WHERE a.name = :name ORDER BY r.valid, r.role, r.unit_id"
    )
    return [tuple(row) for row in connection.execute(asked, {"name": name})]


def test_a_role_goes_on_for_the_whole_successor_from_the_day(connection: Connection, tmp_path: Path):
    _before(connection, tmp_path, "1,Xã A > 1,Xã A1", "2,Xã B > 2,Xã B1", "3,Xã C > 3,Xã C1")
    a, b, c = (_unit(connection, name, FIRST) for name in ("Xã A1", "Xã B1", "Xã C1"))
    _grant(connection, "lan", Role.VERIFIER, a, "[2024-10-01,)")
    _grant(connection, "lan", Role.VERIFIER, b, "[2024-10-01,2026-01-01)")
    _grant(connection, "hoa", Role.COLLECTOR, c, "[2024-10-01,)")
    _grant(connection, "mai", Role.APPROVER, a, "[2025-08-01,)")
    _grant(connection, "nga", Role.APPROVER, a, "[2024-10-01,2025-01-01)")
    followed = _merge(connection, tmp_path, "1,Xã A1 > 1,Phường D", "2,Xã B1 > 1,Phường D")
    new = _unit(connection, "Phường D", DAY)
    assert (followed.moved, followed.unresolved) == (3, ())
    query = "SELECT action, details FROM audit_event WHERE action LIKE 'role.moved' ORDER BY id"
    assert [tuple(row) for row in connection.execute(text(query))] == [
        ("role.moved", {"role": role, "unit": unit, "to_unit": new})
        for role, unit in (("verifier", a), ("verifier", b), ("approver", a))
    ]
    assert _held(connection, "lan") == [
        ("verifier", a, "[2024-10-01,2025-07-01)"),
        ("verifier", b, "[2024-10-01,2025-07-01)"),
        ("verifier", new, "[2025-07-01,)"),
    ]
    assert _held(connection, "hoa") == [("collector", c, "[2024-10-01,)")]
    assert _held(connection, "mai") == [("approver", new, "[2025-08-01,)")]
    assert _held(connection, "nga") == [("approver", a, "[2024-10-01,2025-01-01)")]


def test_a_role_given_by_hand_and_one_that_claims_gave_go_on_side_by_side(connection: Connection, tmp_path: Path):
    _before(connection, tmp_path, "1,Xã A > 1,Xã A1", "2,Xã B > 2,Xã B1")
    a = _unit(connection, "Xã A1", FIRST)
    _grant(connection, "lan", Role.VERIFIER, a, "[2025-06-28,2025-07-06)")
    connection.execute(text("UPDATE account_role SET source = 'oidc', granted_by = 'oidc'"))
    _grant(connection, "lan", Role.VERIFIER, a, "[2024-10-01,)")
    assert _merge(connection, tmp_path, "1,Xã A1 > 1,Phường D", "2,Xã B1 > 1,Phường D").moved == 2
    new = _unit(connection, "Phường D", DAY)
    asked = text("SELECT source, unit_id, valid::text FROM account_role ORDER BY source, valid")
    assert [tuple(row) for row in connection.execute(asked)] == [
        ("hand", a, "[2024-10-01,2025-07-01)"),
        ("hand", new, "[2025-07-01,)"),
        ("oidc", a, "[2025-06-28,2025-07-01)"),
        ("oidc", new, "[2025-07-01,2025-07-06)"),
    ]


def test_where_a_unit_was_divided_nobody_is_guessed_at(connection: Connection, tmp_path: Path):
    _before(connection, tmp_path, "1,Xã A > 1,Xã A1")
    a = _unit(connection, "Xã A1", FIRST)
    _grant(connection, "lan", Role.VERIFIER, a, "[2024-10-01,)")
    followed = _merge(connection, tmp_path, "1,Xã A1 > 1,Xã D > partial", "1,Xã A1 > 4,Xã E > partial")
    assert followed.moved == 0
    [words] = followed.unresolved
    assert words.en.startswith("lan, Verifier of Xã A1: that became 2 units")
    query = "SELECT details FROM audit_event WHERE action = 'role.taken'"
    assert connection.scalars(text(query)).all() == [{"role": "verifier", "unit": a, "to_unit": None}]
    assert _held(connection, "lan") == [("verifier", a, "[2024-10-01,)")]
