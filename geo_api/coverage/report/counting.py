"""Which of the things on a report's map count for which rule, by the rule's own conditions."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row

from geo_api.coverage.ask.lookup import read
from geo_api.coverage.evaluate.belongs import belongs, is_there
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.read import rule_of
from geo_api.coverage.rules.rule import SingleRule
from geo_api.db import Statement, schema_of
from layers.layer import Audience

Counting = Mapping[str, frozenset[tuple[str, int]]]


def counting(
    connection: Connection, rows: Sequence[Row[*tuple[Any, ...]]], drawn: Mapping[str, Sequence[int]], as_: Audience
) -> Counting:
    """Rule → things (layer, id) that surely count for it. rows: with rules as calculated. drawn: ids by layer."""
    return {row.rule: frozenset(_of_rule(connection, row, drawn, as_)) for row in rows}


def _of_rule(
    connection: Connection, row: Row[*tuple[Any, ...]], drawn: Mapping[str, Sequence[int]], as_: Audience
) -> Iterator[tuple[str, int]]:
    try:
        rule = rule_of(dict(row.document), row.rule)
    except RuleError:
        # Layers have changed since it was calculated; nobody knows any more what counted.
        return
    if not isinstance(rule, SingleRule):
        return
    for source in rule.things:
        ids = drawn.get(source.layer.name, ())
        if ids and _may_ask(source, as_):
            found = read(connection, _statement(source, ids, row.calculated_for, as_))
            yield from ((source.layer.name, each.id) for each in found)


def _may_ask(source: Source, as_: Audience) -> bool:
    """Whether all that decides is there for those whom the report is for."""
    seen = {field.name for field in source.layer.fields_for(as_)}
    return all(condition.field.name in seen for each in (*source.picks, source.where) for condition in each)


def _statement(source: Source, ids: Sequence[int], at: date, as_: Audience) -> Statement:
    bound = Bound(at=at.isoformat(), ids=list(ids))
    truth = belongs(source, bound)
    says_state = any(condition.field.name == "status" for condition in source.where)
    there = [] if says_state else is_there(source, bound)
    where = " AND ".join([f"({truth}) IS TRUE", "r.id = ANY (CAST(:ids AS bigint[]))", *there])
    return Statement(f'SELECT r.id FROM {schema_of(as_)}."{source.layer.name}" r WHERE {where}', bound.params)
