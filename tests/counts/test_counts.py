"""Counts of what may not be seen one by one: for whom, how exact, and what cannot be worked out from them."""

import csv
import io
import random
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text

from geo_api.access import Role
from geo_api.sample import fill
from tests.accounts.tools import add_account, browser, cookie_of
from tests.conftest import Server, TestDatabase
from tests.together import Patterns

# How many dwellings there really are, by unit of today.
TRUE_COUNTS = """
SELECT v.unit_id, count(*) FROM address_point AS p, unnest(p.unit_versions) AS held (id)
  JOIN unit_version AS v ON v.id = held.id AND upper_inf(v.recorded) AND v.valid @> current_date
 WHERE p.position = 'main_entrance' AND upper_inf(p.valid) AND NOT p.is_public GROUP BY 1
"""
TOLD = "SELECT layer.told(:n, :place, :drawn, :secret)"


@pytest.fixture(scope="module")
def city(server: Server, patterns: Patterns, template: str) -> Iterator[TestDatabase]:
    """The sample data, and a planner, a police officer and a clerk of no unit in particular."""
    filled = patterns.database("sample", lambda database: fill(database.owner), like=template)
    with server.database(filled) as database:
        yield database


@pytest.fixture(scope="module")
def clients(city: TestDatabase) -> Iterator[dict[str, TestClient]]:
    roles = {"planner": Role.PLANNER, "police": Role.VERIFIER, "staff": Role.COLLECTOR, "admin": Role.AUDITOR}
    with browser(city) as public:
        found = {"public": public}
        for kind, role in roles.items():
            client = TestClient(public.app, base_url=public.base_url, headers=public.headers)
            client.cookies = cookie_of(city, add_account(city, f"counts-{kind}", role))
            found[kind] = client
        yield found


@pytest.fixture(scope="module")
def truth(city: TestDatabase) -> dict[int, int]:
    engine = create_engine(city.owner)
    with engine.connect() as connection:
        found = {row[0]: row[1] for row in connection.execute(text(TRUE_COUNTS))}
    engine.dispose()
    return found


def counted(client: TestClient, path: str, kind: str = "planner"):
    return client.get(f"/as/{kind}/api/v1/counts/{path}" if kind != "public" else f"/api/v1/counts/{path}")


@pytest.mark.parametrize("level", ["commune", "hamlet"])
def test_households_are_told_in_fives_and_near_what_there_is(clients, truth: dict[int, int], level: str):
    document = counted(clients["planner"], f"addresses?level={level}").json()
    assert document["is_rounded"] is True
    assert len(document["units"]) > 30
    for unit in document["units"]:
        assert unit["count"] % 5 == 0
        assert unit["count"] >= 5
        assert truth[unit["id"]] >= 5
        assert abs(unit["count"] - truth[unit["id"]]) < 5


def test_a_planner_asks_for_a_unit_and_those_in_it(clients):
    communes = counted(clients["planner"], "addresses?level=commune").json()["units"]
    one = communes[0]
    own = counted(clients["planner"], f"addresses?level=commune&unit={one['id']}").json()["units"]
    assert own == [one]
    within = counted(clients["planner"], f"addresses?level=hamlet&unit={one['id']}").json()["units"]
    every = counted(clients["planner"], "addresses?level=hamlet").json()["units"]
    assert 0 < len(within) < len(every)
    assert [unit for unit in every if unit in within] == within


@pytest.mark.parametrize("level", ["grid-500", "grid-1000"])
def test_cells_of_a_fixed_grid_are_whole_whatever_unit_is_asked_for(clients, level: str):
    communes = counted(clients["planner"], "addresses?level=commune").json()["units"]
    seen: dict[tuple[int, int], int] = {}
    for unit in communes[:12]:
        cells = counted(clients["planner"], f"addresses?level={level}&unit={unit['id']}").json()["cells"]
        for cell in cells:
            assert cell["count"] % 5 == 0
            assert cell["count"] >= 5
            # Neighbours share cells: each is told alike, never cut along a border.
            assert seen.setdefault((cell["x"], cell["y"]), cell["count"]) == cell["count"]
    assert len(seen) > 20


def test_the_same_as_csv(clients):
    document = counted(clients["planner"], "addresses?level=commune").json()
    answer = counted(clients["planner"], "addresses?level=commune&f=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(int(row["id"]), int(row["count"])) for row in rows] == [
        (unit["id"], unit["count"]) for unit in document["units"]
    ]


