"""The ways in which an address may give rows away: each asks, and reads out of the answer which rows were there.

A way is a function of a `Question`; it raises AssertionError where rows seen are not the rows allowed.
"""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

import mapbox_vector_tile
from fastapi.testclient import TestClient
from httpx2 import Response
from pyproj import Transformer
from shapely import box

from tests.access.oracle import may_see
from tests.access.world import RULE, Row, World

TO_METRES = Transformer.from_crs(4326, 3857, always_xy=True)
HALF_WORLD = 20037508.342789244
# At these zooms tiles have points one by one for whoever sees the layer; a few hundred rows are never too many.
ZOOMS = range(11, 17)


@dataclass(frozen=True)
class Question:
    """allowed: the rows of the layer that this asker sees. base: path of the service for that kind of asker."""

    visitor: TestClient
    world: World
    chance: random.Random
    headers: dict[str, str]
    base: str
    layer: str
    allowed: list[Row]

    def get(self, path: str, **more: str) -> Response:
        return self.visitor.get(self.base + path, headers={**self.headers, **more})

    def items(self, query: str) -> Response:
        return self.get(f"/ogc/collections/{self.layer}/items?{query}")

    @property
    def kind(self) -> str:
        return self.base.removeprefix("/as/") or "public"

    @property
    def ids(self) -> set[int]:
        return {self.world.ids[row.layer, row.key] for row in self.allowed}

    @property
    def keys(self) -> str:
        """The field that has the row's key."""
        return {"addresses": "number", "coverage_gaps": "name"}.get(self.layer, "key")


def ids_of(answer: Response) -> set[int]:
    assert answer.status_code == 200, answer.text
    document = answer.json()
    found = [feature["id"] for feature in document["features"]]
    assert document["numberReturned"] == len(found) == len(set(found))
    return set(found)


def whole(q: Question) -> None:
    answer = q.items("f=json&limit=1000")
    assert ids_of(answer) == q.ids
    assert answer.json()["numberMatched"] == len(q.ids)


def counted(q: Question) -> None:
    assert q.items("f=json&limit=1").json()["numberMatched"] == len(q.ids)


def page_by_page(q: Question) -> None:
    """By `next`; in an order half of the time."""
    order = q.chance.choice(("", f"&sortby=-{q.keys}", f"&sortby={q.keys}"))
    path, found = f"/ogc/collections/{q.layer}/items?f=json&limit={q.chance.randint(7, 40)}{order}", set()
    while path:
        answer = q.get(path)
        assert not ids_of(answer) & found
        found |= ids_of(answer)
        links = {link["rel"]: link["href"] for link in answer.json()["links"]}
        after = links.get("next", "")
        assert not after or q.base + "/ogc/" in after
        path = after.partition(q.base + "/ogc/")[2] and "/ogc/" + after.partition(q.base + "/ogc/")[2]
    assert found == q.ids


def in_a_box(q: Question) -> None:
    west, east = sorted(q.chance.uniform(106.08, 106.20) for _ in range(2))
    south, north = sorted(q.chance.uniform(20.40, 20.44) for _ in range(2))
    there = {q.world.ids[row.layer, row.key] for row in q.allowed if west < row.x < east and south < row.y < north}
    assert ids_of(q.items(f"f=json&limit=1000&bbox={west},{south},{east},{north}")) == there


def by_filter(q: Question) -> None:
    """Filters that would be true of every row there is."""
    word = q.chance.choice((f"{q.keys} IS NOT NULL", f"{q.keys} LIKE '%-%'", f"NOT ({q.keys} = 'x')", "1 = 1"))
    assert ids_of(q.items(f"f=json&limit=1000&filter={quote(word)}")) == q.ids


def by_key(q: Question) -> None:
    """One row by what it is called, allowed or not."""
    row = q.chance.choice(q.world.rows_of(q.layer))
    there = {q.world.ids[row.layer, row.key]} if row in q.allowed else set()
    assert ids_of(q.items(f"f=json&{q.keys}={quote(row.key)}")) == there
    assert ids_of(q.items(f"f=json&filter={quote(f'{q.keys}={chr(39)}{row.key}{chr(39)}')}")) == there


def one_by_its_id(q: Question) -> None:
    row = q.chance.choice(q.world.rows_of(q.layer))
    path = f"/ogc/collections/{q.layer}/items/{q.world.ids[row.layer, row.key]}?f=json"
    answer, nothing = q.get(path), q.get("/nowhere")
    if row in q.allowed:
        assert answer.status_code == 200
        again = q.get(path, **{"If-None-Match": answer.headers["etag"]})
        assert again.status_code == 304
    else:
        assert (answer.status_code, answer.content) == (404, nothing.content)
        # Not even a guessed ETag tells that it is there.
        assert q.get(path, **{"If-None-Match": "*"}).status_code == 404
        assert q.visitor.head(q.base + path, headers=q.headers).status_code == 404


def as_csv(q: Question) -> None:
    lines = q.items("f=csv&limit=1000").text.splitlines()
    assert {int(line.partition(",")[0]) for line in lines[1:]} == q.ids


def as_flatgeobuf(q: Question) -> None:
    """Every key stands in the file's own bytes as text; of those not allowed none does."""
    body = q.items("f=fgb&limit=1000").content
    shown = {row.key for row in q.world.rows_of(q.layer) if row.key.encode() + b"\x00" in body + b"\x00"}
    hidden = {row.key for row in q.world.rows_of(q.layer)} - {row.key for row in q.allowed}
    assert len(body) > 8
    assert not {key for key in shown & hidden if not any(row.key.startswith(key) for row in q.allowed)}


def on_a_page(q: Question) -> None:
    text = q.items("f=html&limit=500").text
    hidden = {row.key for row in q.world.rows_of(q.layer)} - {row.key for row in q.allowed}
    assert [key for key in hidden if f">{key}<" in text] == []


