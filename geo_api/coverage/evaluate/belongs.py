"""Whether a row is one that a rule speaks of, as SQL."""

from typing import Any

from geo_api.catalogue.views import SQL_TYPES
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import FRESHER, Condition, Source
from geo_api.coverage.rules.meaning import has_field

# What is in one of these states is not there: it is not judged, and serves nobody.
ABSENT = ["closed", "planned", "removed", "retired"]
_SQL_OPERATORS = {">=": ">=", ">": ">", "<=": "<=", "<": "<", "==": "="}


def belongs(source: Source, bound: Bound) -> str:
    """True, false, or NULL where a value that decides is missing: SQL's logic of three values is the rule's own."""
    picks = [_all(pick, bound) for pick in source.picks]
    return " AND ".join([f"({' OR '.join(picks)})", _all(source.where, bound)])


def is_there(source: Source, bound: Bound) -> list[str]:
    """Conditions on rows of alias ``r`` for what is there; what nobody said the state of is."""
    if not has_field(source.layer, "status"):
        return []
    return [f"(r.status <> ALL (CAST({bound(ABSENT)} AS text[]))) IS NOT FALSE"]


def is_there_for(source: Source, bound: Bound) -> list[str]:
    """The same of targets: none where the rule itself says which states count."""
    says_state = any(condition.field.name == "status" for condition in source.where)
    return [] if says_state else is_there(source, bound)


def surely_counts(source: Source, bound: Bound) -> list[str]:
    """Conditions on rows of alias ``r`` that are targets, whatever is not known."""
    return [f"({belongs(source, bound)}) IS TRUE", *is_there_for(source, bound)]


def compared(left: str, op: str, right: str) -> str:
    return f"{left} {_SQL_OPERATORS[op]} {right}"


def _all(conditions: tuple[Condition, ...], bound: Bound) -> str:
    return "(" + (" AND ".join(_condition(condition, bound) for condition in conditions) or "true") + ")"


def _condition(condition: Condition, bound: Bound) -> str:
    field, name = condition.field, f'"{condition.field.name}"'
    # Comparing with 99.5 must not round it, whatever the column holds.
    sql_type = "numeric" if SQL_TYPES[field.type] == "bigint" else SQL_TYPES[field.type]
    match condition.op:
        case "in":
            return f"{name} = ANY (CAST({bound(_list(condition))} AS {sql_type}[]))"
        case "not_in":
            return f"{name} <> ALL (CAST({bound(_list(condition))} AS {sql_type}[]))"
        case op if op == FRESHER:
            return f"{name} >= CAST(:at AS date) - CAST({bound(condition.value)} AS integer)"
        case op:
            return compared(name, op, f"CAST({bound(condition.value)} AS {sql_type})")


def _list(condition: Condition) -> list[Any]:
    return list(condition.value) if isinstance(condition.value, tuple) else [condition.value]
