"""Officials see guarded rows in their own units alone, whatever the address: items, tiles, counts, a row by its id."""

from collections.abc import Iterator
from dataclasses import dataclass

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, text

from geo_api.account import Role
from geo_api.db import owner_connection, role_of, schema_of
from layers.layer import OFFICIALS, Audience
from layers.registry import all_layers, layers_for
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import Server, TestDatabase

# Commune A in the west with hamlet A1 in its western half, commune B in the east, both of one province.
SHAPES = {
    "province": (106.10, 106.14),
    "commune A": (106.10, 106.12),
    "hamlet A1": (106.10, 106.11),
    "commune B": (106.12, 106.14),
}
PLACES = {"a1": 106.105, "a2": 106.115, "b1": 106.125, "b2": 106.135}
KINDS = ("dwelling", "flat", "office")
EVERYTHING = set(PLACES)
# Who reads as what, in which unit (None: everywhere), and which of the guarded rows are then there.
ASKERS = {
    "police of A": (Audience.POLICE, Role.VERIFIER, "commune A", {"a1", "a2"}),
    "approver of B": (Audience.POLICE, Role.APPROVER, "commune B", {"b1", "b2"}),
    "collector of A1": (Audience.STAFF, Role.COLLECTOR, "hamlet A1", {"a1"}),
    "editor of the province": (Audience.STAFF, Role.COMMUNE_EDITOR, "province", EVERYTHING),
    "police everywhere": (Audience.POLICE, Role.VERIFIER, None, EVERYTHING),
}
TILE = "12/3255/1810"


@dataclass
class World:
    database: TestDatabase
    units: dict[str, int]
    client: TestClient

    def asker(self, name: str, role: Role, unit: str | None) -> dict[str, str]:
        """The headers of somebody who holds `role` for `unit`."""
        account = add_account(self.database, name)
        with owner_connection(self.database.owner) as connection:
            grant = "INSERT INTO account_role (account_id, role, unit_id, valid) VALUES (:a, :r, :u, '[2020-01-01,)')"
            values = {"a": account, "r": role, "u": self.units[unit] if unit else None}
            connection.execute(text(grant), values)
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in cookie_of(self.database, account).items())}

    def keys(self, audience: Audience, headers: dict[str, str], layer: str = "cameras") -> set[str]:
        answer = self.client.get(f"/as/{audience}/ogc/collections/{layer}/items?f=json&limit=100", headers=headers)
        assert answer.status_code == 200, answer.text
        document = answer.json()
        assert document["numberMatched"] == document["numberReturned"] == len(document["features"])
        return {feature["properties"].get("key") or feature["properties"]["number"] for feature in document["features"]}

    def drawn(self, audience: Audience, headers: dict[str, str], layer: str = "cameras") -> list[dict]:
        answer = self.client.get(f"/as/{audience}/tiles/{layer}/{TILE}.mvt", headers=headers)
        assert answer.status_code in (200, 204), answer.text
        return mapbox_vector_tile.decode(answer.content)[layer]["features"] if answer.content else []


def add_unit(connection: Connection, name: str, parent: int | None, valid: str = "[2020-01-01,)") -> int:
    west, east = SHAPES[name]
    level = name.split(maxsplit=1)[0]
    unit = connection.scalar(text("INSERT INTO unit (level) VALUES (:level) RETURNING id"), {"level": level})
    values = {"id": unit, "valid": valid, "name": name, "parent": parent, "west": west, "east": east}
    connection.execute(
        text(
            "INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status) VALUES (:id,"
            " CAST(:valid AS daterange), :name, 'xã', :parent,"
            " ST_Multi(ST_MakeEnvelope(:west, 20.40, :east, 20.42, 4326)), 'official')"
        ),
        values,
    )
    assert isinstance(unit, int)
    return unit


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[World]:
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            province = add_unit(connection, "province", None)
            communes = {name: add_unit(connection, name, province) for name in ("commune A", "commune B")}
            hamlet = add_unit(connection, "hamlet A1", communes["commune A"])
            _fill(connection)
        with browser(database) as client:
            yield World(database, {"province": province, "hamlet A1": hamlet, **communes}, client)


