"""Sign-ins that were begun here and have not come back from the provider: each is for one browser and used once."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, text

from geo_api.accounts.throttle import too_many
from geo_api.networks import network_of
from geo_api.sessions import hash_of

MINUTES = 10
# From one address, at a time: an office shares one.
MOST_FROM_AN_ADDRESS = 100

FORGET_OLD = "DELETE FROM oidc_sign_in WHERE expires_at < now()"
COUNT = "SELECT count(*) FROM oidc_sign_in WHERE address_hash = :address_hash"
KEEP = f"""
INSERT INTO oidc_sign_in (ticket_hash, state, nonce, verifier, next, address_hash, expires_at)
VALUES (:ticket_hash, :state, :nonce, :verifier, :next, :address_hash, now() + interval '{MINUTES} minutes')
"""
TAKE = """
DELETE FROM oidc_sign_in WHERE ticket_hash = :ticket_hash
RETURNING state, nonce, verifier, next, expires_at > now() AS is_in_time
"""


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in under way. verifier: of PKCE (RFC 7636). next: the page of ours that it leads to."""

    state: str
    nonce: str
    verifier: str
    next: str


def new_pending(wanted: str) -> Pending:
    """One that nobody can guess."""
    return Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48), wanted)


def keep(connection: Connection, pending: Pending, address: str) -> str:
    """Keep it; gives the ticket for the browser's cookie. Raises TooMany."""
    connection.execute(text(FORGET_OLD))
    address_hash = hashlib.sha256(network_of(address).encode()).digest()
    if (connection.scalar(text(COUNT), {"address_hash": address_hash}) or 0) >= MOST_FROM_AN_ADDRESS:
        raise too_many(MINUTES * 60)
    ticket = secrets.token_urlsafe(32)
    given = {"state": pending.state, "nonce": pending.nonce, "verifier": pending.verifier, "next": pending.next}
    connection.execute(text(KEEP), {**given, "ticket_hash": hash_of(ticket), "address_hash": address_hash})
    return ticket


def take(connection: Connection, ticket: str) -> Pending | None:
    """The one of that ticket, which is used up by it; None when there is none, or it took too long."""
    row = connection.execute(text(TAKE), {"ticket_hash": hash_of(ticket)}).one_or_none()
    return Pending(row.state, row.nonce, row.verifier, row.next) if row and row.is_in_time else None
