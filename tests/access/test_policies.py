"""The policies, read as a linter reads them; and a control of each promise: with its fence broken, a test goes red."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, create_engine, text

from geo_api.account import Role
from geo_api.catalogue.fences import is_guarded
from geo_api.db import owner_connection
from layers.layer import Audience
from layers.registry import all_layers
from tests.access import rights, test_matrix_rights
from tests.access.declared import matrix
from tests.access.oracle import seen
from tests.access.ways import Question, by_key, one_by_its_id, whole
from tests.access.world import Held, World, made_world
from tests.accounts.tools import browser
from tests.conftest import Server, TestDatabase

# Tables that a view reads, through other views too.
READ_BY = """
WITH RECURSIVE read (oid) AS (
    SELECT to_regclass(:view)::oid
    UNION SELECT d.refobjid FROM read JOIN pg_rewrite AS r ON r.ev_class = read.oid
      JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid
       AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> read.oid)
SELECT c.oid::regclass::text FROM read JOIN pg_class AS c USING (oid) WHERE c.relkind IN ('r', 'p')
"""
GUARDED = sorted(name for name, layer in all_layers().items() if is_guarded(layer))
OFFICIALS = ("staff", "police")


@pytest.fixture
def superuser(migrated: TestDatabase) -> Iterator[Connection]:
    """In a transaction that is undone."""
    engine = create_engine(migrated.admin)
    with engine.connect() as connection:
        yield connection
        connection.rollback()
    engine.dispose()


def test_every_table_behind_a_fence_has_a_policy_or_is_declared_to_need_none(superuser: Connection):
    read = {t for name in GUARDED for t in superuser.scalars(text(READ_BY), {"view": f"fenced.{name}"})}
    policed = {name.removeprefix("public.") for name in matrix()["policies"]}
    open_to_the_fenced = set(matrix()["read_behind_fences"]["tables"])
    assert policed <= read
    assert read - policed == open_to_the_fenced, "compare with [read_behind_fences] of matrix.toml"


def test_every_policy_asks_for_the_units_and_none_lets_all_through(superuser: Connection):
    found = list(superuser.execute(text(rights.GUARDED)))
    assert len(found) >= 4
    for row in found:
        assert row.is_on, row.name
        assert row.polname, f"{row.name} has row-level security and no policy"
        assert row.seen not in ("true", "(true)"), row.name
        assert "asker_is_everywhere" in row.seen, row.name
        assert "asker_versions" in row.seen or "asker_units" in row.seen, row.name
        assert row.roles == ["wardmap_fenced"], row.name
        assert row.polpermissive, row.name


def test_views_of_officials_read_guarded_layers_behind_the_fence_and_with_its_owner_s_rights(superuser: Connection):
    views = {(row.kind, row.name): row.sql for row in superuser.execute(text(rights.VIEWS))}
    for name in GUARDED:
        for kind in (kind for kind in OFFICIALS if all_layers()[name].is_fenced_for(Audience(kind))):
            assert f"fenced.{name}" in views[kind, name], (kind, name)
            assert "layer." not in views[kind, name], (kind, name)
    # security_invoker would ask the reader's rights; of the owner's views in `fenced` the policies would not be asked.
    options = "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'v' AND reloptions::text LIKE '%invoker%'"
    assert list(superuser.scalars(text(options))) == []


@dataclass(frozen=True)
class Fence:
    """One promise: a look that a commune's official takes, and statements that break what holds it."""

    layer: str
    kind: str
    way: Callable[[Question], None]
    broken: str
    mended: str


def replaced(policy_of: str, seen_now: str) -> str:
    return f"ALTER POLICY own_units ON {policy_of} USING ({seen_now})"


OWN = "(SELECT layer.asker_is_everywhere()) OR {} OR unit_versions && (SELECT layer.asker_versions())"
GAPS = """(SELECT layer.asker_is_everywhere()) OR (layer IN (SELECT name FROM layer.open_layers)
    AND run_id IN (SELECT id FROM coverage_run WHERE is_open)
    AND (target_layer IS NULL OR target_layer IN (SELECT name FROM layer.open_layers)))
    OR commune_id = ANY (SELECT unnest(layer.asker_units())) OR hamlet_id = ANY (SELECT unnest(layer.asker_units()))"""
