"""MapLibre styles (version 8) out of the declarations of layers. Pure.

https://maplibre.org/maplibre-style-spec/. Without `glyphs` MapLibre draws text with the fonts of the reader's machine:
nothing comes from another host, and every Vietnamese letter is there.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple

from geo_api.share_classes import Shades
from layers.layer import Geometry, Group, Layer, Text

INK, HALO = "#1c2b36", "#ffffff"
FONTS = ["Noto Sans", "Arial", "sans-serif"]
# Names of single places would be a thicket before this zoom.
NAMES_FROM = 15
# Numbers of a handful say no more than the circle.
NUMBERED_FROM = 10
COUNT = ["get", "point_count"]
IS_COUNTED = ["has", "point_count"]
# Sizes that are declared for zoom 14 are a part of that where a point is one of a thousand.
SIZE_BY_ZOOM = ((8, 0.2), (10, 0.35), (14, 1.0))
# Circles of counted cells: larger for more, and hardly beyond the cell.
COUNT_RADIUS = ["min", 11, ["+", 2, ["*", 0.75, ["log2", COUNT]]]]
# Width in pixels by class, as on our own map; the last is of any other.
ROAD_WIDTHS = ("national", 2.6, "provincial", 1.8, "main_axis", 1.1, 0.7)
ROAD_BY_ZOOM = ((9, 0.6), (11, 1), (17, 2.8))
ROAD_COLOR = "#fffdf5"
# Places of which it is not known whether they pass: a ring.
UNKNOWN_COLOR = "#6a5a78"
# Shares from none to all, where no rule is asked for whose classes there could be.
SHARE_STEPS = ["#fdf3c7", 0.25, "#b5dfc0", 0.5, "#5cb8c2", 0.75, "#2a7db5", 1, "#1b4488"]
NO_SHARE_COLOR = "#e3e5e8"
IS_PLANNED = ["==", ["get", "status"], "planned"]

StyleLayer = dict[str, Any]
_RANKS = {Geometry.AREA: 0, Geometry.LINE: 1, Geometry.POINT: 2}


class Source(NamedTuple):
    """Where the tiles of layers come from: its name in the style, and its address (TileJSON, or `pmtiles://…`)."""

    name: str
    url: str


def map_style(
    name: str,
    layers: Sequence[Layer],
    sources: Mapping[str, Source],
    language: str,
    rule: str | None = None,
    hidden: Collection[str] = (),
    shades: Mapping[str, Shades] | None = None,
) -> dict[str, Any]:
    """The style of these layers, drawn over each other in the order of a map: land, lines, points, names.

    sources: by name of the layer. rule: of layers with results of several rules, those of this one. hidden: names of
    layers that are in the style, and not to be seen until somebody wants them. shades: of the results of that rule, by
    name of the layer.
    """
    ordered = sorted(layers, key=_rank)
    parts = [part for drawn in (_fills, _lines, _circles, _names) for layer in ordered for part in drawn(layer)]
    for part in parts:
        if part["type"] == "fill" and part["source"] in (shades or {}):
            part["paint"]["fill-color"] = _shaded((shades or {})[part["source"]])
        if part["source"] in hidden:
            part["layout"] = {**part.get("layout", {}), "visibility": "none"}
    return {
        "version": 8,
        "name": name,
        "sources": {source.name: {"type": "vector", "url": source.url} for source in sources.values()},
        "layers": [_BACKGROUND, *(_completed(part, ordered, sources, language, rule) for part in parts)],
    }


_BACKGROUND: StyleLayer = {"id": "background", "type": "background", "paint": {"background-color": "#f4f3ee"}}


def is_labels(layer: Layer) -> bool:
    """Points of units stand where their names do."""
    return layer.group is Group.UNIT and layer.geometry is Geometry.POINT


def has_rules(layer: Layer) -> bool:
    """Whether its rows are results of several rules, one over the other."""
    return any(field.name == "rule" and field.selector for field in layer.fields)


def selectors(layer: Layer) -> set[str]:
    """Names of the fields by which its rows are picked."""
    return {field.name for field in layer.fields if field.selector}


def _rank(layer: Layer) -> tuple[int, int, str]:
    """What is seen from farther away lies above."""
    return _RANKS[layer.geometry], -layer.min_zoom, layer.name


def _completed(
    part: StyleLayer, layers: Sequence[Layer], sources: Mapping[str, Source], language: str, rule: str | None
) -> StyleLayer:
    """With what all parts say: where they come from, from which zoom on, and what they are called."""
    layer = next(each for each in layers if each.name == part["source"])
    chosen = ["==", ["get", "rule"], rule] if rule and has_rules(layer) else None
    filters = [each for each in (chosen, part.pop("filter", None)) if each]
    return {
        **part,
        "source": sources[layer.name].name,
        "source-layer": layer.name,
        "minzoom": max(part.get("minzoom", 0), layer.min_zoom),
        **({"filter": ["all", *filters] if len(filters) > 1 else filters[0]} if filters else {}),
        "metadata": {"wardmap:title": _title(layer.title, language), "wardmap:group": layer.group.value},
    }


def _title(text: Text, language: str) -> str:
    return text.in_language(language)


def _part(layer: Layer, kind: str, type_: str, paint: dict[str, Any], **others: Any) -> StyleLayer:
    return {"id": f"{layer.name}-{kind}", "type": type_, "source": layer.name, **others, "paint": paint}


def _fills(layer: Layer) -> list[StyleLayer]:
    if layer.geometry is not Geometry.AREA or not layer.style.fill_opacity:
        return []
    paint = {"fill-color": _fill_color(layer), "fill-opacity": layer.style.fill_opacity}
    return [_part(layer, "fill", "fill", paint)]


def _fill_color(layer: Layer) -> Any:
    if all(field.name != "share" for field in layer.fields):
        return layer.style.color
    return ["case", ["has", "share"], ["step", ["get", "share"], *SHARE_STEPS], NO_SHARE_COLOR]


def _shaded(shades: Shades) -> list[Any]:
    """What is known by its share, or as it came out; what is not known, or not asked, is no share of 0."""
    known: Any = ["match", ["get", "outcome"], "pass", shades.passed, "fail", shades.failed, shades.unknown]
    if shades.steps:
        (_, first), *others = shades.steps
        steps = ["step", ["get", "share"], first, *(part for step in others for part in step)] if others else first
        known = ["case", ["has", "share"], steps, shades.unknown]
    marked = ["unknown", shades.unknown, "not_applicable", shades.not_applicable]
    return ["match", ["get", "outcome"], *marked, known]


def _lines(layer: Layer) -> list[StyleLayer]:
    if layer.geometry is Geometry.POINT:
        return []
    if layer.group is Group.ROAD:
        return _roads(layer)
    width = _by_zoom(layer.style.width, ((8, 0.4), (12, 0.8), (14, 1.0), (18, 2.0)))
    paint = {"line-color": layer.style.color, "line-width": width, "line-opacity": 0.8}
    return [_part(layer, "line", "line", paint, layout={"line-join": "round", "line-cap": "round"})]


def _roads(layer: Layer) -> list[StyleLayer]:
    """White with an edge, as wide as their class."""
    ends = {"line-join": "round", "line-cap": "round"}
    edge = {"line-color": layer.style.color, "line-opacity": 0.55, "line-width": _road_width(1.2)}
    road = {"line-color": ROAD_COLOR, "line-opacity": 0.95, "line-width": _road_width(0)}
    return [_part(layer, kind, "line", paint, layout=ends) for kind, paint in (("edge", edge), ("line", road))]


def _road_width(more: float) -> list[Any]:
    width = ["match", ["get", "class"], *ROAD_WIDTHS]
    stops = (part for zoom, part_of in ROAD_BY_ZOOM for part in (zoom, ["+", more, ["*", part_of, width]]))
    return ["interpolate", ["linear"], ["zoom"], *stops]


def _circles(layer: Layer) -> list[StyleLayer]:
    """Points by themselves, and those that a tile has counted by cells, each cell a circle."""
    if layer.geometry is not Geometry.POINT or is_labels(layer):
        return []
    color = {"circle-color": layer.style.color, "circle-stroke-color": HALO}
    counted = {**color, "circle-radius": COUNT_RADIUS, "circle-opacity": 0.75, "circle-stroke-width": 0.5}
    edge = _by_zoom(1.2, SIZE_BY_ZOOM)
    size = {"circle-radius": _by_zoom(layer.style.radius, SIZE_BY_ZOOM), "circle-stroke-width": edge}
    single = {**size, **_single(layer, color), **_rings(layer)}
    return [
        _part(layer, "counted", "circle", counted, filter=IS_COUNTED),
        _part(layer, "circle", "circle", single, filter=["!", IS_COUNTED]),
    ]


def _single(layer: Layer, color: dict[str, Any]) -> dict[str, Any]:
    """The colours of points by themselves."""
    if layer.style.by:
        (_, first), *others = layer.style.steps
        steps = ["step", ["get", layer.style.by], first, *(part for step in others for part in step)]
        return {**color, "circle-color": ["case", ["has", layer.style.by], steps, layer.style.color]}
    return _by_outcome(layer) if has_rules(layer) else color


def _rings(layer: Layer) -> dict[str, Any]:
    """What is only planned is a ring where what is there is a disc."""
    if not any(field.name == "status" and "planned" in {c.value for c in field.choices} for field in layer.fields):
        return {}
    return {
        "circle-color": ["case", IS_PLANNED, HALO, layer.style.color],
        "circle-stroke-color": ["case", IS_PLANNED, layer.style.color, HALO],
        "circle-stroke-width": _by_zoom(1.2, SIZE_BY_ZOOM, _thicker_where_planned),
    }


def _thicker_where_planned(width: float) -> list[Any]:
    return ["case", IS_PLANNED, round(width * 1.5, 2), width]


def _by_outcome(layer: Layer) -> dict[str, Any]:
    is_failed = ["==", ["get", "outcome"], "fail"]
    return {
        "circle-color": ["case", is_failed, layer.style.color, HALO],
        "circle-stroke-color": ["case", is_failed, HALO, UNKNOWN_COLOR],
    }


def _names(layer: Layer) -> list[StyleLayer]:
    if layer.geometry is not Geometry.POINT:
        return []
    if is_labels(layer):
        size = ["interpolate", ["linear"], ["zoom"], 8, 10, 14, 15]
        return [_text(layer, "name", ["get", "name"], {"text-size": size, "text-max-width": 8})]
    numbered = ["all", IS_COUNTED, [">=", COUNT, NUMBERED_FROM]]
    first = {"symbol-sort-key": ["-", 0, COUNT], "text-size": 11}
    counts = _text(layer, "count", ["to-string", COUNT], first, filter=numbered)
    if all(field.name != "name" for field in layer.fields):
        return [counts]
    beside = {"text-size": 12, "text-anchor": "left", "text-offset": [0.8, 0], "text-max-width": 12}
    return [counts, _text(layer, "name", ["get", "name"], beside, minzoom=NAMES_FROM, filter=["has", "name"])]


def _text(layer: Layer, kind: str, words: list[Any], layout: dict[str, Any], **others: Any) -> StyleLayer:
    paint = {"text-color": INK, "text-halo-color": HALO, "text-halo-width": 1.5}
    return _part(layer, kind, "symbol", paint, layout={"text-field": words, "text-font": FONTS, **layout}, **others)


def _by_zoom(
    size: float, steps: Sequence[tuple[int, float]], said: Callable[[float], Any] = lambda pixels: pixels
) -> list[Any]:
    """Pixels by zoom, a straight line between the steps (zoom, part of `size`), each as `said`."""
    stops = (value for zoom, part in steps for value in (zoom, said(round(size * part, 2))))
    return ["interpolate", ["linear"], ["zoom"], *stops]
