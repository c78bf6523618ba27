"""How often somebody may ask: by address and account, by what is asked, counted by all workers together."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from geo_api.access import Role
from geo_api.app import create_app
from geo_api.errors import TooOften
from geo_api.limits.groups import Group, group_of
from geo_api.limits.rate import RateLimits
from geo_api.settings import Settings
from geo_api.tiles.follower import State
from tests.accounts.tools import HOST, add_account, cookie_of
from tests.conftest import TestDatabase
from tests.tiles.workers import until

SEARCH = "/api/v1/search?q=nam"
CODE = "/api/v1/public/addresses/ND7K4M2XK"
TILE = "/tiles/communes/{}/{}/{}.mvt"
# Long enough that no test meets the end of its window.
FEW, NOBODY = "3/day", "203.0.113.9"


@contextmanager
def asking(database: TestDatabase, folder: Path, address: str = NOBODY, **settings: str) -> Iterator[TestClient]:
    """Somebody at `address`, with these limits."""
    app = create_app(Settings(data_dir=folder, tile_cache_mb=0, **settings), database.service)
    with TestClient(app, base_url=HOST, client=(address, 50_000), raise_server_exceptions=False) as client:
        yield client


def as_if_from(client: TestClient, address: str) -> TestClient:
    """Another client of the same application."""
    return TestClient(client.app, base_url=HOST, client=(address, 50_000), raise_server_exceptions=False)


def codes(client: TestClient, path: str, times: int, **more) -> list[int]:
    return [client.get(path, **more).status_code for _ in range(times)]


def test_one_too_many_is_refused_in_words_and_says_when_to_come_again(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_search=FEW) as client:
        left = [client.get(SEARCH).headers["ratelimit"].split(";")[1] for _ in range(3)]
        assert left == ["r=2", "r=1", "r=0"]
        refused = client.get(SEARCH, headers={"Accept-Language": "en"})
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["ratelimit-policy"] == '"search";q=3;w=86400'
        assert refused.headers["cache-control"] == "no-store"
        wait = int(refused.headers["retry-after"])
        assert 1 <= wait <= 86_400
        assert refused.json()["detail"] == f"Too many requests. Try again in {wait} s."
        assert client.get(SEARCH).json()["title"] == "Quá nhiều yêu cầu"
        assert "default-src 'none'" in refused.headers["content-security-policy"]


def test_another_network_and_another_kind_of_request_are_free(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, "2001:db8:1:2::1", rate_search=FEW, rate_items=FEW) as client:
        assert codes(client, SEARCH, 4) == [200, 200, 200, 429]
        assert codes(client, "/ogc/collections/wifi/items", 1) == [200]
        assert codes(client, "/health/live", 9) == [200] * 9
        assert codes(as_if_from(client, "2001:db8:1:2:ffff::9"), SEARCH, 1) == [429]
        assert codes(as_if_from(client, "2001:db8:1:3::1"), SEARCH, 1) == [200]


def test_head_is_counted_as_get_and_a_program_cannot_choose_its_address(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_search=FEW) as client:
        forwarded = {"X-Forwarded-For": "198.51.100.1", "Forwarded": "for=198.51.100.1"}
        assert [client.head(SEARCH, headers=forwarded).status_code for _ in range(4)] == [200, 200, 200, 429]


def test_a_line_feed_behind_an_address_is_no_way_round(sample_db: TestDatabase, tmp_path: Path):
    """The router's own expressions do not mind one at the end."""
    with asking(sample_db, tmp_path) as client:
        until(lambda: client.app.state.tiles.follower.state is State.CURRENT)
        for path in ("/api/v1/search", "/ogc/collections/wifi/items", TILE.format(9, 407, 226)):
            assert codes(client, f"{path}?{SEARCH.partition('?')[2]}" if "search" in path else path, 1) == [200]
            assert codes(client, f"{path}%0A?q=nam" if "search" in path else f"{path}%0A", 1) == [404]


def test_several_windows_hold_together(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_lookup="100/minute; 2/day") as client:
        assert codes(client, CODE, 3) == [404, 404, 429]
        assert client.get(CODE).headers["ratelimit-policy"] == '"lookup";q=100;w=60, "lookup";q=2;w=86400'


def test_off_is_off(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_search="off", rate_lookup=FEW) as client:
        answer = client.get(SEARCH)
        assert answer.status_code == 200
        assert "ratelimit" not in answer.headers


def test_tiles_at_hand_are_free_and_those_to_be_made_are_counted(sample_db: TestDatabase, tmp_path: Path):
    with asking(sample_db, tmp_path, rate_tiles=FEW) as client:
        until(lambda: client.app.state.tiles.follower.state is State.CURRENT)
        first = TILE.format(9, 407, 226)
        assert codes(client, first, 1) == [200]
        assert client.get(first).headers["cache-status"] == "wardmap; hit"
        assert codes(client, first, 20) == [200] * 20
        others = [client.get(TILE.format(12, 3260 + n, 1808)) for n in range(4)]
        assert [answer.status_code in (200, 204) for answer in others] == [True, True, False, False]
        assert others[-1].status_code == 429
        assert others[-1].headers["retry-after"]
        assert codes(client, first, 1) == [200]


