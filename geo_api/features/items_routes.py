"""`/ogc/collections/{collectionId}/items`: features as GeoJSON, CSV, FlatGeobuf and pages."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import DataError, DBAPIError, InternalError

from geo_api.access import Reader
from geo_api.answers import SAYS_ITS_DAY, cacheable, dated_headers
from geo_api.audit.reads import Counted
from geo_api.db import Moment
from geo_api.errors import not_found
from geo_api.features.asked import item_asked, items_asked
from geo_api.features.cql2.tree import refused
from geo_api.features.flatgeobuf import flatgeobuf_in_pieces
from geo_api.features.formats import CSV, FLATGEOBUF, GEOJSON, ITEM_FORMATS, ITEMS_FORMATS, VARY
from geo_api.features.items import Page, check_sorting, following, page_in_pieces, whole_page
from geo_api.features.page import item_page, items_page
from geo_api.features.parameters import ITEM_PARAMETERS, ITEMS_PARAMETERS, CollectionId, FeatureId
from geo_api.features.plan import (
    ItemsRequest,
    edge_statement,
    item_statement,
    items_statement,
    shapes_statement,
    table_statement,
)
from geo_api.features.table import table_in_pieces
from geo_api.formats import HTML, wanted_format
from geo_api.language import language_of
from geo_api.links import base_url
from geo_api.reading import ReadAs
from geo_api.streams import Begun, StreamedAnswer

router = APIRouter(prefix="/ogc", tags=["features"])

# Up to here a page is made whole, and has an ETag.
WHOLE_LIMIT = 10_000
ROWS_AT_ONCE = 2000
# Up to here a file says where the next one is.
LINKED_LIMIT = 100_000
# Rows that a person looks at.
PAGE_LIMIT = 500
_OBJECT = {"schema": {"type": "object"}}
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_TEXT = {"schema": {"type": "string"}}
_CRS_HEADER = {"Content-Crs": {"description": "The coordinate system of the answer", "schema": {"type": "string"}}}
_HEADERS = {"headers": {**SAYS_ITS_DAY["headers"], **_CRS_HEADER}}
ITEM_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {GEOJSON: _OBJECT, HTML.media_type: _TEXT}, **_HEADERS}
}
ITEMS_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            GEOJSON: _OBJECT,
            HTML.media_type: _TEXT,
            CSV.media_type: _TEXT,
            FLATGEOBUF.media_type: _BYTES,
        },
        **_HEADERS,
    }
}


@router.get(
    "/collections/{collectionId}/items",
    response_class=Response,
    responses=ITEMS_ANSWERS,
    openapi_extra={"parameters": ITEMS_PARAMETERS},
)
def items(request: Request, reader: Reader, collection: CollectionId) -> Response:
    """Features of a layer, page by page. Any field of the layer may be a filter: `?level=primary`.

    A dated layer shows its features of the day asked for and says so: members `at` (in an interval, OGC's `datetime`)
    and `at_is_default` beside those of GeoJSON, and the header `Wardmap-At`. In an interval each feature is there once,
    as its newest version in it. Layers without dates take a day too, and are as they are. `numberMatched` is exact and
    left out where more than 20,000 match; a page of more than 10,000 is sent while it is read. CSV has an apostrophe
    before text that spreadsheets would take for a formula: text that begins, behind apostrophes of its own if any, with
    `=`, `+`, `-`, `@`, one of their full-width forms, a tab or a carriage return. Programs take one apostrophe away
    there.
    """
    layer = reader.layer(collection)
    wanted = items_asked(request, reader, layer)
    here = f"{base_url(request)}/ogc/collections/{layer.name}"
    page = Page(here, request.query_params, wanted, wanted_format(request, ITEMS_FORMATS))
    with _sound(reader, wanted):
        check_sorting(reader, wanted)
        answer = _items_answer(request, reader, page)
    answer.headers["Content-Crs"] = f"<{wanted.crs.uri}>"
    return answer


def _items_answer(request: Request, reader: ReadAs, page: Page) -> Response:
    if page.format in (CSV, FLATGEOBUF):
        return _file(request, reader, page)
    if page.format is HTML:
        shown = replace(page, wanted=replace(page.wanted, limit=min(page.wanted.limit, PAGE_LIMIT)))
        return items_page(request, shown, json.loads(whole_page(reader, shown)))
    if page.wanted.limit > WHOLE_LIMIT:
        return StreamedAnswer(request, _long_page(reader, page), GEOJSON, _headers(page))
    return cacheable(request, whole_page(reader, page), GEOJSON, VARY, page.said)


@contextmanager
def _long_page(reader: ReadAs, page: Page) -> Iterator[Begun]:
    with _sound(reader, page.wanted), reader.long_read() as moment, _recorded(reader, page) as counted:
        rows = counted.of(moment.pieces(items_statement(page.wanted), ROWS_AT_ONCE))
        yield Begun(page_in_pieces(rows, page))


def _recorded(reader: ReadAs, page: Page) -> AbstractContextManager[Counted]:
    return reader.reads.many_items(page.wanted.layer, page.wanted.asked_by, page.wanted.limit)


def _file(request: Request, reader: ReadAs, page: Page) -> Response:
    name = f"{page.wanted.layer.name}.{page.format.name}"
    headers = {**_headers(page), "Content-Disposition": f'attachment; filename="{name}"'}
    body = _file_body(reader, page, language_of(request))
    return StreamedAnswer(request, body, page.format.media_type, headers)


@contextmanager
def _file_body(reader: ReadAs, page: Page, language: str) -> Iterator[Begun]:
    with _sound(reader, page.wanted), reader.long_read() as moment, _recorded(reader, page) as counted:
        # Of the same moment as the rows: none is on two pages, or on neither, because it came or went in between.
        headers = _next_link(moment, page)
        if page.format is CSV:
            rows = counted.of(moment.pieces(table_statement(page.wanted), ROWS_AT_ONCE))
            yield Begun(table_in_pieces(rows, page.wanted), headers)
        else:
            rows = counted.of(moment.pieces(shapes_statement(page.wanted), ROWS_AT_ONCE))
            yield Begun(flatgeobuf_in_pieces(rows, page.wanted, language), headers)


def _headers(page: Page) -> dict[str, str]:
    return {"Vary": VARY, **dated_headers(page.said)}


def _next_link(moment: Moment, page: Page) -> dict[str, str]:
    """What a file cannot say within: where the next page is (RFC 8288)."""
    # To find the end of a longer one would take as long as to send it.
    edge = moment.rows(edge_statement(page.wanted)) if page.wanted.limit <= LINKED_LIMIT else []
    if len(edge) < 2:
        return {}
    address = page.next_address(following(page.wanted, edge[0], uncounted=True))
    return {"Link": f'<{address}>; rel="next"; type="{page.format.media_type}"'}


@contextmanager
def _sound(reader: ReadAs, wanted: ItemsRequest) -> Iterator[None]:
    """A filter may calculate what is no number, or relate shapes that cannot be: that is no fault of the service.

    Whether it does may hang on what stands in a row: an answer that failed tells of people, too, and is recorded.
    """
    try:
        yield
    except DBAPIError as error:
        reader.reads.items(wanted.layer, [], {**wanted.asked_by, "failed": True})
        if wanted.filter is None or not isinstance(error, (DataError, InternalError)):
            raise
        raise refused(
            "phép tính hoặc hình trong bộ lọc không cho kết quả",
            "a calculation or a geometry of the filter has no result",
        ) from None


@router.get(
    "/collections/{collectionId}/items/{featureId}",
    response_class=Response,
    responses=ITEM_ANSWERS,
    openapi_extra={"parameters": ITEM_PARAMETERS},
)
def item(request: Request, reader: Reader, collection: CollectionId, item: FeatureId) -> Response:
    """One feature; of a dated layer as it is on that day, 404 when it is not there then."""
    layer = reader.layer(collection)
    wanted = item_asked(request, reader, layer)
    given = wanted_format(request, ITEM_FORMATS)
    if not (item.isascii() and item.isdigit() and len(item) <= 18):
        raise not_found()
    found = reader.rows(item_statement(wanted, int(item)))
    if not found:
        raise not_found()
    reader.reads.item(layer, int(item))
    page = Page(f"{base_url(request)}/ogc/collections/{layer.name}", request.query_params, wanted, given, item)
    members = {**(page.said.members if page.said else {}), "links": page.links()}
    body = f"{found[0][1][:-1]}, {json.dumps(members, ensure_ascii=False)[1:]}".encode()
    if given is HTML:
        answer = item_page(request, page, json.loads(body))
    else:
        answer = cacheable(request, body, GEOJSON, VARY, page.said)
    answer.headers["Content-Crs"] = f"<{wanted.crs.uri}>"
    return answer
