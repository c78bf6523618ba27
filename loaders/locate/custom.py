"""Which system of EPSG a definition without a number means: by ellipsoid, meridian, scale and false easting.

MapInfo, MicroStation and ArcGIS write definitions such as “VN_2000_TM3” with a datum that PROJ does not know; taken as
they are, they would be read as WGS 84 and lie 224 m off.
"""

import re
from dataclasses import dataclass
from typing import Any

from pyproj import CRS
from pyproj.crs import ProjectedCRS
from pyproj.crs.coordinate_operation import TransverseMercatorConversion

from layers.layer import Text
from layers.names import fold
from loaders.report import shortened

# VN-2000 / TM-3 by longitude of the central meridian in degrees, as EPSG numbers them.
TM3 = {
    102.0: 5896, 103.0: 9205, 104.0: 9206, 104.5: 9207, 104.75: 9208, 105.0: 5897, 105.5: 9209, 105.75: 9210,
    106.0: 9211, 106.25: 9212, 106.5: 9213, 107.0: 9214, 107.25: 9215, 107.5: 9216, 107.75: 5899, 108.0: 5898,
    108.25: 9217, 108.5: 9218,
}  # fmt: skip
_UTM_VN2000 = {105.0: 3405, 111.0: 3406}
_UTM_WGS84 = {105.0: 32648, 111.0: 32649}
_GAUSS_KRUGER = {105.0: 2044, 111.0: 2045}
_SEMI_MAJOR_WGS84 = 6378137.0
_SEMI_MAJOR_KRASSOVSKY = 6378245.0
# Parameters of a Transverse Mercator projection: what they are called, and what they are when not given.
_NAMES = {
    "lat": ("Latitude of natural origin", 0.0),
    "lon": ("Longitude of natural origin", 0.0),
    "k": ("Scale factor at natural origin", 1.0),
    "fe": ("False easting", 0.0),
    "fn": ("False northing", 0.0),
}
# A thousandth of a second of arc is 3 cm.
_MERIDIAN_TOLERANCE = 3e-7
# Metres from VN-2000 to WGS 84 along the three axes (EPSG:6960).
_SHIFT_VN2000 = (-191.904, -39.303, -111.450)
_METHODS = frozenset({"Transverse Mercator", "Gauss-Kruger", "Gauss Kruger"})
_TM3_SCALE, _UTM_SCALE = 0.9999, 0.9996


@dataclass(frozen=True, slots=True)
class Meant:
    """systems: those that the definition may mean, one where it is certain. note: what had to be concluded."""

    systems: tuple[CRS, ...]
    note: Text | None = None


def _known(*codes: int, note: Text | None = None) -> Meant:
    return Meant(tuple(CRS.from_epsg(code) for code in codes), note)


def meant(crs: CRS) -> Meant | None:
    """The systems that a definition may mean; None when it is like none of Vietnam, or says its own way to WGS 84."""
    datum = _datum(crs)
    base = crs.source_crs if crs.is_bound and crs.source_crs else crs
    if datum == "other":
        return None
    if base.is_geographic:
        return _known(*_GEOGRAPHIC[datum])
    return _projected(base, datum) if base.is_projected else None


_GEOGRAPHIC = {"krassovsky": (4147,), "vn2000": (4756,), "wgs84": (4326,), "unknown": (4756, 4326)}


def _projected(crs: CRS, datum: str) -> Meant | None:
    values = _parameters(crs)
    if values is None:
        return None
    scale, meridian = values["k"], values["lon"]
    is_usual = (values["fe"], values["fn"], values["lat"]) == (500_000, 0, 0)
    if datum == "krassovsky":
        return _gauss_kruger(values)
    if scale == _TM3_SCALE and is_usual and (code := _at(TM3, meridian)):
        return _known(code, note=None if datum == "vn2000" else _only_vn2000(crs, code))
    if scale == _UTM_SCALE and is_usual:
        tables = {"vn2000": (_UTM_VN2000,), "wgs84": (_UTM_WGS84,)}.get(datum, (_UTM_VN2000, _UTM_WGS84))
        if codes := [code for table in tables if (code := _at(table, meridian))]:
            return _known(*codes)
    return Meant((_of_its_own(crs, values),)) if datum == "vn2000" else None


