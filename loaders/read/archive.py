"""A Shapefile inside a .zip. Only its known parts are taken out, under names of our own."""

import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from zipfile import BadZipFile, ZipFile, ZipInfo

from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.gdal import SHAPEFILE_PARTS, open_parts
from loaders.report import shortened
from loaders.source import Source

MAX_BYTES = 2 << 30
_ENCRYPTED = 0x1


@contextmanager
def open_zip(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The one Shapefile in the archive, or the one that --source-layer names. Raises LoadError otherwise."""
    with TemporaryDirectory(prefix="wardmap-") as folder:
        try:
            with ZipFile(path) as archive:
                chosen = _choose(archive, path.name, options.source_layer)
                _extract(archive, chosen, Path(folder), path.name)
        except (BadZipFile, zlib.error, LZMAError, UnicodeDecodeError, EOFError, NotImplementedError):
            raise LoadError(
                f"Tệp {path.name} không phải ZIP hoặc đã hỏng.", f"File {path.name} is not a ZIP archive or is damaged."
            ) from None
        with open_parts(Path(folder), path.name, options) as source:
            yield source


def _choose(archive: ZipFile, name: str, wanted: str | None) -> list[ZipInfo]:
    """The parts of the Shapefile that is meant."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    for member in members:
        _check_name(member, name)
    paths = {member: PurePosixPath(member.filename) for member in members if "__MACOSX" not in member.filename}
    found = sorted(str(path.with_suffix("")) for path in paths.values() if path.suffix.lower() == ".shp")
    chosen = [stem for stem in found if wanted in (None, stem, PurePosixPath(stem).name)]
    if len(chosen) != 1:
        raise _which(name, found)
    return [member for member, path in paths.items() if str(path.with_suffix("")) == chosen[0]]


def _check_name(member: ZipInfo, archive: str) -> None:
    name = member.filename.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or ":" in name:
        raise LoadError(
            f"Tệp {archive} chứa đường dẫn nguy hiểm: {shortened(name)}.",
            f"File {archive} holds a dangerous path: {shortened(name)}.",
        )


def _which(name: str, found: list[str]) -> LoadError:
    if not found:
        return LoadError(f"Trong {name} không có Shapefile nào.", f"There is no Shapefile in {name}.")
    listed = ", ".join(shortened(stem) for stem in found)
    return LoadError(
        f"Tệp {name} có các Shapefile: {listed}. Hãy chọn một bằng --source-layer.",
        f"File {name} has the Shapefiles {listed}. Please pick one with --source-layer.",
    )


def _extract(archive: ZipFile, members: list[ZipInfo], folder: Path, name: str) -> None:
    wanted = [member for member in members if PurePosixPath(member.filename).suffix.lower() in SHAPEFILE_PARTS]
    # zipfile itself stops at the declared size, so that what is declared is what can come out.
    if sum(member.file_size for member in wanted) > MAX_BYTES:
        raise LoadError(
            f"Nội dung của {name} lớn quá {MAX_BYTES >> 30} GB.", f"The content of {name} exceeds {MAX_BYTES >> 30} GB."
        )
    for member in wanted:
        if member.flag_bits & _ENCRYPTED:
            raise LoadError(f"Tệp {name} có mật khẩu.", f"File {name} is protected by a password.")
        target = folder / ("data" + PurePosixPath(member.filename).suffix.lower())
        with archive.open(member) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
