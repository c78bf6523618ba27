"""What is wrong with a rule, and where in its file."""

from layers.errors import WardmapError
from layers.layer import Text


class RuleError(WardmapError):
    """A rule is refused. `place` is the JSON path of the fault within `source`; `mark`: line and column of its text."""

    status = 400
    title = Text("Tiêu chí phủ không hợp lệ", "Invalid coverage rule")

    def __init__(self, source: str, place: str, vi: str, en: str, mark: tuple[int, int] | None = None) -> None:
        line_vi, line_en = (words.format(*mark) if mark else "" for words in _MARKS)
        # The whole document needs no naming.
        where = source if place == "$" else f"{source}, {place}"
        super().__init__(f"{where}{line_vi}: {vi}", f"{where}{line_en}: {en}")
        self.source = source
        self.place = place
        self.words = Text(vi, en)
        self.mark = mark

    def marked(self, mark: tuple[int, int] | None) -> "RuleError":
        """The same with where in the text it is."""
        return RuleError(self.source, self.place, self.words.vi, self.words.en, mark)


_MARKS = (" (dòng {}, cột {})", " (line {}, column {})")
