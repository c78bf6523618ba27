"""The tables behind the layers, as SQLAlchemy sees them. The migrations make them; a test compares the two."""

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Date,
    DateTime,
    Double,
    Integer,
    MetaData,
    Numeric,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB, TSTZRANGE

metadata = MetaData()


def _identity() -> Column[int]:
    return Column("id", BigInteger, primary_key=True)


def _geometry(name: str, kind: str, srid: int, *, computed: str | None = None, required: bool = True) -> Column[object]:
    extra = [Computed(computed)] if computed else []
    return Column(name, Geometry(kind, srid=srid, spatial_index=False), *extra, nullable=bool(computed) or not required)


load = Table(
    "load",
    metadata,
    _identity(),
    Column("layer", Text, nullable=False),
    Column("mode", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_sha256", Text, nullable=False),
    Column("source_layer", Text),
    Column("source_crs", Text),
    Column("operation", Text),
    Column("accuracy_m", Double),
    Column("rows_read", BigInteger, nullable=False),
    Column("rows_written", BigInteger, nullable=False),
    Column("rows_refused", BigInteger, nullable=False),
    Column("report", JSONB, nullable=False),
    Column("loaded_by", Text, nullable=False),
    Column("loaded_at", DateTime(timezone=True), nullable=False),
    Column("undoes", BigInteger),
    Column("rows_before", BigInteger),
)
feature = Table(
    "feature",
    metadata,
    Column("layer", Text, primary_key=True),
    Column("id", BigInteger, primary_key=True),
    Column("key", Text),
    Column("name", Text),
    Column("name_search", Text),
    Column("status", Text),
    Column("host", Text),
    Column("attributes", JSONB, nullable=False),
    _geometry("geom", "GEOMETRY", 4326),
    _geometry("geom_3857", "GEOMETRY", 3857, computed="ST_Transform(geom, 3857)"),
    Column("load_id", BigInteger, nullable=False),
    Column("source_row", BigInteger, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("unit_versions", ARRAY(BigInteger)),
)
feature_past = Table(
    "feature_past",
    metadata,
    Column("load_id", BigInteger, primary_key=True),
    Column("was_removed", Boolean, nullable=False),
    Column("layer", Text, nullable=False),
    Column("id", BigInteger, primary_key=True),
    Column("key", Text),
    Column("name", Text),
    Column("status", Text),
    Column("host", Text),
    Column("attributes", JSONB, nullable=False),
    _geometry("geom", "GEOMETRY", 4326),
    Column("from_load", BigInteger, nullable=False),
    Column("source_row", BigInteger, nullable=False),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
)
unit_event = Table(
    "unit_event",
    metadata,
    _identity(),
    Column("kind", Text, nullable=False),
    Column("effective", Date, nullable=False),
    Column("document", Text),
    Column("note", Text),
    Column("recorded_at", DateTime(timezone=True), nullable=False),
    Column("load_id", BigInteger),
    Column("record_order", BigInteger, nullable=False),
)
unit = Table(
    "unit",
    metadata,
    _identity(),
    Column("level", Text, nullable=False),
    Column("created_by_event", BigInteger),
    Column("ended_by_event", BigInteger),
)
unit_version = Table(
    "unit_version",
    metadata,
    _identity(),
    Column("unit_id", BigInteger, nullable=False),
    Column("valid", DATERANGE, nullable=False),
    Column("recorded", TSTZRANGE, nullable=False),
    Column("name", Text, nullable=False),
    Column("name_search", Text, Computed("fold_vi(name)")),
    Column("kind", Text, nullable=False),
    Column("parent_id", BigInteger),
    _geometry("geom", "MULTIPOLYGON", 4326, required=False),
    _geometry("geom_3857", "MULTIPOLYGON", 3857, computed="ST_Transform(geom, 3857)"),
    _geometry("label_point", "POINT", 3857, computed="ST_PointOnSurface(ST_Transform(geom, 3857))"),
    Column("area_km2", Double, Computed("ST_Area(geom::geography) / 1e6")),
    Column("geom_status", Text, nullable=False),
    Column("geom_source", Text),
    Column("load_id", BigInteger),
    Column("event_id", BigInteger),
    Column("qualifier", Text),
)
unit_piece = Table(
    "unit_piece",
    metadata,
    Column("version_id", BigInteger, nullable=False),
    _geometry("geom", "POLYGON", 4326),
)
unit_code = Table(
    "unit_code",
    metadata,
    Column("scheme", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("unit_id", BigInteger, nullable=False),
    Column("valid", DATERANGE, nullable=False),
)
unit_lineage = Table(
    "unit_lineage",
    metadata,
    Column("event_id", BigInteger, primary_key=True),
    Column("from_unit", BigInteger, primary_key=True),
    Column("to_unit", BigInteger, primary_key=True),
    Column("part", Text, nullable=False),
    Column("w_area", Numeric),
    Column("w_address", Numeric),
    Column("w_population", Numeric),
)
unit_title = Table(
    "unit_title",
    metadata,
    Column("unit_id", BigInteger, nullable=False),
    Column("title", Text, nullable=False),
    Column("valid", DATERANGE, nullable=False),
    Column("document", Text),
)
addressable = Table(
    "addressable",
    metadata,
    _identity(),
    Column("kind", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("parent_id", BigInteger),
    Column("created_at", DateTime(timezone=True), nullable=False),
)
address_point = Table(
    "address_point",
    metadata,
    _identity(),
    Column("addressable_id", BigInteger, nullable=False),
    Column("position", Text, nullable=False),
    Column("valid", DATERANGE, nullable=False),
    _geometry("geom", "POINT", 4326),
    _geometry("geom_3857", "POINT", 3857, computed="ST_Transform(geom, 3857)"),
    Column("method", Text, nullable=False),
    Column("accuracy_m", Double),
    Column("shown_as", Text),
    Column("is_public", Boolean, nullable=False),
    Column("unit_versions", ARRAY(BigInteger)),
)
address_text = Table(
    "address_text",
    metadata,
    _identity(),
    Column("addressable_id", BigInteger, nullable=False),
    Column("valid", DATERANGE, nullable=False),
    Column("number", Text),
    Column("street", Text),
    Column("hamlet_id", BigInteger),
)
address_code = Table(
    "address_code",
    metadata,
    Column("code", Text, primary_key=True),
    Column("addressable_id", BigInteger, nullable=False),
    Column("assigned_at", DateTime(timezone=True), nullable=False),
)
indicator = Table(
    "indicator",
    metadata,
    _identity(),
    Column("unit_id", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("period", DATERANGE, nullable=False),
    Column("source", Text),
    Column("load_id", BigInteger, nullable=False),
)
indicator_past = Table(
    "indicator_past",
    metadata,
    Column("load_id", BigInteger, primary_key=True),
    Column("id", BigInteger, primary_key=True),
    Column("unit_id", BigInteger, nullable=False),
    Column("code", Text, nullable=False),
    Column("value", Double, nullable=False),
    Column("period", DATERANGE, nullable=False),
    Column("source", Text),
    Column("from_load", BigInteger, nullable=False),
)
coverage_run = Table(
    "coverage_run",
    metadata,
    _identity(),
    Column("rule_id", Text, nullable=False),
    Column("rule_version", Integer, nullable=False),
    Column("rule", JSONB, nullable=False),
    Column("at", Date, nullable=False),
    Column("computed_at", DateTime(timezone=True), nullable=False),
    Column("valid", DATERANGE),
    Column("is_open", Boolean, nullable=False),
    Column("sources", JSONB, nullable=False),
    # Of PostgreSQL's own types pg_snapshot and xid8.
    Column("seen", Text, nullable=False),
    Column("made_by", Text, nullable=False),
    Column("reads", ARRAY(Text), nullable=False),
    Column("needs", ARRAY(Text), nullable=False),
    Column("changed_by", Text, nullable=False),
    Column("reach_m", Double, nullable=False),
)
coverage_tally = Table(
    "coverage_tally",
    metadata,
    Column("run_id", BigInteger, nullable=False),
    *(Column(name, BigInteger) for name in ("hamlet_id", "commune_id", "unit_id")),
    *(Column(name, BigInteger, nullable=False) for name in ("subjects", "passed", "failed", "unknown")),
    Column("w", Double),
    *(Column(name, Double, nullable=False) for name in ("w_passed", "w_failed")),
    *(Column(name, Boolean, nullable=False) for name in ("weighed", "rest_weighed", "good_weighed")),
    *(Column(name, Boolean, nullable=False) for name in ("by_people", "by_addresses")),
)
coverage_result = Table(
    "coverage_result",
    metadata,
    Column("id", BigInteger, nullable=False),
    Column("run_id", BigInteger, primary_key=True),
    Column("layer", Text, primary_key=True),
    Column("subject_id", BigInteger, primary_key=True),
    Column("name", Text),
    Column("unit_id", BigInteger),
    Column("outcome", Text, nullable=False),
    Column("measure", Double),
    Column("target_layer", Text),
    Column("target_id", BigInteger),
    Column("distance_m", Double),
    _geometry("geom", "GEOMETRY", 4326, required=False),
    _geometry("geom_3857", "GEOMETRY", 3857, computed="ST_Transform(geom, 3857)"),
    Column("part", BigInteger, primary_key=True),
    Column("weight", Double),
    Column("commune_id", BigInteger),
    Column("hamlet_id", BigInteger),
)
coverage_unit = Table(
    "coverage_unit",
    metadata,
    Column("id", BigInteger, nullable=False),
    Column("run_id", BigInteger, primary_key=True),
    Column("unit_id", BigInteger, primary_key=True),
    Column("version_id", BigInteger, nullable=False),
    Column("subjects", Integer, nullable=False),
    Column("passed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("unknown", Integer, nullable=False),
    Column("share", Double),
    Column("outcome", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("weight_total", Double),
    Column("weight_passed", Double),
    Column("weighed_by", Text),
    Column("is_withheld", Boolean, nullable=False),
)
coverage_rule = Table(
    "coverage_rule",
    metadata,
    Column("id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("state", Text, nullable=False),
    Column("document", JSONB, nullable=False),
    Column("shipped_version", Integer, nullable=False),
    Column("note", Text, nullable=False),
    Column("edited_by", Text, nullable=False),
    Column("edited_at", DateTime(timezone=True), nullable=False),
)
coverage_failure = Table(
    "coverage_failure",
    metadata,
    Column("rule_id", Text, primary_key=True),
    Column("rule_version", Integer, primary_key=True),
    Column("failed_at", DateTime(timezone=True), nullable=False),
)
