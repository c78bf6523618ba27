"""Taking a step with one address or many: one transaction, all or none, with its events and the audit log."""

import json
import secrets
from collections.abc import Sequence

from psycopg2.errors import UniqueViolation
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from geo_api.addresses.asked import StepWanted
from geo_api.addresses.desk import LAYER, Desk
from geo_api.addresses.documents import AddressDocument, address_documents
from geo_api.addresses.listing import find_all
from geo_api.audit.events import Action
from layers.codes import mint

PAYLOAD = 6
# With three million codes given, one in fifty that are drawn is taken already.
SPARE = 10
# That two draw the same code at once, so often one after the other, does not happen.
_TRIES = 5
_TAKE = """
SELECT register.take(:asker, :roles, :step, :ids, :seen, :reason_code, :reason, CAST(:given AS jsonb), :codes) AS taken
"""


def take(
    desk: Desk, step: str, chosen: Sequence[tuple[int, int]], said: StepWanted | None = None
) -> list[AddressDocument]:
    """The addresses as they are afterwards. chosen: id and version of each.

    Raises NotFound, Forbidden, BadRequest, Conflict, which name each that cannot be.
    """
    for turn in range(_TRIES):
        try:
            return _take(desk, step, chosen, said)
        except IntegrityError as error:
            # A code that somebody else has drawn, too.
            if not isinstance(error.orig, UniqueViolation) or step != "assign" or turn == _TRIES - 1:
                raise
    raise AssertionError


def drawn(prefix: str, count: int) -> list[str]:
    """Codes by chance for so many addresses, and some to spare: those that are given already are passed over."""
    return [mint(prefix, PAYLOAD, secrets.randbelow) for _ in range(count + count // 4 + SPARE)]


def _take(desk: Desk, step: str, chosen: Sequence[tuple[int, int]], said: StepWanted | None) -> list[AddressDocument]:
    ids = [number for number, _ in chosen]
    reason = getattr(said, "reason", None)
    values = {
        **desk.asker,
        "step": step,
        "ids": ids,
        "seen": [version for _, version in chosen],
        "reason_code": getattr(said, "reason_code", None),
        "reason": reason,
        "given": json.dumps(said.given if said else {}, ensure_ascii=False),
        "codes": drawn(desk.code_prefix, len(ids)) if step == "assign" else [],
    }
    with desk.transaction() as connection:
        taken = connection.scalar(text(_TAKE), values)
        if taken:
            subject = f"{LAYER}/{ids[0]}" if len(ids) == 1 else LAYER
            desk.record(connection, Action.ADDRESS_STEP, subject, {"step": step, "ids": taken, "reason": reason})
        return address_documents(desk, find_all(connection, ids))
