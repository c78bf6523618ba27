"""The archive that the map is drawn from, as readers of byte ranges meet it."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pmtiles.reader import Reader

from geo_api.app import create_app
from geo_api.settings import Settings
from tests.conftest import TestDatabase
from tests.tiles.test_export import tiles_of, wardmap

ADDRESS = "/tiles/archive.pmtiles"
Clients = Callable[[str | Path], TestClient]


def exported(database: TestDatabase, folder: Path, *words: str) -> Path:
    wardmap(database, "communes", "commune_labels", "--max-zoom", "10", "--out", str(folder / "a.pmtiles"), *words)
    return folder / "a.pmtiles"


@pytest.fixture(scope="module")
def file(sample_db: TestDatabase, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(sample_db, tmp_path_factory.mktemp("archive"))


@pytest.fixture
def clients(sample_db: TestDatabase) -> Iterator[Clients]:
    """The application with an archive at a place."""
    with ExitStack() as stack:

        def client(place: str | Path) -> TestClient:
            app = create_app(Settings(tiles_archive=str(place)), sample_db.service)
            return stack.enter_context(TestClient(app, base_url="http://ward.example", raise_server_exceptions=False))

        yield client


def test_a_reader_of_ranges_finds_every_tile(clients: Clients, file: Path):
    client = clients(file)

    def get_bytes(offset: int, length: int) -> bytes:
        answer = client.get(ADDRESS, headers={"Range": f"bytes={offset}-{offset + length - 1}"})
        assert (answer.status_code, len(answer.content)) == (206, length)
        return answer.content

    reader = Reader(get_bytes)
    tiles = tiles_of(file)
    assert tiles
    assert all(reader.get(*place) for place in list(tiles)[::7])
    assert {layer["id"] for layer in reader.metadata()["vector_layers"]} == {"communes", "commune_labels"}


def test_each_way_to_ask_for_a_part(clients: Clients, file: Path):
    client, whole = clients(file), file.read_bytes()
    size = len(whole)
    for asked, status, body in [
        ("bytes=0-0", 206, whole[:1]),
        ("bytes=5-9", 206, whole[5:10]),
        (f"bytes={size - 3}-", 206, whole[-3:]),
        ("bytes=-3", 206, whole[-3:]),
        (f"bytes=-{size + 5}", 206, whole),
        (f"bytes={size - 2}-{size + 100}", 206, whole[-2:]),
        ("bytes=9-5", 200, whole),
        ("bytes=0-1,4-5", 200, whole),
        ("bytes=-", 200, whole),
        ("items=0-1", 200, whole),
        (f"bytes={'9' * 4000}-", 200, whole),
    ]:
        answer = client.get(ADDRESS, headers={"Range": asked})
        assert (answer.status_code, answer.content) == (status, body), asked[:40]
    for asked, told in [("bytes=5-9", "5-9"), ("bytes=-3", f"{size - 3}-{size - 1}")]:
        answer = client.get(ADDRESS, headers={"Range": asked})
        assert answer.headers["content-range"] == f"bytes {told}/{size}"
    for asked in [f"bytes={size}-", "bytes=-0"]:
        answer = client.get(ADDRESS, headers={"Range": asked})
        assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")


def test_head_says_what_get_would(clients: Clients, file: Path):
    client = clients(file)
    head, get = client.head(ADDRESS), client.get(ADDRESS)
    for name in ("etag", "content-length", "content-type", "accept-ranges", "cache-control"):
        assert head.headers[name] == get.headers[name]
    assert head.content == b""
    part = client.head(ADDRESS, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.headers["content-length"]) == (206, "10")


def test_conditions_hold_for_this_very_file(clients: Clients, file: Path):
    client = clients(file)
    tag = client.head(ADDRESS).headers["etag"]
    assert tag.startswith('"')
    for name, value, status in [
        ("If-None-Match", tag, 304),
        ("If-None-Match", '"other"', 206),
        ("If-Range", tag, 206),
        ("If-Range", '"other"', 200),
        ("If-Range", f"W/{tag}", 200),
        ("If-Range", "Sun, 22 Nov 2026 10:00:00 GMT", 200),
        ("If-Match", tag, 206),
        ("If-Match", "*", 206),
        ("If-Match", '"other"', 412),
        ("If-Match", f"W/{tag}", 412),
    ]:
        answer = client.get(ADDRESS, headers={"Range": "bytes=0-9", name: value})
        assert answer.status_code == status, (name, value)


def test_another_archive_in_its_place_is_another_and_a_copy_is_the_same(
    clients: Clients, file: Path, sample_db: TestDatabase, tmp_path: Path
):
    place = tmp_path / "map.pmtiles"
    shutil.copy(file, place)
    client = clients(place)
    tag = client.head(ADDRESS).headers["etag"]
    assert tag == clients(file).head(ADDRESS).headers["etag"]
    new = exported(sample_db, tmp_path)
    new.replace(place)
    answer = client.get(ADDRESS, headers={"Range": "bytes=0-9", "If-Match": tag})
    assert answer.status_code == 412
    assert answer.headers["etag"] != tag


def test_what_was_not_made_for_the_public_is_not_served(clients: Clients, sample_db: TestDatabase, tmp_path: Path):
    staff = exported(sample_db, tmp_path, "--audience", "staff")
    not_whole = tmp_path / "half.pmtiles"
    not_whole.write_bytes(staff.read_bytes()[:-1])
    for place in (staff, not_whole, Path(__file__), tmp_path, tmp_path / "none.pmtiles"):
        answer = clients(place).get(ADDRESS)
        assert answer.status_code == 503, place
        assert answer.headers["content-type"] == "application/problem+json"
        assert str(tmp_path) not in answer.text


def test_without_an_archive_there_is_none(client: TestClient):
    assert client.get(ADDRESS).status_code == 404
    assert '"archive": null' in client.get("/").text


def test_only_the_map_may_read_from_the_site_that_has_the_archive(clients: Clients):
    client = clients("https://CDN.example.vn:8443/bando/a.pmtiles?v=1")
    page = client.get("/")
    assert '"archive": "https://CDN.example.vn:8443/bando/a.pmtiles?v=1"' in page.text
    assert "connect-src 'self' https://cdn.example.vn:8443;" in page.headers["content-security-policy"]
    for path in ("/dia-chi", "/login", "/ogc/", "/admin"):
        assert "cdn.example" not in client.get(path).headers["content-security-policy"]
    assert client.get(ADDRESS).status_code == 404


@pytest.mark.parametrize(
    "place", ["ftp://cdn.example/a.pmtiles", "https://a;script-src/b", "https:// x/", "https://*/a", "https:///a"]
)
def test_an_address_that_no_browser_reads_is_refused(place: str):
    with pytest.raises(ValueError, match="must be a file, or an address"):
        Settings(tiles_archive=place)