def on_a_tile(q: Question) -> None:
    zoom = q.chance.choice(ZOOMS)
    x, y = tile_of(q.chance.choice(q.world.rows_of(q.layer)), zoom)
    answer = q.get(f"/tiles/{q.layer}/{zoom}/{x}/{y}.mvt")
    assert answer.status_code in (200, 204), answer.text
    drawn = (
        mapbox_vector_tile.decode(answer.content).get(q.layer, {"features": []}) if answer.content else {"features": []}
    )
    found = {feature["id"] for feature in drawn["features"] if "id" in feature}
    within = {q.world.ids[row.layer, row.key] for row in q.allowed if tile_of(row, zoom) == (x, y)}
    counts = [feature for feature in drawn["features"] if feature["properties"].get("point_count", 1) > 1]
    assert found <= q.ids, "the tile has rows of others"
    if not counts:
        assert within <= found, "the tile lacks rows"
    assert sum(f["properties"].get("point_count", 1) for f in drawn["features"]) <= len(q.ids)


def tile_of(row: Row, zoom: int) -> tuple[int, int]:
    x, y = TO_METRES.transform(row.x, row.y)
    side = 2 * HALF_WORLD / 2**zoom
    return int((x + HALF_WORLD) // side), int((HALF_WORLD - y) // side)


def head_like_get(q: Question) -> None:
    path = f"{q.base}/ogc/collections/{q.layer}/items?f=json&limit=1000"
    head, get = q.visitor.head(path, headers=q.headers), q.visitor.get(path, headers=q.headers)
    assert head.headers.get("etag") == get.headers.get("etag")
    assert ids_of(get) == q.ids
    assert not head.content


def extent(q: Question) -> None:
    """TileJSON and the collection say where the allowed rows lie, and nothing of others."""
    if q.layer == "coverage_gaps":
        return
    bounds = q.get(f"/tiles/{q.layer}.json").json()["bounds"]
    document = q.get(f"/ogc/collections/{q.layer}?f=json").json()
    if q.allowed:
        xs, ys = [row.x for row in q.allowed], [row.y for row in q.allowed]
        around = [min(xs), min(ys), max(xs), max(ys)]
        assert all(abs(a - b) < 2e-6 for a, b in zip(bounds, around, strict=True)), (bounds, around)
        told = document["extent"]["spatial"]["bbox"][0]
        # A little more than that, so that nothing lies on the edge: so much at most as the points' own spread is wide.
        assert box(*told).contains(box(*around)), (told, around)
        assert all(abs(a - b) < 0.02 for a, b in zip(told, around, strict=True)), (told, around)
    else:
        assert bounds == [102.1, 8.2, 109.6, 23.5]


def by_search(q: Question) -> None:
    """Names of hidden rows are found by nobody."""
    row = q.chance.choice(q.world.rows_of(q.layer))
    results = q.get(f"/api/v1/search?q={quote(row.key)}&limit=50").json()["results"]
    found = {result["title"] for result in results if result["layer"] == q.layer}
    assert not found & ({each.key for each in q.world.rows_of(q.layer)} - {each.key for each in q.allowed})


def gaps_by_rule(q: Question) -> None:
    if q.layer != "coverage_gaps":
        return
    answer = q.get(f"/api/v1/coverage/{RULE}/gaps?limit=1000")
    assert sorted(gap["name"] for gap in answer.json()["gaps"]) == sorted(row.key for row in q.allowed)


def two_layers_at_once(q: Question) -> None:
    """A tile of an open layer and this one: what is hidden of the one is not drawn with the other."""
    zoom = 14
    x, y = tile_of(q.chance.choice(q.world.rows_of(q.layer)), zoom)
    answer = q.get(f"/tiles/communes,{q.layer}/{zoom}/{x}/{y}.mvt")
    assert answer.status_code in (200, 204)
    drawn = mapbox_vector_tile.decode(answer.content) if answer.content else {}
    assert {f["id"] for f in drawn.get(q.layer, {"features": []})["features"] if "id" in f} <= q.ids


WAYS: tuple[Callable[[Question], None], ...] = (
    whole, counted, page_by_page, in_a_box, by_filter, by_key, one_by_its_id, as_csv, as_flatgeobuf, on_a_page,
    on_a_tile, on_a_tile, head_like_get, extent, by_search, gaps_by_rule, two_layers_at_once,
)  # fmt: skip


def is_there(world: World, layer: str, kind: str) -> bool:
    """Whether the layer is there at all for that kind of asker."""
    everywhere = any(may_see(row, kind, None) for row in world.rows_of(layer))
    return everywhere or layer in ("wifi",)


HIDDEN = (
    "/ogc/collections/{}",
    "/ogc/collections/{}/items",
    "/ogc/collections/{}/items/1",
    "/ogc/collections/{}/queryables",
    "/ogc/collections/{}/sortables",
    "/ogc/collections/{}/tiles",
    "/ogc/collections/{}/tiles/WebMercatorQuad/12/1810/3255",
    "/tiles/{}.json",
    "/tiles/{}/12/3255/1810.mvt",
    "/tiles/communes,{}/12/3255/1810.mvt",
    "/styles/{}.json",
)


def hidden_layer(q: Question) -> None:
    """A layer that is not for this kind is not there in any form."""
    answer = q.get(q.chance.choice(HIDDEN).format(q.layer))
    assert (answer.status_code, answer.content) == (404, q.get("/nowhere").content)


def hidden_from_lists(q: Question) -> None:
    for path in ("/ogc/collections?f=json", "/styles/wardmap.json", "/"):
        assert json.dumps(q.layer) not in q.get(path).text, path
