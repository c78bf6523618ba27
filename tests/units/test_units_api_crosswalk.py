"""From the units of one day to those of another: chains, shares, ways back, pages and CSV."""

import csv
import io
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Server
from tests.units.api_world import World, empty_world, writing

START, END = "2019-01-01", "2026-01-01"
CHAIN, SPLIT, LATER = "2020-01-01", "2022-01-01", "2024-01-01"
FROM_CHAIN, TO_CHAIN, FROM_SPLIT, FROM_LATER = f"[{CHAIN},)", f"(,{CHAIN})", f"[{SPLIT},)", f"[{LATER},)"


@pytest.fixture(scope="module")
def world(server: Server, template: str) -> Iterator[SimpleNamespace]:
    with empty_world(server, template) as (database, client):
        with writing(database) as made:
            for write in (_chain, _diamond, _unknown, _transfers, _ends, _others):
                write(made)
        yield SimpleNamespace(client=client)


def _chain(made: World) -> None:
    """A and A2 merged into B, which was split into C and D."""
    a, a2, b = (
        made.commune("A", TO_CHAIN),
        made.commune("A2", TO_CHAIN),
        made.commune("B", f"[{CHAIN},{SPLIT})", "00010"),
    )
    c, d = made.commune("C", FROM_SPLIT), made.commune("D", FROM_SPLIT)
    merge, split = made.event("merge", CHAIN), made.event("split", SPLIT)
    made.edge(merge, a, b)
    made.edge(merge, a2, b)
    made.edge(split, b, c, "part", address=0.6)
    made.edge(split, b, d, "part", area=0.4)


def _diamond(made: World) -> None:
    """E was split into F and G, both of which became H."""
    e, h = made.commune("E", TO_CHAIN), made.commune("H", FROM_SPLIT)
    f, g = made.commune("F", f"[{CHAIN},{SPLIT})"), made.commune("G", f"[{CHAIN},{SPLIT})")
    split, merge = made.event("split", CHAIN), made.event("merge", SPLIT)
    made.edge(split, e, f, "part", population=0.3)
    made.edge(split, e, g, "part", address=0.7)
    made.edge(merge, f, h)
    made.edge(merge, g, h)


def _unknown(made: World) -> None:
    """I went to J and K in shares that nobody knows; J then became L whole."""
    i, j, k = made.commune("I", TO_CHAIN), made.commune("J", f"[{CHAIN},{SPLIT})"), made.commune("K", FROM_CHAIN)
    last = made.commune("L", FROM_SPLIT)
    split = made.event("split", CHAIN)
    made.edge(split, i, j, "part")
    made.edge(split, i, k, "part", area=0.5)
    made.edge(made.event("merge", SPLIT), j, last)


def _transfers(made: World) -> None:
    """M gave half of itself to N, half of the rest later, and ended in O. P gave an unknown share to N."""
    m, n, o, p = made.commune("M", f"(,{LATER})"), made.commune("N"), made.commune("O", FROM_LATER), made.commune("P")
    made.edge(made.event("transfer", CHAIN), m, n, "part", area=0.5)
    second = made.event("transfer", SPLIT)
    made.edge(second, m, n, "part", address=0.5)
    made.edge(second, p, n, "part")
    made.edge(made.event("merge", LATER), m, o)


def _ends(made: World) -> None:
    """Q was abolished; R was made of nothing; S became T, of which nothing is on record any more."""
    made.commune("Q", TO_CHAIN)
    made.commune("R", FROM_CHAIN)
    s, t = made.commune("S", TO_CHAIN), made.unit()
    made.version(t, "T", FROM_CHAIN, recorded="[2026-01-01,2026-01-02)")
    made.edge(made.event("merge", CHAIN), s, t)


def _others(made: World) -> None:
    """A commune with an odd name that has always been, and units of other tiers."""
    made.commune("=U")
    province, hamlet = made.unit("province"), made.unit("hamlet")
    made.version(province, "Tỉnh V", kind="tỉnh")
    made.code(province, "10")
    made.version(hamlet, "W", kind="xóm")


def ask(client: TestClient, start: str, end: str, **params: Any) -> Any:
    answer = client.get("/api/v1/units/crosswalk", params={"from": start, "to": end, **params})
    assert answer.status_code == 200, answer.text
    return answer.json()


