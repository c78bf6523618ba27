"""Where the database holds something sealed with the installation's secret key: seen through, and sealed anew."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, text

from geo_api.errors import CommandFailed
from geo_api.secret_keys import SecretKeys


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """Column `sealed` of a table, with one row for each account."""

    table: str
    purpose: str

    def seal(self, keys: SecretKeys, account_id: int, content: bytes) -> bytes:
        """`content` as it is kept: in the row of another account it does not open."""
        return keys.seal(self.purpose, content, _whose(account_id))

    def unseal(self, keys: SecretKeys, account_id: int, sealed: bytes) -> bytes:
        """What was sealed for that account. Raises SecretKeyTrouble."""
        return keys.unseal(self.purpose, sealed, _whose(account_id))


def _whose(account_id: int) -> str:
    return f"account/{account_id}"


SECOND_FACTOR = SealedColumn("account_second_factor", "second-factor")
SEALED = (SECOND_FACTOR,)


@dataclass(frozen=True, slots=True)
class Seals:
    """How many rows are sealed; of them, by keys that are not the newest, and by keys that are not here."""

    rows: int
    older: int
    unknown: int


def seals(connection: Connection, keys: SecretKeys | None) -> Seals:
    """What is sealed. keys None: there is no key at all."""
    found = [sealed for column in SEALED for _, sealed in _rows(connection, column)]
    known = [sealed for sealed in found if keys is not None and keys.knows(sealed)]
    older = [sealed for sealed in known if keys is not None and not keys.is_newest(sealed)]
    return Seals(len(found), len(older), len(found) - len(known))


def seal_anew(connection: Connection, keys: SecretKeys) -> int:
    """Seal everything with the newest key; gives how many rows were not. All of it or nothing.

    Raises CommandFailed when a key is missing that something is sealed with.
    """
    state = seals(connection, keys)
    if state.unknown:
        raise CommandFailed(
            f"{state.unknown} mục được niêm phong bằng một khóa không có ở đây; hãy thêm khóa ấy vào cuối danh sách.",
            f"{state.unknown} rows are sealed with a key that is not here; add that key at the end of the list.",
        )
    return sum(_anew(connection, column, keys) for column in SEALED)


def _anew(connection: Connection, column: SealedColumn, keys: SecretKeys) -> int:
    # Only what is still as it was read: a second factor begun meanwhile is sealed with the newest key already.
    update = text(f"UPDATE {column.table} SET sealed = :new WHERE account_id = :account_id AND sealed = :old")
    count = 0
    for account_id, old in _rows(connection, column):
        if not keys.is_newest(old):
            new = column.seal(keys, account_id, column.unseal(keys, account_id, old))
            connection.execute(update, {"account_id": account_id, "new": new, "old": old})
            count += 1
    return count


def _rows(connection: Connection, column: SealedColumn) -> Iterator[tuple[int, bytes]]:
    rows = connection.execute(text(f"SELECT account_id, sealed FROM {column.table} ORDER BY account_id")).all()
    return ((row.account_id, bytes(row.sealed)) for row in rows)
