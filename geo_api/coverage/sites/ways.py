"""In which ways a thing more would make a subject of a rule pass, read from the rule. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Literal

from geo_api.coverage.rules.rule import PIXELS_A_METRE
from geo_api.errors import BadRequest

# A camera of 1,920 pixels and 90 degrees tells so many pixels a metre at the distance 960 / them.
_HALF_THE_PIXELS = 960.0
_SUBJECTS = ("unit", "place", "asset", "junction", "popcell", "road")
ALL_AROUND = 360.0

Metric = Literal["straight", "walk", "drive"]


@dataclass(frozen=True, slots=True)
class Way:
    """hosted: at the subject itself; inside: within its area; near: at most so many metres away by `metric`."""

    verb: Literal["hosted", "inside", "near"]
    metres: float = 0.0
    metric: Metric = "straight"
    is_sight: bool = False
    angle: float = ALL_AROUND


@dataclass(frozen=True, slots=True)
class Need:
    """What a subject must have to pass: `wanted` things, or of an amount that each thing has `each`.

    is_more: more than that. of_metres: not subjects are made to pass, but metres of road are covered.
    """

    wanted: float = 1.0
    each: float = 1.0
    is_more: bool = False
    of_metres: bool = False

    @property
    def is_of_one(self) -> bool:
        """Whether one thing is all that is needed, whatever is there."""
        return self.wanted <= self.each == 1

    def lacks(self, has: float | None) -> float:
        """How many things a subject lacks that has so much; not always a whole number."""
        missing = (self.wanted - (has or 0.0)) / self.each
        return max(missing * (1 + _A_HAIR if self.is_more else 1), _A_HAIR)


ONE = Need()
# Who needs more than five has not enough with five.
_A_HAIR = 1e-6


def need_of(document: Mapping[str, Any], amount: float | None = None) -> Need:
    """What subjects of the rule need. amount: what each new thing has of what the rule sums.

    Raises BadRequest where an amount is missing or out of place.
    """
    agg, passes = document["measure"]["agg"], document["pass"]
    if (agg == "sum") != (amount is not None):
        raise BadRequest(
            "“amount” (mỗi vật thêm vào có bao nhiêu) cần cho tiêu chí cộng dồn (sum), và chỉ cho loại đó.",
            "“amount” (how much each new thing has) is needed for rules that sum, and for those only.",
        )
    value, is_more = float(passes["value"]), passes["op"] == ">"
    if agg == "sum":
        return Need(value, float(amount or 0), is_more)
    if agg == "count":
        return Need(max(1.0, floor(value) + 1.0 if is_more else float(ceil(value))))
    return Need(of_metres=agg == "share_length")


def ways_of(document: Mapping[str, Any], range_m: float | None = None, angle: float | None = None) -> tuple[Way, ...]:
    """The ways of the rule as written. range_m, angle: how far and how wide (degrees) a camera sees.

    Raises BadRequest for rules that no site more can be counted for.
    """
    if "composite" in document:
        raise _refused(
            f"tiêu chí này gộp nhiều tiêu chí; hãy hỏi từng tiêu chí thành phần: {_members(document)}",
            f"this rule is made of others; ask of each of those: {_members(document)}",
        )
    _check_subject(document["subject"]["set"], document["measure"]["agg"])
    if document["target"]["set"] not in ("asset", "place"):
        raise _refused("tiêu chí này không đếm vật gì đặt được trên bản đồ", "it counts nothing that can be put up")
    nearest = _check_measure(document["measure"], document["pass"])
    subjects = document["subject"]["set"]
    sight = (range_m, angle or ALL_AROUND)
    ways = tuple(_way(subjects, relation, sight, nearest) for relation in _alternatives(document["relation"]))
    if angle is not None and not any(way.is_sight for way in ways):
        raise BadRequest("“angle_deg” chỉ dùng cho tiêu chí có seen_by.", "“angle_deg” is for rules with seen_by only.")
    return ways


def _members(document: Mapping[str, Any]) -> str:
    composite = document["composite"]
    return ", ".join(composite.get("all_of") or composite["any_of"])


def _refused(vi: str, en: str) -> BadRequest:
    return BadRequest(f"Không tìm được vị trí tiếp theo: {vi}.", f"No next sites can be found: {en}.")


def _check_subject(subjects: str, agg: str) -> None:
    if subjects == "address":
        raise _refused(
            "đối tượng là từng nhà ở, không cho người quy hoạch xem",
            "its subjects are dwellings, which planners do not see",
        )
    if subjects == "road" and agg != "share_length":
        raise _refused(
            "tiêu chí này xét cả đoạn đường; chỉ tiêu chí đo chiều dài được phủ (share_length) mới hỏi được",
            "this rule judges roads as a whole; ask of one that measures lengths covered (share_length)",
        )
    if subjects not in _SUBJECTS:
        raise _refused("đối tượng không có vị trí trên bản đồ", "its subjects have no place on the map")


def _check_measure(measure: Mapping[str, Any], passes: Mapping[str, Any]) -> float | None:
    """Whether things more help a subject; for rules on the nearest one, the metres that do."""
    agg, op, value = measure["agg"], passes["op"], float(passes["value"])
    if agg == "nearest_m" and op in ("<=", "<"):
        return value
    if "per" in measure:
        raise _refused(
            "tiêu chí này tính theo đầu người, hộ hoặc diện tích; hãy hỏi bằng tiêu chí đếm hoặc cộng không có “per”",
            "this rule measures for so many people, households or km²; ask of one that counts or sums without “per”",
        )
    if agg not in ("count", "sum", "share_length") or op not in (">=", ">"):
        raise _refused(
            "một vật thêm vào chưa chắc làm một điểm đạt theo cách đo của tiêu chí này",
            "by the way this rule measures, one thing more does not make a subject pass",
        )
    return None


def _alternatives(relation: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "any_of" not in relation:
        yield relation
    for alternative in relation.get("any_of", ()):
        yield from _alternatives(alternative)


def _way(subjects: str, relation: Mapping[str, Any], sight: tuple[float | None, float], nearest: float | None) -> Way:
    if "hosted" in relation:
        return Way("hosted")
    if "inside" in relation and subjects == "unit":
        return Way("inside")
    if "seen_by" in relation:
        range_m, angle = sight
        metres = range_m or _HALF_THE_PIXELS / PIXELS_A_METRE[relation["seen_by"]]
        return Way("near", metres, is_sight=True, angle=angle)
    if "within_m" in relation:
        metres = float(relation["within_m"])
        return Way("near", metres if nearest is None else min(metres, nearest), relation.get("metric", "straight"))
    raise _refused(
        "tiêu chí này so mỗi đối tượng với chính nó hoặc với ô dân số chứa nó",
        "this rule compares subjects with themselves, or with what is in cells of population",
    )
