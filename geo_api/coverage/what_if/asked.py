"""What somebody wants to try, checked."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from geo_api.errors import BadRequest
from layers.layer import FieldType, Layer, Value

MOST_CHANGES = 200
MAX_ID = 10**17
Longitude = Annotated[float, Field(ge=-180, le=180)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
LayerName = Annotated[str, Field(max_length=40)]
Identity = Annotated[int, Field(ge=1, le=MAX_ID)]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Added(_Asked):
    """A thing that is not there. values: of its fields; those not given are as the rule wants them."""

    layer: LayerName
    lon: Longitude
    lat: Latitude
    host: Annotated[str | None, Field(max_length=200, description="layer/key of the place that hosts it")] = None
    values: Annotated[dict[str, str | float | bool], Field(max_length=40)] = {}


class Removed(_Asked):
    layer: LayerName
    id: Identity


class Moved(Removed):
    """A thing somewhere else; nothing hosts it there."""

    lon: Longitude
    lat: Latitude


class Asked(_Asked):
    """The unit (a commune or hamlet) and what would be different in and around it."""

    unit: Identity
    add: Annotated[list[Added], Field(max_length=MOST_CHANGES)] = []
    move: Annotated[list[Moved], Field(max_length=MOST_CHANGES)] = []
    remove: Annotated[list[Removed], Field(max_length=MOST_CHANGES)] = []


def check_layers(asked: Asked, layers: Mapping[str, Layer]) -> None:
    """Raises BadRequest for things of layers that the rule does not count."""
    for name in [*(one.layer for one in asked.add), *(one.layer for one in (*asked.move, *asked.remove))]:
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
            raise BadRequest(
                f"Lớp {layer.name} không có trường “{name}”.", f"Layer {layer.name} has no field “{name}”."
            )
        if not _is_of_type(field.type, value):
            raise BadRequest(
                f"“{name}”: “{value}” không phải kiểu {field.type}.",
                f"“{name}”: “{value}” is not of type {field.type}.",
            )
        choices = [choice.value for choice in field.choices]
        if choices and value not in choices:
            listed = ", ".join(choices)
            raise BadRequest(
                f"“{name}”: giá trị phải là một trong: {listed}.", f"“{name}”: the value must be one of: {listed}."
            )


def _is_of_type(kind: FieldType, value: Value) -> bool:
    match kind:
        case FieldType.BOOLEAN:
            return isinstance(value, bool)
        case FieldType.NUMBER | FieldType.INTEGER:
            number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
            return number and (kind is FieldType.NUMBER or float(value).is_integer())
        case FieldType.DATE:
            return isinstance(value, str) and _is_day(value)
        case _:
            return isinstance(value, str) and "\x00" not in value


def _is_day(value: str) -> bool:
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False
