"""Which layers hold what a rule or a request speaks of, for one kind of asker. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo_api.errors import BadRequest
from geo_api.reading import ReadAs
from layers.layer import Geometry, Group, Layer, Value

_GROUPS = {"place": Group.PLACE, "asset": Group.ASSET, "junction": Group.JUNCTION}


@dataclass(frozen=True, slots=True)
class Kind:
    """Rows of a layer with these values go by the name."""

    name: str
    layer: Layer
    pick: Mapping[str, Value]


def kinds_of(reader: ReadAs, group: Group, names: Sequence[str] | None = None) -> list[Kind]:
    """Kinds of the group, all where no names are given. Raises BadRequest for one that is not there for this asker."""
    there = {kind.name: kind for kind in _kinds(reader, group)}
    if names is None:
        return list(there.values())
    for name in names:
        if name not in there:
            known = ", ".join(there)
            raise BadRequest(f"Không có loại “{name}”. Có: {known}.", f"No kind “{name}”. There are: {known}.")
    return [there[name] for name in names]


def _kinds(reader: ReadAs, group: Group) -> Iterator[Kind]:
    for layer in reader.layers.values():
        if layer.group is group:
            yield from (Kind(name, layer, pick) for name, pick in layer.kinds.items())


def candidate_kinds(reader: ReadAs, subject: Mapping[str, Any], names: Sequence[str] | None) -> list[Kind]:
    """Kinds of places that are candidates: those named, else those that the rule is about, else all."""
    if names is None and subject["set"] == "place":
        names = subject.get("kind")
    return kinds_of(reader, Group.PLACE, names)


def target_kinds(reader: ReadAs, target: Mapping[str, Any]) -> list[Kind]:
    """Raises BadRequest where the asker does not see what the rule counts."""
    try:
        return kinds_of(reader, _GROUPS[target["set"]], target.get("kind"))
    except BadRequest:
        raise BadRequest(
            "“count_planned”: bạn không được xem lớp thiết bị mà tiêu chí này đếm.",
            "“count_planned”: you may not see the layer of what this rule counts.",
        ) from None


def forbidden_layers(reader: ReadAs, names: Sequence[str]) -> list[Layer]:
    """Raises BadRequest for what is no layer of areas, or not for this asker."""
    found = [reader.layers.get(name) for name in names]
    for name, layer in zip(names, found, strict=True):
        if layer is None or layer.geometry is not Geometry.AREA:
            raise BadRequest(f"“exclusion”: không có lớp vùng “{name}”.", f"“exclusion”: no layer of areas “{name}”.")
    return [layer for layer in found if layer is not None]
