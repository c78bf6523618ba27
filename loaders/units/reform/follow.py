"""What hangs on units follows them on the day of a change: their parts, titles, and what others register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import Connection, text

from layers.layer import Text
from layers.names import full_name
from loaders.units.hamlets.qualify import qualify_hamlets
from loaders.units.reform.report import Followed
from loaders.units.statements import named_statements

PARTS = Text("thôn, xóm, tổ dân phố và đơn vị cấp dưới", "hamlets and other parts of units")
TITLES = Text(
    "danh hiệu (kết thúc cùng đơn vị, không thừa kế)", "titles (they end with the unit, nobody inherits them)"
)
_SQL = named_statements(__file__)


class Follower(Protocol):
    """Moves what hangs on units that changed on `effective`, and says what it could not move."""

    def __call__(self, connection: Connection, effective: date) -> Followed: ...


@dataclass(frozen=True, slots=True)
class Successor:
    """What a unit is on a day. is_whole: it is that unit alone."""

    unit_id: int
    is_whole: bool


def successors(connection: Connection, unit_ids: Iterable[int], day: date) -> dict[int, list[Successor]]:
    """For each unit the units that it is on `day`, itself if it is still there; none when it ended without any."""
    found: dict[int, list[Successor]] = {unit_id: [] for unit_id in unit_ids}
    for origin, unit_id, is_whole in _run(connection, "successors", ids=list(found), day=day):
        found[origin].append(Successor(unit_id, is_whole))
    return found


def follow_parts(connection: Connection, effective: date) -> Followed:
    """Hamlets, and communes and districts that the change did not name, go to what their unit became.

    Where it became several, a boundary or a label point inside one of them decides; else they are listed.
    """
    _run(connection, "placed", day=effective)
    moved = _run(connection, "move", day=effective).rowcount
    lost = [_homeless(*row) for row in _run(connection, "homeless", day=effective)]
    _run(connection, "clear")
    qualify_hamlets(connection)
    return Followed(PARTS, moved, tuple(lost))


def follow_titles(connection: Connection, effective: date) -> Followed:
    """Titles of units that ended end with them; those of units that go on stay."""
    ended = _run(connection, "titles", day=effective)
    return Followed(TITLES, 0, tuple(_lapsed(*row) for row in ended))


OWN: Sequence[Follower] = (follow_parts, follow_titles)


def _homeless(kind: str, name: str, parent: str | None, candidates: Sequence[str] | None) -> Text:
    listed = ", ".join(candidates or ())
    unit = f"{full_name(kind, name)}, {parent or '—'}"
    return Text(
        f"{unit}: không rõ thuộc đơn vị nào trong: {listed or 'không có đơn vị kế tiếp'}.",
        f"{unit}: it is not known to which it belongs: {listed or 'there is no successor'}.",
    )


def _lapsed(title: str, kind: str, name: str) -> Text:
    unit = full_name(kind, name)
    return Text(
        f"“{title}” của {unit} kết thúc cùng đơn vị; đơn vị mới phải được công nhận lại.",
        f"“{title}” of {unit} ended with the unit; a new unit has to earn it anew.",
    )


def _run(connection: Connection, part: str, **values: Any) -> Any:
    return connection.execute(text(_SQL[part]), values)
