"""Bytes into text, and text that was read wrongly into what it says. Which encoding, each column's first rows tell."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import replace

from layers.layer import Text
from loaders.batch import peeked
from loaders.decode.column import judge
from loaders.decode.columns import Columns, columns_in_capitals, columns_without_horn
from loaders.decode.cut import without_half_letter
from loaders.decode.file import NOTHING, Encodings, Known, Samples, as_asked, decide, nobody_knows
from loaders.decode.readings import ALIASES, AS_IT_IS, UTF8, Reading, asked_for, codec
from loaders.errors import Asked, LoadError, Question
from loaders.report import Tally, shortened
from loaders.source import Source

DEFAULT = UTF8
# So many rows are seen before it is decided.
SAMPLE_ROWS = 2_000
# Of a .dbf: so many bytes are kept of the name of a field.
_FIELD_NAME_BYTES = 10
# Codecs of Python that no file is written in: they are for names in networks and in programs.
NO_FILES = frozenset({"idna", "punycode", "utf-7", "unicode-escape", "raw-unicode-escape", "undefined", "oem", "mbcs"})


def known_encoding(name: str | None) -> str:
    """The name of a text encoding, UTF-8 for None. Raises LoadError for one that nobody knows."""
    alias = ALIASES.get((name or "").strip().lower().replace("_", "-"))
    if alias:
        return alias
    try:
        is_known = codecs.lookup(name or DEFAULT).name not in NO_FILES and "a".encode(name or DEFAULT)
    except (LookupError, ValueError):
        is_known = False
    if not is_known:
        raise LoadError(
            f"Không biết bảng mã “{shortened(name)}” (ví dụ đúng: utf-8, tcvn3, vni, cp1258, mojibake).",
            f"Encoding “{shortened(name)}” is not known (known ones are utf-8, tcvn3, vni, cp1258, mojibake).",
        )
    return name or DEFAULT


def decode_text(data: bytes, encoding: str, what: Text) -> str:
    """`data` as text; raises LoadError naming `what` (a file, a column name) when it is not in that encoding.

    TCVN3 and VNI are not what the bytes are in when those are UTF-8: their letters are in the text then.
    """
    try:
        return _plain_text(data, encoding)
    except UnicodeError as error:
        at = getattr(error, "start", 0)
        raise LoadError(
            f"{what.vi} không viết bằng {encoding} (byte thứ {at + 1}); hãy nêu --encoding.",
            f"{what.en} is not written in {encoding} (byte {at + 1}); please give --encoding.",
            Question(Asked.ENCODING),
        ) from None


def _plain_text(data: bytes, encoding: str) -> str:
    if encoding in ALIASES.values():
        try:
            return data.decode(DEFAULT)
        except UnicodeDecodeError:
            reading = asked_for(encoding, [data])
            return reading(data)
    return data.decode(encoding)


def decode_name(data: bytes, encoding: str) -> str:
    """The name of a column, which may be cut inside a letter. Never fails: one that is not in `encoding` is read as one
    letter a byte, and `decoded` finds out what it says.
    """
    try:
        return _plain_text(data, encoding)
    except UnicodeError:
        rest = without_half_letter(data) if len(data) >= _FIELD_NAME_BYTES else None
        return rest.decode(DEFAULT) if rest else data.decode("latin-1")


def decoded(
    source: Source,
    asked: str | None,
    tally: Tally,
    known: Known = nobody_knows,
    settled: Mapping[str, str] = NOTHING,
) -> Source:
    """`source` with its columns named, and its rows told, in Unicode (NFC).

    asked: what ``--encoding`` says of all columns. known: asked where a column is too short to tell. settled: what
    `tally` was told of the same file before.

    What was put right goes into `tally` when the rows have passed. Raises LoadError for a column that is not clear.
    """
    declared = codec(_declared(source.encoding))
    head, batches = peeked(source.batches, SAMPLE_ROWS)
    samples = Samples()
    samples.take(head)
    encodings = as_asked(samples, known_encoding(asked)) if asked else decide(samples, declared, known, settled)
    renamed = _renamed(source.columns, encodings)
    if asked:
        _check_names(source.columns, known_encoding(asked))
    columns = Columns(
        encodings,
        samples.longest,
        renamed,
        capitals=columns_in_capitals(samples, encodings.readings),
        hornless=columns_without_horn(samples, encodings.readings),
        judged_late=None if asked else (declared, known),
    )
    _tell_overruled(encodings, samples, declared, source, tally)
    named = tuple(renamed.get(column, column) for column in source.columns)
    return replace(source, columns=named, batches=columns.batches(batches, tally))


def _check_names(columns: Sequence[str], asked: str) -> None:
    """Raises LoadError where the encoding that was asked for makes nonsense of names that are UTF-8."""
    wrong = next((column for column in columns if not column.isascii() and _is_utf8(column, asked)), None)
    if wrong is None or asked in ALIASES.values():
        return
    raise LoadError(
        f"Theo --encoding {asked} tên cột đọc thành “{shortened(wrong)}”, còn thật ra tệp viết bằng UTF-8; hãy bỏ "
        "--encoding.",
        f"By --encoding {asked} a column is called “{shortened(wrong)}”, but the file is in UTF-8; leave it out.",
        Question(Asked.ENCODING),
    )


def _is_utf8(column: str, asked: str) -> bool:
    try:
        return codecs.lookup(asked).name != DEFAULT and column.encode(asked).decode(DEFAULT) != column
    except (LookupError, UnicodeError):
        return False


def _declared(encoding: str | None) -> str:
    """Only codecs read bytes as they are; what fonts show was asked for, and is not declared by any file."""
    name = known_encoding(encoding)
    return DEFAULT if name in ALIASES.values() else name


def _renamed(columns: Sequence[str], encodings: Encodings) -> dict[str, str]:
    """Names of columns that were read wrongly, and what they say; none if two of them would be one."""
    marked = [column for column in columns if not column.isascii()]
    if not marked:
        return {}
    verdict = judge(marked, AS_IT_IS)
    slight = verdict.is_weak and verdict.reading.name != encodings.usual.name
    reading = AS_IT_IS if verdict.rivals or slight else verdict.reading
    renamed = {column: _name(column, reading) for column in marked}
    renamed = {column: name for column, name in renamed.items() if name != column}
    after = [renamed.get(column, column) for column in columns]
    return renamed if len(set(after)) == len(after) else {}


def _name(column: str, reading: Reading) -> str:
    try:
        return reading(column)
    except UnicodeError:
        return AS_IT_IS(column)


def _tell_overruled(encodings: Encodings, samples: Samples, declared: Reading, source: Source, tally: Tally) -> None:
    """Warn that a declared encoding was not the one that the bytes of some columns are in."""
    wrong = [
        column for column in encodings.overruled if any(isinstance(value, bytes) for value in samples.values[column])
    ]
    if wrong and source.encoding:
        listed = ", ".join(shortened(column) for column in wrong)
        label = encodings.readings[wrong[0]].label
        tally.warn(
            f"Tệp được coi là {declared.label}, nhưng chữ của cột {listed} viết bằng {label}; đã đọc theo {label}.",
            f"The file is taken for {declared.label}, but the text of column {listed} is in {label}, and read as such.",
        )
