"""The things that a scenario adds, as rows of their layers that are planned. Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.scenarios.fits import Fit, Item, Unfit
from geo_api.coverage.scenarios.store import Scenario
from geo_api.coverage.what_if.asked import Added
from geo_api.coverage.what_if.edits import wanted_values
from layers.layer import FieldType, Geometry, Layer, Storage, Text, Value

PLANNED = "planned"
# Planned things have no day of installation or test yet, and the state is the plan's own.
_NOT_WANTED = frozenset({"status", "key", "name", "note"})


@dataclass(slots=True)
class Plan:
    """collections: layer → its things as a FeatureCollection. unfit: what cannot be planned, and why."""

    collections: dict[str, dict[str, Any]] = field(default_factory=dict)
    unfit: list[Unfit] = field(default_factory=list)


def plan_of(scenario: Scenario, fit: Fit, layers: Mapping[str, Layer], rules: Mapping[str, Rule]) -> Plan:
    """What is to be written. Each thing has a key of its own, so that it cannot be there twice."""
    plan = Plan(unfit=[one for one in fit.unfit if one.part == "add"])
    features: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for item in fit.items:
        if not isinstance(item.change, Added):
            continue
        layer = layers[item.change.layer]
        why = _unplannable(layer)
        if why:
            plan.unfit.append(Unfit("add", item.number, why))
        else:
            features[layer.name].append(_feature(scenario, item, item.change, layer, rules))
    plan.collections = {name: {"type": "FeatureCollection", "features": found} for name, found in features.items()}
    return plan


def spots(scenario: Scenario) -> list[tuple[int, float, float]]:
    """Number, longitude, latitude of all that is kept as added: what was handed in may fit no more, and is written."""
    return [
        (number, float(spot["lon"]), float(spot["lat"])) for number, spot in enumerate(scenario.edits.get("add", []), 1)
    ]


def _unplannable(layer: Layer) -> Text | None:
    if layer.geometry is not Geometry.POINT or layer.storage is not Storage.FEATURE:
        return Text(f"lớp “{layer.name}” không nhận điểm", f"layer “{layer.name}” takes no points")
    choices = [choice.value for found in layer.fields if found.name == "status" for choice in found.choices]
    if PLANNED not in choices:
        return Text(f"lớp “{layer.name}” không có tình trạng dự kiến", f"layer “{layer.name}” knows nothing planned")
    return None


def _feature(scenario: Scenario, item: Item, added: Added, layer: Layer, rules: Mapping[str, Rule]) -> dict[str, Any]:
    values: dict[str, Any] = _as_the_rule_wants(layer, _rules_first(scenario.rule, rules))
    title = f"{layer.title.vi} dự kiến {item.number}: {scenario.name}"
    values |= {"name": title, "note": f"Phương án “{scenario.name}” của {scenario.owner}, bản {scenario.revision}"}
    values |= {**added.values, "host": added.host, "key": f"{scenario.id}/{item.number}", "status": PLANNED}
    known = {found.name for found in layer.fields}
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [added.lon, added.lat]},
        "properties": {name: value for name, value in values.items() if name in known and value is not None},
    }


def _rules_first(rule: str, rules: Mapping[str, Rule]) -> list[Rule]:
    """The one that the scenario was made for, then the others."""
    return [*([rules[rule]] if rule in rules else []), *(one for name, one in rules.items() if name != rule)]


def _as_the_rule_wants(layer: Layer, rules: Sequence[Rule]) -> dict[str, Value | None]:
    """What makes a thing of the layer one that the first rule counts that counts any."""
    days = {found.name for found in layer.fields if found.type is FieldType.DATE}
    for rule in rules:
        for source in rule.target.sources if isinstance(rule, SingleRule) else ():
            if source.layer.name == layer.name:
                wanted = wanted_values(source)
                return {name: value for name, value in wanted.items() if name not in _NOT_WANTED | days}
    return {}
