"""Examples of maps that are worth a look, out of what this service has: rules with results, layers with rows."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from geo_api.bounds import known_bounds
from geo_api.db import Database, Statement, schema_of
from geo_api.embeds.subject import layers_to_embed
from geo_api.kept_minute import KeptMinute
from geo_api.language import day_in
from geo_api.map_frame import DEFAULT_RULE, GROUPS
from geo_api.reading import ReadAs
from geo_api.shared_link import picture_address, rule_path
from layers.layer import Audience, Group, Layer, Text

MOST_RULES, MOST_OF_GROUP = 6, 2
# More than that is many, however many it is.
_MANY = 5000
_GROUND = ("communes", "commune_labels")


class Part(StrEnum):
    """Parts of the page, in their order."""

    COVERAGE = "coverage"
    UNIT = "unit"
    LAYER = "layer"


@dataclass(frozen=True, slots=True)
class Example:
    """A map. path: behind `/embed/` and `/og/`. asked: of these, beside the language. hash: of the large map.

    rule: that the large map shows; None: its own. unit_code: of the commune that it is of. is_large: too many features
    to be taken at once.
    """

    part: Part
    title: Text
    sentence: Text
    path: str
    rule: str | None = None
    asked: dict[str, str] = field(default_factory=dict)
    hash: str = ""
    unit_code: str | None = None
    is_large: bool = False

    def map_address(self, language: str) -> str:
        query = {"lang": language, **({"rule": self.rule} if self.rule else {})}
        return f"/?{urlencode(query)}{f'#{self.hash}' if self.hash else ''}"

    def picture_address(self, language: str) -> str:
        return picture_address("", self.path, lang=language, **self.asked)

    def builder_address(self, language: str) -> str:
        return f"/embed?{urlencode({'lang': language, 'what': self.path, **self.asked})}"


def kept_examples(database: Database) -> KeptMinute[list[Example]]:
    """Those that everybody may see, of a minute ago."""
    return KeptMinute(lambda: examples(ReadAs(database, Audience.PUBLIC)))


def examples(reader: ReadAs) -> list[Example]:
    """Those of parts of which there is anything, in their order."""
    schema = schema_of(reader.audience)
    rules = _telling(reader.rows(_rules_statement(schema)))
    seen = {row.rule for row in reader.rows(_gaps_statement(schema, [rule.rule for rule in rules]))}
    found = [_of_rule(rule, rule.rule in seen) for rule in rules]
    for rule in [each for each in rules if each.rule in seen][:1]:
        found += [_of_unit(rule, row) for row in reader.rows(_worst_statement(schema, rule.rule))]
    found += [_of_change(row.effective) for row in reader.rows(_change_statement(schema))]
    return found + list(_of_layers(reader))


def _rules_statement(schema: str) -> Statement:
    """Rules that are calculated for today, with how they stand in communes; those that differ most come first."""
    return Statement(
        "SELECT r.rule, r.title_vi, coalesce(r.title_en, r.title_vi) AS title_en, c.units, c.met\n"
        f"  FROM {schema}.coverage_runs r JOIN (\n"
        "    SELECT rule, count(*) AS units, count(*) FILTER (WHERE outcome = 'pass') AS met,\n"
        "           stddev_pop(share) AS spread\n"
        f"      FROM {schema}.coverage_communes\n"
        "     WHERE valid @> current_date AND unit_valid @> current_date AND share IS NOT NULL GROUP BY rule\n"
        "  ) c ON c.rule = r.rule\n"
        " WHERE r.valid @> current_date ORDER BY r.rule <> :first, c.spread DESC, r.rule",
        {"first": DEFAULT_RULE},
    )


def _telling(rows: Iterable[Any]) -> list[Any]:
    """Of each theme, which the id of a rule begins with, the first."""
    themes: dict[str, Any] = {}
    for row in rows:
        themes.setdefault(row.rule.partition(".")[0], row)
    return list(themes.values())[:MOST_RULES]


def _gaps_statement(schema: str, rules: list[str]) -> Statement:
    """Those of `rules` of which it is told where something is missing: of some only how much is everybody's."""
    return Statement(
        "SELECT r.rule FROM unnest(CAST(:rules AS text[])) AS r (rule) WHERE EXISTS (\n"
        f"  SELECT FROM {schema}.coverage_gaps g\n"
        "   WHERE g.rule = r.rule AND g.outcome = 'fail' AND g.valid @> current_date)",
        {"rules": rules},
    )


