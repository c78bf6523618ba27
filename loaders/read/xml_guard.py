"""XML whose head declares nothing: a document type can name entities that grow without end or stand for other files."""

from pathlib import Path
from xml.parsers import expat

from loaders.errors import LoadError

# The head of a file, before its first element, is never longer.
_LONGEST_HEAD = 1 << 20
_PIECE = 1 << 16


class _Found(Exception):
    """The first element has begun: what is forbidden can only stand before it."""


class _Forbidden(Exception):
    """A document type."""


def check_xml(path: Path, name: str) -> None:
    """Raises LoadError when the file is no XML or has a document type. Reads no further than its first element."""
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _forbid
    parser.StartElementHandler = _found
    try:
        with path.open("rb") as file:
            for _ in range(_LONGEST_HEAD // _PIECE):
                piece = file.read(_PIECE)
                parser.Parse(piece, not piece)
    except _Found:
        return
    except _Forbidden:
        raise LoadError(
            f"Tệp {name} có khai báo DOCTYPE hoặc ENTITY, không nhận.",
            f"File {name} declares a DOCTYPE or an ENTITY, which is not accepted.",
        ) from None
    except (expat.ExpatError, ValueError, LookupError):
        pass
    raise LoadError(f"Tệp {name} không phải XML đúng cú pháp.", f"File {name} is not valid XML.")


def _forbid(*_: object) -> None:
    raise _Forbidden


def _found(*_: object) -> None:
    raise _Found
