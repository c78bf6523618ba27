"""What a layer is: its fields, who may see it, how it looks. A declaration checks itself when it is made."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Value = str | int | float | bool

NAME_PATTERN = re.compile(r"[a-z][a-z0-9_]{1,39}")
# What relations and requests already have; a declared field may not take these names.
RESERVED_COLUMNS = {"id", "geom", "geom_3857", "valid", "is_public", "load_id", "recorded_at", "label_point", "mvt"}
RESERVED_IN_TILES = {"version_id", "point_count"}
RESERVED_PARAMETERS = {"bbox", "limit", "datetime", "at", "cursor", "f", "crs", "filter", "sortby", "lang"}
RESERVED = frozenset(RESERVED_COLUMNS | RESERVED_IN_TILES | RESERVED_PARAMETERS)
# Fields kept as columns of table `feature`; all others live in its `attributes`.
COLUMN_FIELDS = ("key", "name", "status", "host")
MAX_ZOOM = 22
# Zooms at which points may be counted by cells, first and last.
COUNTED_ZOOMS = (5, 14)


@dataclass(frozen=True, slots=True)
class Text:
    """Words a person reads, Vietnamese first."""

    vi: str
    en: str

    def __post_init__(self) -> None:
        if not (self.vi.strip() and self.en.strip()):
            raise ValueError("a text needs its Vietnamese and its English words")

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi


class FieldType(StrEnum):
    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"


class Geometry(StrEnum):
    POINT = "point"
    LINE = "line"
    AREA = "area"


class Audience(StrEnum):
    """What kind of asker is asking. What one kind may not see is absent from the database schema it reads.

    STAFF: people's committees, their offices and the hamlets' digital teams. POLICE: of communes. ADMIN: who runs the
    server, and auditors.
    """

    PUBLIC = "public"
    STAFF = "staff"
    POLICE = "police"
    PLANNER = "planner"
    ADMIN = "admin"


EVERYBODY = frozenset(Audience)
OFFICIALS = EVERYBODY - {Audience.PUBLIC}


class Sight(StrEnum):
    """What a kind of asker has of a layer's rows. OWN: those in the asker's own units. COUNTS: how many there are."""

    ALL = "all"
    OWN = "own"
    COUNTS = "counts"
    NONE = "none"


OPEN = MappingProxyType(dict.fromkeys(Audience, Sight.ALL))


class Group(StrEnum):
    """What a layer is in the words of a coverage rule: the sets its subjects and targets come from.

    Coverage, feedback and restrictions are no such sets; indicators are one, though of figures, not of rows of a layer.
    """

    UNIT = "unit"
    PLACE = "place"
    ASSET = "asset"
    ADDRESS = "address"
    JUNCTION = "junction"
    ROAD = "road"
    POPULATION_CELL = "popcell"
    COVERAGE = "coverage"
    FEEDBACK = "feedback"
    RESTRICTION = "restriction"
    INDICATOR = "indicator"


class Storage(StrEnum):
    """FEATURE: a partition of the table `feature`. OWN: a relation `layer.<name>` that a .sql file defines."""

    FEATURE = "feature"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a field. tile_from: first zoom at which tiles hold the rows that have it."""

    value: str
    title: Text
    tile_from: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One attribute of a layer.

    unit: a UCUM symbol such as ``m`` or ``Mbit/s``. tile_from: first zoom at which tiles carry it; None: never.
    audiences: who has it at all.
    selector: requests for tiles may pick rows by this field (``?rule=…``). minimum and maximum are inclusive.
    """

    name: str
    type: FieldType
    title: Text
    unit: str | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    audiences: frozenset[Audience] = EVERYBODY
    tile_from: int | None = 14
    selector: bool = False

    def __post_init__(self) -> None:
        if not NAME_PATTERN.fullmatch(self.name) or self.name in RESERVED:
            raise ValueError(f"field name {self.name!r} is not allowed")
        if self.choices and self.type is not FieldType.TEXT:
            raise ValueError(f"field {self.name!r}: choices are for text fields")
        numeric = self.type in (FieldType.INTEGER, FieldType.NUMBER)
        if (self.minimum is not None or self.maximum is not None) and not numeric:
            raise ValueError(f"field {self.name!r}: a range is for numbers")

    @property
    def is_column(self) -> bool:
        return self.name in COLUMN_FIELDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """color: ``#rrggbb``, told apart by colour-blind people within a group. radius and width in CSS pixels.

    by: the field whose value colours each feature, from each value of `steps` on; `color` where it has none.
    """

    color: str
    radius: float = 4
    width: float = 1
    fill_opacity: float = 0.0
    by: str | None = None
    steps: tuple[tuple[float, str], ...] = ()

    def __post_init__(self) -> None:
        for color in (self.color, *(color for _, color in self.steps)):
            if not re.fullmatch(r"#[0-9a-f]{6}", color):
                raise ValueError(f"colour {color!r} is not of the form #rrggbb")
        firsts = [first for first, _ in self.steps]
        if firsts != sorted(set(firsts)) or bool(firsts) != (self.by is not None):
            raise ValueError("colours by a field need steps that rise")


@dataclass(frozen=True, slots=True, kw_only=True)
class OsmTags:
    """Which OpenStreetMap objects belong to a layer, and what their tags say.

    match: tag → value, all must hold (``*``: any value). name: a regular expression that the lower-case name must
    contain. sets: values this gives to fields of the layer. The first entry of a layer that fits wins.
    """

    match: Mapping[str, str]
    name: str | None = None
    sets: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One layer of the map; each declaration is itself and equal to no other.

    kinds: the singular names under which coverage rules speak of its rows, each with the field values that pick
    them (``{"primary_school": {"level": "primary"}}``; an empty mapping picks all rows). dated: rows have a valid
    time and are asked for at a date, which all columns of `periods` must hold. sights: what each kind of asker has
    of its rows. open_rows: the relation has a column ``is_public``; its true rows are everybody's, whatever
    `sights` says. sources: what its tiles are made of, as ``tile_change`` names it; the layer itself when nothing
    is said. drawn_together: its areas are those of units (column ``version_id``), which tiles take from
    ``unit_shapes`` when seen from afar. pyramid: the field by whose choices its points are counted, cell by cell,
    when they are too many to be drawn one by one; None: they never are. personal: its guarded rows may be
    about people; who looks at them is recorded, and how many there are is told rounded, and not of few. ground: the
    layer in whose areas its features lie, which has their bounds at less cost; None: it is asked itself. accuracy: how
    exact it is, where more is known than that it is as its source.
    """

    name: str
    title: Text
    description: Text
    geometry: Geometry
    group: Group
    style: Style
    fields: tuple[Field, ...]
    kinds: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    storage: Storage = Storage.FEATURE
    sights: Mapping[Audience, Sight] = field(default_factory=lambda: OPEN)
    min_zoom: int = 0
    dated: bool = False
    periods: tuple[str, ...] = ("valid",)
    open_rows: bool = False
    osm: tuple[OsmTags, ...] = ()
    sources: tuple[str, ...] = ()
    drawn_together: bool = False
    pyramid: str | None = None
    personal: bool = False
    ground: str | None = None
    accuracy: Text | None = None

    def __post_init__(self) -> None:
        if not NAME_PATTERN.fullmatch(self.name):
            raise ValueError(f"layer name {self.name!r} is not allowed")
        if not 0 <= self.min_zoom <= MAX_ZOOM:
            raise ValueError(f"layer {self.name!r}: zoom {self.min_zoom} is outside 0–{MAX_ZOOM}")
        names = [f.name for f in self.fields]
        if len(set(names)) != len(names):
            raise ValueError(f"layer {self.name!r} names a field twice")
        if set(self.sights) != EVERYBODY:
            raise ValueError(f"layer {self.name!r} does not say what each audience sees")
        if self.style.by is not None:
            self.field(self.style.by)
        self._check_values()
        self._check_tile_from()
        self._check_pyramid()
        object.__setattr__(self, "kinds", MappingProxyType(dict(self.kinds)))
        object.__setattr__(self, "sights", MappingProxyType(dict(self.sights)))
        object.__setattr__(self, "sources", self.sources or (self.name,))

    def _check_values(self) -> None:
        """Every value that kinds and OSM tags speak of is one the field knows."""
        for values in [*self.kinds.values(), *(tags.sets for tags in self.osm)]:
            for name, value in values.items():
                choices = {c.value for c in self.field(name).choices}
                if choices and value not in choices:
                    raise ValueError(f"layer {self.name!r}: {value!r} is not a choice of field {name!r}")

    def _check_tile_from(self) -> None:
        """What is left out from afar is told by what everybody may know, is never all, and is not counted by cells."""
        for f in (f for f in self.fields if any(choice.tile_from for choice in f.choices)):
            is_all = min(choice.tile_from for choice in f.choices) > self.min_zoom
            if is_all or f.audiences != EVERYBODY or self.pyramid is not None:
                raise ValueError(f"layer {self.name!r} cannot leave rows out of tiles by {f.name!r}")

    def _check_pyramid(self) -> None:
        """Points of one time, counted by what everybody may see."""
        if self.pyramid is None:
            return
        by = self.field(self.pyramid)
        if self.geometry is not Geometry.POINT or self.dated or not by.choices or by.audiences != EVERYBODY:
            raise ValueError(f"layer {self.name!r} cannot be counted by {self.pyramid!r}")
        if self.min_zoom < COUNTED_ZOOMS[0]:
            raise ValueError(f"layer {self.name!r} is counted from zoom {COUNTED_ZOOMS[0]} on")

    def kind_title(self, kind: str) -> Text:
        """What people call a kind of its rows: the layer, and the choices that tell it. KeyError: there is none."""
        told = [
            c.title for name, value in self.kinds[kind].items() for c in self.field(name).choices if c.value == value
        ]
        if not told:
            return self.title
        vi, en = ", ".join(text.vi for text in told), ", ".join(text.en for text in told)
        return Text(f"{self.title.vi}: {vi}", f"{self.title.en}: {en}")

    def field(self, name: str) -> Field:
        """The field of that name; KeyError when there is none."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(f"layer {self.name!r} has no field {name!r}")

    def fields_for(self, audience: Audience) -> tuple[Field, ...]:
        return tuple(f for f in self.fields if audience in f.audiences)

    @property
    def is_open(self) -> bool:
        """Whether every row is everybody's."""
        return all(sight is Sight.ALL for sight in self.sights.values())

    def is_shown_to(self, audience: Audience) -> bool:
        """Whether that kind of asker sees any single row."""
        return self.open_rows or self.sights[audience] in (Sight.ALL, Sight.OWN)

    def shows_guarded_rows_to(self, audience: str | None) -> bool:
        """Whether that kind of asker, by its name, sees rows that are not everybody's."""
        seen = {kind.value for kind, sight in self.sights.items() if sight in (Sight.ALL, Sight.OWN)}
        return not self.is_open and audience in seen - {Audience.PUBLIC.value}

    def is_fenced_for(self, audience: Audience) -> bool:
        """Whether which rows that kind of asker sees hangs on the asker's units."""
        return self.sights[audience] is Sight.OWN
