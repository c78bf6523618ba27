"""The documents of OGC API – Features as pages for people: what is there, its rows on a small map and in a table."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response

from geo_api.answers import cacheable
from geo_api.days import Period
from geo_api.features.asked import MAX_LIMIT
from geo_api.features.formats import ITEMS_FORMATS, VARY
from geo_api.features.items import Page
from geo_api.features.plan import MOST_COUNTED, ItemsRequest
from geo_api.features.shown import cell_of
from geo_api.features.words import PAGE_WORDS
from geo_api.formats import HTML
from geo_api.language import day_in, grouped, other_language
from geo_api.map_frame import MAP_WORDS, describe_layer
from geo_api.pages import FRAME_WORDS, frame_of, page_language
from layers.layer import Field, Layer
from layers.registry import all_layers

# What lies under the features on the small map.
_GROUND = ("communes", "commune_labels")
_TEXTS = {**FRAME_WORDS, **MAP_WORDS, **PAGE_WORDS}


def document_page(request: Request, name: str, document: Mapping[str, Any], heading: str) -> Response:
    """The page `name` of a document that is no collection; its heading is a key of the words."""
    language = _language(request)
    filled = {"document": document, "heading": _words(language)[heading], "description": _words(language)["summary"]}
    return _answer(request, name, language, filled, 0 if name == "landing" else 1)


def collection_page(request: Request, layer: Layer, document: Mapping[str, Any]) -> Response:
    """The page of one layer: its fields and where to go on."""
    language = _language(request)
    filled = {
        "document": document,
        "heading": document["title"],
        "description": document["description"],
        "here": f"/ogc/collections/{layer.name}",
        "days": _days(document, language),
    }
    return _answer(request, "collection", language, filled, 2)


def items_page(request: Request, page: Page, document: Mapping[str, Any]) -> Response:
    """The page of a page of features. document: the same as JSON."""
    language, query, wanted = _language(request), dict(request.query_params), page.wanted
    whole = {"limit": str(wanted.limit)}
    filled = {
        "document": {"links": [_local_link(link, page) for link in document["links"]]},
        "heading": wanted.layer.title.in_language(language),
        "description": wanted.layer.description.in_language(language),
        "counted": _counted(document.get("numberMatched"), language),
        "at": _at(page.said, language),
        "rows": [_row(feature, page, query, language) for feature in document["features"]],
        "columns": [_column(field, page, query, language) for field in wanted.fields],
        # More than could be counted may be too many to be sorted.
        "is_sortable": bool(wanted.sort) or _is_counted(document, wanted),
        "downloads": _downloads(page, query),
        "source": _local(page, _without(query, "crs", "lang") | whole | {"f": "json"}),
        "not_first": wanted.after is not None,
        "first_link": _local(page, _without(query, "cursor")),
    }
    return _answer(request, "items", language, filled, 3, page)


def item_page(request: Request, page: Page, document: Mapping[str, Any]) -> Response:
    """The page of one feature. document: the same as JSON."""
    language, query, values = _language(request), dict(request.query_params), document["properties"]
    cells = [(field.title, cell_of(field, values[field.name], language)) for field in page.wanted.fields]
    filled = {
        "heading": values.get("full_name") or values.get("name") or _words(language)["feature"].format(id=page.item),
        "description": page.wanted.layer.title.in_language(language),
        "at": _at(page.said, language),
        "pairs": [(title.in_language(language), cell) for title, cell in cells],
        "source": _local(page, _without(query, "crs", "lang") | {"f": "json"}, page.item),
    }
    return _answer(request, "item", language, filled, 4, page)


def _answer(
    request: Request, name: str, language: str, filled: Mapping[str, Any], depth: int, page: Page | None = None
) -> Response:
    """depth: how many pages stand above this one."""
    frame = frame_of(request)
    query, other = request.query_params, other_language(language)
    keep = urlencode({"lang": language} if "lang" in query else {})
    shared = {
        "words": frame.words(_TEXTS, language),
        "other": other,
        "other_link": f"{request.url.path}?{urlencode({**query, 'lang': other})}",
        "keep": keep,
        "path": _above(page, language, keep)[:depth],
        "json_link": f"{request.url.path}?{urlencode({**query, 'f': 'json'})}",
        "json_title": "GeoJSON" if page else "JSON",
        "catalogue": _catalogue(language, page),
    }
    html = frame.render("geo_api.features", f"{name}.html", language, **shared, **filled)
    answer = cacheable(request, html.encode(), HTML.media_type, VARY, page.said if page else None)
    answer.headers["Content-Language"] = language
    return answer


def _language(request: Request) -> str:
    return page_language(request, request.query_params.get("lang"))


def _words(language: str) -> dict[str, str]:
    return {key: text.in_language(language) for key, text in _TEXTS.items()}


def _catalogue(language: str, page: Page | None) -> dict[str, Any]:
    """What the scripts of the small map know; pages without one need nothing."""
    named = [*map(all_layers().__getitem__, _GROUND), page.wanted.layer] if page else []
    return {
        "language": language,
        "words": {key: text.in_language(language) for key, text in MAP_WORDS.items()} if page else {},
        "shown": [page.wanted.layer.name] if page else [],
        "layers": [describe_layer(layer, language) for layer in dict.fromkeys(named)],
    }


def _above(page: Page | None, language: str, keep: str) -> list[tuple[str, str]]:
    """The pages above any page, and their addresses."""
    words = _words(language)
    found = [(words["title"], f"/ogc/?{keep}"), (words["collections"], f"/ogc/collections?{keep}")]
    if page:
        here = f"/ogc/collections/{page.wanted.layer.name}"
        title = page.wanted.layer.title.in_language(language)
        found += [(title, f"{here}?{keep}"), (words["rows"], f"{here}/items?{keep}")]
    return found


def _local(page: Page, query: Mapping[str, Any], item: object = "") -> str:
    """An address on the host that the browser is on, whatever the world knows the service by."""
    path = f"/ogc/collections/{page.wanted.layer.name}/items" + (f"/{item}" if item else "")
    return f"{path}?{urlencode(query)}" if query else path


def _local_link(link: Mapping[str, str], page: Page) -> dict[str, str]:
    path = f"/ogc/collections/{page.wanted.layer.name}"
    return {**link, "local": f"{path}{link['href'].removeprefix(page.collection)}"}


def _downloads(page: Page, query: Mapping[str, str]) -> list[tuple[str, str]]:
    """All that matches, in each form that is a file."""
    whole = _without(query, "cursor", "lang") | {"limit": str(MAX_LIMIT)}
    return [(each.title, _local(page, whole | {"f": each.name})) for each in ITEMS_FORMATS if each is not HTML]


def _without(query: Mapping[str, str], *names: str) -> dict[str, str]:
    return {key: value for key, value in query.items() if key not in names}


def _row(feature: Mapping[str, Any], page: Page, query: Mapping[str, str], language: str) -> dict[str, Any]:
    kept = {key: query[key] for key in ("at", "datetime", "lang", "f") if key in query}
    values = feature["properties"]
    return {
        "id": feature["id"],
        "link": _local(page, kept, feature["id"]),
        "cells": [cell_of(field, values[field.name], language) for field in page.wanted.fields],
    }


def _column(field: Field, page: Page, query: Mapping[str, str], language: str) -> dict[str, str]:
    first = page.wanted.sort[0] if page.wanted.sort else None
    ascending = first is not None and first.field is field and not first.descending
    sorted_by = "" if first is None or first.field is not field else "ascending" if ascending else "descending"
    changed = _without(query, "cursor") | {"sortby": f"{'-' if ascending else ''}{field.name}"}
    title = field.title.in_language(language)
    return {
        "title": title,
        "sorted": sorted_by,
        "link": _local(page, changed),
        "hint": PAGE_WORDS["sort"].in_language(language).format(name=title),
    }


def _is_counted(document: Mapping[str, Any], wanted: ItemsRequest) -> bool:
    return "numberMatched" in document or (wanted.after is not None and not wanted.after.uncounted)


def _counted(matched: int | None, language: str) -> str:
    key = "matched_many" if matched is None else "matched"
    count = grouped(MOST_COUNTED if matched is None else matched, language)
    return PAGE_WORDS[key].in_language(language).format(count=count)


def _at(said: Period | None, language: str) -> str:
    if said is None:
        return ""
    shown = day_in(said.start, language) if said.start and said.start == said.end else str(said)
    return PAGE_WORDS["at"].in_language(language).format(at=shown)


def _days(document: Mapping[str, Any], language: str) -> str:
    ends = document.get("extent", {}).get("temporal", {}).get("interval", [[None, None]])[0]
    first, last = (day_in(date.fromisoformat(end[:10]), language) if end else None for end in ends)
    if first is None:
        return ""
    now = PAGE_WORDS["now"].in_language(language)
    return PAGE_WORDS["days"].in_language(language).format(first=first, last=last or now)
