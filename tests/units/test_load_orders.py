"""Boundaries of three times and the two tables between them: every order of loading ends in the same answers."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from shapely import box
from sqlalchemy import Connection, text

from loaders.errors import LoadRefused
from loaders.units.reform.merge import Law, merge_units
from tests.loaders.unit_files import areas, put
from tests.units.merge_tables import NAM_DINH, NINH_BINH, Y_YEN, table

FIRST, REFORM, SECOND = date(2009, 4, 1), date(2024, 9, 1), date(2025, 7, 1)
DAYS = (FIRST, date(2024, 8, 31), REFORM, date(2025, 6, 30), SECOND, date(2030, 1, 1))
CELLS = {code: box(106 + i / 10, 20, 106.1 + i / 10, 20.1) for i, code in enumerate("12345")}
OLD_COLUMNS = {"district_code": "360", "district": "Huyện Ý Yên", "province_code": "36", "province": "Tỉnh Nam Định"}
NEW_COLUMNS = {"province_code": "37", "province": "Tỉnh Ninh Bình"}
# What tells a person what to load before.
ADVICE = ("wardmap units merge", "--last-day")

World = dict[str, Callable[[Connection], Any]]


def _boundaries(folder: Path, name: str, units: dict[str, str], above: dict[str, str]) -> Path:
    """A file of units `code,full name`, each of the cells named."""
    shapes = []
    for cells in units.values():
        west, east = CELLS[cells[0]].bounds[0], CELLS[cells[-1]].bounds[2]
        shapes.append(box(west, 20, east, 20.1))
    codes, names = zip(*(unit.split(",") for unit in units), strict=True)
    columns = {column: [value] * len(units) for column, value in above.items()}
    return areas(folder, shapes, name, code=list(codes), full_name=list(names), **columns)


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A merger and a new name in 2024; in 2025 a merger under an old name and code, new kinds and no districts."""
    a = {"13701,Xã Một": "1", "13702,Xã Hai": "2", "13703,Xã Ba": "3", "13704,Thị trấn Bốn": "4", "13705,Xã Năm": "5"}
    b = {"13701,Xã Một Hai": "12", "13703,Xã Tam": "3", "13704,Thị trấn Bốn": "4", "13705,Xã Năm": "5"}
    c = {"13701,Xã Một Hai": "123", "13704,Phường Bốn": "4", "13705,Xã Năm": "5"}
    old, new = f"{Y_YEN}|{NAM_DINH}", f"|{NINH_BINH}"
    m = (
        f"13701,Xã Một|{old}|13701,Xã Một Hai|{old}|",
        f"13702,Xã Hai|{old}|13701,Xã Một Hai|{old}|",
        f"13703,Xã Ba|{old}|13703,Xã Tam|{old}|",
    )
    n = (
        f"13701,Xã Một Hai|{old}|13701,Xã Một Hai|{new}|",
        f"13703,Xã Tam|{old}|13701,Xã Một Hai|{new}|",
        f"13704,Thị trấn Bốn|{old}|13704,Phường Bốn|{new}|",
        f"13705,Xã Năm|{old}|13705,Xã Năm|{new}|",
    )
    return {
        "A": _loading(_boundaries(tmp_path, "a.geojson", a, OLD_COLUMNS), FIRST, REFORM),
        "M": _merging(table(tmp_path, *m, name="m.csv"), REFORM),
        "B": _loading(_boundaries(tmp_path, "b.geojson", b, OLD_COLUMNS), REFORM, SECOND),
        "N": _merging(table(tmp_path, *n, name="n.csv"), SECOND),
        "C": _loading(_boundaries(tmp_path, "c.geojson", c, NEW_COLUMNS), SECOND, None),
    }


def _loading(path: Path, day: date, until: date | None) -> Callable[[Connection], Any]:
    last = None if until is None else date.fromordinal(until.toordinal() - 1)
    return lambda connection: put(connection, path, day=day, last_day=last)


def _merging(path: Path, day: date) -> Callable[[Connection], Any]:
    return lambda connection: merge_units(connection, path, Law(day, f"NQ {day.year}"))


def _answers(connection: Connection) -> dict[date, list[tuple[Any, ...]]]:
    """Names, codes, parents and boundaries of the communes on each of the days."""
    statement = text(
        "SELECT code, full_name, parent, geom_status, ST_AsText(ST_Normalize(ST_SnapToGrid(geom, 1e-7))) "
        "FROM layer.communes WHERE valid @> :day ORDER BY code"
    )
    return {day: [tuple(row) for row in connection.execute(statement, {"day": day})] for day in DAYS}


def _try(connection: Connection, load: Callable[[Connection], Any]) -> list[str]:
    """Load; why it was refused."""
    savepoint = connection.begin_nested()
    try:
        load(connection)
    except LoadRefused as refused:
        savepoint.rollback()
        return [problem.reason.en for problem in refused.report.problems]
    savepoint.commit()
    return []


def _load_all(connection: Connection, world: World, done: str, wanted: str) -> tuple[str, str]:
    """Load what is wanted, again and again while one makes way for another; what is loaded then, and what is not."""
    for each in wanted:
        reasons = _try(connection, world[each])
        assert all(any(word in reason for word in ADVICE) for reason in reasons), (done, each, reasons)
        if not reasons:
            return _load_all(connection, world, done + each, wanted.replace(each, ""))
    return done, wanted


def _orders(connection: Connection, world: World, done: str, waiting: str) -> Iterator[tuple[str, str]]:
    """Every order from here on, each undone after it was looked at: what was loaded, and what is still refused.

    What is refused is tried again after the next load.
    """
    rest = [name for name in world if name not in done + waiting]
    if not rest:
        yield done, waiting
    for name in rest:
        savepoint = connection.begin_nested()
        yield from _orders(connection, world, *_load_all(connection, world, done, name + waiting))
        savepoint.rollback()


@pytest.mark.timeout(1200)
def test_every_order_ends_in_the_same_answers(connection: Connection, world: World):
    # As the commands connect.
    connection.execute(text("SET LOCAL jit = off"))
    expected, seen, locked, other = None, 0, [], []
    for done, refused in _orders(connection, world, "", ""):
        seen += 1
        answers = _answers(connection)
        expected = expected or answers
        if refused:
            locked.append((done, refused))
        elif answers != expected:
            other.append((done, {d: (expected[d], answers[d]) for d in DAYS if answers[d] != expected[d]}))
    assert seen == 120
    assert locked == []
    assert other == []