def _fill(connection: Connection) -> None:
    load = connection.scalar(
        text(
            "INSERT INTO load (layer, mode, file_name, file_sha256, source_crs, rows_read, rows_written, rows_refused,"
            " report) VALUES ('cameras', 'append', 'f', '', 'EPSG:4326', 0, 0, 0, '{}') RETURNING id"
        )
    )
    for key, longitude in PLACES.items():
        values = {"key": key, "x": longitude, "load": load}
        for layer in ("cameras", "feedback", "wifi"):
            connection.execute(
                text(
                    "INSERT INTO feature (layer, key, attributes, geom, load_id, source_row) VALUES (:layer, :key,"
                    """ '{"direction": 90, "note": "n"}', ST_SetSRID(ST_Point(:x, 20.41), 4326), :load, 1)"""
                ),
                {"layer": layer, **values},
            )
        for kind in KINDS:
            connection.execute(
                text(
                    "WITH a AS (INSERT INTO addressable (kind, status) VALUES (:kind, 'assigned') RETURNING id),"
                    " t AS (INSERT INTO address_text (addressable_id, valid, number)"
                    " SELECT id, '[2020-01-01,)', :number FROM a)"
                    " INSERT INTO address_point (addressable_id, position, valid, geom, method)"
                    " SELECT id, 'main_entrance', '[2020-01-01,)', ST_SetSRID(ST_Point(:x, 20.41), 4326), 'drawn'"
                    " FROM a"
                ),
                {"kind": kind, "number": f"{key} {kind}", **values},
            )


def _addresses(seen: set[str]) -> set[str]:
    return {f"{key} {kind}" for key in seen for kind in KINDS} | {f"{key} office" for key in PLACES}


@pytest.mark.parametrize("name", ASKERS)
def test_items_tiles_and_counts_are_those_of_the_own_units(world: World, name: str):
    audience, role, unit, seen = ASKERS[name]
    headers = world.asker(f"items {name}", role, unit)
    assert world.keys(audience, headers) == world.keys(audience, headers, "feedback") == seen
    assert world.keys(audience, headers, "addresses") == _addresses(seen)
    assert world.keys(audience, headers, "wifi") == EVERYTHING
    assert len(world.drawn(audience, headers)) == len(seen)
    assert len(world.drawn(audience, headers, "addresses")) == len(_addresses(seen))


@pytest.mark.parametrize("name", ASKERS)
def test_long_answers_and_files_are_of_the_own_units_too(world: World, name: str):
    audience, role, unit, expected = ASKERS[name]
    headers = world.asker(f"{name} in full", role, unit)
    items = f"/as/{audience}/ogc/collections/cameras/items"
    lines = world.client.get(f"{items}?f=csv", headers=headers).text.splitlines()
    long = world.client.get(f"{items}?f=json&limit=20000", headers=headers).json()
    assert {feature["properties"]["key"] for feature in long["features"]} == expected
    assert len(lines) == 1 + len(expected)


def test_a_row_of_another_unit_is_as_if_it_were_not_there(world: World):
    headers = world.asker("one by one", Role.VERIFIER, "commune A")
    everywhere = world.asker("all of them", Role.VERIFIER, None)
    items = "/as/police/ogc/collections/cameras/items"
    found = world.client.get(f"{items}?f=json", headers=everywhere).json()["features"]
    answers = {f["properties"]["key"]: world.client.get(f"{items}/{f['id']}?f=json", headers=headers) for f in found}
    assert {key: answer.status_code for key, answer in answers.items()} == {"a1": 200, "a2": 200, "b1": 404, "b2": 404}
    nothing = world.client.get(f"{items}/999999?f=json", headers=headers)
    assert answers["b1"].content == nothing.content
    whole = "filter=key='b1'&f=json"
    assert world.client.get(f"{items}?{whole}", headers=headers).json()["numberMatched"] == 0


def test_planners_have_no_camera_and_no_dwelling(world: World):
    headers = world.asker("planner", Role.PLANNER, None)
    assert world.client.get("/as/planner/ogc/collections/cameras/items", headers=headers).status_code == 404
    assert world.client.get(f"/as/planner/tiles/cameras/{TILE}.mvt", headers=headers).status_code == 404
    assert world.keys(Audience.PLANNER, headers, "addresses") == _addresses(set())
    counted = world.drawn(Audience.PLANNER, headers, "addresses")
    assert sum(point["properties"].get("point_count", 1) for point in counted) == len(PLACES)


def test_fields_are_those_of_the_office(world: World):
    police = world.asker("fields p", Role.VERIFIER, "commune A")
    staff = world.asker("fields s", Role.COMMUNE_EDITOR, "commune A")

    def fields(audience: Audience, headers: dict[str, str], layer: str) -> set[str]:
        answer = world.client.get(f"/as/{audience}/ogc/collections/{layer}/items?f=json", headers=headers)
        return set(answer.json()["features"][0]["properties"])

    assert "direction" in fields(Audience.POLICE, police, "cameras")
    assert "direction" not in fields(Audience.STAFF, staff, "cameras")
    assert "note" in fields(Audience.STAFF, staff, "wifi")
    refused = world.client.get("/as/staff/ogc/collections/cameras/items?direction=90", headers=staff)
    assert refused.status_code == 400
    public = world.client.get("/ogc/collections/wifi/items?f=json").json()["features"][0]["properties"]
    assert "note" not in public


