"""Rules out of their text: read, checked against the schema, the layers, and what their parts mean together."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from geo_api.coverage.rules.conditions import OPERATORS, operation, read_selection
from geo_api.coverage.rules.document import read_document
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.marks import mark_of
from geo_api.coverage.rules.meaning import check_meaning
from geo_api.coverage.rules.rule import (
    UNIT_KIND,
    Applies,
    Basis,
    Comparison,
    CompositeRule,
    Measure,
    Relation,
    Rollup,
    Rule,
    SingleRule,
)
from layers.indicators.registry import all_indicators
from layers.layer import FieldType, Text, Value
from layers.units import KIND

# Alternatives of a relation: within each other, and together. Each costs as much as a rule by itself.
_DEEPEST_CHOICE = 4
_MOST_ALTERNATIVES = 12


def parse_rule(text: str, source: str) -> Rule:
    """The rule written in YAML `text`; `source` names it in refusals.

    Raises RuleError with the place of the first fault.
    """
    try:
        return rule_of(read_document(text, source), source)
    except RuleError as error:
        raise (error if error.mark else error.marked(mark_of(text, error.place))) from error


def rule_of(document: dict[str, Any], source: str) -> Rule:
    """The rule that a document means which keeps to the schema. Raises RuleError."""
    if "composite" in document:
        return _composite(document, source)
    rule = _single(document, source)
    check_meaning(rule)
    return rule


def _head(document: Mapping[str, Any], source: str) -> dict[str, Any]:
    title = document["title"]
    return {
        "id": document["id"],
        "version": document["version"],
        "title": Text(title["vi"], title.get("en", title["vi"])),
        "basis": Basis(**document["basis"]),
        "severity": document["severity"],
        "valid": _valid(document.get("valid", [None, None]), source),
        "applies_to": tuple(_applies(document.get("applies_to", {}), source)),
        "source": source,
        "document": document,
    }


def _single(document: dict[str, Any], source: str) -> SingleRule:
    rollup, measure = document["rollup"], document["measure"]
    per = measure.get("per")
    return SingleRule(
        **_head(document, source),
        subject=read_selection(document["subject"], source, "$.subject"),
        weight=document["subject"].get("weight", "one"),
        target=read_selection(document["target"], source, "$.target"),
        relations=_alternatives(document["relation"], source),
        measure=Measure(measure["agg"], measure.get("of"), (per["attr"], float(per["unit"])) if per else None),
        threshold=Comparison(**document["pass"]),
        rollup=Rollup(
            rollup["level"], rollup["stat"], Comparison(**rollup["pass"]), rollup.get("empty", "not_applicable")
        ),
    )


def _composite(document: dict[str, Any], source: str) -> CompositeRule:
    composite = document["composite"]
    every = "all_of" in composite
    members = tuple(composite["all_of"] if every else composite["any_of"])
    at_least = composite.get("at_least", len(members) if every else 1)
    if at_least > len(members):
        raise RuleError(
            source,
            "$.composite.at_least",
            f"chỉ có {len(members)} tiêu chí",
            f"there are only {len(members)} rules",
        )
    if document["id"] in members:
        raise RuleError(source, "$.composite", "tiêu chí không thể gồm chính nó", "a rule cannot be made of itself")
    return CompositeRule(**_head(document, source), level=composite["level"], members=members, at_least=at_least)


def _valid(days: list[str | None], source: str) -> tuple[date | None, date | None]:
    first, end = (_day(day, source, f"$.valid[{index}]") for index, day in enumerate(days))
    if first and end and end <= first:
        raise RuleError(
            source, "$.valid", "ngày hết hiệu lực phải sau ngày bắt đầu", "the end must come after the start"
        )
    return first, end


def _day(text: str | None, source: str, place: str) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise RuleError(source, place, f"“{text}” không phải một ngày", f"“{text}” is not a day") from None


def _applies(wanted: Mapping[str, Any], source: str) -> Iterator[Applies]:
    for attribute, value in wanted.items():
        op, compared = operation(value)
        values = compared if isinstance(compared, tuple) else (compared,)
        _check_applies(attribute, op, values, source)
        yield Applies(attribute, op, compared)


def _check_applies(attribute: str, op: str, values: tuple[Value, ...], source: str) -> None:
    place = f"$.applies_to.{attribute}"
    if op not in OPERATORS[FieldType.TEXT if attribute == UNIT_KIND else FieldType.NUMBER]:
        raise RuleError(source, place, f"không dùng được phép so sánh “{op}”", f"operator “{op}” is not for this")
    if attribute == UNIT_KIND:
        known = {choice.value for choice in KIND.choices}
        if unknown := [str(value) for value in values if value not in known]:
            listed = ", ".join(unknown)
            raise RuleError(source, place, f"không có loại đơn vị {listed}", f"there is no kind of unit {listed}")
    elif attribute not in all_indicators():
        raise RuleError(source, place, f"không có chỉ tiêu “{attribute}”", f"there is no indicator “{attribute}”")
    elif not all(isinstance(value, int | float) and not isinstance(value, bool) for value in values):
        raise RuleError(source, place, "chỉ tiêu chỉ so với số", "an indicator is compared with numbers")


def _alternatives(document: Mapping[str, Any], source: str) -> tuple[Relation, ...]:
    found = tuple(_relations(document, source, "$.relation", 0))
    if len(found) > _MOST_ALTERNATIVES:
        raise RuleError(
            source,
            "$.relation.any_of",
            f"nhiều hơn {_MOST_ALTERNATIVES} lựa chọn",
            f"more than {_MOST_ALTERNATIVES} alternatives",
        )
    return found


def _relations(document: Mapping[str, Any], source: str, place: str, depth: int) -> Iterator[Relation]:
    """The alternatives of a relation; one within another is one more alternative."""
    if "any_of" in document:
        if depth == _DEEPEST_CHOICE:
            deep = f"“any_of” lồng quá {_DEEPEST_CHOICE} tầng", f"“any_of” more than {_DEEPEST_CHOICE} levels deep"
            raise RuleError(source, f"{place}.any_of", *deep)
        for index, alternative in enumerate(document["any_of"]):
            yield from _relations(alternative, source, f"{place}.any_of[{index}]", depth + 1)
        return
    metric = document.get("metric", "straight")
    verb, argument = next((verb, argument) for verb, argument in document.items() if verb != "metric")
    yield Relation(verb, argument, metric, place)
