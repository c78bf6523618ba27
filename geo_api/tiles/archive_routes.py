"""`/tiles/archive.pmtiles`, `/tiles/basemap.pmtiles`: archives of tiles that the map is drawn from, in parts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import structlog
from fastapi import APIRouter, Depends, Request, Response
from starlette.responses import StreamingResponse

from geo_api.answers import CACHE_PUBLIC
from geo_api.archive_address import ARCHIVE_PATH
from geo_api.base_map import BASE_MAP_PATH
from geo_api.byte_ranges import Part, part_of
from geo_api.errors import Unavailable, not_found
from geo_api.middleware import IS_HEAD
from geo_api.parameters import only_declared
from geo_api.tiles.archive_file import ArchiveFile

router = APIRouter(tags=["tiles"])
log = structlog.get_logger()

PMTILES = "application/vnd.pmtiles"
# What is no longer is sent in one piece; tiles and directories are far shorter.
PIECE_BYTES = 262_144
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {PMTILES: {"schema": {"type": "string", "format": "binary"}}}},
    206: {"description": "The range of bytes that was asked for."},
    304: {"description": "The client has this very archive."},
    412: {"description": "If-Match names another archive: this one has taken its place."},
    416: {"description": "The archive has no such bytes; Content-Range says how many it has."},
}


@router.get(ARCHIVE_PATH, dependencies=[Depends(only_declared)], response_class=Response, responses=ANSWERS)
def archive(request: Request) -> Response:
    """The PMTiles archive that the map is drawn from, whole or one range of bytes; 404 when there is none.

    Its ETag is strong: whoever reads it in parts sees by it that another has taken its place.
    """
    known = request.app.state.archive
    if not isinstance(known, ArchiveFile):
        raise not_found()
    file, described = known.open()
    return _parts(request, file, described.tag)


@router.get(BASE_MAP_PATH, dependencies=[Depends(only_declared)], response_class=Response, responses=ANSWERS)
def base_map(request: Request) -> Response:
    """The PMTiles archive of the base map, whole or one range of bytes; 404 when it is no file of ours."""
    path: Path | None = request.app.state.settings.basemap_file
    if path is None:
        raise not_found()
    try:
        file = path.open("rb")
    except OSError as error:
        log.warning("base map cannot be used", file=str(path), reason=str(error))
        raise Unavailable(
            "Tệp bản đồ nền đang không dùng được; xem nhật ký của dịch vụ.",
            "The file of the base map cannot be used now; the log of the service says why.",
        ) from error
    found = os.fstat(file.fileno())
    return _parts(request, file, f'"{found.st_ino:x}-{found.st_size:x}-{found.st_mtime_ns:x}"')


def _parts(request: Request, file: BinaryIO, tag: str) -> Response:
    """What is asked for of the file, which is closed with the answer. tag: a strong ETag."""
    size = os.fstat(file.fileno()).st_size
    part = part_of(request.headers, tag, size)
    headers = {"ETag": tag, "Accept-Ranges": "bytes", "Cache-Control": CACHE_PUBLIC, **part.headers(size)}
    if part.status not in (200, 206) or request.scope.get(IS_HEAD):
        file.close()
        return _without_body(part, headers)
    headers["Content-Length"] = str(part.end - part.start)
    return StreamingResponse(_bytes(file, part), part.status, headers, PMTILES)


def _without_body(part: Part, headers: dict[str, str]) -> Response:
    if part.status in (200, 206):
        headers |= {"Content-Length": str(part.end - part.start), "Content-Type": PMTILES}
    return Response(status_code=part.status, headers=headers)


def _bytes(file: BinaryIO, part: Part) -> Iterator[bytes]:
    with file:
        for start in range(part.start, part.end, PIECE_BYTES):
            yield os.pread(file.fileno(), min(PIECE_BYTES, part.end - start), start)
