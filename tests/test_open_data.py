"""What browsers are told before they let pages of other sites read: open data yes, anything of an account no."""

import pytest
from fastapi.testclient import TestClient

ELSEWHERE = {"Origin": "https://other.example"}
OPEN = [
    "/tiles/communes/9/407/226.mvt",
    "/tiles/communes.json",
    "/styles/wardmap.json",
    "/ogc/collections/communes/items?limit=1",
    "/ogc/collections/communes/tiles/WebMercatorQuad/9/226/407",
    "/tiles/nothing.json",
]


@pytest.mark.parametrize("address", OPEN)
def test_pages_of_other_sites_may_read_what_is_open(client: TestClient, address: str):
    # The second one is at hand, and answered before the application sees it.
    for _ in range(2):
        answer = client.get(address, headers=ELSEWHERE)
        assert answer.headers.get_list("access-control-allow-origin") == ["*"]
        assert "ETag" in answer.headers["access-control-expose-headers"]
        assert "access-control-allow-credentials" not in answer.headers


def test_a_browser_that_asks_beforehand_may_ask_for_parts(client: TestClient):
    asked = {**ELSEWHERE, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "range"}
    answer = client.options("/tiles/archive.pmtiles", headers=asked)
    assert answer.status_code == 204
    assert "Range" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD"


@pytest.mark.parametrize("address", ["/", "/login", "/api/v1/session", "/admin", "/metrics"])
def test_nothing_else_is_told_to_other_sites(client: TestClient, address: str):
    for answer in (client.get(address, headers=ELSEWHERE), client.options(address, headers=ELSEWHERE)):
        assert not [name for name in answer.headers if name.startswith("access-control")]
