"""The work of an export that is under way, beside the file it makes: what was made is not made again after a stop."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict
from hashlib import blake2b
from pathlib import Path

from pmtiles.tile import tileid_to_zxy, zxy_to_tileid

from geo_api.tiles.asked import HALF_WORLD
from geo_api.tiles.changes import Box
from geo_api.tiles.moment import Moment
from geo_api.tiles.plan import Tile

_TABLES = """
CREATE TABLE IF NOT EXISTS fact (name text PRIMARY KEY, value text NOT NULL);
CREATE TABLE IF NOT EXISTS content (number integer PRIMARY KEY, digest blob NOT NULL UNIQUE, body blob NOT NULL);
CREATE TABLE IF NOT EXISTS tile (id integer PRIMARY KEY, z integer, x integer, y integer, content integer);
CREATE TEMP TABLE wanted (id integer PRIMARY KEY);
"""
_UNMADE = "SELECT id FROM wanted LEFT JOIN tile USING (id) WHERE id >= ? AND z IS NULL ORDER BY id LIMIT 256"
_FULL = (
    "SELECT t.id, t.content, length(c.body) FROM wanted JOIN tile AS t USING (id) JOIN content AS c ON number = content"
)
# The tile's box with all that shows in it, against the box that was written.
_TOUCHED = """
DELETE FROM tile WHERE (x + 1 + :margin) * :world / (1 << z) >= :west AND (x - :margin) * :world / (1 << z) <= :east
                   AND (y + 1 + :margin) * :world / (1 << z) >= :north AND (y - :margin) * :world / (1 << z) <= :south
"""


class WorkFile:
    """Tiles by their number on the curve of PMTiles: which are wanted, and which were made."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    def begun(self) -> tuple[str, Moment | None]:
        """The job of which tiles are in here, and the moment they are of; None when nothing is."""
        facts = dict(self._database.execute("SELECT name, value FROM fact"))
        return facts.get("job", ""), Moment(**json.loads(facts["moment"])) if facts else None

    def begin(self, job: str, moment: Moment, changed: list[Box] | None, margin: float) -> None:
        """Keep of the tiles in here those that are the same at that moment.

        changed: where something was written since the moment they are of, in EPSG:3857; None: everywhere. margin:
        around a tile, of its side, what shows in it too.
        """
        if changed is None:
            self._database.execute("DELETE FROM tile")
            self._database.execute("DELETE FROM content")
        for box in changed or ():
            self._drop(box, margin)
        facts = {"job": job, "moment": json.dumps(asdict(moment))}
        self._database.executemany("REPLACE INTO fact VALUES (?, ?)", facts.items())
        self._database.commit()

    def _drop(self, box: Box, margin: float) -> None:
        west, south, east, north = box
        edges = {"west": west + HALF_WORLD, "east": east + HALF_WORLD, "north": HALF_WORLD - north}
        values = {**edges, "south": HALF_WORLD - south, "world": 2 * HALF_WORLD, "margin": margin}
        self._database.execute(_TOUCHED, values)

    def want(self, tiles: Iterable[Tile]) -> int:
        """How many there were."""
        numbers = ((zxy_to_tileid(tile.z, tile.x, tile.y),) for tile in tiles)
        return self._database.executemany("INSERT INTO wanted VALUES (?)", numbers).rowcount

    def wanted(self, zoom: int) -> Iterator[Tile]:
        """Those of one zoom, neighbours after neighbours."""
        first, end = zxy_to_tileid(zoom, 0, 0), zxy_to_tileid(zoom + 1, 0, 0)
        for (number,) in self._database.execute(
            "SELECT id FROM wanted WHERE id >= ? AND id < ? ORDER BY id", (first, end)
        ):
            yield Tile(*tileid_to_zxy(number))

    def forget_before(self, zoom: int) -> None:
        """Tiles of lower zooms are not wanted after all."""
        self._database.execute("DELETE FROM wanted WHERE id < ?", (zxy_to_tileid(zoom, 0, 0),))

    def counts(self) -> tuple[int, int]:
        """Tiles wanted, and those of them that are made."""
        made = "SELECT count(*), count(t.id) FROM wanted LEFT JOIN tile AS t USING (id)"
        wanted, done = self._database.execute(made).fetchone()
        return wanted, done

    def unmade(self) -> Iterator[Tile]:
        """Wanted tiles that are not made yet; they may be put in meanwhile."""
        next_ = 0
        while rows := self._database.execute(_UNMADE, (next_,)).fetchall():
            yield from (Tile(*tileid_to_zxy(number)) for (number,) in rows)
            next_ = rows[-1][0] + 1

    def put(self, tile: Tile, body: bytes) -> None:
        """body: as it will be in the archive; empty when nothing is in the tile."""
        number = self._content(body) if body else None
        place = (zxy_to_tileid(tile.z, tile.x, tile.y), tile.z, tile.x, tile.y)
        self._database.execute("INSERT INTO tile VALUES (?, ?, ?, ?, ?)", (*place, number))

    def _content(self, body: bytes) -> int:
        digest = blake2b(body, digest_size=32).digest()
        found = self._database.execute("SELECT number FROM content WHERE digest = ?", (digest,)).fetchone()
        if found:
            return int(found[0])
        return self._database.execute("INSERT INTO content (digest, body) VALUES (?, ?)", (digest, body)).lastrowid or 0

    def commit(self) -> None:
        self._database.commit()

    def full(self) -> Iterator[tuple[int, int, int]]:
        """Number on the curve, content and its length, of every wanted tile that holds something, in order."""
        yield from self._database.execute(f"{_FULL} ORDER BY t.id")

    def body(self, content: int) -> bytes:
        return bytes(self._database.execute("SELECT body FROM content WHERE number = ?", (content,)).fetchone()[0])


@contextmanager
def work_file(path: Path) -> Iterator[WorkFile]:
    """The work in the file at `path`, made when there is none that can be read.

    Raises sqlite3.OperationalError when another process works on it, or when it cannot be written.
    """
    try:
        database = _opened(path)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        # Not one of ours, or what a stop of the machine has left.
        path.unlink()
        database = _opened(path)
    with closing(database):
        yield WorkFile(database)


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, timeout=0)
    try:
        # Held until the end: one process at a time. What a stop of the machine loses is made again.
        for pragma in ("locking_mode = EXCLUSIVE", "synchronous = OFF", "temp_store = FILE"):
            database.execute(f"PRAGMA {pragma}")
        database.executescript(f"BEGIN EXCLUSIVE; COMMIT; {_TABLES}")
    except sqlite3.Error:
        database.close()
        raise
    return database
