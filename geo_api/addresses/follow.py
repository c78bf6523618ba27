"""Addresses on the day of a change of units: no code changes; the words of before stay as aliases with their days."""

from datetime import date

from sqlalchemy import Connection, text

from layers.layer import Text
from loaders.units.reform.report import Followed

WHAT = Text(
    "địa chỉ số đổi cách ghi (mã giữ nguyên, cách ghi cũ vẫn tra được)",
    "addresses in other words (codes stay, the old words are kept)",
)
# So many that have no commune any more are named.
MOST_NAMED = 100
_FOLLOW = "SELECT relabelled, unresolved FROM register.follow(:day)"


def follow(connection: Connection, effective: date) -> Followed:
    """To be called as the owner after the units are written, in the same transaction.

    unresolved: addresses with a code that lie in no commune from that day on.
    """
    found = connection.execute(text(_FOLLOW), {"day": effective}).one()
    named = tuple(_unclear(number) for number in found.unresolved[:MOST_NAMED])
    return Followed(WHAT, found.relabelled, named + _rest(len(found.unresolved) - MOST_NAMED))


def _unclear(number: int) -> Text:
    return Text(
        f"địa chỉ {number}: không còn nằm trong xã, phường nào", f"address {number}: lies in no commune any more"
    )


def _rest(count: int) -> tuple[Text, ...]:
    return (Text(f"và {count} địa chỉ nữa", f"and {count} more"),) if count > 0 else ()
