"""SQL text of the relations behind the layers, made from their declarations. Pure: nothing runs here.

Three steps: ``feature`` and its kin (tables) → ``layer.<name>`` (typed, everything; for QGIS and the like) →
 ``map_<audience>.<name>`` (only the columns and rows that this audience may see; all that the service reads).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from geo_api.db import role_of, schema_of
from layers.layer import Audience, Field, FieldType, Geometry, Group, Layer, Sight, Storage

# Where the views are that show an official the own units alone.
FENCED = "fenced"
# Beside the layers: units with their history, which coverage there is, and where open rows came from.
OPEN_RELATIONS = (
    "boundary_loads",
    "coverage_rules",
    "coverage_runs",
    "layer_loads",
    "load_origins",
    "unit_changes",
    "unit_codes",
    "unit_events",
    "unit_lineage",
    "unit_pieces",
    "unit_shapes",
    "unit_titles",
    "unit_versions",
)
# As the layer of gaps is seen, so are the results of which it shows a part.
RESULTS, GAPS = "coverage_results", "coverage_gaps"
# Which things cameras look at, the layer of what several see says.
OVERLAPS = "camera_overlaps"
SQL_TYPES = {
    FieldType.TEXT: "text",
    FieldType.INTEGER: "bigint",
    FieldType.NUMBER: "double precision",
    FieldType.BOOLEAN: "boolean",
    FieldType.DATE: "date",
}


def partition(layer: Layer) -> str:
    return f"feature_{layer.name}"


def partition_sql(layer: Layer) -> str:
    """The partition of `layer`, and within it the one that holds its rows, whose place another may take."""
    own = partition(layer)
    values = f"FOR VALUES IN ('{layer.name}')"
    return (
        f"CREATE TABLE IF NOT EXISTS {own} PARTITION OF feature {values} PARTITION BY LIST (layer);"
        f" CREATE TABLE IF NOT EXISTS {own}_rows PARTITION OF {own} {values}"
    )


def typed_view_sql(layer: Layer, schema: str = "layer") -> str:
    """``layer.<name>`` over the layer's partition: attributes as columns of their own type."""
    columns = ",\n    ".join(_typed_column(field) for field in layer.fields)
    return (
        f'CREATE VIEW {schema}."{layer.name}" AS SELECT id,\n    {columns},\n'
        f"    geom, geom_3857, load_id, recorded_at, unit_versions FROM {partition(layer)}"
    )


def _typed_column(field: Field) -> str:
    if field.is_column:
        return f'"{field.name}"'
    return f"(attributes->>'{field.name}')::{SQL_TYPES[field.type]} AS \"{field.name}\""


def audience_view_sql(layer: Layer, audience: Audience) -> str:
    """``map_<audience>.<name>``: what is not for this audience is absent from it."""
    columns = ["id", *(f'"{field.name}"' for field in layer.fields_for(audience)), "geom", "geom_3857"]
    if layer.dated:
        columns.extend(layer.periods)
    if layer.drawn_together:
        columns.append("version_id")
    is_fenced = layer.is_fenced_for(audience)
    where = "" if is_fenced or layer.sights[audience] is Sight.ALL else " WHERE is_public"
    selected = f'SELECT {", ".join(columns)} FROM {FENCED if is_fenced else "layer"}."{layer.name}"{where}'
    return f'CREATE VIEW {schema_of(audience)}."{layer.name}" AS {selected}'


def named_features_sql(layers: Iterable[Layer], audience: Audience) -> str:
    """``map_<audience>.named_features``: places and things by name, with the folded name that an index may hold."""
    names = ", ".join(f"'{layer.name}'" for layer in layers if _is_searched(layer, audience))
    return (
        f"CREATE VIEW {schema_of(audience)}.named_features AS SELECT layer, id, name, name_search, geom FROM feature"
        f" WHERE name IS NOT NULL AND layer IN ({names})"
    )


