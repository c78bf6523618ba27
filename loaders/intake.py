"""The stages one after another: decode → locate → fit. What comes out is ready to be written."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from layers.layer import Field, Layer
from loaders.decode.text import decoded
from loaders.fit.manner import manners
from loaders.fit.match import Matching, match_by_meaning, missing_column, tell_matching
from loaders.fit.rows import Shaper, as_it_is, fitted, flattened
from loaders.locate.columns import find_position
from loaders.locate.ground import Ground
from loaders.locate.place import located
from loaders.options import LoadOptions, Mode
from loaders.osm.tags import is_osm, osm_matching, osm_rows
from loaders.report import LoadReport, Tally
from loaders.source import Source, peeked
from loaders.write.copy import FeatureRow


@dataclass(frozen=True, slots=True)
class Intake:
    """Rows on their way in; `tally` is complete once they have been gone through."""

    rows: Iterator[FeatureRow]
    mode: Mode
    tally: Tally


def take_in(
    source: Source, layer: Layer, file_name: str, options: LoadOptions, ground: Ground, shaper: Shaper | None = None
) -> Intake:
    """Rows of `source` as rows of `layer`. Raises LoadError for what is wrong with the file as a whole.

    ground: the boundaries on record, by which coordinate systems are told apart. shaper: makes the shapes where they
    are not taken as they are; it also decides on rows without one.
    """
    from_osm = is_osm(source, layer, options)
    mode = options.mode or (Mode.UPSERT if from_osm else Mode.APPEND)
    report = LoadReport(
        layer=layer.name, file_name=file_name, mode=mode, dry_run=options.dry_run, source_layer=source.layer
    )
    tally = Tally(report)
    source = decoded(source, options.encoding, tally, ground.named)
    position = find_position(source, options.mapping, required=shaper is None)
    rows = tally.counted(source.rows)
    if from_osm:
        rows = osm_rows(rows, source, layer, options.mapping, position.used, tally)
    head, rows = peeked(rows)
    sample = [row.values for row in head]
    if from_osm:
        matching = osm_matching(source, layer, options.mapping)
    else:
        # Codes and names of units look like one another: their columns are known by what they are called alone.
        matching = match_by_meaning(source.columns, layer.fields, options, position.used, () if shaper else sample)
    tell_matching(tally, matching, position.columns)
    fields = _fields(layer, matching, needs_key=mode is not Mode.APPEND)
    manner = manners(matching.columns, fields, sample, file_name)
    shaper = shaper or as_it_is(layer.geometry, tally)
    placed = located(flattened(rows, tally), source, position, options, tally, ground)
    return Intake(fitted(placed, matching, fields, manner, shaper, tally), mode, tally)


def _fields(layer: Layer, matching: Matching, *, needs_key: bool) -> list[Field]:
    """The fields of `layer`; where rows are told apart by their key, it is required.

    Raises LoadError for a required field that no column fills.
    """
    fields = [replace(f, required=True) if f.name == "key" and needs_key else f for f in layer.fields]
    for field in fields:
        if field.required and field.name not in matching.columns:
            raise missing_column(field, matching)
    return fields
