"""`/ogc/…`: what there is (OGC API – Features 1.0, Parts 1 to 3)."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import Reader
from geo_api.answers import cacheable
from geo_api.bounds import known_bounds
from geo_api.extent import known_days
from geo_api.features.crs import OFFERED
from geo_api.features.documents import CONFORMANCE, collection_document, licence_link, link, own_links
from geo_api.features.formats import DOCUMENT_FORMATS, JSON, SCHEMA_FORMATS, VARY
from geo_api.features.page import collection_page, document_page
from geo_api.features.parameters import CollectionId
from geo_api.features.queryables import queryables_document, sortables_document
from geo_api.formats import HTML, Format, wanted_format
from geo_api.links import base_url, public_base
from geo_api.openapi import part_of
from geo_api.pages import Language, page_language
from geo_api.parameters import only_declared
from geo_api.reading import ReadAs
from layers.layer import Layer

router = APIRouter(prefix="/ogc", tags=["features"], dependencies=[Depends(only_declared)])

DOCUMENT_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {JSON: {"schema": {"type": "object"}}, HTML.media_type: {"schema": {"type": "string"}}}}
}
TILINGS_REL = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
Form = Annotated[Literal["json", "html"] | None, Query(description="Form of the answer; that of Accept when absent")]


def asked_format(request: Request, f: Form = None) -> Format:  # noqa: ARG001  # read with Accept
    """A dependency: the form in which a document is wanted."""
    return wanted_format(request, DOCUMENT_FORMATS)


Asked = Annotated[Format, Depends(asked_format)]


@router.get("/", response_class=Response, responses=DOCUMENT_ANSWERS)
def landing(request: Request, asked: Asked, lang: Language = None) -> Response:
    """Landing page: where everything is."""
    base = f"{base_url(request)}/ogc"
    links = [
        *own_links(f"{base}/", asked),
        link(f"{base}/openapi", "service-desc", OPENAPI, "API definition"),
        link(f"{base}/conformance", "conformance", JSON, "Conformance classes"),
        link(f"{base}/collections", "data", JSON, "Collections"),
        link(f"{base}/tileMatrixSets", TILINGS_REL, JSON, "Tile matrix sets"),
        licence_link(public_base(request), page_language(request, lang)),
    ]
    document = {"title": "wardmap", "description": "Bản đồ số của xã, phường", "links": links}
    return document_page(request, "landing", document, "title") if asked is HTML else _json(request, document)


@router.get("/conformance", response_class=Response, responses=DOCUMENT_ANSWERS)
def conformance(request: Request, asked: Asked, lang: Language = None) -> Response:  # noqa: ARG001  # of the page
    """The conformance classes that are held."""
    document = {"conformsTo": CONFORMANCE, "links": own_links(f"{base_url(request)}/ogc/conformance", asked)}
    page = asked is HTML
    return document_page(request, "conformance", document, "conformance") if page else _json(request, document)


@router.get("/openapi", response_class=Response)
def openapi(request: Request) -> Response:
    """The OpenAPI 3.0 document of what is under `/ogc`; that of the whole service is `/openapi.json`."""
    return _json(request, part_of(request.app.openapi(), "/ogc", base_url(request)), OPENAPI)


@router.get("/collections", response_class=Response, responses=DOCUMENT_ANSWERS)
def collections(request: Request, reader: Reader, asked: Asked, lang: Language = None) -> Response:
    """All layers that the asker may see."""
    here = f"{base_url(request)}/ogc/collections"
    described = _described(request, reader, list(reader.layers.values()), asked, lang)
    links = [*own_links(here, asked), licence_link(public_base(request), page_language(request, lang))]
    document = {"links": links, "crs": [crs.uri for crs in OFFERED], "collections": described}
    page = asked is HTML
    return document_page(request, "collections", document, "collections") if page else _json(request, document)


@router.get("/collections/{collectionId}", response_class=Response, responses=DOCUMENT_ANSWERS)
def collection(
    request: Request, reader: Reader, collection: CollectionId, asked: Asked, lang: Language = None
) -> Response:
    """One layer: its title, fields, links, where it has anything, and the days it knows of if it is dated."""
    layer = reader.layer(collection)
    (document,) = _described(request, reader, [layer], asked, lang)
    return collection_page(request, layer, document) if asked is HTML else _json(request, document)


@router.get("/collections/{collectionId}/queryables", response_class=Response)
def queryables(request: Request, reader: Reader, collection: CollectionId, lang: Language = None) -> Response:
    """What a filter on this layer may speak of, as a JSON Schema."""
    layer = reader.layer(collection)
    address = f"{base_url(request)}/ogc/collections/{layer.name}/queryables"
    document = queryables_document(layer, reader.audience, address, page_language(request, lang))
    return _json(request, document, wanted_format(request, SCHEMA_FORMATS).media_type)


@router.get("/collections/{collectionId}/sortables", response_class=Response)
def sortables(request: Request, reader: Reader, collection: CollectionId, lang: Language = None) -> Response:
    """What `sortby` may name, and how many features are sorted at most, as a JSON Schema."""
    layer = reader.layer(collection)
    address = f"{base_url(request)}/ogc/collections/{layer.name}/sortables"
    document = sortables_document(layer, reader.audience, address, page_language(request, lang))
    return _json(request, document, wanted_format(request, SCHEMA_FORMATS).media_type)


def _described(
    request: Request, reader: ReadAs, layers: list[Layer], asked: Format, lang: str | None
) -> list[dict[str, Any]]:
    language, base, public = page_language(request, lang), base_url(request), public_base(request)
    days, bounds = known_days(reader, layers), known_bounds(reader, layers)
    return [
        collection_document(
            layer, reader.audience, base, public, language, asked, days.get(layer.name), bounds.get(layer.name)
        )
        for layer in layers
    ]


def _json(request: Request, document: dict[str, Any], media_type: str = JSON) -> Response:
    return cacheable(request, json.dumps(document, ensure_ascii=False).encode(), media_type, VARY)