def _is_searched(layer: Layer, audience: Audience) -> bool:
    """Features of which every row and the name may be seen by that audience, and that stand at one place."""
    named = any(field.name == "name" for field in layer.fields_for(audience))
    placed = layer.group in (Group.PLACE, Group.ASSET) and layer.geometry is Geometry.POINT
    return named and placed and layer.sights[audience] is Sight.ALL and layer.storage is Storage.FEATURE


def open_layers_sql(layers: Iterable[Layer]) -> str:
    """``layer.open_layers``: names of the layers whose every row the public may see."""
    names = [f"('{layer.name}')" for layer in layers if layer.is_open]
    return f"CREATE VIEW layer.open_layers (name) AS VALUES {', '.join(names)}"


def personal_layers_sql(layers: Iterable[Layer]) -> str:
    """``layer.personal_layers``: names of the layers whose rows may be about people."""
    names = [f"('{layer.name}')" for layer in layers if layer.personal]
    return f"CREATE VIEW layer.personal_layers (name) AS VALUES {', '.join(names)}"


def seen_places_sql(layers: Iterable[Layer]) -> str:
    """``layer.seen_places``: the things of which it is told how many cameras see them; all are everybody's."""
    by_name = {layer.name: layer for layer in layers}
    overlaps = by_name.get(OVERLAPS)
    sources = [by_name[name] for name in (overlaps.sources if overlaps else ()) if name in by_name]
    names = ", ".join(f"'{layer.name}'" for layer in sources if layer.is_open)
    return (
        "CREATE VIEW layer.seen_places AS SELECT id, layer, name, geom, geom_3857 FROM feature"
        f" WHERE layer IN ({names or 'NULL'})"
    )


def results_sql(gaps: Layer, audience: Audience) -> str:
    """``map_<audience>.coverage_results``: those of what the audience may see of the gaps."""
    source = f"{FENCED}.{RESULTS}" if gaps.is_fenced_for(audience) else f"layer.{RESULTS}"
    where = "" if gaps.is_fenced_for(audience) or gaps.sights[audience] is Sight.ALL else " WHERE is_public"
    return f"CREATE VIEW {schema_of(audience)}.{RESULTS} AS SELECT * FROM {source}{where}"


def point_partition_sql(layer: Layer) -> str:
    """Where the points of `layer` are counted."""
    return f"CREATE TABLE IF NOT EXISTS point_cell_{layer.name} PARTITION OF point_cell FOR VALUES IN ('{layer.name}')"


@dataclass(frozen=True, slots=True)
class _Points:
    """The points of a layer: their table, what is counted of each (id, is it public, the value), and which rows count.

    columns: those of the table that all this hangs on.
    """

    layer: str
    base: str
    counted: tuple[str, str, str]
    where: str
    columns: tuple[str, ...]

    @property
    def query(self) -> str:
        """As `point_count` has it, over the table's rows with a sign."""
        return f"SELECT '{self.layer}', {', '.join(self.counted)}, geom_3857, sign FROM rows WHERE {self.where}"


def counted_points_sql(layers: Iterable[Layer]) -> list[str]:
    """Statements that have the points of layers counted from now on, and no others."""
    every = [_points_of(layer) for layer in layers]
    names = ", ".join(f"'{points.layer}'" for points in every)
    return [
        f"DELETE FROM point_count WHERE layer NOT IN ({names}); DELETE FROM point_cell WHERE layer NOT IN ({names})",
        _any_layer_counted_sql([points for points in every if points.base.startswith("feature_")]),
        *(
            f"SELECT layer.count_points('{p.layer}', '{p.base}', '{', '.join(p.columns)}', {_quoted(p.query)})"
            for p in every
        ),
    ]


def watched_rows_sql(layers: Iterable[Layer]) -> list[str]:
    """Statements that have the tables watched in which the rows of layers are, for who names these themselves."""
    return [f"SELECT layer.watch_rows('{layer.name}')" for layer in layers if layer.storage is Storage.FEATURE]


