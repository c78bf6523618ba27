"""The second factor of an account: begun, confirmed, asked for, taken off."""

from dataclasses import dataclass
from datetime import datetime
from time import time
from typing import Any

from sqlalchemy import Connection, Row, text

from geo_api.accounts import one_time
from geo_api.errors import CodeNeeded, Conflict
from geo_api.sealed import SECOND_FACTOR
from geo_api.secret_keys import SecretKeys

# So long may pass between the picture and the first code.
BEGUN_MINUTES = 15
# Wrong codes one after another, each with the right password (NIST SP 800-63B, 5.2.2): then nobody guesses on.
MOST_WRONG = 100
NEEDED = (
    "Nhập mã 6 số từ ứng dụng xác thực trên điện thoại, hoặc một mã dự phòng.",
    "Enter the 6-digit code of the app on your telephone, or a recovery code.",
)
WRONG_CODE = (
    "Mã xác thực không đúng, hoặc đã dùng rồi. Hãy chờ mã tiếp theo.",
    "The code is wrong or was used already. Wait for the next one.",
)
LOCKED = (
    "Đã nhập sai mã quá nhiều lần. Hãy nhờ người quản trị tắt xác thực hai bước của bạn.",
    "Too many wrong codes. An administrator has to take your second factor off.",
)

BEGIN = """
INSERT INTO account_second_factor AS factor (account_id, sealed) VALUES (:account_id, :sealed)
ON CONFLICT (account_id) DO UPDATE SET sealed = :sealed, begun_at = now(), wrong_codes = 0, last_step = 0
 WHERE factor.confirmed_at IS NULL RETURNING account_id
"""
FIND = f"""
SELECT account_id, sealed, confirmed_at, last_step, wrong_codes,
       begun_at > now() - interval '{BEGUN_MINUTES} minutes' AS is_new
  FROM account_second_factor WHERE account_id = :account_id FOR UPDATE
"""
STATE = """
SELECT factor.confirmed_at, (SELECT count(*) FROM account_recovery_code AS code
                              WHERE code.account_id = factor.account_id) AS codes
  FROM account_second_factor AS factor WHERE factor.account_id = :account_id AND factor.confirmed_at IS NOT NULL
"""
CONFIRM = "UPDATE account_second_factor SET confirmed_at = now() WHERE account_id = :account_id"
RIGHT = "UPDATE account_second_factor SET last_step = :step, wrong_codes = 0 WHERE account_id = :account_id"
WRONG = "UPDATE account_second_factor SET wrong_codes = wrong_codes + 1 WHERE account_id = :account_id"
USE_UP = "DELETE FROM account_recovery_code WHERE account_id = :account_id AND code_hash = :code_hash RETURNING 1"
FORGET_CODES = "DELETE FROM account_recovery_code WHERE account_id = :account_id"
KEEP_CODE = "INSERT INTO account_recovery_code (account_id, code_hash) VALUES (:account_id, :code_hash)"
REMOVE = "DELETE FROM account_second_factor WHERE account_id = :account_id RETURNING confirmed_at"


@dataclass(frozen=True, slots=True)
class State:
    """Since when an account has a second factor, and how many recovery codes are left."""

    since: datetime
    recovery_codes: int


def state(connection: Connection, account_id: int) -> State | None:
    """None: the account has none."""
    row = connection.execute(text(STATE), {"account_id": account_id}).one_or_none()
    return State(row.confirmed_at, row.codes) if row else None


def check_on(connection: Connection, account_id: int) -> None:
    """Raises Conflict when the account has none."""
    if state(connection, account_id) is None:
        raise Conflict("Xác thực hai bước đang tắt.", "The second factor is off.")


def begin(connection: Connection, keys: SecretKeys, account_id: int) -> str:
    """A new secret, which counts from its first right code on. Raises Conflict when the account has one that counts."""
    secret = one_time.made_secret()
    sealed = SECOND_FACTOR.seal(keys, account_id, secret.encode())
    if connection.scalar(text(BEGIN), {"account_id": account_id, "sealed": sealed}) is None:
        raise Conflict("Xác thực hai bước đã bật rồi.", "The second factor is on already.")
    return secret


def confirm(connection: Connection, keys: SecretKeys, account_id: int, code: str) -> bool:
    """Whether the code is right; the factor then counts. Raises Conflict when none was begun a short while ago."""
    row = connection.execute(text(FIND), {"account_id": account_id}).one_or_none()
    if row is None or row.confirmed_at is not None or not row.is_new:
        raise Conflict(
            f"Chưa bắt đầu, hoặc đã quá {BEGUN_MINUTES} phút; hãy bắt đầu lại.",
            "It was not begun, or too long ago; begin again.",
        )
    if not _is_right(connection, keys, row, code):
        return False
    connection.execute(text(CONFIRM), {"account_id": account_id})
    return True


def check(connection: Connection, keys: SecretKeys, account_id: int, code: str | None) -> CodeNeeded | None:
    """What is wrong with `code`; None when it is right, or the account has no second factor. A right one is used up.

    What is wrong is given back, not raised: it has to be counted, which an exception would undo.
    """
    row = connection.execute(text(FIND), {"account_id": account_id}).one_or_none()
    if row is None or row.confirmed_at is None:
        return None
    if row.wrong_codes >= MOST_WRONG:
        return CodeNeeded(*LOCKED)
    if code is None:
        return CodeNeeded(*NEEDED)
    return None if _is_right(connection, keys, row, code) else wrong_code()


def renew_codes(connection: Connection, account_id: int) -> list[str]:
    """New recovery codes; those of before open nothing any more."""
    connection.execute(text(FORGET_CODES), {"account_id": account_id})
    codes = one_time.made_recovery_codes()
    rows = [{"account_id": account_id, "code_hash": one_time.recovery_hash(code)} for code in codes]
    connection.execute(text(KEEP_CODE), rows)
    return codes


def remove(connection: Connection, account_id: int) -> bool:
    """Take it off; whether there was one that counted."""
    row = connection.execute(text(REMOVE), {"account_id": account_id}).one_or_none()
    return row is not None and row.confirmed_at is not None


def wrong_code() -> CodeNeeded:
    return CodeNeeded(*WRONG_CODE)


def _is_right(connection: Connection, keys: SecretKeys, row: Row[*tuple[Any, ...]], code: str) -> bool:
    """Whether it is a code of the account that was not used before; counted either way."""
    code, account_id = one_time.plain(code), row.account_id
    if one_time.is_of_telephone(code):
        secret = SECOND_FACTOR.unseal(keys, account_id, bytes(row.sealed)).decode()
        step = one_time.step_of(secret, code, time(), row.last_step)
    else:
        given = {"account_id": account_id, "code_hash": one_time.recovery_hash(code)}
        step = row.last_step if connection.scalar(text(USE_UP), given) else None
    connection.execute(text(WRONG if step is None else RIGHT), {"account_id": account_id, "step": step})
    return step is not None
