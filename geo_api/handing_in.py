"""Rows that one part of the service hands to the worker, to be checked and loaded like a file that somebody sent.

Says only what is asked for; the loads themselves do it, and the application puts the two together.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Handed:
    """How far an upload is. state: as the uploads have it. error: words in both languages, why it is not taken.

    load: its number on record, once it is loaded; undone_by: that of the load that took it back. warnings: how many.
    """

    upload: int
    state: str
    error: dict[str, str] | None
    load: int | None
    undone_by: int | None
    rows: int | None
    warnings: int

    @property
    def is_there(self) -> bool:
        """Whether its rows are in the layer."""
        return self.state == "done" and self.undone_by is None

    @property
    def is_waiting(self) -> bool:
        """Whether nobody has had it written yet."""
        return self.state in ("waiting", "checking", "ready")

    @property
    def is_open(self) -> bool:
        """Whether it may still come to something."""
        return self.is_waiting or self.state == "loading"


class HandsIn(Protocol):
    """What there is to do with them. Each method is a transaction of its own."""

    def hand_in(self, by: str, layer: str, file_name: str, collection: dict[str, Any]) -> int:
        """Have a FeatureCollection checked; each feature has its own `key`. Gives the number of the upload.

        Raises NoRoom, Unavailable.
        """

    def states(self, uploads: Iterable[int]) -> dict[int, Handed]:
        """Of those that are still on record."""

    def commit(self, upload: int, by: str) -> None:
        """Have what was found in order loaded. Raises NotFound, Conflict."""

    def cancel(self, upload: int) -> None:
        """What was handed in is not wanted any more. Raises NotFound, Conflict while it is being loaded."""
