"""The built front end: where it lies and under which name, hash included, each file is served."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from geo_api.errors import Unavailable

MOUNT = "/static"
# Beside the package in an installed wheel, in static/dist of a checkout.
FOLDERS = (Path(__file__).parent / "static", Path(__file__).parents[1] / "static" / "dist")
MANIFEST = "manifest.json"
# The name of a built file holds a hash of its content, so a copy can never be out of date.
CACHE_FOREVER = "public, max-age=31536000, immutable"


def static_folder() -> Path:
    """The folder of built files; the checkout's own when nothing is built yet."""
    return next((folder for folder in FOLDERS if (folder / MANIFEST).is_file()), FOLDERS[-1])


def asset_urls(folder: Path) -> Mapping[str, str]:
    """Logical name (``map.js``) → address. Raises Unavailable when the front end was never built."""
    try:
        return _read(folder, (folder / MANIFEST).stat().st_mtime_ns)
    except FileNotFoundError:
        raise Unavailable(
            "Giao diện chưa được dựng; hãy chạy: npm ci && npm run build.",
            "The front end is not built; run: npm ci && npm run build.",
        ) from None


@cache
def _read(folder: Path, _changed: int) -> Mapping[str, str]:
    names: dict[str, str] = json.loads((folder / MANIFEST).read_text())
    return {name: f"{MOUNT}/{built}" for name, built in names.items()}


class ImmutableFiles(StaticFiles):
    """Static files that a client may keep for good."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304) and path != MANIFEST:
            response.headers["Cache-Control"] = CACHE_FOREVER
        return response
