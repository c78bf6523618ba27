"""What browsers are told of every answer: frames, https, who may use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_api.app import create_app
from geo_api.ops.web_looks import embeds
from geo_api.settings import Settings
from geo_api.tiles.follower import State
from tests.conftest import TestDatabase
from tests.tiles.workers import until

TILE = "/tiles/communes/9/407/226.mvt"
EMBED = "/embed/phuong-nam-dinh"


@contextmanager
def told(database: TestDatabase, folder: Path, **settings: str) -> Iterator[TestClient]:
    app = create_app(Settings(data_dir=folder, **settings), database.service)
    with TestClient(app, base_url="https://ward.example", raise_server_exceptions=False) as client:
        yield client


def ancestors(client: TestClient, path: str) -> str:
    policy = client.get(path, follow_redirects=False).headers["content-security-policy"]
    (found,) = [part.strip() for part in policy.split(";") if "frame-ancestors" in part]
    return found


def test_only_what_is_made_for_it_may_stand_in_frames_of_the_sites_named(sample_db: TestDatabase, tmp_path: Path):
    with told(sample_db, tmp_path, embed_ancestors="https://a.example, HTTPS://b.example:8443") as client:
        assert ancestors(client, EMBED) == "frame-ancestors 'self' https://a.example https://b.example:8443"
        for path in ("/", "/login", "/admin", TILE, "/embed", "/as/police" + EMBED, "/api/v1/session"):
            assert ancestors(client, path) == "frame-ancestors 'self'"


def test_unset_nothing_stands_in_frames_of_others(client: TestClient):
    assert ancestors(client, EMBED) == "frame-ancestors 'self'"


def test_any_site_is_allowed_by_name_alone_and_the_doctor_says_so(sample_db: TestDatabase, tmp_path: Path):
    with told(sample_db, tmp_path, embed_ancestors="*") as client:
        assert ancestors(client, EMBED) == "frame-ancestors 'self' *"
    assert not embeds(Settings(embed_ancestors="*")).is_well
    assert embeds(Settings(embed_ancestors="https://a.example")).is_well


@pytest.mark.parametrize(
    "value",
    [
        "a.example",
        "https://a.example/path",
        "https://a.example/",
        "*, https://a.example",
        "https://*.example",
        "https://a.example; script-src *",
        "javascript:alert(1)",
        "'none'",
        "https://user@a.example",
        "https://a.example:443",
    ],
)
def test_what_is_no_origin_is_refused(value: str):
    with pytest.raises(ValueError, match="origins"):
        Settings(embed_ancestors=value)


def test_with_https_browsers_are_told_to_use_nothing_else(sample_db: TestDatabase, tmp_path: Path):
    with told(sample_db, tmp_path, public_url="https://ward.example") as client:
        until(lambda: client.app.state.tiles.follower.state is State.CURRENT)
        # The second tile is at hand, and answered before the application sees it.
        for path in ("/", TILE, TILE, "/nowhere", "/health/live", "/static/nothing.js"):
            assert client.get(path).headers.get_list("strict-transport-security") == ["max-age=31536000"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, None),
        ({"public_url": "http://ward.example"}, None),
        ({"public_url": "https://ward.example", "hsts": "off"}, None),
        ({"public_url": "https://ward.example", "hsts": "subdomains"}, "max-age=31536000; includeSubDomains"),
    ],
)
def test_who_is_told_to_use_https(sample_db: TestDatabase, tmp_path: Path, settings: dict[str, str], said: str | None):
    with told(sample_db, tmp_path, **settings) as client:
        assert client.get("/").headers.get("strict-transport-security") == said


@pytest.mark.parametrize(
    ("path", "whom"),
    [
        (TILE, "cross-origin"),
        ("/tiles/communes.json", "cross-origin"),
        ("/ogc/collections/communes/items?limit=1", "cross-origin"),
        (EMBED, "cross-origin"),
        ("/", "same-origin"),
        ("/api/v1/session", "same-origin"),
        ("/as/police" + TILE, "same-origin"),
        ("/as/police/ogc/collections", "same-origin"),
    ],
)
def test_pages_of_others_may_use_what_is_open_alone(client: TestClient, path: str, whom: str):
    assert client.get(path).headers.get_list("cross-origin-resource-policy") == [whom]
