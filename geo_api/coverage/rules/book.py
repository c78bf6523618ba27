"""The rules in force: those that come with the product, and in their place what people have written here.

What was written here holds until somebody here writes something else: no new version of the product takes its place.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, text

from geo_api.coverage.rules.bounds import is_too_deep
from geo_api.coverage.rules.document import check_document
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.read import rule_of
from geo_api.coverage.rules.rule import Rule
from geo_api.coverage.rules.shipped import in_circles, in_order, shipped_rules, without_needs
from geo_api.db import Database, Statement, schema_of
from layers.layer import Audience

# Installations whose books one process remembers.
_BOOKS = 8


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of a rule last. document: as JSON. shipped_version: what the product had then, 0 for nothing."""

    id: str
    version: int
    is_withdrawn: bool
    document: str
    shipped_version: int


@dataclass(frozen=True, slots=True)
class RuleBook:
    """rules: those in force, sorted by id. written: newest of each that was written here, in force or withdrawn.

    faulty: refused since what it speaks of has changed; neither what was written nor the product's own is in force.
    """

    rules: Mapping[str, Rule]
    written: Mapping[str, Written]
    faulty: Mapping[str, RuleError]

    @property
    def withdrawn(self) -> Mapping[str, Mapping[str, Any]]:
        """Documents of the rules that are withdrawn."""
        return {one.id: opened(one.document, one.id) for one in self.written.values() if one.is_withdrawn}

    def version_of(self, name: str) -> int:
        """The newest version of a rule, in force or not; 0 where there never was one."""
        if name in self.written:
            return self.written[name].version
        return shipped_rules()[name].version if name in shipped_rules() else 0

    def newer_shipped(self, name: str) -> int | None:
        """The version that the product now has, where it is newer than what somebody wrote over."""
        shipped, written = shipped_rules().get(name), self.written.get(name)
        if shipped is None or written is None or shipped.version <= written.shipped_version:
            return None
        return shipped.version


def rule_book(connection: Connection) -> RuleBook:
    """The rules in force, as the connection sees them: the owner's, or that of the duty of coverage."""
    return _read(connection.execute(text(_newest("layer").sql)))


def public_book(database: Database) -> RuleBook:
    """The rules in force, which are everybody's."""
    return _read(database.rows(Audience.PUBLIC, _newest(schema_of(Audience.PUBLIC))))


def _newest(schema: str) -> Statement:
    """Few rows, read each time: what is made of them is remembered by what they say, and cannot be out of date."""
    return Statement(
        f"SELECT id, version, state = 'withdrawn' AS is_withdrawn, document::text AS document, shipped_version\n"
        f"  FROM {schema}.coverage_rules ORDER BY id",
        {},
    )


def _read(rows: Any) -> RuleBook:
    return made_book(tuple(Written(**row._mapping) for row in rows))


@lru_cache(maxsize=_BOOKS)
def made_book(written: tuple[Written, ...]) -> RuleBook:
    """The book that these and the rules shipped make."""
    rules: dict[str, Rule] = dict(shipped_rules())
    faulty: dict[str, RuleError] = {}
    for one in written:
        rules.pop(one.id, None)
        if one.is_withdrawn:
            continue
        try:
            rules[one.id] = rule_from(opened(one.document, one.id))
        except RuleError as error:
            faulty[one.id] = error
    # A new version of the product may need a rule that was written here to need it.
    faulty |= in_circles(rules, {one.id for one in written})
    sound = {name: rule for name, rule in rules.items() if name not in faulty}
    faulty |= without_needs(sound)
    return RuleBook(
        MappingProxyType({name: sound[name] for name in sorted(sound) if name not in faulty}),
        MappingProxyType({one.id: one for one in written}),
        MappingProxyType(faulty),
    )


def opened(document: str, name: str) -> dict[str, Any]:
    """A document on record, of which nothing but the name is left where it is deeper than can be shown."""
    nothing = {"id": name, "title": {"vi": name}}
    try:
        found: dict[str, Any] = json.loads(document)
    except RecursionError:
        return nothing
    return nothing if is_too_deep(found) else found


def made_of(book: RuleBook, name: str) -> list[str]:
    """Ids of the rules that are made of it, or of those, in the order in which they are calculated."""
    found: list[str] = []
    for rule in in_order(book.rules.values()):
        if {name, *found}.intersection(rule.needs):
            found.append(rule.id)
    return found


def rule_from(document: dict[str, Any]) -> Rule:
    """The rule that a document means. Raises RuleError with the place of the first fault."""
    source = str(document.get("id", "–"))[:80]
    check_document(document, source)
    return rule_of(document, source)
