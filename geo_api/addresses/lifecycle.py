"""The life cycle of an address (ISO 19160-1; GeoPlace): which step leads from where to where, and whose it is. Pure.

The database holds everybody to it (`sql/register.sql`, view ``register.steps``; a test compares the two). Here it says
what an officer may do next, and which reasons there are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from geo_api.account import Role
from layers.layer import Text


@dataclass(frozen=True, slots=True)
class Step:
    """before: states from which it may be taken. after: the one it leads to; None: it stays.

    role: whose it is; None: of whoever collected it. for_suspended: also while it is suspended.
    """

    before: frozenset[str]
    after: str | None
    role: Role | None
    for_suspended: bool = True


LIVE = frozenset({"submitted", "verified", "assigned"})
STEPS: Mapping[str, Step] = MappingProxyType(
    {
        "submit": Step(frozenset({"draft", "returned"}), "submitted", None),
        "withdraw": Step(frozenset({"draft", "returned"}), "rejected", None),
        "return": Step(frozenset({"submitted", "verified"}), "returned", Role.VERIFIER),
        "reject": Step(frozenset({"submitted"}), "rejected", Role.VERIFIER),
        "verify": Step(frozenset({"submitted"}), "verified", Role.VERIFIER, for_suspended=False),
        "assign": Step(frozenset({"verified"}), "assigned", Role.APPROVER, for_suspended=False),
        "suspend": Step(frozenset({"verified", "assigned"}), None, Role.VERIFIER, for_suspended=False),
        # One that was returned while it was suspended still is when it comes again.
        "resume": Step(LIVE, None, Role.VERIFIER),
        "supersede": Step(frozenset({"assigned"}), "superseded", Role.APPROVER),
        "retire": Step(frozenset({"assigned"}), "retired", Role.APPROVER),
        "move": Step(LIVE, None, Role.VERIFIER),
        "correct": Step(LIVE, None, Role.VERIFIER),
    }
)
# Steps that whoever collected the address leaves to others.
OTHER_EYES = frozenset({"verify", "assign", "supersede", "retire"})

RETURN_REASONS = {
    "wrong_place": Text("Vị trí chưa đúng", "The place is wrong"),
    "wrong_number": Text("Số nhà chưa đúng", "The house number is wrong"),
    "wrong_kind": Text("Loại chưa đúng", "The kind is wrong"),
    "wrong_hamlet": Text("Thôn, tổ chưa đúng", "The hamlet is wrong"),
    "photo": Text("Cần chụp lại ảnh", "The photo has to be taken again"),
    "duplicate": Text("Đã có trong sổ", "It is in the register already"),
    "other": Text("Lý do khác", "Another reason"),
}
RETIRE_REASONS = {
    "demolished": Text("Đã phá dỡ", "Demolished"),
    "error": Text("Cấp nhầm", "Given in error"),
    "never_existed": Text("Không có thật", "Never existed"),
}
