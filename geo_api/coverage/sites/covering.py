"""Which site would make which subject pass. Pure."""

from collections.abc import Sequence

import numpy as np
import shapely

from geo_api.coverage.network.plane import Flags, Integers
from geo_api.coverage.network.snapping import near_pairs
from geo_api.coverage.sites.ground import Candidate, Ground, Lacking, lacking_places, places_of
from geo_api.coverage.sites.ways import Way

_Found = tuple[Integers, Integers]


def covering(ways: Sequence[Way], ground: Ground, sites: list[Candidate]) -> _Found:
    """Numbers of sites and of what is lacking, pair by pair; a pair may come more than once."""
    found = [_by_way(way, ground, sites) for way in ways] if sites and ground.lacking else []
    empty = np.empty(0, dtype=np.int64)
    return (
        np.concatenate([empty, *(pair[0] for pair in found)]).astype(np.int64),
        np.concatenate([empty, *(pair[1] for pair in found)]).astype(np.int64),
    )


def covered_by_plans(ways: Sequence[Way], ground: Ground) -> Flags:
    """What passes once all that is planned is there."""
    flags = np.array([(one.layer, one.id) in ground.planned_hosts for one in ground.lacking], dtype=np.bool_)
    flags[covering(ways, ground, ground.planned)[1]] = True
    return flags


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
        site, lacking, _ = near_pairs(places_of(sites), lacking_places(ground.lacking), way.metres)
        return site, lacking
    pairs = ground.networks[way.metric].pairs(lacking_places(ground.lacking), places_of(sites), way.metres)
    return pairs.targets, pairs.subjects


def _hosted(lacking: list[Lacking], sites: list[Candidate]) -> _Found:
    numbers = {(one.layer, one.id): number for number, one in enumerate(lacking)}
    pairs = [(site, numbers.get((candidate.layer or "", candidate.id or -1))) for site, candidate in enumerate(sites)]
    found = np.array([pair for pair in pairs if pair[1] is not None], dtype=np.int64).reshape(-1, 2)
    return found[:, 0], found[:, 1]
