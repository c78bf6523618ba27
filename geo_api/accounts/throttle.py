"""Guessing takes time: so many attempts for a name and from an address, counted in the database for all workers.

An attempt is counted before its password is looked at, so that many at once are no way round; one that succeeds is
taken off again. One that is refused for being too early is not counted: else nobody would ever get in again.
"""

from dataclasses import dataclass
from math import ceil

from sqlalchemy import Connection, text

from geo_api.errors import TooMany
from geo_api.networks import network_of

NAME_LIMIT = 10
# Many people of an office share one address.
ADDRESS_LIMIT = 50
WINDOW_MINUTES = 15
# Any numbers that nobody else uses. All take the lock of the name before that of the address.
NAME_LOCK = 7_221_904
ADDRESS_LOCK = 7_221_905

HASHES = """
SELECT sha256(convert_to(fold_vi(:name), 'UTF8')) AS name_hash,
       sha256(convert_to(:address, 'UTF8')) AS address_hash
"""
FORGET_OLD = f"DELETE FROM sign_in_attempt WHERE at < clock_timestamp() - interval '{WINDOW_MINUTES} minutes'"
# When the oldest of the attempts that fill a limit leaves the window.
WAIT = f"""
SELECT extract(epoch FROM max(oldest.at) + interval '{WINDOW_MINUTES} minutes' - clock_timestamp())
  FROM ((SELECT at FROM sign_in_attempt WHERE name_hash = :name_hash ORDER BY at DESC OFFSET {NAME_LIMIT - 1} LIMIT 1)
        UNION ALL
        (SELECT at FROM sign_in_attempt WHERE address_hash = :address_hash
          ORDER BY at DESC OFFSET {ADDRESS_LIMIT - 1} LIMIT 1)) AS oldest
"""
COUNT = "INSERT INTO sign_in_attempt (name_hash, address_hash) VALUES (:name_hash, :address_hash)"
FORGIVE = "DELETE FROM sign_in_attempt WHERE name_hash = :name_hash AND address_hash = :address_hash"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody gives a password for `name`, from `address`."""

    name: str
    address: str


def count(connection: Connection, attempt: Attempt) -> None:
    """Count the attempt. Raises TooMany when there were too many already; this one is then not counted."""
    hashes = _hashes(connection, attempt)
    for number, which in ((NAME_LOCK, "name_hash"), (ADDRESS_LOCK, "address_hash")):
        key = int.from_bytes(hashes[which][:4], signed=True)
        connection.execute(text("SELECT pg_advisory_xact_lock(:number, :key)"), {"number": number, "key": key})
    connection.execute(text(FORGET_OLD))
    wait = connection.scalar(text(WAIT), hashes)
    if wait is not None:
        raise too_many(max(1, ceil(wait)))
    connection.execute(text(COUNT), hashes)


def forgive(connection: Connection, attempt: Attempt) -> None:
    """The attempt succeeded: this address has not been guessing at this name."""
    connection.execute(text(FORGIVE), _hashes(connection, attempt))


def too_many(seconds: int) -> TooMany:
    minutes = ceil(seconds / 60)
    return TooMany(
        f"Thử đăng nhập quá nhiều lần. Xin thử lại sau {minutes} phút.",
        f"Too many attempts to sign in. Try again in {minutes} min.",
        seconds,
    )


def _hashes(connection: Connection, attempt: Attempt) -> dict[str, bytes]:
    given = {"name": attempt.name, "address": network_of(attempt.address)}
    row = connection.execute(text(HASHES), given).one()
    return {"name_hash": bytes(row.name_hash), "address_hash": bytes(row.address_hash)}