def test_the_public_address_is_the_public_one_whoever_asks(world: World):
    headers = world.asker("at home", Role.VERIFIER, None)
    for path in ("/ogc/collections/cameras/items", f"/tiles/cameras/{TILE}.mvt"):
        assert world.client.get(path, headers=headers).status_code == world.client.get(path).status_code == 404
    signed_in = world.client.get("/ogc/collections/addresses/items?f=json", headers=headers)
    assert signed_in.json()["numberMatched"] == len(PLACES)
    assert "public" in signed_in.headers["cache-control"]


def test_nobody_reads_as_what_they_are_not(world: World):
    page, tile = "/as/police/ogc/collections", f"/as/police/tiles/cameras/{TILE}.mvt"
    assert world.client.get(tile).status_code == 401
    sent = world.client.get(page, headers={"Accept": "text/html"})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/login?next={page}")
    collector = world.asker("no police", Role.COLLECTOR, "commune A")
    assert world.client.get(tile, headers=collector).status_code == 404
    for path in ("/as/public/ogc/collections", "/as/wardmap/ogc/collections", "/as/", "/as/POLICE/ogc/collections"):
        assert world.client.get(path, headers=collector).status_code == 404
    owner = world.asker("owner of assets", Role.ASSET_OWNER, None)
    assert world.client.get("/as/staff/ogc/collections", headers=owner).status_code == 404


def test_answers_for_officials_are_kept_by_nobody_and_lead_to_their_like(world: World):
    headers = world.asker("links", Role.VERIFIER, "commune A")
    for path in ("/ogc/collections/cameras/items?f=json&limit=1", f"/tiles/cameras/{TILE}.mvt", "/tiles/cameras.json"):
        answer = world.client.get(f"/as/police{path}", headers=headers)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert "Cookie" in answer.headers["vary"]
        assert "stored" not in answer.headers.get("cache-status", "")
    page = world.client.get("/as/police/ogc/collections/cameras/items?f=json&limit=1", headers=headers).json()
    following = next(link["href"] for link in page["links"] if link["rel"] == "next")
    assert following.startswith("http://ward.example/as/police/ogc/collections/cameras/items?")
    rest = world.client.get(following, headers=headers).json()
    assert [f["properties"]["key"] for f in rest["features"]] == ["a2"]
    described = world.client.get("/as/police/tiles/cameras.json", headers=headers).json()
    assert described["tiles"] == ["http://ward.example/as/police/tiles/cameras/{z}/{x}/{y}.mvt"]


def test_what_is_taken_away_is_gone_with_the_next_request(world: World):
    headers = world.asker("for a while", Role.VERIFIER, "commune A")
    assert world.keys(Audience.POLICE, headers) == {"a1", "a2"}
    with owner_connection(world.database.owner) as connection:
        connection.execute(
            text(
                "UPDATE account_role SET valid = '[2020-01-01,2021-01-01)' WHERE account_id = (SELECT"
                " id FROM account WHERE name = 'for a while')"
            )
        )
    assert world.client.get(f"/as/police/tiles/cameras/{TILE}.mvt", headers=headers).status_code == 404


def test_a_row_that_moves_and_a_boundary_that_moves_change_who_sees_it(server: Server, template: str):
    with server.database(template) as database, owner_connection(database.owner) as connection:
        units = {name: add_unit(connection, name, None) for name in ("commune A", "commune B")}
        _fill(connection)

        def placed() -> dict[str, list[int]]:
            rows = connection.execute(
                text(
                    "SELECT key, ARRAY(SELECT v.unit_id FROM unnest(unit_versions) AS held (id) JOIN unit_version AS v"
                    " USING (id) ORDER BY 1) AS units FROM feature WHERE layer = 'cameras'"
                )
            )
            return {row.key: row.units for row in rows}

        a, b = units["commune A"], units["commune B"]
        assert placed() == {"a1": [a], "a2": [a], "b1": [b], "b2": [b]}
        move = "UPDATE feature SET geom = ST_SetSRID(ST_Point(106.139, 20.41), 4326) WHERE key = 'a1'"
        connection.execute(text(move))
        assert placed()["a1"] == [b]
        hamlet = add_unit(connection, "hamlet A1", a)
        connection.execute(
            text("UPDATE feature SET geom = ST_SetSRID(ST_Point(106.105, 20.41), 4326) WHERE key = 'a1'")
        )
        assert placed()["a1"] == sorted([a, hamlet])
        # Commune B as it became known later: with the east of A.
        connection.execute(
            text("UPDATE unit_version SET recorded = tstzrange(lower(recorded), clock_timestamp()) WHERE unit_id = :b"),
            {"b": b},
        )
        assert placed()["b1"] == placed()["b2"] == []
        connection.execute(
            text(
                "INSERT INTO unit_version (unit_id, valid, recorded, name, kind, geom, geom_status) VALUES (:b,"
                " '[2020-01-01,)', tstzrange(clock_timestamp(), NULL), 'commune B', 'xã',"
                " ST_Multi(ST_MakeEnvelope(106.113, 20.40, 106.14, 20.42, 4326)), 'official')"
            ),
            {"b": b},
        )
        assert placed() == {"a1": sorted([a, hamlet]), "a2": sorted([a, b]), "b1": [b], "b2": [b]}


