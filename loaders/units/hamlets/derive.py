"""Boundaries of hamlets that nobody has drawn: cells around their points, on record as derived and nothing better."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import Connection, func, select, text

from layers.errors import WardmapError
from layers.layer import Text
from loaders.report import shortened
from loaders.units.drawn.store import redraw
from loaders.units.hamlets.cells import Partition, partition
from loaders.units.hamlets.points import Commune, Hamlet, Points, PointSource, communes_of, hamlets_in, points_of
from loaders.write.store import UNITS, lock_layer

# Of a boundary: none is missing, and these two may be replaced when it is asked for.
REPLACEABLE = frozenset({"sketch", "derived"})
_WORDS = {PointSource.ADDRESSES: "địa chỉ số", PointSource.CULTURE_HOUSES: "nhà văn hóa"}
_EVENT = """
INSERT INTO unit_event (kind, effective, document, note) VALUES ('reboundary', :day, :document, :note) RETURNING id
"""
# One statement, so that what is taken off record is exactly what goes back on record around the new boundary.
_REPLACE = """
WITH new AS (
    SELECT * FROM unnest(CAST(:units AS bigint[]), CAST(:shapes AS text[]), CAST(:sources AS text[]))
           AS cell(unit_id, shape, source)
), old AS (
    UPDATE unit_version AS v SET recorded = tstzrange(lower(v.recorded), :recorded)
      FROM new WHERE v.unit_id = new.unit_id AND upper_inf(v.recorded) AND v.valid @> :day
 RETURNING v.*, CAST(new.shape AS geometry) AS cell, new.source)
INSERT INTO unit_version (unit_id, valid, recorded, name, qualifier, kind, parent_id, geom, geom_status, geom_source,
                          load_id, event_id)
SELECT unit_id, daterange(lower(valid), :day), tstzrange(:recorded, NULL), name, qualifier, kind, parent_id, geom,
       geom_status, geom_source, load_id, event_id FROM old WHERE lower_inf(valid) OR lower(valid) < :day
UNION ALL
SELECT unit_id, daterange(:day, upper(valid)), tstzrange(:recorded, NULL), name, qualifier, kind, parent_id, cell,
       'derived', source, NULL, :event FROM old
"""


class CannotDerive(WardmapError):
    """There is nothing that cells could be made in; nothing was written."""

    status = 400
    title: ClassVar[Text] = Text("Không suy ra được ranh giới", "Boundaries cannot be derived")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for. code: of one commune on `day`; None: of all that have a boundary. overwrite: sketches and
    derived boundaries too, never better ones.
    """

    code: str | None
    source: PointSource
    day: date
    document: str | None = None
    overwrite: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """What became of one commune. derived: hamlets with a new boundary and the points each has. without_points: hamlets
    that stay as they are, for nothing tells where they are. unused: points beyond the land to be shared out.
    contested: places that points of several hamlets claim. unmatched: culture houses that fit no hamlet, or several.
    """

    commune: str
    code: str
    points: int = 0
    unused: int = 0
    contested: int = 0
    derived: dict[str, int]
    unchanged: int = 0
    kept: int = 0
    without_points: tuple[str, ...] = ()
    unmatched: tuple[str, ...] = ()
    event_id: int | None = None


def derive_hamlets(
    connection: Connection, wanted: Wanted, on_commune: Callable[[str], None] = lambda _: None
) -> list[Derived]:
    """Give hamlets without a boundary the cells of their points, from `wanted.day` on; nothing is committed.

    Raises CannotDerive when there is no such commune on that day, or it has no boundary.
    """
    lock_layer(connection, UNITS)
    # The wall clock after the lock, not the start of the transaction: what others recorded lies before it.
    recorded = connection.execute(select(func.clock_timestamp())).scalar_one()
    derived = list(_each(connection, wanted, recorded, on_commune))
    redraw(connection)
    return derived


def _each(
    connection: Connection, wanted: Wanted, recorded: datetime, on_commune: Callable[[str], None]
) -> Iterator[Derived]:
    for commune, land in _communes(connection, wanted):
        on_commune(commune.full_name)
        hamlets = hamlets_in(connection, commune.id, wanted.day)
        if hamlets:
            yield _derive(connection, wanted, recorded, commune, land, hamlets)


def _communes(connection: Connection, wanted: Wanted) -> list[tuple[Commune, BaseGeometry]]:
    found = communes_of(connection, wanted.day, wanted.code)
    if wanted.code is not None:
        _refuse_missing(found, wanted.code, wanted.day)
    return [(commune, commune.geometry) for commune in found if commune.geometry is not None]


