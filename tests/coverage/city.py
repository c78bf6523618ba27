"""Random small cities with what is awkward: things on borders, empty fields and layers, units without a boundary."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
from shapely import LineString, Polygon, box, segmentize

from layers.layer import Field, FieldType
from layers.registry import all_layers
from tests.coverage.world import DAY, EAST, WEST, Figure, Thing, Unit, World, at_distance

# Around the distances that rules speak of, and further off.
DISTANCES = [0, 3, 12, 29.9, 29.998, 30.002, 39.9, 40.1, 49.9, 50.1, 79.9, 80.1, 199, 201, 250, 299, 301, 900]
SOUTH = Polygon([(106.15, 20.40), (106.16, 20.40), (106.17, 20.40), (106.161, 20.393)])
FAR = box(106.17, 20.40, 106.176, 20.41)
PLACES = {
    "culture_houses": 12,
    "one_stop_offices": 4,
    "health_stations": 9,
    "schools": 16,
    "markets": 4,
    "public_places": 6,
    "relics": 5,
    "worship_places": 6,
    "game_centres": 5,
    "junctions": 12,
}
ASSETS = {"wifi": 40, "cameras": 34, "loudspeakers": 12, "notice_boards": 5}
NUMBERS: dict[str, tuple[float | None, ...]] = {
    "mbps_down": (80, 99.9, 100, 100, 150, 150, None),
    "direction": (0, 45.5, 90, 180, 271, 360, None),
    "field_of_view": (10, 60, 90, 120, 121, 180, 360, None),
    "pixels": (640, 1920, 3840, None),
    "arms": (3, 4, 5, None),
    "capacity": (0, 20, 60, 200, None),
}
CODES = (
    "fibre_household_share",
    "ntm_8_4",
    "ntm_adv_15_2",
    "digital_team",
    "ntm_group",
    "population",
    "households",
    "pupils",
)
VALUES = {
    "fibre_household_share": (0.5, 0.8, 0.81, 1.0),
    "digital_team": (0, 1, 2),
    "ntm_group": (1, 2, 3),
    "population": (0, 900, 2000),
    "households": (0, 300, 410),
    "pupils": (0, 100, 350),
}


class City:
    """Communes with straight and slanted borders, one of another province, one never drawn; hamlets in some of them."""

    def __init__(self, seed: int) -> None:
        self.dice = np.random.default_rng(seed)
        self.world = World(units=list(self.units()))
        self.things = self.world.things
        self.things += self.roads()
        for layer, most in PLACES.items():
            self.add(layer, most, self.spot)
        for layer, most in ASSETS.items():
            self.add(layer, most, self.near_or_on_a_road)
        self.add("addresses", 24, self.spot)
        self.things += self.cells()
        self.world.figures = list(self.figures())

    def pick(self, *options: Any) -> Any:
        return options[self.dice.integers(len(options))]

    def units(self) -> Iterator[Unit]:
        # More corners than a boundary has pieces for, so that it is cut into several.
        west, east = (segmentize(area, 0.00025) for area in (WEST, EAST))
        yield Unit("P", west.union(east).union(SOUTH), "province", kind="tỉnh")
        yield Unit("P2", FAR, "province", kind="thành phố")
        yield Unit("D", FAR, "district", kind="thị xã", parent="P2")
        yield Unit("past", WEST, valid="[2020-01-01,2025-07-01)", parent="P")
        communes = [
            Unit("W", west, kind="xã", parent="P"),
            Unit("E", east, kind="phường", parent="P"),
            Unit("S", SOUTH, kind=self.pick("xã", "phường"), parent="P"),
            Unit("F", FAR, kind="phường", parent="D"),
            Unit("N", None, kind="xã", parent=self.pick("P", None)),
        ]
        self.dice.shuffle(communes)  # type: ignore[arg-type]
        yield from communes
        yield Unit("H1", box(106.15, 20.40, 106.155, 20.41), "hamlet", kind="thôn", parent="W")
        yield Unit("H2", box(106.155, 20.40, 106.16, 20.41), "hamlet", kind="xóm", parent="W")
        yield Unit(
            "H3", Polygon([(106.16, 20.40), (106.17, 20.41), (106.16, 20.41)]), "hamlet", kind="tổ dân phố", parent="E"
        )
        yield Unit(
            "H4", Polygon([(106.15, 20.40), (106.16, 20.40), (106.161, 20.393)]), "hamlet", kind="thôn", parent="S"
        )
        yield Unit("H5", None, "hamlet", kind="thôn", parent=self.pick("E", "N"))

    def spot(self) -> tuple[float, float]:
        """Anywhere, a little outside too; some exactly on a border or a corner."""
        lon = self.pick(106.15, 106.155, 106.16, 106.16, 106.17, *self.dice.uniform(106.149, 106.178, 9).tolist())
        lat = self.pick(20.40, 20.41, *self.dice.uniform(20.393, 20.411, 8).tolist())
        return lon, lat

    def near(self) -> tuple[float, float]:
        places = [thing for thing in self.things if thing.layer in PLACES]
        if not places:
            return self.spot()
        near = places[self.dice.integers(len(places))]
        return at_distance(near, self.pick(*DISTANCES[:9], *DISTANCES), float(self.dice.uniform(0, 360)))

    def near_or_on_a_road(self) -> tuple[float, float]:
        roads = [thing.shape for thing in self.things if thing.layer == "roads"]
        if not roads or self.dice.random() < 0.7:
            return self.near()
        spot = roads[self.dice.integers(len(roads))].interpolate(self.dice.random(), normalized=True)
        return spot.x, spot.y

    def add(self, layer: str, most: int, where: Any) -> None:
        """Things of a layer, sometimes none at all."""
        for number in range(int(self.pick(0, *[most] * 14))):
            name = f"{layer}{number}"
            self.things.append(Thing(layer, name, *where(), self.values(layer, name)))

    def values(self, layer: str, name: str) -> dict[str, Any]:
        if layer == "addresses":
            kinds = ("dwelling", "dwelling", "flat", "office", "relic_site", "public_place")
            return {"kind": self.pick(*kinds), "status": self.pick("draft", "assigned", "assigned", "retired")}
        values = {f.name: self.value(f) for f in all_layers()[layer].fields}
        values |= {"key": self.pick(None, name), "name": name, "host": self.host()}
        return {field: value for field, value in values.items() if value is not None}

    def host(self) -> str | None:
        places = [thing for thing in self.things if thing.layer in PLACES and thing.get("key")]
        if not places:
            return None
        place = places[self.dice.integers(len(places))]
        return str(self.pick(None, f"{place.layer}/{place.get('key')}", f"schools/{place.get('key')}"))

    def value(self, field: Field) -> Any:
        if field.name in NUMBERS:
            return self.pick(*NUMBERS[field.name])
        if field.name == "status":
            return self.pick(None, *["active"] * 8, *(choice.value for choice in field.choices))
        if field.choices:
            few = [choice.value for choice in field.choices][:2]
            return self.pick(None, *few, *few, *few, *(choice.value for choice in field.choices))
        least = field.minimum or 1
        options = {
            FieldType.BOOLEAN: (True, True, True, True, False),
            FieldType.DATE: tuple((DAY - timedelta(days=days)).isoformat() for days in (29, 30, 31, 400)),
            FieldType.INTEGER: (least, least + 7),
            FieldType.NUMBER: (least, least + 7),
        }
        return self.pick(None, *options.get(field.type, ()))

    def roads(self) -> Iterator[Thing]:
        """A loose grid, with a road along a border, one across three units, one far out, and pieces on their own."""
        lines = [
            [(106.16, 20.3985), (106.16, 20.402), (106.16, 20.4095)],
            [
                (106.149, 20.4031),
                (106.155, 20.403),
                (106.16, 20.402),
                (106.168, 20.4045),
                (106.1742, 20.4045),
                (106.2, 20.404),
            ],
            [(106.155, 20.403), (106.1553, 20.4078), (106.16, 20.4095)],
            [(106.168, 20.4045), (106.1672, 20.3991), (106.16, 20.3985), (106.1571, 20.3972)],
            [(106.1511, 20.4082), (106.1532, 20.4091)],
            [(106.1572, 20.4052), (106.1622, 20.4071)],
        ]
        for number, line in enumerate(lines):
            if self.dice.random() < 0.8:
                values = {
                    "class": self.pick("main_axis", "main_axis", "local", None),
                    "width_m": self.pick(1.5, 6.0, None),
                }
                yield Thing(
                    "roads",
                    f"road{number}",
                    *line[0],
                    {n: v for n, v in values.items() if v is not None},
                    LineString(line),
                )

    def cells(self) -> Iterator[Thing]:
        """Of some communes, and a few that lie in two or in none."""
        step, full = 0.0021, self.pick(0, 1, 1, 1)
        for i in range(14 * full):
            for j in range(9):
                x, y = 106.1483 + i * step, 20.3931 + j * step
                if self.dice.random() < 0.3 and (x < 106.1585 or self.dice.random() < 0.25):
                    people = {"population": self.pick(0, 12, 40.5, 300), "households": self.pick(3, 11, None)}
                    values = {name: value for name, value in people.items() if value is not None}
                    yield Thing("population", f"cell{i}-{j}", x, y, values, box(x, y, x + step, y + step))

    def figures(self) -> Iterator[Figure]:
        """Of most units and indicators; some of an older period, some that begin after the day."""
        years = [
            (DAY.replace(year=year, month=1, day=1), DAY.replace(year=year + 1, month=1, day=1))
            for year in (2023, 2024, 2025, 2026)
        ]
        for unit in self.world.units:
            for code in CODES:
                for first, end in years:
                    if self.dice.random() < 0.3:
                        yield Figure(unit.code, code, self.pick(*VALUES.get(code, (0, 1))), first, end)
        yield Figure("W", "population", 1000, date(2022, 1, 1), date(2022, 7, 1))
