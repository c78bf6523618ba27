"""How much of a rule is evaluated: everywhere, or around a place."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scope:
    """Subjects in `area` (EWKB in hexadecimal, EPSG:4326), and what stands within `margin_m` metres of it."""

    area: str
    margin_m: float
