"""A cache that everybody shares in front of the service, strict by RFC 9111: it keeps nothing private, mixes nobody up.

WARDMAP_CACHE_REQUESTS says how many requests are made.
"""

import os
import random
from dataclasses import dataclass, field

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from geo_api.account import Role
from tests.access.ways import tile_of
from tests.access.world import Held, World

REQUESTS = int(os.environ.get("WARDMAP_CACHE_REQUESTS", "400"))
IDENTITIES = {
    "nobody": (),
    "police of A": (Held(Role.VERIFIER, "commune A"),),
    "police of B": (Held(Role.VERIFIER, "commune B"),),
    "admin": (Held(Role.ADMIN, None),),
}
LANGUAGES = ("vi", "en")
# Of answers that may be kept without being told so (RFC 9111, 4.2.2), when nothing is said against it.
HEURISTIC = (200, 203, 204, 206, 300, 301, 308, 404, 405, 410, 414, 501)
PRIVATE = ("/as/", "/api/v1/session", "/api/v1/loads", "/api/v1/accounts", "/admin")
# What differs from answer to answer though nothing is told by it.
OF_THE_MOMENT = {"cache-status", "server-timing", "date", "age"}


def directives(answer: Response) -> set[str]:
    return {part.strip().partition("=")[0].lower() for part in answer.headers.get("cache-control", "").split(",")}


@dataclass
class SharedCache:
    """Keeps all that RFC 9111 lets a shared cache keep, for ever: the worst that there may be on the way."""

    kept: dict[str, list[tuple[dict[str, str], Response]]] = field(default_factory=dict)
    hits: int = 0

    def get(self, client: TestClient, path: str, headers: dict[str, str]) -> Response:
        for nominated, answer in self.kept.get(path, []):
            if all(headers.get(name, "") == value for name, value in nominated.items()):
                self.hits += 1
                return answer
        answer = client.get(path, headers=headers)
        varies = [name.strip().lower() for name in answer.headers.get("vary", "").split(",") if name.strip()]
        if may_be_kept(answer, headers) and "*" not in varies:
            nominated = {name: headers.get(name, "") for name in varies}
            self.kept.setdefault(path, []).append((nominated, answer))
        return answer


def may_be_kept(answer: Response, headers: dict[str, str]) -> bool:
    said = directives(answer)
    if said & {"no-store", "private"} or ("authorization" in headers and not said & {"public", "s-maxage"}):
        return False
    return bool(said & {"public", "max-age", "s-maxage"}) or answer.status_code in HEURISTIC


def paths(world: World, chance: random.Random) -> str:
    x, y = tile_of(chance.choice(world.rows_of("cameras")), 13)
    layer = chance.choice(("cameras", "addresses", "wifi", "coverage_gaps"))
    row = chance.choice(world.rows_of(layer))
    path = chance.choice(
        (
            *(f"/ogc/collections/{layer}/items?f=json&limit=100", f"/ogc/collections/{layer}/items?f=csv"),
            f"/ogc/collections/{layer}/items/{world.ids[layer, row.key]}?f=json",
            *(
                f"/tiles/{layer}/13/{x}/{y}.mvt",
                f"/tiles/{layer}.json",
                "/ogc/collections",
                "/",
                "/styles/wardmap.json",
            ),
            *(
                f"/api/v1/search?q={row.key}",
                "/api/v1/session",
                "/api/v1/loads",
                "/api/v1/accounts",
                "/admin",
                "/login",
            ),
            *("/nowhere", "/api/v1/units/counts", "/metrics"),
        )
    )
    return chance.choice(("", "", "/as/police", "/as/admin", "/as/staff")) + path


def shown(answer: Response) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name not in OF_THE_MOMENT}
    return answer.status_code, answer.content, headers


class Careless:
    """The service, if it marked what is private as public, and said nothing of cookies."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def get(self, path: str, headers: dict[str, str]) -> Response:
        answer = self.client.get(path, headers=headers)
        answer.headers["cache-control"] = "public, max-age=60"
        answer.headers["vary"] = "Accept-Encoding, Accept-Language, Accept"
        return answer


def look_through(cache: SharedCache, client: TestClient | Careless, world: World) -> int:
    """So many requests for what is private; raises AssertionError where an answer is another's, or is kept."""
    chance, private = random.Random(5), 0
    for _ in range(REQUESTS):
        who, path = chance.choice(list(IDENTITIES)), paths(world, chance)
        own = world.headers(*IDENTITIES[who]) if who != "nobody" else {}
        headers = {name.lower(): value for name, value in own.items()}
        headers |= {"accept-language": chance.choice(LANGUAGES), "accept-encoding": chance.choice(("gzip", "identity"))}
        headers["accept"] = chance.choice(("text/html", "application/json"))
        through, straight = cache.get(client, path, headers), client.get(path, headers=headers)
        assert shown(through) == shown(straight), (who, path)
        if path.startswith(PRIVATE):
            private += 1
            assert "no-store" in directives(straight), (who, path, dict(straight.headers))
    return private


def test_a_shared_cache_keeps_nothing_private_and_mixes_nobody_up(world: World, visitor: TestClient):
    cache = SharedCache()
    assert look_through(cache, visitor, world) > REQUESTS / 4
    assert cache.hits > REQUESTS / 20
    assert not [path for path in cache.kept if path.startswith("/as/")]


def test_control_answers_marked_public_are_found(world: World, visitor: TestClient):
    with pytest.raises(AssertionError):
        look_through(SharedCache(), Careless(visitor), world)
