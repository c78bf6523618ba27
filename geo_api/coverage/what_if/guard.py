"""What planners may not try, and how roughly they are told of what they do not see. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from geo_api.coverage.rules.rule import SingleRule
from geo_api.coverage.what_if.asked import Added, Edits, Moved, Removed
from geo_api.errors import BadRequest
from layers.layer import Audience, Layer, Sight, Text

AS = Audience.PLANNER
# Dwellings are told in steps of so many, and fewer not at all: by trying spot after spot each would else be found.
STEP = 5
# Metres to what not everybody may know the place of are told in steps of so many, as the views of results have them.
STEP_M = 100
DISTANCE_DIGITS = 1
_BY_DWELLINGS = frozenset({"addresses", "both"})
_COUNTS = ("subjects", "passed", "failed", "unknown", "weight_total", "weight_passed")


def check_told(rule: SingleRule) -> None:
    """Raises BadRequest for a rule that judges dwellings one by one."""
    if rule.subject.set == "address":
        raise BadRequest(
            "Không thử được: đối tượng của tiêu chí này là từng nhà ở, không cho người quy hoạch xem.",
            "This cannot be tried: the rule judges dwellings one by one, which planners do not see.",
        )


def check_seen(edits: Edits, layers: Mapping[str, Layer]) -> None:
    """Raises BadRequest for the first change of a thing that planners do not see."""
    for change in (*edits.move, *edits.remove):
        why = unseen(change, layers[change.layer])
        if why:
            raise BadRequest(f"{why.vi[0].upper()}{why.vi[1:]}.", f"{why.en[0].upper()}{why.en[1:]}.")


def unseen(change: Added | Moved | Removed, layer: Layer) -> Text | None:
    """Why a planner may not change that; None where it may be."""
    if isinstance(change, Added) or layer.sights[AS] is Sight.ALL:
        return None
    return Text(
        f"người quy hoạch không xem được từng đối tượng của lớp “{layer.name}” nên không di chuyển hay bỏ được",
        f"planners do not see single things of layer “{layer.name}”, and can neither move nor remove them",
    )


def told_figures(figures: Mapping[str, Any]) -> dict[str, Any]:
    """Figures of a unit as planners may know them; the share is that of the numbers that are told."""
    if figures["weighed_by"] not in _BY_DWELLINGS:
        return dict(figures)
    told = {**figures, **{name: _rough(figures[name]) for name in _COUNTS}}
    return {**told, "share": _share(figures)}


def told_metres(metres: float | None, layers: Iterable[Layer]) -> float | None:
    """How far the nearest of these layers is, as planners may know it."""
    if metres is None:
        return None
    if all(layer.is_open for layer in layers):
        return round(metres, DISTANCE_DIGITS)
    return float(STEP_M * round(metres / STEP_M))


def _share(figures: Mapping[str, Any]) -> float | None:
    """What passes of what is known, by weight in steps; what is too little to be told counts as nothing."""
    share, passed = figures["share"], figures["weight_passed"]
    if not share:
        return None if share is None else 0.0
    failed = round(passed / share - passed, 6)
    good, bad = (_rough(weight) or 0.0 for weight in (passed, failed))
    return good / (good + bad) if good + bad else None


def _rough(number: float | None) -> float | None:
    if number is None or number < STEP:
        return None
    return type(number)(STEP * round(number / STEP))