def _refuse_missing(found: Sequence[Commune], code: str, day: date) -> None:
    if not found:
        raise CannotDerive(
            f"Ngày {day:%d/%m/%Y} không có xã, phường nào mang mã “{shortened(code)}”.",
            f"No commune has the code “{shortened(code)}” on {day}.",
        )
    if found[0].geometry is None:
        name = found[0].full_name
        raise CannotDerive(
            f"{name} chưa có ranh giới ngày {day:%d/%m/%Y}; hãy nạp ranh giới xã trước.",
            f"{name} has no boundary on {day}; load that of the commune first.",
        )


def _derive(
    connection: Connection,
    wanted: Wanted,
    recorded: datetime,
    commune: Commune,
    land: BaseGeometry,
    hamlets: Sequence[Hamlet],
) -> Derived:
    open_ones = [h for h in hamlets if h.status == "none" or (wanted.overwrite and h.status in REPLACEABLE)]
    points = points_of(connection, wanted.source, commune.id, hamlets, wanted.day)
    shares = _shares(land, hamlets, {hamlet.id for hamlet in open_ones}, points)
    changed = [h for h in open_ones if _changes(h, shares, wanted.source)]
    event = _write(connection, wanted, recorded, commune, changed, shares) if changed and not wanted.dry_run else None
    return _told(commune, hamlets, open_ones, changed, points, shares, event)


def _shares(land: BaseGeometry, hamlets: Sequence[Hamlet], open_ones: set[int], points: Points) -> Partition:
    """Whoever has no point on the land left to share out keeps what it has, and so there is less to share out."""
    placed = open_ones & set(points.owners)
    while True:
        kept = [h.geometry for h in hamlets if h.id not in placed and h.geometry is not None]
        mine = [owner in placed for owner in points.owners]
        owners = [owner for owner in points.owners if owner in placed]
        shares = partition(land, points.spots[mine], owners, kept)
        if placed == shares.cells.keys():
            return shares
        placed &= shares.cells.keys()


def _changes(hamlet: Hamlet, shares: Partition, source: PointSource) -> bool:
    cell = shares.cells.get(hamlet.id)
    if cell is None or hamlet.geometry is None:
        return cell is not None
    same = hamlet.source == _source(shares.counts[hamlet.id], source)
    return not (same and shapely.to_wkb(shapely.normalize(hamlet.geometry)) == shapely.to_wkb(cell))


def _source(points: int, source: PointSource) -> str:
    return f"Suy ra từ {points} {_WORDS[source]}"


def _write(
    connection: Connection,
    wanted: Wanted,
    recorded: datetime,
    commune: Commune,
    changed: Sequence[Hamlet],
    shares: Partition,
) -> int:
    points = sum(shares.counts[hamlet.id] for hamlet in changed)
    note = f"Ranh giới {len(changed)} thôn, xóm, tổ dân phố của {commune.full_name}: {_source(points, wanted.source)}"
    values = {"day": wanted.day, "document": wanted.document, "note": note}
    event = int(connection.execute(text(_EVENT), values).scalar_one())
    cells = {
        "units": [hamlet.id for hamlet in changed],
        "shapes": [_ewkb(shares.cells[hamlet.id]) for hamlet in changed],
        "sources": [_source(shares.counts[hamlet.id], wanted.source) for hamlet in changed],
    }
    connection.execute(text(_REPLACE), {"day": wanted.day, "recorded": recorded, "event": event, **cells})
    return event


def _ewkb(cell: MultiPolygon) -> str:
    return str(shapely.to_wkb(shapely.set_srid(cell, 4326), hex=True, include_srid=True))


def _told(
    commune: Commune,
    hamlets: Sequence[Hamlet],
    open_ones: Sequence[Hamlet],
    changed: Sequence[Hamlet],
    points: Points,
    shares: Partition,
    event: int | None,
) -> Derived:
    open_ids = {hamlet.id for hamlet in open_ones}
    return Derived(
        commune=commune.full_name,
        code=commune.code,
        points=shares.counts.total(),
        unused=sum(owner in open_ids for owner in points.owners) - shares.counts.total(),
        contested=shares.contested,
        derived={hamlet.full_name: shares.counts[hamlet.id] for hamlet in changed},
        unchanged=sum(hamlet.id in shares.cells for hamlet in open_ones) - len(changed),
        kept=len(hamlets) - len(open_ones),
        without_points=tuple(hamlet.full_name for hamlet in open_ones if hamlet.id not in shares.cells),
        unmatched=points.unmatched,
        event_id=event,
    )
