"""The life of a plate: which step leads from where to where. Pure.

The database holds everybody to it (`sql/plates.sql`, view ``register.plate_steps``; a test compares the two).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from layers.layer import Text


@dataclass(frozen=True, slots=True)
class PlateStep:
    """before: states from which it may be taken. for_live: only while the address is in use, and not suspended."""

    before: frozenset[str]
    after: str
    for_live: bool = False


PLATE_STEPS: Mapping[str, PlateStep] = MappingProxyType(
    {
        "printed": PlateStep(frozenset({"ordered"}), "printed", for_live=True),
        "installed": PlateStep(frozenset({"printed"}), "installed", for_live=True),
        "damaged": PlateStep(frozenset({"printed", "installed"}), "damaged"),
        "replaced": PlateStep(frozenset({"damaged"}), "replaced"),
        "removed": PlateStep(frozenset({"ordered", "printed", "installed", "damaged"}), "removed"),
    }
)
PLATE_STATES = ("ordered", *(step.after for step in PLATE_STEPS.values()))
STATE_WORDS = {
    "ordered": Text("đã đặt in", "ordered"),
    "printed": Text("đã in", "printed"),
    "installed": Text("đã gắn", "installed"),
    "damaged": Text("hỏng", "damaged"),
    "replaced": Text("đã thay", "replaced"),
    "removed": Text("đã gỡ", "removed"),
}
# What a sheet is printed with: what is on the way to a gate.
PRINTABLE = frozenset({"ordered", "printed"})
