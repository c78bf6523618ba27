"""What a command `load` asks for, as values."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from loaders.indicators.period import Period
from loaders.options import LoadOptions

# Words that stand where a layer's name does.
UNITS = "units"
OSM = "osm"
INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class UnitOptions:
    """valid_from, last_day: the days on which the units are so by law; None: no end. document: that says so.

    geom_status: the standing of the boundaries.
    """

    level: str
    valid_from: date
    last_day: date | None
    document: str | None
    geom_status: str


@dataclass(frozen=True, slots=True)
class FigureOptions:
    """period, source: of all figures, where no column says another. level: of the units; None: as the table says."""

    period: Period | None = None
    source: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Files into `layer`, which is the name of one, ``units`` or ``osm``. report: where it is written.

    save_mapping: where the columns used are kept for the next file.
    """

    layer: str
    files: list[Path]
    options: LoadOptions
    units: UnitOptions | None
    report: Path | None
    as_json: bool
    save_mapping: Path | None = None
