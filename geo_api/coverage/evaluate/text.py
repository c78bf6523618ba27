"""What the makers of statements share: templates, placeholders, columns."""

from functools import cache
from importlib.resources import files
from typing import Any

from geo_api.coverage.rules.conditions import Source
from geo_api.coverage.rules.meaning import has_field


@cache
def template(name: str) -> str:
    """The text of ``name``, a file beside this one."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


class Bound:
    """Hands out placeholders for values, numbered so that a statement never has two of one name."""

    def __init__(self, **fixed: Any) -> None:
        self.params: dict[str, Any] = fixed

    def __call__(self, value: Any) -> str:
        name = f"v{len(self.params)}"
        self.params[name] = value
        return f":{name}"

    def number(self, value: float) -> str:
        return f"CAST({self(value)} AS float8)"


def column(source: Source, name: str, kind: str = "text") -> str:
    """The field where the layer has it, else NULL."""
    return f'"{name}"' if has_field(source.layer, name) else f"NULL::{kind}"
