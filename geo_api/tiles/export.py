"""An archive of the tiles of some layers, made by the statements that make the tiles of the service."""

import gzip
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL

from geo_api.errors import CommandFailed
from geo_api.language import grouped
from geo_api.out_file import replaced
from geo_api.progress import bar, progress
from geo_api.tiles.archive import Archived, write_archive
from geo_api.tiles.asked import SLACK
from geo_api.tiles.described import metadata
from geo_api.tiles.make import Run, make_tile
from geo_api.tiles.moment import Standing, standing
from geo_api.tiles.out_file import file_trouble_explained, kept_until_done
from geo_api.tiles.plan import Tile
from geo_api.tiles.source import EXTENT, MARGIN
from geo_api.tiles.store import digest_of_makers
from geo_api.tiles.turns import in_turns
from geo_api.tiles.walk import WORLD, occupied_quarters
from geo_api.tiles.work_file import WorkFile, work_file
from layers.layer import Audience, Layer

COMMIT_SECONDS = 2.0
# One more than the processors that a small server has: while a tile is packed, the next is made.
CONNECTIONS = 3
WORK_ENDING = ".part"
# Compressed once and sent often.
GZIP_LEVEL = 9


@dataclass(frozen=True, slots=True)
class Wanted:
    """at: the day of the world, for layers that have days. out: where the archive goes."""

    layers: tuple[Layer, ...]
    audience: Audience
    min_zoom: int
    max_zoom: int
    at: date
    out: Path

    @property
    def sources(self) -> list[str]:
        return sorted({source for layer in self.layers for source in layer.sources})

    @property
    def first_zoom(self) -> int:
        """Nothing is shown before it."""
        return max(self.min_zoom, min(layer.min_zoom for layer in self.layers))

    @property
    def margin(self) -> float:
        """Around a tile, of its side: from there it shows something too."""
        return max(MARGIN[layer.geometry] for layer in self.layers) / EXTENT + SLACK

    def job(self, database: str) -> str:
        """The same for tiles that are the same as long as nothing is written."""
        day = _day(self)
        names = [layer.name for layer in self.layers]
        return json.dumps([names, self.audience, day and day.isoformat(), database, digest_of_makers().hex()])


@dataclass(frozen=True, slots=True)
class Exported:
    """made: tiles that were made now; kept: those of a run before that was stopped, and still right."""

    archived: Archived
    made: int
    kept: int


def export(url: URL, wanted: Wanted, goes_on: Callable[[int, int], bool]) -> Exported:
    """Write the archive of what the database at `url`, reached as the service, holds at this moment.

    goes_on: asked after each zoom, with how many tiles there are up to it, before any further ones are looked for.
    Raises CommandFailed when it is not to go on, when nothing is in any tile, and for trouble with the file.
    """
    part = wanted.out.with_name(wanted.out.name + WORK_ENDING)
    with file_trouble_explained(wanted.out), kept_until_done(part), work_file(part) as work:
        return _worked(url, wanted, work, goes_on)


def _worked(url: URL, wanted: Wanted, work: WorkFile, goes_on: Callable[[int, int], bool]) -> Exported:
    job, before = work.begun()
    with standing(url, wanted.audience, wanted.sources, before) as now:
        new_job = wanted.job(now.database)
        work.begin(new_job, now.moment, now.changed if job == new_job else None, wanted.margin)
        with progress("Tìm các ô có dữ liệu · Looking for tiles that hold something") as say:
            _find(work, wanted, now, say, goes_on)
        total, kept = work.counts()
        with bar("Tạo ô · Making tiles", total, kept) as on_tile:
            _make(work, wanted, now, on_tile)
        made = datetime.fromtimestamp(now.moment.at, UTC)
        archived = _write(work, wanted, metadata(wanted.layers, wanted.audience, _day(wanted), made))
    return Exported(archived, total - kept, kept)


def _find(
    work: WorkFile, wanted: Wanted, now: Standing, say: Callable[[str], None], goes_on: Callable[[int, int], bool]
) -> None:
    count = work.want([WORLD])
    for zoom in range(wanted.max_zoom):
        found = occupied_quarters(now.run, wanted.layers, wanted.audience, wanted.at, work.wanted(zoom))
        count += work.want(found)
        say(f"Zoom {zoom + 1}: {count:,} ô · tiles")
        if not goes_on(zoom + 1, count):
            raise CommandFailed(
                f"Đến zoom {zoom + 1} đã có {grouped(count, 'vi')} ô; không ghi gì."
                " Hãy bớt --max-zoom, hoặc thêm --yes.",
                f"Up to zoom {zoom + 1} there are {grouped(count, 'en')} tiles; nothing is written."
                " Lower --max-zoom, or say --yes.",
            )
    work.forget_before(wanted.first_zoom)


def _make(work: WorkFile, wanted: Wanted, now: Standing, on_tile: Callable[[], None]) -> None:
    committed = time.monotonic()
    with now.runs(CONNECTIONS) as runs:
        for tile, body in in_turns(partial(_body, wanted), runs, work.unmade()):
            work.put(tile, body)
            on_tile()
            if time.monotonic() - committed > COMMIT_SECONDS:
                work.commit()
                committed = time.monotonic()
    work.commit()


def _body(wanted: Wanted, run: Run, tile: Tile) -> bytes:
    """The tile as it will be in the archive; empty when nothing is in it."""
    made = make_tile(run, wanted.layers, tile, wanted.audience, wanted.at, {})
    return gzip.compress(made.body, GZIP_LEVEL, mtime=0) if made.body else b""


def _write(work: WorkFile, wanted: Wanted, described: dict[str, Any]) -> Archived:
    with replaced(wanted.out) as file:
        archived = write_archive(file, work, described)
        if archived is None:
            raise CommandFailed(
                f"Không ô nào từ zoom {wanted.first_zoom} đến {wanted.max_zoom} có gì; không ghi tệp.",
                f"No tile of the zooms {wanted.first_zoom} to {wanted.max_zoom} holds anything; no file was written.",
            )
    return archived


def _day(wanted: Wanted) -> date | None:
    return wanted.at if any(layer.dated for layer in wanted.layers) else None
