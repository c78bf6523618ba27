"""What a request for items asks: its parameters read strictly, into the one value that the statements are made of."""

from collections.abc import Mapping

from fastapi import Request

from geo_api.days import parse_period
from geo_api.errors import BadRequest
from geo_api.features.area import parse_area
from geo_api.features.cql2 import Condition, condition_of, parse_json, parse_text
from geo_api.features.crs import parse_crs
from geo_api.features.plan import ItemsRequest
from geo_api.features.sorting import parse_sort, read_cursor
from geo_api.parameters import refuse_unknown
from geo_api.reading import ReadAs
from geo_api.values import parse_integer, parse_value
from layers.layer import Field, Layer

DEFAULT_LIMIT = 10
# A larger page is sent while it is read.
MAX_LIMIT = 10_000_000
ITEM_PARAMETERS = ("crs", "datetime", "at", "f", "lang")
ITEMS_PARAMETERS = (
    *ITEM_PARAMETERS,
    *("bbox", "bbox-crs", "limit", "cursor", "sortby", "filter", "filter-lang", "filter-crs"),
)
# The last is the name that GDAL and others knew CQL2 text by while it was a draft.
FILTER_LANGUAGES = {"cql2-text": parse_text, "cql2-json": parse_json, "cql-text": parse_text}


def items_asked(request: Request, reader: ReadAs, layer: Layer) -> ItemsRequest:
    """The request for items of `layer`. Raises BadRequest."""
    given = request.query_params
    fields = {field.name: field for field in layer.fields_for(reader.audience)}
    refuse_unknown(request, {*ITEMS_PARAMETERS, *fields})
    sort = parse_sort(given["sortby"], fields.values()) if "sortby" in given else ()
    bbox_crs = parse_crs("bbox-crs", given.get("bbox-crs"))
    return ItemsRequest(
        layer=layer,
        audience=reader.audience,
        period=parse_period(given.get("at"), given.get("datetime")),
        area=parse_area(given["bbox"], bbox_crs) if "bbox" in given else (),
        values={name: parse_value(field, given[name]) for name, field in fields.items() if name in given},
        filter=_filter(given, fields),
        sort=sort,
        # A larger page than we give is not an error (OGC API – Features, Core).
        limit=min(parse_integer("limit", given.get("limit", str(DEFAULT_LIMIT)), 1, 10**17), MAX_LIMIT),
        after=read_cursor(given["cursor"], sort) if "cursor" in given else None,
        crs=parse_crs("crs", given.get("crs")),
    )


def item_asked(request: Request, reader: ReadAs, layer: Layer) -> ItemsRequest:
    """The request for one feature of `layer`: on which day, in which coordinates. Raises BadRequest."""
    given = request.query_params
    refuse_unknown(request, ITEM_PARAMETERS)
    return ItemsRequest(
        layer=layer,
        audience=reader.audience,
        period=parse_period(given.get("at"), given.get("datetime")),
        crs=parse_crs("crs", given.get("crs")),
    )


def _filter(given: Mapping[str, str], fields: Mapping[str, Field]) -> Condition | None:
    language = given.get("filter-lang", "cql2-text")
    crs = parse_crs("filter-crs", given.get("filter-crs"))
    if language not in FILTER_LANGUAGES:
        known = ", ".join(FILTER_LANGUAGES)
        raise BadRequest(f"Tham số “filter-lang”: {known}.", f"Parameter “filter-lang”: {known}.")
    if "filter" not in given:
        return None
    return condition_of(FILTER_LANGUAGES[language](given["filter"]), fields.values(), crs)