def pairs(document: Any) -> set[tuple[Any, ...]]:
    return {
        (row["from"]["name"], row["to"] and row["to"]["name"], row["part"], row["weight"], row["weight_basis"])
        for row in document["rows"]
    }


FORWARD = {
    ("A", "C", "part", 0.6, "address"),
    ("A", "D", "part", 0.4, "area"),
    ("A2", "C", "part", 0.6, "address"),
    ("A2", "D", "part", 0.4, "area"),
    ("E", "H", "part", 1, "population"),
    ("I", "L", "part", None, None),
    ("I", "K", "part", 0.5, "area"),
    ("M", "N", "part", 0.75, "area"),
    ("M", "O", "part", 0.25, "area"),
    ("N", "N", "whole", 1, None),
    ("P", "N", "part", None, None),
    ("P", "P", "part", None, None),
    ("Q", None, None, None, None),
    ("S", None, None, None, None),
    ("=U", "=U", "whole", 1, None),
}


def test_chains_multiply_paths_add_and_unknown_stays_unknown(world: SimpleNamespace):
    document = ask(world.client, START, END)
    assert pairs(document) == FORWARD
    assert len(document["rows"]) == len(FORWARD)
    assert (document["from"], document["to"], document["level"], document["next"]) == (START, END, "commune", None)


def test_the_way_back_has_the_same_pairs_and_says_what_came_from_nothing(world: SimpleNamespace):
    back = {(row[1], row[0], *row[2:]) for row in pairs(ask(world.client, END, START))}
    kept = {row for row in FORWARD if row[1] is not None}
    assert back == kept | {(None, "R", None, None, None)}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (START, "2019-12-31", ("A", "A", "whole", 1, None)),
        (START, CHAIN, ("A", "B", "whole", 1, None)),
        ("2019-12-31", "2021-12-31", ("A", "B", "whole", 1, None)),
        (CHAIN, SPLIT, ("B", "C", "part", 0.6, "address")),
        (SPLIT, SPLIT, ("C", "C", "whole", 1, None)),
        (SPLIT, LATER, ("M", "O", "whole", 1, None)),
        (CHAIN, SPLIT, ("M", "M", "part", 0.5, "address")),
    ],
)
def test_an_event_counts_from_the_day_it_takes_effect(
    world: SimpleNamespace, start: str, end: str, expected: tuple[Any, ...]
):
    assert expected in pairs(ask(world.client, start, end))


def test_each_end_is_shown_as_of_its_own_day(world: SimpleNamespace):
    row = next(row for row in ask(world.client, START, CHAIN)["rows"] if row["from"]["name"] == "A")
    assert (row["from"]["valid_to"], row["to"]["valid_from"], row["to"]["valid_to"]) == (CHAIN, CHAIN, SPLIT)
    assert (row["from"]["code"], row["to"]["code"]) == (None, "00010")
    assert len(row["events"]) == 1


def test_one_unit_by_identity_or_code(world: SimpleNamespace):
    by_code = ask(world.client, CHAIN, END, code="00010")
    assert {row[:2] for row in pairs(by_code)} == {("B", "C"), ("B", "D")}
    unit = by_code["rows"][0]["from"]["id"]
    assert ask(world.client, CHAIN, END, unit=unit)["rows"] == by_code["rows"]
    back = ask(world.client, CHAIN, START, unit=unit)
    assert {row[:2] for row in pairs(back)} == {("B", "A"), ("B", "A2")}
    # It was not in force on these days.
    assert ask(world.client, START, END, unit=unit)["rows"] == ask(world.client, START, END, code="00010")["rows"] == []


def test_other_tiers(world: SimpleNamespace):
    assert pairs(ask(world.client, START, END, level="hamlet")) == {("W", "W", "whole", 1, None)}
    province = ask(world.client, START, END, code="10")
    assert (province["level"], pairs(province)) == (None, {("Tỉnh V", "Tỉnh V", "whole", 1, None)})
    assert ask(world.client, START, END, code="10", level="commune")["rows"] == []


