"""Wifi points of the sample: hosted by places, near them, or just too far; fast, slow, broken or not measured."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from loaders.sample.country import Country
from loaders.sample.inventory import Inventory, Thing, beside, some, spots_of
from loaders.sample.plane import Floats, chance

OPERATORS = ("VNPT", "Viettel", "FPT Telecom", "MobiFone")
# Share of places of each layer that have wifi, in a commune of middling zeal.
SHARES = {
    "one_stop_offices": 0.97, "health_stations": 0.68, "culture_houses": 0.52,
    "relics": 0.3, "markets": 0.25, "public_places": 0.22, "schools": 0.15,
}  # fmt: skip
# Communes that have done everything, and the zeal of the others; one has done everything and measured nothing.
COMPLETE, LEAST, MOST = 6, 0.25, 1.6
DONE, UNMEASURED = MOST + 1, MOST + 2
ALWAYS = frozenset({"one_stop_offices", "health_stations", "culture_houses"})
# What is wrong with a point, and how often: in a commune that is DONE nothing is. None is what nobody measured or said.
FINE = "fine"
TROUBLES: dict[str, tuple[float, dict[str, Any]]] = {
    FINE: (0.80, {}),
    "slow": (0.06, {"mbps_down": 80.0}),
    "unknown": (0.045, {"mbps_down": None, "tested_on": None}),
    "broken": (0.04, {"status": "broken"}),
    "paid": (0.025, {"free": False}),
    "untold": (0.015, {"free": None}),
    "planned": (0.015, {"status": "planned", "mbps_down": None, "tested_on": None, "installed_on": None}),
}
NEAR_M, FAR_M = (9.0, 27.0), (42.0, 48.0)
NEAR_SHARE, FAR_SHARE = 0.07, 0.05


def install_wifi(country: Country, inventory: Inventory) -> None:
    """Wifi at some places of each kind; how many depends on the commune of today."""
    source = chance("wifi")
    zeal = _zeal(country)
    for layer, share in SHARES.items():
        places = [place for place in inventory[layer] if place.values["status"] == "active"]
        commune = country.successor_of[country.commune_of[[place.hamlet for place in places]]]
        chances = share * zeal[commune]
        if layer in ALWAYS:
            chances = np.where(zeal[commune] > MOST, 1.0, chances)
        chosen = set(some(len(places), chances, source).tolist())
        hosts = [(p, float(zeal[commune[i]])) for i, p in enumerate(places) if i in chosen]
        _add_hosted(inventory, hosts, source)
        if layer in ALWAYS:
            _add_unhosted(inventory, [p for i, p in enumerate(places) if i not in chosen], source)


def _zeal(country: Country) -> Floats:
    """How far above or below the usual share a commune is; DONE and UNMEASURED are those with wifi everywhere."""
    count = len(country.gazetteer.new)
    values = np.concatenate([np.full(COMPLETE, DONE), [UNMEASURED], np.linspace(LEAST, MOST, count - COMPLETE - 1)])
    return np.asarray(chance("zeal").permutation(values))


def _add_hosted(inventory: Inventory, places: list[tuple[Thing, float]], source: np.random.Generator) -> None:
    hosts = [place for place, _ in places]
    spots = beside(spots_of(hosts), source.uniform(2, 12, len(hosts)), source)
    states = source.choice(list(TROUBLES), len(hosts), p=[share for share, _ in TROUBLES.values()]).tolist()
    settled = {DONE: FINE, UNMEASURED: "unknown"}
    rows = _values(hosts, [settled.get(zeal, s) for s, (_, zeal) in zip(states, places, strict=True)], source)
    values = ({"host": host.reference, **row} for host, row in zip(hosts, rows, strict=True))
    inventory.add_points("wifi", [host.hamlet for host in hosts], spots, values)


def _add_unhosted(inventory: Inventory, places: list[Thing], source: np.random.Generator) -> None:
    """Points that name no host: some near enough to serve a place all the same, some not."""
    draw = source.random(len(places))
    for low, high, distances in ((0, NEAR_SHARE, NEAR_M), (NEAR_SHARE, NEAR_SHARE + FAR_SHARE, FAR_M)):
        chosen = [place for place, x in zip(places, draw, strict=True) if low <= x < high]
        spots = beside(spots_of(chosen), source.uniform(*distances, len(chosen)), source)
        rows = _values(chosen, [FINE] * len(chosen), source)
        inventory.add_points("wifi", [place.hamlet for place in chosen], spots, rows)


def _values(places: list[Thing], states: list[str], source: np.random.Generator) -> Iterator[dict[str, Any]]:
    speed = (source.integers(10, 31, len(places)) * 10).tolist()
    operator = source.choice(OPERATORS, len(places)).tolist()
    installed, tested = source.integers(0, 1100, len(places)), source.integers(0, 300, len(places))
    for i, (place, state) in enumerate(zip(places, states, strict=True)):
        row: dict[str, Any] = {
            "name": f"Wifi {place.values['name']}",
            "status": "active",
            "operator": operator[i],
            "installed_on": str(np.datetime64("2022-03-01") + installed[i]),
            "free": True,
            "mbps_down": float(speed[i]),
            "tested_on": str(np.datetime64("2025-08-01") + tested[i]),
        }
        yield row | TROUBLES[state][1]
