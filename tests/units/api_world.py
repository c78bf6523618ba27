"""Small worlds of units made by hand, row by row, for tests of what the service says of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text

from tests.conftest import Server, TestDatabase, client_of

ALWAYS = "(,)"


class World:
    """Writes units as their owner; answers the identities."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def unit(self, level: str = "commune", *, created: int | None = None, ended: int | None = None) -> int:
        return self._insert(
            "INSERT INTO unit (level, created_by_event, ended_by_event) VALUES (:level, :created, :ended) RETURNING id",
            level=level,
            created=created,
            ended=ended,
        )

    def version(
        self,
        unit: int,
        name: str,
        valid: str = ALWAYS,
        *,
        kind: str = "xã",
        parent: int | None = None,
        wkt: str | None = None,
        recorded: str = "[2026-01-01,)",
        event: int | None = None,
        qualifier: str | None = None,
    ) -> None:
        self._connection.execute(
            text(
                "INSERT INTO unit_version"
                " (unit_id, valid, recorded, name, kind, parent_id, geom, geom_status, geom_source, event_id,"
                " qualifier)"
                " VALUES (:unit, CAST(:valid AS daterange), CAST(:recorded AS tstzrange), :name, :kind, :parent,"
                " ST_Multi(ST_GeomFromText(:wkt, 4326)), :status, :source, :event, :qualifier)"
            ),
            {
                "unit": unit,
                "valid": valid,
                "recorded": recorded,
                "name": name,
                "kind": kind,
                "parent": parent,
                "wkt": wkt,
                "status": "sketch" if wkt else "none",
                "source": "Bản vẽ tay" if wkt else None,
                "event": event,
                "qualifier": qualifier,
            },
        )

    def commune(self, name: str, valid: str = ALWAYS, code: str | None = None) -> int:
        """A commune with one version."""
        unit = self.unit()
        self.version(unit, name, valid)
        if code:
            self.code(unit, code, valid)
        return unit

    def code(self, unit: int, code: str, valid: str = ALWAYS, scheme: str = "gso") -> None:
        self._connection.execute(
            text("INSERT INTO unit_code VALUES (:scheme, :code, :unit, CAST(:valid AS daterange))"),
            {"scheme": scheme, "code": code, "unit": unit, "valid": valid},
        )

    def title(self, unit: int, title: str, valid: str) -> None:
        self._connection.execute(
            text("INSERT INTO unit_title VALUES (:unit, :title, CAST(:valid AS daterange), 'QĐ 1')"),
            {"unit": unit, "title": title, "valid": valid},
        )

    def event(self, kind: str, day: str, document: str | None = None, recorded_at: str = "2026-01-01") -> int:
        return self._insert(
            "INSERT INTO unit_event (kind, effective, document, recorded_at)"
            " VALUES (:kind, CAST(:day AS date), :document, CAST(:recorded_at AS timestamptz)) RETURNING id",
            kind=kind,
            day=day,
            document=document,
            recorded_at=recorded_at,
        )

    def edge(self, event: int, start: int, end: int, part: str = "whole", **shares: float) -> None:
        """shares: address, population, area."""
        self._connection.execute(
            text("INSERT INTO unit_lineage VALUES (:event, :start, :end, :part, :area, :address, :population)"),
            {"event": event, "start": start, "end": end, "part": part}
            | {basis: shares.get(basis) for basis in ("area", "address", "population")},
        )

    def _insert(self, sql: str, **values: object) -> int:
        return int(self._connection.execute(text(sql), values).scalar_one())


@contextmanager
def writing(database: TestDatabase) -> Iterator[World]:
    """A world to be written into `database`, kept at the end of the block."""
    engine = create_engine(database.owner)
    with engine.begin() as connection:
        yield World(connection)
    engine.dispose()


@contextmanager
def empty_world(server: Server, template: str) -> Iterator[tuple[TestDatabase, TestClient]]:
    """A database without units, and the service over it."""
    with server.database(template) as database, client_of(database) as client:
        yield database, client
