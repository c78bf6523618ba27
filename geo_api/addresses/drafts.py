"""Keeping what collectors take down, under the number that their phone gave it."""

import hashlib
import json
from typing import Any

from sqlalchemy import Connection, text

from geo_api.addresses.asked import DraftWanted
from geo_api.addresses.desk import LAYER, Desk
from geo_api.addresses.documents import AddressDocument, address_document
from geo_api.addresses.listing import find, find_draft
from geo_api.addresses.photos import made_anew
from geo_api.audit.events import Action
from geo_api.errors import BadRequest, Conflict, not_found

_KEEP = """
SELECT kept, is_new FROM register.keep_draft(:asker, :roles, CAST(:draft AS uuid), CAST(:given AS jsonb), :seen)
"""
_KEEP_PHOTO = """
SELECT kept, is_new FROM register.keep_photo(:asker, :roles, :id, :purpose, :sha256, :jpeg, :width, :height, :replaces)
"""
_NUMBER = "SELECT id FROM register.reached WHERE draft_id = CAST(:draft AS uuid)"


def keep_draft(desk: Desk, draft: str, wanted: DraftWanted) -> tuple[AddressDocument, bool]:
    """The address, and whether it is new. Raises NotFound, BadRequest, and Conflict that says what is there."""
    try:
        with desk.transaction() as connection:
            kept = connection.execute(text(_KEEP), _values(desk, draft, wanted)).one()
            details: dict[str, Any] = {"draft": draft, "new": kept.is_new}
            desk.record(connection, Action.ADDRESS_KEPT, f"{LAYER}/{kept.kept}", details)
            return address_document(desk, find(connection, kept.kept)), bool(kept.is_new)
    except Conflict as conflict:
        raise _with_address(desk, draft, conflict) from None


def _values(desk: Desk, draft: str, wanted: DraftWanted) -> dict[str, Any]:
    given = json.dumps(wanted.content, ensure_ascii=False)
    return {**desk.asker, "draft": draft, "given": given, "seen": wanted.version}


def _with_address(desk: Desk, draft: str, conflict: Conflict) -> Conflict:
    """What is there instead, so that the phone can show both."""
    with desk.transaction() as connection:
        row = find_draft(connection, draft)
    if row is not None:
        conflict.members = {**conflict.members, "address": address_document(desk, row).model_dump(mode="json")}
    return conflict


def keep_photo(
    desk: Desk, number: int, purpose: str, digest: str, sent: bytes, *, replaces: bool = False
) -> tuple[AddressDocument, bool]:
    """The address with the photo, and whether that is new. digest: SHA-256 of what is sent, in hexadecimal digits.

    replaces: instead of those of that purpose that are there, which are deleted.

    Raises BadRequest when it is another, or no photo; NotFound, Conflict.
    """
    sha256 = hashlib.sha256(sent).digest()
    if sha256.hex() != digest:
        raise BadRequest(
            "Ảnh nhận được không đúng với mã băm trong địa chỉ; xin gửi lại.",
            "The photo that came is not the one that its address names by its hash; please send it again.",
        )
    jpeg, width, height = made_anew(sent)
    values = {"purpose": purpose, "sha256": sha256, "jpeg": jpeg, "width": width, "height": height}
    values["replaces"] = replaces
    with desk.transaction() as connection:
        asked = {**desk.asker, "id": number, **values}
        kept = connection.execute(text(_KEEP_PHOTO), asked).one()
        if kept.is_new:
            desk.record(connection, Action.ADDRESS_KEPT, f"{LAYER}/{number}", {"photo": kept.kept, "purpose": purpose})
        return address_document(desk, find(connection, number)), bool(kept.is_new)


def number_of_draft(connection: Connection, draft: str) -> int:
    """The id of what is kept under the phone's number. Raises NotFound."""
    number = connection.scalar(text(_NUMBER), {"draft": draft})
    if number is None:
        raise not_found()
    return int(number)
