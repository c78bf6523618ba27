"""The rules that come with the product."""

from collections.abc import Collection, Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

from geo_api.coverage.rules.document import rule_files
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.rule import Rule


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """Rule id → rule, sorted by id, of all files in ``layers/rules``. Raises RuleError."""
    found: dict[str, Rule] = {}
    for file in sorted(rule_files(), key=lambda file: file.name):
        rule = parse_rule(file.read_text(encoding="utf-8"), file.name)
        if found.setdefault(rule.id, rule) is not rule:
            raise RuleError(file.name, "$.id", f"trùng mã “{rule.id}”", f"the id “{rule.id}” is taken")
    check_needs(found)
    return MappingProxyType(dict(sorted(found.items())))


def check_needs(rules: Mapping[str, Rule]) -> None:
    """Raises RuleError where a rule is made of one that is not there, or in the end of itself."""
    for error in without_needs(rules).values():
        raise error
    in_order(rules.values())


def without_needs(rules: Mapping[str, Rule]) -> dict[str, RuleError]:
    """Rules made of one that is not there, or of one that is itself such a rule, each with why it means nothing."""
    found: dict[str, RuleError] = {}
    left = dict(rules)
    while lacking := {name: needed for name, rule in left.items() for needed in rule.needs if needed not in left}:
        for name, needed in lacking.items():
            rule = left.pop(name)
            found[name] = RuleError(
                rule.source, _needing(rule), f"không có tiêu chí “{needed}”", f"there is no rule “{needed}”"
            )
    return found


def in_circles(rules: Mapping[str, Rule], written: Collection[str]) -> dict[str, RuleError]:
    """Rules without which none is in the end made of itself, with their circles: those `written`, else all of one."""
    found: dict[str, RuleError] = {}
    left = dict(rules)
    while circle := _circle(left.values()):
        for rule in [rule for rule in circle if rule.id in written] or circle:
            left.pop(rule.id, None)
            found[rule.id] = _going_round(rule, circle)
    return found


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Those that others are made of first, else by id. Raises RuleError when they go round in a circle."""
    by_id = _by_id(rules)
    if circle := _circle(by_id.values()):
        raise _going_round(circle[0], circle)
    return [by_id[name] for name in _sorter(by_id).static_order()]


def _circle(rules: Iterable[Rule]) -> list[Rule]:
    """Rules each of which is needed by the one after it, the first again last; empty where there is no circle."""
    by_id = _by_id(rules)
    try:
        _sorter(by_id).prepare()
    except CycleError as error:
        return [by_id[name] for name in error.args[1]]
    return []


def _by_id(rules: Iterable[Rule]) -> dict[str, Rule]:
    return {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}


def _sorter(by_id: Mapping[str, Rule]) -> TopologicalSorter[str]:
    return TopologicalSorter({name: [n for n in rule.needs if n in by_id] for name, rule in by_id.items()})


def _going_round(rule: Rule, circle: Iterable[Rule]) -> RuleError:
    names = " → ".join(each.id for each in circle)
    return RuleError(rule.source, _needing(rule), f"các tiêu chí lặp vòng: {names}", f"rules in a circle: {names}")


def _needing(rule: Rule) -> str:
    return "$.composite" if "composite" in rule.document else "$.target.kind"
