"""What is wrong with a rule, and where in its file."""

from layers.errors import WardmapError
from layers.layer import Text


class RuleError(WardmapError):
    """A rule is refused. `place` is the JSON path of the fault within the file `source`."""

    status = 400
    title = Text("Tiêu chí phủ không hợp lệ", "Invalid coverage rule")

    def __init__(self, source: str, place: str, vi: str, en: str) -> None:
        super().__init__(f"{source}, {place}: {vi}", f"{source}, {place}: {en}")
        self.source = source
        self.place = place
