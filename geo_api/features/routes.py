"""`/ogc/…`: OGC API – Features 1.0, Part 1 (Core, GeoJSON)."""

import json
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request, Response

from geo_api.access import ReadAs, Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable
from geo_api.errors import not_found
from geo_api.extent import known_days
from geo_api.features.documents import CONFORMANCE, collection_document, link
from geo_api.features.plan import ItemsRequest, count_statement, item_statement, items_statement
from geo_api.language import language_of
from geo_api.links import base_url
from geo_api.parameters import (
    Period,
    only_declared,
    parse_bbox,
    parse_integer,
    parse_period,
    parse_value,
    refuse_unknown,
)

router = APIRouter(prefix="/ogc", tags=["features"])

GEOJSON = "application/geo+json"
MAX_LIMIT = 10_000
DEFAULT_LIMIT = 10
ITEMS_PARAMETERS = ("bbox", "limit", "datetime", "at", "cursor", "f")
VARY = "Accept-Encoding, Accept-Language"
GEOJSON_ANSWER: dict[int | str, dict[str, Any]] = {
    200: {"content": {GEOJSON: {"schema": {"type": "object"}}}, **SAYS_ITS_DAY}
}
At = Annotated[str | None, Query(description="Day of the world shown, as 2025-06-30; today when absent")]
Datetime = Annotated[str | None, Query(description="The same as an RFC 3339 moment or interval (OGC)")]


@router.get("/", dependencies=[Depends(only_declared)], response_class=Response)
def landing(request: Request) -> Response:
    """Landing page: where everything is."""
    base = base_url(request)
    links = [
        link(f"{base}/ogc/", "self", "application/json", "This document"),
        link(f"{base}/ogc/openapi", "service-desc", "application/vnd.oai.openapi+json;version=3.0", "API definition"),
        link(f"{base}/ogc/conformance", "conformance", "application/json", "Conformance classes"),
        link(f"{base}/ogc/collections", "data", "application/json", "Collections"),
    ]
    return _json(request, {"title": "wardmap", "description": "Bản đồ số của xã, phường", "links": links})


@router.get("/conformance", dependencies=[Depends(only_declared)], response_class=Response)
def conformance(request: Request) -> Response:
    """The conformance classes that are held."""
    return _json(request, {"conformsTo": CONFORMANCE})


@router.get("/openapi", dependencies=[Depends(only_declared)], response_class=Response)
def openapi(request: Request) -> Response:
    """The OpenAPI 3.0 document of the whole service."""
    return _json(request, request.app.openapi(), "application/vnd.oai.openapi+json;version=3.0")


@router.get("/collections", dependencies=[Depends(only_declared)], response_class=Response)
def collections(request: Request, reader: Reader) -> Response:
    """All layers that the asker may see."""
    language, base, days = language_of(request), base_url(request), known_days(reader, reader.layers.values())
    document = {
        "links": [link(f"{base}/ogc/collections", "self", "application/json", "This document")],
        "collections": [
            collection_document(layer, reader.audience, base, language, days.get(layer.name))
            for layer in reader.layers.values()
        ],
    }
    return _json(request, document)


@router.get("/collections/{collection}", dependencies=[Depends(only_declared)], response_class=Response)
def collection(request: Request, reader: Reader, collection: str) -> Response:
    """One layer: its title, fields, links, and the days it knows of if it is dated."""
    layer = reader.layer(collection)
    days = known_days(reader, [layer]).get(layer.name)
    return _json(request, collection_document(layer, reader.audience, base_url(request), language_of(request), days))


