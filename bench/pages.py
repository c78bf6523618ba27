"""Pages in Chromium, on a processor four times slower and as it is, side by side in one run.

    wardmap bench pages ['postgresql://ADMIN@/postgres?host=…'] [POINTS] [PAGE…] [rounds=N] [slowdown=N]
    wardmap bench pages here 'postgresql://wardmap@/DATABASE?host=…' [PAGE…] [rounds=N] [slowdown=N]

A database of its own with the sample (57 communes) and POINTS addresses (50,000) more, which everybody may see; or
`here`, the database named as it stands, in which two accounts are made and deleted again. Each round opens every page
once in either way, from an empty browser; medians. The server has every tile at hand after a first round that is not
counted. PAGE: only those of /, /planner, /embed, /field.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from statistics import median

from playwright.sync_api import Page
from rich.console import Console
from rich.table import Table
from sqlalchemy import Connection, Engine, create_engine, text

from bench import city
from bench.peers import WARDMAP_CACHED, asked
from bench.scratch import SERVICE, database, server
from bench.visit import Cost, Visited, chromium, visit
from geo_api.account import Role
from geo_api.sample import fill
from geo_api.sessions import COOKIE, open_session
from geo_api.settings import driver_url

POINTS, ROUNDS, SLOWDOWN = 50_000, 3, 4
RULE = "wifi.public-place"
TILES = "document.querySelector('#map .leaflet-tile-loaded')"
# What is drawn from the phone itself is there when the page says of when it is.
FROM_PHONE = r"/\d/.test(document.getElementById('updated')?.textContent ?? '')"
NAME = "wardmap-bench-pages"
# What is asked for: at most so much.
AIMS = {
    "first map, ms": 2500,
    "largest paint, ms": 2500,
    "blocked, ms": 300,
    "layout shift": 0.1,
    "JavaScript, kB gzip": 150,
    "foreign requests": 0,
    "console errors": 0,
}
ACT_AIM = 200
_HAMLET = """
SELECT unit_id, ST_X(spot) AS lon, ST_Y(spot) AS lat
  FROM (SELECT unit_id, ST_PointOnSurface(geom) AS spot FROM layer.hamlets
         WHERE valid @> current_date AND geom IS NOT NULL ORDER BY unit_id LIMIT 1) AS h
