"""Names of files that a browser sends, as they are shown and kept: what a client says never becomes a path of ours."""

import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from geo_api.errors import BadRequest

_SIGNS = frozenset(" ._-()+,&")
_LONGEST_BYTES = 150
SHAPE = ".shp"
# Parts of a Shapefile that are read, and those that come with them and say nothing that is needed.
PARTS = (SHAPE, ".shx", ".dbf", ".prj", ".cpg")
_SPARE_PARTS = (".sbn", ".sbx", ".qix", ".qpj", ".qmd", ".xml", ".fix", ".ain", ".aih", ".atx", ".ixs", ".mxs")


def cleaned(name: str) -> str:
    """The last part of a name, of letters, digits and a few signs, not too long and not hidden.

    What is clean stays as it is: a name that comes out otherwise never was one of ours.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    signs = "".join(sign if sign.isalnum() or sign in _SIGNS else "_" for sign in last)
    whole = signs.rstrip(" ").lstrip(". ") or "_"
    # Of a long name the end says what kind of file it is.
    encoded = whole.encode()
    if len(encoded) <= _LONGEST_BYTES:
        return whole
    return encoded[-_LONGEST_BYTES:].decode(errors="ignore").lstrip(". ") or "_"


def kept_names(sent: Sequence[str]) -> list[str | None]:
    """What each of the files sent together is to be called, the main one first in importance: see `main_name`.

    None: it is not needed. The parts of a Shapefile get the name of its .shp. Raises BadRequest for a file without a
    name, and for several that do not belong together.
    """
    names = [cleaned(name) for name in sent]
    if not all(any(map(str.isalnum, name)) for name in names):
        raise _nameless()
    if len(names) == 1:
        return [names[0]]
    shapes = [name for name in names if _ending(name) == SHAPE]
    if len(shapes) != 1:
        raise _not_together()
    stem = PurePosixPath(shapes[0]).stem
    kept = [_part_name(stem, name) for name in names]
    endings = [_ending(name) for name in kept if name]
    if len(set(endings)) < len(endings):
        raise _not_together()
    return kept


def main_name(kept: Sequence[str | None]) -> str:
    """The one by which all of them are opened."""
    names = [name for name in kept if name]
    return names[0] if len(names) == 1 else next(name for name in names if _ending(name) == SHAPE)


def _part_name(stem: str, name: str) -> str | None:
    ending = PurePosixPath(name).suffix
    if ending.lower() in PARTS:
        return stem + ending
    if ending.lower() in _SPARE_PARTS:
        return None
    raise _not_together()


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _nameless() -> BadRequest:
    return BadRequest(
        "Chưa chọn tệp (trường “file”), hoặc tên tệp không có chữ hay số nào; hãy chọn tệp, đổi tên tệp rồi gửi lại.",
        "No file was chosen (field “file”), or its name has no letter or digit; please choose a file, or rename it, "
        "and send it again.",
    )


def _not_together() -> BadRequest:
    return BadRequest(
        "Mỗi lần gửi một tệp, hoặc các phần của một Shapefile (.shp .shx .dbf .prj .cpg).",
        "Send one file at a time, or the parts of one Shapefile (.shp .shx .dbf .prj .cpg).",
    )
