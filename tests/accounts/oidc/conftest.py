"""A real provider of OpenID Connect (npm oidc-provider) for all tests of this folder, and a hostile one."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.accounts.oidc import hostile as other
from tests.accounts.oidc.tools import CLIENT, MAPPING, People, provider
from tests.accounts.tools import HOST, browser
from tests.conftest import TestDatabase

Visitor = Callable[..., TestClient]


@pytest.fixture(scope="package")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    """Who is known to the provider, and what it says of them."""
    return People(tmp_path_factory.mktemp("provider") / "settings.json")


@pytest.fixture(scope="package")
def issuer(people: People) -> Iterator[str]:
    """The address of the provider while it runs."""
    with provider(people) as issuer:
        yield issuer


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "roles.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def opened(mapping: Path, no_accounts: TestDatabase) -> Iterator[Visitor]:
    """Makes browsers, each at a service of its own over one database; there is no account yet."""
    with owner_connection(no_accounts.owner) as connection:
        connection.execute(text("DELETE FROM oidc_sign_in"))
    settings = {"oidc_client_id": CLIENT, "oidc_roles": str(mapping), "public_url": HOST}
    with ExitStack() as stack:
        yield lambda **others: stack.enter_context(browser(no_accounts, **settings | others))


@pytest.fixture
def visitor(issuer: str, opened: Visitor) -> Visitor:
    """The same, where people sign in through the real provider."""
    return partial(opened, oidc_issuer=issuer)


@pytest.fixture
def hostile() -> Iterator[other.Hostile]:
    with other.running() as hostile:
        yield hostile


@pytest.fixture
def victim(hostile: other.Hostile, opened: Visitor) -> TestClient:
    """A browser at a service that people sign in to through the hostile provider."""
    return opened(oidc_issuer=hostile.issuer)
