"""Ordering plates, and what happens to each: one transaction with its events and the audit log."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, text

from geo_api.addresses.desk import LAYER, Desk
from geo_api.addresses.plates.asked import OrderWanted, PlateStepWanted
from geo_api.addresses.plates.documents import printable
from geo_api.addresses.plates.listing import Found, of_ids, of_order
from geo_api.audit.events import Action
from geo_api.errors import Conflict, not_found

_SEEN = "SELECT count(*) FROM register.addresses WHERE id = ANY(:ids)"
_ORDER = "SELECT register.order_plates(:asker, :roles, :template, :ids, :again)"
_TAKE = "SELECT register.take_plates(:asker, :roles, :step, :ids, :seen, :reason, CAST(:given AS jsonb))"


def order_plates(desk: Desk, wanted: OrderWanted) -> list[Found]:
    """The plates of the new order. Raises NotFound, Forbidden, Conflict that names each that cannot have one."""
    values = {"template": wanted.template, "ids": wanted.addresses, "again": wanted.again}
    with desk.transaction() as connection:
        # What a token of one unit does not see, it does not order.
        if connection.scalar(text(_SEEN), {"ids": wanted.addresses}) < len(wanted.addresses):
            raise not_found()
        number = int(connection.scalar(text(_ORDER), {**desk.asker, **values}) or 0)
        rows = of_order(connection, number)
        details: dict[str, object] = {"step": "plate_ordered", "order": number, "ids": wanted.addresses}
        desk.record(connection, Action.ADDRESS_STEP, LAYER, details)
        return rows


def take_step(desk: Desk, step: str, plate: int, said: PlateStepWanted) -> Found:
    """The plate afterwards. Raises NotFound, Forbidden, BadRequest, Conflict."""
    with desk.transaction() as connection:
        found = of_ids(connection, [plate])
        _take(desk, connection, step, found, said)
        return of_ids(connection, [plate])[0]


def print_order(desk: Desk, number: int) -> list[Found]:
    """The plates of the order, all that stand on its sheets printed. Raises NotFound, and Conflict as `take_step`."""
    with desk.transaction() as connection:
        found = [one for one in printable(of_order(connection, number)) if one.plate.status == "ordered"]
        if found:
            _take(desk, connection, "printed", found)
        return of_order(connection, number)


def rows_to_print(desk: Desk, number: int, form: str) -> list[Found]:
    """What stands on the sheets of the order; that it is taken away is on record before. Raises NotFound, Conflict."""
    with desk.transaction() as connection:
        rows = printable(of_order(connection, number))
        if not rows:
            raise Conflict(
                "Đợt này không còn biển nào cần in: đã gắn, đã gỡ, hoặc địa chỉ không còn dùng.",
                "Nothing of this order is left to print: installed, removed, or of addresses not in use any more.",
            )
        ids = [row.address.id for row in rows]
        details: dict[str, object] = {"as": form, "plate_order": number, "rows": len(rows), "ids": ids}
        desk.record(connection, Action.EXPORTED, LAYER, details)
        return rows


def _take(
    desk: Desk, connection: Connection, step: str, found: Sequence[Found], said: PlateStepWanted | None = None
) -> None:
    """said: of one plate, with the version that was looked at; of many it is the one that they have."""
    reason = said.reason if said else None
    values = {
        "step": step,
        "ids": [one.id for one in found],
        "seen": [said.version if said else one.plate.version for one in found],
        "reason": reason,
        "given": json.dumps(said.given if said else {}),
    }
    taken = connection.scalar(text(_TAKE), {**desk.asker, **values})
    if taken:
        addresses = [one.address.id for one in found if one.id in taken]
        details: dict[str, object] = {"step": f"plate_{step}", "ids": addresses, "plates": taken, "reason": reason}
        desk.record(connection, Action.ADDRESS_STEP, LAYER, details)
