"""Requests made up from the OpenAPI document, by each kind of account, also under /as/: no 5xx, nothing undocumented.

A few for every address in each run; WARDMAP_FUZZ_EXAMPLES says how many.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance
from starlette.types import ASGIApp, Receive, Scope, Send

from geo_api.account import Role
from geo_api.app import create_app
from geo_api.settings import Settings
from tests.access.world import Held, World, made_world
from tests.conftest import Server

EXAMPLES = int(os.environ.get("WARDMAP_FUZZ_EXAMPLES", "1"))
CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]
# Who asks, and before which paths. Nobody at the public addresses: journeys/test_openapi_fuzz.py.
ASKERS = {
    "nobody as police": ((), "/as/police"),
    "police of a commune": ((Held(Role.VERIFIER, "commune A"),), "/as/police"),
    "planner": ((Held(Role.PLANNER, None),), "/as/planner"),
    "administrator": ((Held(Role.ADMIN, None),), ""),
}
# The others, where it is asked for more than a few.
OTHERS = {
    role.value: ((Held(role, unit),), base)
    for role, unit, base in (
        (Role.COLLECTOR, "hamlet A1", "/as/staff"),
        (Role.APPROVER, "commune A", "/as/police"),
        (Role.COMMUNE_EDITOR, "commune A", "/as/staff"),
        (Role.RULE_EDITOR, None, "/as/planner"),
        (Role.ASSET_OWNER, "commune A", "/as/staff"),
        (Role.AUDITOR, None, "/as/admin"),
    )
}
if EXAMPLES > 1:
    ASKERS |= OTHERS
# What ends the session that asks.
ENDS = {("DELETE", "/api/v1/session"), ("PUT", "/api/v1/session/password")}


@dataclass(frozen=True)
class Under:
    """The application behind `/as/{kind}`, as the addresses of the document would have it."""

    app: ASGIApp
    before: str

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] != "/openapi.json":
            scope = {**scope, "path": self.before + scope["path"]}
        await self.app(scope, receive, send)


@pytest.fixture(scope="module")
def own_world(server: Server, template: str) -> Iterator[World]:
    """One that may be changed."""
    with server.database(template) as database:
        yield made_world(database)


@pytest.mark.parametrize("name", ASKERS)
def test_every_route_keeps_its_word_to_everybody(own_world: World, name: str):
    held, before = ASKERS[name]
    headers = {"Sec-Fetch-Site": "same-origin", **(own_world.headers(*held) if held else {})}
    app = Under(create_app(Settings(), own_world.database.service), before)
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    asked = [each for each in operations if (each.method.upper(), each.path) not in ENDS]
    wrong = [told for operation in asked if (told := check(operation, headers))]
    assert len(asked) > 40
    assert not wrong, "\n".join(wrong)


def check(operation, headers: dict[str, str]) -> str:
    """What is wrong, in a few lines; nothing is empty."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        # A failure is told as it was found: to make it smaller takes minutes.
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps_its_word(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    try:
        keeps_its_word()
    except (AssertionError, BaseExceptionGroup) as group:
        return f"{operation.label}: {_first(group)}"
    return ""


def _first(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return " ".join(str(error).split())[:600]