@router.get("/collections/{collection}/items", response_class=Response, responses=GEOJSON_ANSWER)
def items(
    request: Request,
    reader: Reader,
    collection: str,
    bbox: Annotated[str | None, Query(description="west,south,east,north in degrees")] = None,
    limit: Annotated[
        str,
        Query(
            description=f"Features on a page; more than {MAX_LIMIT} gives {MAX_LIMIT}",
            json_schema_extra={"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT},
        ),
    ] = str(DEFAULT_LIMIT),
    datetime: Datetime = None,
    at: At = None,
    cursor: Annotated[str | None, Query(description="Where the page begins; taken from a next link")] = None,
    f: Annotated[str, Query(pattern="^json$")] = "json",  # noqa: ARG001  # validated; json is the one format so far
) -> Response:
    """Features of a layer as GeoJSON, page by page. Any field of the layer may be a filter: `?level=primary`.

    A dated layer shows its features of the day asked for and says so: members `at` (in an interval, OGC's `datetime`)
    and `at_is_default` beside those of GeoJSON, and the header `Wardmap-At`. In an interval each feature is there once,
    as its newest version in it. Layers without dates take a day too, and are as they are.
    """
    layer = reader.layer(collection)
    fields = {field.name: field for field in layer.fields_for(reader.audience)}
    refuse_unknown(request, {*ITEMS_PARAMETERS, *fields})
    given = request.query_params
    wanted = ItemsRequest(
        layer=layer,
        audience=reader.audience,
        period=parse_period(at, datetime),
        bbox=parse_bbox(bbox) if bbox is not None else None,
        values={name: parse_value(field, given[name]) for name, field in fields.items() if name in given},
        # A larger page than we give is not an error (OGC API – Features, Core).
        limit=min(parse_integer("limit", limit, 1, 10**17), MAX_LIMIT),
        after=parse_integer("cursor", cursor, 0, 2**62) if cursor is not None else None,
    )
    return cacheable(request, _page(request, reader, wanted), GEOJSON, at=_said(wanted))


@router.get("/collections/{collection}/items/{item}", response_class=Response, responses=GEOJSON_ANSWER)
def item(
    request: Request, reader: Reader, collection: str, item: str, datetime: Datetime = None, at: At = None
) -> Response:
    """One feature as GeoJSON; of a dated layer as it is on that day, 404 when it is not there then."""
    refuse_unknown(request, {"datetime", "at"})
    layer = reader.layer(collection)
    if not (item.isascii() and item.isdigit() and len(item) <= 18):
        raise not_found()
    wanted = ItemsRequest(layer=layer, audience=reader.audience, period=parse_period(at, datetime))
    found = reader.rows(item_statement(wanted, int(item)))
    if not found:
        raise not_found()
    base = f"{base_url(request)}/ogc/collections/{layer.name}"
    query = f"?{request.url.query}" if request.url.query else ""
    links = [link(f"{base}/items/{item}{query}", "self", GEOJSON, ""), link(base, "collection", "application/json", "")]
    said = _said(wanted)
    members = {**(said.members if said else {}), "links": links}
    return cacheable(request, _with_members(found[0][1], members), GEOJSON, at=said)


def _page(request: Request, reader: ReadAs, wanted: ItemsRequest) -> bytes:
    rows = reader.rows(items_statement(wanted))
    matched = reader.rows(count_statement(wanted))[0][0]
    page = rows[: wanted.limit]
    here = f"{base_url(request)}/ogc/collections/{wanted.layer.name}"
    links = [link(f"{here}/items?{request.url.query}", "self", GEOJSON, "This page")]
    links.append(link(here, "collection", "application/json", "The collection"))
    if len(rows) > wanted.limit:
        # The pages of one answer are of one day, even when it ends between them.
        day = {"at": str(wanted.period)} if wanted.layer.dated and wanted.period.is_default else {}
        query = urlencode({**request.query_params, **day, "cursor": page[-1][0]})
        links.append(link(f"{here}/items?{query}", "next", GEOJSON, "Next page"))
    said = _said(wanted)
    head = {
        "type": "FeatureCollection",
        **(said.members if said else {}),
        "numberMatched": matched,
        "numberReturned": len(page),
        "links": links,
    }
    # The features are JSON already: they are joined as text, not parsed and written again.
    features = ",".join(row[1] for row in page)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "features": [{features}]}}'.encode()


def _said(wanted: ItemsRequest) -> Period | None:
    """The days an answer is for; a layer without dates is of no day."""
    return wanted.period if wanted.layer.dated else None


def _with_members(feature: str, members: dict[str, Any]) -> bytes:
    return f"{feature[:-1]}, {json.dumps(members, ensure_ascii=False)[1:]}".encode()


def _json(request: Request, document: dict[str, Any], media_type: str = "application/json") -> Response:
    return cacheable(request, json.dumps(document, ensure_ascii=False).encode(), media_type, VARY)
