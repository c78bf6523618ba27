"""All declared indicators, found by looking into this package."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from layers import indicators
from layers.indicators.indicator import Indicator


@cache
def all_indicators() -> Mapping[str, Indicator]:
    """Code → declaration, sorted by code. Raises ValueError when two have the same code."""
    found: dict[str, Indicator] = {}
    for indicator in _declared():
        if found.setdefault(indicator.code, indicator) is not indicator:
            raise ValueError(f"indicator {indicator.code!r} is declared twice")
    return MappingProxyType(dict(sorted(found.items())))


def _declared() -> Iterator[Indicator]:
    for info in iter_modules(indicators.__path__, "layers.indicators."):
        declared = getattr(import_module(info.name), "INDICATORS", ())
        yield from declared
