"""What the database itself holds about units: what it refuses, whoever asks, and what it allows."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import DBAPIError

from layers.names import fold, spelling
from tests.conftest import Server, TestDatabase

# SQLSTATE of each refusal.
EXCLUSION, CHECK, FOREIGN_KEY, UNIQUE, RESTRICTED, NOT_NULL = "23P01", "23514", "23503", "23505", "23001", "23502"
SQUARE = "ST_Multi(ST_MakeEnvelope(106.15, 20.40, 106.16, 20.41, 4326))"


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture
def connection(database: TestDatabase) -> Iterator[Connection]:
    """As the owner of the tables: nobody who may write has more rights."""
    engine = create_engine(database.owner, connect_args={"options": "-c jit=off"})
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def run(connection: Connection, statement: str, **values: Any) -> Any:
    return connection.execute(text(statement), values)


def unit(connection: Connection, level: str = "commune") -> int:
    return int(run(connection, "INSERT INTO unit (level) VALUES (:level) RETURNING id", level=level).scalar_one())


def version(connection: Connection, unit_id: int, valid: str = "[2025-07-01,)", **columns: Any) -> int:
    values = {"name": "Cổ Lễ", "kind": "xã", **columns, "unit_id": unit_id}
    names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
    statement = f"INSERT INTO unit_version ({names}, valid) VALUES ({marks}, CAST(:valid AS daterange)) RETURNING id"
    return int(run(connection, statement, **values, valid=valid).scalar_one())


def code(connection: Connection, unit_id: int, value: str, valid: str = "[2025-07-01,)", scheme: str = "gso") -> None:
    statement = "INSERT INTO unit_code VALUES (:scheme, :code, :unit, CAST(:valid AS daterange))"
    run(connection, statement, scheme=scheme, code=value, unit=unit_id, valid=valid)


def event(connection: Connection, kind: str = "merge") -> int:
    statement = "INSERT INTO unit_event (kind, effective) VALUES (:kind, DATE '2025-07-01') RETURNING id"
    return int(run(connection, statement, kind=kind).scalar_one())


def edge(connection: Connection, event_id: int, old: int, new: int, part: str = "whole", **weights: Any) -> None:
    weights = {"w_area": None, "w_address": None, "w_population": None, **weights}
    statement = "INSERT INTO unit_lineage VALUES (:event, :old, :new, :part, :w_area, :w_address, :w_population)"
    run(connection, statement, event=event_id, old=old, new=new, part=part, **weights)


@contextmanager
def refused(connection: Connection, state: str) -> Iterator[None]:
    """The block is refused with this SQLSTATE, and what was before it stands."""
    with pytest.raises(DBAPIError) as error, connection.begin_nested():
        yield
    assert error.value.orig is not None
    assert error.value.orig.pgcode == state, error.value  # type: ignore[attr-defined]


def full(connection: Connection) -> dict[str, int]:
    """One row in every table of units."""
    made, other, happened = unit(connection), unit(connection), event(connection)
    number = version(connection, made, event_id=happened)
    code(connection, made, "13777")
    edge(connection, happened, made, other)
    run(connection, "INSERT INTO unit_title VALUES (:unit, 'NTM', '[2025-01-01,)', NULL)", unit=made)
    return {"unit": made, "other": other, "event": happened, "version": number}


def test_one_version_of_a_unit_at_one_time(connection: Connection):
    one = unit(connection)
    version(connection, one, "[2024-09-01,2025-07-01)")
    version(connection, one, "[2025-07-01,)")
    with refused(connection, EXCLUSION):
        version(connection, one, "[2025-06-30,2025-07-01)")
    with refused(connection, EXCLUSION):
        version(connection, one, "(,2024-09-02)")
    version(connection, one, "(,2024-09-01)")
    version(connection, unit(connection), "[2025-06-30,)")


def test_a_version_off_record_makes_room_and_keeps_the_time_it_was_on_record(connection: Connection):
    one = unit(connection)
    old = version(connection, one)
    close = "UPDATE unit_version SET recorded = tstzrange(lower(recorded), clock_timestamp()) WHERE id = :id"
    run(connection, close, id=old)
    off = run(connection, "SELECT upper(recorded) FROM unit_version WHERE id = :id", id=old).scalar_one()
    with refused(connection, EXCLUSION):
        version(connection, one, name="Cổ Lễ Mới")
    again = (
        "INSERT INTO unit_version (unit_id, valid, recorded, name, kind)"
        " VALUES (:id, '[2025-07-01,)', tstzrange(:off, NULL), 'Mới', 'xã')"
    )
    run(connection, again, id=one, off=off)


def test_a_code_has_one_meaning_on_one_day(connection: Connection):
    old, new = unit(connection), unit(connection)
    code(connection, old, "13777", "(,2025-07-01)")
    code(connection, new, "13777", "[2025-07-01,)")
    with refused(connection, EXCLUSION):
        code(connection, unit(connection), "13777", "[2025-06-30,2025-07-01)")
    code(connection, unit(connection), "13777", "[2025-07-01,)", scheme="wardmap")


def test_a_unit_has_one_code_of_a_scheme_on_one_day(connection: Connection):
    one = unit(connection)
    code(connection, one, "13645", "(,2025-01-01)")
    code(connection, one, "13681", "[2025-01-01,)")
    with refused(connection, EXCLUSION):
        code(connection, one, "13000", "[2026-01-01,)")
    code(connection, one, "36013", "[2026-01-01,)", scheme="old")


def test_a_code_can_be_closed_but_not_into_another(connection: Connection):
    one, two = unit(connection), unit(connection)
    code(connection, one, "13777", "(,)")
    run(connection, "UPDATE unit_code SET valid = daterange(NULL, DATE '2025-07-01') WHERE unit_id = :id", id=one)
    code(connection, two, "13777")
    with refused(connection, EXCLUSION):
        run(connection, "UPDATE unit_code SET valid = '(,)' WHERE unit_id = :id", id=one)


@pytest.mark.parametrize("table", ["unit_version", "unit_code", "unit_title"])
def test_a_time_without_a_day_is_none(connection: Connection, table: str):
    one = unit(connection)
    values = {
        "unit_version": "(unit_id, valid, name, kind) VALUES (:id, 'empty', 'a', 'xã')",
        "unit_code": "(scheme, code, unit_id, valid) VALUES ('gso', '1', :id, 'empty')",
        "unit_title": "(unit_id, title, valid) VALUES (:id, 'NTM', 'empty')",
    }
    with refused(connection, CHECK):
        run(connection, f"INSERT INTO {table} {values[table]}", id=one)


@pytest.mark.parametrize("table", ["unit", "unit_version", "unit_code", "unit_event", "unit_lineage", "unit_title"])
def test_nothing_is_deleted(connection: Connection, table: str):
    full(connection)
    with refused(connection, RESTRICTED):
        run(connection, f"DELETE FROM {table}")
    with refused(connection, RESTRICTED):
        run(connection, f"TRUNCATE {table} CASCADE")
    assert run(connection, f"SELECT count(*) FROM {table}").scalar_one() > 0


def test_truncating_what_units_refer_to_is_refused(connection: Connection):
    full(connection)
    with refused(connection, RESTRICTED):
        run(connection, "TRUNCATE load CASCADE")


OVERWRITES = [
    "UPDATE unit SET level = 'hamlet'",
    "UPDATE unit SET id = DEFAULT",
    "UPDATE unit_version SET unit_id = :other",
    "UPDATE unit_version SET valid = '[2025-08-01,)'",
    "UPDATE unit_version SET name = 'Khác'",
    "UPDATE unit_version SET kind = 'phường'",
    "UPDATE unit_version SET parent_id = :other",
    f"UPDATE unit_version SET geom = {SQUARE}, geom_status = 'sketch'",
    "UPDATE unit_version SET geom_source = 'x'",
    "UPDATE unit_version SET event_id = NULL",
    "UPDATE unit_version SET load_id = NULL",
    "UPDATE unit_version SET id = DEFAULT",
    "UPDATE unit_code SET code = '13778'",
    "UPDATE unit_code SET scheme = 'x'",
    "UPDATE unit_code SET unit_id = :other",
    "UPDATE unit_event SET kind = 'split'",
    "UPDATE unit_event SET effective = DATE '2025-07-02'",
    "UPDATE unit_event SET document = 'x'",
    "UPDATE unit_event SET recorded_at = now()",
    "UPDATE unit_lineage SET to_unit = from_unit",
    "UPDATE unit_lineage SET part = 'part'",
    "UPDATE unit_title SET title = 'x'",
    "UPDATE unit_title SET unit_id = :other",
]


@pytest.mark.parametrize("statement", OVERWRITES)
def test_nothing_known_is_overwritten(connection: Connection, statement: str):
    made = full(connection)
    values = {"other": made["other"]} if ":other" in statement else {}
    with refused(connection, RESTRICTED):
        run(connection, statement, **values)


@pytest.mark.parametrize(
    "recorded",
    [
        "tstzrange(lower(recorded), NULL)",
        "tstzrange(lower(recorded), now() + interval '1 day')",
        "tstzrange(lower(recorded) - interval '1 day', upper(recorded))",
        "'empty'",
        "'(,)'",
    ],
)
def test_what_went_off_record_stays_off(connection: Connection, recorded: str):
    number = full(connection)["version"]
    close = "UPDATE unit_version SET recorded = tstzrange(lower(recorded), clock_timestamp()) WHERE id = :id"
    run(connection, close, id=number)
    with refused(connection, RESTRICTED):
        run(connection, f"UPDATE unit_version SET recorded = {recorded} WHERE id = :id", id=number)


@pytest.mark.parametrize("recorded", ["'empty'", "'(,)'", "tstzrange(lower(recorded) - interval '1 day', NULL)"])
def test_when_something_went_on_record_stays(connection: Connection, recorded: str):
    number = full(connection)["version"]
    with refused(connection, RESTRICTED):
        run(connection, f"UPDATE unit_version SET recorded = {recorded} WHERE id = :id", id=number)


def test_what_comes_later_may_be_added(connection: Connection):
    """How a unit ended, a weight that was not known, the end of a title, what tells two hamlets apart."""
    made = full(connection)
    for statement in (
        "UPDATE unit SET ended_by_event = :event WHERE id = :unit",
        "UPDATE unit_lineage SET w_area = 1 WHERE from_unit = :unit",
        "UPDATE unit_title SET valid = daterange(lower(valid), DATE '2026-01-01') WHERE unit_id = :unit",
        "UPDATE unit_version SET qualifier = 'Trực Hưng' WHERE unit_id = :unit",
    ):
        values = {name: made[name] for name in ("event", "unit") if f":{name}" in statement}
        assert run(connection, statement, **values).rowcount == 1


TIERS = ["province", "district", "commune", "hamlet"]


@pytest.mark.parametrize("parent", TIERS)
@pytest.mark.parametrize("child", TIERS)
def test_a_unit_is_part_of_a_higher_tier(connection: Connection, child: str, parent: str):
    above, below = unit(connection, parent), unit(connection, child)
    if TIERS.index(parent) < TIERS.index(child):
        version(connection, below, parent_id=above)
    else:
        with refused(connection, CHECK):
            version(connection, below, parent_id=above)


def test_a_unit_is_no_part_of_itself_or_of_nothing_known(connection: Connection):
    one = unit(connection)
    for parent in (one, one + 1_000_000):
        with refused(connection, CHECK):
            version(connection, one, parent_id=parent)


def test_lineage_leads_from_one_unit_to_another(connection: Connection):
    old, new, happened = unit(connection), unit(connection), event(connection)
    with refused(connection, CHECK):
        edge(connection, happened, old, old)
    with refused(connection, FOREIGN_KEY):
        edge(connection, happened, old, new + 1_000_000)
    with refused(connection, CHECK):
        edge(connection, happened, old, new, "most")
    edge(connection, happened, old, new)
    with refused(connection, UNIQUE):
        edge(connection, happened, old, new)
    edge(connection, event(connection, "transfer"), old, new, "part")


@pytest.mark.parametrize("weight", ["w_area", "w_address", "w_population"])
def test_weights_are_shares(connection: Connection, weight: str):
    old, new, happened = unit(connection), unit(connection), event(connection)
    for wrong in (-0.001, 1.001, float("nan")):
        with refused(connection, CHECK):
            edge(connection, happened, old, new, "part", **{weight: wrong})
    edge(connection, happened, old, new, "part", **{weight: 0.25})


def test_names_are_composed(connection: Connection):
    one = unit(connection)
    with refused(connection, CHECK):
        version(connection, one, name=unicodedata.normalize("NFD", "Cổ Lễ"))
    version(connection, one, name="Cổ Lễ")


@pytest.mark.parametrize("status", ["none", "guess"])
def test_a_boundary_has_a_standing_that_is_known(connection: Connection, status: str):
    one = unit(connection)
    drawn = (
        "INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status)"
        f" VALUES (:id, '(,)', 'a', 'xã', {SQUARE}, :status)"
    )
    with refused(connection, CHECK):
        run(connection, drawn, id=one, status=status)
    with refused(connection, CHECK):
        version(connection, one, geom_status="derived")
    run(connection, drawn, id=one, status="derived")


def test_kinds_of_events_and_levels_are_known_ones(connection: Connection):
    with refused(connection, CHECK):
        event(connection, "swallow")
    with refused(connection, CHECK):
        unit(connection, "region")


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("[2024-09-01,2025-07-01)", "2024-09-01"),
        ("[2025-07-01,)", "2025-07-01"),
        ("(,2025-07-01)", "2025-06-30"),
        ("(2024-09-01,2025-07-01]", "2024-09-02"),
        ("(,)", "2025-07-01"),
    ],
)
def test_a_day_of_a_period_lies_in_it(connection: Connection, period: str, day: str):
    found = run(
        connection,
        "SELECT CAST(day_of(p) AS text), p @> day_of(p) FROM (SELECT CAST(:period AS daterange) AS p) AS periods",
        period=period,
    ).one()
    assert tuple(found) == (day, True)


def test_pieces_cover_their_version_and_nothing_else(sample_db: TestDatabase):
    """Every version of the sample that has a boundary: nothing lost, nothing twice, nothing beside it."""
    engine = create_engine(sample_db.owner, connect_args={"options": "-c jit=off"})
    with engine.connect() as connection:
        rows = run(
            connection,
            "SELECT count(*), count(p.area), max(abs(p.area / ST_Area(v.geom) - 1)),"
            " max(ST_Area(ST_SymDifference(p.whole, v.geom)) / ST_Area(v.geom)), max(p.points)"
            " FROM unit_version AS v LEFT JOIN LATERAL (SELECT sum(ST_Area(geom)) AS area, ST_Union(geom) AS whole,"
            "   max(ST_NPoints(geom)) AS points FROM unit_piece WHERE version_id = v.id) AS p ON true"
            " WHERE v.geom IS NOT NULL",
        ).one()
        strays = (
            "SELECT count(*) FROM unit_piece WHERE version_id NOT IN"
            " (SELECT id FROM unit_version WHERE geom IS NOT NULL)"
        )
        assert run(connection, strays).scalar_one() == 0
    engine.dispose()
    versions, in_pieces, area_error, shape_error, points = rows
    assert versions == in_pieces > 3000
    assert area_error < 1e-9
    assert shape_error < 1e-9
    assert points <= 129


def test_a_new_boundary_is_cut_as_it_is_written(connection: Connection):
    one = unit(connection)
    run(
        connection,
        "INSERT INTO unit_version (unit_id, valid, name, kind, geom, geom_status) VALUES (:id, '(,)', 'a', 'xã',"
        " ST_Multi(ST_Difference(ST_Buffer('SRID=4326;POINT(106.2 20.3)', 0.02, 200),"
        "   ST_Buffer('SRID=4326;POINT(106.2 20.3)', 0.01, 200))), 'sketch')",
        id=one,
    )
    pieces, error = run(
        connection,
        "SELECT count(*), abs(sum(ST_Area(p.geom)) / min(ST_Area(v.geom)) - 1)"
        " FROM unit_version AS v JOIN unit_piece AS p ON p.version_id = v.id WHERE v.unit_id = :id",
        id=one,
    ).one()
    assert pieces > 20
    assert error < 1e-9


VIETNAMESE = "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
LETTERS = st.sampled_from(VIETNAMESE + VIETNAMESE.upper() + "0123456789  .,()-–/'\t\n")
# What is on record has no space at its ends: that is where the folding of a generated column leaves it.
NAMES = st.builds(unicodedata.normalize, st.sampled_from(["NFC", "NFD"]), st.text(LETTERS, max_size=40).map(str.strip))
TONED = st.sampled_from(
    ["Hòa", "Hoà", "THỦY", "Thuỷ", "quý", "Qúy", "khỏe", "loè", "hoàn", "hòan", "xuý", "Tòa", "oóa"]
)


@pytest.fixture(scope="module")
def asked(database: TestDatabase) -> Iterator[Connection]:
    engine = create_engine(database.owner)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@settings(max_examples=300, deadline=None)
@given(names=st.lists(st.one_of(NAMES, st.lists(TONED, max_size=4).map(" ".join)), min_size=1, max_size=20))
def test_spelling_and_folding_are_the_same_here_and_there(asked: Connection, names: list[str]):
    statement = (
        "SELECT spelling_vi(n), fold_vi(n) FROM unnest(CAST(:names AS text[])) WITH ORDINALITY AS a(n, i) ORDER BY i"
    )
    rows = [tuple(row) for row in run(asked, statement, names=names)]
    assert rows == [(spelling(name), fold(name)) for name in names]


def test_spelling_and_folding_of_every_name_of_the_sample(sample_db: TestDatabase):
    engine = create_engine(sample_db.owner)
    with engine.connect() as connection:
        statement = (
            "SELECT name, spelling_vi(name), fold_vi(name) FROM ("
            " SELECT name FROM unit_version UNION SELECT name FROM feature WHERE name IS NOT NULL"
            " UNION SELECT title FROM unit_title"
            " UNION SELECT street FROM address_text WHERE street IS NOT NULL) AS names"
        )
        rows = [tuple(row) for row in run(connection, statement)]
    engine.dispose()
    assert len(rows) > 3000
    assert rows == [(name, spelling(name), fold(name)) for name, *_ in rows]
