"""Tiles that are at hand, as a client gets them: the same answer as when they were made, without the work."""

import gzip
import time
from collections.abc import Iterator

import brotli
import pytest
import zstandard
from fastapi import Request
from fastapi.testclient import TestClient

from geo_api.app import create_app
from geo_api.codings import chosen_coding
from geo_api.days import Period, today
from geo_api.settings import Settings
from geo_api.tiles.asked import asked_tile
from geo_api.tiles.heads import cache_control
from layers.layer import Audience
from tests.conftest import TestDatabase

TILE = "/tiles/communes,wifi/10/814/452.mvt"
TOKEN = "a-token-of-some-length"


@pytest.fixture(scope="module")
def client(sample_db: TestDatabase) -> Iterator[TestClient]:
    app = create_app(Settings(metrics_token=TOKEN), sample_db.service)
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(app, base_url="http://ward.example", raise_server_exceptions=False) as client,
    ):
        # A machine that does much at once hears late of changes and makes tiles anew: not what is tested here.
        patch.setattr("geo_api.tiles.follower.CURRENT_SECONDS", 60.0)
        while app.state.tiles.follower.known is None:
            time.sleep(0.01)
        yield client


def status_of(client: TestClient, path: str) -> str:
    return client.get(path).headers["cache-status"]


def test_what_is_kept_is_answered_as_what_was_made(client: TestClient):
    path = TILE + "?at=2025-08-01"
    made, kept = client.get(path), client.get(path)
    assert made.headers["cache-status"] == "wardmap; fwd=miss; stored"
    assert "db;dur=" in made.headers["server-timing"]
    assert kept.headers["cache-status"] == "wardmap; hit"
    of_the_moment = {"cache-status", "server-timing"}
    assert kept.content == made.content != b""
    assert {k: v for k, v in kept.headers.items() if k not in of_the_moment} == {
        k: v for k, v in made.headers.items() if k not in of_the_moment
    }
    assert "content-security-policy" in kept.headers


