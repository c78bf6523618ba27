"""What the heads of a Shapefile's parts claim, against the size of the parts: a lie there costs memory or rows."""

import struct
from pathlib import Path

from loaders.errors import LoadError

# ESRI Shapefile Technical Description (July 1998): lengths are counted in words of 16 bits.
_HEAD_BYTES = 100
_INDEX_RECORD_BYTES = 8
_FILE_CODE = 9994
_PIECE = 1 << 20
# dBASE: number of records, bytes of the head, bytes of a record.
_TABLE_HEAD = struct.Struct("<IHH")


def check_heads(folder: Path, name: str) -> None:
    """Raises LoadError when a part of ``data.shp`` in `folder` is not of the size that its head says."""
    _check_shapes(folder / "data.shp", name)
    records = _table_records(folder / "data.dbf", name)
    index = folder / "data.shx"
    if not index.is_file():
        return
    _check_shapes(index, name)
    shapes = (index.stat().st_size - _HEAD_BYTES) // _INDEX_RECORD_BYTES
    if shapes != records:
        raise LoadError(
            f"Shapefile {name} có {shapes} hình nhưng {records} dòng thuộc tính; hãy xuất lại từ phần mềm gốc.",
            f"Shapefile {name} has {shapes} shapes but {records} rows of attributes; please export it again.",
        )


def _check_shapes(path: Path, name: str) -> None:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    if len(head) < _HEAD_BYTES or struct.unpack_from(">I", head)[0] != _FILE_CODE:
        raise _damaged(name, path.suffix)
    claimed = struct.unpack_from(">I", head, 24)[0] * 2
    # Bytes behind the end do no harm among the shapes; in the index they would be rows that nobody sees.
    if claimed > size or (claimed != size and path.suffix == ".shx"):
        raise _lying(name, path.suffix, claimed, size)


def _table_records(path: Path, name: str) -> int:
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(32)
    if len(head) < 32:
        raise _damaged(name, path.suffix)
    records, head_bytes, record_bytes = _TABLE_HEAD.unpack_from(head, 4)
    claimed = head_bytes + records * record_bytes
    if record_bytes == 0 or claimed > size:
        raise _lying(name, path.suffix, claimed, size)
    return int(records)


def deleted_rows(path: Path) -> int:
    """How many rows a .dbf marks as deleted, by a star before them: they lie in it until it is packed."""
    with path.open("rb") as file:
        records, head_bytes, record_bytes = _TABLE_HEAD.unpack_from(file.read(32), 4)
        file.seek(head_bytes)
        at_once = max(1, _PIECE // record_bytes)
        pieces = (file.read(min(at_once, records - at) * record_bytes) for at in range(0, records, at_once))
        return sum(piece[::record_bytes].count(b"*") for piece in pieces)


def _damaged(name: str, part: str) -> LoadError:
    return LoadError(f"Phần {part} của Shapefile {name} hỏng.", f"Part {part} of Shapefile {name} is damaged.")


def _lying(name: str, part: str, claimed: int, size: int) -> LoadError:
    return LoadError(
        f"Phần {part} của Shapefile {name} hỏng: đầu tệp ghi {claimed} byte nhưng tệp có {size} byte.",
        f"Part {part} of Shapefile {name} is damaged: its head says {claimed} bytes but the file has {size}.",
    )
