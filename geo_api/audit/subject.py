"""The answer to whoever asks what is held on an address, or a report of theirs, and who looked at it."""

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from geo_api.audit import held_of_account
from geo_api.audit.events import Action, Actor, Event, record
from geo_api.errors import CommandFailed
from layers.layer import Layer, Storage, Text
from layers.registry import all_layers

SUBJECT = re.compile(r"([a-z][a-z0-9_]{1,39})/([0-9]{1,18})")
CODE = re.compile(r"[A-Z]{2}[2-9CDFHJKLMNPRTVWX]{7}")
PLACE_ZOOMS = range(15)
# A tile shows what stands a little outside of it, too.
MARGIN = 1 / 16

BY_CODE = "SELECT addressable_id FROM address_code WHERE code = :code"
_ROWS = "SELECT to_jsonb(t) - 'geom' - 'geom_3857' || jsonb_build_object({more}) FROM {table} AS t WHERE {condition}"
_WHERE = "'lon', ST_X(ST_PointOnSurface(geom)), 'lat', ST_Y(ST_PointOnSurface(geom))"
# What is held, by where it is held: all versions, the past ones too.
ADDRESS = {
    "addressable": _ROWS.format(more="", table="addressable", condition="id = :id ORDER BY id"),
    "address_point": _ROWS.format(
        more=_WHERE, table="address_point", condition="addressable_id = :id ORDER BY lower(valid), id"
    ),
    "address_text": _ROWS.format(
        more="", table="address_text", condition="addressable_id = :id ORDER BY lower(valid), id"
    ),
    "address_code": _ROWS.format(more="", table="address_code", condition="addressable_id = :id"),
    "address_alias": _ROWS.format(more="", table="address_alias", condition="addressable_id = :id ORDER BY id"),
    "address_event": _ROWS.format(more="", table="address_event", condition="addressable_id = :id ORDER BY id"),
    # The pictures themselves are shown by the register; here is which there are.
    "address_photo": (
        "SELECT to_jsonb(f) FROM (SELECT id, purpose, width, height, account_id, stored_at FROM address_photo"
        " WHERE addressable_id = :id) AS f ORDER BY f.id"
    ),
    "plate": _ROWS.format(more="", table="plate", condition="addressable_id = :id ORDER BY id"),
}
FEATURE = {
    "feature": _ROWS.format(more=_WHERE, table="feature", condition="layer = :layer AND id = :id"),
    "feature_past": _ROWS.format(
        more=_WHERE, table="feature_past", condition="layer = :layer AND id = :id ORDER BY recorded_at"
    ),
    "load": (
        "SELECT to_jsonb(l) - 'report' FROM load AS l WHERE id IN ("
        " SELECT load_id FROM feature WHERE layer = :layer AND id = :id"
        " UNION SELECT from_load FROM feature_past WHERE layer = :layer AND id = :id"
        " UNION SELECT load_id FROM feature_past WHERE layer = :layer AND id = :id) ORDER BY id"
    ),
}
COVERAGE = {
    "coverage_result": _ROWS.format(
        more=_WHERE, table="coverage_result", condition="layer = :layer AND subject_id = :id ORDER BY run_id"
    )
}
# Who saw it: by itself; in a list that names it; in one that says between which numbers, or from where; on a map.
SEEN = """
SELECT s.seq, e.at, e.action, e.actor, e.account_id, e.via, e.address, e.audience, e.subject, e.reason, e.details,
       CASE WHEN e.subject = :subject THEN 'itself' WHEN e.action = 'read.tiles' THEN 'map'
            WHEN e.details ? 'ids' THEN 'named' ELSE 'perhaps' END AS how
  FROM audit_event AS e LEFT JOIN audit_seal AS s ON s.event_id = e.id
 WHERE e.subject = :subject
    OR e.subject = :layer AND (
       e.action = 'read.tiles' AND e.details->'tile' IN (SELECT jsonb_array_elements(CAST(:tiles AS jsonb)))
    OR e.details->'ids' @> to_jsonb(CAST(:id AS bigint))
    OR e.action LIKE 'read.items%' AND NOT e.details ? 'ids'
       AND (NOT e.details ? 'between' OR CAST(:id AS bigint) BETWEEN (e.details->'between'->>0)::bigint
                                                            AND (e.details->'between'->>1)::bigint)
       AND (NOT e.details ? 'bbox' OR :points = '[]' OR EXISTS (
            SELECT FROM jsonb_array_elements(e.details->'bbox') AS box,
                        jsonb_array_elements(CAST(:points AS jsonb)) AS p
             WHERE (p->>0)::float8 BETWEEN (box->>0)::float8 - 1e-6 AND (box->>2)::float8 + 1e-6
               AND (p->>1)::float8 BETWEEN (box->>1)::float8 - 1e-6 AND (box->>3)::float8 + 1e-6))
       -- What began to be sent, and of which it was not said at its end what it was.
       AND NOT (e.action = 'read.items' AND EXISTS (
            SELECT FROM audit_event AS f
             WHERE f.action = 'read.items.ended' AND f.details->'sending' = e.details->'sending')))
    OR e.subject = 'coverage_gaps' AND e.details->'ids' @> ANY (
       SELECT to_jsonb(r.id) FROM coverage_result AS r WHERE r.layer = :layer AND r.subject_id = :id)
 ORDER BY e.id
"""
HOW = {
    "itself": Text("Xem đúng đối tượng này.", "Exactly this was looked at."),
    "named": Text("Có trong danh sách đã xem.", "It was in a list that was looked at."),
    "map": Text("Xem bản đồ nơi có đối tượng này.", "A map was looked at of the place where it is."),
    "perhaps": Text(
        "Có thể nằm trong một danh sách dài hoặc tệp đã xuất.", "It may have been in a long list, or a file."
    ),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """A row of a layer; without one, an account."""

    layer: Layer | None
    id: int

    @property
    def of(self) -> str:
        return held_of_account.NAME if self.layer is None else self.layer.name

    def __str__(self) -> str:
        return f"{self.of}/{self.id}"


def subject_named(connection: Connection, words: str) -> Subject:
    """`addresses/345`, the code of an address, or `account/12`. Raises CommandFailed."""
    code = re.sub(r"[\s.-]", "", words.upper())
    if CODE.fullmatch(code):
        found = connection.scalar(text(BY_CODE), {"code": code})
        if found is not None:
            return Subject(all_layers()["addresses"], found)
    match = SUBJECT.fullmatch(words)
    if match is not None and match[1] == held_of_account.NAME:
        return Subject(None, int(match[2]))
    if match is None or match[1] not in all_layers():
        raise CommandFailed(
            f"“{words[:80]}” không phải mã địa chỉ đã cấp, cũng không có dạng LỚP/SỐ như addresses/345, account/12.",
            f"“{words[:80]}” is no address code that was assigned, nor LAYER/ID such as addresses/345, account/12.",
        )
    return Subject(all_layers()[match[1]], int(match[2]))


def told(connection: Connection, subject: Subject, by: Actor) -> dict[str, Any]:
    """Everything that is held on it and everybody who looked, as the owner; that this was asked is recorded.

    Raises CommandFailed when there is nothing of that number, and never was.
    """
    held = {name: _rows(connection, sql, subject) for name, sql in _queries(subject).items()}
    seen = _seen(connection, subject, _points(held))
    if not any(held.values()) and not seen:
        raise CommandFailed(f"Không có gì về {subject}.", f"There is nothing on {subject}.")
    record(connection, Event(Action.AUDIT_SUBJECT, by, str(subject), {"looks": len(seen)}))
    title = held_of_account.TITLE if subject.layer is None else subject.layer.title
    return {
        "subject": str(subject),
        "layer": {"vi": title.vi, "en": title.en},
        "held": held,
        "looked_at": seen,
        "how": {name: {"vi": words.vi, "en": words.en} for name, words in HOW.items()},
    }


def _queries(subject: Subject) -> dict[str, str]:
    if subject.layer is None:
        return held_of_account.HELD
    own = FEATURE if subject.layer.storage is Storage.FEATURE else ADDRESS if subject.layer.name == "addresses" else {}
    return own | COVERAGE


def _rows(connection: Connection, sql: str, subject: Subject) -> list[dict[str, Any]]:
    return list(connection.scalars(text(sql), {"layer": subject.of, "id": subject.id}))


def _points(held: dict[str, list[dict[str, Any]]]) -> list[tuple[float, float]]:
    """Wherever it stands or stood; a photo may not say where it was taken."""
    rows = [row for rows in held.values() for row in rows if row.get("lon") is not None]
    return sorted({(row["lon"], row["lat"]) for row in rows})


def _seen(connection: Connection, subject: Subject, points: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    values = {
        "subject": str(subject),
        "layer": subject.of,
        "id": subject.id,
        "tiles": json.dumps([tile for point in points for tile in tiles_of(*point)]),
        "points": json.dumps([list(point) for point in points]),
    }
    rows = connection.execute(text(SEEN), values).mappings()
    return [{**row, "at": row["at"].isoformat()} for row in rows]


def tiles_of(longitude: float, latitude: float) -> list[list[int]]:
    """[zoom, column, row] of the tiles that show the point, within them or in their margin."""
    x = (longitude + 180) / 360
    y = (1 - math.asinh(math.tan(math.radians(latitude))) / math.pi) / 2
    return [[zoom, column, row] for zoom in PLACE_ZOOMS for column in _near(x * 2**zoom) for row in _near(y * 2**zoom)]


def _near(place: float) -> range:
    return range(math.floor(place - MARGIN), math.floor(place + MARGIN) + 1)
