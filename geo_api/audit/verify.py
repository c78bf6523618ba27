"""Reads the whole log and computes its chain anew. Nothing that the database calculates is believed, columns alone."""

import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.audit.anchors import Anchor
from geo_api.audit.chain import BEGINNING, Break, Link, Seal, Walk
from geo_api.errors import CommandFailed
from layers.layer import Text

# Nobody may prune what is younger: long enough for complaints and inspections, and not for ever, for the log tells much
# of people itself.
LEAST_KEPT = timedelta(days=2 * 365)
ROWS_AT_ONCE = 2000
# Clocks of two machines are never quite the same.
CLOCK = timedelta(minutes=10)
TABLES = ("audit_event", "audit_head", "audit_seal")

ALONE = "SET LOCAL search_path = pg_catalog"
ONE_MOMENT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
ARE_TABLES = """
SELECT relname FROM pg_catalog.pg_class
 WHERE relnamespace = 'public'::pg_catalog.regnamespace AND relname = ANY (:tables)
   AND relkind = 'r' AND NOT relrowsecurity AND NOT relhasrules
"""
COUNT = "SELECT count(*) FROM ONLY public.audit_seal"
HEAD = "SELECT seq, hash FROM ONLY public.audit_head"
_FIELDS = """e.id::text, extract(epoch FROM e.at)::text, e.action, e.actor, e.account_id::text, e.via, e.address,
       e.audience, e.subject, e.details::text, e.reason"""
LINKS = f"""
SELECT coalesce(s.event_id, e.id), s.seq, s.hash, e.id IS NOT NULL AS is_there, {_FIELDS}
  FROM ONLY public.audit_event AS e FULL JOIN ONLY public.audit_seal AS s ON s.event_id = e.id
 ORDER BY s.seq NULLS FIRST, e.id
"""
PRUNED = """
SELECT extract(epoch FROM e.at)::float8 AS at, e.details::text AS details
  FROM ONLY public.audit_event AS e JOIN ONLY public.audit_seal AS s ON s.event_id = e.id
 WHERE e.action = 'audit.pruned' ORDER BY s.seq DESC LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found. head: the last seal, to be written down elsewhere. compared: anchors that the log was held to."""

    events: int
    head: Seal
    start: Seal
    compared: int
    breaks: Sequence[Break]


def verify(
    connection: Connection,
    anchors: Sequence[Anchor],
    given: Sequence[Seal],
    altered: Sequence[Break],
    on_row: Callable[[], None],
) -> Verified:
    """Walk the chain as it is at one moment, behind `places` in the same transaction.

    anchors: as noted by the service; altered: what was not well with these already; given: seals that somebody wrote
    down. Raises CommandFailed without the tables.
    """
    connection.execute(text(ALONE))
    _check_tables(connection)
    start, breaks = _start(connection, anchors)
    seals = sorted({*(anchor.seal for anchor in anchors), *given}, key=lambda seal: seal.seq)
    walk = Walk(start, deque(seal for seal in seals if seal.seq > start.seq), breaks)
    breaks += altered
    breaks += [_pruned_otherwise(seal) for seal in seals if seal.seq == start.seq and seal != start]
    for link in _links(connection):
        walk.step(link)
        on_row()
    walk.end(_head(connection))
    return Verified(walk.events, walk.last, start, walk.compared, walk.breaks)


def places(connection: Connection) -> int:
    """How many seals there are, for a progress bar: the first statement of a transaction that sees one moment."""
    connection.execute(text(ONE_MOMENT))
    return int(connection.scalar(text(COUNT)) or 0)


def _check_tables(connection: Connection) -> None:
    """A view, a rule or a policy in the place of a table could show anything."""
    found = set(connection.scalars(text(ARE_TABLES), {"tables": list(TABLES)}))
    missing = ", ".join(table for table in TABLES if table not in found)
    if missing:
        raise CommandFailed(
            f"Không phải bảng bình thường, hoặc không có: {missing}. Nhật ký không kiểm tra được; xem: wardmap migrate",
            f"Not there, or no plain table: {missing}. The log cannot be verified; see: wardmap migrate",
        )


def _head(connection: Connection) -> Seal:
    row = connection.execute(text(HEAD)).first()
    return Seal(row.seq, bytes(row.hash)) if row else BEGINNING


def _links(connection: Connection) -> Iterator[Link]:
    options = {"stream_results": True, "max_row_buffer": ROWS_AT_ONCE}
    for rows in connection.execute(text(LINKS), execution_options=options).partitions(ROWS_AT_ONCE):
        for event_id, seq, hashed, is_there, *fields in rows:
            yield Link(event_id, None if seq is None else Seal(seq, bytes(hashed)), fields if is_there else None)


def _start(connection: Connection, anchors: Sequence[Anchor]) -> tuple[Seal, list[Break]]:
    """Where the log begins: what was last pruned says so, and is a link of the chain itself."""
    row = connection.execute(text(PRUNED)).first()
    if row is None:
        return BEGINNING, []
    try:
        said = json.loads(row.details)
        start = Seal(int(said["through"]), bytes.fromhex(said["hash"]))
    except (ValueError, KeyError, TypeError):
        return BEGINNING, [Break(None, _NO_CHECKPOINT)]
    return start, [Break(start.seq, _TOO_YOUNG)] if _is_too_young(row, start, anchors) else []


def _is_too_young(row: Row[Any], start: Seal, anchors: Sequence[Anchor]) -> bool:
    """What was pruned was written after the anchors before it, and those have dates."""
    if row.at > (datetime.now(UTC) + CLOCK).timestamp():
        return True
    dates = [anchor.at.timestamp() for anchor in anchors if anchor.seal.seq < start.seq]
    return bool(dates) and max(dates) > row.at - (LEAST_KEPT - CLOCK).total_seconds()


def _pruned_otherwise(seal: Seal) -> Break:
    return Break(
        seal.seq,
        Text(
            f"Phần đã lược bỏ đến số {seal.seq} không phải là phần mà mốc đã ghi.",
            f"What was pruned up to {seal.seq} is not what an anchor was noted of.",
        ),
    )


_NO_CHECKPOINT = Text(
    "Sự kiện lược bỏ cuối cùng không nói được nhật ký bắt đầu từ đâu.",
    "The last event of pruning does not say where the log begins.",
)
_TOO_YOUNG = Text(
    "Phần đã lược bỏ có sự kiện chưa đến hạn: mốc ghi trước chúng còn quá mới.",
    "What was pruned held events that had to be kept: anchors noted before them are too recent.",
)
