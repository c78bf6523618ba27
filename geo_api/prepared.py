"""Statements that a connection plans once and keeps."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import psycopg2

# Plans that one connection keeps, some 100 kB each.
PREPARED_STATEMENTS = 64
# Runs a text without values, in the driver's form: a percent sign is written twice.
Run = Callable[[str], Any]


@dataclass(slots=True)
class Prepared:
    """What one connection has prepared: by the text of a statement, the text that runs it. count: ever prepared."""

    calls: dict[str, str] = field(default_factory=dict)
    count: int = 0


def called(info: MutableMapping[Any, Any], sql: str, run: Run) -> str:
    """The text that runs `sql` on a connection, prepared now if it was not. info: lives as long as the connection."""
    prepared: Prepared = info.setdefault("prepared", Prepared())
    call = prepared.calls.pop(sql, None) or _prepare_one_more(run, sql, prepared)
    # Put back at the end: what was not asked for the longest is the first.
    prepared.calls[sql] = call
    return call


def _prepare_one_more(run: Run, sql: str, prepared: Prepared) -> str:
    """In place of the one longest unused, if need be."""
    if len(prepared.calls) >= PREPARED_STATEMENTS:
        unused = prepared.calls.pop(next(iter(prepared.calls)))
        run(f"DEALLOCATE {unused.split()[1]}")
    prepared.count += 1
    return prepare(run, sql, f"wardmap_{prepared.count}")


def prepare(run: Run, sql: str, name: str) -> str:
    """Have the statement planned under that name; gives the text that runs it, with values as ``%(name)s``."""
    compiled = text(sql).compile(dialect=psycopg2.dialect())  # type: ignore[no-untyped-call]  # it has no types
    numbers = {param: f"${i}" for i, param in enumerate(compiled.params, 1)}
    # The driver takes a percent sign for the beginning of a value.
    run(f"PREPARE {name} AS {(str(compiled) % numbers).replace('%', '%%')}")
    return f"EXECUTE {name} ({', '.join(f'%({param})s' for param in numbers)})" if numbers else f"EXECUTE {name}"
