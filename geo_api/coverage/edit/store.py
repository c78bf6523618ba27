"""Versions of rules on record: written one after another, never changed, each with who wrote it and why."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.audit import Action, Actor, Event, record
from geo_api.coverage.evaluate.run import LOCK_SPACE
from geo_api.coverage.rules.book import RuleBook, rule_book, rule_from
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import check_needs, shipped_rules
from geo_api.days import today
from geo_api.errors import BadRequest, Conflict, not_found

# No rule has an id that begins so.
_LOCK = "SELECT pg_advisory_xact_lock(:space, hashtext('/rules'))"
_WRITE = """
INSERT INTO coverage_rule (id, version, state, document, shipped_version, note, edited_by)
VALUES (:id, :version, :state, CAST(:document AS jsonb), :shipped_version, :note, :edited_by)
"""
_VERSIONS = """
SELECT r.version, r.state, r.document::text AS document, r.note, r.edited_by, r.edited_at,
       CASE WHEN EXISTS (SELECT FROM coverage_rule n WHERE n.id = r.id AND n.version > r.version) THEN NULL
            WHEN CASE WHEN r.state = 'withdrawn'
                      THEN NOT EXISTS (SELECT FROM coverage_run c
                                        WHERE c.rule_id = r.id AND c.valid && daterange(CAST(:day AS date), NULL))
                      ELSE EXISTS (SELECT FROM coverage_run c WHERE c.rule_id = r.id AND c.rule_version = r.version)
                 END THEN 'done'
            WHEN EXISTS (SELECT FROM coverage_failure f
                          WHERE f.rule_id = r.id AND f.rule_version = r.version) THEN 'failed'
            ELSE 'waiting' END AS calculation
  FROM coverage_rule r WHERE r.id = :id ORDER BY r.version DESC
"""


@dataclass(frozen=True, slots=True)
class Change:
    """By whom, why, and over which version (0: there was none) a rule is changed."""

    actor: Actor
    note: str
    from_version: int


def versions(connection: Connection, name: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """What was written of a rule here, the newest first."""
    return connection.execute(text(_VERSIONS), {"id": name, "day": today().isoformat()}).all()


def save(connection: Connection, wanted: Rule, change: Change) -> int:
    """Write `wanted` as the next version of the rule of its id, for the keeper to calculate. Gives the version.

    Raises Conflict when somebody else has changed the rule meanwhile, RuleError for a rule made of one that is not
    there, BadRequest when nothing is changed.
    """
    book = _held_book(connection)
    _check_version(book, wanted.id, change.from_version)
    version = _next_version(book, wanted.id)
    rule = rule_from({**wanted.document, "version": version})
    check_needs({**book.rules, rule.id: rule})
    _check_differs(book, rule)
    _write(connection, (rule.id, version, "in_force"), _as_json(rule.document), change)
    return version


def withdraw(connection: Connection, name: str, change: Change) -> int:
    """The rule is in force no longer; what was found with it ends with today's eve. Gives the version that says so.

    Raises NotFound, Conflict when others are made of it or somebody else has changed it meanwhile.
    """
    book = _held_book(connection)
    if name not in book.rules and name not in book.faulty:
        raise not_found()
    _check_version(book, name, change.from_version)
    if needing := [rule.id for rule in book.rules.values() if name in rule.needs]:
        listed = ", ".join(needing)
        raise Conflict(
            f"Không rút được “{name}”: còn tiêu chí dựa vào nó ({listed}).",
            f"“{name}” cannot be withdrawn: other rules are made of it ({listed}).",
        )
    version = _next_version(book, name)
    # As it is on record, for it may be one that cannot be read.
    document = book.written[name].document if name in book.written else _as_json(shipped_rules()[name].document)
    _write(connection, (name, version, "withdrawn"), document, change)
    return version


def _held_book(connection: Connection) -> RuleBook:
    """The rules in force, which nobody else changes until the transaction ends."""
    connection.execute(text(_LOCK), {"space": LOCK_SPACE})
    return rule_book(connection)


def _check_version(book: RuleBook, name: str, from_version: int) -> None:
    newest = book.version_of(name)
    if newest != from_version:
        raise Conflict(
            f"Tiêu chí “{name}” đã có phiên bản {newest} trong khi bạn sửa từ phiên bản {from_version}:"
            " hãy mở lại và sửa tiếp trên bản mới.",
            f"Rule “{name}” is at version {newest} now, and you changed version {from_version}:"
            " open it again and change the new one.",
        )


def _check_differs(book: RuleBook, rule: Rule) -> None:
    before = book.rules.get(rule.id)
    if before is not None and {**before.document, "version": 0} == {**rule.document, "version": 0}:
        raise BadRequest("Chưa có gì thay đổi so với bản đang dùng.", "Nothing differs from the rule in force.")


def _next_version(book: RuleBook, name: str) -> int:
    return max(book.version_of(name), _shipped_version(name)) + 1


def _shipped_version(name: str) -> int:
    return shipped_rules()[name].version if name in shipped_rules() else 0


def _as_json(document: Mapping[str, Any]) -> str:
    return json.dumps(dict(document), ensure_ascii=False)


def _write(connection: Connection, row: tuple[str, int, str], document: str, change: Change) -> None:
    """row: id, version, state. document: as JSON."""
    name, version, state = row
    values = {"id": name, "version": version, "state": state, "shipped_version": _shipped_version(name)}
    written = {"document": document, "note": change.note}
    connection.execute(text(_WRITE), {**values, **written, "edited_by": change.actor.name})
    action = Action.RULE_SAVED if state == "in_force" else Action.RULE_WITHDRAWN
    record(connection, Event(action, change.actor, f"rule/{name}", {"version": version}, change.note))
