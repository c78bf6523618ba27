"""Whoever has all rights, and turns the triggers off, changes nothing of the log that does not show."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, text

from geo_api.audit import Action, Actor, Event, record
from geo_api.audit.anchors import Anchor
from geo_api.audit.chain import Seal
from geo_api.audit.verify import Verified, verify
from geo_api.db import owner_connection
from tests.conftest import Server, TestDatabase

EVENTS = 12
# The service noted an anchor here, and somebody wrote one down here.
ANCHORED = 6
WRITTEN_DOWN = EVENTS
NOTHING = """
INSERT INTO audit_event (action, actor, via) VALUES ('sign_in', 'mallory', 'session')
"""
# What makes the chain right again behind a change: what an attacker with all rights does who knows how it is made.
SEAL_ANEW = """
DO $$
DECLARE
    link record;
    before bytea := coalesce((SELECT hash FROM audit_seal WHERE seq < {first} ORDER BY seq DESC LIMIT 1), '');
BEGIN
    FOR link IN SELECT s.seq, e.* FROM audit_seal s JOIN audit_event e ON e.id = s.event_id WHERE s.seq >= {first}
                 ORDER BY s.seq LOOP
        SELECT sha256(before || convert_to(string_agg(coalesce(octet_length(part) || ':' || part, '-'), ',' ORDER BY n),
                                           'UTF8')) INTO before
          FROM unnest(ARRAY[link.seq::text, link.id::text, extract(epoch FROM link.at)::text, link.action, link.actor,
                            link.account_id::text, link.via, link.address, link.audience, link.subject,
                            link.details::text, link.reason]) WITH ORDINALITY AS parts (part, n);
        UPDATE audit_seal SET hash = before WHERE seq = link.seq;
    END LOOP;
    UPDATE audit_head SET hash = before, seq = (SELECT max(seq) FROM audit_seal);
