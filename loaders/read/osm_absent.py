"""What an .osm file names but does not have: deleted objects, and nodes that lie outside of the world.

GDAL takes the former for real, and passes the latter over without a word. A part of ``gdal_process.py``.
Facts: https://wiki.openstreetmap.org/wiki/JOSM_file_format (action),
https://wiki.openstreetmap.org/wiki/OSM_XML (visible), https://wiki.openstreetmap.org/wiki/OsmChange (delete).
"""

import re
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

_KINDS = frozenset({"node", "way", "relation"})
_PIECE = 1 << 20
# Longer than what is looked for, which may lie across two pieces.
_OVERLAP = 200
# To parse it all takes as long as to read it: few files have any of these.
_SIGNS = re.compile(
    rb"""<delete|\s(?:action\s*=\s*["']delete|visible\s*=\s*["']false|lat\s*=\s*["'][-+]?(?:9\d|\d{3,})"""
    rb"""|lon\s*=\s*["'][-+]?(?:1[89]\d|[2-9]\d\d|\d{4,}))"""
)


@dataclass(slots=True)
class Absent:
    """deleted: kind and number of each. tagged: how many of them have tags, and would be rows. outside: nodes."""

    deleted: set[tuple[str, str]] = field(default_factory=set)
    tagged: int = 0
    outside: int = 0
    _open: tuple[str, str] | None = None
    _is_deleting: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _KINDS:
            is_marked = attributes.get("action") == "delete" or attributes.get("visible") == "false"
            is_deleted = is_marked or self._is_deleting
            self._open = (name, attributes.get("id", "")) if is_deleted else None
            self.outside += name == "node" and not is_deleted and _is_outside(attributes)
            self.deleted |= {self._open} if self._open else set()
        elif name == "tag" and self._open:
            self.tagged += 1
            self._open = None
        elif name == "delete":
            self._is_deleting = True

    def end(self, name: str) -> None:
        if name == "delete":
            self._is_deleting = False


def absent(path: Path) -> Absent:
    """Of the file at `path`; nothing where it is no XML from some point on, which its reader will find."""
    found = Absent()
    if not _has_signs(path):
        return found
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = found.start, found.end
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError:
        pass
    return found


def _has_signs(path: Path) -> bool:
    rest = b""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text = rest + piece
            if _SIGNS.search(text):
                return True
            rest = text[-_OVERLAP:]
    return False


def _is_outside(attributes: dict[str, str]) -> bool:
    try:
        return abs(float(attributes["lat"])) > 90 or abs(float(attributes["lon"])) > 180
    except (KeyError, ValueError):
        return False
