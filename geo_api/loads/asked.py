"""How an uploaded file is to be loaded: what a form or a JSON body says, checked, as it is kept and as it is used."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from geo_api.days import today
from geo_api.errors import BadRequest, NotTaken
from geo_api.loads.targets import Target, targets
from geo_api.loads.wanted import INDICATORS, UNITS, FigureOptions, UnitOptions
from geo_api.values import is_plain
from layers.layer import NAME_PATTERN, Text
from layers.registry import all_layers
from loaders.indicators.period import NoPeriod, parse_period
from loaders.options import LoadOptions, Mode, OnError
from loaders.origin import LONGEST, Origin, why_no_day, why_no_words
from loaders.personal import find_personal
from loaders.report import shortened

_LONGEST_COLUMN = 2_000
MOST_MAPPED = 200
MOST_WORDS = 1_000
_Kept = TypeVar("_Kept")
_OF_UNITS = ("level", "valid_from", "last_day", "doc", "geom_status")
_OF_FIGURES = ("period", "source", "level")


def _plain(value: str) -> str:
    # Headings of a workbook may have several lines.
    if not is_plain(value, also="\n\r\t"):
        raise ValueError("has characters that are none")
    return value


def _by_fields(mapping: dict[str, _Kept]) -> dict[str, _Kept]:
    if not all(NAME_PATTERN.fullmatch(name) for name in mapping):
        raise ValueError("names something that cannot be a field")
    return mapping


def _period(value: str) -> str:
    try:
        parse_period(value)
    except NoPeriod as wrong:
        raise NotTaken(wrong.reason.vi.rstrip("."), wrong.reason.en.rstrip(".")) from None
    return value


def _impersonal(value: str) -> str:
    if find_personal(value):
        raise NotTaken("có số định danh hoặc số điện thoại", "it has the number of a person or a phone")
    return value


def _public(value: str) -> str:
    words = " ".join(value.split())
    return _taken(words, why_no_words(words))


def _past(day: date) -> date:
    return _taken(day, why_no_day(day, today()))


def _taken(value: _Kept, why: Text | None) -> _Kept:
    if why:
        raise NotTaken(why.vi, why.en)
    return value


Word = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_plain)]
Column = Annotated[str, Field(max_length=_LONGEST_COLUMN), AfterValidator(_plain)]
Meanings = Annotated[dict[Column, Column], Field(max_length=MOST_WORDS)]


Origins = Annotated[str, Field(max_length=LONGEST), AfterValidator(_public)]
PastDay = Annotated[date, AfterValidator(_past)]


class UnitsOptions(BaseModel):
    """As `wardmap load units`: the level, the first and the last day, the document, the standing of the boundaries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: Literal["province", "district", "commune", "hamlet"]
    valid_from: date
    last_day: date | None = None
    doc: Word | None = None
    geom_status: Literal["official", "reference", "sketch"] = "reference"


class IndicatorsOptions(BaseModel):
    """As `wardmap indicators load`: the period and the source of all figures, the level of the units they are of.

    Where a column says another period or source, or what the units are, that goes before.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    period: Annotated[Word, AfterValidator(_period)] | None = None
    source: Annotated[Word, AfterValidator(_impersonal)] | None = None
    level: Literal["province", "district", "commune", "hamlet"] | None = None

    @property
    def for_load(self) -> FigureOptions:
        return FigureOptions(parse_period(self.period) if self.period else None, self.source, self.level)


class Options(BaseModel):
    """As the options of `wardmap load`. mapping: field of the layer, or lon, lat, wkt → column; '': no column.

    values: field → what the file writes → what is meant. units, indicators: for `units`, for `indicators` alone.
    data_source, data_licence, data_date: who made the data, how it may be used, as of which day it is; all may read it.
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
    indicators: IndicatorsOptions | None = None
    data_source: Origins | None = None
    data_licence: Origins | None = None
    data_date: PastDay | None = None

    def target(self, layer: str) -> Target:
        """What a file for `layer` is for."""
        if layer == INDICATORS:
            return (self.indicators or IndicatorsOptions()).for_load
        return self.for_units() or all_layers().get(layer)

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
            origin=Origin(self.data_source or None, self.data_licence or None, self.data_date),
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
    part, of_part = (INDICATORS, _OF_FIGURES) if layer == INDICATORS else (UNITS, _OF_UNITS)
    own = {name: single.pop(name) for name in of_part if name in single}
    options = _checked({**single, "mapping": mapping, "values": meanings, part: own or None})
    check_together(layer, options)
    return layer, options


def _checked(asked: dict[str, Any]) -> Options:
    try:
        return Options.model_validate(asked)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(map(str, first["loc"]))
        said = first.get("ctx", {}).get("error")
        if isinstance(said, NotTaken):
            raise BadRequest(f"Trường “{name}”: {said.words.vi}.", f"Field “{name}”: {said.words.en}.") from None
        raise _wrong(name, str(first["msg"])) from None


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
    if layer != INDICATORS and options.indicators is not None:
        raise BadRequest(
            "period, source chỉ dùng khi nạp chỉ số (indicators).", "period and source are for indicators."
        )
    if layer == INDICATORS and not _is_for_figures(options):
        raise BadRequest(
            "Nạp chỉ số: cả tệp hoặc không gì cả, mode append hoặc upsert; không dùng crs, key, map_value.",
            "Indicators are loaded all or nothing, with mode append or upsert; they take no crs, key or map_value.",
        )


def _is_for_figures(options: Options) -> bool:
    others = (options.crs, options.key, options.values, options.units)
    return not any(others) and options.mode is not Mode.REPLACE and options.on_error is OnError.REFUSE


def goes_with(layer: str, options: Options) -> bool:
    """Whether the options on record can be those of what is loaded."""
    if layer == INDICATORS:
        return _is_for_figures(options)
    is_of_units = (layer == UNITS) == (options.units is not None)
    return layer in targets() and is_of_units and options.indicators is None


def _target(name: str) -> str:
    if name in targets():
        return name
    listed = ", ".join(targets())
    raise BadRequest(f"Trường “layer” phải là một trong: {listed}.", f"Field “layer” must be one of {listed}.")


def _wrong(name: str, why: str) -> BadRequest:
    shown = shortened(name)
    return BadRequest(f"Trường “{shown}” không hợp lệ.", f"Field “{shown}” is not valid: {why}.")
