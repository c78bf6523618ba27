"""How strong layers are on a map for other sites, and which lies over which: as the link of the large map says it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from geo_api.errors import BadRequest
from layers.layer import Audience
from layers.registry import layers_for

WEAKEST, FULL = 10, 100
_STRENGTH = re.compile(r"(\w{1,60}):(\d{1,3})", re.ASCII)
_NAME = re.compile(r"\w{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Looks:
    """strength: per cent by name of layer. order: names, the topmost first. Layers that are not shown may be named.

    Layers come and go, links stay: names that no layer has (any more) are left out.
    """

    strength: tuple[tuple[str, int], ...] = ()
    order: tuple[str, ...] = ()

    @property
    def parameters(self) -> dict[str, str]:
        """Those of an address that asks the same."""
        strength = ",".join(f"{name}:{percent}" for name, percent in self.strength)
        said = {"opacity": strength, "order": ",".join(self.order)}
        return {name: value for name, value in said.items() if value}


PLAIN = Looks()


def looks_of(opacity: str | None, order: str | None) -> Looks:
    """Raises BadRequest for what cannot be names of layers, or is not as strong as a layer may be."""
    known = layers_for(Audience.PUBLIC)
    strength = tuple((name, percent) for name, percent in _strength(opacity).items() if name in known)
    return Looks(strength, tuple(name for name in _order(order) if name in known))


def _strength(text: str | None) -> dict[str, int]:
    parts = [_STRENGTH.fullmatch(part) for part in text.split(",")] if text else []
    given = {part[1]: int(part[2]) for part in parts if part}
    if None in parts or not all(WEAKEST <= percent <= FULL for percent in given.values()):
        raise BadRequest(
            f"Tham số “opacity” phải như wifi:60,roads:40; độ đậm từ {WEAKEST} đến {FULL}.",
            f"Parameter “opacity” must be like wifi:60,roads:40; from {WEAKEST} to {FULL}.",
        )
    return given


def _order(text: str | None) -> Iterable[str]:
    names = text.split(",") if text else []
    if not all(map(_NAME.fullmatch, names)):
        raise BadRequest("Tham số “order” phải như roads,wifi.", "Parameter “order” must be like roads,wifi.")
    return dict.fromkeys(names)
