"""In which ways a thing more would make a subject of a rule pass, read from the rule. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any, Literal

from geo_api.coverage.rules.rule import PIXELS_A_METRE
from geo_api.errors import BadRequest

# A camera of 1,920 pixels and 90 degrees tells so many pixels a metre at the distance 960 / them.
_HALF_THE_PIXELS = 960.0
_SUBJECTS = ("unit", "place", "asset", "junction", "popcell")

Metric = Literal["straight", "walk", "drive"]


@dataclass(frozen=True, slots=True)
class Way:
    """hosted: at the subject itself; inside: within its area; near: at most so many metres away by `metric`."""

    verb: Literal["hosted", "inside", "near"]
    metres: float = 0.0
    metric: Metric = "straight"
    is_sight: bool = False


def ways_of(document: Mapping[str, Any], range_m: float | None = None) -> tuple[Way, ...]:
    """The ways of the rule as written. range_m: how far a camera sees.

    Raises BadRequest for rules that no site more can be counted for.
    """
    if "composite" in document:
        raise _refused(
            "tiêu chí này gộp nhiều tiêu chí; hãy hỏi từng tiêu chí thành phần",
            "this rule is made of others; ask of each of those",
        )
    _check_subject(document["subject"]["set"])
    if document["target"]["set"] not in ("asset", "place"):
        raise _refused("tiêu chí này không đếm vật gì đặt được trên bản đồ", "it counts nothing that can be put up")
    nearest = _check_measure(document["measure"], document["pass"])
    subjects = document["subject"]["set"]
    return tuple(_way(subjects, relation, range_m, nearest) for relation in _alternatives(document["relation"]))


def _refused(vi: str, en: str) -> BadRequest:
    return BadRequest(f"Không tìm được vị trí tiếp theo: {vi}.", f"No next sites can be found: {en}.")


def _check_subject(subjects: str) -> None:
    if subjects == "address":
        raise _refused(
            "đối tượng là từng nhà ở, không cho người quy hoạch xem",
            "its subjects are dwellings, which planners do not see",
        )
    if subjects not in _SUBJECTS:
        raise _refused("tiêu chí này đo theo chiều dài đường", "this rule measures lengths of road")


def _check_measure(measure: Mapping[str, Any], passes: Mapping[str, Any]) -> float | None:
    """Whether one thing more is enough for a subject; for rules on the nearest one, the metres that are."""
    op, value = passes["op"], float(passes["value"])
    if measure["agg"] == "nearest_m" and op in ("<=", "<"):
        return value
    if measure["agg"] != "count" or "per" in measure or op not in (">=", ">"):
        raise _refused(
            "một vật thêm vào chưa chắc làm một điểm đạt theo cách đo của tiêu chí này",
            "by the way this rule measures, one thing more does not make a subject pass",
        )
    if (value > 1) if op == ">=" else floor(value) >= 1:
        raise _refused(
            "tiêu chí này cần nhiều hơn một vật cho mỗi điểm", "this rule needs more than one thing for each subject"
        )
    return None


def _alternatives(relation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "any_of" not in relation:
        yield relation
    for alternative in relation.get("any_of", ()):
        yield from _alternatives(alternative)


def _way(subjects: str, relation: Mapping[str, Any], range_m: float | None, nearest: float | None) -> Way:
    if "hosted" in relation:
        return Way("hosted")
    if "inside" in relation and subjects == "unit":
        return Way("inside")
    if "seen_by" in relation:
        metres = range_m or _HALF_THE_PIXELS / PIXELS_A_METRE[relation["seen_by"]]
        return Way("near", metres, is_sight=True)
    if "within_m" in relation:
        metres = float(relation["within_m"])
        return Way("near", metres if nearest is None else min(metres, nearest), relation.get("metric", "straight"))
    raise _refused(
        "tiêu chí này so mỗi đối tượng với chính nó hoặc với ô dân số chứa nó",
        "this rule compares subjects with themselves, or with what is in cells of population",
    )
