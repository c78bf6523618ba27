"""Officers who ask the register over HTTP."""

import itertools
import uuid
from dataclasses import dataclass
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

PATH = "/api/v1/addresses"
# Inside of hamlet A1 and of commune A, far enough from each other: 15,000 of them.
_SPOTS = ((106.101 + 0.0001 * (n % 80), 20.4022 + 0.0002 * (n // 80)) for n in itertools.count())


def draft(**other: Any) -> dict[str, Any]:
    """A dwelling at a spot of its own in hamlet A1."""
    lon, lat = next(_SPOTS)
    return {
        "kind": "dwelling",
        "lon": round(lon, 6),
        "lat": round(lat, 6),
        "method": "gnss",
        "accuracy_m": 4.5,
        **other,
    }


def new_id() -> str:
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Officer:
    client: TestClient
    headers: dict[str, str]

    def get(self, path: str = "", **params: str) -> Response:
        return self.client.get(PATH + path, params=params, headers=self.headers)

    def put(self, body: dict[str, Any], number: str | None = None) -> Response:
        return self.client.put(f"{PATH}/drafts/{number or new_id()}", json=body, headers=self.headers)

    def post(self, address: dict[str, Any], step: str, **said: Any) -> Response:
        body = {"version": address["version"], **said}
        return self.client.post(f"{PATH}/{address['id']}/{step}", json=body, headers=self.headers)

    def take(self, address: dict[str, Any], step: str, **said: Any) -> dict[str, Any]:
        """The address after a step that goes well."""
        answer = self.post(address, step, **said)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def keep(self, body: dict[str, Any] | None = None, number: str | None = None) -> dict[str, Any]:
        answer = self.put(body or draft(), number)
        assert answer.status_code in (200, 201), answer.text
        found: dict[str, Any] = answer.json()
        return found


def why(answer: Response) -> list[str]:
    """What holds a step up, one word for each address."""
    assert answer.status_code in (400, 403, 409), answer.text
    return [fault["why"] for fault in answer.json()["faults"]]
