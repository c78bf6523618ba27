"""How much of a rule is evaluated: everywhere, around a place, or for single subjects."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Around:
    """Subjects in `area` (EWKB in hexadecimal, EPSG:4326), and what stands within `margin_m` metres of it."""

    area: str
    margin_m: float


@dataclass(frozen=True, slots=True)
class Touched:
    """Subjects listed in ``coverage_touched``, and whatever may count for them or be the nearest to them."""


Scope = Around | Touched
