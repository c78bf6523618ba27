"""What tells of a row without showing it: filters that fail, statements run, statistics and extents of tables."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, event, text

from geo_api.account import Role
from geo_api.db import role_of
from layers.layer import Audience
from tests.access.oracle import seen
from tests.access.world import Held, World

ROLES = {"staff": Role.COMMUNE_EDITOR, "police": Role.VERIFIER, "planner": Role.PLANNER}
# Powers of ten beyond this have no result in PostgreSQL.
GREATEST = 308


@pytest.mark.parametrize("kind", ["public", "staff", "police"])
def test_a_filter_that_fails_for_hidden_rows_alone_does_not_fail(world: World, visitor: TestClient, kind: str):
    """A calculation over the field `place_id` that has no result for a hidden row alone."""
    who = () if kind == "public" else (Held(ROLES[kind], "commune A"),)
    base, headers = ("", {}) if kind == "public" else (f"/as/{kind}", world.headers(*who))
    numbers = {row.key: number for number, row in enumerate(world.rows) if row.layer == "coverage_gaps"}
    shown = max(numbers[row.key] for row in seen(world, "coverage_gaps", who, kind))
    hidden = max(numbers.values())
    assert shown < hidden

    def asked(factor: float) -> int:
        path = f"{base}/ogc/collections/coverage_gaps/items?f=json&filter={quote(f'10^(place_id*{factor:.6f})>0')}"
        return visitor.get(path, headers=headers).status_code

    assert asked((GREATEST + 1) / shown) == 400, "the filter fails for a row that is seen"
    assert asked((GREATEST + 0.2) / hidden * (1 + (hidden - shown) / hidden / 2)) == 200


# Threads of the service that answer nobody.
BESIDE = ("tile-", "audit-")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile, without values; not what the service asks by itself, now and then."""
    heard: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not threading.current_thread().name.startswith(BESIDE):
            heard.append(statement)

    event.listen(Engine, "before_cursor_execute", hear)
    yield heard
    event.remove(Engine, "before_cursor_execute", hear)


@pytest.mark.parametrize("path", ["items/{}", "items?f=json&place_id={}", "items?f=csv&place_id={}"])
def test_hidden_and_absent_take_the_same_work_and_the_same_answer(world: World, visitor: TestClient, path: str):
    """No clock is asked: the same statements are sent, and the same bytes come back."""
    who = (Held(Role.VERIFIER, "hamlet A1"),)
    shown = {row.key for row in seen(world, "coverage_gaps", who, "police")}
    hidden = next(row for row in world.rows_of("coverage_gaps") if row.key not in shown)
    number = world.ids[hidden.layer, hidden.key] if "items/" in path else world.rows.index(hidden)
    answers = []
    for wanted in (f"{number:06}", "987654"):
        address = f"/as/police/ogc/collections/coverage_gaps/{path.format(wanted)}"
        visitor.get(address, headers=world.headers(*who))
        with statements() as heard:
            answer = visitor.get(address, headers=world.headers(*who))
        answers.append((heard, answer.status_code, answer.content.replace(wanted.encode(), b"?")))
    assert len(answers[0][0]) >= 2
    assert answers[0] == answers[1]


@pytest.mark.parametrize("role", [role_of(audience) for audience in Audience])
def test_statistics_of_tables_are_told_to_no_reader(world: World, role: str):
    engine = create_engine(world.database.admin)
    with engine.connect() as connection:
        connection.execute(text("ANALYZE feature_cameras_rows, address_point, account"))
        connection.execute(text(f"SET LOCAL ROLE {role}"))
        tables = "SELECT schemaname || '.' || tablename FROM pg_stats WHERE schemaname IN ('public', 'layer', 'fenced')"
        told = set(connection.scalars(text(tables))) - {"public.spatial_ref_sys"}
        connection.rollback()
    engine.dispose()
    assert told == set()


WRONG = (
    "/ogc/collections/cameras/items?direction=x",
    "/ogc/collections/cameras/items?filter=key%3D1",
    "/ogc/collections/cameras/items?filter=direction",
    "/ogc/collections/cameras/items?filter=nothing%3D1",
    "/ogc/collections/cameras/items?sortby=nothing",
    "/ogc/collections/cameras/items?bbox=1,2",
    "/ogc/collections/cameras/items?cursor=x",
    "/ogc/collections/cameras/items/x",
    "/tiles/cameras/99/0/0.mvt",
    "/api/v1/search?q=",
    "/api/v1/coverage/nothing/gaps",
)


@pytest.mark.parametrize("path", WRONG)
def test_refusals_name_nothing_of_the_database(world: World, visitor: TestClient, path: str):
    headers = world.headers(Held(Role.VERIFIER, "commune A"))
    answer = visitor.get(f"/as/police{path}", headers=headers)
    assert answer.status_code in (400, 404)
    assert not re.search(r"map_|fenced|wardmap_|SELECT|psycopg|relation|feature_|Traceback", answer.text)
    assert not [row.key for row in world.rows if f'"{row.key}"' in answer.text]
