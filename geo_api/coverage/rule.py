"""Coverage rules as values: read from YAML, checked against the schema and against the declared layers."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from geo_api.coverage.conditions import Selection, read_selection
from geo_api.coverage.errors import RuleError, not_supported
from layers.layer import Text

# What a fault against the schema is called in Vietnamese, by the keyword that finds it.
_FAULTS = {
    "required": "thiếu mục bắt buộc",
    "additionalProperties": "có mục không được phép",
    "propertyNames": "tên trường không hợp lệ",
    "dependentRequired": "thiếu mục đi kèm",
    "type": "sai kiểu dữ liệu",
    "enum": "giá trị không nằm trong danh sách cho phép",
    "oneOf": "phải có đúng một trong các mục lựa chọn",
}
_FAULT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Basis:
    """Where the rule comes from. checked: someone has compared it with the text of that document."""

    kind: str
    doc: str | None = None
    clause: str | None = None
    quote: str | None = None
    checked: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    op: str
    value: float


@dataclass(frozen=True, slots=True)
class Relation:
    """How a target must lie to a subject. argument: metres of ``within_m``, level of ``seen_by``. place: JSON path."""

    verb: str
    argument: float | str | bool
    metric: str
    place: str


@dataclass(frozen=True, slots=True)
class Rollup:
    level: str
    stat: str
    threshold: Comparison
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A target counts for a subject when any of `relations` holds. document: the whole rule as written."""

    id: str
    version: int
    title: Text
    basis: Basis
    severity: str
    subject: Selection
    target: Selection
    relations: tuple[Relation, ...]
    measure: str
    threshold: Comparison
    rollup: Rollup
    source: str
    document: Mapping[str, Any]


def parse_rule(text: str, source: str) -> Rule:
    """The rule written in YAML `text`; `source` names it in refusals.

    Raises RuleError with the place of the first fault.
    """
    document = _read_yaml(text, source)
    _check_schema(document, source)
    if "composite" in document:
        raise not_supported(source, "$.composite")
    return _rule(document, source)


@cache
def shipped_rules() -> Mapping[str, Rule]:
    """Rule id → rule, sorted by id, of all files in ``layers/rules``. Raises RuleError."""
    found: dict[str, Rule] = {}
    for file in sorted(_rule_files(), key=lambda file: file.name):
        rule = parse_rule(file.read_text(encoding="utf-8"), file.name)
        if found.setdefault(rule.id, rule) is not rule:
            raise RuleError(file.name, "$.id", f"trùng mã “{rule.id}”", f"the id “{rule.id}” is taken")
    return MappingProxyType(dict(sorted(found.items())))


def _folder() -> Traversable:
    return files("layers").joinpath("rules")


def _rule_files() -> Iterator[Traversable]:
    return (file for file in _folder().iterdir() if file.name.endswith(".yaml"))


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_folder().joinpath("rule.schema.json").read_text(encoding="utf-8")))


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML lets the last of two equal keys win; in a rule the first would be silently ignored."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key.value}” is given twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _read_yaml(text: str, source: str) -> Any:
    """The document as JSON has it: dates as text, no infinities."""
    try:
        document = yaml.load(text, _UniqueKeyLoader)  # noqa: S506  # a SafeLoader
        return json.loads(json.dumps(document, default=str, allow_nan=False))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = f"$ (line {mark.line + 1}, column {mark.column + 1})" if mark else "$"
        raise RuleError(source, place, "không đọc được YAML", f"not valid YAML: {error.problem}") from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise RuleError(source, "$", "không đọc được YAML", "not valid YAML") from error


def _check_schema(document: Any, source: str) -> None:
    # A word that is not known makes every alternative fail as well: the word is what to tell.
    faults = sorted(_validator().iter_errors(document), key=lambda fault: (fault.validator == "oneOf", fault.json_path))
    if faults:
        vi, en = _describe(faults[0])
        raise RuleError(source, faults[0].json_path, vi, en)


def _describe(fault: ValidationError) -> tuple[str, str]:
    """The fault in both languages."""
    keyword = str(fault.validator)
    vi = _FAULTS.get(keyword, "giá trị không hợp lệ")
    if keyword == "oneOf" and isinstance(fault.validator_value, list):
        names = ", ".join(name for option in fault.validator_value for name in option["required"])
        return f"{vi}: {names}", f"exactly one of these is needed: {names}"
    if keyword == "not":
        return "không được có mục này ở đây", "not allowed here"
    if keyword in ("required", "dependentRequired", "additionalProperties", "enum"):
        return f"{vi}: {_names(fault)}", _shortened(fault.message)
    return vi, _shortened(fault.message)


def _names(fault: ValidationError) -> str:
    """The words that the message puts in quotes, which are the same in any language."""
    return ", ".join(_shortened(fault.message).split("'")[1::2])


def _shortened(message: str) -> str:
    """The message begins with the value, which may be long, and ends with the reason."""
    return message if len(message) <= _FAULT_LENGTH else f"{message[:100]} … {message[100 - _FAULT_LENGTH :]}"


def _rule(document: dict[str, Any], source: str) -> Rule:
    title, rollup = document["title"], document["rollup"]
    return Rule(
        id=document["id"],
        version=document["version"],
        title=Text(title["vi"], title.get("en", title["vi"])),
        basis=Basis(**document["basis"]),
        severity=document["severity"],
        subject=read_selection(document["subject"], source, "$.subject"),
        target=read_selection(document["target"], source, "$.target"),
        relations=tuple(_relations(document["relation"], "$.relation")),
        measure=document["measure"]["agg"],
        threshold=Comparison(**document["pass"]),
        rollup=Rollup(
            rollup["level"], rollup["stat"], Comparison(**rollup["pass"]), rollup.get("empty", "not_applicable")
        ),
        source=source,
        document=document,
    )


def _relations(document: Mapping[str, Any], place: str) -> Iterator[Relation]:
    """The alternatives of a relation; one within another is one more alternative."""
    if "any_of" in document:
        for index, alternative in enumerate(document["any_of"]):
            yield from _relations(alternative, f"{place}.any_of[{index}]")
        return
    metric = document.get("metric", "straight")
    verb, argument = next((verb, argument) for verb, argument in document.items() if verb != "metric")
    yield Relation(verb, argument, metric, place)
