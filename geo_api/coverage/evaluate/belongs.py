"""Whether a row is one that a rule speaks of, as SQL."""

from geo_api.catalogue.views import SQL_TYPES
from geo_api.coverage.evaluate.text import Bound
from geo_api.coverage.rules.conditions import FRESHER, Condition, Source
from geo_api.coverage.rules.meaning import has_field
from layers.layer import Value

# What is in one of these states is not there: it is not judged, and serves nobody.
ABSENT = ["closed", "planned", "rejected", "removed", "retired", "superseded"]
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
    if condition.op == FRESHER:
        return f"{name} >= CAST(:at AS date) - CAST({bound(condition.value)} AS integer)"
    return condition_sql(name, sql_type, condition.op, condition.value, bound)


def condition_sql(left: str, sql_type: str, op: str, value: Value | tuple[Value, ...], bound: Bound) -> str:
    """What `left` must be; sql_type: of what it is compared with."""
    listed = list(value) if isinstance(value, tuple) else [value]
    match op:
        case "in":
            return f"{left} = ANY (CAST({bound(listed)} AS {sql_type}[]))"
        case "not_in":
            return f"{left} <> ALL (CAST({bound(listed)} AS {sql_type}[]))"
    return compared(left, op, f"CAST({bound(value)} AS {sql_type})")
