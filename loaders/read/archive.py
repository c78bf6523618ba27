"""Files inside a .zip or .kmz. Only what is meant is taken out, under names of our own."""

import shutil
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo

from loaders.errors import LoadError, which_source_layer
from loaders.options import LoadOptions
from loaders.read.gdal import Opener
from loaders.read.kml import open_kml
from loaders.read.scratch import scratch_folder
from loaders.read.shapefile import SHAPEFILE_PARTS, open_parts
from loaders.report import shortened
from loaders.source import Source

MAX_BYTES = 2 << 30
# Text hardly ever shrinks to less than a hundredth; what does, and is large, is meant to fill a disk.
_LARGE_BYTES = 64 << 20
_MOST_RATIO = 200
_ENCRYPTED = 0x1
_DAMAGED = (BadZipFile, zlib.error, LZMAError, UnicodeDecodeError, EOFError, NotImplementedError, RuntimeError)
# Beside shapes, tables and documents are explanations.
_TABLES = frozenset({".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xls", ".ods", ".json"})
_ARCHIVES = frozenset({".zip"})


def zip_of(readers: Mapping[str, Opener]) -> Opener:
    """An opener of archives that hold one Shapefile or one file that `readers`, by its ending, can read."""

    @contextmanager
    def open_zip(path: Path, options: LoadOptions) -> Iterator[Source]:
        with scratch_folder() as folder:
            with opened_archive(path) as archive:
                stem, members = _choose(archive, path.name, options.source_layer, readers)
                extract(members, archive, folder, path.name)
            suffix = PurePosixPath(members[0].filename).suffix.lower()
            layer = None if options.source_layer in _names(stem) else options.source_layer
            with _opening(folder, suffix, path.name, replace(options, source_layer=layer), readers) as source:
                yield source

    return open_zip


def _opening(
    folder: Path, suffix: str, name: str, options: LoadOptions, readers: Mapping[str, Opener]
) -> AbstractContextManager[Source]:
    if suffix in SHAPEFILE_PARTS:
        return open_parts(folder, name, options)
    return readers[suffix](folder / f"data{suffix}", options)


@contextmanager
def open_kmz(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The KML in a KMZ: the only one, or the one called doc.kml. Images and all else are left where they are."""
    with scratch_folder() as folder:
        with opened_archive(path) as archive:
            found = [member for member in _members(archive, path.name) if member.filename.lower().endswith(".kml")]
            found = [member for member in found if member.filename.lower() == "doc.kml"] or found
            if len(found) != 1:
                raise _which(path.name, sorted(member.filename for member in found))
            extract(found, archive, folder, path.name)
        with open_kml(Path(folder, "data.kml"), options) as source:
            yield source


@contextmanager
def opened_archive(path: Path) -> Iterator[ZipFile]:
    """The archive at `path`. Raises LoadError when it is none, or turns out to be damaged while it is read."""
    try:
        with ZipFile(path) as archive:
            yield archive
    except _DAMAGED:
        raise LoadError(
            f"Tệp {path.name} không phải ZIP hoặc đã hỏng.", f"File {path.name} is not a ZIP archive or is damaged."
        ) from None


def _members(archive: ZipFile, name: str) -> list[ZipInfo]:
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        _check_name(member, name)
    return [member for member in members if "__MACOSX" not in member.filename]


def _check_name(member: ZipInfo, archive: str) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise LoadError(
            f"Tệp {archive} chứa đường dẫn nguy hiểm: {shortened(name)}.",
            f"File {archive} holds a dangerous path: {shortened(name)}.",
        )


def _choose(
    archive: ZipFile, name: str, wanted: str | None, readers: Mapping[str, Opener]
) -> tuple[str, list[ZipInfo]]:
    """The file that is meant, and the members that make it up."""
    paths = {member: PurePosixPath(member.filename) for member in _members(archive, name)}
    endings = {ending for ending in readers if ending not in _ARCHIVES}
    candidates = {_stem(path): path for path in paths.values() if path.suffix.lower() in endings}
    shapes = {stem: path for stem, path in candidates.items() if path.suffix.lower() not in _TABLES}
    found = _meant(candidates, wanted) if wanted else []
    if len(found) != 1:
        found = list(shapes or candidates)
        if len(found) == 1 and wanted and shapes and shapes[found[0]].suffix.lower() == ".shp":
            found = []
    if len(found) != 1:
        raise _which(name, sorted(candidates))
    return found[0], [member for member, path in paths.items() if _same(found[0], path) and _is_part(path, endings)]


def _meant(candidates: Mapping[str, PurePosixPath], wanted: str) -> list[str]:
    return [stem for stem in candidates if wanted in _names(stem)]


def _stem(path: PurePosixPath) -> str:
    """What a file is called: a Shapefile without its ending, for its parts share it."""
    return str(path.with_suffix("")) if path.suffix.lower() in SHAPEFILE_PARTS else str(path)


def _same(stem: str, path: PurePosixPath) -> bool:
    """Whether that is a part of it: a Shapefile's may differ in capitals, as Windows does not tell them apart."""
    return _stem(path) == stem or (path.suffix.lower() in SHAPEFILE_PARTS and _stem(path).lower() == stem.lower())


def _names(stem: str) -> tuple[str, ...]:
    """What may be said to mean a file in an archive."""
    return stem, PurePosixPath(stem).name, PurePosixPath(stem).stem


def _is_part(path: PurePosixPath, endings: set[str]) -> bool:
    return path.suffix.lower() in SHAPEFILE_PARTS or path.suffix.lower() in endings


def _which(name: str, found: list[str]) -> LoadError:
    if not found:
        return LoadError(f"Trong {name} không có tệp nào đọc được.", f"There is no file in {name} that can be read.")
    listed = ", ".join(shortened(stem) for stem in found)
    return LoadError(
        f"Tệp {name} có các tệp: {listed}. Hãy chọn một bằng --source-layer.",
        f"File {name} has the files {listed}. Please pick one with --source-layer.",
        which_source_layer(found),
    )


def extract(members: list[ZipInfo], archive: ZipFile, folder: Path, name: str) -> None:
    """Takes `members` out, each as ``data`` with its ending in small letters. LoadError for too much, or a password."""
    check_sizes(members, name)
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise LoadError(f"Tệp {name} có mật khẩu.", f"File {name} is protected by a password.")
        target = folder / ("data" + PurePosixPath(member.filename).suffix.lower())
        with archive.open(member) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)


def check_sizes(members: list[ZipInfo], name: str) -> None:
    """Raises LoadError when `members` are too much. zipfile itself stops at what they declare."""
    size = sum(member.file_size for member in members)
    if size > MAX_BYTES:
        raise LoadError(
            f"Nội dung của {name} lớn quá {MAX_BYTES >> 30} GB.", f"The content of {name} exceeds {MAX_BYTES >> 30} GB."
        )
    text = [m for m in members if PurePosixPath(m.filename).suffix.lower() not in SHAPEFILE_PARTS]
    for member in text:
        if member.file_size > max(_LARGE_BYTES, _MOST_RATIO * member.compress_size):
            raise LoadError(
                f"Tệp {name} nén bất thường: {member.file_size >> 20} MB trong {member.compress_size >> 10} kB.",
                f"File {name} is packed beyond reason: {member.file_size >> 20} MB in {member.compress_size >> 10} kB.",
            )
