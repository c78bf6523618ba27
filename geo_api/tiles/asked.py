"""What a request for a tile asks for: checked, and with the one name under which equal tiles are kept."""

from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b

from fastapi import Request

from geo_api.days import Period, today
from geo_api.db import NOWHERE, Reach
from geo_api.errors import BadRequest, not_found
from geo_api.parameters import refuse_unknown
from geo_api.tiles.changes import Box
from geo_api.tiles.plan import Tile, parse_tile
from geo_api.tiles.source import EXTENT, MARGIN, WORLD_METRES
from geo_api.values import parse_value
from layers.layer import Audience, Field, Layer, Value
from layers.registry import layers_for

MAX_LAYERS = 12
HALF_WORLD = WORLD_METRES / 2
# A tile's edges as PostGIS computes them differ in their last digits.
SLACK = 1e-6


@dataclass(frozen=True, slots=True)
class Chosen:
    """The layers of a tile, and what follows from them. dated: some hang on the day.

    all_select: each has all the selectors, so that with something selected all there is in the tile was found by it.
    """

    names: tuple[str, ...]
    layers: tuple[Layer, ...]
    sources: tuple[str, ...]
    selectors: dict[str, Field]
    all_select: bool
    dated: bool
    margin: float


@dataclass(frozen=True, slots=True)
class Asked:
    """One tile for one audience, with the guarded rows in its reach.

    at: the day it is of, None when none of its layers has days. key: the same for equal tiles of one audience and
    reach, and for no others.
    """

    audience: Audience
    chosen: Chosen
    tile: Tile
    at: Period | None
    day: date
    selected: dict[str, Value | date]
    reach: Reach = NOWHERE
    key: bytes = field(init=False)

    def __post_init__(self) -> None:
        # Asked for in every request, and the same in all of them.
        object.__setattr__(self, "key", self._named())

    def _named(self) -> bytes:
        day = self.at.first.isoformat() if self.at else ""
        place = f"{self.tile.z}/{self.tile.x}/{self.tile.y}"
        named = f"{self.audience}|{','.join(self.chosen.names)}|{place}|{day}|{sorted(self.selected.items())}"
        if self.reach != NOWHERE:
            named += f"|{self.reach}"
        is_short = not self.selected and self.reach == NOWHERE
        return named.encode() if is_short else blake2b(named.encode(), digest_size=24).digest()

    @property
    def is_of_other_day(self) -> bool:
        """Whether it is of a day that is not today: of those there are millions."""
        return self.at is not None and not self.at.is_default and self.day != today()

    @property
    def box(self) -> Box:
        """The tile and the margin around it from which it shows something, in EPSG:3857."""
        span = 2 * HALF_WORLD / 2**self.tile.z
        west, north = self.tile.x * span - HALF_WORLD, HALF_WORLD - self.tile.y * span
        more = span * (self.chosen.margin + SLACK)
        return west - more, north - span - more, west + span + more, north + more


def asked_tile(
    request: Request,
    audience: Audience,
    names: str,
    place: tuple[str, str, str],
    day: Period,
    reach: Reach = NOWHERE,
) -> Asked:
    """What the parts of a request mean, its other query parameters too. Raises BadRequest and NotFound."""
    chosen = _chosen(audience, names)
    refuse_unknown(request, {"at", "datetime", *chosen.selectors})
    given = request.query_params
    selected = {name: parse_value(field, given[name]) for name, field in chosen.selectors.items() if name in given}
    return Asked(audience, chosen, parse_tile(*place), day if chosen.dated else None, day.first, selected, reach)


@lru_cache(maxsize=1024)
def _chosen(audience: Audience, names: str) -> Chosen:
    """Raises BadRequest for too many layers, NotFound for one that is not there or not for this audience."""
    wanted = tuple(dict.fromkeys(names.split(",")))
    if len(wanted) > MAX_LAYERS:
        raise BadRequest(f"Nhiều nhất {MAX_LAYERS} lớp trong một ô.", f"At most {MAX_LAYERS} layers in one tile.")
    known = layers_for(audience)
    if any(name not in known for name in wanted):
        raise not_found()
    layers = tuple(known[name] for name in wanted)
    selectors = {field.name: field for layer in layers for field in layer.fields if field.selector}
    return Chosen(
        names=wanted,
        layers=layers,
        sources=tuple(sorted({source for layer in layers for source in layer.sources})),
        selectors=selectors,
        all_select=all(selectors.keys() <= {field.name for field in layer.fields} for layer in layers),
        dated=any(layer.dated for layer in layers),
        margin=max(MARGIN[layer.geometry] for layer in layers) / EXTENT,
    )
