"""A rule's document as the text that people edit."""

from collections.abc import Mapping
from typing import Any

import yaml

# Parts of a rule in the order in which it is read; what is not named here follows by the alphabet.
_ORDER = (
    *("id", "version", "title", "vi", "en", "severity", "basis", "doc", "clause", "quote", "checked"),
    *("valid", "applies_to", "subject", "target", "set", "kind", "where", "weight"),
    *("relation", "any_of", "within_m", "metric", "measure", "agg", "of", "per", "attr", "unit"),
    *("pass", "op", "value", "rollup", "composite", "level", "stat", "all_of", "at_least", "empty"),
)
_RANK = {name: rank for rank, name in enumerate(_ORDER)}
_WIDTH = 110


def as_yaml(document: Mapping[str, Any]) -> str:
    """The document as YAML, its parts in the order of the rules that come with the product."""
    return yaml.safe_dump(_ordered(document), allow_unicode=True, sort_keys=False, width=_WIDTH)


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: (_RANK.get(name, len(_RANK)), name))
        return {name: _ordered(value[name]) for name in names}
    return [_ordered(item) for item in value] if isinstance(value, list) else value
