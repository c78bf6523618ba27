"""All declared layers, found by looking into this package: a new file is a new layer."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType

import layers
from layers.layer import Audience, Group, Layer


def _declared_in(module: ModuleType) -> Iterator[Layer]:
    for value in vars(module).values():
        if isinstance(value, Layer):
            yield value


@cache
def all_layers() -> Mapping[str, Layer]:
    """Layer name → declaration, sorted by name. Raises ValueError when two files declare the same name."""
    found: dict[str, Layer] = {}
    for info in iter_modules(layers.__path__, "layers."):
        for layer in _declared_in(import_module(info.name)):
            if found.setdefault(layer.name, layer) is not layer:
                raise ValueError(f"layer {layer.name!r} is declared twice, the second time in {info.name}")
    return MappingProxyType(dict(sorted(found.items())))


def layers_for(audience: Audience) -> Mapping[str, Layer]:
    """The layers that this audience may know of."""
    return {name: layer for name, layer in all_layers().items() if layer.is_shown_to(audience)}


@cache
def layers_by_kind() -> Mapping[tuple[Group, str], Layer]:
    """Group and kind as coverage rules name them (``place``, ``culture_house``) → the layer that holds it."""
    found: dict[tuple[Group, str], Layer] = {}
    for layer in all_layers().values():
        for kind in layer.kinds:
            other = found.setdefault((layer.group, kind), layer)
            if other is not layer:
                raise ValueError(f"kind {kind!r} is declared by {other.name!r} and {layer.name!r}")
    return MappingProxyType(found)
