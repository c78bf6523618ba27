"""Behaviour against the declared matrix: every role, for every kind of unit and day, at every address.

A part in every run; all of it with WARDMAP_ACCESS_SHARE=1 (each so many-eth request is made).
"""

import os
from collections.abc import Iterator
from itertools import count, product

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api.account import Role
from geo_api.db import owner_connection
from geo_api.sessions import hash_of
from tests.access.declared import matrix
from tests.access.examples import Example, examples
from tests.access.world import Held, World

SHARE = int(os.environ.get("WARDMAP_ACCESS_SHARE", "61"))
# What a role may be held for, and when.
SCOPES = {
    "everywhere": (None, {}),
    "hamlet": ("hamlet A1", {}),
    "commune": ("commune A", {}),
    "other commune": ("commune B", {}),
    "province": ("province P", {}),
    "ended commune": ("commune OLD", {}),
    "until yesterday": (None, {"end": 0}),
    "until today": (None, {"end": 1}),
    "from tomorrow": (None, {"first": 1}),
    "from today": (None, {"first": 0}),
}
KINDS = ("staff", "police", "planner", "admin")
# What an address that is for other roles than administrators' alone is called in the matrix, and whose it is.
HELD_BY = {
    "auditor": (Role.AUDITOR, Role.ADMIN),
    "planner": (Role.PLANNER, Role.RULE_EDITOR, Role.ADMIN),
    "rule editor": (Role.RULE_EDITOR, Role.ADMIN),
    "officer": (Role.COLLECTOR, Role.VERIFIER, Role.APPROVER),
    "plates": (Role.VERIFIER, Role.APPROVER, Role.COMMUNE_EDITOR),
    "plate photos": (Role.COLLECTOR, Role.VERIFIER, Role.APPROVER, Role.COMMUNE_EDITOR),
}
# Of these a role for one unit is enough.
HELD_ANYWHERE = {"officer", "plates", "plate photos"}
# To administrators, of things that are not there.
ANSWERED = (200, 400, 404, 409)
# What an address answers that has nothing for the example, to whoever may ask: so it is with nobody's leave, too.
EMPTY = {
    *("GET /static/", "GET /identity/{name}", "GET /tiles/archive.pmtiles", "GET /tiles/basemap.pmtiles"),
    *("GET /login/oidc", "GET /login/oidc/callback", "GET /login/oidc/leave"),
}
# Of layers that are counted for the asker: tests/counts asks who gets what.
OF_SOME_LAYERS = {"GET /api/v1/counts/{layer}"}


def held(role: Role, scope: str) -> Held:
    unit, days = SCOPES[scope]
    return Held(role, unit, **days)


def kind_of(role: Role) -> str:
    return next(kind for kind, roles in matrix()["kinds"].items() if role in roles)


def ask(visitor: TestClient, example: Example, headers: dict[str, str], before: str = "") -> Response:
    body = {"json": example.body} if example.method in ("POST", "PUT") else {}
    return visitor.request(example.method, before + example.path, headers=headers, **body)


def is_hidden(visitor: TestClient, answer: Response) -> bool:
    """Whether it is the one answer for what is not there, to the byte."""
    nothing = visitor.get("/nowhere")
    return (answer.status_code, answer.content) == (404, nothing.content)


def expected(example: Example, who: Held | None, kind: str | None) -> str:
    """hidden, nobody or answered, by the matrix."""
    if kind and example.who == "rows":
        if who is None:
            return "nobody"
        return "answered" if who.holds_today and kind_of(who.role) == kind else "hidden"
    if example.who == "machine":
        return "hidden"
    if (example.who in ("session", "in person", "fresh", *HELD_BY) or example.is_for_admins) and who is None:
        return "nobody"
    if example.is_for_admins or example.who in HELD_BY:
        roles = HELD_BY.get(example.who, (Role.ADMIN,))
        is_far_enough = who is not None and (who.unit is None or example.who in HELD_ANYWHERE)
        may = is_far_enough and who is not None and who.holds_today and who.role in roles
        return "answered" if may else "hidden"
    return "answered"


