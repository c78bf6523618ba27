"""A request for each declared address, such that whoever may ask is answered with something."""

import re
from dataclasses import dataclass, field
from typing import Any

from tests.access.declared import matrix
from tests.access.world import RULE, World

TILE = {"z": "12", "x": "3255", "y": "1810"}
# Values of the parts of paths; others are ids, below.
PARTS = {
    "layers": "communes",
    "layer": "communes",
    "collectionId": "communes",
    "tileMatrixSetId": "WebMercatorQuad",
    "tileMatrix": TILE["z"],
    "tileRow": TILE["y"],
    "tileCol": TILE["x"],
    "name": "wardmap",
    "rule": RULE,
    "indicator": "population",
    **TILE,
}
QUERIES = {
    "GET /oembed": "url=http://ward.example/",
    "GET /api/v1/search": "q=commune",
    "GET /api/v1/units/resolve": "name=commune+A",
    "GET /api/v1/units/crosswalk": "from=2020-01-01&to=2020-06-01",
}


@dataclass(frozen=True)
class Example:
    """route: as the matrix has it. path: without what begins with /as."""

    route: str
    path: str
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def is_for_admins(self) -> bool:
        return self.who.startswith("admin")

    @property
    def who(self) -> str:
        return str(matrix()["routes"][self.route])


def examples(world: World) -> list[Example]:
    return [_example(route, world) for route in matrix()["routes"]]


def _example(route: str, world: World) -> Example:
    path = route.partition(" ")[2]
    parts = {**PARTS, "unit": str(world.units["commune A"]), "featureId": str(world.units["commune A"])}
    if path.startswith("/static"):
        path = "/static/none"
    for name, value in parts.items():
        path = path.replace(f"{{{name}}}", value)
    # What is left are ids of things that are not there.
    path = re.sub(r"\{[^}]*\}", "999999", path)
    query = QUERIES.get(route)
    return Example(route, f"{path}?{query}" if query else path)
