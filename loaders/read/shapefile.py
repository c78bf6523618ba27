"""A Shapefile: several files of one name, some of which may be missing, and whose heads must tell the truth."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from loaders.decode.text import known_encoding
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.gdal import SHAPEFILE, open_with
from loaders.read.notes import note_of
from loaders.read.scratch import scratch_folder
from loaders.read.shapefile_heads import check_heads, deleted_rows
from loaders.source import Source

_NEEDED_PARTS = (".shp", ".dbf")
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
# Makes the index again out of the shapes.
_RESTORE = {"SHAPE_RESTORE_SHX": "YES"}


@contextmanager
def open_shapefile(path: Path, options: LoadOptions) -> Iterator[Source]:
    """A Shapefile and its parts, whatever the case of their endings. Raises LoadError when one is missing."""
    with scratch_folder() as folder:
        for part in shapefile_parts(path):
            Path(folder, "data" + part.suffix.lower()).symlink_to(part.absolute())
        with open_parts(folder, path.name, options) as source:
            yield source


def shapefile_parts(path: Path) -> list[Path]:
    """The files that make up the Shapefile at `path`, in order of their endings."""
    found = (
        part for part in path.parent.iterdir() if part.stem == path.stem and part.suffix.lower() in SHAPEFILE_PARTS
    )
    return sorted(found, key=lambda part: part.suffix.lower())


@contextmanager
def open_parts(folder: Path, name: str, options: LoadOptions) -> Iterator[Source]:
    """The Shapefile ``data.shp`` in `folder`, called `name` towards people."""
    missing = [part for part in _NEEDED_PARTS if not (folder / f"data{part}").is_file()]
    if missing:
        raise LoadError(
            f"Shapefile {name} thiếu phần {', '.join(missing)}; hãy để mọi phần trong cùng một thư mục hoặc tệp .zip.",
            f"Shapefile {name} lacks its part {', '.join(missing)}; please keep all its parts in one folder or .zip.",
        )
    check_heads(folder, name)
    restore = {} if (folder / "data.shx").is_file() else _RESTORE
    options = replace(options, encoding=options.encoding or _code_page(folder / "data.cpg"))
    with open_with(SHAPEFILE, folder / "data.shp", name, options, restore) as source:
        if deleted := deleted_rows(folder / "data.dbf"):
            source.notes.append(note_of({"note": "deleted_rows", "words": [deleted]}))
        yield source


def _code_page(path: Path) -> str | None:
    """The encoding that a .cpg names, in Python's words; None when there is none or nobody knows it."""
    if not path.is_file():
        return None
    words = path.read_text(encoding="latin-1")[:40].strip().lower().removeprefix("ansi ").removeprefix("oem ")
    try:
        return known_encoding(f"cp{words}" if words.isdigit() else words)
    except LoadError:
        return None