def test_an_account_is_counted_wherever_it_asks_from(empty_db: TestDatabase, tmp_path: Path):
    cookie = cookie_of(empty_db, add_account(empty_db, "lan", Role.VERIFIER))
    other = cookie_of(empty_db, add_account(empty_db, "minh", Role.VERIFIER))
    path = "/as/police" + SEARCH
    with asking(empty_db, tmp_path, rate_search=FEW, rate_officials="100/day") as client:
        for n in range(3):
            mine = as_if_from(client, f"203.0.113.{n}")
            mine.cookies = cookie
            assert mine.get(path).status_code == 200
        refused = mine.get(path)
        assert refused.status_code == 429
        assert refused.headers["ratelimit"].startswith('"search";r=0')
        neighbour = as_if_from(client, "203.0.113.2")
        neighbour.cookies = other
        assert neighbour.get(path).status_code == 200


def test_guessing_at_cookies_is_counted_before_the_database_is_asked(empty_db: TestDatabase, tmp_path: Path):
    with asking(empty_db, tmp_path, rate_officials=FEW) as client:
        found = [client.get("/as/police" + SEARCH, headers={"Cookie": f"wardmap_session={n}"}) for n in range(4)]
        assert [answer.status_code for answer in found] == [401, 401, 401, 429]


def test_codes_are_counted_under_the_addresses_of_officials_too(sample_db: TestDatabase, tmp_path: Path):
    """Nobody has to sign in for them there."""
    with asking(sample_db, tmp_path, rate_lookup=FEW) as client:
        paths = (CODE, f"/as/police{CODE}", "/as/staff/d/ND7K4M2XK", f"/as/planner{CODE}", "/as/police/d/ND7K4M2XK")
        assert [client.get(path).status_code for path in paths] == [404, 404, 404, 429, 429]


WORKER = """
import sys
from pathlib import Path
from geo_api.errors import TooOften
from geo_api.limits.groups import Group
from geo_api.limits.rate import RateLimits
from geo_api.settings import Settings
limits = RateLimits(Settings(data_dir=Path(sys.argv[1]), rate_search="500/day"))
limits.open()
passed = 0
print("ready", flush=True)
for _ in range(int(sys.argv[2])):
    try:
        limits.count(Group.SEARCH, "203.0.113.9")
        passed += 1
    except TooOften:
        pass
print(passed, flush=True)
"""


def worker(folder: Path, times: int) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-c", WORKER, folder, str(times)], stdout=subprocess.PIPE, text=True)


def test_all_workers_count_together(tmp_path: Path):
    workers = [worker(tmp_path, 300) for _ in range(3)]
    assert sum(int(one.communicate()[0].split()[-1]) for one in workers) == 500


def test_a_worker_that_is_killed_leaves_the_others_their_counters(tmp_path: Path):
    killed = worker(tmp_path, 10**9)
    assert killed.stdout
    assert killed.stdout.readline() == "ready\n"
    os.kill(killed.pid, signal.SIGKILL)
    killed.communicate()
    last = worker(tmp_path, 600)
    assert int(last.communicate()[0].split()[-1]) <= 500
    assert last.returncode == 0


def opened(folder: Path, rate: str) -> RateLimits:
    limits = RateLimits(Settings(data_dir=folder, rate_search=rate))
    limits.open()
    return limits


def test_no_address_stands_on_disk(tmp_path: Path):
    limits = opened(tmp_path, FEW)
    limits.count(Group.SEARCH, NOBODY)
    limits.close()
    files = [path.read_bytes() for path in tmp_path.rglob("*.mdb")]
    assert any(b"LIMIT" in content for content in files)
    assert not any(NOBODY.encode() in content for content in files)


def test_where_no_disk_can_be_had_each_process_counts_for_itself(tmp_path: Path):
    (tmp_path / "limits").write_text("no folder")
    limits = opened(tmp_path, FEW)
    for _ in range(3):
        limits.count(Group.SEARCH, NOBODY)
    with pytest.raises(TooOften):
        limits.count(Group.SEARCH, NOBODY)


def test_a_flood_of_addresses_fills_no_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("geo_api.limits.storage.SIZE_BYTES", 400_000)
    limits = opened(tmp_path, FEW)
    for n in range(6_000):
        limits.count(Group.SEARCH, f"2001:db8:{n:x}::")
    limits.close()
    assert sum(path.stat().st_size for path in tmp_path.rglob("data.mdb")) <= 400_000


@pytest.mark.parametrize("rate", ["many", "0/minute", "5/fortnight", "5/minute,,", "", "5/minute; off", "5 /minute\n;"])
def test_what_is_no_rate_is_refused(rate: str):
    with pytest.raises(ValueError, match="rate"):
        Settings(rate_search=rate)


@pytest.mark.parametrize("rate", ["5/minute", "10 per hour", "60/minute; 1000/day", "5/10 seconds", "off"])
def test_what_is_a_rate_is_taken(rate: str, tmp_path: Path):
    opened(tmp_path, rate).count(Group.SEARCH, NOBODY)


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("/health/ready", None),
        ("/static/map.js", None),
        ("/api/v1/public/addresses/AB12", Group.LOOKUP),
        ("/ogc/collections/wifi/items/12", Group.ITEMS),
        ("/ogc/collections/wifi/items", Group.ITEMS),
        ("/api/v1/units/resolve", Group.SEARCH),
        ("/tiles/wifi/9/1/2.mvt", Group.TILES),
        ("/tiles/wifi.json", Group.OTHER),
        ("/", Group.OTHER),
        ("/a\nb", Group.OTHER),
    ],
)
def test_what_counts_together(path: str, group: Group | None):
    assert group_of(path) is group


def test_every_counted_route_says_that_it_may_refuse(client: TestClient):
    paths = client.get("/openapi.json").json()["paths"]
    for template, operations in paths.items():
        for operation in operations.values():
            assert ("429" in operation["responses"]) is (group_of(template) is not None), template
    assert "RateLimit" in paths["/api/v1/search"]["get"]["responses"]["429"]["headers"]
