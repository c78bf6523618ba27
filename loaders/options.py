"""How a file is to be loaded: the options of the command line, checked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from loaders.origin import UNSAID, Origin


class Mode(StrEnum):
    """append: add rows. upsert: a row with a known key takes its place. replace: the file is the whole layer."""

    APPEND = "append"
    UPSERT = "upsert"
    REPLACE = "replace"


class OnError(StrEnum):
    """What one bad row does: refuses the whole file, or is left out and listed."""

    REFUSE = "refuse"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadOptions:
    """crs: ``EPSG:n``, over what the file declares. encoding: of its text. source_layer: which one of several in it.

    mapping: field of the layer → column of the file, and ``lon``, ``lat`` or ``wkt`` → the columns with coordinates.
    values: field → what the file writes, in whatever case → what is meant.
    mode: None means upsert for OpenStreetMap data and append for any other. key: the field or column whose values
    identify rows. dry_run: everything is checked, nothing is kept. origin: of the data, kept with the load.
    """

    crs: str | None = None
    encoding: str | None = None
    source_layer: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mode: Mode | None = None
    key: str | None = None
    on_error: OnError = OnError.REFUSE
    dry_run: bool = False
    origin: Origin = UNSAID
