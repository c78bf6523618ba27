"""What has to be calculated because a rule was changed: done by the worker, as owner, one rule after another."""

from collections.abc import Iterator
from datetime import date

import structlog
from sqlalchemy import Connection, Engine, Row, text
from sqlalchemy.exc import DBAPIError

from geo_api.coverage.evaluate.run import end_results, run, wait_for_rule
from geo_api.coverage.rules.book import RuleBook, rule_book
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_order
from geo_api.days import today

log = structlog.get_logger()

# What came to nothing so often, or ended so many workers, is not begun once more.
MOST_ATTEMPTS = 3
_WAITING = "SELECT id, version FROM coverage_due WHERE state = 'waiting' ORDER BY id, version LIMIT 100"
_LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('wardmap.rule/' || :id, 0))"
_BEGIN = """
UPDATE coverage_due SET attempts = attempts + 1 WHERE id = :id AND version = :version AND state = 'waiting'
RETURNING attempts
"""
# What was written before it has nothing more to say.
_END = """
UPDATE coverage_due SET state = :state, ended_at = now() WHERE id = :id AND version <= :version AND state = 'waiting'
"""
_RUN_NOW = "SELECT rule_version FROM coverage_run WHERE rule_id = :id AND valid @> CAST(:day AS date)"


def calculate_next(engine: Engine, control: Connection) -> bool:
    """Do the next thing that is due, if there is one. Any number of workers may do this beside each other.

    control: a connection that commits each statement. Raises DBAPIError when the database goes away.
    """
    for due in control.execute(text(_WAITING)).all():
        with engine.connect() as work:
            if work.execute(text(_LOCK), {"id": due.id}).scalar_one() and _do(work, control, due):
                return True
    return False


def _do(work: Connection, control: Connection, due: Row[tuple[str, int]]) -> bool:
    key = {"id": due.id, "version": due.version}
    attempts = control.execute(text(_BEGIN), key).scalar_one_or_none()
    if attempts is None:
        return False
    if attempts > MOST_ATTEMPTS:
        log.error("rule", rule=due.id, error=f"{MOST_ATTEMPTS} attempts came to nothing")
        control.execute(text(_END), {**key, "state": "failed"})
        return True
    try:
        calculate(work, due.id, today())
        work.execute(text(_END), {**key, "state": "done"})
        work.commit()
    except Exception as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        work.rollback()
        # It is tried again: it may have met another calculation. What cannot be done ends with its attempts.
        log.exception("rule", rule=due.id)
    return True


def calculate(connection: Connection, name: str, day: date) -> None:
    """From `day` on results are those of the rule as it is now, and of the rules that are made of it."""
    book = rule_book(connection)
    rule = book.rules.get(name)
    if rule is None or not rule.is_in_force(day):
        end_results(connection, name, day)
    elif _version_after_waiting(connection, name, day) != rule.version:
        run(connection, rule, day)
    for other in _made_of(book, name):
        if other.is_in_force(day) and _version_run(connection, other.id, day) is not None:
            run(connection, other, day)


def _version_after_waiting(connection: Connection, name: str, day: date) -> int | None:
    """Another may be calculating it just now."""
    wait_for_rule(connection, name)
    return _version_run(connection, name, day)


def _version_run(connection: Connection, name: str, day: date) -> int | None:
    version: int | None = connection.scalar(text(_RUN_NOW), {"id": name, "day": day.isoformat()})
    return version


def made_of(book: RuleBook, name: str) -> list[str]:
    """Ids of the rules that are made of it, or of those, in the order in which they are calculated."""
    return [rule.id for rule in _made_of(book, name)]


def _made_of(book: RuleBook, name: str) -> Iterator[Rule]:
    reached = {name}
    for rule in in_order(book.rules.values()):
        if reached.intersection(rule.needs):
            reached.add(rule.id)
            yield rule
