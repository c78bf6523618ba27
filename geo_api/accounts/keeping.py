"""The service keeps an administrator: changes of accounts are made one at a time, and none takes the last one away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from geo_api.errors import Conflict

# Any number that nobody else uses.
LOCK = 7_221_906
# Until when there will be somebody who can give roles; whoever never chose a password of their own may never do so.
_UNTIL = """
SELECT max(least(upper(held.valid), DATE '9999-12-31'))
  FROM account_role AS held JOIN account ON account.id = held.account_id
 WHERE held.role = 'admin' AND held.unit_id IS NULL AND held.valid @> current_date
   AND account.disabled_at IS NULL AND NOT account.must_change_password
"""


@contextmanager
def administered(connection: Connection) -> Iterator[None]:
    """What is done in the block waits for other such blocks to be committed.

    Raises Conflict at its end when there would be an administrator for a shorter time than before; who holds the
    role for some days only counts until the last of them.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    before = connection.scalar(text(_UNTIL))
    yield
    after = connection.scalar(text(_UNTIL))
    if before is not None and (after is None or after < before):
        raise Conflict(
            "Đây là quản trị viên cuối cùng. Hãy giao vai trò quản trị cho một tài khoản khác, ít nhất cũng lâu như"
            " vậy, và chờ người đó đặt mật khẩu riêng.",
            "This is the last administrator. Give the role to another account, for at least as long, and wait until its"
            " owner has chosen a password.",
        )
