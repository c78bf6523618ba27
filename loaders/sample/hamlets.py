"""How many hamlets a commune has and what they are called."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from loaders.sample.gazetteer import OldCommune
from loaders.sample.names import VILLAGE_POOL, VILLAGES
from loaders.sample.plane import Floats, Integers, chance

PEOPLE = 1_880_000
HAMLETS = 1500
FEWEST, MOST = 4, 26
# People per km² by kind of commune; inside the old town walls it is the small wards that are crowded.
DENSITY = {"xã": 1000.0, "thị trấn": 1900.0, "phường": 2700.0}
CROWDED_KM2, CROWDING = 2.6, 9000.0
# Districts where hamlets are numbered xóm; elsewhere most are thôn with a name.
NUMBERED = frozenset({"Giao Thủy", "Hải Hậu", "Xuân Trường", "Nghĩa Hưng", "Trực Ninh"})
NAMED_SHARE = {"tổ dân phố": 0.15, "xóm": 0.18, "thôn": 0.85}


@dataclass(frozen=True)
class HamletName:
    """kind and name as the register keeps them: ``xóm`` and ``1`` are read Xóm 1."""

    kind: str
    name: str

    @property
    def full(self) -> str:
        return f"{self.kind} {self.name}"


def people_of(communes: tuple[OldCommune, ...], areas_km2: Floats) -> Floats:
    """People in each commune; they sum to PEOPLE."""
    density = np.array([DENSITY[c.kind] for c in communes])
    crowded = np.array([c.kind == "phường" for c in communes]) & (areas_km2 < CROWDED_KM2)
    density = density + np.where(crowded, CROWDING * (1 - areas_km2 / CROWDED_KM2) + 2500, 0)
    # Wide fields and mudflats hold few people: beyond seven square kilometres only a third of the land counts.
    people = density * np.where(areas_km2 > 7, 7 + (areas_km2 - 7) / 3, areas_km2)
    return np.asarray(people * PEOPLE / people.sum())


def hamlet_counts(people: Floats) -> Integers:
    """Hamlets of each commune; they sum to HAMLETS but for the rounding."""
    counts = np.clip(np.round(people * HAMLETS / people.sum()), FEWEST, MOST)
    return np.asarray(np.clip(np.round(counts * HAMLETS / counts.sum()), FEWEST, MOST), dtype=np.int64)


def hamlet_names(commune: OldCommune, count: int) -> list[HamletName]:
    """Names that differ within the commune as it was; after the merger the numbers meet again."""
    source = chance(f"names {commune.code}")
    kind = _kind(commune)
    known = VILLAGES.get((commune.district, commune.name), ())
    pool = [name for name in source.permutation(VILLAGE_POOL).tolist() if name not in known]
    named = known if source.random() > NAMED_SHARE[kind] else (*known, *pool)
    return list(_mixed(kind, named, count))


def _kind(commune: OldCommune) -> str:
    if commune.kind != "xã":
        return "tổ dân phố"
    return "xóm" if commune.district in NUMBERED else "thôn"


def _mixed(kind: str, named: tuple[str, ...], count: int) -> Iterator[HamletName]:
    """The villages that have a name, then numbers from 1."""
    for name in named[:count]:
        yield HamletName("thôn" if kind == "xóm" else kind, name)
    for number in range(1, count - min(len(named), count) + 1):
        yield HamletName(kind, str(number))
