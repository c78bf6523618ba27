"""What is held on a person who works with the system, by their account: never a password, a hash or a token."""

from typing import Final

from layers.layer import Text

TITLE = Text("Tài khoản", "Account")
NAME = "account"
_OF = "SELECT to_jsonb(t) {less} FROM {table} AS t WHERE {owner} = :id ORDER BY 1"
_SECRETS = "- 'password_hash' - 'token_hash'"
# By the table that holds it.
HELD: Final[dict[str, str]] = {
    "account": _OF.format(less=_SECRETS, table="account", owner="id"),
    "account_role": _OF.format(less="", table="account_role", owner="account_id"),
    "account_identity": _OF.format(less="", table="account_identity", owner="account_id"),
    "account_session": _OF.format(less=_SECRETS, table="account_session", owner="account_id"),
    "account_token": _OF.format(less=_SECRETS, table="account_token", owner="account_id"),
    # Which addresses were collected, verified or given their codes by this person.
    "addressable": (
        "SELECT jsonb_strip_nulls(jsonb_build_object('id', a.id,"
        " 'collected', nullif(a.collected_by = :id, false), 'verified', nullif(a.verified_by = :id, false),"
        " 'assigned', nullif(a.assigned_by = :id, false)))"
        " FROM addressable AS a WHERE :id IN (a.collected_by, a.verified_by, a.assigned_by) ORDER BY a.id"
    ),
    "address_event": ("SELECT to_jsonb(e) - 'details' FROM address_event AS e WHERE e.account_id = :id ORDER BY e.id"),
    "address_photo": (
        "SELECT to_jsonb(f) - 'jpeg' FROM"
        " (SELECT id, addressable_id, purpose, width, height, stored_at FROM address_photo WHERE account_id = :id) AS f"
        " ORDER BY f.id"
    ),
    "plate_order": _OF.format(less="", table="plate_order", owner="ordered_by"),
    "address_campaign": _OF.format(less="", table="address_campaign", owner="created_by"),
}