def _of_rule(row: Any, shows_gaps: bool) -> Example:
    click = Text("Bấm vào một nơi để xem số liệu.", "Click on one to see its figures.")
    if shows_gaps:
        click = Text(
            "Bấm vào một nơi để xem còn thiếu gì, ở đâu.", "Click on one to see what is missing there, and where."
        )
    told = Text(
        f"{row.met} trên {row.units} xã, phường đạt. {click.vi}",
        f"{row.met} of {row.units} communes meet it. {click.en}",
    )
    return Example(Part.COVERAGE, Text(row.title_vi, row.title_en), told, rule_path(row.rule), row.rule)


def _worst_statement(schema: str, rule: str) -> Statement:
    """The commune with the smallest share."""
    return Statement(
        f"SELECT unit_id, code, full_name, failed FROM {schema}.coverage_communes\n"
        " WHERE rule = :rule AND valid @> current_date AND unit_valid @> current_date AND failed > 0\n"
        " ORDER BY share, failed DESC, unit_id LIMIT 1",
        {"rule": rule},
    )


def _of_unit(rule: Any, row: Any) -> Example:
    told = Text(
        f"Một xã nhìn gần: {row.failed} nơi chưa đạt tiêu chí “{rule.title_vi}”, từng nơi trên bản đồ.",
        f"One commune from near: {row.failed} places that do not meet “{rule.title_en}”, each on the map.",
    )
    unit = str(row.unit_id)
    title = Text(row.full_name, row.full_name)
    return Example(Part.UNIT, title, told, rule_path(rule.rule), rule.rule, {"unit": unit}, f"unit={unit}", row.code)


def _change_statement(schema: str) -> Statement:
    """The newest day on which units became others, or none."""
    return Statement(
        f"SELECT effective FROM {schema}.unit_events WHERE kind = 'merge' AND effective <= current_date\n"
        " ORDER BY effective DESC LIMIT 1",
        {},
    )


def _of_change(effective: date) -> Example:
    before = (effective - timedelta(days=1)).isoformat()
    told = Text(
        "Hai ngày trên một bản đồ: kéo vạch giữa để thấy xã cũ và xã mới.",
        "Two days on one map: drag the line between them to see the old communes and the new ones.",
    )
    title = Text(
        f"Địa giới trước và sau ngày {day_in(effective, 'vi')}",
        f"Boundaries before and after {day_in(effective, 'en')}",
    )
    shown = f"layers={','.join(_GROUND)}&at={effective.isoformat()}&compare={before}"
    return Example(Part.UNIT, title, told, "communes", None, {"at": before}, shown)


def _of_layers(reader: ReadAs) -> Iterator[Example]:
    """Of each group the layers with the most rows."""
    own = [layer for layer in layers_to_embed().values() if layer.group is not Group.UNIT]
    there = known_bounds(reader, own)
    rows = _rows_of(reader, [layer for layer in own if layer.name in there])
    for group in GROUPS:
        known = [layer for layer in own if layer.group is group and layer.name in rows]
        most = sorted(known, key=lambda layer: -rows[layer.name])
        yield from (_of_layer(layer, rows[layer.name]) for layer in most[:MOST_OF_GROUP])


def _of_layer(layer: Layer, rows: int) -> Example:
    shown = f"layers={','.join((*_GROUND, layer.name))}"
    return Example(Part.LAYER, layer.title, layer.description, layer.name, hash=shown, is_large=rows >= _MANY)


def _rows_of(reader: ReadAs, layers: Iterable[Layer]) -> dict[str, int]:
    """How many rows each layer has, as far as it matters."""
    schema = schema_of(reader.audience)
    each = [
        f"SELECT '{layer.name}' AS layer, count(*) AS n FROM (SELECT FROM {schema}.\"{layer.name}\" LIMIT {_MANY}) r"
        for layer in layers
    ]
    if not each:
        return {}
    return {row.layer: row.n for row in reader.rows(Statement("\nUNION ALL ".join(each), {}))}
