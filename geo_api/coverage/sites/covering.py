"""Which site would make which subject pass. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import shapely
from pyproj import Geod

from geo_api.coverage.network.plane import Floats, Integers
from geo_api.coverage.network.snapping import near_pairs
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking, lacking_places, places_of
from geo_api.coverage.sites.ways import ALL_AROUND, Way

_Found = tuple[Integers, Integers]


# A camera may look in so many directions.
DIRECTIONS = tuple(range(0, 360, 15))
# Who stands where the camera does is in its picture.
_SAME_PLACE_M = 0.01
_SPHEROID = Geod(ellps="WGS84")


def looking(ways: Sequence[Way], sites: list[Candidate]) -> list[Candidate]:
    """Each site once, or once for each direction in which a camera there may look."""
    if not turns(ways):
        return sites
    return [replace(site, direction=float(direction)) for site in sites for direction in DIRECTIONS]


def turns(ways: Sequence[Way]) -> bool:
    """Whether it matters where a camera looks."""
    return any(way.is_sight and way.angle < ALL_AROUND for way in ways)


def covering(ways: Sequence[Way], ground: Ground, sites: list[Candidate]) -> _Found:
    """Numbers of sites and of what is lacking, pair by pair; a pair may come more than once."""
    found = [_by_way(way, ground, sites) for way in ways] if sites and ground.lacking else []
    empty = np.empty(0, dtype=np.int64)
    return (
        np.concatenate([empty, *(pair[0] for pair in found)]).astype(np.int64),
        np.concatenate([empty, *(pair[1] for pair in found)]).astype(np.int64),
    )


def planned_for(ways: Sequence[Way], ground: Ground) -> Integers:
    """For each that lacks, how many things are planned that count for it."""
    planned = np.array([(one.layer, one.id) in ground.planned_hosts for one in ground.lacking], dtype=np.int64)
    things, lacking = covering(ways, ground, ground.planned)
    pairs = np.unique(np.column_stack([things, lacking]), axis=0)
    return planned + np.bincount(pairs[:, 1], minlength=len(ground.lacking)).astype(np.int64)


def allowed(ground: Ground) -> list[Candidate]:
    """Candidates that stand in no forbidden area."""
    tree = shapely.STRtree(ground.forbidden)
    inside = tree.query(shapely.points(places_of(ground.candidates)), predicate="intersects")[0]
    forbidden = set(inside.tolist())
    return [candidate for number, candidate in enumerate(ground.candidates) if number not in forbidden]


def _by_way(way: Way, ground: Ground, sites: list[Candidate]) -> _Found:
    if way.verb == "hosted":
        return _hosted(ground.lacking, sites)
    if way.verb == "inside":
        tree = shapely.STRtree([one.shape for one in ground.lacking])
        found = tree.query(shapely.points(places_of(sites)), predicate="intersects")
        return found[0], found[1]
    if way.metric == "straight":
        return _within(way, places_of(sites), _directions(sites), lacking_places(ground.lacking))
    pairs = ground.networks[way.metric].pairs(lacking_places(ground.lacking), places_of(sites), way.metres)
    return pairs.targets, pairs.subjects


def _directions(sites: list[Candidate]) -> Floats:
    """Not a number: all around."""
    return np.array([np.nan if site.direction is None else site.direction for site in sites], dtype=np.float64)


def _within(way: Way, spots: Floats, directions: Floats, lacking: Floats) -> _Found:
    site, subject, metres = near_pairs(spots, lacking, way.metres)
    if not way.is_sight or way.angle >= ALL_AROUND:
        return site, subject
    azimuth = _SPHEROID.inv(*spots[site].T, *lacking[subject].T)[0]
    aside = np.abs((azimuth - directions[site] + 540) % 360 - 180)
    seen = (aside <= way.angle / 2) | np.isnan(directions[site]) | (metres < _SAME_PLACE_M)
    return site[seen], subject[seen]


def _hosted(lacking: list[Lacking], sites: list[Candidate]) -> _Found:
    numbers = {(one.layer, one.id): number for number, one in enumerate(lacking)}
    pairs = [(site, numbers.get((candidate.layer or "", candidate.id or -1))) for site, candidate in enumerate(sites)]
    found = np.array([pair for pair in pairs if pair[1] is not None], dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
