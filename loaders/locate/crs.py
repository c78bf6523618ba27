"""Coordinate systems: which one a file is in, and the operation that leads from it to WGS 84."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyproj.network
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.exceptions import CRSError, ProjError
from pyproj.transformer import AreaOfInterest, TransformerGroup

from layers.layer import Text
from loaders.errors import Asked, LoadError, Question
from loaders.locate.custom import meant
from loaders.report import shortened

# Vietnam with its islands and a margin: west, south, east, north in degrees.
NEIGHBOURHOOD = (100.0, 4.0, 120.0, 25.0)
# What follows the number in --crs when north comes first.
SWAPPED = "yx"
# PROJ says 100 only when definition and register are equal.
_SURE = 100
_EPSG = re.compile(r"EPSG:\d{4,6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """A way to WGS 84 longitude and latitude. accuracy_m: metres; None: PROJ does not state one.

    swapped: the file gives north first.
    """

    crs: CRS
    crs_name: str
    name: str
    accuracy_m: float | None
    transformer: Transformer
    swapped: bool = False

    @property
    def is_identity(self) -> bool:
        """Whether it leaves coordinates as they are."""
        return not self.swapped and self.transformer.definition.startswith("proj=noop")

    def apply(self, coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        """x, y columns → longitude, latitude in degrees; what cannot be transformed becomes infinite."""
        east, north = (1, 0) if self.swapped else (0, 1)
        x, y = self.transformer.transform(coordinates[:, east], coordinates[:, north])
        return np.column_stack([x, y])


@dataclass(frozen=True, slots=True)
class Given:
    """What a file or an option says of its system: several where it leaves doubt. swapped: north stands first."""

    systems: tuple[CRS, ...]
    swapped: bool = False
    note: Text | None = None


def named_crs(name: str) -> Given:
    """The system of ``--crs``, ``EPSG:n``; ``EPSG:n,yx`` when the file gives north (latitude) before east.

    Raises LoadError when it is written otherwise, unknown, or not one of positions.
    """
    code, comma, order = name.strip().upper().partition(",")
    if not _EPSG.fullmatch(code) or (comma and order.strip() != SWAPPED.upper()):
        raise LoadError(
            f"Hệ tọa độ “{shortened(name)}” phải viết dạng EPSG:số, ví dụ EPSG:9209 (EPSG:9209,yx khi Bắc đứng trước).",
            f"Coordinate system “{shortened(name)}” must be written as EPSG:number, such as EPSG:9209 (EPSG:9209,yx "
            "when north comes first).",
        )
    return Given((_parsed(code),), swapped=bool(comma))


def declared_crs(definition: str) -> Given:
    """A system as files declare it: WKT, ``EPSG:n`` or URN. Raises LoadError when PROJ does not know it.

    A definition without a number of EPSG's is taken for the system of Vietnam that it describes.
    """
    crs = _parsed(definition)
    if crs.to_authority(min_confidence=_SURE):
        return Given((crs,))
    found = meant(crs)
    return Given(found.systems, note=found.note) if found else Given((crs,))


def _parsed(definition: str) -> CRS:
    try:
        crs = CRS.from_user_input(definition)
    except (CRSError, UnicodeError):
        crs = None
    if crs is None or not (crs.is_geographic or crs.is_projected):
        raise LoadError(
            f"Hệ tọa độ không biết hoặc không dùng được: {shortened(definition)}. Hãy nêu --crs EPSG:số.",
            f"Coordinate system not known or not usable: {shortened(definition)}. Please give --crs EPSG:number.",
            Question(Asked.CRS),
        )
    return crs


@cache
def operation_to_wgs84(crs: CRS, *, swapped: bool = False) -> Operation:
    """The most accurate operation for Vietnam that this PROJ can do without the network. Raises LoadError if none."""
    pyproj.network.set_network_enabled(False)  # type: ignore[attr-defined]  # pyproj does not list it
    west, south, east, north = NEIGHBOURHOOD
    try:
        group = TransformerGroup(crs, 4326, always_xy=True, area_of_interest=AreaOfInterest(west, south, east, north))
    except ProjError:
        group = None
    if group is None or not group.transformers:
        raise LoadError(
            f"Không có phép chuyển từ hệ tọa độ {crs.name} sang WGS 84.",
            f"No operation leads from {crs.name} to WGS 84.",
        )
    best = group.transformers[0]
    accuracy = best.accuracy if best.accuracy is not None and best.accuracy >= 0 else None
    return Operation(crs, crs_name(crs), best.description, accuracy, best, swapped)


def crs_name(crs: CRS) -> str:
    """``EPSG:n`` where the system has a number, else its name."""
    authority = crs.to_authority(min_confidence=_SURE)
    return ":".join(authority) if authority else crs.name
