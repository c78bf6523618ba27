"""A base map under the layers of our own: pictures of another site, or an archive of either kind."""

import re
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer
from sqlalchemy import text

from geo_api.db import owner_connection
from geo_api.settings import Settings
from tests.browser.conftest import Visit
from tests.conftest import TestDatabase, serving

GROUND = (90, 160, 200)
VIEW = "/#map=9/20.30000/106.20000&layers=commune_labels"
# Of vector tiles each covers four of the screen.
TILES = [(8, x, y) for x in range(201, 206) for y in range(111, 117)]
TILES += [(9, x, y) for x in range(404, 411) for y in range(224, 231)]
# All of a tile is water.
WATER = """
SELECT ST_AsMVT(t, 'water') FROM (
    SELECT ST_AsMVTGeom(ST_TileEnvelope(0, 0, 0), ST_TileEnvelope(0, 0, 0)::box2d) AS geom) AS t
"""
PIXEL = """() => {
  const drawn = [...document.querySelectorAll('.leaflet-base-pane canvas')].find((canvas) => canvas.width > 1);
  return drawn && [...drawn.getContext('2d').getImageData(drawn.width / 2, drawn.height / 2, 1, 1).data].slice(0, 3);
}"""


def picture() -> bytes:
    """A tile of one colour, as PNG."""
    rows = zlib.compress(b"".join(b"\0" + bytes(GROUND) * 256 for _ in range(256)))
    parts = [(b"IHDR", struct.pack(">IIBBBBB", 256, 256, 8, 2, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    chunks = (struct.pack(">I", len(b)) + n + b + struct.pack(">I", zlib.crc32(n + b)) for n, b in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


@contextmanager
def another_site() -> Iterator[str]:
    """Where tiles come from that lets no scripts read them."""
    body = picture()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = re.fullmatch(r"/9/\d+/\d+\.png", self.path)
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "image/png")
            self.end_headers()
            self.wfile.write(body if found else b"")

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


def archive(place: Path, kind: TileType, tile: bytes) -> Path:
    with place.open("wb") as file:
        writer = Writer(file)
        for z, x, y in TILES:
            writer.write_tile(zxy_to_tileid(z, x, y), tile)
        box = {"min_lon_e7": 1045000000, "min_lat_e7": 190000000, "max_lon_e7": 1085000000, "max_lat_e7": 215000000}
        shape = {"min_zoom": 8, "max_zoom": 9, "center_zoom": 9, "center_lon_e7": 0, "center_lat_e7": 0}
        how = {"tile_type": kind, "tile_compression": Compression.NONE}
        writer.finalize({**how, **box, **shape}, {"vector_layers": []})
    return place


@contextmanager
def with_base(database: TestDatabase, url: str) -> Iterator[str]:
    settings = Settings(basemap_url=url, basemap_attribution="© Cục <b>Bản đồ</b>")
    with serving(database, lambda _: settings) as address:
        yield address


def leave(page: Page) -> None:
    """Before its service stops: whoever still asked of it would be refused."""
    page.goto("about:blank")


def pressed(page: Page, is_shown: bool) -> None:
    expect(page.get_by_role("button", name="Bản đồ nền", pressed=is_shown)).to_be_visible()


def test_pictures_of_another_site_lie_under_the_map_until_they_are_taken_away(
    sample_db: TestDatabase, visit_to: Callable[..., Visit]
) -> None:
    with another_site() as site, with_base(sample_db, f"{site}/{{z}}/{{x}}/{{y}}.png") as address:
        visit = visit_to(address)
        page = visit.open(VIEW)
        tile = page.locator(".leaflet-base-pane img.leaflet-tile-loaded").first
        expect(tile).to_be_attached()
        assert tile.evaluate("(image) => image.naturalWidth") == 256
        expect(page.locator(".leaflet-control-attribution")).to_contain_text("© Cục <b>Bản đồ</b>")
        page.get_by_role("button", name="Bản đồ nền").click()
        pressed(page, False)
        expect(page.locator(".leaflet-base-pane img")).to_have_count(0)
        page.reload()
        pressed(page, False)
        expect(page.locator(".leaflet-base-pane img")).to_have_count(0)
        page.get_by_role("button", name="Bản đồ nền").click()
        expect(tile).to_be_attached()
        leave(page)
        # Nothing but pictures comes from there.
        assert {url.rpartition(".")[2] for url in visit.foreign} == {"png"}
        visit.requests[:] = [url for url in visit.requests if not url.startswith(site)]


def ground(database: TestDatabase, folder: Path, kind: TileType) -> Path:
    """An archive of pictures, or of water all over."""
    with owner_connection(database.owner) as connection:
        water = bytes(connection.scalar(text(WATER)))
    return archive(folder / "base.pmtiles", kind, picture() if kind is TileType.PNG else water)


@pytest.mark.parametrize("kind", [TileType.PNG, TileType.MVT])
def test_a_file_of_this_machine_is_drawn(
    sample_db: TestDatabase, visit_to: Callable[..., Visit], tmp_path: Path, kind: TileType
) -> None:
    file = ground(sample_db, tmp_path, kind)
    with with_base(sample_db, str(file)) as address:
        visit = visit_to(address)
        page = visit.open(VIEW)
        wanted = list(GROUND) if kind is TileType.PNG else [0xCF, 0xE0, 0xEA]
        visit.until(f"(wanted) => JSON.stringify(({PIXEL})()) === JSON.stringify(wanted)", wanted)
        pressed(page, True)
        leave(page)


def test_a_file_that_is_not_there_is_told_and_the_map_goes_on(
    sample_db: TestDatabase, visit_to: Callable[..., Visit], tmp_path: Path
) -> None:
    with with_base(sample_db, str(tmp_path / "none.pmtiles")) as address:
        visit = visit_to(address)
        page = visit.page
        page.goto(f"{address}{VIEW}")
        expect(page.get_by_role("alert")).to_contain_text("Không tải được bản đồ nền.")
        pressed(page, False)
        file = archive(tmp_path / "none.pmtiles", TileType.PNG, picture())
        page.get_by_role("button", name="Thử lại").click()
        pressed(page, True)
        assert file.exists()
        expect(page.locator(".leaflet-base-pane .leaflet-tile-loaded").first).to_be_attached()
        expect(page.locator("#map")).not_to_have_attribute("aria-busy", "true")
        leave(page)
        assert all("503" in complaint for complaint in visit.complaints)
        visit.complaints.clear()


EMBEDDED = "/embed/communes?z=9&lat=20.3&lon=106.2&lang=vi"


def test_a_map_for_other_sites_lies_over_pictures_where_its_link_says_so(
    sample_db: TestDatabase, visit_to: Callable[..., Visit]
) -> None:
    with another_site() as site, with_base(sample_db, f"{site}/{{z}}/{{x}}/{{y}}.png") as address:
        visit = visit_to(address)
        page = visit.page
        page.goto(f"{address}{EMBEDDED}&base=1")
        tile = page.locator(".leaflet-base-pane img.leaflet-tile-loaded").first
        expect(tile).to_be_attached()
        assert tile.evaluate("(image) => image.naturalWidth") == 256
        expect(page.locator(".embed-foot")).to_contain_text("Bản đồ nền: © Cục <b>Bản đồ</b>")
        assert [url for url in visit.requests if "pmtiles" in url] == []
        page.goto(f"{address}{EMBEDDED}")
        expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
        expect(page.locator(".leaflet-base-pane")).to_have_count(0)
        expect(page.locator(".embed-foot")).not_to_contain_text("Bản đồ nền")
        leave(page)
        assert visit.complaints == []
        visit.requests[:] = [url for url in visit.requests if not url.startswith(site)]


@pytest.mark.parametrize("kind", [TileType.PNG, TileType.MVT])
def test_a_map_for_other_sites_lies_over_an_archive_where_the_builder_is_told_so(
    sample_db: TestDatabase, visit_to: Callable[..., Visit], tmp_path: Path, kind: TileType
) -> None:
    file = ground(sample_db, tmp_path, kind)
    with with_base(sample_db, str(file)) as address:
        visit = visit_to(address)
        page = visit.page
        page.goto(f"{address}/embed?what=communes&lang=vi#map=9/20.30000/106.20000")
        page.get_by_role("checkbox", name="Trên bản đồ nền").check()
        link = page.locator("#lines output").last
        expect(link).to_contain_text("base=1")
        page.goto((link.text_content() or "").replace("\n", ""))
        wanted = list(GROUND) if kind is TileType.PNG else [0xCF, 0xE0, 0xEA]
        visit.until(f"(wanted) => JSON.stringify(({PIXEL})()) === JSON.stringify(wanted)", wanted)
        leave(page)


def test_without_one_there_is_no_button_and_the_islands_are_named_from_afar(
    visit_to: Callable[..., Visit], live_url: str
) -> None:
    page = visit_to(live_url).open("/#map=5/15.00000/110.00000&layers=communes")
    expect(page.get_by_role("button", name="Bản đồ nền")).to_have_count(0)
    for name in ("Quần đảo Hoàng Sa (Việt Nam)", "Quần đảo Trường Sa (Việt Nam)"):
        expect(page.get_by_text(name)).to_be_in_viewport()
    page.goto("about:blank")
    page.goto(f"{live_url}/#map=10/20.30000/106.20000&layers=communes")
    expect(page.locator(".leaflet-tile-loaded").first).to_be_attached()
    expect(page.get_by_text("Quần đảo Hoàng Sa (Việt Nam)")).to_have_count(0)
