"""The database that migrating makes: right tables, right rights, and back again."""

import pytest
from alembic import command
from pyproj import Transformer
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ProgrammingError

from geo_api.catalogue.migrate import alembic_config, migrate, revisions
from geo_api.db import owner_connection, role_of, schema_of
from layers.layer import Audience
from layers.registry import layers_for
from layers.tables import metadata
from tests.conftest import SERVICE, Server, TestDatabase

# Of which day and which rule the coverage layers are; names that are searched; units with their history.
BESIDE_LAYERS = (
    "boundary_loads",
    "counts_by_cell",
    "counts_by_unit",
    "coverage_rules",
    "coverage_runs",
    "coverage_results",
    "layer_loads",
    "load_origins",
    "named_features",
    "point_cells",
    "unit_changes",
    "unit_codes",
    "unit_events",
    "unit_lineage",
    "unit_pieces",
    "unit_shapes",
    "unit_titles",
    "unit_versions",
)


def scalars(url: URL, sql: str, role: str | None = None) -> list:
    engine = create_engine(url)
    with engine.connect() as connection:
        if role:
            connection.execute(text(f"SET ROLE {role}"))
        found = list(connection.scalars(text(sql)))
    engine.dispose()
    return found


# Types of PostgreSQL's own that SQLAlchemy has no name for.
@pytest.mark.filterwarnings("ignore:Did not recognize type")
def test_declared_tables_are_those_of_the_database(migrated: TestDatabase):
    engine = create_engine(migrated.owner)
    inspector = inspect(engine)
    for table in metadata.tables.values():
        real = {column["name"]: column for column in inspector.get_columns(table.name)}
        assert {c.name for c in table.columns} == set(real), table.name
        for column in table.columns:
            assert bool(column.nullable) == real[column.name]["nullable"], f"{table.name}.{column.name}"
    engine.dispose()


def test_migrating_again_changes_nothing(empty_db: TestDatabase):
    views = "SELECT oid FROM pg_class WHERE relkind = 'v' ORDER BY oid"
    before = scalars(empty_db.owner, views)
    migrate(empty_db.owner, SERVICE)
    assert scalars(empty_db.owner, views) == before


def test_down_and_up_again_leaves_the_same_schema(server: Server):
    columns = (
        "SELECT table_schema || '.' || table_name || '.' || column_name || ' ' || data_type FROM"
        " information_schema.columns WHERE table_schema IN ('public', 'layer', 'map_public', 'map_staff') ORDER BY 1"
    )
    with server.database() as database:
        migrate(database.owner, SERVICE)
        first = scalars(database.owner, columns)
        with owner_connection(database.owner) as connection:
            command.downgrade(alembic_config(connection), "base")
        assert "public.feature.geom USER-DEFINED" not in scalars(database.owner, columns)
        migrate(database.owner, SERVICE)
        assert scalars(database.owner, columns) == first
        with owner_connection(database.owner) as connection:
            current, head = revisions(connection)
        assert current == head is not None


@pytest.mark.parametrize("audience", list(Audience))
def test_an_audience_reads_its_layers_and_nothing_else(migrated: TestDatabase, audience: Audience):
    visible = "SELECT table_schema || '.' || table_name FROM information_schema.table_privileges WHERE grantee = '{}'"
    granted = set(scalars(migrated.owner, visible.format(role_of(audience))))
    assert granted == {f"{schema_of(audience)}.{name}" for name in [*layers_for(audience), *BESIDE_LAYERS]}


@pytest.mark.parametrize(
    "relation", ["feature", "feature_cameras", "layer.cameras", "map_staff.cameras", "addressable"]
)
def test_the_public_role_is_refused_by_the_database_itself(migrated: TestDatabase, relation: str):
    with pytest.raises(ProgrammingError, match="permission denied"):
        scalars(migrated.service, f"SELECT id FROM {relation} LIMIT 1", role_of(Audience.PUBLIC))


@pytest.mark.parametrize(
    "statement", ["CREATE TEMP TABLE t (a int)", "CREATE FUNCTION pg_temp.f() RETURNS int RETURN 1"]
)
def test_nobody_but_the_owner_makes_anything(server: Server, statement: str):
    """A function of one's own, even a temporary one, could look at the rows that a view hides."""
    with server.database() as database:  # not a copy: PostgreSQL copies no rights on the database itself
        migrate(database.owner, SERVICE)
        with pytest.raises(ProgrammingError, match="permission denied"):
            scalars(database.service, statement, role_of(Audience.PUBLIC))


def test_the_service_role_owns_nothing_and_is_nobody_special(migrated: TestDatabase):
    owned = f"SELECT relname FROM pg_class WHERE pg_get_userbyid(relowner) = '{SERVICE}'"
    assert scalars(migrated.owner, owned) == []
    special = (
        "SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls OR rolreplication OR rolinherit"
        f" FROM pg_roles WHERE rolname = '{SERVICE}'"
    )
    assert scalars(migrated.owner, special) == [False]


def test_fields_for_officials_are_absent_from_the_public_schema(migrated: TestDatabase):
    columns = "SELECT column_name FROM information_schema.columns WHERE table_schema = '{}' AND table_name = 'wifi'"
    assert "note" not in scalars(migrated.admin, columns.format("map_public"))
    assert "note" in scalars(migrated.admin, columns.format("map_staff"))


def test_nam_dinh_s_own_coordinate_system_works(migrated: TestDatabase):
    """Thành phố Nam Định in VN-2000 / TM-3 105°30', which Debian 12's PostGIS does not know by itself."""
    sql = "SELECT ST_X(p) || ' ' || ST_Y(p) FROM ST_Transform(ST_SetSRID(ST_Point(106.1683, 20.42), 4326), 9209) p"
    east, north = map(float, scalars(migrated.owner, sql)[0].split())
    expected = Transformer.from_crs(4326, 9209, always_xy=True).transform(106.1683, 20.42)
    assert (east, north) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("text_", "folded"),
    [
        ("Phường  Đông ẤP", "phuong dong ap"),
        ("Hòa", "hoa"),
        ("Hoà", "hoa"),
        ("Thuỷ", "thuy"),
        ("Trực Hưng", "truc hung"),
    ],
)
def test_search_names_have_no_marks(migrated: TestDatabase, text_: str, folded: str):
    assert scalars(migrated.owner, f"SELECT fold_vi('{text_}')") == [folded]
    decomposed = scalars(migrated.owner, f"SELECT fold_vi(normalize('{text_}', NFD))")
    assert decomposed == [folded]


def test_two_versions_of_a_unit_at_one_time_are_refused(empty_db: TestDatabase):
    engine = create_engine(empty_db.owner)
    insert = text(
        "INSERT INTO unit_version (unit_id, valid, name, kind) VALUES (1, CAST(:valid AS daterange), 'A', 'xã')"
    )
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO unit (level) VALUES ('commune')"))
        connection.execute(insert, {"valid": "[2024-01-01,2025-07-01)"})
        connection.execute(insert, {"valid": "[2025-07-01,)"})
        with pytest.raises(Exception, match="exclusion constraint"):
            connection.execute(insert, {"valid": "[2025-06-30,2025-07-01)"})
    engine.dispose()
