"""Which hamlets are joined by road, what kind of road it is, and what it is called."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from loaders.sample.country import Country
from loaders.sample.names import CITY_STREETS
from loaders.sample.network import Flags, Graph, curves, delaunay_edges, gabriel, lengths, strokes
from loaders.sample.plane import Floats, Integers, Shapes

CITY = "Nam Định"
# Chains of communes, as they were, that a road passes; "district/commune" where a name is not enough.
NATIONAL: Mapping[str, tuple[str, ...]] = {
    "Quốc lộ 10": ("Hồng Quang (Ý Yên)", "Yên Khánh", "Lâm", "Yên Ninh", "Tam Thanh", "Gôi", "Liên Minh", "Thành Lợi",
                   "Mỹ Xá", "Lộc Hòa", "Lộc Vượng", "Lộc Hạ", "Mỹ Tân"),
    "Quốc lộ 21": ("Mỹ Thuận", "Mỹ Lộc", "Hưng Lộc", "Lộc Hòa", "Cửa Bắc", "Năng Tĩnh", "Cửa Nam", "Nam Vân",
                   "Hồng Quang (Nam Trực)", "Nam Hồng", "Nam Thanh", "Cổ Lễ", "Liêm Hải", "Xuân Ninh", "Hải Nam",
                   "Hải Hưng", "Yên Định", "Hải Long", "Hải Sơn", "Cồn", "Hải Xuân", "Hải Hòa", "Thịnh Long"),
    "Quốc lộ 21B": ("Lộc Hạ", "Vị Xuyên", "Nam Phong", "Nam Điền (Nam Trực)", "Tân Thịnh", "Nam Thắng"),
    "Quốc lộ 37B": ("Giao Thiện", "Hồng Thuận", "Giao Thủy", "Xuân Trường", "Xuân Ninh", "Cát Thành", "Trực Nội",
                    "Nghĩa Trung", "Liễu Đề", "Nghĩa Thái", "Hoàng Nam", "Yên Nhân", "Yên Cường", "Yên Lương", "Gôi",
                    "Kim Thái", "Trung Thành", "Hợp Hưng", "Hiển Khánh"),
    "Quốc lộ 38B": ("Mỹ Hà", "Mỹ Thắng", "Lộc Vượng", "Mỹ Xá", "Đại An", "Quang Trung (Vụ Bản)", "Kim Thái",
                    "Tam Thanh", "Yên Dương", "Lâm", "Phú Hưng"),
}  # fmt: skip
PROVINCIAL: Mapping[str, tuple[str, ...]] = {
    "Đường tỉnh 490C": ("Nam Vân", "Nghĩa An", "Nam Cường", "Nam Giang", "Nam Dương", "Đồng Sơn", "Nam Thái",
                        "Trực Thuận", "Liễu Đề", "Nghĩa Sơn", "Nghĩa Lạc", "Nghĩa Phong", "Quỹ Nhất", "Nghĩa Lợi",
                        "Rạng Đông"),
    "Đường tỉnh 489": ("Xuân Ninh", "Xuân Ngọc", "Trà Lũ", "Thọ Nghiệp", "Giao Tân", "Giao Yến", "Giao Phong",
                       "Quất Lâm"),
    "Đường tỉnh 489B": ("Xuân Châu", "Xuân Hồng", "Xuân Thượng", "Xuân Trường", "Xuân Phú", "Giao Thủy"),
    "Đường tỉnh 488B": ("Cổ Lễ", "Trực Tuấn", "Việt Hùng", "Cát Thành", "Trực Đại", "Hải Trung", "Yên Định"),
    "Đường tỉnh 488C": ("Trực Cường", "Ninh Cường", "Hải Phong", "Hải Giang", "Hải Ninh", "Hải Châu", "Thịnh Long"),
    "Đường tỉnh 487": ("Nam Hồng", "Nam Hoa", "Bình Minh", "Nam Tiến", "Nam Thái", "Trực Hưng"),
    "Đường tỉnh 486B": ("Mỹ Xá", "Thành Lợi", "Đại Thắng", "Vĩnh Hào", "Yên Phúc", "Yên Lộc", "Yên Nhân", "Yên Đồng"),
    "Đường tỉnh 485": ("Yên Thọ", "Yên Chính", "Yên Bình", "Yên Mỹ", "Cộng Hòa", "Trung Thành"),
    "Đường tỉnh 484": ("Giao Thủy", "Giao Nhân", "Giao Châu", "Giao Long", "Giao Hải", "Giao Xuân", "Giao Lạc"),
    "Đường bộ ven biển": ("Giao Thiện", "Giao Lạc", "Giao Hải", "Bạch Long", "Quất Lâm", "Hải Lộc", "Hải Đông",
                          "Cồn", "Thịnh Long", "Phúc Thắng", "Rạng Đông", "Nghĩa Hải"),
}  # fmt: skip


@dataclass(frozen=True)
class Network:
    """Edges between hamlets with class and name of each road; lines in the plane, from the first end to the second.

    streets: the edges of named streets. starts: metres from the beginning of the street to that of the edge, from
    which the street numbers its houses.
    """

    edges: Integers
    classes: list[str]
    names: list[str]
    starts: Floats
    lines: Shapes
    streets: frozenset[int]


def plan_network(country: Country) -> Network:
    """Which hamlets are joined by road, and by what kind of road."""
    edges = delaunay_edges(country.seats, country.land)
    claimed = dict(_claimed(country, Graph(country.seats, edges)))
    kept = gabriel(country.seats, edges) | np.array([tuple(edge) in claimed for edge in edges.tolist()])
    edges = edges[kept]
    city = np.array([c.kind == "phường" for c in country.gazetteer.old])[country.commune_of]
    in_city = city[edges].all(axis=1)
    found = [claimed.get((a, b), ("local", "")) for a, b in edges.tolist()]
    classes = ["main_axis" if urban and cls == "local" else cls for (cls, _), urban in zip(found, in_city, strict=True)]
    names = [name or _between(country, a, b) for (_, name), (a, b) in zip(found, edges.tolist(), strict=True)]
    urban = in_city & (np.array(classes) == "main_axis")
    edges, starts = _name_streets(country, edges, urban, names)
    streets = frozenset(np.flatnonzero(urban).tolist())
    return Network(edges, classes, names, starts, curves(country.seats, edges), streets)


def _claimed(country: Country, graph: Graph) -> Iterator[tuple[tuple[int, int], tuple[str, str]]]:
    """Edge → (class, name), the least important first, so that the greater road has the last word."""
    old, centers = country.gazetteer.old, country.centers
    pairs = delaunay_edges(country.seats[centers], country.land)
    for a, b in pairs[gabriel(country.seats[centers], pairs)].tolist():
        name = f"Đường trục {old[a].name} – {old[b].name}"
        yield from ((edge, ("main_axis", name)) for edge in graph.chain([centers[a], centers[b]]))
    for cls, roads in (("provincial", PROVINCIAL), ("national", NATIONAL)):
        for name, stops in reversed(list(roads.items())):
            chain = graph.chain([country.center_of(stop) for stop in stops])
            yield from ((edge, (cls, name)) for edge in chain)


def _between(country: Country, a: int, b: int) -> str:
    one, other = country.hamlets[a].title.full, country.hamlets[b].title.full
    return f"Đường {one} – {other}, {country.old_commune(a).name}"


def _name_streets(country: Country, edges: Integers, urban: Flags, names: list[str]) -> tuple[Integers, Floats]:
    """Give streets of the city their names, the longest first; answers the edges turned to run along their street."""
    starts, turned = np.zeros(len(edges)), edges.copy()
    chosen = np.flatnonzero(urban)
    size = lengths(country.seats, edges)
    streets = sorted((chosen[s] for s in strokes(country.seats, edges[chosen])), key=lambda s: -float(size[s].sum()))
    for number, street in enumerate(streets):
        round_, name = divmod(number, len(CITY_STREETS))
        starts[street] = np.concatenate([[0], np.cumsum(size[street])[:-1]])
        turned[street] = _in_line(edges[street])
        for edge in street:
            names[edge] = f"{CITY_STREETS[name]} {round_ + 1}" if round_ else CITY_STREETS[name]
    return turned, starts


def _in_line(street: Integers) -> Integers:
    """Edges of a street, each turned so that it begins where the one before it ended."""
    turned = street.copy()
    if len(street) > 1 and turned[0, 0] in street[1]:
        turned[0] = turned[0, ::-1]
    for before, edge in pairwise(turned):
        if edge[0] != before[1]:
            edge[:] = edge[::-1].copy()
    return turned