def _any_layer_counted_sql(every: list[_Points]) -> str:
    """Statements that name no layer's own table may write to any; one look at their rows is enough for all layers."""
    columns = ", ".join(dict.fromkeys(column for points in every for column in points.columns))
    values = " ".join(f"WHEN '{points.layer}' THEN {points.counted[-1]}" for points in every)
    names = ", ".join(f"'{points.layer}'" for points in every)
    query = f"SELECT layer, id, true, CASE layer {values} END, geom_3857, sign FROM rows WHERE layer IN ({names})"
    return f"SELECT layer.watch_points('feature', '{columns}', {_quoted(query)})"


def _points_of(layer: Layer) -> _Points:
    if layer.storage is Storage.OWN:
        where = "position = 'main_entrance' AND upper_inf(valid)"
        counted = ("addressable_id", "is_public", "shown_as")
        return _Points(layer.name, "address_point", counted, where, (*counted, "position", "valid", "geom_3857"))
    by = layer.field(layer.pyramid or "")
    column, value = (by.name, by.name) if by.is_column else ("attributes", f"attributes->>'{by.name}'")
    columns = ("layer", "id", column, "geom_3857")
    return _Points(layer.name, partition(layer), ("id", "true", value), f"layer = '{layer.name}'", columns)


def _quoted(sql: str) -> str:
    return "'" + sql.replace("'", "''") + "'"


def point_cells_sql(layers: Iterable[Layer], audience: Audience) -> str:
    """``map_<audience>.point_cells``: the counts of the points that this audience sees wherever they are."""
    counted = [layer for layer in layers if layer.pyramid]
    names = ", ".join(f"'{layer.name}'" for layer in counted)
    whole = ", ".join(f"'{layer.name}'" for layer in counted if layer.sights[audience] is Sight.ALL)
    where = " AND is_public" if audience is Audience.PUBLIC else f" AND (is_public OR layer IN ({whole}))"
    return (
        f"CREATE VIEW {schema_of(audience)}.point_cells AS SELECT layer, zoom, cell, value, n, sum_x, sum_y, sum_id"
        f" FROM point_cell WHERE layer IN ({names}){where}"
    )


def grants_sql(audience: Audience) -> str:
    schema, role = schema_of(audience), role_of(audience)
    return f"GRANT USAGE ON SCHEMA {schema} TO {role}; GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}"


def open_relations_sql(audience: Audience) -> str:
    """What is beside the layers and everybody's, in the schema of that audience."""
    schema = schema_of(audience)
    return "; ".join(f"CREATE VIEW {schema}.{name} AS SELECT * FROM layer.{name}" for name in OPEN_RELATIONS)


def catalogue_sql(
    layers: Iterable[Layer], own_sql: Iterable[str], fences: Iterable[str], counts: Mapping[Audience, list[str]]
) -> list[str]:
    """All statements, in order, that make partitions, views and grants.

    own_sql: the views of OWN layers. fences: what makes ``fenced.<name>``, which views of audiences read. counts: the
    views of how many there are, by audience.
    """
    layers = list(layers)
    generic = [layer for layer in layers if layer.storage is Storage.FEATURE]
    schemas = ["layer", *(schema_of(audience) for audience in Audience)]
    statements = [partition_sql(layer) for layer in generic]
    statements += [point_partition_sql(layer) for layer in layers if layer.pyramid]
    statements += [f"DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}" for schema in schemas]
    statements += [typed_view_sql(layer) for layer in generic]
    statements += [open_layers_sql(layers), personal_layers_sql(layers), seen_places_sql(layers), *own_sql, *fences]
    for audience in Audience:
        visible = [layer for layer in layers if layer.is_shown_to(audience)]
        statements.append(open_relations_sql(audience))
        statements += [audience_view_sql(layer, audience) for layer in visible]
        statements += [results_sql(layer, audience) for layer in layers if layer.name == GAPS]
        statements.append(named_features_sql(generic, audience))
        statements.append(point_cells_sql(visible, audience))
        statements += counts[audience]
        statements.append(grants_sql(audience))
    return statements
