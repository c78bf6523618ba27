"""People at a provider of OpenID Connect, and what their browsers do there."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text

from geo_api.db import owner_connection
from tests.accounts.tools import HOST
from tests.conftest import TestDatabase

CLIENT = "wardmap"
SECRET = "a-secret-between-servers"
ROOT = Path(__file__).parents[3]
MAPPING = """
[[give]]
claim = "groups"
value = "commune police"
roles = ["verifier", "approver"]
units = "units"

[[give]]
claim = "groups"
value = "map administrators"
roles = ["admin"]
everywhere = true
"""


@dataclass
class People:
    """The provider's own list: what it says of each (claims), by subject. service: where they sign in to."""

    path: Path
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    service: str = HOST

    def say(self, subject: str, **claims: Any) -> None:
        self.people[subject] = claims
        self.write()

    def write(self) -> None:
        client = {
            "redirect_uris": [f"{self.service}/login/oidc/callback"],
            "post_logout_redirect_uris": [f"{self.service}/login"],
        }
        clients = [
            {**client, "client_id": CLIENT, "token_endpoint_auth_method": "none"},
            {**client, "client_id": "confidential", "client_secret": SECRET},
        ]
        self.path.write_text(json.dumps({"clients": clients, "people": self.people}))


@contextmanager
def provider(people: People) -> Iterator[str]:
    """The address of a real provider while it runs."""
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "oidc-provider").is_dir():
        pytest.skip("the provider is not here: npm ci")
    people.write()
    command = [node, str(Path(__file__).with_name("provider.mjs")), str(people.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield next(line.strip() for line in process.stdout if line.startswith("http"))
        process.terminate()


def begun(visitor: TestClient, wanted: str | None = None) -> str:
    """The browser asks to sign in; gives where it is sent."""
    answer = visitor.get("/login/oidc", params={"next": wanted} if wanted else {})
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def asked(address: str) -> dict[str, str]:
    """What the service asks of the provider."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}


def at_provider(address: str, subject: str, password: str = "any") -> str:
    """Fill in the provider's own forms as `subject`, from `address` on; gives where it sends the browser back to."""
    with httpx2.Client() as there:
        answer = there.get(address)
        for _ in range(12):
            if answer.is_redirect:
                address = urljoin(address, answer.headers["location"])
                if address.startswith(HOST):
                    return address
                answer = there.get(address)
                continue
            answer = _sent(there, answer, subject, password)
    raise AssertionError(f"the provider does not come to an end: {answer.text[:500]}")


def _sent(there: httpx2.Client, page: Response, subject: str, password: str) -> Response:
    assert page.status_code == 200, page.text[:500]
    action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
    prompt = re.search(r'name="prompt" value="(\w+)"', page.text)
    assert action, page.text[:800]
    assert prompt
    return there.post(
        urljoin(str(page.url), action[1]), data={"prompt": prompt[1], "login": subject, "password": password}
    )


def signed_in(visitor: TestClient, subject: str, wanted: str | None = None) -> Response:
    """The whole way: the answer to the callback."""
    back = at_provider(begun(visitor, wanted), subject)
    return visitor.get(back.removeprefix(HOST), headers={"Sec-Fetch-Site": "cross-site"})


def claimed(database: TestDatabase) -> list[tuple[Any, ...]]:
    """Roles that claims give today, with their units, and for how many days more."""
    query = (
        "SELECT role, unit_id, upper(valid) - current_date FROM account_role WHERE source = 'oidc'"
        " AND valid @> current_date ORDER BY role, unit_id"
    )
    with owner_connection(database.owner) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def events(database: TestDatabase, action: str) -> list[tuple[Any, ...]]:
    """What the audit log has of the accounts that there are now: action and role."""
    query = (
        "SELECT action, details ->> 'role' FROM audit_event JOIN account ON account.id = audit_event.account_id"
        " WHERE action LIKE :action ORDER BY audit_event.id"
    )
    with owner_connection(database.owner) as connection:
        return [tuple(row) for row in connection.execute(text(query), {"action": action})]
