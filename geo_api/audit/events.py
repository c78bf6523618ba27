"""What is written into the audit log: who did or saw what, from where, why. Rows are sealed when they are committed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, text

# What people and programs send may be of any length.
LONGEST_WORDS = 500

RECORD = """
INSERT INTO audit_event (action, actor, account_id, via, address, audience, subject, details, reason)
VALUES (:action, :actor, :account_id, :via, :address, :audience, :subject, CAST(:details AS jsonb), :reason)
"""


class Action(StrEnum):
    """What can be recorded."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in.failed"
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105  # the name of an action
    PASSWORD_RENEWED = "password.renewed"  # noqa: S105  # the name of an action
    ACCOUNT_ADDED = "account.added"
    ACCOUNT_DISABLED = "account.disabled"
    ACCOUNT_ENABLED = "account.enabled"
    SECOND_FACTOR_ON = "second_factor.on"
    SECOND_FACTOR_OFF = "second_factor.off"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    TOKEN_MADE = "token.made"  # noqa: S105  # the name of an action
    TOKEN_REVOKED = "token.revoked"  # noqa: S105  # the name of an action
    SESSIONS_ENDED = "sessions.ended"
    IDENTITY_LINKED = "identity.linked"
    IDENTITY_UNLINKED = "identity.unlinked"
    ROLE_GIVEN = "role.given"
    ROLE_TAKEN = "role.taken"
    ROLE_MOVED = "role.moved"
    LOADED = "load.done"
    LOAD_UNDONE = "load.undone"
    RULE_SAVED = "rule.saved"
    RULE_PREVIEWED = "rule.previewed"
    RULE_WITHDRAWN = "rule.withdrawn"
    ADDRESS_KEPT = "address.kept"
    ADDRESS_STEP = "address.step"
    CAMPAIGN_KEPT = "campaign.kept"
    CAMPAIGN_ENDED = "campaign.ended"
    ADDRESS_POLICY = "address.policy"
    PHOTOS_PRUNED = "photos.pruned"
    EXPORTED = "layer.exported"
    READ_ITEM = "read.item"
    READ_ITEMS = "read.items"
    READ_ITEMS_ENDED = "read.items.ended"
    READ_TILES = "read.tiles"
    AUDIT_READ = "audit.read"
    AUDIT_PRUNED = "audit.pruned"
    AUDIT_SUBJECT = "audit.subject"
    ENUMERATION = "alarm.enumeration"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it. via: session, token (which one: token_id) or command. address: of the asker.

    audience: as what kind of official.
    """

    name: str
    account_id: int | None = None
    via: str = "session"
    token_id: int | None = None
    address: str | None = None
    audience: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """subject: `account/12`, `addresses/345`. details: never a password, a token, or what was searched for."""

    action: Action
    actor: Actor
    subject: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None


def record(connection: Connection, event: Event) -> None:
    """Write the event in the caller's transaction, whatever role it has: it stands or falls with what it is about."""
    actor = event.actor
    connection.execute(
        text(RECORD),
        {
            "action": event.action.value,
            "actor": _plain(actor.name),
            "account_id": actor.account_id,
            "via": actor.via,
            "address": _plain(actor.address),
            "audience": actor.audience,
            "subject": _plain(event.subject),
            "details": json.dumps(_details(event), ensure_ascii=False),
            "reason": _plain(event.reason),
        },
    )


def _details(event: Event) -> dict[str, Any]:
    """With the token that was shown, so that one that is in other hands can be told from the account's others."""
    shown = event.actor.token_id
    return dict(event.details) if shown is None else {**event.details, "token_shown": shown}


def _plain(words: str | None) -> str | None:
    """Without signs that no person sees, and not endlessly long."""
    return None if words is None else "".join(filter(str.isprintable, words))[:LONGEST_WORDS]
