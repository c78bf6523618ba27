"""Requests made up from the OpenAPI document: never a 5xx, never an answer that the document does not know."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from geo_api.app import create_app
from geo_api.settings import Settings
from tests.conftest import TestDatabase

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


# The whole document is one test: as many requests as all others of this folder together.
@pytest.mark.timeout(900)
def test_every_route_keeps_its_word(sample_db: TestDatabase):
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings(), sample_db.service))
    operations = [operation.ok() for operation in schema.get_all_operations()]
    for operation in operations:
        check(operation)
    assert len(operations) > 10


def check(operation) -> None:
    @given(case=operation.as_strategy())
    @settings(
        max_examples=20,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def keeps_its_word(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=CHECKS)

    keeps_its_word()
