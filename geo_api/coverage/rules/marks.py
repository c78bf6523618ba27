"""Where in a rule's text something is: the line and column that a JSON path leads to."""

import re

import yaml

# `$.relation.any_of[1].seen_by`, `$['a b']`; the first that fits a place takes it.
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\['([^']*)'\]")


def mark_of(text: str, path: str) -> tuple[int, int] | None:
    """Line and column (from 1) of what `path` leads to in YAML `text`, or of the innermost part that is there."""
    try:
        found = yaml.compose(text, yaml.SafeLoader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError):
        return None
    if found is None:
        return None
    mark = found.start_mark
    for name, index, quoted in _STEP.findall(path):
        step = _into(found, name or quoted, index)
        if step is None:
            break
        key, found = step
        mark = key.start_mark
    return mark.line + 1, mark.column + 1


def _into(node: yaml.Node, name: str, index: str) -> tuple[yaml.Node, yaml.Node] | None:
    """The key and the value of a part; of a list the value is both."""
    if isinstance(node, yaml.MappingNode) and name:
        return next(((key, value) for key, value in node.value if key.value == name), None)
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        value = node.value[int(index)]
        return value, value
    return None
