"""A rule's file on the server, read as text; or why it cannot be."""

import errno
from pathlib import Path

from geo_api.coverage.rules.bounds import LONGEST_TEXT
from geo_api.coverage.rules.yaml_words import place_of
from geo_api.errors import CommandFailed

_TROUBLE = {
    errno.ENOENT: ("không có tệp này", "there is no such file"),
    errno.ENOTDIR: ("không có tệp này", "there is no such file"),
    errno.EISDIR: ("đó là một thư mục", "it is a folder"),
    errno.EACCES: ("không có quyền đọc", "there is no right to read it"),
    errno.EPERM: ("không có quyền đọc", "there is no right to read it"),
    errno.ENAMETOOLONG: ("tên quá dài", "its name is too long"),
}
# A character has at most four bytes, and a mark may stand before all.
_MOST_BYTES = 4 * LONGEST_TEXT + 3


def text_of(file: Path) -> str:
    """Raises CommandFailed for a file that is not there, or is no text in UTF-8."""
    try:
        with file.open("rb") as opened:
            content = opened.read(_MOST_BYTES + 1)
    except OSError as error:
        vi, en = _TROUBLE.get(error.errno or 0, (str(error.strerror), str(error.strerror)))
        raise CommandFailed(f"Không đọc được tệp {file}: {vi}.", f"Cannot read {file}: {en}.") from error
    text = _decoded(content, file) if len(content) <= _MOST_BYTES else ""
    if len(content) > _MOST_BYTES or len(text) > LONGEST_TEXT:
        raise CommandFailed(f"{file}: dài hơn {LONGEST_TEXT} chữ.", f"{file}: longer than {LONGEST_TEXT} characters.")
    return text


def _decoded(content: bytes, file: Path) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # What comes before is text.
        before = content[: error.start].decode()
        line, column = place_of(before, len(before))
        raise CommandFailed(
            f"{file} (dòng {line}, cột {column}): không phải văn bản UTF-8. Tiêu chí là tệp chữ, viết bằng YAML; hãy "
            "lưu lại bằng bảng mã UTF-8.",
            f"{file} (line {line}, column {column}): it is no text in UTF-8. A rule is a file of text, in YAML; save "
            "it with the encoding UTF-8.",
        ) from error
