"""What somebody wants to try, checked."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from geo_api.errors import BadRequest
from geo_api.values import is_plain
from layers.layer import FieldType, Layer, Value

MOST_CHANGES = 200
MAX_ID = 10**17
LONGEST_TEXT = 1000
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Identity = Annotated[int, Field(ge=1, le=MAX_ID)]


def _plain(words: str) -> str:
    if not is_plain(words):
        raise ValueError("has characters that are none")
    return words


LayerName = Annotated[str, Field(max_length=40), AfterValidator(_plain)]
Host = Annotated[str, Field(max_length=200), AfterValidator(_plain)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Added(_Asked):
    """A thing that is not there. values: of its fields; those not given are as the rule wants them."""

    layer: LayerName
    lon: Longitude
    lat: Latitude
    host: Annotated[Host | None, Field(description="layer/key of the place that hosts it")] = None
    values: Annotated[dict[str, str | float | bool], Field(max_length=40)] = {}


class Removed(_Asked):
    layer: LayerName
    id: Identity


class Moved(Removed):
    """A thing somewhere else; nothing hosts it there."""

    lon: Longitude
    lat: Latitude


class Edits(_Asked):
    """What would be different."""

    add: Annotated[list[Added], Field(max_length=MOST_CHANGES)] = []
    move: Annotated[list[Moved], Field(max_length=MOST_CHANGES)] = []
    remove: Annotated[list[Removed], Field(max_length=MOST_CHANGES)] = []

    @property
    def layers(self) -> list[str]:
        """Names of the layers that something is changed in, each once."""
        added = (one.layer for one in self.add)
        return list(dict.fromkeys([*added, *(one.layer for one in (*self.move, *self.remove))]))


class Asked(Edits):
    """The unit (a commune or hamlet) and what would be different in and around it."""

    unit: Identity


def check_layers(asked: Asked, layers: Mapping[str, Layer]) -> None:
    """Raises BadRequest for things of layers that the rule does not count."""
    for name in asked.layers:
        if name not in layers:
            listed = ", ".join(layers) or "–"
            raise BadRequest(
                f"Tiêu chí này không đếm lớp “{name}”; chỉ đếm: {listed}.",
                f"This rule does not count layer “{name}”, only: {listed}.",
            )


def check_values(added: Added, layer: Layer) -> None:
    """Raises BadRequest for what is no field of the layer, or no value of the field."""
    for name, value in added.values.items():
        field = next((field for field in layer.fields if field.name == name), None)
        if field is None:
            shown = _shown(name)
            raise BadRequest(
                f"Lớp {layer.name} không có trường “{shown}”.", f"Layer {layer.name} has no field “{shown}”."
            )
        if not _is_of_type(field.type, value):
            raise BadRequest(
                f"“{name}”: “{_shown(value)}” không phải kiểu {field.type}.",
                f"“{name}”: “{_shown(value)}” is not of type {field.type}.",
            )
        choices = [choice.value for choice in field.choices]
        if choices and value not in choices:
            listed = ", ".join(choices)
            raise BadRequest(
                f"“{name}”: giá trị phải là một trong: {listed}.", f"“{name}”: the value must be one of: {listed}."
            )


def _shown(value: Value) -> str:
    """What somebody wrote, for an error about it: short, and of signs that can be sent back."""
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in str(value)[:80])


def _is_of_type(kind: FieldType, value: Value) -> bool:
    match kind:
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.NUMBER | FieldType.INTEGER:
            number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            return number and (kind is FieldType.NUMBER or (float(value).is_integer() and abs(float(value)) <= MAX_ID))
        case FieldType.DATE:
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str) and len(value) <= LONGEST_TEXT and is_plain(value, also="\n\t")


def _is_day(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
