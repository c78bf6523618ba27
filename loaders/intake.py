"""The stages one after another: decode → locate → fit. What comes out is ready to be written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from layers.layer import Field, Layer
from loaders.batch import batches_of, peeked, rows_of
from loaders.decode.text import decoded
from loaders.errors import LoadError
from loaders.fit.manner import manners
from loaders.fit.match import Matching, match_by_meaning, missing_column, tell_matching
from loaders.fit.rows import Fit, RowShaper, as_it_is, each, flattened
from loaders.locate.columns import find_position
from loaders.locate.ground import Ground
from loaders.locate.place import located
from loaders.options import LoadOptions, Mode
from loaders.osm.tags import is_osm, osm_matching, osm_rows
from loaders.report import LoadReport, Tally, shortened
from loaders.rows import FeatureBatch, FeatureRow
from loaders.source import Source


@dataclass(frozen=True, slots=True)
class Intake:
    """Rows on their way in; `tally` is complete once they have been gone through. fields: those that columns fill."""

    batches: Iterator[FeatureBatch]
    mode: Mode
    fields: frozenset[str]
    tally: Tally

    @property
    def rows(self) -> Iterator[FeatureRow]:
        """The rows one by one, in place of `batches`."""
        return chain.from_iterable(batch.rows() for batch in self.batches)


def take_in(
    source: Source, layer: Layer, file_name: str, options: LoadOptions, ground: Ground, shaper: RowShaper | None = None
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
    head, batches = peeked(source.batches)
    source = replace(source, batches=batches)
    position = find_position(source, options.mapping, head, required=shaper is None)
    batches = tally.counted(source.batches, source.notes)
    if from_osm:
        picked = osm_rows(rows_of(batches), source, layer, options.mapping, position.used, tally)
        batches = batches_of(picked, (*(field.name for field in layer.fields), *position.used))
    head, batches = peeked(batches)
    sample = [row.values for row in head]
    if from_osm:
        matching = osm_matching(source, layer, options.mapping)
    else:
        # Codes and names of units look like one another: their columns are known by what they are called alone.
        matching = match_by_meaning(source.columns, layer.fields, options, position.used, () if shaper else sample)
    tell_matching(tally, matching, position.columns)
    fields = _fields(layer, matching, needs_key=mode is not Mode.APPEND)
    manner = manners(matching.columns, fields, sample, counts_days=source.counts_days)
    values = _values(fields, options, matching)
    fit = Fit(matching, fields, manner, each(shaper) if shaper else as_it_is(layer.geometry, tally), tally, values)
    placed = located(flattened(batches, tally), source, position, options, tally, ground)
    return Intake(fit.batches(placed), mode, frozenset(matching.columns), tally)


def _values(fields: list[Field], options: LoadOptions, matching: Matching) -> Mapping[str, Mapping[str, str]]:
    """What values mean, as the options say. Raises LoadError for a field that no column fills."""
    for name in options.values:
        if name not in matching.columns or all(field.name != name for field in fields):
            filled = ", ".join(matching.columns)
            raise LoadError(
                f"--map-value: không cột nào điền trường “{shortened(name)}”. Các trường có cột: {filled}.",
                f"--map-value: no column fills field “{shortened(name)}”. Fields with a column: {filled}.",
            )
    return options.values


def _fields(layer: Layer, matching: Matching, *, needs_key: bool) -> list[Field]:
    """The fields of `layer`; where rows are told apart by their key, it is required.

    Raises LoadError for a required field that no column fills.
    """
    fields = [replace(f, required=True) if f.name == "key" and needs_key else f for f in layer.fields]
    for field in fields:
        if field.required and field.name not in matching.columns:
            raise missing_column(field, matching)
    return fields
