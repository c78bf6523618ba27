"""Every word that the schema offers is one that rules are evaluated with: those of `test_agreement.py`, in two ways."""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from tests.coverage.test_agreement import RULES

SCHEMA = json.loads(files("layers").joinpath("rules/rule.schema.json").read_text(encoding="utf-8"))
PARTS, DEFS = SCHEMA["properties"], SCHEMA["$defs"]


def enum(part: str, *way: str) -> list[str]:
    found: Any = PARTS[part]["properties"]
    for step in way:
        found = found[step].get("properties", found[step])
    return list(found["enum"])


RELATION, CONDITION = DEFS["relation"]["properties"], DEFS["where"]["additionalProperties"]["then"]["properties"]
OFFERED = {
    "subject.set": enum("subject", "set"),
    "subject.weight": enum("subject", "weight"),
    "target.set": enum("target", "set"),
    "where.op": CONDITION["op"]["enum"],
    # Figures and kinds of units are no days.
    "applies_to.op": [op for op in CONDITION["op"]["enum"] if op != "fresher_than_days"],
    "relation": [name for name in RELATION if name != "metric"],
    "relation.metric": RELATION["metric"]["enum"],
    "relation.seen_by": RELATION["seen_by"]["enum"],
    "measure.agg": enum("measure", "agg"),
    "measure.per.attr": enum("measure", "per", "attr"),
    "pass.op": DEFS["comparison"]["properties"]["op"]["enum"],
    "rollup.level": enum("rollup", "level"),
    "rollup.stat": enum("rollup", "stat"),
    "rollup.pass.op": DEFS["comparison"]["properties"]["op"]["enum"],
    "rollup.empty": enum("rollup", "empty"),
    "composite": list(PARTS["composite"]["properties"]),
    "composite.level": enum("composite", "level"),
}


def used() -> set[tuple[str, str]]:
    return {word for rule in RULES for part, said in rule.document.items() for word in words(said, part)}


def words(said: Any, place: str) -> Iterator[tuple[str, str]]:
    """What a part of a rule says; alternatives say what their relations say, conditions on any field the same."""
    if isinstance(said, list):
        for one in said:
            yield from words(one, place.removesuffix(".any_of") if place.startswith("relation") else place)
    elif isinstance(said, dict):
        for name, value in said.items():
            yield place, name
            if name == "where" or place == "applies_to":
                yield from (("where.op" if name == "where" else "applies_to.op", op) for op in operators(name, value))
            else:
                yield from words(value, f"{place}.{name}")
    else:
        yield place, str(said)


def operators(name: str, value: Any) -> Iterator[str]:
    """Those of the conditions under `where`, or of one on a commune."""
    for wanted in value.values() if name == "where" else [value]:
        yield wanted["op"] if isinstance(wanted, dict) else "in" if isinstance(wanted, list) else "=="


@pytest.mark.parametrize("place", OFFERED)
def test_every_word_is_evaluated(place):
    assert {word for word in OFFERED[place] if (place, word) not in used()} == set()
