"""What the parts of a rule must be to each other for it to mean something."""

from collections.abc import Iterator, Mapping
from typing import Any

from geo_api.coverage.rules.conditions import Selection
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.rule import Relation, SingleRule
from layers.layer import FieldType, Layer

LEVELS = ("hamlet", "commune", "district", "province")
UNIT_LEVELS = {"hamlets": "hamlet", "communes": "commune"}
# What a camera must have told before anybody can say what it sees.
SIGHT_FIELDS = ("direction", "field_of_view", "pixels")
# Sets whose rows can be weighed so; anything counts as one.
_WEIGHTS = {
    "population": ("unit", "popcell"),
    "households": ("unit", "popcell"),
    "length_m": ("road",),
    "area_m2": ("unit", "popcell"),
}
_PER = {
    "unit": ("population", "households", "area_km2", "children_3_5", "pupils"),
    "popcell": ("population", "households", "area_km2"),
}
_POINTS = ("place", "asset", "address", "junction", "popcell")
_RELATIONS = {
    "hosted": ("place", "asset", "junction"),
    "inside": ("unit", "popcell"),
    "seen_by": (*_POINTS, "road"),
    "within_m": (*_POINTS, "road"),
}
_SHARES = {"share_length": ("road",), "share_area": ("unit", "popcell"), "share_weight": ("unit",)}
# Whom a share of people may be of: fields of the cells of population.
_PEOPLE = ("population", "households")

Fault = tuple[str, str, str]


def check_meaning(rule: SingleRule) -> None:
    """Raises RuleError with the place of the first part that does not fit the others."""
    for place, vi, en in _faults(rule):
        raise RuleError(rule.source, place, vi, en)


def subject_level(selection: Selection) -> str | None:
    """The level of the units that are judged; None when the subjects are no units."""
    levels = {UNIT_LEVELS[source.layer.name] for source in selection.sources if source.layer.name in UNIT_LEVELS}
    return min(levels, key=LEVELS.index) if levels else None


def _faults(rule: SingleRule) -> Iterator[Fault]:
    yield from _subject_faults(rule)
    for relation in rule.relations:
        yield from _relation_faults(rule, relation)
    yield from _measure_faults(rule)
    yield from _class_faults(rule.document)
    # A gap is everybody's by the one target nearest to it, and would tell that none of the guarded ones is nearer.
    if len({source.layer.is_open for source in rule.target.sources}) > 1:
        yield "$.target.kind", "không trộn lớp công khai với lớp hạn chế", "open and guarded layers cannot be mixed"


def _class_faults(document: Mapping[str, Any]) -> Iterator[Fault]:
    edges = document.get("classes", [])
    if edges and document["rollup"]["stat"] not in ("share", "all"):
        yield "$.classes", "chỉ dùng cho tiêu chí xét theo tỷ lệ", "are for rules that add up a share"
    if list(edges) != sorted(edges):
        yield "$.classes", "phải theo thứ tự tăng dần", "must rise"


def _subject_faults(rule: SingleRule) -> Iterator[Fault]:
    subject = rule.subject
    if subject.set not in _WEIGHTS.get(rule.weight, (subject.set,)):
        yield (
            "$.subject.weight",
            f"“{rule.weight}” không dùng cho {subject.set}",
            f"“{rule.weight}” is not for {subject.set}",
        )
    if subject.set != "unit":
        return
    levels = {source.layer.name for source in subject.sources}
    if len(levels) > 1:
        yield "$.subject.kind", "các đơn vị phải cùng một cấp", "the units must be of one level"
    level = subject_level(subject)
    if level and LEVELS.index(rule.level) < LEVELS.index(level):
        yield "$.rollup.level", f"phải từ cấp {level} trở lên", f"must be {level} or above"


def _relation_faults(rule: SingleRule, relation: Relation) -> Iterator[Fault]:
    place, subject = f"{relation.place}.{relation.verb}", rule.subject.set
    if relation.verb == "self":
        if rule.target.set not in (subject, "indicator") or (rule.target.set == "indicator" and subject != "unit"):
            yield (
                place,
                "đích phải là chính đối tượng, hoặc chỉ tiêu của đơn vị",
                "the target must be the subject itself, or an indicator of a unit",
            )
        return
    if rule.target.set == "unit":
        yield from _counted_unit_faults(rule, relation, place)
    elif rule.target.set == "indicator":
        yield place, "chỉ tiêu chỉ dùng với “self”", "indicators go with “self” only"
    elif _looked_at(rule) not in _RELATIONS[relation.verb]:
        yield place, f"không dùng cho {subject}", f"not for subjects of set {subject}"
    elif relation.verb == "hosted":
        yield from _lacking(rule.target, ("host",), place)
    elif relation.verb == "seen_by":
        yield from _lacking(rule.target, SIGHT_FIELDS, place)
    elif relation.metric != "straight" and subject == "road":
        yield f"{relation.place}.metric", "đường chỉ đo khoảng cách thẳng", "roads are measured in straight lines only"


