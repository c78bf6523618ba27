"""Requests of an administrator made up from the OpenAPI document: never a 5xx, never an answer it does not know."""

from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from geo_api.access import Role
from geo_api.app import create_app
from geo_api.settings import Settings
from tests.accounts.tools import add_account, cookie_of
from tests.conftest import TestDatabase
from tests.loads.world import LOADS

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


def test_every_route_of_uploads_keeps_its_word(empty_db: TestDatabase, tmp_path: Path):
    app = create_app(Settings(data_dir=tmp_path, upload_limit_mb=1), empty_db.service)
    cookies = cookie_of(empty_db, add_account(empty_db, "nga", Role.ADMIN))
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    headers = {"Cookie": cookie, "Sec-Fetch-Site": "same-origin"}
    schema = schemathesis.openapi.from_asgi("/openapi.json", app)
    operations = [operation.ok() for operation in schema.get_all_operations()]
    ours = [operation for operation in operations if operation.path.startswith(LOADS)]
    for operation in ours:
        check(operation, headers)
    assert len(ours) == 9


def check(operation, headers) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps_its_word(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS, headers=headers)

    keeps_its_word()
