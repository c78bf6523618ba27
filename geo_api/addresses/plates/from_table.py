"""Plates out of a table as `table.py` writes it. Pure."""

import csv
import io
from collections.abc import Mapping

from geo_api.addresses.plates.face import Face, plain
from geo_api.errors import BadRequest
from layers.code_words import said_of
from layers.codes import Refused, read_address_code
from layers.layer import Text
from loaders.personal import find_personal

MOST_ROWS = 10_000
_NAMES = ("number", "street", "hamlet")
_LONGEST_NAME = 200


def read_faces(text: str, source: str, prefix: str) -> list[Face]:
    """One for each row; at least one. Raises BadRequest with the line of the first fault."""
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if "code" not in (rows.fieldnames or ()):
        raise _refused(source, 1, Text("thiếu cột “code”", "the column “code” is missing"))
    faces: list[Face] = []
    for row in rows:
        faces.append(_face(row, source, rows.line_num, prefix))
        if len(faces) > MOST_ROWS:
            raise _refused(source, rows.line_num, Text(f"hơn {MOST_ROWS} biển", f"more than {MOST_ROWS} plates"))
    if not faces:
        raise _refused(source, 1, Text("bảng không có dòng nào", "the table has no rows"))
    return faces


def _face(row: Mapping[str, str | None], source: str, line: int, prefix: str) -> Face:
    read = read_address_code(row["code"] or "", prefix)
    if isinstance(read, Refused):
        raise _refused(source, line, said_of(read, prefix))
    if read.guesses:
        # What a person mistypes may be guessed; what hangs for decades is not.
        guess = read.guesses[0]
        vi = f"ký tự “{guess.typed}” không có trong mã nào; có phải {read.code}?"
        raise _refused(source, line, Text(vi, f"no code has “{guess.typed}”; is it {read.code}?"))
    number, street, hamlet = (_words(row.get(name), source, line, name) for name in _NAMES)
    return Face(read.code, number, street if number else None, hamlet)


def _words(cell: str | None, source: str, line: int, name: str) -> str | None:
    """Without the apostrophe that keeps a cell from being a formula."""
    words = plain(cell or "").removeprefix("'")
    if find_personal(words):
        raise _refused(
            source,
            line,
            Text(f"“{name}” có số định danh hoặc số điện thoại", f"“{name}” has the number of a person or a phone"),
        )
    if len(words) > _LONGEST_NAME:
        raise _refused(source, line, Text(f"“{name}” quá dài", f"“{name}” is too long"))
    return words or None


def _refused(source: str, line: int, words: Text) -> BadRequest:
    return BadRequest(f"{source}, dòng {line}: {words.vi}", f"{source}, line {line}: {words.en}")
