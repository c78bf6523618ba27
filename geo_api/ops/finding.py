"""One thing that `wardmap doctor` looked at."""

from dataclasses import asdict, dataclass
from typing import Any

from layers.layer import Text

NO_REMEDY = Text("Không cần làm gì.", "Nothing to do.")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `remedy` says what to do when it is not well."""

    name: str
    is_well: bool
    found: str
    remedy: Text

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "remedy": None if self.is_well else asdict(self.remedy)}
