"""OGC API – Tiles: from the landing page to a tile by links alone."""

import mapbox_vector_tile
import pytest
from fastapi.testclient import TestClient

from layers.layer import Audience
from layers.registry import layers_for

SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
WEST, NORTH, SPAN = -20037508.342789244, 20037508.342789244, 40075016.68557849


def linked(document: dict, rel: str) -> str:
    return next(link["href"] for link in document["links"] if link["rel"] == rel)


@pytest.mark.parametrize("layer", sorted(layers_for(Audience.PUBLIC)))
def test_links_lead_to_the_tiles_of_every_layer(client: TestClient, layer: str):
    collection = client.get(f"/ogc/collections/{layer}").json()
    (listed,) = client.get(linked(collection, TILESETS)).json()["tilesets"]
    tileset = client.get(linked(listed, "self")).json()
    assert tileset["title"] == collection["title"]
    assert tileset["layers"][0]["id"] == layer
    template = linked(tileset, "item")
    # The tile of zoom 12 that has the middle of the city.
    place = {"tileMatrix": "12", "tileRow": "1810", "tileCol": "3256"}
    address = template
    for name, value in place.items():
        address = address.replace(f"{{{name}}}", value)
    answer = client.get(address)
    same = client.get(f"/tiles/{layer}/12/3256/1810.mvt")
    assert (answer.status_code, answer.content) == (same.status_code, same.content)
    if answer.status_code == 200:
        decoded = mapbox_vector_tile.decode(answer.content)[layer]["features"]
        known = set(tileset["layers"][0]["propertiesSchema"]["properties"])
        assert {name for feature in decoded for name in feature["properties"]} <= known | {"n", "count"}


def test_the_matrix_set_is_the_one_that_everybody_has(client: TestClient):
    (listed,) = client.get("/ogc/tileMatrixSets").json()["tileMatrixSets"]
    matrices = client.get(linked(listed, "self")).json()
    assert matrices["uri"] == listed["uri"]
    first, last = matrices["tileMatrices"][0], matrices["tileMatrices"][-1]
    assert first["scaleDenominator"] == pytest.approx(559082264.028717, rel=1e-12)
    assert first["cellSize"] * 256 == pytest.approx(SPAN)
    assert first["pointOfOrigin"] == pytest.approx([WEST, NORTH])
    assert (last["id"], last["matrixWidth"]) == ("22", 2**22)
    tileset = client.get("/ogc/collections/schools/tiles/WebMercatorQuad").json()
    assert client.get(linked(tileset, SCHEME)).json() == matrices


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/ogc/tileMatrixSets/WorldCRS84Quad", 404),
        ("/ogc/collections/schools/tiles/WorldCRS84Quad", 404),
        ("/ogc/collections/cameras/tiles", 404),
        ("/ogc/collections/cameras/tiles/WebMercatorQuad", 404),
        ("/ogc/collections/cameras/tiles/WebMercatorQuad/12/1810/3256", 404),
        ("/ogc/collections/schools,roads/tiles/WebMercatorQuad/12/1810/3256", 404),
        ("/ogc/collections/schools/tiles/WebMercatorQuad/12/x/3256", 400),
        ("/ogc/collections/schools/tiles/WebMercatorQuad/2/1/4", 400),
        ("/ogc/collections/schools/tiles/WebMercatorQuad/2/1/2?nope=1", 400),
        ("/ogc/collections/schools/tiles?nope=1", 400),
    ],
)
def test_what_is_not_there_is_refused(client: TestClient, path: str, status: int):
    assert client.get(path).status_code == status