def test_devices_are_counted_exactly_and_the_public_is_told_of_units_alone(clients):
    public = counted(clients["public"], "cameras?level=commune", "public").json()
    planner = counted(clients["planner"], "cameras?level=commune").json()
    assert public["is_rounded"] is False
    assert public["units"] == planner["units"]
    rows = clients["admin"].get("/as/admin/ogc/collections/cameras/items?limit=1").json()["numberMatched"]
    assert sum(unit["count"] for unit in public["units"]) == rows
    unit = public["units"][0]["id"]
    assert counted(clients["planner"], f"cameras?level=grid-500&unit={unit}").status_code == 200
    assert counted(clients["public"], f"cameras?level=grid-500&unit={unit}", "public").status_code == 404


@pytest.mark.parametrize(
    ("kind", "layer", "status"),
    [
        ("planner", "addresses", 200),
        ("admin", "addresses", 200),
        ("public", "addresses", 404),
        ("public", "cameras", 200),
        ("public", "feedback", 404),
        ("police", "addresses", 404),
        ("staff", "cameras", 404),
        ("planner", "household_cameras", 200),
        ("police", "household_cameras", 404),
        ("staff", "household_cameras", 404),
        ("planner", "schools", 404),
        ("planner", "nothing", 404),
    ],
)
def test_who_is_told_how_many(clients, kind: str, layer: str, status: int):
    assert counted(clients[kind], layer, kind).status_code == status


@pytest.mark.parametrize(
    "query",
    [
        "kind=dwelling",
        "status=assigned",
        "at=2025-06-30",
        "datetime=2025-06-30",
        "bbox=106,20,107,21",
        "filter=true",
        "level=province",
        "level=grid-500",
        "level=grid-100&unit=1",
        "level=grid-500&unit=99999999",
        "unit=x",
        "unit=-1",
    ],
)
def test_nothing_narrows_what_is_counted_and_there_are_no_other_days(clients, query: str):
    assert counted(clients["planner"], f"addresses?{query}").status_code == 400


def told(connection: Connection, n: int, place: str, drawn: int, secret: int = 42) -> int | None:
    return connection.scalar(text(TOLD), {"n": n, "place": place, "drawn": drawn, "secret": secret})


def test_few_are_never_told_and_where_telling_begins_is_each_place_s_own(connection: Connection):
    begins = []
    for place in map(str, range(200)):
        first = next(n for n in range(20) if told(connection, n, place, 1) is not None)
        assert all(told(connection, n, place, drawn) is None for n in range(first) for drawn in (1, 2))
        begins.append(first)
    assert {*begins} == {5, 6, 7, 8, 9}


def test_rounding_is_drawn_from_what_is_there_and_even_in_the_long_run(connection: Connection):
    chance = random.Random(7)
    draws = [(str(chance.random()), chance.getrandbits(62)) for _ in range(1500)]
    for n in (11, 13, 14):
        numbers = [told(connection, n, place, drawn) for place, drawn in draws]
        assert {*numbers} == {10, 15}
        assert abs(sum(numbers) / len(numbers) - n) < 0.3
    assert {told(connection, 15, place, drawn) for place, drawn in draws[:50]} == {15}
    place, drawn = draws[0]
    assert len({told(connection, 13, place, drawn) for _ in range(5)}) == 1


def possible(number: int | None) -> tuple[int, int]:
    """What may stand behind a number, or behind none, for whoever knows how it is made."""
    return (0, 8) if number is None else (max(5, number - 4), number + 4)


def test_what_is_left_out_is_not_given_away_by_the_sum_and_the_rest(connection: Connection):
    """A commune and its hamlets: whoever subtracts finds no hamlet of few out exactly."""
    chance, hidden = random.Random(11), 0
    for commune in range(150):
        true = [chance.choice((0, 1, 2, 3, 4, 6, 12, 33)) for _ in range(chance.randint(2, 5))]
        numbers = [told(connection, n, f"{commune}/{k}", chance.getrandbits(62)) for k, n in enumerate(true)]
        low, high = possible(told(connection, sum(true), str(commune), chance.getrandbits(62)))
        for k, number in enumerate(numbers):
            others = [possible(other) for j, other in enumerate(numbers) if j != k]
            least = max(0, low - sum(most for _, most in others))
            most = min(8, high - sum(lowest for lowest, _ in others))
            if number is None and 0 < true[k] < 5:
                hidden += 1
                assert most - least >= 2, (true, numbers)
    assert hidden > 100


def test_one_more_household_does_not_show_as_one(connection: Connection):
    """Two days, one house apart: the number stays, or moves by five either way, whichever it was."""
    chance = random.Random(3)
    moves = set()
    for place in map(str, range(300)):
        before = told(connection, 12, place, chance.getrandbits(62))
        after = told(connection, 13, place, chance.getrandbits(62))
        moves.add(after - before)
    assert moves == {-5, 0, 5}
