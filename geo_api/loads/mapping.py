"""Which column fills which field, given on the command line or kept in a file for the next delivery of an office."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any

import yaml
from typer import BadParameter

from geo_api.console import columns_of_fields
from geo_api.errors import CommandFailed
from geo_api.loads.wanted import Wanted
from layers.layer import Text
from loaders.columns import POSITION_ROLES
from loaders.origin import UNSAID, Origin
from loaders.report import LoadReport, shortened

_LARGEST = 1 << 20
# Field → what the file writes → what is meant.
Values = dict[str, dict[str, str]]
MAPPING = Text("Bảng ghép cột", "The mapping")


def given_mapping(
    words: Iterable[str], file: Path | None, layer: str, value_words: Iterable[str] = ()
) -> tuple[dict[str, str], Values, Origin]:
    """What ``--map``, ``--map-value`` and ``--mapping`` say: columns, values, who delivers; the file gives way.


    ``FIELD=`` leaves a field out: its column is ''. Raises BadParameter and CommandFailed.
    """
    words = list(words)
    left_out = [word[:-1] for word in words if word.endswith("=") and "=" not in word[:-1] and len(word) > 1]
    named = columns_of_fields(word for word in words if word[:-1] not in left_out)
    wrong = [field for field in left_out if field in named or field in POSITION_ROLES or left_out.count(field) > 1]
    if wrong:
        raise BadParameter(f"--map {wrong[0]}=: mỗi trường một lần, không bỏ tọa độ · each once; not for coordinates")
    columns, values, origin = _read(file, layer) if file else ({}, {}, UNSAID)
    given = _given_values(value_words)
    return (
        {**columns, **named, **dict.fromkeys(left_out, "")},
        {field: {**values.get(field, {}), **given.get(field, {})} for field in values.keys() | given.keys()},
        origin,
    )


def _given_values(words: Iterable[str]) -> Values:
    """What ``--map-value FIELD:WORDS=VALUE`` says. The value has no “=” in it, the words may have."""
    values: Values = {}
    for word in words:
        field, colon, rest = word.partition(":")
        written, equals, value = rest.rpartition("=")
        if not (field and colon and written and equals and value):
            raise BadParameter(f"--map-value {word}: cần dạng TRƯỜNG:CHỮ=GIÁ_TRỊ · FIELD:WORDS=VALUE")
        values.setdefault(field, {})[written] = value
    return values


def _read(file: Path, layer: str) -> tuple[dict[str, str], Values, Origin]:
    try:
        with file.open(encoding="utf-8") as opened:
            document = yaml.safe_load(opened.read(_LARGEST))
    except OSError as error:
        raise _bad(file, f"không đọc được: {error.strerror}", f"it cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeError, RecursionError):
        raise _bad(file, "không phải YAML hoặc JSON (UTF-8)", "it is no YAML or JSON in UTF-8") from None
    return _checked(document, file, layer)


def _checked(document: Any, file: Path, layer: str) -> tuple[dict[str, str], Values, Origin]:
    if not isinstance(document, dict) or set(document) - {"values", "origin"} != {"layer", "columns"}:
        raise _bad(
            file,
            "cần hai mục layer và columns, và có thể thêm values, origin",
            "it must have the two entries layer and columns, and may have values and origin",
        )
    if document["layer"] != layer:
        other = shortened(document["layer"])
        raise _bad(file, f"là của lớp {other}, không phải {layer}", f"it is for layer {other}, not for {layer}")
    columns = document["columns"]
    if not isinstance(columns, dict) or not all(isinstance(k, str) and _is_column(v) for k, v in columns.items()):
        raise _bad(
            file, "columns phải là các dòng TRƯỜNG: CỘT", "columns must be lines FIELD: COLUMN (or nothing after it)"
        )
    values = document.get("values") or {}
    if not isinstance(values, dict) or not all(isinstance(k, str) and _are_words(v) for k, v in values.items()):
        raise _bad(file, "values phải là TRƯỜNG: rồi các dòng CHỮ: GIÁ_TRỊ", "values must be FIELD: {WORDS: VALUE}")
    return {field: column or "" for field, column in columns.items()}, values, _origin(document.get("origin"), file)


def _origin(said: Any, file: Path) -> Origin:
    """Who delivers, and under which licence: the same every time, as the day is not."""
    said = said or {}
    known = isinstance(said, dict) and set(said) <= {"source", "licence"}
    if not known or not all(isinstance(words, str) for words in said.values()):
        raise _bad(file, "origin chỉ gồm source và licence", "origin may have source and licence alone")
    return Origin(**said)


def _are_words(values: Any) -> bool:
    return isinstance(values, dict) and all(isinstance(each, str) for pair in values.items() for each in pair)


def _is_column(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _bad(file: Path, vi: str, en: str) -> CommandFailed:
    return CommandFailed(f"Bảng ghép cột {file}: {vi}.", f"Mapping {file}: {en}.")


def write_mapping(file: IO[bytes], path: Path, wanted: Wanted, reports: Sequence[LoadReport]) -> None:
    """What the load used, for ``--mapping`` to read. JSON is YAML too."""
    given = wanted.options.mapping
    columns: dict[str, str | None] = {field: None for field, column in given.items() if not column}
    columns |= {match.field: match.column for report in reports for match in report.matching}
    document: dict[str, Any] = {"layer": wanted.layer, "columns": columns}
    if wanted.options.values:
        document["values"] = wanted.options.values
    origin = {"source": wanted.options.origin.source, "licence": wanted.options.origin.licence}
    if any(origin.values()):
        document["origin"] = {name: words for name, words in origin.items() if words}
    is_json = path.suffix.lower() == ".json"
    as_yaml = yaml.safe_dump(document, allow_unicode=True, sort_keys=False)
    file.write((json.dumps(document, ensure_ascii=False, indent=1) if is_json else as_yaml).encode())
