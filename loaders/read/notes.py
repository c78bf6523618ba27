"""What the programs in processes of their own tell of a file as a whole, each by a word, and what such a word says."""

from collections.abc import Iterable, Mapping
from typing import Any

from layers.layer import Text
from loaders.report import shortened

_NOTES = {
    "deleted": Text(
        "{} đối tượng đã đánh dấu xóa trong tệp không được đọc.",
        "objects that the file marks as deleted were left out: {}.",
    ),
    "outside": Text(
        "{} nút có tọa độ nằm ngoài trái đất không được đọc; đường đi qua thiếu các nút đó.",
        "nodes that lie outside of the world were left out, also of the ways through them: {}.",
    ),
    "deleted_rows": Text(
        "{} dòng đã đánh dấu xóa trong .dbf không được đọc.",
        "rows that the .dbf marks as deleted were left out: {}.",
    ),
    "hidden_rows": Text(
        "{} dòng đang ẩn trong bảng tính (do lọc hoặc giấu) cũng được đọc; nếu không muốn, hãy xóa các dòng đó.",
        "rows that the workbook hides, by a filter or by hand, were read as all others: {}. Delete them if not meant.",
    ),
    "hidden_sheets": Text(
        "trang tính ẩn có dữ liệu không được đọc: {}; nếu cần, hãy nêu --source-layer.",
        "hidden sheets that have data were not read: {}. Name one with --source-layer if it is meant.",
    ),
}


def note_of(value: Mapping[str, Any]) -> Text:
    """What a program has told by ``{"note": word, "words": […]}``."""
    return filled(_NOTES[value["note"]], value["words"])


def filled(words: Text, values: Iterable[object]) -> Text:
    """`words` with the values in their places."""
    shown = [shortened(value) for value in values]
    return Text(words.vi.format(*shown), words.en.format(*shown))