"""


def _press(selector: str, page: Page) -> None:
    page.locator(selector).first.click(timeout=8000)


def _search(field: str, page: Page) -> None:
    page.locator(field).first.click(timeout=8000)
    page.keyboard.type("nam dinh", delay=60)


def _zoom(page: Page) -> None:
    _press(".leaflet-control-zoom-in", page)


def _layers(page: Page) -> None:
    _press("#tab-layers", page)
    page.locator("#view-layers label.layer", has_text="Địa chỉ số").first.click(timeout=8000)


def _card(page: Page) -> None:
    _press("#tab-table", page)
    _press(".units tbody button", page)


def _pick(page: Page) -> None:
    """A press in the middle of the map: whatever lies there opens."""
    box = page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def _collect(page: Page) -> None:
    page.get_by_role("button", name="Thêm địa chỉ ở đây").click(timeout=8000)


def _progress(page: Page) -> None:
    page.get_by_role("button", name="Tiến độ").click(timeout=8000)


def pages(planner: str, collector: str, hamlet: tuple[float, float]) -> list[Visited]:
    """The four pages, and what is done on each; planner, collector: tokens of their sessions."""
    common = {"zoom": _zoom}
    return [
        Visited(
            "/",
            "/",
            TILES,
            {"toggle layer": _layers, "open card": _card, "search": partial(_search, "#search-input"), **common},
        ),
        Visited(
            "/planner",
            f"/planner?rule={RULE}",
            TILES,
            {
                "toggle layer": partial(_press, ".points .toggle"),
                "search": partial(_search, "#find-unit"),
                "open card": partial(_press, ".units tbody button"),
                **common,
            },
            {COOKIE: planner},
        ),
        Visited("/embed", f"/embed/coverage/{RULE}", TILES, {"open card": _pick, **common}),
        Visited(
            "/field",
            "/field?lang=vi",
            FROM_PHONE,
            {**common, "open form": _collect, "leave form": partial(_press, "text=Hủy"), "show progress": _progress},
            {COOKIE: collector},
            hamlet,
        ),
    ]


@contextmanager
def signed_in(owner: Engine) -> Iterator[list[Visited]]:
    """The pages as a planner and a collector of one hamlet see them, whose accounts are gone afterwards."""
    with owner.begin() as connection:
        hamlet = connection.execute(text(_HAMLET)).one()
        tokens = [
            _session(connection, "planner", Role.PLANNER, None),
            _session(connection, "collector", Role.COLLECTOR, hamlet.unit_id),
        ]
    try:
        yield pages(tokens[0], tokens[1], (hamlet.lon, hamlet.lat))
    finally:
        with owner.begin() as connection:
            connection.execute(text("DELETE FROM account WHERE name LIKE :names"), {"names": f"{NAME}-%"})


def _session(connection: Connection, kind: str, role: Role, unit: int | None) -> str:
    make = "INSERT INTO account (name, password_hash, must_change_password) VALUES (:name, '-', false) RETURNING id"
    account = connection.scalar(text(make), {"name": f"{NAME}-{kind}"})
    give = (
        "INSERT INTO account_role (account_id, role, unit_id, valid)"
        " VALUES (:id, :role, :unit, daterange(current_date, NULL))"
    )
    connection.execute(text(give), {"id": account, "role": role, "unit": unit})
    return open_session(connection, account, "bench", None)


def measured(owner: Engine, rounds: int, slowdown: int) -> dict[str, tuple[list[Cost], list[Cost]]]:
    """By page: the costs of each round, slowed down and as it is."""
    found: dict[str, tuple[list[Cost], list[Cost]]] = {}
    service = owner.url.set(username=SERVICE)
    with signed_in(owner) as listed, asked(WARDMAP_CACHED, service) as (port, _), chromium() as browser:
        base = f"http://127.0.0.1:{port}"
        for page in _wanted(listed):
            visit(browser, base, page, 1)
            turns = [(visit(browser, base, page, slowdown), visit(browser, base, page, 1)) for _ in range(rounds)]
            found[page.name] = ([slow for slow, _ in turns], [plain for _, plain in turns])
    return found


def figures(costs: Sequence[Cost]) -> dict[str, float | None]:
    """Medians by the name of what is measured."""
    told: dict[str, list[float | None]] = {
        "first map, ms": [each.first_map for each in costs],
        "largest paint, ms": [each.largest for each in costs],
        "blocked, ms": [each.blocked for each in costs],
        "layout shift": [each.shifts for each in costs],
        **{f"{act}, ms": [each.acts[act] for each in costs] for act in costs[0].acts},
        "JavaScript, kB gzip": [each.scripts / 1000 for each in costs],
        "requests": [each.requests for each in costs],
        "foreign requests": [each.foreign for each in costs],
        "console errors": [each.errors for each in costs],
    }
    return {name: _median(values) for name, values in told.items()}


def _median(values: Sequence[float | None]) -> float | None:
    """None where a round has none: what sometimes fails is not fast."""
    known = [value for value in values if value is not None]
    return median(known) if len(known) == len(values) else None


def rows(
    slow: dict[str, float | None], plain: dict[str, float | None], acts: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    """What, the aim, the figure slowed down, its share of the aim, the figure as it is, how many times that."""
    for name, value in slow.items():
        aim = ACT_AIM if name.removesuffix(", ms") in acts else AIMS.get(name)
        times = f"{value / other:.2f}" if value is not None and (other := plain[name]) else "–"
        share = "–" if value is None or aim is None else _share(value, aim)
        yield name, "–" if aim is None else f"≤ {aim:g}", _told(value), share, _told(plain[name]), times


def _share(value: float, aim: float) -> str:
    """Of an aim of nothing anything is too much."""
    return f"{value / aim:.2f}" if aim else "beyond" if value else "0.00"


def _told(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}" if 0 < value < 1 else f"{value:,.0f}"


def show(found: dict[str, tuple[list[Cost], list[Cost]]], slowdown: int) -> None:
    table = Table("page", "figure", "aim", f"{slowdown} × slower", "of the aim", "as it is", "times that")
    for page, (slow, plain) in found.items():
        acts = tuple(slow[0].acts)
        for row in rows(figures(slow), figures(plain), acts):
            table.add_row(page, *row)
        table.add_section()
    Console(width=110).print(table)


@contextmanager
def world() -> Iterator[Engine]:
    """The database named on the command line as it stands, or one of its own with the sample and more points."""
    if "here" in sys.argv:
        engine = create_engine(driver_url(next(word for word in sys.argv if "://" in word)))
        yield engine
        engine.dispose()
        return
    points = next((int(word) for word in sys.argv[1:] if word.isdigit()), POINTS)
    with server() as admin, database(admin) as engine:
        fill(engine.url)
        city.add_addresses(engine, points)
        yield engine


def _wanted(listed: Sequence[Visited]) -> Sequence[Visited]:
    """Those named on the command line, or all."""
    named = [page for page in listed if page.name in sys.argv[1:]]
    return named or listed


def _number(name: str, usual: int) -> int:
    return next((int(word.partition("=")[2]) for word in sys.argv[1:] if word.startswith(f"{name}=")), usual)


def main() -> None:
    rounds, slowdown = _number("rounds", ROUNDS), _number("slowdown", SLOWDOWN)
    with world() as engine:
        found = measured(engine, rounds, slowdown)
    show(found, slowdown)


if __name__ == "__main__":
    main()
