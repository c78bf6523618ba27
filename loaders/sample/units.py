"""Units of the sample: provinces, districts, communes and hamlets with their dates, codes, events and lineage."""

from dataclasses import dataclass

import numpy as np
import shapely
from sqlalchemy import Connection

from loaders.sample.country import Country
from loaders.sample.gazetteer import NEW_PROVINCE, OLD_PROVINCE
from loaders.sample.plane import Shapes
from loaders.sample.store import Table, record_load, take_numbers
from loaders.units.drawn.store import redraw
from loaders.units.hamlets.qualify import qualify_hamlets
from loaders.write.copy import Cell

SOURCE = "Phác họa từ tọa độ trung tâm các xã trong gói vietnamadminunits 1.0.4 (giấy phép MIT)"
MERGER = "2025-07-01"
# The communes as the round of September 2024 left them; what was before is not part of the sample.
ROUND_2024 = "2024-09-01"
BEFORE, AFTER = f"[{ROUND_2024},{MERGER})", f"[{MERGER},)"
MERGER_DOCUMENT = "Nghị quyết 1674/NQ-UBTVQH15"
PROVINCE_DOCUMENT = "Nghị quyết 202/2025/QH15"
DISTRICT_DOCUMENT = "Luật Tổ chức chính quyền địa phương số 72/2025/QH15"
# Provinces that became Ninh Bình: code, name, since when each had existed under that name.
PARENT_PROVINCES = (
    ("35", "Hà Nam", "1997-01-01"),
    (OLD_PROVINCE, "Nam Định", "1997-01-01"),
    (NEW_PROVINCE, "Ninh Bình", "1992-04-01"),
)
GSO, OWN_CODES = "gso", "wardmap"


@dataclass(frozen=True)
class UnitIds:
    """Identities in the database, in the order of the country's own lists."""

    old: tuple[int, ...]
    new: tuple[int, ...]
    hamlets: tuple[int, ...]


@dataclass(frozen=True)
class _Unit:
    """One version of a unit, with what its row in `unit` says."""

    id: int
    name: str
    kind: str
    valid: str
    parent: int | None
    geometry: str | None
    event: int | None = None


class _Register:
    """Rows of all tables of units, and the numbers for new ones."""

    def __init__(self, connection: Connection, units: int, events: int) -> None:
        self.connection = connection
        self.unit_ids = take_numbers(connection, "unit", units)
        self.event_ids = take_numbers(connection, "unit_event", events)
        self.events = Table("unit_event", "id", "kind", "effective", "document")
        self.units = Table("unit", "id", "level", "created_by_event", "ended_by_event")
        self.codes = Table("unit_code", "scheme", "code", "unit_id", "valid")
        self.lineage = Table(
            "unit_lineage", "event_id", "from_unit", "to_unit", "part", "w_area", "w_address", "w_population"
        )
        self.versions: dict[str, list[_Unit]] = {"provinces": [], "districts": [], "communes": [], "hamlets": []}

    def event(self, kind: str, document: str) -> int:
        number = next(self.event_ids)
        self.events.add(number, kind, MERGER, document)
        return number

    def merged(self, event: int, parents: list[int], child: int) -> None:
        """Parents that went into the child whole: of each, everything."""
        for parent in parents:
            self.lineage.add(event, parent, child, "whole", 1, 1, 1)

    def copy(self) -> None:
        for table in (self.events, self.units, self.codes, self.lineage):
            table.copy(self.connection)
        for layer, versions in self.versions.items():
            self._copy_versions(layer, versions)

    def _copy_versions(self, layer: str, versions: list[_Unit]) -> None:
        rows: list[tuple[Cell, ...]] = [(v.name, v.kind, v.valid, v.geometry) for v in versions]
        load_id = record_load(self.connection, layer, rows)
        columns = ("unit_id", "valid", "name", "kind", "parent_id", "geom", "geom_status", "geom_source", "load_id")
        table = Table("unit_version", *columns, "event_id")
        for v in versions:
            status, source = ("sketch", SOURCE) if v.geometry else ("none", None)
            table.add(v.id, v.valid, v.name, v.kind, v.parent, v.geometry, status, source, load_id, v.event)
        table.copy(self.connection)


def write_units(connection: Connection, country: Country) -> UnitIds:
    """All units of the country with their whole history; answers which identity each was given."""
    gazetteer, count = country.gazetteer, len(country.hamlets)
    districts = sorted({(c.district_code, c.district) for c in gazetteer.old})
    units = len(PARENT_PROVINCES) + 1 + len(districts) + len(gazetteer.old) + len(gazetteer.new) + count
    register = _Register(connection, units, events=2 + len(gazetteer.new) + count)
    nam_dinh, ninh_binh = _provinces(register, country)
    district_ids = _districts(register, country, districts, nam_dinh)
    old, new = _communes(register, country, district_ids, ninh_binh)
    hamlets = _hamlets(register, country, old, new)
    register.copy()
    qualify_hamlets(connection)
    redraw(connection)
    return UnitIds(old, new, hamlets)


