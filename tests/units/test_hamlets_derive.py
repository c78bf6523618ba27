"""Boundaries derived for hamlets that have none: what goes on record, what stays, and what is refused."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pytest
import shapely
from sqlalchemy import Connection, Row, create_engine, text
from typer.testing import CliRunner

from geo_api.cli import command_line
from loaders.units.hamlets.derive import CannotDerive, Derived, Wanted, derive_hamlets
from loaders.units.hamlets.points import PointSource
from tests.conftest import Server, TestDatabase

MERGER, DAY, EVE = date(2025, 7, 1), date(2026, 3, 1), date(2026, 2, 28)
WEST, EAST = shapely.box(106.15, 20.40, 106.16, 20.41), shapely.box(106.16, 20.40, 106.17, 20.41)
BOTH = shapely.union(WEST, EAST)
WANTED = Wanted(code="13900", source=PointSource.ADDRESSES, day=DAY, document="QĐ 12/QĐ-UBND")
VERSION = """
INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status, geom_source)
VALUES (:unit, CAST(:valid AS daterange), :name, :kind, :parent, ST_Multi(ST_GeomFromText(:shape, 4326)), :status,
        :source)
"""

ADDRESS = """
WITH made AS (INSERT INTO addressable (kind, status) VALUES ('dwelling', 'assigned') RETURNING id), placed AS (
    INSERT INTO address_point (addressable_id, position, valid, geom, method)
    SELECT id, 'main_entrance', daterange(:since, NULL), ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), 'gnss' FROM made)
