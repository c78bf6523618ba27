"""Tiles behind the proxy of docker-compose.yml, run as it is: right within two seconds, and apart for each audience."""

import os
import random
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import create_engine, text

from tests.conftest import Server
from tests.tiles.workers import CITY, PUT, City, fresh, path_of, tile_at, until, worker

CONFIGURATION = Path(__file__).parents[2] / "docker" / "nginx.conf"
TILE = tile_at(15, CITY[0] + 0.02, 20.43)
PATH = path_of("wifi", TILE)
# A second in the cache, which counts whole seconds.
PROXY_SECONDS = 2.2


@dataclass
class Site:
    city: City
    proxy: httpx2.Client
    service: httpx2.Client
    process: subprocess.Popen


@contextmanager
def nginx(upstream: str, folder: Path) -> Iterator[httpx2.Client]:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = CONFIGURATION.read_text().replace("server api:8000", f"server {upstream}").replace("8080", str(port))
    words = re.sub(r"(/tmp/|/var/cache/wardmap)", lambda found: f"{folder}{found[0]}", words)
    for place in ("tmp", "var/cache/wardmap"):
        (folder / place).mkdir(parents=True)
    (folder / "nginx.conf").write_text(words)
    user = "user root; " if os.geteuid() == 0 else ""
    process = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-g", f"{user}daemon off;"])
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            while not _answers(client):
                assert process.poll() is None
                time.sleep(0.05)
            yield client
    finally:
        process.terminate()
        process.wait()


def _answers(client: httpx2.Client) -> bool:
    try:
        return client.get("/health/live").status_code == 200
    except httpx2.TransportError:
        return False


@pytest.fixture(scope="module")
def site(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("proxy")
    with server.database(template) as database:
        engine = create_engine(database.owner)
        with engine.connect() as connection, worker(database, folder / "data") as (service, process):
            city = City(connection, random.Random(5))
            city.found(600)
            with nginx(f"127.0.0.1:{service.base_url.port}", folder) as proxy:
                yield Site(city, proxy, service, process)
        engine.dispose()


def test_the_proxy_keeps_a_tile_until_it_is_another(site: Site):
    for _ in range(3):
        site.proxy.get(PATH)
        kept = site.proxy.get(PATH)
        assert kept.headers["x-cache"] in ("HIT", "EXPIRED", "REVALIDATED")
        place = {"layer": "wifi", "lon": CITY[0] + 0.02, "lat": 20.43}
        site.city.connection.execute(text(PUT), {**site.city.a_point(), **place})
        site.city.connection.commit()
        right = fresh(site.city.connection, "wifi", TILE)
        assert right != kept.content
        until(lambda: site.proxy.get(PATH).content == right)  # noqa: B023  # called here


def test_each_coding_is_kept_by_itself(site: Site):
    for _ in range(2):
        for accepts, coding in (("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("identity", None)):
            answer = site.proxy.get(PATH, headers={"Accept-Encoding": accepts})
            assert answer.headers.get("content-encoding") == coding
            assert answer.content == fresh(site.city.connection, "wifi", TILE)
    document = site.proxy.get("/tiles/wifi.json", headers={"Accept-Encoding": "gzip, br"})
    assert document.headers.get("content-encoding") == "gzip"


@pytest.mark.parametrize(
    ("identity", "layer"), [({"Cookie": "wardmap_session=x"}, "schools"), ({"Authorization": "Bearer x"}, "markets")]
)
def test_whoever_shows_an_identity_gets_nothing_from_the_cache_and_leaves_nothing_in_it(
    site: Site, identity: dict, layer: str
):
    path = path_of(layer, TILE)
    assert site.proxy.get(path, headers=identity).headers["x-cache"] == "BYPASS"
    assert site.proxy.get(path).headers["x-cache"] == "MISS"
    assert site.proxy.get(path, headers=identity).headers["x-cache"] == "BYPASS"


def test_metrics_are_not_there_behind_the_proxy(site: Site):
    assert site.proxy.get("/metrics").status_code == 404
    assert site.service.get("/metrics").status_code == 200


def test_the_proxy_outlives_the_service(site: Site):
    before = site.proxy.get(PATH)
    site.process.kill()
    site.process.wait()
    time.sleep(PROXY_SECONDS)
    after = site.proxy.get(PATH)
    assert (after.status_code, after.headers["x-cache"]) == (200, "STALE")
    assert after.content == before.content
    absent = site.proxy.get(path_of("relics", TILE))
    assert (absent.status_code, absent.headers["cache-control"]) == (503, "no-store")