def _provinces(register: _Register, country: Country) -> tuple[int, int]:
    """Identities of Nam Định as it was and of Ninh Bình as it is.

    Only Nam Định is drawn: the land of the other provinces is not part of the sample, so their outline is not known.
    """
    event = register.event("merge", PROVINCE_DOCUMENT)
    outline = _ewkb(np.array([shapely.coverage_union_all(country.cells)]))[0]
    parents = [next(register.unit_ids) for _ in PARENT_PROVINCES]
    for number, (code, name, since) in zip(parents, PARENT_PROVINCES, strict=True):
        valid = f"[{since},{MERGER})"
        geometry = outline if code == OLD_PROVINCE else None
        register.units.add(number, "province", None, event)
        register.codes.add(GSO, code, number, valid)
        register.versions["provinces"].append(_Unit(number, name, "tỉnh", valid, None, geometry))
    merged = next(register.unit_ids)
    register.units.add(merged, "province", event, None)
    register.codes.add(GSO, NEW_PROVINCE, merged, AFTER)
    register.versions["provinces"].append(_Unit(merged, "Ninh Bình", "tỉnh", AFTER, None, None, event))
    register.merged(event, parents, merged)
    return parents[1], merged


def _districts(
    register: _Register, country: Country, districts: list[tuple[str, str]], province: int
) -> dict[str, int]:
    event = register.event("abolish", DISTRICT_DOCUMENT)
    codes = np.array([c.district_code for c in country.gazetteer.old])[country.commune_of]
    shapes = _ewkb(np.array([shapely.coverage_union_all(country.cells[codes == code]) for code, _ in districts]))
    ids: dict[str, int] = {}
    for (code, name), shape in zip(districts, shapes, strict=True):
        number = ids[code] = next(register.unit_ids)
        kind = "thành phố" if name == "Nam Định" else "huyện"
        register.units.add(number, "district", None, event)
        register.codes.add(GSO, code, number, BEFORE)
        register.versions["districts"].append(_Unit(number, name, kind, BEFORE, province, shape))
    return ids


def _communes(
    register: _Register, country: Country, districts: dict[str, int], province: int
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Each merger makes a new unit, even where a code or a name lives on."""
    gazetteer = country.gazetteer
    events = [register.event("merge", MERGER_DOCUMENT) for _ in gazetteer.new]
    old = tuple(next(register.unit_ids) for _ in gazetteer.old)
    new = tuple(next(register.unit_ids) for _ in gazetteer.new)
    for i, (was, shape) in enumerate(zip(gazetteer.old, _ewkb(country.old_communes), strict=True)):
        register.units.add(old[i], "commune", None, events[country.successor_of[i]])
        register.codes.add(GSO, was.code, old[i], BEFORE)
        parent = districts[was.district_code]
        register.versions["communes"].append(_Unit(old[i], was.name, was.kind, BEFORE, parent, shape))
    for i, (now, shape) in enumerate(zip(gazetteer.new, _ewkb(country.new_communes), strict=True)):
        register.units.add(new[i], "commune", events[i], None)
        register.codes.add(GSO, now.code, new[i], AFTER)
        register.versions["communes"].append(_Unit(new[i], now.name, now.kind, AFTER, province, shape, events[i]))
        register.merged(events[i], [old[p] for p in np.flatnonzero(country.successor_of == i)], new[i])
    return old, new


def _hamlets(register: _Register, country: Country, old: tuple[int, ...], new: tuple[int, ...]) -> tuple[int, ...]:
    """A hamlet goes on under its new commune: the same identity, a new parent."""
    ids: list[int] = []
    for hamlet, shape in zip(country.hamlets, _ewkb(country.cells), strict=True):
        number, event = next(register.unit_ids), register.event("reparent", MERGER_DOCUMENT)
        kind, name = hamlet.title.kind, hamlet.title.name
        successor = new[country.successor_of[hamlet.commune]]
        register.units.add(number, "hamlet", None, None)
        register.codes.add(OWN_CODES, hamlet.code, number, f"[{ROUND_2024},)")
        register.versions["hamlets"] += [
            _Unit(number, name, kind, BEFORE, old[hamlet.commune], shape),
            _Unit(number, name, kind, AFTER, successor, shape, event),
        ]
        ids.append(number)
    return tuple(ids)


def _ewkb(shapes: Shapes) -> list[str]:
    """Hexadecimal EWKB in EPSG:4326 of each shape as a multipolygon."""
    parts, owner = shapely.get_parts(shapes, return_index=True)
    whole = shapely.multipolygons(parts, indices=owner)
    return [str(text) for text in shapely.to_wkb(shapely.set_srid(whole, 4326), hex=True, include_srid=True)]
