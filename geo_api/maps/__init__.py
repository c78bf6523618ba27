"""Pages with maps; for notebooks ``coverage_map`` and ``layer_map``.

Those two are found when they are asked for: the service has no use for what they are made with.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo_api.maps.notebook import coverage_map, layer_map

__all__ = ["coverage_map", "layer_map"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from geo_api.maps import notebook  # noqa: PLC0415  # heavy: the service should not wait for it

    return getattr(notebook, name)
