"""Ways over roads found another way: every vertex a node of networkx, every place tied to the nearest segment."""

from collections.abc import Iterator
from dataclasses import dataclass

import networkx
import numpy as np
from pyproj import Geod
from shapely import LineString

GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Foot:
    segment: tuple[tuple[float, float], tuple[float, float]]
    share: float
    point: tuple[float, float]
    access: float


def geodesic(one, other) -> float:
    return float(GEOD.inv(*one, *other)[2])


def foot_of(place, lines: list[LineString]) -> Foot:
    """The nearest point of any segment."""
    return min(_feet(place, lines), key=lambda foot: foot.access)


def is_plain(place, lines: list[LineString]) -> bool:
    """Whether no point of another road is as near, within half a metre."""
    best = foot_of(place, lines)
    return all(
        foot.access > best.access + 0.5 or geodesic(foot.point, best.point) < 0.01 for foot in _feet(place, lines)
    )


def _feet(place, lines: list[LineString]) -> Iterator[Foot]:
    """The nearest point of every segment, in a small flat world around the place."""
    scale = np.array([np.cos(np.radians(place[1])) * 111_320.0, 110_700.0])
    for line in lines:
        for start, end in zip(line.coords, line.coords[1:], strict=False):
            a, b = (np.subtract(point, place) * scale for point in (start, end))
            share = float(np.clip(-a @ (b - a) / max((b - a) @ (b - a), 1e-12), 0, 1))
            foot = tuple(np.add(start, np.subtract(end, start) * share))
            yield Foot((start, end), share, foot, geodesic(place, foot))


def ways(lines: list[LineString], subjects, targets, access_m: float) -> np.ndarray:
    """Metres (subjects × targets), infinite where there is no way or one of the two is not on the network."""
    graph = networkx.MultiGraph()
    for line in lines:
        for start, end in zip(line.coords, line.coords[1:], strict=False):
            graph.add_edge(start, end, weight=geodesic(start, end))
    _tie(graph, [(("s", i), foot_of(p, lines)) for i, p in enumerate(subjects)], access_m)
    _tie(graph, [(("t", i), foot_of(p, lines)) for i, p in enumerate(targets)], access_m)
    metres = np.full((len(subjects), len(targets)), np.inf)
    for j in range(len(targets)):
        if ("t", j) in graph:
            found = networkx.single_source_dijkstra_path_length(graph, ("t", j))
            metres[:, j] = [found.get(("s", i), np.inf) for i in range(len(subjects))]
    return metres


def _tie(graph, feet, access_m: float) -> None:
    """A place's node, tied to both ends of its segment and to the feet of the places that stand on the same one."""
    for name, foot in feet:
        if foot.access > access_m:
            continue
        graph.add_edge(name, (*name, "foot"), weight=foot.access)
        start, end = foot.segment
        length = geodesic(start, end)
        graph.nodes[(*name, "foot")].update(segment=foot.segment, at=foot.share * length)
        graph.add_edge((*name, "foot"), start, weight=foot.share * length)
        graph.add_edge((*name, "foot"), end, weight=(1 - foot.share) * length)
        for other, data in list(graph.nodes(data=True)):
            if data.get("segment") == foot.segment and other != (*name, "foot"):
                graph.add_edge(other, (*name, "foot"), weight=abs(data["at"] - foot.share * length))
