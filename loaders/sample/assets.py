"""Assets of the sample other than wifi, from cameras to rain gauges, and reports by the public."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import shapely

from loaders.sample.country import Country
from loaders.sample.inventory import Inventory, Thing, beside, some, spots_of
from loaders.sample.names import ONE_STOP_OFFICE
from loaders.sample.plane import Floats, chance, to_lonlat, to_plane

STATES, STATE_SHARES = ("active", "broken", "planned"), (0.93, 0.05, 0.02)
JUNCTION_SHARE = {"high": 0.72, "medium": 0.2, "low": 0.02}
HOST_SHARE = {
    "markets": 0.55,
    "schools": 0.35,
    "one_stop_offices": 0.95,
    "health_stations": 0.3,
    "culture_houses": 0.12,
    "worship_places": 0.1,
    "public_places": 0.2,
}
PIXELS = (1920, 2560, 3840)
LAMP_STEP_M, LAMP_SIDE_M = 40.0, 4.0
LIT_SHARE = {"national": 0.1, "provincial": 0.05, "main_axis": 0.16}
REPORTS = 340
REPORT_TEXTS = {
    "wifi": ("Wifi tại nhà văn hóa không kết nối được", "Wifi ở trung tâm hành chính công chậm vào buổi sáng"),
    "lighting": ("Đèn đường trục chính không sáng", "Bóng đèn đầu ngõ nhấp nháy", "Cột đèn nghiêng sau bão"),
    "loudspeaker": ("Loa truyền thanh rè, nghe không rõ", "Cụm loa không phát bản tin buổi chiều"),
    "environment": ("Rác tồn đọng ở điểm tập kết", "Nước thải chảy ra mương tưới", "Lục bình lấp kênh tiêu"),
    "security": ("Xe tải đỗ che khuất nút giao", "Cần thêm camera ở cổng trường"),
    "other": ("Biển tên đường còn ghi tên xã cũ", "Nắp cống bị vỡ", "Biển chỉ dẫn cũ chưa thay sau sáp nhập"),
}
GAUGES = (
    ("Trạm thủy văn Nam Định (sông Đào)", "Nam Định", "Cửa Nam", "water_level"),
    ("Trạm thủy văn Trực Phương (sông Ninh Cơ)", "Trực Ninh", "Phương Định", "water_level"),
    ("Trạm thủy văn Phú Lễ (sông Ninh Cơ)", "Hải Hậu", "Hải Châu", "water_level"),
    ("Trạm thủy văn Ba Lạt (sông Hồng)", "Giao Thủy", "Hồng Thuận", "water_level"),
    ("Trạm thủy văn Như Tân (sông Đáy)", "Nghĩa Hưng", "Nghĩa Hải", "water_level"),
    ("Điểm đo mặn cống Ngô Đồng", "Giao Thủy", "Giao Thủy", "salinity"),
    ("Điểm đo mặn cống Cồn Nhất", "Giao Thủy", "Hồng Thuận", "salinity"),
    ("Điểm đo mặn cống Múc 1", "Hải Hậu", "Hải Minh", "salinity"),
    ("Điểm đo mặn cống Quỹ Nhất", "Nghĩa Hưng", "Quỹ Nhất", "salinity"),
    ("Trạm quan trắc không khí Vị Xuyên", "Nam Định", "Vị Xuyên", "air_quality"),
    ("Trạm quan trắc không khí Mỹ Xá", "Nam Định", "Mỹ Xá", "air_quality"),
    ("Trạm quan trắc không khí Trường Thi", "Nam Định", "Trường Thi", "air_quality"),
)


def install_assets(country: Country, inventory: Inventory) -> None:
    """Put every asset but wifi into the inventory, and the reports by the public."""
    _junction_cameras(inventory)
    _place_cameras(inventory)
    _loudspeakers(country, inventory)
    _notice_boards(inventory)
    _street_lights(country, inventory)
    _sensors(country, inventory)
    _feedback(country, inventory)


def _states(count: int, source: np.random.Generator) -> list[str]:
    return list(source.choice(STATES, count, p=STATE_SHARES).tolist())


def _date(days: int) -> str:
    return str(np.datetime64("2021-01-05") + days)


def _junction_cameras(inventory: Inventory) -> None:
    """One to three cameras over a junction, looking different ways."""
    source = chance("junction cameras")
    share = np.array([JUNCTION_SHARE[j.values["traffic"]] for j in inventory["junctions"]])
    chosen = some(len(share), share, source)
    for junction in (inventory["junctions"][i] for i in chosen):
        count = int(source.integers(1, 4)) if junction.values["traffic"] == "high" else 1
        first = float(source.uniform(0, 360))
        spots = beside(np.repeat(junction.spot[None], count, axis=0), source.uniform(3, 12, count), source)
        names = [f"Camera {number + 1} {junction.values['name']}" for number in range(count)]
        looks = [round((first + 360 * number / count) % 360, 1) for number in range(count)]
        rows = _cameras(names, looks, "traffic", source)
        inventory.add_points("cameras", [junction.hamlet] * count, spots, rows)


def _place_cameras(inventory: Inventory) -> None:
    source = chance("place cameras")
    for layer, share in HOST_SHARE.items():
        hosts = [inventory[layer][i] for i in some(len(inventory[layer]), share, source)]
        spots = beside(spots_of(hosts), source.uniform(2, 10, len(hosts)), source)
        looks = source.uniform(0, 360, len(hosts)).round(1).tolist()
        rows = _cameras([f"Camera {host.values['name']}" for host in hosts], looks, "security", source)
        values = (row | {"host": host.reference} for row, host in zip(rows, hosts, strict=True))
        inventory.add_points("cameras", [host.hamlet for host in hosts], spots, values)


def _cameras(
    names: list[str], looks: list[float], purpose: str, source: np.random.Generator
) -> Iterator[dict[str, Any]]:
    states = _states(len(names), source)
    for name, look, state in zip(names, looks, states, strict=True):
        yield {
            "name": name,
            "status": state,
            "operator": "Công an tỉnh" if purpose == "traffic" else "UBND xã, phường",
            "installed_on": None if state == "planned" else _date(int(source.integers(0, 1700))),
            "purpose": purpose,
            "direction": look,
            "field_of_view": float(source.choice((62, 78, 90, 104))),
            "pixels": int(source.choice(PIXELS, p=(0.5, 0.3, 0.2))),
            "height_m": round(float(source.uniform(3.5, 9)), 1),
        }


def _loudspeakers(country: Country, inventory: Inventory) -> None:
    """One to three clusters a hamlet; a commune has gone over to networked ones, or not yet, or half way."""
    source = chance("loudspeakers")
    hamlets = np.repeat(np.arange(len(country.hamlets)), source.integers(1, 4, len(country.hamlets)))
    share = chance("smart").choice((0.1, 0.5, 0.9, 1.0), len(country.gazetteer.new))
    smart = (source.random(len(hamlets)) < share[country.successor_of[country.commune_of[hamlets]]]).tolist()
    states = _states(len(hamlets), source)
    horns, reach = source.integers(1, 5, len(hamlets)).tolist(), (source.integers(20, 41, len(hamlets)) * 10).tolist()
    values = (
        {
            "name": f"Cụm loa {country.hamlets[i].title.full}, {country.old_commune(i).name}",
            "status": states[n],
            "smart": smart[n],
            "horns": horns[n],
            "reach_m": float(reach[n]),
            "operator": "Đài truyền thanh xã, phường",
        }
        for n, i in enumerate(hamlets.tolist())
    )
    inventory.add_points("loudspeakers", hamlets, country.spots(hamlets, 0.3, "loudspeakers"), values)


def _notice_boards(inventory: Inventory) -> None:
    source = chance("notice boards")
    hosts: list[Thing] = []
    for layer, share in (
        ("one_stop_offices", 0.7),
        ("markets", 0.12),
        ("public_places", 0.08),
        ("culture_houses", 0.03),
    ):
        hosts += [inventory[layer][i] for i in some(len(inventory[layer]), share, source)]
    spots = beside(spots_of(hosts), source.uniform(5, 20, len(hosts)), source)
    areas, states = source.choice((2.0, 4.0, 6.0, 9.6, 12.0), len(hosts)).tolist(), _states(len(hosts), source)
    values = (
        {"name": f"Bảng tin {h.values['name']}", "status": s, "host": h.reference, "area_m2": a}
        for h, s, a in zip(hosts, states, areas, strict=True)
    )
    inventory.add_points("notice_boards", [host.hamlet for host in hosts], spots, values)


def _street_lights(country: Country, inventory: Inventory) -> None:
    """Rows of lamps along the main roads, where chance and the town have lit them."""
    source = chance("street lights")
    for road in inventory["roads"]:
        share = LIT_SHARE.get(road.values["class"], 0.0)
        if source.random() >= share + (0.25 if share and country.town[road.hamlet] else 0.0):
            continue
        spots, hamlets = _lamp_spots(country, shapely.get_coordinates(road.geometry), float(source.uniform(0.3, 1)))
        led = source.random(len(spots)) < 0.7
        states = _states(len(spots), source)
        values = (
            {"status": s, "lamp": "led" if x else "sodium", "watts": 100.0 if x else 150.0, "height_m": 8.0}
            for s, x in zip(states, led.tolist(), strict=True)
        )
        inventory.add_points("street_lights", hamlets, spots, values)


def _lamp_spots(country: Country, lonlat: Floats, share: float) -> tuple[Floats, list[int]]:
    """Lamps beside the first part of a road; longitude and latitude, and the hamlet nearest to each."""
    line = shapely.LineString(to_plane(lonlat))
    steps = np.arange(10, min(line.length * share, 2600), LAMP_STEP_M)
    points = shapely.get_coordinates(shapely.line_interpolate_point(np.full(len(steps), line), steps))
    points = points + np.array([0, LAMP_SIDE_M])
    nearest = [int(np.square(country.seats - point).sum(axis=1).argmin()) for point in points]
    return to_lonlat(points), nearest


def _sensors(country: Country, inventory: Inventory) -> None:
    hamlets = [country.find(district, commune, None) for _, district, commune, _ in GAUGES]
    values = ({"name": name, "status": "active", "measures": kind} for name, _, _, kind in GAUGES)
    inventory.add_points("sensors", hamlets, country.spots(hamlets, 0.4, "gauges"), values)
    offices = inventory["one_stop_offices"][: len(country.gazetteer.new)]
    spots = beside(spots_of(offices), 25.0, chance("rain"))
    rain = (
        {"name": f"Trạm đo mưa tự động {c.values['name'].removeprefix(f'{ONE_STOP_OFFICE} ')}", "status": "active",
         "measures": "rainfall"}
        for c in offices
    )  # fmt: skip
    inventory.add_points("sensors", [office.hamlet for office in offices], spots, rain)


def _feedback(country: Country, inventory: Inventory) -> None:
    source = chance("feedback")
    weights = np.array([hamlet.people for hamlet in country.hamlets], dtype=float)
    hamlets = source.choice(len(weights), REPORTS, p=weights / weights.sum())
    subjects = source.choice(list(REPORT_TEXTS), REPORTS).tolist()
    states = source.choice(("new", "assigned", "fixed", "closed"), REPORTS, p=(0.15, 0.2, 0.25, 0.4)).tolist()
    values = (
        {
            "category": subject,
            "text": str(source.choice(REPORT_TEXTS[subject])),
            "status": state,
            "reported_on": str(np.datetime64("2025-07-02") + source.integers(0, 400)),
        }
        for subject, state in zip(subjects, states, strict=True)
    )
    inventory.add_points("feedback", hamlets, country.spots(hamlets, 0.35, "feedback"), values)