@pytest.mark.parametrize(("given", "seen"), [("yesterday", {"a1"}), ("tomorrow", {"a1", "a2"})])
def test_land_given_away_is_seen_until_the_day_of_the_law(server: Server, template: str, given: str, seen: set[str]):
    """Commune A goes on without its east, which B has from that day on; both changes are known beforehand."""
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            units = {name: add_unit(connection, name, None) for name in ("commune A", "commune B")}
            _fill(connection)
            day = {"yesterday": "current_date - 1", "tomorrow": "current_date + 1"}[given]
            for name, west, east in (("commune A", 106.10, 106.11), ("commune B", 106.11, 106.14)):
                _reshape(connection, units[name], day, west, east)
        with browser(database) as client:
            world = World(database, units, client)
            of_a, of_b = (world.asker(name, Role.VERIFIER, name) for name in units)
            assert world.keys(Audience.POLICE, of_a) == seen
            assert world.keys(Audience.POLICE, of_b) == EVERYTHING - seen


def _reshape(connection: Connection, unit: int, day: str, west: float, east: float) -> None:
    """Have the unit other bounds from that day on, recorded as a change of boundaries is."""
    old = connection.execute(
        text(
            "UPDATE unit_version SET recorded = tstzrange(lower(recorded), clock_timestamp()) WHERE unit_id = :unit"
            " RETURNING name, kind, ST_XMin(geom) AS west, ST_XMax(geom) AS east"
        ),
        {"unit": unit},
    ).one()
    for days, bounds in ((f"'2020-01-01', {day}", (old.west, old.east)), (f"{day}, NULL", (west, east))):
        connection.execute(
            text(
                "INSERT INTO unit_version (unit_id, valid, recorded, name, kind, geom, geom_status) VALUES (:unit,"
                f" daterange({days}), tstzrange(clock_timestamp(), NULL), :name, :kind,"
                " ST_Multi(ST_MakeEnvelope(:west, 20.40, :east, 20.42, 4326)), 'official')"
            ),
            {"unit": unit, "name": old.name, "kind": old.kind, "west": bounds[0], "east": bounds[1]},
        )


@pytest.mark.parametrize("audience", sorted(OFFICIALS))
def test_without_a_reach_no_relation_has_a_guarded_row(world: World, audience: Audience):
    with owner_connection(world.database.admin) as connection:
        connection.execute(text(f"SET LOCAL ROLE {role_of(audience)}"))
        for layer in layers_for(audience).values():
            if layer.is_fenced_for(audience):
                rows = f'SELECT count(*) FROM {schema_of(audience)}."{layer.name}"'
                open_rows = connection.scalar(text(f"{rows} WHERE kind = 'office'")) if layer.name == "addresses" else 0
                assert connection.scalar(text(rows)) == open_rows, layer.name


def test_the_database_refuses_every_other_way_to_guarded_rows(world: World):
    guarded = [layer.name for layer in all_layers().values() if any(map(layer.is_fenced_for, Audience))]
    tables = ["feature", *(f"feature_{name}" for name in ("cameras", "feedback")), "address_point", "coverage_result"]
    relations = [*tables, *(f'{schema}."{name}"' for name in guarded for schema in ("layer", "fenced"))]
    may = text("SELECT has_table_privilege(:role, :relation, 'SELECT, INSERT, UPDATE, DELETE')")
    with owner_connection(world.database.admin) as connection:
        for role in ("wardmap_service", *map(role_of, Audience)):
            for relation in relations:
                assert not connection.scalar(may, {"role": role, "relation": relation}), (role, relation)
        bypass = "SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = 'wardmap_fenced'"
        assert connection.scalar(text(bypass)) is False
        assert not connection.scalar(text("SELECT pg_has_role('wardmap_service', 'wardmap_fenced', 'MEMBER')"))
