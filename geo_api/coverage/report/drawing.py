"""The map of a report: boundary, hamlets, roads, what stands there, and what is missing by rule."""

import json
from collections.abc import Iterator
from typing import Any

import folium
from sqlalchemy import Row

from geo_api.coverage.ask.classes import ShareClass, share_classes
from geo_api.coverage.ask.documents import Gap
from geo_api.coverage.report.gather import Gathered, Points, Result
from geo_api.coverage.report.words import OUTCOMES, WORDS
from geo_api.offline_map.fields import field_lines
from geo_api.offline_map.figure import OfflineMap
from geo_api.offline_map.shapes import Look, Shape, ShapeLayer
from layers.registry import all_layers

_BOUNDARY = Look("#16242e", width=3)
_HAMLET = Look("#6b7885", width=1, fill=0.01, dashed=True)
_ROAD = Look("#c9c2b4", width=1.5)
_WIDE = Look("#b3a68c", width=3)
# The colour that maps of coverage give to what is missing, and grey for what nobody knows.
_FAIL = Look("#b2182b", radius=7, width=2, fill=0.75)
_UNKNOWN = Look("#7a7a7a", radius=7, width=2, fill=0.3)
# A ring of the blue that stands for what passes.
_COUNTS = Look("#2a6fb0", radius=6, width=3, fill=0.6)
_WIDE_CLASSES = ("national", "provincial", "main_axis")


def drawn(gathered: Gathered, title: str, language: str) -> OfflineMap:
    """Layers from below upwards; readers switch those that have a name of their own."""
    own = gathered.ground[0]
    made = OfflineMap(title, (own.west, own.south, own.east, own.north), language)
    for layer in (*_ground(gathered, language), *_things(gathered, language), *_missing(gathered, language)):
        layer.add_to(made)
    folium.LayerControl(collapsed=True).add_to(made)
    return made


def _ground(gathered: Gathered, language: str) -> Iterator[ShapeLayer]:
    roads = [Shape(json.loads(row.shape), look=_WIDE if row[0] in _WIDE_CLASSES else None) for row in gathered.roads]
    yield ShapeLayer(WORDS["roads"].in_language(language), roads, _ROAD)
    own, *hamlets = gathered.ground
    if hamlets:
        shapes = [_hamlet(gathered, row, language) for row in hamlets]
        yield ShapeLayer(WORDS["hamlets"].in_language(language), shapes, _HAMLET)
    boundary = WORDS["boundary"].in_language(language)
    yield ShapeLayer(boundary, [Shape(json.loads(own.shape))], _BOUNDARY, control=False)


def _hamlet(gathered: Gathered, row: Row[*tuple[Any, ...]], language: str) -> Shape:
    """Filled by its share under the rule that is shown; not filled where that has none."""
    shape, shown = json.loads(row.shape), opened(gathered)
    found = gathered.shares.get((shown.row.rule, row.unit_id)) if shown else None
    if shown is None or found is None:
        return Shape(shape, row.full_name)
    share = "" if found.share is None else f" ({found.share:.0%})"
    lines = [(title_of(shown, language), OUTCOMES[found.outcome].in_language(language) + share)]
    color = next((each.color for each in reversed(shown_classes(gathered)) if _is_in(found, each.first)), None)
    return Shape(shape, row.full_name, lines, Look(color, width=1, fill=0.6, dashed=True) if color else None)


def _is_in(found: Row[*tuple[Any, ...]], first: float) -> bool:
    return found.outcome in ("pass", "fail") and found.share is not None and found.share >= first


def shown_classes(gathered: Gathered) -> list[ShareClass]:
    """The classes of the hamlets' shares under the rule that is shown."""
    shown = opened(gathered)
    if shown is None:
        return []
    rows = [row for (rule, _), row in gathered.shares.items() if rule == shown.row.rule]
    shares = [row.share for row in rows if row.share is not None]
    return share_classes(shown.row.document, shares) if shares else []


def _things(gathered: Gathered, language: str) -> Iterator[ShapeLayer]:
    """What counts for the rule that is shown has a ring, and is there when the map opens."""
    shown = opened(gathered)
    marked = gathered.counting.get(shown.row.rule, frozenset()) if shown else frozenset()
    for points in gathered.points:
        style = points.layer.style
        look = Look(style.color, radius=4, width=1, fill=0.6)
        shapes = [_thing(gathered, points, row, language) for row in points.rows]
        name = f"{points.layer.title.in_language(language)} ({len(shapes)})"
        yield ShapeLayer(name, shapes, look, show=any(layer == points.layer.name for layer, _ in marked))


def _thing(gathered: Gathered, points: Points, row: Row[*tuple[Any, ...]], language: str) -> Shape:
    name, shown = points.layer.name, opened(gathered)
    title = row._mapping.get("name") or points.layer.title.in_language(language)
    lines = list(field_lines(points.layer, row._asdict(), language))
    rules = [each for each in gathered.results if (name, row.id) in gathered.counting.get(each.row.rule, ())]
    if rules:
        told = "; ".join(title_of(each, language) for each in rules)
        lines.append((WORDS["counts_for"].in_language(language), told))
    return Shape(_point(row.lon, row.lat), title, lines, _COUNTS if shown in rules else None)


def _missing(gathered: Gathered, language: str) -> Iterator[ShapeLayer]:
    """Rule by rule; one is there when the map opens."""
    shown = opened(gathered)
    for result in gathered.results:
        shapes = [_gap(result, gap, language) for gap in result.gaps if gap.lon is not None]
        if not shapes:
            continue
        name = f"{WORDS['missing'].in_language(language)} ({len(shapes)}): {title_of(result, language)}"
        yield ShapeLayer(name, shapes, _FAIL, show=result is shown)


def opened(gathered: Gathered) -> Result | None:
    """The result whose gaps are drawn when the map opens: of the rules not met, a required one before others."""
    failing = [result for result in gathered.results if any(gap.lon is not None for gap in result.gaps)]
    return min(failing, key=lambda result: result.row.document.get("severity") != "required", default=None)


def _gap(result: Result, gap: Gap, language: str) -> Shape:
    def word(name: str) -> str:
        return WORDS[name].in_language(language)

    distance = word("none_near") if gap.distance_m is None else f"{gap.distance_m:,.0f} m"
    lines = [
        (word("kind"), all_layers()[gap.layer].title.in_language(language)),
        (word("rule"), title_of(result, language)),
        (word("result"), OUTCOMES[gap.outcome].in_language(language)),
        (word("nearest"), distance),
    ]
    look = None if gap.outcome == "fail" else _UNKNOWN
    return Shape(_point(gap.lon, gap.lat), gap.name or word("unnamed"), lines, look)


def title_of(result: Result, language: str) -> str:
    row = result.row
    return str((row.title_en or row.title_vi) if language == "en" else row.title_vi)


def _point(lon: float | None, lat: float | None) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [round(lon or 0, 6), round(lat or 0, 6)]}
