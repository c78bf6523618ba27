"""Names, codes, lineage and centre points of Nam Định's communes, from the package vietnamadminunits (MIT).

Its data files are read where they lie: importing the package would load every province of the country.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.util import find_spec
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from layers.names import clean
from loaders.sample.plane import Floats, to_plane

OLD_PROVINCE, NEW_PROVINCE = "36", "37"
NEW_UNITS = "SELECT * FROM admin_units WHERE provinceCode = ? ORDER BY wardCode"
OLD_UNITS = "SELECT * FROM admin_units_legacy WHERE provinceCode = ? ORDER BY wardCode"
CONVERTER_OLD, CONVERTER_NEW = "tinhnamdinh", "tinhninhbinh"
# Half the side in metres of a commune whose box is missing or plainly not its own.
USUAL_HALF = 1900.0
HALF_RANGE = (500.0, 4600.0)
# A centre farther than this from its own box or from its successor's centre was looked up under another name.
MAX_FROM_BOX = 2200.0
MAX_FROM_SUCCESSOR = 8500.0
MAX_FROM_PART = 6000.0
SAME_PLACE = 250.0


@dataclass(frozen=True)
class NewCommune:
    """A commune since 1 July 2025. center: metres in the plane."""

    code: str
    name: str
    kind: str
    center: Floats


@dataclass(frozen=True)
class OldCommune:
    """A commune until 30 June 2025. center and half (width, height) of the box around it: metres in the plane."""

    code: str
    name: str
    kind: str
    district: str
    district_code: str
    successor: str
    center: Floats
    half: Floats


@dataclass(frozen=True)
class Gazetteer:
    old: tuple[OldCommune, ...]
    new: tuple[NewCommune, ...]


def read_gazetteer() -> Gazetteer:
    """The 175 communes of 30 June 2025, by code, and the 57 of the day after, with misplaced centres put right."""
    folder = _data_folder()
    with closing(sqlite3.connect(f"file:{folder / 'dataset.db'}?mode=ro", uri=True)) as database:
        database.row_factory = sqlite3.Row
        new_rows = _rows(database, NEW_UNITS, NEW_PROVINCE)
        old_rows = _rows(database, OLD_UNITS, OLD_PROVINCE)
    successors = dict(_successors(folder / "converter_2025.json"))
    by_key = {row["wardKey"]: _new_commune(row) for row in new_rows if row["wardKey"] in set(successors.values())}
    new = tuple(sorted(by_key.values(), key=attrgetter("code")))
    old = [_old_commune(row, by_key[successors[_old_key(row)]].code) for row in old_rows]
    return Gazetteer(_put_right(old, {commune.code: commune for commune in new}), new)


def _data_folder() -> Path:
    spec = find_spec("vietnamadminunits")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("vietnamadminunits")
    return Path(spec.origin).parent / "data"


def _rows(database: sqlite3.Connection, query: str, province: str) -> list[sqlite3.Row]:
    return database.execute(query, (province,)).fetchall()


def _successors(path: Path) -> Iterator[tuple[str, str]]:
    """Key of an old commune → key of the new one. On this side of the new province nothing was divided."""
    converter: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    for new_key, old_keys in converter["DICT_PROVINCE_WARD_NO_DIVIDED"][CONVERTER_NEW].items():
        for old_key in old_keys:
            if old_key.startswith(CONVERTER_OLD):
                yield old_key, new_key


def _old_key(row: sqlite3.Row) -> str:
    return f"{row['provinceKey']}_{row['districtKey']}_{row['wardKey']}"


def _new_commune(row: sqlite3.Row) -> NewCommune:
    center = to_plane(np.array([row["wardLon"], row["wardLat"]]))
    return NewCommune(row["wardCode"], clean(row["wardShort"]), clean(row["wardType"]).lower(), center)


def _old_commune(row: sqlite3.Row, successor: str) -> OldCommune:
    point = to_plane(np.array([row["wardLon"], row["wardLat"]]))
    low, high = (np.array(corner.split(","), dtype=float)[::-1] for corner in row["wardBounds"].split(" – "))
    low, high = to_plane(low), to_plane(high)
    half = (high - low) / 2
    middle = (high + low) / 2
    fits = bool(np.all(half > HALF_RANGE[0]) and np.all(half < HALF_RANGE[1]))
    near = fits and float(np.hypot(*(middle - point))) < MAX_FROM_BOX
    return OldCommune(
        code=row["wardCode"],
        name=clean(row["wardShort"]),
        kind=clean(row["wardType"]).lower(),
        district=clean(row["districtShort"]),
        district_code=row["districtCode"],
        successor=successor,
        center=middle if near else point,
        half=half if fits else np.full(2, USUAL_HALF),
    )


def _put_right(old: list[OldCommune], new: dict[str, NewCommune]) -> tuple[OldCommune, ...]:
    """Communes whose centre cannot be theirs get the one that their merged commune and its other parts leave for it."""
    wrong = {c.code for c in old if _is_astray(c, old, new)} | _doubles(old, new)
    fixed: list[OldCommune] = []
    for code, group in groupby(sorted(old, key=attrgetter("successor", "code")), attrgetter("successor")):
        fixed.extend(_place_rest(list(group), new[code], wrong))
    return tuple(sorted(fixed, key=attrgetter("code")))


def _is_astray(commune: OldCommune, old: list[OldCommune], new: dict[str, NewCommune]) -> bool:
    """Far from the merged commune and from every other part of it; the centre of a coast may lie at sea."""
    if _distance(commune, new) <= MAX_FROM_SUCCESSOR:
        return False
    parts = [c for c in old if c.successor == commune.successor and c is not commune]
    return all(np.hypot(*(c.center - commune.center)) > MAX_FROM_PART for c in parts)


def _distance(commune: OldCommune, new: dict[str, NewCommune]) -> float:
    return float(np.hypot(*(commune.center - new[commune.successor].center)))


def _doubles(old: list[OldCommune], new: dict[str, NewCommune]) -> set[str]:
    """Of two communes at one spot, the one farther from its successor was looked up under the other's name."""
    found: set[str] = set()
    for index, one in enumerate(old):
        for other in old[index + 1 :]:
            if np.hypot(*(one.center - other.center)) < SAME_PLACE:
                found.add(max(one, other, key=lambda c: (_distance(c, new), c.code)).code)
    return found


def _place_rest(group: list[OldCommune], successor: NewCommune, wrong: set[str]) -> list[OldCommune]:
    right = [commune for commune in group if commune.code not in wrong]
    lost = [commune for commune in group if commune.code in wrong]
    size = float(median([*(float(c.half.mean()) for c in right), USUAL_HALF]))
    # The centre of the whole is the mean of its parts: what the known parts lack is where the lost ones lie.
    lack = len(group) * successor.center - sum((c.center for c in right), np.zeros(2))
    middle = lack / len(lost) if lost else successor.center
    offset = middle - successor.center
    length = max(float(np.hypot(*offset)), 1.0)
    middle = successor.center + offset / length * min(length, 2 * size)
    spread = [np.array([size * (2 * i - len(lost) + 1), 0.0]) for i in range(len(lost))]
    moved = [replace(c, center=middle + shift, half=np.full(2, size)) for c, shift in zip(lost, spread, strict=True)]
    return right + moved
