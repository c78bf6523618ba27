"""What a map for other sites is of: a layer or the results of a rule, and whether a unit is meant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from geo_api.bounds import VIETNAM, Bounds, known_bounds
from geo_api.db import Statement, schema_of
from geo_api.embeds.asked import Asked
from geo_api.errors import BadRequest, not_found
from geo_api.reading import ReadAs
from geo_api.share_classes import Shades, ShadesOf
from geo_api.shared_link import rule_path
from geo_api.values import VALUE_LENGTH, is_plain
from layers.layer import Audience, Geometry, Group, Layer, Text
from layers.registry import layers_for

# Drawn below and above whatever is shown.
GROUND = ("communes", "commune_labels", "roads")
# What lies under every map is seldom what it is about.
UNDERNEATH = ("communes", "hamlets", "provinces", "districts", "roads")
# Communes are what everybody knows; where the rule is added up there, they are at hand for the public map, too.
OWN_LEVEL, BY_COMMUNE = "coverage_units", "coverage_communes"
GAPS = "coverage_gaps"
EMBED = "/embed"


@dataclass(frozen=True, slots=True)
class Subject:
    """path: behind `/embed/`. names: of the layers that it is about. rule: whose results they are.

    counted_for: the day these were calculated for; None: for another day.
    """

    path: str
    names: tuple[str, ...]
    title: Text
    rule: str | None = None
    counted_for: date | None = None
    shades: Shades | None = None

    @property
    def layers(self) -> list[Layer]:
        """All that are drawn, those of the ground included."""
        wanted = {*self.names, *GROUND}
        return [layer for name, layer in layers_for(Audience.PUBLIC).items() if name in wanted]

    @property
    def main(self) -> Layer:
        return layers_for(Audience.PUBLIC)[self.names[0]]


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit on the day that is shown, or (in_force false) as it was nearest to that day. bounds: if it is drawn."""

    id: int
    full_name: str
    bounds: Bounds | None
    in_force: bool


def layers_to_embed() -> dict[str, Layer]:
    """Layers that make a map by themselves: not names of units, figures or the results of a rule."""
    return {name: layer for name, layer in layers_for(Audience.PUBLIC).items() if _stands_alone(layer)}


def _stands_alone(layer: Layer) -> bool:
    is_labels = layer.group is Group.UNIT and layer.geometry is Geometry.POINT
    return not is_labels and layer.group not in (Group.COVERAGE, Group.INDICATOR)


def topic_of(shown: Sequence[str], order: Sequence[str]) -> str | None:
    """The layer that a link of the large map is about; None: the results of its rule.

    It is the topmost of those that stand alone. shown: as they are drawn; order: of those that were moved, topmost
    first. `embed-builder.ts` chooses the same.
    """
    there = [name for name in shown if name in layers_to_embed()]
    about = [name for name in there if name not in UNDERNEATH]
    if not about and any(name.startswith("coverage_") for name in shown):
        return None
    found = about or there
    return next((name for name in (*order, *reversed(found)) if name in found), None)


def layer_subject(name: str) -> Subject:
    """Raises NotFound."""
    layer = layers_to_embed().get(name)
    if layer is None:
        raise not_found()
    return Subject(name, (name,), layer.title)


def rule_subject(reader: ReadAs, rule: str, asked: Asked, shades_of: ShadesOf) -> Subject:
    """Raises NotFound for a rule that is not in force, or was never calculated."""
    if len(rule) > VALUE_LENGTH or not is_plain(rule):
        raise not_found()
    rows = reader.rows(_run_statement(schema_of(reader.audience), rule, asked.at.first))
    if not rows:
        raise not_found()
    run = rows[0]
    units = OWN_LEVEL if run.level == "commune" else BY_COMMUNE
    shades = shades_of(reader, rule, units, asked.at.first)
    if shades is None:
        raise not_found()
    title = Text(run.title_vi, run.title_en or run.title_vi)
    counted_for = run.calculated_for if run.holds else None
    return Subject(rule_path(rule), (units, GAPS), title, rule, counted_for, shades)


def calculated_rules(reader: ReadAs) -> list[str]:
    """The ids of all rules that have results for some day."""
    schema = schema_of(reader.audience)
    return [row.rule for row in reader.rows(Statement(f"SELECT DISTINCT rule FROM {schema}.coverage_runs", {}))]


def _run_statement(schema: str, rule: str, at: date) -> Statement:
    """The run that holds on a day, else any."""
    return Statement(
        "SELECT r.title_vi, r.title_en, r.level, r.calculated_for, r.valid @> CAST(:at AS date) AS holds\n"
        f"  FROM {schema}.coverage_runs r WHERE r.rule = :rule\n"
        " ORDER BY r.valid @> CAST(:at AS date) DESC, r.calculated_for DESC LIMIT 1",
        {"rule": rule, "at": at.isoformat()},
    )


def asked_unit(reader: ReadAs, asked: Asked) -> Unit | None:
    """The unit that is asked for. Raises BadRequest when there was never one with that number."""
    if asked.unit is None:
        return None
    rows = reader.rows(_unit_statement(schema_of(reader.audience), asked.unit, asked.at.first))
    if not rows:
        raise BadRequest(
            f"Tham số “unit”: không có đơn vị hành chính số {asked.unit}.",
            f"Parameter “unit”: there is no administrative unit {asked.unit}.",
        )
    row = rows[0]
    sides = (row.west, row.south, row.east, row.north)
    return Unit(asked.unit, row.full_name, None if None in sides else sides, row.in_force)


def _unit_statement(schema: str, unit: int, at: date) -> Statement:
    return Statement(
        "SELECT v.full_name, v.valid @> CAST(:at AS date) AS in_force, ST_XMin(v.geom) AS west,\n"
        "       ST_YMin(v.geom) AS south, ST_XMax(v.geom) AS east, ST_YMax(v.geom) AS north\n"
        f"  FROM {schema}.unit_versions v WHERE v.unit_id = :unit AND v.on_record\n"
        " ORDER BY v.valid @> CAST(:at AS date) DESC,\n"
        "          abs(coalesce(lower(v.valid), upper(v.valid), CAST(:at AS date)) - CAST(:at AS date)) LIMIT 1",
        {"unit": unit, "at": at.isoformat()},
    )


def home_of(reader: ReadAs, subject: Subject, unit: Unit | None) -> Bounds:
    """Where the map opens, and comes back to: the unit, else all there is of the subject, else all communes."""
    if unit and unit.bounds:
        return unit.bounds
    ground = layers_for(Audience.PUBLIC)["communes"]
    known = known_bounds(reader, (subject.main, ground))
    return known.get(subject.main.name) or known.get(ground.name) or VIETNAM
