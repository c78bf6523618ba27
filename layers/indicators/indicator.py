"""What an indicator is: what it counts, of which units, within which bounds. A declaration checks itself when made."""

import re
from dataclasses import dataclass
from enum import StrEnum

from layers.layer import Field, FieldType, Text
from layers.units import LEVELS

CODE_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,39}")


class Kind(StrEnum):
    """SHARE: 0 to 1. COUNT: a whole number of things. YES_NO: 1 or 0. CLASS: the whole number that a class goes by."""

    SHARE = "share"
    COUNT = "count"
    NUMBER = "number"
    YES_NO = "yes_no"
    CLASS = "class"


class Direction(StrEnum):
    """Which way is better; NONE: neither is."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


# What a kind allows where its declaration says nothing else.
_RANGES: dict[Kind, tuple[float | None, float | None]] = {
    Kind.SHARE: (0, 1),
    Kind.COUNT: (0, None),
    Kind.NUMBER: (None, None),
    Kind.YES_NO: (0, 1),
    Kind.CLASS: (1, None),
}
_TYPES = {
    Kind.SHARE: FieldType.NUMBER,
    Kind.COUNT: FieldType.INTEGER,
    Kind.NUMBER: FieldType.NUMBER,
    Kind.YES_NO: FieldType.BOOLEAN,
    Kind.CLASS: FieldType.INTEGER,
}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the definition comes from. checked: somebody has compared it with the text of that document."""

    doc: str
    clause: str | None = None
    quote: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure. unit: a UCUM symbol, ``1`` for shares. levels: of the units that have it, the highest first.

    minimum and maximum are inclusive; None: no bound. origin: of the definition; each value has a source of its own.
    """

    code: str
    title: Text
    meaning: Text
    kind: Kind
    levels: tuple[str, ...]
    origin: Origin
    unit: str = "1"
    direction: Direction = Direction.HIGHER
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        if not CODE_PATTERN.fullmatch(self.code):
            raise ValueError(f"indicator code {self.code!r} is not allowed")
        if not self.levels or list(self.levels) != [level for level in LEVELS if level in self.levels]:
            raise ValueError(f"indicator {self.code!r}: levels are some of {LEVELS}, in that order")
        lowest, highest = _RANGES[self.kind]
        object.__setattr__(self, "minimum", lowest if self.minimum is None else self.minimum)
        object.__setattr__(self, "maximum", highest if self.maximum is None else self.maximum)
        if self.minimum is not None and self.maximum is not None and self.minimum >= self.maximum:
            raise ValueError(f"indicator {self.code!r}: its range is empty")

    @property
    def field(self) -> Field:
        """How a cell of a table is read."""
        bounds = (None, None) if self.kind is Kind.YES_NO else (self.minimum, self.maximum)
        # Figures are written without a unit, but for percent; a share may be, too.
        unit = self.unit if self.unit == "%" else None
        kind = _TYPES[self.kind]
        return Field(name=self.code, type=kind, title=self.title, unit=unit, minimum=bounds[0], maximum=bounds[1])