END $$
"""
FIELDS = {
    "at": "at + interval '1 microsecond'",
    "action": "'sign_out'",
    "actor": "actor || ' '",
    "account_id": "account_id + 1",
    "via": "'token'",
    "address": "'198.51.100.1'",
    "audience": "'staff'",
    "subject": "'addresses/2'",
    "details": "details || '{\"n\": 99}'",
    "reason": "'bài khác'",
}
EMPTIED = ("account_id", "address", "audience", "reason")


def changed(seq: int, column: str, value: str) -> str:
    return f"UPDATE audit_event SET {column} = {value} WHERE id = (SELECT event_id FROM audit_seal WHERE seq = {seq})"


def removed(first: int, last: int, what: tuple[str, ...] = ("audit_event", "audit_seal")) -> list[str]:
    places = f"(SELECT event_id FROM audit_seal WHERE seq BETWEEN {first} AND {last})"
    statements = {
        "audit_event": f"DELETE FROM audit_event WHERE id IN {places}",
        "audit_seal": f"DELETE FROM audit_seal WHERE seq BETWEEN {first} AND {last}",
    }
    return [statements[table] for table in what]


def closed_up(behind: int, by: int) -> list[str]:
    return [
        f"UPDATE audit_seal SET seq = -seq WHERE seq > {behind}",
        f"UPDATE audit_seal SET seq = -seq - {by} WHERE seq < 0",
        "UPDATE audit_head SET seq = (SELECT max(seq) FROM audit_seal)",
    ]


def rewound(to: int) -> str:
    return f"UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_seal WHERE seq = {to})"


def pruned(through: int, at: str = "clock_timestamp()", hashed: str = "encode(hash, 'hex')") -> list[str]:
    """What pruning leaves, made by hand."""
    return [
        "ALTER TABLE audit_event ENABLE TRIGGER ALL",
        "ALTER TABLE audit_seal ENABLE TRIGGER ALL",
        "ALTER TABLE audit_head ENABLE TRIGGER ALL",
        "INSERT INTO audit_event (at, action, actor, via, details)"
        f" SELECT {at}, 'audit.pruned', 'root', 'command', jsonb_build_object('through', seq, 'hash', {hashed},"
        f" 'events', seq, 'before', '2020-01-01') FROM audit_seal WHERE seq = {through}",
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SELECT set_config('wardmap.audit_pruning', 'on', true)",
        *removed(1, through),
    ]


SWAPPED = [
    "UPDATE audit_seal SET seq = -seq WHERE seq IN (4, 5)",
    "UPDATE audit_seal SET seq = 9 + seq WHERE seq < 0",
]
SEALED_ALONE = [
    "CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT * FROM audit_seal WHERE seq > 5",
    "CREATE TEMP TABLE kept_head ON COMMIT DROP AS SELECT * FROM audit_head",
    SEAL_ANEW.format(first=5),
    "UPDATE audit_seal AS s SET hash = k.hash FROM kept AS k WHERE k.seq = s.seq",
    "UPDATE audit_head AS h SET hash = k.hash FROM kept_head AS k",
]
# Name → statements, and the places that have to be named as broken (None: any).
TAMPERINGS: dict[str, tuple[list[str], set[int] | None]] = {
    **{f"{name} changed": ([changed(5, name, value)], {5}) for name, value in FIELDS.items()},
    **{f"{name} emptied": ([changed(5, name, "NULL")], {5}) for name in EMPTIED},
    **{f"first event: {name}": ([changed(1, name, FIELDS[name])], {1}) for name in ("at", "actor", "subject")},
    **{f"last event: {name}": ([changed(EVENTS, name, FIELDS[name])], {EVENTS}) for name in ("at", "actor", "details")},
    **{
        f"{name} changed and sealed alone": ([changed(5, name, value), *SEALED_ALONE], {6})
        for name, value in FIELDS.items()
    },
    **{
        f"{name} changed and all behind it sealed anew": ([changed(5, name, value), SEAL_ANEW.format(first=5)], {6, 12})
        for name, value in FIELDS.items()
    },
    "sealed anew between two anchors": ([changed(8, "actor", "'x'"), SEAL_ANEW.format(first=8)], {12}),
    "all sealed anew": ([changed(1, "actor", "'x'"), SEAL_ANEW.format(first=1)], {6, 12}),
    "first event removed": (removed(1, 1), {2}),
    "event in the middle removed": (removed(5, 5), {6}),
    "last event removed": (removed(EVENTS, EVENTS), {11, 12}),
    "last event removed, head rewound": ([*removed(EVENTS, EVENTS), rewound(11)], {12}),
    "end removed, head rewound": ([*removed(4, EVENTS), rewound(3)], {6, 12}),
    "end removed, new events in its place": (
        [*removed(10, EVENTS), rewound(9), *["ALTER TABLE audit_event ENABLE TRIGGER ALL"], *[NOTHING] * 3],
        {12},
    ),
    "everything removed": ([*removed(1, EVENTS), "DELETE FROM audit_head"], {6, 12}),
    "event removed, seal left": (removed(5, 5, ("audit_event",)), {5}),
    "first event removed, seal left": (removed(1, 1, ("audit_event",)), {1}),
    "last event removed, seal left": (removed(EVENTS, EVENTS, ("audit_event",)), {EVENTS}),
    "seal removed, event left": (removed(5, 5, ("audit_seal",)), {6}),
    "last seal removed, head rewound": ([*removed(12, 12, ("audit_seal",)), rewound(11)], {12}),
    "middle removed, places closed up": ([*removed(5, 5), *closed_up(5, 1)], {5}),
    "middle removed, closed up, sealed anew": ([*removed(5, 5), *closed_up(5, 1), SEAL_ANEW.format(first=5)], {6, 12}),
    "beginning removed, closed up, sealed anew": (
        [*removed(1, 3), *closed_up(3, 3), SEAL_ANEW.format(first=1)],
        {6, 12},
    ),
    "event inserted without a seal": ([NOTHING], None),
    "event inserted in the middle": (
        [
            "UPDATE audit_seal SET seq = -seq WHERE seq >= 5",
            "UPDATE audit_seal SET seq = 1 - seq WHERE seq < 0",
            f"WITH e AS ({NOTHING} RETURNING id) INSERT INTO audit_seal SELECT 5, id, sha256('') FROM e",
            "UPDATE audit_head SET seq = seq + 1",
        ],
        {5},
    ),
    "event inserted at the end with a seal of chance": (
        [
            f"WITH e AS ({NOTHING} RETURNING id) INSERT INTO audit_seal SELECT 13, id, sha256('') FROM e",
            "UPDATE audit_head SET seq = 13, hash = sha256('')",
        ],
        {13},
    ),
    "seal added without an event": (
        ["INSERT INTO audit_seal VALUES (13, 999, sha256(''))", "UPDATE audit_head SET seq = 13, hash = sha256('')"],
        {13},
    ),
    "two events swapped": (SWAPPED, {4}),
    "two events swapped, sealed anew": ([*SWAPPED, SEAL_ANEW.format(first=4)], {6, 12}),
    "who did two things swapped": (
        [
            "UPDATE audit_seal SET event_id = -event_id WHERE seq IN (4, 5)",
            "UPDATE audit_seal AS s SET event_id = -o.event_id FROM (SELECT seq, event_id FROM audit_seal) AS o"
            " WHERE s.seq IN (4, 5) AND o.seq = 9 - s.seq AND o.event_id < 0",
        ],
        {4},
    ),
    "everything an hour earlier": (["UPDATE audit_event SET at = at - interval '1 hour'"], {1, 12}),
    "everything an hour earlier, sealed anew": (
        ["UPDATE audit_event SET at = at - interval '1 hour'", SEAL_ANEW.format(first=1)],
        {6, 12},
    ),
    "dated for ever": ([changed(5, "at", "'infinity'")], {5}),
    "one hash changed": (["UPDATE audit_seal SET hash = sha256('') WHERE seq = 5"], {5, 6}),
    "hashes emptied": (["UPDATE audit_seal SET hash = ''"], {1, 12}),
    "last hash and head changed": (
        ["UPDATE audit_seal SET hash = sha256('') WHERE seq = 12", "UPDATE audit_head SET hash = sha256('')"],
        {12},
    ),
    "head rewound": ([rewound(9)], {12}),
    "head ahead": (["UPDATE audit_head SET seq = seq + 5"], {12}),
    "head removed": (["DELETE FROM audit_head"], {12}),
    "head of another hash": (["UPDATE audit_head SET hash = sha256('')"], {12}),
    "numbers of all seals moved": (["UPDATE audit_seal SET seq = seq + 100", "UPDATE audit_head SET seq = 112"], None),
    "a space from one field into the next": (
        [changed(5, "(actor, via)", "('lan.tran' || via, '')")],
        {5},
    ),
    "pruned too early": (pruned(7), {7}),
    "pruned up to an anchor, of another hash": (pruned(6, hashed="encode(sha256(''), 'hex')"), {6, 7}),
    "pruned with a date to come": (pruned(7, "clock_timestamp() + interval '3 years'"), {7}),
    "pruning that says nothing": (
        [*pruned(3), "ALTER TABLE audit_event DISABLE TRIGGER ALL", changed(13, "details", "'{}'")],
        None,
    ),
    "pruning said, nothing pruned": (pruned(3)[:-2], {1}),
    "pruning said to reach further than it did": ([*pruned(3)[:-2], *removed(1, 2)], {3}),
}


@pytest.fixture(scope="module")
def logged(server: Server, template: str) -> Iterator[TestDatabase]:
    with server.database(template) as database:
        for number in range(1, EVENTS + 1):
            actor = Actor("lan.tran", 12, address="203.0.113.7", audience="police")
            event = Event(Action.READ_ITEM, actor, f"addresses/{number}", {"n": number, "tên": "Xóm Đồng"}, "xác minh")
            with owner_connection(database.owner) as connection:
                record(connection, event)
        yield database


@pytest.fixture
def attacker(logged: TestDatabase) -> Iterator[Connection]:
    """A superuser with all triggers off, in a transaction that is undone."""
    engine = create_engine(logged.admin)
    with engine.connect() as connection:
        for table in ("audit_event", "audit_seal", "audit_head"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        yield connection
        connection.rollback()
    engine.dispose()


def seal_of(connection: Connection, seq: int) -> Seal:
    return Seal(seq, bytes(connection.scalar(text("SELECT hash FROM audit_seal WHERE seq = :seq"), {"seq": seq})))


def verified(connection: Connection, noted: Seal, given: Seal) -> Verified:
    return verify(connection, [Anchor(noted, datetime.now(UTC))], [given], [], lambda: None)


def test_what_nobody_touched_is_whole(attacker: Connection):
    noted, given = seal_of(attacker, ANCHORED), seal_of(attacker, WRITTEN_DOWN)
    found = verified(attacker, noted, given)
    assert (found.breaks, found.events, found.compared, found.head) == ([], EVENTS, 2, given)


def test_there_are_fifty_and_more():
    assert len({hashlib.sha256(repr(way).encode()).digest() for way in TAMPERINGS.values()}) >= 50


@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_shows_and_where(attacker: Connection, name: str):
    noted, given = seal_of(attacker, ANCHORED), seal_of(attacker, WRITTEN_DOWN)
    statements, places = TAMPERINGS[name]
    for statement in statements:
        attacker.exec_driver_sql(statement.replace("%", "%%"))
    found = verified(attacker, noted, given)
    assert found.breaks
    assert places is None or places <= {each.seq for each in found.breaks}, found.breaks


def test_pruning_what_was_old_enough_leaves_a_whole_log(attacker: Connection):
    given = seal_of(attacker, WRITTEN_DOWN)
    noted = Anchor(seal_of(attacker, 3), datetime.now(UTC) - timedelta(days=3 * 365))
    for statement in pruned(7):
        attacker.exec_driver_sql(statement)
    found = verify(attacker, [noted], [given], [], lambda: None)
    assert (found.breaks, found.start.seq, found.events, found.compared) == ([], 7, EVENTS - 7 + 1, 1)
