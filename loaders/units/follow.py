"""What hangs on units follows them on the day of a change: parts of them, titles, and what others register."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import Connection

from loaders.units.merge_report import Followed


class Follower(Protocol):
    """Moves what hangs on units that ended with the eve of `effective`, and says what it could not move."""

    def __call__(self, connection: Connection, effective: date) -> Followed: ...


OWN: Sequence[Follower] = ()
