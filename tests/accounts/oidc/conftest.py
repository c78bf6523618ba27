"""A real provider of OpenID Connect (npm oidc-provider) for all tests of this folder."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.accounts.oidc.tools import CLIENT, MAPPING, People
from tests.accounts.tools import HOST, browser
from tests.conftest import TestDatabase

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="package")
def people(tmp_path_factory: pytest.TempPathFactory) -> People:
    """Who is known to the provider, and what it says of them."""
    return People(tmp_path_factory.mktemp("provider") / "settings.json")


@pytest.fixture(scope="package")
def issuer(people: People) -> Iterator[str]:
    """The address of the provider while it runs."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("the provider is not here: npm ci")
    people.write()
    command = [node, str(Path(__file__).with_name("provider.mjs")), str(people.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield next(line.strip() for line in process.stdout if line.startswith("http"))
        process.terminate()


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "roles.toml"
    path.write_text(MAPPING, encoding="utf-8")
    return path


@pytest.fixture
def visitor(issuer: str, mapping: Path, no_accounts: TestDatabase) -> Iterator[Callable[..., TestClient]]:
    """Makes browsers at a service that people sign in to through the provider; there is no account yet."""
    with owner_connection(no_accounts.owner) as connection:
        connection.execute(text("DELETE FROM oidc_sign_in"))
    settings = {"oidc_issuer": issuer, "oidc_client_id": CLIENT, "oidc_roles": str(mapping), "public_url": HOST}
    opened = []

    def make(address: str = "203.0.113.7", **others: str) -> TestClient:
        opened.append(browser(no_accounts, address, **settings | others))
        return opened[-1].__enter__()

    yield make
    for each in opened:
        each.__exit__(None, None, None)