def _counted_unit_faults(rule: SingleRule, relation: Relation, place: str) -> Iterator[Fault]:
    """Units are counted in those that they belong to."""
    if relation.verb != "inside" or rule.subject.set != "unit":
        yield place, "đơn vị chỉ được đếm trong (inside) đơn vị cấp trên", "units are counted inside other units only"
        return
    level, counted = subject_level(rule.subject), subject_level(rule.target)
    if level and counted and LEVELS.index(counted) >= LEVELS.index(level):
        yield "$.target.kind", f"phải dưới cấp {level}", f"must be below {level}"


def _looked_at(rule: SingleRule) -> str:
    """The set of that which targets lie to: a unit's ground, or its people, are looked at as those of cells are."""
    is_of_parts = rule.subject.set == "unit" and rule.measure.agg in ("share_area", "share_weight")
    return "popcell" if is_of_parts else rule.subject.set


def _lacking(selection: Selection, names: tuple[str, ...], place: str) -> Iterator[Fault]:
    """Layers of the selection that do not have these fields."""
    for source in selection.sources:
        missing = [name for name in names if not has_field(source.layer, name)]
        if missing:
            listed = ", ".join(missing)
            yield (
                place,
                f"lớp {source.layer.name} không có trường {listed}",
                f"layer {source.layer.name} has no {listed}",
            )


def _measure_faults(rule: SingleRule) -> Iterator[Fault]:
    measure, verbs = rule.measure, {relation.verb for relation in rule.relations}
    if (measure.agg == "value") != (rule.target.set == "indicator"):
        yield "$.measure.agg", "“value” chỉ đi với chỉ tiêu", "“value” and indicators go together"
    if measure.agg in _SHARES and rule.subject.set not in _SHARES[measure.agg]:
        yield (
            "$.measure.agg",
            f"chỉ dùng cho {' / '.join(_SHARES[measure.agg])}",
            f"for subjects of set {' or '.join(_SHARES[measure.agg])} only",
        )
    if measure.is_of_ground and not (verbs <= {"seen_by", "within_m"} and _straight(rule)):
        yield "$.relation", "tỷ lệ phủ cần seen_by hoặc within_m thẳng", "shares need seen_by or a straight within_m"
    if measure.is_of_people:
        yield from _people_faults(rule, verbs)
    if measure.agg == "nearest_m" and verbs - {"within_m", "hosted"}:
        yield "$.relation", "nearest_m cần within_m", "nearest_m needs within_m"
    yield from _sum_faults(rule)


def _people_faults(rule: SingleRule, verbs: set[str]) -> Iterator[Fault]:
    if not verbs <= {"seen_by", "within_m"}:
        yield "$.relation", "share_weight cần seen_by hoặc within_m", "share_weight needs seen_by or within_m"
    if people_of(rule) not in _PEOPLE:
        listed = ", ".join(_PEOPLE)
        yield "$.measure.of", f"cần một trong: {listed}", f"one of these is needed: {listed}"


def people_of(rule: SingleRule) -> str:
    """Whom a share of people is of: as the measure says, else what the units weigh."""
    return rule.measure.of or rule.weight


def _straight(rule: SingleRule) -> bool:
    return all(relation.metric == "straight" for relation in rule.relations)


def _sum_faults(rule: SingleRule) -> Iterator[Fault]:
    measure = rule.measure
    if measure.of is not None and measure.agg not in ("sum", "share_weight"):
        yield "$.measure.of", "chỉ dùng với sum và share_weight", "for sum and share_weight only"
    if measure.per is not None and measure.agg not in ("sum", "count"):
        yield "$.measure.per", "chỉ dùng với sum và count", "for sum and count only"
    if measure.per is not None and measure.per[0] not in _PER.get(rule.subject.set, ()):
        yield (
            "$.measure.per.attr",
            f"không có cho {rule.subject.set}",
            f"not known of subjects of set {rule.subject.set}",
        )
    if measure.of is not None and measure.agg == "sum":
        for source in rule.target.sources:
            if not _is_amount(source.layer, measure.of):
                yield (
                    "$.measure.of",
                    f"lớp {source.layer.name} không có số “{measure.of}” không âm",
                    f"layer {source.layer.name} has no number “{measure.of}” that is never negative",
                )


def _is_amount(layer: Layer, name: str) -> bool:
    """Whether what is not known of the field can only make a sum larger."""
    if not has_field(layer, name):
        return False
    field = layer.field(name)
    return field.type in (FieldType.INTEGER, FieldType.NUMBER) and field.minimum is not None and field.minimum >= 0


def has_field(layer: Layer, name: str) -> bool:
    return any(field.name == name for field in layer.fields)
