"""The parameters of items as the OpenAPI document describes them; `asked.py` reads them."""

from typing import Annotated, Any

from fastapi import Path

from geo_api.features.asked import DEFAULT_LIMIT, FILTER_LANGUAGES, MAX_LIMIT
from geo_api.features.crs import CRS84, OFFERED
from geo_api.features.formats import ITEM_FORMATS, ITEMS_FORMATS
from geo_api.features.plan import MOST_SORTED
from geo_api.language import LANGUAGES

# The names that the OGC gives them; clients look for the paths with these in the OpenAPI document.
CollectionId = Annotated[str, Path(alias="collectionId", description="Name of a layer")]
TileMatrixSetId = Annotated[str, Path(alias="tileMatrixSetId", description="Name of a tile matrix set")]
FeatureId = Annotated[str, Path(alias="featureId", description="Its id")]


def _parameter(name: str, description: str, **schema: Any) -> dict[str, Any]:
    schema = schema or {"type": "string"}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


def _crs(name: str, description: str) -> dict[str, Any]:
    known = [crs.uri for crs in OFFERED]
    return _parameter(name, description, type="string", format="uri", enum=known, default=CRS84.uri)


_DAYS = [
    _parameter(
        "datetime",
        "Day of the world shown: an RFC 3339 date, moment or interval (OGC), in which"
        " one end may be a duration: 2025-06-30/P1M; today when absent",
    ),
    _parameter("at", "The same under our own name: a day, as 2025-06-30; only one of the two"),
]
_LANGUAGE = _parameter("lang", "Language of a page", type="string", enum=list(LANGUAGES))
ITEM_PARAMETERS = [
    *_DAYS,
    _crs("crs", "Coordinate system of the answer, with its own order of axes"),
    _parameter("f", "Form of the answer", type="string", enum=[each.name for each in ITEM_FORMATS]),
    _LANGUAGE,
]
ITEMS_PARAMETERS = [
    _parameter(
        "bbox",
        "Two corners: west,south,east,north in degrees, or as bbox-crs orders its axes",
        type="array",
        minItems=4,
        maxItems=6,
        items={"type": "number"},
    ),
    _crs("bbox-crs", "Coordinate system of bbox"),
    _parameter(
        "limit",
        "Features on a page; more than the largest gives the largest",
        type="integer",
        minimum=1,
        maximum=MAX_LIMIT,
        default=DEFAULT_LIMIT,
    ),
    *_DAYS,
    _parameter("filter", "A condition in CQL2, such as level = 'primary' AND capacity > 500"),
    _parameter("filter-lang", "How it is written", type="string", enum=list(FILTER_LANGUAGES), default="cql2-text"),
    _crs("filter-crs", "Coordinate system of the geometries in filter"),
    _parameter(
        "sortby",
        "Fields in order of weight, a minus sign before one that falls: name,-capacity;"
        f" refused where more than {MOST_SORTED:,} match",
    ),
    _crs("crs", "Coordinate system of the answer, with its own order of axes"),
    _parameter("cursor", "Where the page begins; taken from a next link"),
    _parameter("f", "Form of the answer", type="string", enum=[each.name for each in ITEMS_FORMATS]),
    _LANGUAGE,
]