@pytest.mark.parametrize(("start", "end"), [(START, END), (END, START)])
@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_hold_every_row_once(world: SimpleNamespace, start: str, end: str, limit: int):
    page = ask(world.client, start, end, limit=limit)
    rows = list(page["rows"])
    while page["next"]:
        page = world.client.get(page["next"]).json()
        assert 0 < len(page["rows"]) <= limit
        rows += page["rows"]
    assert rows == ask(world.client, start, end)["rows"]


def test_csv_has_every_row_and_no_formula(world: SimpleNamespace):
    answer = world.client.get("/api/v1/units/crosswalk", params={"from": START, "to": END, "f": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="crosswalk_{START}_{END}.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))
    assert list(rows[0])[:3] == ["from_id", "from_level", "from_code"]
    said = ask(world.client, START, END)["rows"]
    assert [(int(row["from_id"]), int(row["to_id"] or 0)) for row in rows] == [
        (row["from"]["id"], row["to"]["id"] if row["to"] else 0) for row in said
    ]
    odd = next(row for row in rows if row["from_name"].endswith("U"))
    assert (odd["from_name"], odd["to_full_name"]) == ("'=U", "Xã =U")
    ended = next(row for row in rows if row["from_name"] == "Q")
    assert ended["to_name"] == ended["part"] == ended["weight"] == ended["event_ids"] == ""


@pytest.mark.parametrize(
    "query",
    [
        "",
        "from=2025-06-30",
        "to=2025-06-30",
        "from=x&to=2025-07-01",
        "from=2025-06-30&to=2025-07-32",
        "from=2025-06-30&to=2025-07-01&level=ward",
        "from=2025-06-30&to=2025-07-01&unit=-1",
        "from=2025-06-30&to=2025-07-01&code=",
        "from=2025-06-30&to=2025-07-01&limit=0",
        "from=2025-06-30&to=2025-07-01&cursor=1",
        "from=2025-06-30&to=2025-07-01&f=xml",
        "from=2025-06-30&to=2025-07-01&f=csv&limit=10",
        "from=2025-06-30&to=2025-07-01&f=csv&cursor=1.1",
        "from=2025-06-30&to=2025-07-01&at=2025-07-01",
    ],
)
def test_wrong_questions_are_refused(world: SimpleNamespace, query: str):
    answer = world.client.get(f"/api/v1/units/crosswalk?{query}")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")


def test_the_merger_of_2025_there_and_back(client: TestClient):
    there = ask(client, "2025-06-30", "2025-07-01")["rows"]
    back = ask(client, "2025-07-01", "2025-06-30")["rows"]
    assert len(there) == len(back) == 175
    assert {(row["part"], row["weight"], row["weight_basis"]) for row in there + back} == {("whole", 1, None)}
    assert len({row["to"]["id"] for row in there}) == 57
    assert {(r["from"]["id"], r["to"]["id"]) for r in there} == {(r["to"]["id"], r["from"]["id"]) for r in back}
    same = ask(client, "2025-07-01", "2025-07-01")["rows"]
    assert len(same) == 57
    assert all(row["from"] == row["to"] for row in same)


def test_csv_says_what_each_side_was_part_of(client: TestClient):
    answer = client.get("/api/v1/units/crosswalk", params={"from": "2025-06-30", "to": "2025-07-01", "f": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8"))))
    assert len(rows) == 175
    hung = next(row for row in rows if row["from_code"] == "14077")
    old = [hung[f"from_{column}"] for column in ("district_code", "district", "province_code", "province")]
    assert old == ["363", "Huyện Trực Ninh", "36", "Tỉnh Nam Định"]
    assert {tuple(row[f"to_{column}"] for column in ("district_code", "district", "province")) for row in rows} == {
        ("", "", "Tỉnh Ninh Bình")
    }


@pytest.mark.parametrize(("level", "ends"), [("province", {"Ninh Bình"}), ("district", {None})])
def test_the_higher_tiers_of_2025(client: TestClient, level: str, ends: set[str | None]):
    rows = ask(client, "2025-06-30", "2025-07-01", level=level)["rows"]
    assert {row["to"] and row["to"]["name"] for row in rows} == ends


def test_hamlets_live_through_the_merger(client: TestClient):
    rows = ask(client, "2025-06-30", "2025-07-01", level="hamlet", limit=1000)["rows"]
    assert len(rows) == 1000
    assert all(row["from"]["id"] == row["to"]["id"] and row["part"] == "whole" for row in rows)
