"""That a value or a shape cannot be taken, and why."""

from layers.layer import Text


class Unfit(Exception):
    """The value cannot be taken; `reason` says why."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.reason = Text(vi, en)