INSERT INTO address_text (addressable_id, valid, hamlet_id) SELECT id, daterange(:since, NULL), :hamlet FROM made
"""


@dataclass
class World:
    """Two communes, Trực Hưng and Trực Hùng, that are xã Cổ Lễ (13900) since the merger."""

    connection: Connection

    def __post_init__(self) -> None:
        west = self.unit("commune", "Trực Hưng", "xã", None, f"[2020-01-01,{MERGER})", WEST)
        east = self.unit("commune", "Trực Hùng", "xã", None, f"[2020-01-01,{MERGER})", EAST)
        self.commune = self.unit("commune", "Cổ Lễ", "xã", None, f"[{MERGER},)", BOTH)
        self.run(
            "INSERT INTO unit_code VALUES ('gso', '13900', :unit, daterange(:day, NULL))", unit=self.commune, day=MERGER
        )
        self.former = {"west": west, "east": east}
        event = self.one("INSERT INTO unit_event (kind, effective) VALUES ('merge', :day) RETURNING id", day=MERGER)
        for former in (west, east):
            self.run(
                "INSERT INTO unit_lineage VALUES (:e, :f, :t, 'whole', 1, 1, 1)", e=event, f=former, t=self.commune
            )

    def run(self, statement: str, **values: Any) -> None:
        self.connection.execute(text(statement), values)

    def one(self, statement: str, **values: Any) -> Any:
        return self.connection.execute(text(statement), values).scalar_one()

    def unit(self, level: str, name: str, kind: str, parent: int | None, valid: str, shape: Any = None) -> int:
        unit = int(self.one("INSERT INTO unit (level) VALUES (:level) RETURNING id", level=level))
        self.version(unit, name, kind, parent, valid, shape)
        return unit

    def version(
        self, unit: int, name: str, kind: str, parent: int | None, valid: str, shape: Any, status: str = "reference"
    ):
        values = {"unit": unit, "name": name, "kind": kind, "parent": parent, "valid": valid}
        drawn = (
            {"shape": shape.wkt, "status": status, "source": "thử"}
            if shape
            else {"shape": None, "status": "none", "source": None}
        )
        self.run(VERSION, **values, **drawn)

    def hamlet(self, name: str, side: str = "west", shape: Any = None, status: str = "sketch") -> int:
        """A hamlet that came with one of the former communes, without a boundary unless one is given."""
        hamlet = self.unit("hamlet", name, "xóm", self.former[side], f"[2020-01-01,{MERGER})")
        self.version(hamlet, name, "xóm", self.commune, f"[{MERGER},)", shape, status)
        return hamlet

    def addresses(self, hamlet: int, *spots: tuple[float, float], since: date = MERGER) -> None:
        for lon, lat in spots:
            self.run(ADDRESS, hamlet=hamlet, lon=lon, lat=lat, since=since)

    def house(self, name: str, lon: float, lat: float) -> None:
        load = self.one(
            "INSERT INTO load (layer, mode, file_name, file_sha256, rows_read, rows_written, rows_refused, report)"
            " VALUES ('culture_houses', 'append', 'thử', '', 1, 1, 0, '{}') RETURNING id"
        )
        self.run(
            "INSERT INTO feature (layer, name, geom, load_id, source_row) VALUES"
            " ('culture_houses', :name, ST_SetSRID(ST_MakePoint(:lon, :lat), 4326), :load, 1)",
            name=name, lon=lon, lat=lat, load=load,
        )  # fmt: skip

    def on_record(self, unit: int, day: date = DAY) -> Row[Any]:
        statement = (
            "SELECT v.*, ST_AsBinary(v.geom) AS shape, e.kind AS event, e.effective, e.document, e.note"
            " FROM unit_version AS v LEFT JOIN unit_event AS e ON e.id = v.event_id"
            " WHERE v.unit_id = :unit AND upper_inf(v.recorded) AND v.valid @> :day"
        )
        return self.connection.execute(text(statement), {"unit": unit, "day": day}).one()

    def land(self, unit: int, day: date = DAY) -> Any:
        return shapely.from_wkb(bytes(self.on_record(unit, day).shape))

    def versions(self) -> int:
        return int(self.one("SELECT count(*) FROM unit_version"))

    def derive(self, **changes: Any) -> Derived:
        (derived,) = derive_hamlets(self.connection, replace(WANTED, **changes))
        return derived


@pytest.fixture(scope="module")
def database(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        yield database


@pytest.fixture
def world(database: TestDatabase) -> Iterator[World]:
    engine = create_engine(database.owner, connect_args={"options": "-c jit=off"})
    with engine.connect() as connection:
        yield World(connection)
        connection.rollback()
    engine.dispose()


def test_the_boundary_is_on_record_as_derived_from_that_day(world: World):
    one, two = world.hamlet("1"), world.hamlet("2", "east")
    world.addresses(one, (106.152, 20.405), (106.155, 20.402))
    world.addresses(two, (106.167, 20.405))
    before = world.versions()
    derived = world.derive()
    assert (derived.derived, derived.points, derived.without_points) == ({"Xóm 1": 2, "Xóm 2": 1}, 3, ())
    row = world.on_record(one)
    assert (row.geom_status, row.geom_source) == ("derived", "Suy ra từ 2 địa chỉ số")
    assert (row.name, row.kind, row.parent_id) == ("1", "xóm", world.commune)
    assert (row.event, row.effective, row.document) == ("reboundary", DAY, "QĐ 12/QĐ-UBND")
    assert row.note == "Ranh giới 2 thôn, xóm, tổ dân phố của Xã Cổ Lễ: Suy ra từ 3 địa chỉ số"
    eve = world.on_record(one, EVE)
    assert (eve.geom_status, eve.geom, eve.valid.lower, eve.valid.upper) == ("none", None, MERGER, DAY)
    assert world.versions() == before + 4
    off = world.one("SELECT count(*) FROM unit_version WHERE unit_id = :unit AND NOT upper_inf(recorded)", unit=one)
    assert off == 1


def test_cells_tile_the_commune_and_are_seen_as_what_they_are(world: World):
    source = np.random.default_rng(2)
    hamlets = [world.hamlet(str(number)) for number in range(8)]
    for number, spot in enumerate(source.uniform((106.15, 20.40), (106.17, 20.41), (160, 2)).tolist()):
        world.addresses(hamlets[number % 8], tuple(spot))
    world.derive()
    cells = np.array([world.land(hamlet) for hamlet in hamlets])
    assert shapely.coverage_is_valid(cells)
    assert shapely.symmetric_difference(shapely.union_all(cells), BOTH).area < 1e-15
    outside = world.one(
        "SELECT count(*) FROM address_text AS t JOIN address_point AS p USING (addressable_id)"
        " JOIN unit_version AS v ON v.unit_id = t.hamlet_id AND upper_inf(v.recorded) AND upper_inf(v.valid)"
        " WHERE NOT ST_Covers(v.geom, p.geom)"
    )
    assert outside == 0
    shown = world.connection.execute(
        text("SELECT DISTINCT geom_status FROM map_public.hamlets WHERE valid @> :day"), {"day": DAY}
    )
    assert shown.scalars().all() == ["derived"]


def test_again_changes_nothing_until_a_point_changes(world: World):
    one, two = world.hamlet("1"), world.hamlet("2", "east")
    world.addresses(one, (106.152, 20.405))
    world.addresses(two, (106.167, 20.405))
    world.derive()
    before = world.versions()
    assert world.derive().derived == {}
    again = world.derive(overwrite=True)
    assert (again.derived, again.unchanged, again.event_id, world.versions()) == ({}, 2, None, before)
    world.addresses(two, (106.162, 20.402))
    assert world.derive(overwrite=True, day=date(2026, 4, 1)).derived == {"Xóm 1": 1, "Xóm 2": 2}
    assert world.on_record(two).geom_source == "Suy ra từ 1 địa chỉ số"
    assert world.on_record(two, date(2026, 4, 1)).geom_source == "Suy ra từ 2 địa chỉ số"


def test_a_dry_run_says_the_same_and_writes_nothing(world: World):
    one = world.hamlet("1")
    world.addresses(one, (106.152, 20.405))
    before = world.versions(), world.one("SELECT count(*) FROM unit_event")
    tried = world.derive(dry_run=True)
    assert (world.versions(), world.one("SELECT count(*) FROM unit_event")) == before
    assert replace(world.derive(), event_id=None) == tried


@pytest.mark.parametrize("status", ["official", "reference"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_better_boundaries_stay_and_are_cut_out(world: World, status: str, *, overwrite: bool):
    drawn = world.hamlet("1", shape=shapely.box(106.15, 20.40, 106.155, 20.41), status=status)
    two = world.hamlet("2")
    world.addresses(two, (106.153, 20.405), (106.158, 20.405))
    world.addresses(drawn, (106.165, 20.405))
    derived = world.derive(overwrite=overwrite)
    assert (derived.kept, derived.derived, derived.unused) == (1, {"Xóm 2": 1}, 1)
    assert world.on_record(drawn).geom_status == status
    assert world.land(two).equals(BOTH.difference(shapely.box(106.15, 20.40, 106.155, 20.41)))


def test_a_sketch_is_replaced_only_when_asked(world: World):
    sketched = world.hamlet("1", shape=WEST)
    world.addresses(sketched, (106.152, 20.405), (106.168, 20.405))
    assert world.derive().derived == {}
    assert world.on_record(sketched).geom_status == "sketch"
    assert world.derive(overwrite=True).derived == {"Xóm 1": 2}
    assert world.on_record(sketched).geom_status == "derived"
    assert world.on_record(sketched, EVE).geom_status == "sketch"


def test_hamlets_without_a_point_are_listed_and_stay_as_they_are(world: World):
    none, sketched, one = world.hamlet("1"), world.hamlet("2", shape=EAST), world.hamlet("3")
    world.addresses(one, (106.152, 20.405))
    derived = world.derive(overwrite=True)
    assert derived.without_points == ("Xóm 1", "Xóm 2")
    assert world.on_record(none).geom_status == "none"
    assert world.land(sketched).equals(EAST)
    assert world.land(one).equals(WEST)


def test_points_beyond_the_commune_do_not_count(world: World):
    astray, one = world.hamlet("1", shape=EAST), world.hamlet("2")
    world.addresses(astray, (106.3, 20.405))
    world.addresses(one, (106.152, 20.405), (106.152, 20.5))
    derived = world.derive(overwrite=True)
    assert (derived.derived, derived.points, derived.unused) == ({"Xóm 2": 1}, 1, 2)
    assert derived.without_points == ("Xóm 1",)
    assert world.land(one).equals(WEST)


def test_only_points_of_the_day_count(world: World):
    one = world.hamlet("1")
    world.addresses(one, (106.152, 20.405), since=date(2026, 5, 1))
    assert world.derive().without_points == ("Xóm 1",)
    assert world.derive(day=date(2026, 5, 1)).derived == {"Xóm 1": 1}


def test_culture_houses_find_their_hamlet_by_name_and_ground(world: World):
    west, east = world.hamlet("5", "west"), world.hamlet("5", "east")
    other = world.hamlet("6", "west")
    world.house("Nhà văn hóa xóm 5", 106.153, 20.405)
    world.house("Nhà văn hóa xóm 5", 106.167, 20.405)
    world.house("NVH xóm 06, Trực Hưng", 106.157, 20.405)
    world.house("Nhà văn hóa trung tâm", 106.160, 20.405)
    world.house("Nhà văn hóa xóm 6", 106.3, 20.405)
    derived = world.derive(source=PointSource.CULTURE_HOUSES)
    assert (derived.points, derived.unmatched) == (3, ("Nhà văn hóa trung tâm",))
    assert shapely.intersects_xy(world.land(west), 106.153, 20.405)
    assert shapely.intersects_xy(world.land(east), 106.167, 20.405)
    assert world.on_record(other).geom_source == "Suy ra từ 1 nhà văn hóa"


def test_a_hamlet_that_has_always_been_there_keeps_its_open_beginning(world: World):
    hamlet = world.unit("hamlet", "9", "xóm", world.commune, "(,)")
    world.addresses(hamlet, (106.152, 20.405))
    world.derive()
    eve, now = world.on_record(hamlet, EVE), world.on_record(hamlet)
    assert (eve.valid.lower, eve.valid.upper, eve.geom) == (None, DAY, None)
    assert (now.valid.lower, now.valid.upper) == (DAY, None)


def test_what_cannot_be_derived_is_refused_in_words(world: World):
    with pytest.raises(CannotDerive) as refused:
        world.derive(code="99999")
    assert refused.value.detail.vi == "Ngày 01/03/2026 không có xã, phường nào mang mã “99999”."
    bare = world.unit("commune", "Không Ranh Giới", "xã", None, f"[{MERGER},)")
    world.run("INSERT INTO unit_code VALUES ('gso', '13901', :unit, daterange(:day, NULL))", unit=bare, day=MERGER)
    with pytest.raises(CannotDerive, match="has no boundary"):
        world.derive(code="13901")
    world.hamlet("1")
    assert [each.code for each in derive_hamlets(world.connection, replace(WANTED, code=None))] == ["13900"]


def test_the_command(server: Server, template: str, monkeypatch: pytest.MonkeyPatch):
    with server.database(template) as database:
        engine = create_engine(database.owner)
        with engine.begin() as connection:
            world = World(connection)
            one = world.hamlet("1")
            world.addresses(one, (106.152, 20.405))
            world.hamlet("2")
        monkeypatch.setenv("WARDMAP_DATABASE_URL", database.owner.render_as_string(hide_password=False))
        words = ["units", "derive-hamlets", "--from", "addresses", "--at", "2026-03-01"]
        both = CliRunner().invoke(command_line(), [*words, "--commune", "13900", "--json"])
        assert both.exit_code == 0, both.output
        (told,) = json.loads(both.stdout)["communes"]
        assert (told["derived"], told["without_points"]) == ({"Xóm 1": 1}, ["Xóm 2"])
        with engine.connect() as connection:
            statement = text("SELECT geom_status FROM layer.hamlets WHERE unit_id = :unit AND valid @> :day")
            assert connection.scalar(statement, {"unit": one, "day": DAY}) == "derived"
        shown = CliRunner().invoke(command_line(), [*words, "--all"])
        assert "Xóm 2, Xã Cổ Lễ" in shown.stdout
        assert CliRunner().invoke(command_line(), words).exit_code == 2
        assert CliRunner().invoke(command_line(), [*words, "--all", "--commune", "13900"]).exit_code == 2
        assert (
            CliRunner().invoke(command_line(), ["units", "derive-hamlets", "--all", "--from", "stars"]).exit_code == 2
        )
        engine.dispose()
