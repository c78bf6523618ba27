"""Statements that stand together in one .sql file beside the module that runs them."""

import re
from pathlib import Path

_HEADING = re.compile(r"^-- \[(\w+)\][^\n]*\n", re.MULTILINE)


def named_statements(module: str) -> dict[str, str]:
    """What stands under each heading ``-- [name] what for`` of the .sql file beside `module` (its ``__file__``)."""
    parts = _HEADING.split(Path(module).with_suffix(".sql").read_text(encoding="utf-8"))[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
