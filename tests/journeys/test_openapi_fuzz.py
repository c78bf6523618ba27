"""Requests made up from the OpenAPI document: never a 5xx, never an answer that the document does not know."""

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from geo_api.app import create_app
from geo_api.settings import Settings
from tests.conftest import TestDatabase

CHECKS = [not_a_server_error, status_code_conformance, response_schema_conformance]


@pytest.fixture(scope="session")
def api_schema(sample_db: TestDatabase):
    return schemathesis.openapi.from_asgi("/openapi.json", create_app(Settings(), sample_db.service))


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_route_keeps_its_word(case: schemathesis.Case):
    case.call_and_validate(checks=CHECKS)