def test_head_and_304_of_what_is_kept(client: TestClient):
    first = client.get(TILE)
    head = client.head(TILE)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == first.headers["content-length"]
    for known in (first.headers["etag"], f'"other", W/{first.headers["etag"]}', "*"):
        again = client.get(TILE, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["cache-control"] == first.headers["cache-control"]
        assert not {"content-length", "content-encoding", "content-type"} & set(again.headers)
        assert "hit" in again.headers["cache-status"]
    assert client.get(TILE, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_coding_is_made_from_one_statement(client: TestClient):
    path = "/tiles/communes/9/407/226.mvt"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    decoders = {"gzip": gzip.decompress, "br": brotli.decompress, "zstd": zstandard.ZstdDecompressor().decompress}
    tags = {plain.headers["etag"]}
    for coding, decode in decoders.items():
        for _ in range(2):
            with client.stream("GET", path, headers={"Accept-Encoding": coding}) as answer:
                body = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == coding
        assert decode(body) == plain.content
        assert len(body) == int(answer.headers["content-length"]) < len(plain.content)
        assert answer.headers["cache-status"] == "wardmap; hit"
        tags.add(answer.headers["etag"])
    assert len(tags) == 4


@pytest.mark.parametrize(("accepts", "coding"), [
    ("", "identity"), ("gzip", "gzip"), ("gzip, deflate, br, zstd", "br"), ("gzip, deflate, zstd", "zstd"),
    ("br;q=0.5, gzip;q=0.8", "gzip"), ("br;q=0, *", "zstd"), ("*", "br"), ("*;q=0", "identity"),
    ("gzip;q=0", "identity"), ("identity, gzip;q=0.5", "identity"), ("GZIP;Q=0.001", "gzip"), ("gzip;q=x", "identity"),
    ("gzip;q=nan", "identity"), ("x-gzip", "gzip"), (",,;;=", "identity"), ("deflate", "identity"),
])  # fmt: skip
def test_the_coding_that_the_client_likes_best(accepts: str, coding: str):
    assert chosen_coding(accepts) == coding


def test_equal_questions_are_one_and_others_are_not(client: TestClient):
    day = today().isoformat()
    assert client.get(TILE).status_code == 200
    assert status_of(client, f"{TILE}?at={day}") == "wardmap; hit"
    assert status_of(client, f"{TILE}?datetime={day}T12:00:00%2B07:00") == "wardmap; hit"
    assert "miss" in status_of(client, f"{TILE}?at=2025-06-30")
    # A layer without days is the same on all of them.
    assert client.get("/tiles/schools/12/3256/1809.mvt?at=2020-01-01").status_code == 200
    assert status_of(client, "/tiles/schools/12/3256/1809.mvt") == "wardmap; hit"
    rules = [f"/tiles/coverage_gaps/12/3256/1809.mvt?rule={rule}" for rule in ("a", "b")]
    assert ["miss" in status_of(client, rule) for rule in rules] == [True, True]


def test_the_name_that_ogc_api_tiles_has_for_a_tile_is_the_same_tile(client: TestClient):
    assert client.get("/tiles/communes/11/1628/904.mvt").status_code == 200
    kept = client.get("/ogc/collections/communes/tiles/WebMercatorQuad/11/904/1628")
    assert (kept.status_code, kept.headers["cache-status"]) == (200, "wardmap; hit")
    assert client.get("/ogc/collections/communes,wifi/tiles/WebMercatorQuad/10/452/814").status_code == 404


@pytest.mark.parametrize("query", ["?x=1", "?at=2025-06-30&at=2025-06-30", "?at=today", "?rule=x", "?at=", "?at"])
def test_what_is_refused_is_refused_though_the_tile_is_kept(client: TestClient, query: str):
    assert client.get("/tiles/schools/10/814/452.mvt").status_code == 200
    assert client.get("/tiles/schools/10/814/452.mvt" + query).status_code == 400
    assert client.post("/tiles/schools/10/814/452.mvt").status_code == 405


def test_an_empty_tile_is_kept_too(client: TestClient):
    first, again = (client.get("/tiles/communes/10/1/1.mvt") for _ in range(2))
    assert (first.status_code, again.status_code) == (204, 204)
    assert again.headers["cache-status"] == "wardmap; hit"
    assert "content-length" not in again.headers


def test_audiences_are_kept_apart_and_none_but_the_public_s_tiles_may_be_kept_on_their_way():
    request = Request({"type": "http", "query_string": b"", "headers": []})
    day = Period(today(), today(), is_default=True)
    tiles = [asked_tile(request, audience, "wifi", ("15", "1", "1"), day) for audience in Audience]
    assert len({tile.key for tile in tiles}) == len(Audience)
    kept = {tile.audience: cache_control(tile.audience, tile.at) for tile in tiles}
    assert kept[Audience.PUBLIC].startswith(b"public")
    assert kept[Audience.STAFF] == b"private, no-store"


def test_a_tile_may_be_kept_on_its_way_for_a_second(client: TestClient):
    words = client.get(TILE).headers["cache-control"].split(", ")
    assert words[0] == "public"
    assert {"max-age=1", "s-maxage=1"} <= set(words)
    assert not any("while-revalidate" in word for word in words)


def test_metrics_say_by_layer_what_was_answered(client: TestClient):
    path = "/tiles/relics,markets/10/814/452.mvt"
    assert client.get(path).status_code == 200
    assert client.get(path).status_code == 200
    page = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/plain")
    for layer in ("relics", "markets"):
        for counted in (
            f'wardmap_tile_answers_total{{layer="{layer}",result="hit"',
            f'wardmap_tile_answers_total{{layer="{layer}",result="miss"',
            f'wardmap_tile_queries_total{{layer="{layer}",result=""',
            f'wardmap_tile_database_seconds_total{{layer="{layer}",result=""',
        ):
            assert counted in page.text
    assert "wardmap_tile_waiting" in page.text


def test_metrics_are_not_there_for_others(client: TestClient):
    absent = client.get("/nothing")
    for headers in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {TOKEN}"}):
        answer = client.get("/metrics", headers=headers)
        assert (answer.status_code, answer.json()) == (404, absent.json())


@pytest.mark.parametrize(("host", "headers", "status"), [
    ("127.0.0.1", {}, 200), ("::1", {}, 200), ("10.0.0.7", {}, 404), ("127.0.0.1", {"X-Forwarded-For": "1.2.3.4"}, 404),
    ("127.0.0.1", {"Via": "1.1 proxy"}, 404), ("127.0.0.1", {"Forwarded": "for=1.2.3.4"}, 404),
    ("127.0.0.1", {"X-Forwarded-Proto": "https"}, 404), ("127.0.0.1", {"X-Forwarded-Host": "localhost"}, 404),
    ("127.0.0.1", {"X-Real-IP": "127.0.0.1"}, 404), ("127.0.0.1", {"Host": "map.example.vn"}, 404),
    ("127.0.0.1", {"Host": "127.0.0.1.example.vn"}, 404), ("127.0.0.1", {"Host": "[::1"}, 404),
    ("127.0.0.1", {"Host": "127.0.0.1:8000"}, 200), ("::1", {"Host": "[::1]:8000"}, 200),
])  # fmt: skip
def test_without_a_token_this_machine_alone_reads_metrics(
    sample_db: TestDatabase, host: str, headers: dict, status: int
):
    app = create_app(Settings(), sample_db.service)
    asking = TestClient(app, base_url="http://localhost", client=(host, 5000))
    assert asking.get("/metrics", headers=headers).status_code == status
    app.state.database.close()


def test_metrics_are_not_told_in_the_words_of_a_bare_proxy(sample_db: TestDatabase):
    app = create_app(Settings(), sample_db.service)

    async def in_old_words(scope: dict, receive: object, send: object) -> None:
        await app({**scope, "http_version": "1.0"}, receive, send)

    for served, status in ((app, 200), (in_old_words, 404)):
        asking = TestClient(served, base_url="http://127.0.0.1:8000", client=("127.0.0.1", 5000))
        assert asking.get("/metrics").status_code == status
    app.state.database.close()
