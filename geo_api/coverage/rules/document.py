"""The text of a rule as a document that keeps to the schema, or the place of its first fault."""

import json
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from jsonschema import Draft202012Validator, ValidationError

from geo_api.coverage.rules.bounds import DEEPEST, TOO_DEEP, check_bounds
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.yaml_words import trouble

# What a fault against the schema is called in Vietnamese, by the keyword that finds it.
_FAULTS = {
    "required": "thiếu mục bắt buộc",
    "additionalProperties": "có mục không được phép",
    "propertyNames": "tên trường không hợp lệ",
    "dependentRequired": "thiếu mục đi kèm",
    "type": "sai kiểu dữ liệu",
    "enum": "giá trị không nằm trong danh sách cho phép",
    "oneOf": "phải có đúng một trong các mục lựa chọn",
    "minimum": "giá trị quá nhỏ, ít nhất là",
    "maximum": "giá trị quá lớn, nhiều nhất là",
}
_KINDS = {
    "object": "một nhóm các mục TÊN: GIÁ TRỊ",
    "array": "một danh sách",
    "string": "chữ",
    "number": "một số",
    "integer": "một số nguyên",
    "boolean": "true hoặc false",
    "null": "null",
}
_FAULT_LENGTH = 300


def read_document(text: str, source: str) -> dict[str, Any]:
    """The rule written in YAML (or JSON) `text`, as JSON has it. Raises RuleError with the place of the first fault."""
    document = _read_yaml(text, source)
    if document is None:
        raise RuleError(source, "$", "không có nội dung nào", "there is nothing in it")
    check_document(document, source)
    checked: dict[str, Any] = document
    return checked


def check_document(document: Any, source: str) -> None:
    """Raises RuleError where the document is more than any rule is, or does not keep to the schema."""
    check_bounds(document, source)
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

    Nothing may stand for something else: a few lines of that can mean more than any memory holds. Nothing may say of
    what type it is: JSON has no more types than YAML sees by itself.
    """

    # A day is a text, as in JSON; which days there are, a rule's parts know.
    yaml_implicit_resolvers = {  # noqa: RUF012  # theirs is none either
        sign: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
        for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    _depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]  # theirs has no types
        if isinstance(event, yaml.AliasEvent):
            raise _refused("references (*name) are not allowed", event)
        if getattr(event, "tag", None) is not None:
            raise _refused("types (!name) are not allowed", event)
        if self._depth > DEEPEST:
            raise _refused(TOO_DEEP[1], event)
        self._depth += 1
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def fetch_flow_collection_start(self, TokenClass: Any) -> None:  # noqa: N803  # theirs
        # Before it is composed a line is looked at far ahead, at a cost that grows with the square of its brackets.
        if self.flow_level > DEEPEST:
            raise yaml.scanner.ScannerError(None, None, TOO_DEEP[1], self.get_mark())
        super().fetch_flow_collection_start(TokenClass)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key “{key.value}” is given twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def _refused(why: str, event: Any) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, why, event.start_mark)


def _read_yaml(text: str, source: str) -> Any:
    """The document with no other types than JSON has."""
    try:
        return yaml.load(text, _UniqueKeyLoader)  # noqa: S506  # a SafeLoader
    except yaml.YAMLError as error:
        words, mark = trouble(error, text)
        raise RuleError(source, "$", words.vi, words.en, mark) from error
    # Escapes that mean no character, numbers of many digits.
    except (ValueError, OverflowError) as error:
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
    return vi + _wanted(keyword, fault), _shortened(fault.message)


def _wanted(keyword: str, fault: ValidationError) -> str:
    """What the schema asks for, to stand after what is wrong."""
    if keyword == "type":
        return f": phải là {_kinds(fault.validator_value)}"
    if keyword == "pattern":
        return f": phải có dạng {fault.validator_value}"
    if keyword in ("minimum", "maximum"):
        return f" {fault.validator_value}"
    return f": {_names(fault)}" if keyword in ("required", "dependentRequired", "additionalProperties", "enum") else ""


def _kinds(kinds: Any) -> str:
    """kinds: one type of the schema, or several."""
    return " hoặc ".join(_KINDS.get(kind, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds))


def _names(fault: ValidationError) -> str:
    """The words that the message puts in quotes, which are the same in any language."""
    return ", ".join(_shortened(fault.message).split("'")[1::2])


def _shortened(message: str) -> str:
    """The message begins with the value, which may be long, and ends with the reason."""
    return message if len(message) <= _FAULT_LENGTH else f"{message[:100]} … {message[100 - _FAULT_LENGTH :]}"
