"""What a YAML reader says of a text that it cannot read, in Vietnamese as well, and where. Pure."""

import re

import yaml

from geo_api.coverage.rules.bounds import DEEPEST
from layers.layer import Text

_PROBLEMS: tuple[tuple[str, str], ...] = (
    ("mapping values are not allowed", "dấu “:” không được ở chỗ này; hãy xem lại thụt lề, hoặc để cả chữ trong nháy"),
    ("expected <block end>", "thụt lề không khớp với các dòng trên"),
    ("could not find expected ':'", "thiếu dấu “:” sau tên của mục"),
    (r"found character '\\t'", "có dấu tab; YAML chỉ thụt lề bằng dấu cách"),
    ("found character", "một dấu không mở đầu được chữ nào; hãy để cả chữ trong nháy"),
    ("found unexpected end of stream", "hết văn bản khi nháy hay ngoặc chưa đóng"),
    (r"expected ',' or '\]'", "danh sách trong [ ] thiếu dấu phẩy, hoặc chưa đóng"),
    (r"expected ',' or '\}'", "nhóm trong { } thiếu dấu phẩy, hoặc chưa đóng"),
    ("found unknown escape|escape sequence", "dấu \\ trong nháy kép không đúng; hãy dùng nháy đơn"),
    ("expected a single document", "có hơn một văn bản (---) trong tệp"),
    ("expected the node content|expected chomping|block scalar", "chưa có nội dung sau tên của mục"),
    ("special characters are not allowed", "có ký tự điều khiển; đây không phải văn bản"),
    (r"the key “(.+)” is given twice", "mục “{0}” có hai lần"),
    ("references", "không dùng tham chiếu (*tên)"),
    ("types", "không ghi kiểu (!tên)"),
    ("levels within each other", f"lồng quá {DEEPEST} tầng"),
)
Mark = tuple[int, int] | None


def trouble(error: yaml.YAMLError, text: str) -> tuple[Text, Mark]:
    """What is wrong, and the line and the column (from 1) where."""
    if isinstance(error, yaml.reader.ReaderError):
        return _words(str(error.reason)), place_of(text, error.position)
    if not isinstance(error, yaml.MarkedYAMLError):
        return _words(""), None
    mark = error.problem_mark
    return _words(error.problem or error.context or ""), (mark.line + 1, mark.column + 1) if mark else None


def place_of(text: str, position: int) -> tuple[int, int]:
    """Line and column (from 1) of the character at `position`."""
    before = text[:position]
    return before.count("\n") + 1, position - before.rfind("\n")


def _words(problem: str) -> Text:
    vi, en = "không đọc được YAML", "not valid YAML"
    if not problem:
        return Text(vi, en)
    for pattern, told in _PROBLEMS:
        if found := re.search(pattern, problem):
            return Text(
                f"{vi}: {told.format(*found.groups())}" if found.groups() else f"{vi}: {told}", f"{en}: {problem}"
            )
    return Text(f"{vi} ({problem})", f"{en}: {problem}")