def _gauss_kruger(values: dict[str, float]) -> Meant | None:
    code = _at(_GAUSS_KRUGER, values["lon"])
    easting = 1e6 * ((values["lon"] + 3) // 6) + 5e5
    is_usual = (values["k"], values["fe"], values["fn"], values["lat"]) == (1, easting, 0, 0)
    return _known(code) if code and is_usual else None


def _of_its_own(crs: CRS, values: dict[str, float]) -> CRS:
    """A zone that EPSG has no number for, on VN-2000 as EPSG knows it, so that PROJ finds the way to WGS 84."""
    conversion = TransverseMercatorConversion(
        latitude_natural_origin=values["lat"],
        longitude_natural_origin=values["lon"],
        false_easting=values["fe"],
        false_northing=values["fn"],
        scale_factor_natural_origin=values["k"],
    )
    return ProjectedCRS(conversion, name=crs.name, geodetic_crs=CRS.from_epsg(4756))


def _only_vn2000(crs: CRS, code: int) -> Text:
    """Scale 0.9999 and 500 km are VN-2000's own, even where the datum is left out or called WGS 84."""
    name = crs.datum.name if crs.datum else "?"
    return Text(
        f"Tệp ghi “{shortened(crs.name)}” với gốc “{shortened(name)}”; múi 3° với k 0,9999 chỉ có trong VN-2000 nên "
        f"đọc là EPSG:{code}.",
        f"The file says “{shortened(crs.name)}” on datum “{shortened(name)}”; zones of 3° with k 0.9999 are VN-2000's "
        f"only, so it is read as EPSG:{code}.",
    )


def _at(table: dict[float, int], meridian: float) -> int | None:
    return next((code for lon, code in table.items() if abs(lon - meridian) < _MERIDIAN_TOLERANCE), None)


def _datum(crs: CRS) -> str:
    """vn2000, wgs84, krassovsky, unknown, or other: told by the ellipsoid, by the shift if any, and by the words."""
    base = crs.source_crs if crs.is_bound and crs.source_crs else crs
    major = base.ellipsoid.semi_major_metre if base.ellipsoid else 0
    shift = _shift(crs)
    if abs(major - _SEMI_MAJOR_KRASSOVSKY) < 1:
        return "krassovsky"
    if abs(major - _SEMI_MAJOR_WGS84) > 1:
        return "other"
    if shift and max(abs(a - b) for a, b in zip(shift, _SHIFT_VN2000, strict=True)) < 1:
        return "vn2000"
    if shift and any(shift):
        return "other"
    return _datum_by_name(base)


def _shift(crs: CRS) -> tuple[float, ...] | None:
    """What TOWGS84 says in metres; None where it is not said."""
    if not crs.is_bound or crs.coordinate_operation is None:
        return None
    found = tuple(float(p.value) for p in crs.coordinate_operation.params if p.name.endswith("axis translation"))
    return found if len(found) == 3 else None


def _datum_by_name(crs: CRS) -> str:
    datum, name = (re.sub("[-_ ]+", " ", fold(text)) for text in (crs.datum.name if crs.datum else "", crs.name))
    words = f"{datum} {name}"
    if any(word in words for word in ("vn 2000", "vn2000", "vietnam 2000", "viet nam 2000")):
        return "vn2000"
    return "wgs84" if "wgs" in datum or "world geodetic" in datum else "unknown"


def _parameters(crs: CRS) -> dict[str, float] | None:
    """Of a Transverse Mercator projection in metres; None for any other."""
    operation = crs.coordinate_operation
    metres = all(abs(axis.unit_conversion_factor - 1) < 1e-9 for axis in crs.axis_info)
    if operation is None or not metres or operation.method_name.split(" (")[0] not in _METHODS:
        return None
    values: dict[str, Any] = {parameter.name: parameter.value for parameter in operation.params}
    return {short: round(float(values.get(name, default)), 9) for short, (name, default) in _NAMES.items()}
