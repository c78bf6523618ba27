"""`/ogc/tileMatrixSets`, `/ogc/collections/{collectionId}/tiles`: OGC API – Tiles, but for the tiles themselves."""

import json
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from geo_api.access import Reader
from geo_api.answers import cacheable
from geo_api.bounds import known_bounds
from geo_api.errors import not_found
from geo_api.features.formats import JSON
from geo_api.features.parameters import CollectionId, TileMatrixSetId
from geo_api.features.tile_documents import QUAD, matrix_set, matrix_sets, tileset, tilesets
from geo_api.links import base_url
from geo_api.pages import Language, page_language
from geo_api.parameters import only_declared

router = APIRouter(prefix="/ogc", tags=["tiles"], dependencies=[Depends(only_declared)])


@router.get("/tileMatrixSets", response_class=Response)
def tile_matrix_sets(request: Request) -> Response:
    """How the world is cut into tiles: the ways that there are."""
    return _json(request, matrix_sets(base_url(request)))


@router.get("/tileMatrixSets/{tileMatrixSetId}", response_class=Response)
def tile_matrix_set(request: Request, matrices: TileMatrixSetId) -> Response:
    """One of them, with the scale of every zoom."""
    if matrices != QUAD:
        raise not_found()
    return _json(request, matrix_set(base_url(request)))


@router.get("/collections/{collectionId}/tiles", response_class=Response)
def collection_tilesets(request: Request, reader: Reader, collection: CollectionId, lang: Language = None) -> Response:
    """The tilesets of a layer."""
    return _json(request, tilesets(reader.layer(collection), base_url(request), page_language(request, lang)))


@router.get("/collections/{collectionId}/tiles/{tileMatrixSetId}", response_class=Response)
def collection_tileset(
    request: Request, reader: Reader, collection: CollectionId, matrices: TileMatrixSetId, lang: Language = None
) -> Response:
    """The vector tiles of a layer: their address, zooms, fields and bounds."""
    layer = reader.layer(collection)
    if matrices != QUAD:
        raise not_found()
    bounds = known_bounds(reader, [layer]).get(layer.name)
    return _json(request, tileset(layer, reader.audience, base_url(request), page_language(request, lang), bounds))


def _json(request: Request, document: dict[str, Any]) -> Response:
    body = json.dumps(document, ensure_ascii=False).encode()
    return cacheable(request, body, JSON, "Accept-Encoding, Accept-Language")
