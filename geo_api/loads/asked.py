"""How an uploaded file is to be loaded: what a form or a JSON body says, checked, as it is kept and as it is used."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from geo_api.errors import BadRequest
from geo_api.loads.targets import targets
from geo_api.loads.wanted import UNITS, UnitOptions
from geo_api.values import is_plain
from layers.layer import NAME_PATTERN
from loaders.options import LoadOptions, Mode, OnError
from loaders.report import shortened

_LONGEST_COLUMN = 2_000
MOST_MAPPED = 200
MOST_WORDS = 1_000
_Kept = TypeVar("_Kept")
_OF_UNITS = ("level", "valid_from", "last_day", "doc", "geom_status")


def _plain(value: str) -> str:
    # Headings of a workbook may have several lines.
    if not is_plain(value, also="\n\r\t"):
        raise ValueError("has characters that are none")
    return value


def _by_fields(mapping: dict[str, _Kept]) -> dict[str, _Kept]:
    if not all(NAME_PATTERN.fullmatch(name) for name in mapping):
        raise ValueError("names something that cannot be a field")
    return mapping


Word = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
Column = Annotated[str, Field(max_length=_LONGEST_COLUMN), AfterValidator(_plain)]
Meanings = Annotated[dict[Column, Column], Field(max_length=MOST_WORDS)]


class UnitsOptions(BaseModel):
    """As `wardmap load units`: the level, the first and the last day, the document, the standing of the boundaries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Literal["province", "district", "commune", "hamlet"]
    valid_from: date
    last_day: date | None = None
    doc: Word | None = None
    geom_status: Literal["official", "reference", "sketch"] = "reference"


class Options(BaseModel):
    """As the options of `wardmap load`. mapping: field of the layer, or lon, lat, wkt → column; '': no column.

    values: field → what the file writes → what is meant. units: for `units` alone.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    crs: Word | None = None
    encoding: Word | None = None
    source_layer: Word | None = None
    mapping: Annotated[dict[str, Column], Field(max_length=MOST_MAPPED), AfterValidator(_by_fields)] = {}
    values: Annotated[dict[str, Meanings], Field(max_length=MOST_MAPPED), AfterValidator(_by_fields)] = {}
    mode: Mode | None = None
    key: Annotated[str, Field(min_length=1, max_length=_LONGEST_COLUMN), AfterValidator(_plain)] | None = None
    on_error: OnError = OnError.REFUSE
    units: UnitsOptions | None = None

    def for_units(self) -> UnitOptions | None:
        """What there is to say of units; None for anything else."""
        if not (asked := self.units):
            return None
        return UnitOptions(asked.level, asked.valid_from, asked.last_day, asked.doc, asked.geom_status)

    def for_load(self, *, dry_run: bool) -> LoadOptions:
        return LoadOptions(
            crs=self.crs,
            encoding=self.encoding,
            source_layer=self.source_layer,
            mapping=dict(self.mapping),
            values=self.values,
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


def asked_by_form(values: Iterable[tuple[str, str]]) -> tuple[str, Options]:
    """What the fields of a form say: a target, and the options. An empty one says nothing. Raises BadRequest."""
    single: dict[str, str] = {}
    mapping: dict[str, str] = {}
    meanings: dict[str, dict[str, str]] = {}
    for name, value in values:
        if name == "map" and value:
            field, equals, column = value.partition("=")
            if not (field and equals) or field in mapping:
                raise _wrong("map", "FIELD=COLUMN")
            mapping[field] = column
        elif name == "map_value" and value:
            _add_meaning(meanings, value)
        elif name in single:
            raise BadRequest(
                f"Trường “{shortened(name)}” xuất hiện hai lần.", f"Field “{shortened(name)}” comes twice."
            )
        elif name not in ("map", "map_value") and value:
            single[name] = value
    layer = _target(single.pop("layer", ""))
    units = {name: single.pop(name) for name in _OF_UNITS if name in single}
    asked: dict[str, Any] = {**single, "mapping": mapping, "values": meanings, "units": units or None}
    try:
        options = Options.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        raise _wrong(".".join(map(str, first["loc"])), str(first["msg"])) from None
    check_together(layer, options)
    return layer, options


def _add_meaning(meanings: dict[str, dict[str, str]], given: str) -> None:
    """As ``--map-value``: the value has no “=” in it, the words may have."""
    field, colon, rest = given.partition(":")
    word, equals, meant = rest.rpartition("=")
    if not (field and colon and word and equals and meant):
        raise _wrong("map_value", "FIELD:WORDS=VALUE")
    meanings.setdefault(field, {})[word] = meant


def check_together(layer: str, options: Options) -> None:
    """Raises BadRequest where what is asked for does not go with what is loaded."""
    if layer == UNITS and options.units is None:
        raise BadRequest(
            "Nạp đơn vị hành chính cần cấp (level) và ngày bắt đầu có hiệu lực (valid_from).",
            "Loading units needs their level (level) and the day since which they are in force (valid_from).",
        )
    if layer != UNITS and options.units is not None:
        raise BadRequest(
            "level, valid_from, last_day, doc, geom_status chỉ dùng khi nạp đơn vị hành chính (units).",
            "level, valid_from, last_day, doc and geom_status are for units only.",
        )
    if layer == UNITS and (options.mode or options.key):
        raise BadRequest("Nạp đơn vị hành chính không dùng mode, key.", "Loading units takes no mode and no key.")


def goes_with(layer: str, options: Options) -> bool:
    """Whether the options on record can be those of what is loaded."""
    return layer in targets() and (layer == UNITS) == (options.units is not None)


def _target(name: str) -> str:
    if name in targets():
        return name
    listed = ", ".join(targets())
    raise BadRequest(f"Trường “layer” phải là một trong: {listed}.", f"Field “layer” must be one of {listed}.")


def _wrong(name: str, why: str) -> BadRequest:
    shown = shortened(name)
    return BadRequest(f"Trường “{shown}” không hợp lệ.", f"Field “{shown}” is not valid: {why}.")
