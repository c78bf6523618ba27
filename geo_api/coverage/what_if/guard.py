"""What planners may not try, and how roughly they are told of what they do not see. Pure."""

from collections.abc import Iterable, Mapping

from geo_api.coverage.rules.rule import SingleRule
from geo_api.coverage.what_if.asked import Added, Edits, Moved, Removed
from geo_api.errors import BadRequest
from layers.layer import Audience, Layer, Sight, Text

AS = Audience.PLANNER
# Metres to what not everybody may know the place of are told in steps of so many, as the views of results have them.
STEP_M = 100
DISTANCE_DIGITS = 1
_BY_DWELLINGS = frozenset({"addresses", "both"})


def check_told(rule: SingleRule) -> None:
    """Raises BadRequest for a rule that judges dwellings one by one."""
    if rule.subject.set == "address":
        raise BadRequest(
            "Không thử được: đối tượng của tiêu chí này là từng nhà ở, không cho người quy hoạch xem.",
            "This cannot be tried: the rule judges dwellings one by one, which planners do not see.",
        )


def check_counts_people(weighed_by: str | None) -> None:
    """Raises BadRequest where dwellings stand for people: by trying spot after spot each of them would be found."""
    if weighed_by in _BY_DWELLINGS:
        raise BadRequest(
            "Không thử được: ở đây chưa có ô dân số, nhà ở đứng thay cho dân cư, mà không ai được biết từng nhà.",
            "This cannot be tried: there are no population cells here, dwellings stand for people, and of single ones"
            " nobody is told.",
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


def told_metres(metres: float | None, layers: Iterable[Layer]) -> float | None:
    """How far the nearest of these layers is, as planners may know it."""
    if metres is None:
        return None
    if all(layer.is_open for layer in layers):
        return round(metres, DISTANCE_DIGITS)
    return float(STEP_M * round(metres / STEP_M))