VERSIONS = (
    "CREATE OR REPLACE FUNCTION layer.asker_versions() RETURNS bigint[] LANGUAGE sql STABLE PARALLEL SAFE RETURN {}"
)
ANYWHERE = (
    "CREATE OR REPLACE FUNCTION layer.asker_is_everywhere() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE RETURN {}"
)
FENCES = {
    "cameras' policy lets all through": Fence(
        "cameras", "police", whole, replaced("feature_cameras", "true"),
        replaced("feature_cameras", OWN.format("false")),
    ),
    "feedback's policy lets all through": Fence(
        "feedback", "staff", whole, replaced("feature_feedback", "true"),
        replaced("feature_feedback", OWN.format("false")),
    ),
    "addresses' policy lets all through": Fence(
        "addresses", "police", whole, replaced("address_point", "true"),
        replaced("address_point", OWN.format("is_public")),
    ),
    "the policy of gaps lets all through": Fence(
        "coverage_gaps", "staff", whole, replaced("coverage_result", "true"), replaced("coverage_result", GAPS)
    ),
    "a policy forgets what is public": Fence(
        "addresses", "staff", whole, replaced("address_point", OWN.format("false")),
        replaced("address_point", OWN.format("is_public")),
    ),
    "row-level security is off": Fence(
        "cameras", "staff", by_key, "ALTER TABLE feature_cameras DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE feature_cameras ENABLE ROW LEVEL SECURITY",
    ),
    "the policy is gone": Fence(
        "cameras", "police", whole, "ALTER POLICY own_units ON feature_cameras TO wardmap_tiles",
        "ALTER POLICY own_units ON feature_cameras TO wardmap_fenced",
    ),
    "the fenced view belongs to the tables' owner": Fence(
        "feedback", "police", whole, "ALTER VIEW fenced.feedback OWNER TO wardmap",
        "GRANT CREATE ON SCHEMA fenced TO wardmap_fenced; ALTER VIEW fenced.feedback OWNER TO wardmap_fenced;"
        " REVOKE CREATE ON SCHEMA fenced FROM wardmap_fenced",
    ),
    "the view of police reads past the fence": Fence(
        "cameras", "police", one_by_its_id,
        "DO $$ BEGIN EXECUTE replace('CREATE OR REPLACE VIEW map_police.cameras AS '"
        " || pg_get_viewdef('map_police.cameras'::regclass), 'fenced.cameras', 'layer.cameras'); END $$",
        "DO $$ BEGIN EXECUTE replace('CREATE OR REPLACE VIEW map_police.cameras AS '"
        " || pg_get_viewdef('map_police.cameras'::regclass), 'layer.cameras', 'fenced.cameras'); END $$",
    ),
    "everybody is everywhere": Fence(
        "cameras", "staff", whole, ANYWHERE.format("true"),
        ANYWHERE.format("coalesce(current_setting('wardmap.everywhere', true) = 'on', false)"),
    ),
    "everybody is of every unit": Fence(
        "cameras", "police", whole, VERSIONS.format("ARRAY(SELECT generate_series(1, 1000))::bigint[]"),
        VERSIONS.format("string_to_array(current_setting('wardmap.versions', true), ',')::bigint[]"),
    ),
    "rows are placed nowhere": Fence(
        "feedback", "staff", whole, "UPDATE feature_feedback SET unit_versions = '{}'",
        "UPDATE feature_feedback SET unit_versions = layer.versions_at(geom)",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def scratch(server: Server, template: str) -> Iterator[tuple[World, TestClient]]:
    """A world whose fences may be broken."""
    with server.database(template) as database:
        world = made_world(database)
        with browser(database) as client:
            yield world, client


@contextmanager
def broken(database: TestDatabase, fence: Fence) -> Iterator[None]:
    with owner_connection(database.admin) as connection:
        connection.exec_driver_sql(fence.broken)
    yield
    with owner_connection(database.admin) as connection:
        connection.exec_driver_sql(fence.mended)


def looked(world: World, client: TestClient, fence: Fence, times: int) -> None:
    """What the official of commune A sees is what the rule says, at several looks."""
    role = {"staff": Role.COMMUNE_EDITOR, "police": Role.VERIFIER}[fence.kind]
    who = (Held(role, "commune A"),)
    allowed = seen(world, fence.layer, who, fence.kind)
    chance = random.Random(1)
    for _ in range(times):
        base = f"/as/{fence.kind}"
        fence.way(Question(client, world, chance, world.headers(*who), base, fence.layer, allowed))


@pytest.mark.parametrize("name", FENCES)
def test_control_with_a_fence_broken_its_test_goes_red(scratch: tuple[World, TestClient], name: str):
    fence, (world, client) = FENCES[name], scratch
    looked(world, client, fence, 20)
    with broken(world.database, fence), pytest.raises(AssertionError):
        looked(world, client, fence, 20)
    looked(world, client, fence, 3)


# What is changed without a word in the matrix, and the test that tells.
CHANGES = {
    "CREATE TABLE public.secret_notes (id int)": test_matrix_rights.test_every_relation_is_declared_with_its_rights,
    "GRANT SELECT ON public.account TO wardmap_public": (
        test_matrix_rights.test_every_relation_is_declared_with_its_rights
    ),
    "GRANT UPDATE (password_hash) ON public.account TO wardmap_loads": (
        test_matrix_rights.test_every_relation_is_declared_with_its_rights
    ),
    "GRANT SELECT ON public.feature_cameras_rows TO wardmap_fenced": (
        test_matrix_rights.test_every_relation_is_declared_with_its_rights
    ),
    "GRANT SELECT ON public.unit TO PUBLIC": test_matrix_rights.test_every_relation_is_declared_with_its_rights,
    "GRANT USAGE ON SCHEMA layer TO wardmap_public": test_matrix_rights.test_schemas_open_to_those_declared,
    "CREATE POLICY more ON public.address_point FOR SELECT TO wardmap_fenced USING (true)": (
        test_matrix_rights.test_policies_are_those_declared
    ),
    "ALTER TABLE public.feature_cameras DISABLE ROW LEVEL SECURITY": (
        test_matrix_rights.test_policies_are_those_declared
    ),
    "CREATE FUNCTION layer.all_of_it() RETURNS bigint LANGUAGE sql SECURITY DEFINER RETURN 1": (
        test_matrix_rights.test_functions_with_the_owner_s_rights_are_called_by_those_declared
    ),
    "GRANT EXECUTE ON FUNCTION layer.recount(text) TO wardmap_tiles": (
        test_matrix_rights.test_functions_with_the_owner_s_rights_are_called_by_those_declared
    ),
    "CREATE VIEW map_public.cameras AS SELECT * FROM layer.cameras": (
        test_matrix_rights.test_each_kind_of_asker_has_of_each_layer_what_is_declared
    ),
    "CREATE OR REPLACE VIEW map_public.addresses AS SELECT id, code, kind, status, number, street, hamlet, geom,"
    " geom_3857 FROM layer.addresses": test_matrix_rights.test_each_kind_of_asker_has_of_each_layer_what_is_declared,
    "CREATE OR REPLACE VIEW map_staff.cameras AS SELECT *, 1 AS direction FROM map_staff.cameras_before": (
        test_matrix_rights.test_fields_that_not_everybody_has_are_declared
    ),
    "CREATE POLICY all_of_them ON public.feature_feedback FOR SELECT TO wardmap_fenced USING (true)": (
        test_every_policy_asks_for_the_units_and_none_lets_all_through
    ),
}


@pytest.mark.parametrize("statement", CHANGES)
def test_control_what_is_not_declared_is_told(superuser: Connection, statement: str):
    CHANGES[statement](superuser)
    if "cameras_before" in statement:
        superuser.execute(text("ALTER VIEW map_staff.cameras RENAME TO cameras_before"))
    superuser.execute(text(statement))
    with pytest.raises(AssertionError):
        CHANGES[statement](superuser)