def found(visitor: TestClient, answer: Response, example: Example) -> str:
    if answer.status_code == 401 or answer.headers.get("location", "").startswith("/login?next="):
        return "nobody"
    if is_hidden(visitor, answer) and example.route not in EMPTY and not of_one_thing(example):
        return "hidden"
    assert answer.status_code < 500, (example, answer.text)
    assert answer.status_code not in (403, 405), (example, answer.text)
    return "answered"


def of_one_thing(example: Example) -> bool:
    """Whether it is about something by its id that is not there: then who may ask is told the same as who may not."""
    return ("{" in example.route and example.who not in ("rows", "everybody")) or example.route in OF_SOME_LAYERS


@pytest.fixture(scope="module")
def turns() -> Iterator[int]:
    return count()


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("role", Role)
def test_every_role_and_scope_at_every_address(
    world: World, visitor: TestClient, turns: Iterator[int], role: Role, scope: str
):
    who = held(role, scope)
    headers = world.headers(who)
    for example, kind in product(examples(world), (None, *KINDS)):
        if next(turns) % SHARE or of_one_thing(example) or example.route == "DELETE /api/v1/session":
            continue
        answer = ask(visitor, example, headers, f"/as/{kind}" if kind else "")
        assert found(visitor, answer, example) == expected(example, who, kind), (kind, example, answer.text[:200])


def test_nobody_at_every_address(world: World, visitor: TestClient):
    for example, kind in product(examples(world), (None, *KINDS)):
        answer = ask(visitor, example, {}, f"/as/{kind}" if kind else "")
        assert found(visitor, answer, example) == expected(example, None, kind), (kind, example, answer.text[:200])


def test_each_role_reads_as_the_kind_that_is_declared(world: World, visitor: TestClient):
    assert sorted(role for roles in matrix()["kinds"].values() for role in roles) == sorted(Role)
    for role in Role:
        headers = world.headers(held(role, "commune"))
        kinds = [k for k in KINDS if visitor.get(f"/as/{k}/ogc/collections", headers=headers).status_code == 200]
        assert kinds == [kind for kind in (kind_of(role),) if kind != "none"]


def test_what_is_for_administrators_is_hidden_from_all_others_and_only_from_them(world: World, visitor: TestClient):
    """Things by their id too: whoever may not ask gets the same bytes for what is there and what is not."""
    admin = world.headers(held(Role.ADMIN, "everywhere"))
    others = [
        world.headers(held(role, scope))
        for role, scope in (
            (Role.AUDITOR, "everywhere"),
            (Role.APPROVER, "commune"),
            (Role.ADMIN, "commune"),
            (Role.ADMIN, "until yesterday"),
        )
    ]
    for example in (each for each in examples(world) if each.is_for_admins):
        for headers in others:
            assert is_hidden(visitor, ask(visitor, example, headers)), example
        answer = ask(visitor, example, admin)
        assert answer.status_code in ((200,) if not of_one_thing(example) and example.method == "GET" else ANSWERED), (
            example
        )


def test_what_needs_a_password_given_now_is_refused_to_an_administrator_s_old_session(
    world: World, visitor: TestClient
):
    who = Held(Role.ADMIN, None, first=-99)
    headers = world.headers(who)
    with owner_connection(world.database.owner) as connection:
        older = "UPDATE account_session SET created_at = now() - interval '16 minutes' WHERE token_hash = :hash"
        token = headers["Cookie"].partition("=")[2]
        assert connection.execute(text(older), {"hash": hash_of(token)}).rowcount == 1
    for example in (each for each in examples(world) if each.is_for_admins):
        answer = ask(visitor, example, headers)
        is_refused = "urn:wardmap:sign-in-again" in answer.text
        assert is_refused == (example.who == "admin now"), (example, answer.status_code, answer.text)
