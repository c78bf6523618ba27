"""How an uploaded file is to be loaded: what a form or a JSON body says, checked, as it is kept and as it is used."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from geo_api.errors import BadRequest
from geo_api.parameters import is_plain
from layers.layer import NAME_PATTERN, Layer, Storage
from layers.registry import all_layers
from loaders.options import LoadOptions, Mode, OnError
from loaders.report import shortened

_LONGEST_COLUMN = 2_000
MOST_MAPPED = 200


def _plain(value: str) -> str:
    # Headings of a workbook may have several lines.
    if not is_plain(value, also="\n\r\t"):
        raise ValueError("has characters that are none")
    return value


def _by_fields(mapping: dict[str, str]) -> dict[str, str]:
    if not all(NAME_PATTERN.fullmatch(name) for name in mapping):
        raise ValueError("names something that cannot be a field")
    return mapping


Word = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
Column = Annotated[str, Field(max_length=_LONGEST_COLUMN), AfterValidator(_plain)]


class Options(BaseModel):
    """As the options of `wardmap load`. mapping: field of the layer, or lon, lat, wkt → column; '': no column."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    crs: Word | None = None
    encoding: Word | None = None
    source_layer: Word | None = None
    mapping: Annotated[dict[str, Column], Field(max_length=MOST_MAPPED), AfterValidator(_by_fields)] = {}
    mode: Mode | None = None
    key: Annotated[str, Field(min_length=1, max_length=_LONGEST_COLUMN), AfterValidator(_plain)] | None = None
    on_error: OnError = OnError.REFUSE

    def for_load(self, *, dry_run: bool) -> LoadOptions:
        return LoadOptions(
            crs=self.crs,
            encoding=self.encoding,
            source_layer=self.source_layer,
            mapping=dict(self.mapping),
            mode=self.mode,
            key=self.key,
            on_error=self.on_error,
            dry_run=dry_run,
        )


def kept(options: object) -> Options | None:
    """Options as they are on record; None for those that this version does not know."""
    try:
        return Options.model_validate(options)
    except ValidationError:
        return None


def asked_by_form(values: Iterable[tuple[str, str]]) -> tuple[Layer, Options]:
    """What the fields of a form say. An empty one says nothing. Raises BadRequest."""
    single: dict[str, str] = {}
    mapping: dict[str, Any] = {}
    for name, value in values:
        if name == "map" and value:
            field, equals, column = value.partition("=")
            if not (field and equals) or field in mapping:
                raise _wrong("map", "FIELD=COLUMN")
            mapping[field] = column
        elif name in single:
            raise BadRequest(
                f"Trường “{shortened(name)}” xuất hiện hai lần.", f"Field “{shortened(name)}” comes twice."
            )
        elif name != "map" and value:
            single[name] = value
    layer = _layer(single.pop("layer", ""))
    try:
        return layer, Options.model_validate({**single, "mapping": mapping})
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(".".join(map(str, first["loc"])), str(first["msg"])) from None


def loadable() -> list[Layer]:
    """The layers that files can be sent for."""
    return [layer for layer in all_layers().values() if layer.storage is Storage.FEATURE]


def _layer(name: str) -> Layer:
    found = [layer for layer in loadable() if layer.name == name]
    if found:
        return found[0]
    listed = ", ".join(layer.name for layer in loadable())
    raise BadRequest(
        f"Trường “layer” phải là một trong các lớp: {listed}.", f"Field “layer” must be one of the layers {listed}."
    )


def _wrong(name: str, why: str) -> BadRequest:
    shown = shortened(name)
    return BadRequest(f"Trường “{shown}” không hợp lệ.", f"Field “{shown}” is not valid: {why}.")
