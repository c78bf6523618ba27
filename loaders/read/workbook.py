"""Workbooks: a sheet of an .xlsx, .xls or .ods, read in a process of its own."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from layers.layer import Text
from loaders.errors import LoadError
from loaders.options import LoadOptions
from loaders.read.archive import check_sizes, opened_archive
from loaders.read.batches import which_layer
from loaders.read.child import REASONS, child
from loaders.read.merged import Cells, NumberedRow
from loaders.read.notes import note_of
from loaders.read.table import WGS84, read_table
from loaders.read.table_batches import table_batches
from loaders.report import shortened
from loaders.source import Source

_PROGRAM = Path(__file__).with_name("sheet_process.py")
_NEEDED = {".xlsx": "[Content_Types].xml", ".ods": "content.xml"}
# What the older Office keeps all in: its workbooks, and the newer ones with a password.
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")
_OLDER = "Workbook".encode("utf-16-le")
_ARCHIVE = b"PK\x03\x04"
_PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|\?xml)", re.IGNORECASE)
_HEAD_BYTES = 1 << 16
_MOST_MEMBERS = 10_000


@contextmanager
def open_workbook(path: Path, options: LoadOptions) -> Iterator[Source]:
    """The rows of a sheet: the one named, or the only one with data. Raises LoadError when it cannot be read."""
    suffix = path.suffix.lower()
    _check(path, suffix)
    with child(_PROGRAM, [suffix, str(path.absolute()), options.source_layer or ""], path.name) as values:
        about = next(values, None) or {"sheet": None, "sheets": []}
        if about["sheet"] is None:
            raise which_layer(path.name, about["sheets"])
        notes: list[Text] = []
        merged = [tuple(block) for block in about["merged"]]
        table = read_table(_cells(values, notes), path.name, merged=merged, notes=notes)
        yield Source(
            columns=table.columns,
            batches=table_batches(table, _wrong, _no_letters),
            assumed_crs=WGS84,
            layer=about["sheet"],
            has_geometry=False,
            counts_days=True,
            notes=notes,
        )


def _cells(values: Iterable[dict[str, Any]], notes: list[Text]) -> Iterator[NumberedRow]:
    """The rows of the sheet, with their numbers. notes: takes what is told besides."""
    for value in values:
        if "note" in value:
            notes.append(note_of(value))
        else:
            yield from zip(value["numbers"], value["rows"], strict=True)


def _check(path: Path, suffix: str) -> None:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
        file.seek(max(0, path.stat().st_size - _HEAD_BYTES))
        ends = head + file.read()
    if suffix == ".xls":
        _check_compound(path.name, head)
        return
    if head.startswith(_COMPOUND):
        raise _called_wrongly(path.name, ".xls") if _OLDER in ends else _locked(path.name)
    with opened_archive(path) as archive:
        members = archive.infolist()
    if not any(member.filename == _NEEDED[suffix] for member in members) or len(members) > _MOST_MEMBERS:
        raise LoadError(
            f"Tệp {path.name} không phải bảng tính {suffix}.", f"File {path.name} is no workbook of kind {suffix}."
        )
    check_sizes(members, path.name)


def _check_compound(name: str, head: bytes) -> None:
    """Other programs write other things under the name of .xls; which of them opens in Excel does not matter."""
    if head.startswith(_COMPOUND):
        return
    if head.startswith(_ARCHIVE):
        raise _called_wrongly(name, ".xlsx")
    if _PAGE.match(head):
        raise LoadError(
            f"Tệp {name} là trang web chứ không phải bảng tính .xls; hãy mở bằng Excel rồi lưu thành .xlsx.",
            f"File {name} is a web page and no workbook .xls; please open it in Excel and save it as .xlsx.",
        )
    raise LoadError(f"Tệp {name} không phải bảng tính .xls.", f"File {name} is no workbook of kind .xls.")


def _called_wrongly(name: str, ending: str) -> LoadError:
    return LoadError(
        f"Tệp {name} thật ra là {ending}; hãy đổi đuôi tên tệp thành {ending}.",
        f"File {name} is in fact of kind {ending}; please give it that ending.",
    )


def _locked(name: str) -> LoadError:
    reason = REASONS["password"]
    return LoadError(f"Tệp {name}: {reason.vi}", f"File {name}: {reason.en}")


def _wrong(cells: Cells, width: int) -> Text | None:
    """What is wrong with a row: a cell with an error, or one beyond the table."""
    if (found := next((cell for cell in cells if isinstance(cell, dict)), None)) is not None:
        return _fault(found["fault"])
    beyond = next((cell for cell in cells[width:] if cell not in (None, "")), None)
    if beyond is None:
        return None
    word = shortened(beyond)
    return Text(f"có ô “{word}” ngoài bảng.", f"it has a cell “{word}” outside the table.")


def _no_letters(_cell: Any) -> int:
    """A sheet bounds its cells itself."""
    return 0


def _fault(word: str) -> Text:
    if word == "formula":
        return Text(
            "có công thức chưa có kết quả; hãy mở tệp bằng Excel và lưu lại.",
            "it has a formula without a result; please open the file in Excel and save it again.",
        )
    return Text(f"có ô lỗi {shortened(word)}.", f"it has a cell with the error {shortened(word)}.")
