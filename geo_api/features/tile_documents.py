"""The documents of OGC API – Tiles: which tiles there are of a layer, and how the world is cut into them."""

from math import pi
from typing import Any

from geo_api.bounds import Bounds
from geo_api.features.documents import link
from geo_api.features.formats import JSON
from geo_api.features.queryables import queryables_document
from layers.layer import MAX_ZOOM, Audience, Geometry, Layer

MVT = "application/vnd.mapbox-vector-tile"
QUAD = "WebMercatorQuad"
TILING_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
_QUAD_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{QUAD}"
_CRS = "http://www.opengis.net/def/crs/EPSG/0/3857"
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_SCALE_SET = "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible"
_DIMENSIONS = {Geometry.POINT: 0, Geometry.LINE: 1, Geometry.AREA: 2}
_TILE_PIXELS = 256
# Half of the way around the sphere that Web Mercator takes the earth for, in metres.
_HALF_M = pi * 6_378_137
# The size of a pixel that the OGC reckons scales with, in metres.
_PIXEL_M = 0.00028


def matrix_set(base: str) -> dict[str, Any]:
    """WebMercatorQuad in full (OGC 17-083r4)."""
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": _QUAD_URI,
        "crs": _CRS,
        "orderedAxes": ["E", "N"],
        "wellKnownScaleSet": _SCALE_SET,
        "tileMatrices": [_matrix(zoom) for zoom in range(MAX_ZOOM + 1)],
        "links": [link(f"{base}/ogc/tileMatrixSets/{QUAD}", "self", JSON, "This document")],
    }


def _matrix(zoom: int) -> dict[str, Any]:
    cell = 2 * _HALF_M / _TILE_PIXELS / 2**zoom
    return {
        "id": str(zoom),
        "scaleDenominator": cell / _PIXEL_M,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-_HALF_M, _HALF_M],
        "tileWidth": _TILE_PIXELS,
        "tileHeight": _TILE_PIXELS,
        "matrixWidth": 2**zoom,
        "matrixHeight": 2**zoom,
    }


def matrix_sets(base: str) -> dict[str, Any]:
    """The one tile matrix set that there is, as a list."""
    here = f"{base}/ogc/tileMatrixSets"
    one = {"id": QUAD, "title": "Google Maps Compatible for the World", "uri": _QUAD_URI, "crs": _CRS}
    return {"tileMatrixSets": [{**one, "links": [link(f"{here}/{QUAD}", "self", JSON, QUAD)]}]}


def tilesets(layer: Layer, base: str, language: str) -> dict[str, Any]:
    """The tilesets of a layer: one."""
    here = f"{base}/ogc/collections/{layer.name}/tiles"
    one = {**_tileset(layer, language), "links": [link(f"{here}/{QUAD}", "self", JSON, "The tileset")]}
    return {"links": [link(here, "self", JSON, "This document")], "tilesets": [one]}


def tileset(layer: Layer, audience: Audience, base: str, language: str, bounds: Bounds | None = None) -> dict[str, Any]:
    """What is known of the vector tiles of a layer. bounds: in degrees."""
    here = f"{base}/ogc/collections/{layer.name}"
    tile = f"{here}/tiles/{QUAD}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"
    return {
        **_tileset(layer, language),
        "links": [
            link(f"{here}/tiles/{QUAD}", "self", JSON, "This document"),
            link(f"{base}/ogc/tileMatrixSets/{QUAD}", TILING_REL, JSON, QUAD),
            {**link(tile, "item", MVT, "The tiles"), "templated": True},
            link(here, "collection", JSON, "The collection"),
            link(f"{base}/tiles/{layer.name}.json", "describedby", JSON, "TileJSON"),
        ],
        "layers": [_layer(layer, audience, here, language)],
        **(_box(bounds) if bounds else {}),
    }


def _tileset(layer: Layer, language: str) -> dict[str, Any]:
    return {
        "title": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "dataType": "vector",
        "crs": _CRS,
        "tileMatrixSetId": QUAD,
        "tileMatrixSetURI": _QUAD_URI,
    }


def _layer(layer: Layer, audience: Audience, here: str, language: str) -> dict[str, Any]:
    schema = queryables_document(layer, audience, f"{here}/queryables", language)["properties"]
    carried = {field.name for field in layer.fields_for(audience) if field.tile_from is not None}
    return {
        "id": layer.name,
        "title": layer.title.in_language(language),
        "description": layer.description.in_language(language),
        "dataType": "vector",
        "geometryDimension": _DIMENSIONS[layer.geometry],
        "minTileMatrix": str(layer.min_zoom),
        "maxTileMatrix": str(MAX_ZOOM),
        "propertiesSchema": {
            "type": "object",
            "properties": {name: described for name, described in schema.items() if name in carried},
        },
    }


def _box(bounds: Bounds) -> dict[str, Any]:
    west, south, east, north = (round(side, 7) for side in bounds)
    return {"boundingBox": {"lowerLeft": [west, south], "upperRight": [east, north], "crs": _CRS84}}
