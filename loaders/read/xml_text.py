"""XML in encodings that GDAL does not take: a copy in UTF-8."""

import codecs
import re
from itertools import chain
from pathlib import Path

from loaders.decode.text import NO_FILES
from loaders.errors import LoadError

_HEAD = 400
_PIECE = 1 << 20
_DECLARED = re.compile(r"""(<\?xml[^>]{0,200}?\sencoding\s*=\s*["'])([\w.:-]{1,40})""")
_STARTS = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
# Of those that no file is written in some take minutes for a megabyte: the reader of XML refuses them.
_NEEDS_NONE = frozenset({"utf-8", "ascii", *NO_FILES})


def other_encoding(path: Path) -> str | None:
    """The encoding of an XML file, where it is one of files and not UTF-8; None otherwise."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if found := _STARTS.get(head[:2]):
        return found
    declared = _DECLARED.search(head.decode("latin-1"))
    try:
        name = codecs.lookup(declared[2]).name if declared else "utf-8"
    except LookupError:
        return None
    return None if name in _NEEDS_NONE else name


def copy_as_utf8(path: Path, copy: Path, encoding: str) -> None:
    """Writes the XML file at `path` to `copy`, in UTF-8. Raises LoadError where it is not in `encoding`."""
    try:
        with path.open(encoding=encoding, newline="") as source, copy.open("w", encoding="utf-8", newline="") as target:
            head = _DECLARED.sub(r"\1UTF-8", source.read(_HEAD))
            target.writelines(chain([head], iter(lambda: source.read(_PIECE), "")))
    except (UnicodeError, LookupError):
        raise LoadError(
            f"Tệp {path.name} không viết bằng {encoding} như đầu tệp ghi.",
            f"File {path.name} is not written in {encoding}, as its head says.",
        ) from None
