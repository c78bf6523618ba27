"""The text of a rule as a document that keeps to the schema, or the place of its first fault."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from geo_api.coverage.rules.errors import RuleError

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


def read_document(text: str, source: str) -> dict[str, Any]:
    """The rule written in YAML (or JSON) `text`, as JSON has it. Raises RuleError with the place of the first fault."""
    document = _read_yaml(text, source)
    check_document(document, source)
    checked: dict[str, Any] = document
    return checked


def check_document(document: Any, source: str) -> None:
    """Raises RuleError where the document does not keep to the schema."""
    # A word that is not known makes every alternative fail as well: the word is what to tell.
    faults = sorted(_validator().iter_errors(document), key=lambda fault: (fault.validator == "oneOf", fault.json_path))
    if faults:
        vi, en = _describe(faults[0])
        raise RuleError(source, faults[0].json_path, vi, en)


def rule_files() -> Iterator[Traversable]:
    """The files of the rules that come with the product."""
    return (file for file in _folder().iterdir() if file.name.endswith(".yaml"))


def _folder() -> Traversable:
    return files("layers").joinpath("rules")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(_folder().joinpath("rule.schema.json").read_text(encoding="utf-8")))


class _UniqueKeyLoader(yaml.SafeLoader):
    """YAML lets the last of two equal keys win; in a rule the first would be silently ignored.

    Nothing may stand for something else: a few lines of that can mean more than any memory holds.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # theirs has no types
            raise yaml.constructor.ConstructorError(None, None, "references (*name) are not allowed", mark)
        return super().compose_node(parent, index)

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
        at = (mark.line + 1, mark.column + 1) if mark else None
        raise RuleError(source, "$", "không đọc được YAML", f"not valid YAML: {error.problem}", at) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise RuleError(source, "$", "không đọc được YAML", "not valid YAML") from error


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
