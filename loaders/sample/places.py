"""Places of the sample: offices, schools, markets, places of worship, in believable numbers and spots."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from loaders.sample.country import Country
from loaders.sample.gazetteer import OldCommune
from loaders.sample.inventory import Inventory, some
from loaders.sample.landmarks import ALL
from loaders.sample.names import HIGH_SCHOOLS, MARKET_WORDS, ONE_STOP_OFFICE, PAGODA_WORDS, VILLAGE_POOL
from loaders.sample.plane import chance

ACTIVE = "active"
# Shares of places of worship by the kind of district: parishes are strong towards the sea.
PARISHES = frozenset({"Xuân Trường", "Hải Hậu", "Giao Thủy", "Nghĩa Hưng", "Trực Ninh"})
WORSHIP_SHARE = 0.59
CHURCH_SHARE = {True: 0.5, False: 0.16}
OLD_SEATS_KEPT = 0.22
RELIC_SHARE, MARKET_SHARE = 0.085, 0.125
PUPILS = {
    "kindergarten": (180, 520),
    "primary": (320, 980),
    "lower_secondary": (260, 760),
    "upper_secondary": (700, 1500),
}
COLLEGES = (
    ("Trường Đại học Điều dưỡng Nam Định", "Vị Xuyên"),
    ("Trường Đại học Sư phạm Kỹ thuật Nam Định", "Lộc Hạ"),
    ("Trường Đại học Kinh tế – Kỹ thuật Công nghiệp (cơ sở Nam Định)", "Trần Hưng Đạo"),
    ("Trường Cao đẳng Sư phạm Nam Định", "Trường Thi"),
)


def place_all(country: Country, inventory: Inventory) -> None:
    """Put every place into the inventory; the well-known ones first."""
    _landmarks(country, inventory)
    _culture_houses(country, inventory)
    _offices(country, inventory)
    _health_stations(country, inventory)
    _schools(country, inventory)
    _markets(country, inventory)
    _worship(country, inventory)
    _relics(country, inventory)
    _public_places(country, inventory)


def _landmarks(country: Country, inventory: Inventory) -> None:
    hamlets = [country.find(mark.district, mark.commune, mark.hamlet) for mark in ALL]
    spots = country.spots(hamlets, 0.3, "landmarks")
    for mark, hamlet, spot in zip(ALL, hamlets, spots, strict=True):
        values = {"name": mark.name, "status": ACTIVE, **mark.values}
        inventory.add_points(mark.layer, [hamlet], spot[None], [values])


def _culture_houses(country: Country, inventory: Inventory) -> None:
    hamlets = np.arange(len(country.hamlets))
    source = chance("culture houses")
    seats = (source.integers(8, 30, len(hamlets)) * 10).tolist()
    planned = set(some(len(hamlets), 0.012, source).tolist())
    values = (
        {
            "name": f"Nhà văn hóa {country.hamlets[i].title.full}, {country.old_commune(i).name}",
            "status": "planned" if i in planned else ACTIVE,
            "capacity": None if i in planned else seats[i],
        }
        for i in hamlets.tolist()
    )
    inventory.add_points("culture_houses", hamlets, country.spots(hamlets, 0.13, "culture houses"), values)


def _offices(country: Country, inventory: Inventory) -> None:
    """By law a merged commune has the code of the part where its office is; some old offices still take files."""
    new = {commune.code: commune for commune in country.gazetteer.new}
    seats = [i for i, commune in enumerate(country.gazetteer.old) if commune.code in new]
    source = chance("offices")
    hamlets = country.centers[seats]
    titles = [new[country.gazetteer.old[i].code] for i in seats]
    desks = source.integers(6, 15, len(seats)).tolist()
    offices = (
        {"name": f"{ONE_STOP_OFFICE} {c.kind} {c.name}", "status": ACTIVE, "desks": n}
        for c, n in zip(titles, desks, strict=True)
    )
    inventory.add_points("one_stop_offices", hamlets, country.spots(hamlets, 0.1, "offices"), offices)
    police = ({"name": f"Công an {c.kind} {c.name}", "status": ACTIVE} for c in titles)
    inventory.add_points("police_posts", hamlets, country.spots(hamlets, 0.16, "police"), police)
    left = np.setdiff1d(np.arange(len(country.gazetteer.old)), seats)
    kept = left[some(len(left), OLD_SEATS_KEPT, source)]
    second = (
        {"name": f"Điểm tiếp nhận và trả kết quả (trụ sở cũ {c.kind} {c.name})", "status": ACTIVE, "desks": 2}
        for c in (country.gazetteer.old[i] for i in kept)
    )
    hamlets = country.centers[kept]
    inventory.add_points("one_stop_offices", hamlets, country.spots(hamlets, 0.12, "old offices"), second)


def _health_stations(country: Country, inventory: Inventory) -> None:
    values = (
        {"name": f"Trạm y tế {c.kind} {c.name}", "status": ACTIVE, "level": "station", "beds": 4 + i % 4}
        for i, c in enumerate(country.gazetteer.old)
    )
    spots = country.spots(country.centers, 0.2, "stations")
    inventory.add_points("health_stations", country.centers, spots, values)
    source = chance("clinics")
    towns = np.flatnonzero(country.town)
    hamlets = np.sort(source.choice(towns, 26, replace=False))
    clinics = (
        {"name": f"Phòng khám đa khoa {country.old_commune(i).name}", "status": ACTIVE, "level": "clinic"}
        for i in hamlets.tolist()
    )
    inventory.add_points("health_stations", hamlets, country.spots(hamlets, 0.25, "clinics"), clinics)


def _schools(country: Country, inventory: Inventory) -> None:
    levels = (("kindergarten", "Mầm non"), ("primary", "Tiểu học"), ("lower_secondary", "THCS"))
    for level, words in levels:
        names = [f"Trường {words} {commune.name}" for commune in country.gazetteer.old]
        _add_schools(country, inventory, level, country.centers.tolist(), names)
    high = [(country.find(d, commune, None), name) for d, commune, name in _high_schools(country)]
    _add_schools(country, inventory, "upper_secondary", [h for h, _ in high], [f"Trường THPT {n}" for _, n in high])
    hamlets = [country.find("Nam Định", commune, None) for _, commune in COLLEGES]
    colleges = ({"name": name, "status": ACTIVE, "level": "higher"} for name, _ in COLLEGES)
    inventory.add_points("schools", hamlets, country.spots(hamlets, 0.35, "colleges"), colleges)


def _high_schools(country: Country) -> Iterator[tuple[str, str, str]]:
    """District, commune and name; a school named after a commune stands there, the others are spread about."""
    for district, names in HIGH_SCHOOLS.items():
        communes = [c.name for c in country.gazetteer.old if c.district == district]
        others = chance(f"high schools {district}").permutation(communes).tolist()
        for name in names:
            yield district, name if name in communes else others.pop(), name


def _add_schools(country: Country, inventory: Inventory, level: str, hamlets: list[int], names: list[str]) -> None:
    source = chance(f"schools {level}")
    capacity = (source.integers(*PUPILS[level], len(hamlets)) // 5 * 5).tolist()
    smart, cashless = (source.random(len(hamlets)) < 0.12).tolist(), (source.random(len(hamlets)) < 0.8).tolist()
    rows = zip(names, capacity, smart, cashless, strict=True)
    values = (
        {"name": n, "status": ACTIVE, "level": level, "capacity": c, "smart_school": s, "cashless": f}
        for n, c, s, f in rows
    )
    inventory.add_points("schools", hamlets, country.spots(hamlets, 0.3, level), values)


def _markets(country: Country, inventory: Inventory) -> None:
    source = chance("markets")
    hamlets = some(len(country.hamlets), MARKET_SHARE, source)
    words = source.choice(MARKET_WORDS, len(hamlets)).tolist()
    stalls = (source.gamma(2.2, 22, len(hamlets)) + 12).astype(int).tolist()
    values = []
    for i, word, count in zip(hamlets.tolist(), words, stalls, strict=True):
        name = f"Chợ {word}, {country.old_commune(i).name}" if count % 3 else f"Chợ {country.old_commune(i).name}"
        values.append({"name": name, "status": ACTIVE, "stalls": count, "cashless": bool(country.town[i])})
    inventory.add_points("markets", hamlets, country.spots(hamlets, 0.2, "markets"), values)


def _worship(country: Country, inventory: Inventory) -> None:
    source = chance("worship")
    hamlets = some(len(country.hamlets), WORSHIP_SHARE, source)
    values = [_worship_place(country, int(i), source) for i in hamlets]
    inventory.add_points("worship_places", hamlets, country.spots(hamlets, 0.24, "worship"), values)


def _worship_place(country: Country, hamlet: int, source: np.random.Generator) -> dict[str, Any]:
    village = _village(country, hamlet, source)
    if source.random() < CHURCH_SHARE[country.old_commune(hamlet).district in PARISHES]:
        words = "Nhà thờ giáo xứ" if source.random() < 0.3 else "Nhà thờ giáo họ"
        return {"name": f"{words} {village}", "status": ACTIVE, "type": "church"}
    if source.random() < 0.55:
        name = village if source.random() < 0.6 else str(source.choice(PAGODA_WORDS))
        return {"name": f"Chùa {name}", "status": ACTIVE, "type": "pagoda"}
    words = str(source.choice(("Đình", "Đình", "Đền", "Đền", "Miếu", "Phủ")))
    return {"name": f"{words} {village}", "status": ACTIVE, "type": "communal_house"}


def _village(country: Country, hamlet: int, source: np.random.Generator) -> str:
    name = country.hamlets[hamlet].title.name
    return str(source.choice(VILLAGE_POOL)) if name.isdigit() else name


def _relics(country: Country, inventory: Inventory) -> None:
    source = chance("relics")
    hamlets = some(len(country.hamlets), RELIC_SHARE, source)
    words = source.choice(("Đình", "Đền", "Chùa", "Miếu", "Văn chỉ", "Đền – chùa"), len(hamlets)).tolist()
    ranks = source.choice(("provincial", "national"), len(hamlets), p=(0.78, 0.22)).tolist()
    values = [
        {"name": f"{word} {_village(country, int(i), source)}", "status": ACTIVE, "rank": rank}
        for i, word, rank in zip(hamlets, words, ranks, strict=True)
    ]
    inventory.add_points("relics", hamlets, country.spots(hamlets, 0.26, "relics"), values)


def _public_places(country: Country, inventory: Inventory) -> None:
    source = chance("public places")
    old = country.gazetteer.old
    everywhere = np.arange(len(old))
    posts = [f"Bưu điện {c.name}" if c.kind != "xã" else f"Điểm bưu điện – văn hóa xã {c.name}" for c in old]
    _add_public(country, inventory, "post_office", country.centers, posts)
    sports = everywhere[some(len(old), 0.7, source)]
    _add_public(country, inventory, "sports", country.centers[sports], [f"Sân thể thao {_of(old[i])}" for i in sports])
    wards = np.flatnonzero(country.town)[some(int(country.town.sum()), 0.12, source)]
    _add_public(
        country,
        inventory,
        "park",
        wards,
        [f"Vườn hoa {country.hamlets[i].title.full}, {country.old_commune(i).name}" for i in wards.tolist()],
    )


def _of(commune: OldCommune) -> str:
    return f"{commune.kind} {commune.name}"


def _add_public(country: Country, inventory: Inventory, kind: str, hamlets: Any, names: list[str]) -> None:
    values = ({"name": name, "status": ACTIVE, "type": kind} for name in names)
    inventory.add_points("public_places", hamlets, country.spots(hamlets, 0.24, kind), values)
