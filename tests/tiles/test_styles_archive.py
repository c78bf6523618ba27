"""MapLibre styles over the archive that the map is drawn from."""

from pathlib import Path

import pytest

from geo_api.map_frame import SHOWN_AT_FIRST
from tests.conftest import TestDatabase, serving
from tests.tiles.test_archive_served import Clients, clients, exported, file
from tests.tiles.test_styles import complaints, style_of

__all__ = ["clients", "file"]
FILE = "pmtiles://http://ward.example/tiles/archive.pmtiles"


def addresses(style: dict) -> dict[str, str]:
    return {part["source-layer"]: style["sources"][part["source"]]["url"] for part in style["layers"][1:]}


def test_what_the_archive_has_comes_from_there_and_the_rest_live(clients: Clients, file: Path):
    style = style_of(clients(file), "wardmap", "?tiles=archive")
    found = addresses(style)
    assert found["communes"] == found["commune_labels"] == FILE
    assert found["schools"] == "http://ward.example/tiles/schools.json"
    assert set(style["metadata"]["wardmap:archive"]) == {"at", "made"}
    assert complaints(style) == [[]]


def test_units_of_another_day_come_live(clients: Clients, file: Path):
    style = style_of(clients(file), "communes", "?tiles=archive&at=2025-06-30")
    assert addresses(style)["communes"].endswith("/tiles/communes.json?at=2025-06-30")


def test_without_an_archive_it_is_said(clients: Clients, tmp_path: Path):
    assert clients("").get("/styles/wardmap.json?tiles=archive").status_code == 404
    assert clients(tmp_path / "none").get("/styles/wardmap.json?tiles=archive").status_code == 503


def test_an_archive_of_another_site_is_read_there(
    clients: Clients, sample_db: TestDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("WARDMAP_TILES_ARCHIVE", str(exported(sample_db, tmp_path)))
    with serving(sample_db) as elsewhere:
        url = f"{elsewhere}/tiles/archive.pmtiles"
        client = clients(url)
        assert addresses(style_of(client, "communes", "?tiles=archive"))["communes"] == f"pmtiles://{url}"
    assert clients(url).get("/styles/communes.json?tiles=archive").status_code == 503


def test_the_whole_map_shows_at_first_what_our_own_shows(clients: Clients):
    style = style_of(clients(""), "wardmap", "?rule=wifi.public-place")
    parts = style["layers"][1:]
    shown = {part["source-layer"] for part in parts if part.get("layout", {}).get("visibility") != "none"}
    assert shown == set(SHOWN_AT_FIRST)
    alone = style_of(clients(""), "schools")["layers"][1:]
    assert all("visibility" not in part.get("layout", {}) for part in alone)
