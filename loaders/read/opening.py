"""Files into rows. The ending of a file's name picks its reader; nothing is ever guessed from its content."""

import errno
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import gettempdir

from layers.layer import Text
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.archive import open_kmz, zip_of
from loaders.read.collecting import collecting_rarely
from loaders.read.compressed import ENDING, unpacked
from loaders.read.gdal import Opener, by_driver, open_geopackage
from loaders.read.geojson import open_geojson, open_geojson_lines, open_json
from loaders.read.kml import open_kml
from loaders.read.osm import open_osm
from loaders.read.scratch import sweep
from loaders.read.shapefile import open_shapefile, shapefile_parts
from loaders.read.text_table import open_csv
from loaders.read.workbook import open_workbook
from loaders.report import shortened
from loaders.source import Source

# What Linux takes, in bytes.
LONGEST_NAME = 255
LONGEST_PATH = 4095
_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_REASONS = {
    errno.EACCES: Text("không có quyền đọc", "no right to read it"),
    errno.EIO: Text("đĩa báo lỗi khi đọc", "its disk has an error"),
    errno.ENOENT: Text("tệp không còn ở đó", "it is no longer there"),
    errno.EMFILE: Text("mở quá nhiều tệp cùng lúc", "too many files are open"),
}
_FILES: dict[str, Opener] = {
    ".geojson": open_geojson,
    ".json": open_json,
    ".geojsonl": open_geojson_lines,
    ".geojsons": open_geojson_lines,
    ".ndjson": open_geojson_lines,
    ".gpkg": open_geopackage,
    ".shp": open_shapefile,
    ".kml": open_kml,
    ".kmz": open_kmz,
    ".gml": by_driver("GML"),
    ".gpx": by_driver("GPX"),
    ".dxf": by_driver("DXF"),
    ".fgb": by_driver("FlatGeobuf"),
    ".parquet": by_driver("PARQUET"),
    ".osm": open_osm,
    ".pbf": open_osm,
    ".csv": open_csv,
    ".tsv": open_csv,
    ".txt": open_csv,
    ".tab": open_csv,
    ".xlsx": open_workbook,
    ".xls": open_workbook,
    ".ods": open_workbook,
}
_TO_XLSX = Text("hãy mở bằng Excel rồi lưu thành .xlsx", "please open it in Excel and save it as .xlsx")
_TO_TABLE = Text("hãy chép bảng trong đó sang Excel rồi lưu thành .xlsx", "please copy its table to Excel as .xlsx")
_TO_SHAPES = Text(
    "hãy xuất sang .dxf, .shp, .kml hoặc .gpkg (nêu hệ tọa độ)",
    "please export it as .dxf, .shp, .kml or .gpkg, with its coordinate system",
)
_TO_ZIP = Text("hãy giải nén, hoặc nén lại thành .zip", "please unpack it, or pack it as .zip")
_TO_SHP = Text(
    "đây là một phần của Shapefile; hãy đưa tệp .shp, hoặc .zip có đủ các phần",
    "it is a part of a Shapefile; please give the .shp, or a .zip of all parts",
)
_ADVICE = {
    **dict.fromkeys((".xlsm", ".xlsb"), _TO_XLSX),
    **dict.fromkeys((".docx", ".doc", ".pdf"), _TO_TABLE),
    **dict.fromkeys((".dwg", ".dgn"), _TO_SHAPES),
    **dict.fromkeys((".rar", ".7z"), _TO_ZIP),
    **dict.fromkeys((".dbf", ".shx", ".prj"), _TO_SHP),
}
READERS: dict[str, Opener] = {**_FILES, ".zip": zip_of(_FILES)}
# Text that may come compressed, as name.geojson.gz.
COMPRESSED = tuple(ending + ENDING for ending in (".geojson", ".json", ".geojsonl", ".csv", ".tsv", ".osm"))


@contextmanager
def opened(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The file at `path`, open for the length of the block. Raises LoadError when it cannot be read."""
    _check(path)
    sweep()
    try:
        with collecting_rarely(), unpacked(path) as file, READERS[file.suffix.lower()](file, options) as source:
            yield source
    except OSError as error:
        raise _unreadable(path.name, error) from error


def _unreadable(name: str, error: OSError) -> LoadError:
    if error.errno in _DISK_FULL:
        return LoadError(
            f"Hết chỗ trên đĩa tạm {gettempdir()} khi đọc {name}, không ghi gì; hãy dọn bớt hoặc đặt TMPDIR sang đĩa "
            "khác.",
            f"The disk for temporary files, {gettempdir()}, is full while reading {name}, and nothing was written; "
            "please free some of it or set TMPDIR to another disk.",
        )
    reason = _REASONS.get(error.errno or 0) or Text("dữ liệu hỏng", error.strerror or "its data is damaged")
    return LoadError(f"Không đọc được tệp {name}: {reason.vi}.", f"File {name} cannot be read: {reason.en}.")


def _check(path: Path) -> None:
    name = shortened(path.name)
    if len(os.fsencode(path.name)) > LONGEST_NAME or len(os.fsencode(path)) > LONGEST_PATH:
        raise LoadError(f"Tên tệp quá dài: {name}.", f"The name of the file is too long: {name}.")
    if any("\ud800" <= letter <= "\udfff" for letter in path.name):  # bytes that are no UTF-8
        raise LoadError("Tên tệp có ký tự không đọc được.", "The name of the file has characters that cannot be read.")
    if path.is_dir():
        raise LoadError(f"{name} là thư mục, không phải tệp.", f"{name} is a folder, not a file.")
    if not path.is_file():
        raise LoadError(f"Không có tệp {shortened(path)}.", f"There is no file {shortened(path)}.")
    if path.suffix.lower() not in READERS and not path.name.lower().endswith(COMPRESSED):
        raise _not_taken(name, path.suffix.lower())
    if path.stat().st_size == 0:
        raise LoadError(f"Tệp {name} rỗng.", f"File {name} is empty.")


def _not_taken(name: str, ending: str) -> LoadError:
    """With what to do, for files that offices have; else with all that is taken."""
    if advice := _ADVICE.get(ending):
        return LoadError(f"Không nhận tệp {name}: {advice.vi}.", f"File {name} is not taken: {advice.en}.")
    endings = ", ".join((*READERS, *COMPRESSED))
    return LoadError(
        f"Không nhận tệp {name}; các loại nhận được: {endings}.",
        f"File {name} is of no kind that can be loaded; those are {endings}.",
    )


def file_sha256(path: Path) -> str:
    """Hexadecimal SHA-256 of the file; of all its parts in order of their endings for a Shapefile."""
    digest = hashlib.sha256()
    parts = shapefile_parts(path) if path.suffix.lower() == ".shp" else [path]
    for part in parts:
        with part.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    return digest.hexdigest()
