"""Every role, relation, view, policy and powerful function is as the declared matrix has it; there are no others."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, text

from geo_api.catalogue import fences
from geo_api.db import Duty, role_of
from layers.layer import Audience
from layers.registry import all_layers
from tests.access import rights
from tests.access.declared import differences, entry_for, matrix
from tests.conftest import SERVICE, TestDatabase


@pytest.fixture(scope="module")
def catalogue(migrated: TestDatabase) -> Iterator[Connection]:
    engine = create_engine(migrated.admin)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def relations_declared() -> dict[str, dict[str, str]]:
    """Those with the name of a layer in place of `*`; an entry of its own comes before them."""
    declared: dict[str, dict[str, str]] = {}
    for name, given in matrix()["relations"].items():
        if "*" in name:
            declared = {name.replace("*", layer): given for layer in all_layers()} | declared
    return declared | {name: given for name, given in matrix()["relations"].items() if "*" not in name}


def test_every_relation_is_declared_with_its_rights(catalogue: Connection):
    declared, found = relations_declared(), rights.relations(catalogue)
    assert len(found) > 100
    to_write = [as_entry(name, given) for name, given in sorted(found.items()) if declared.get(name) != given]
    assert not to_write, "so it is; is it right? Then [relations] of matrix.toml says:\n" + "\n".join(to_write)
    named = {name for name in matrix()["relations"] if "*" not in name}
    assert sorted(named - found.keys()) == [], "remove these from [relations] of matrix.toml"


def as_entry(name: str, given: dict[str, str]) -> str:
    rights_of = ", ".join(f'{who} = "{may}"' for who, may in sorted(given.items()))
    return f'"{name}" = {{ {rights_of} }}' if rights_of else f'"{name}" = {{}}'


def test_every_role_is_declared_and_has_no_power(catalogue: Connection):
    # Roles belong to the whole server, where there may be those of another version: they have no right here, as
    # the test of relations shows.
    made = {role_of(which) for which in (*Audience, *Duty)} | {fences.ROLE, SERVICE}
    assert differences("roles", matrix()["roles"], made) == []
    found = rights.by_name(catalogue, rights.ROLES)
    for name in made:
        role, declared = found[name], matrix()["roles"][name]
        assert not role.has_power, f"{name} is a superuser, passes policies by, or makes roles or databases"
        assert role.signs_in == declared.get("signs_in", False), name
        assert [taken for taken in role.takes_on if taken in made] == declared.get("takes_on", []), name
    assert found[SERVICE].inherits is False


def test_nobody_but_the_owner_owns_anything_or_makes_anything(catalogue: Connection, template: str):
    found = rights.by_name(catalogue, rights.ROLES)
    owned = {name: role.owns for name, role in found.items() if role.owns}
    fenced = [name for name in matrix()["relations"] if name.startswith("fenced.")]
    assert {name: sorted(what) for name, what in owned.items()} == {"wardmap_fenced": sorted(fenced)}
    makers = {(row.name, row.what) for row in catalogue.execute(text(rights.MAKERS), {"migrated": template})}
    declared = {(name, "TEMPORARY") for name, role in matrix()["roles"].items() if "makes" in role}
    # The service has what it takes on only by SET ROLE, but PostgreSQL says what it may in the end.
    assert {maker for maker in makers if maker[0] != SERVICE} == declared


def test_schemas_open_to_those_declared(catalogue: Connection):
    found = rights.by_name(catalogue, rights.SCHEMAS)
    assert {name: sorted(row.who) for name, row in found.items()} == matrix()["schemas"]


def what_is_seen(row: Any) -> str:
    """In the matrix's word, by the view's own text."""
    if "fenced." in row.sql:
        return "own"
    return "open" if "WHERE" in row.sql and "is_public" in row.sql.rsplit("WHERE", 1)[1] else "all"


def test_each_kind_of_asker_has_of_each_layer_what_is_declared(catalogue: Connection):
    views = list(catalogue.execute(text(rights.VIEWS)))
    declared = matrix()["layers_of_everybody"]
    open_to_all = {*declared["layers"], *declared["beside_layers"]}
    found = {name: dict.fromkeys(Audience, "nothing") for name in {row.name for row in views} - open_to_all}
    for row in views:
        if row.name in found:
            found[row.name][Audience(row.kind)] = what_is_seen(row)
    assert found == matrix()["layers"], "compare with [layers] of matrix.toml"
    everywhere = {row.name: {v.kind for v in views if v.name == row.name} for row in views if row.name in open_to_all}
    assert differences("layers_of_everybody", open_to_all, everywhere) == []
    assert {name for name, kinds in everywhere.items() if kinds != set(Audience)} == set()
    assert [row.name for row in views if row.name in declared["layers"] and what_is_seen(row) != "all"] == []


def test_fields_that_not_everybody_has_are_declared(catalogue: Connection):
    of_layer = {}
    for row in catalogue.execute(text(rights.VIEWS)):
        of_layer.setdefault(row.name, set()).add(row.kind)
    columns = rights.by_name(catalogue, rights.COLUMNS)
    kept = {n: set(row.kinds) for n, row in columns.items() if set(row.kinds) != of_layer[n.partition(".")[0]]}
    assert differences("fields", matrix()["fields"], kept) == []
    for name, kinds in kept.items():
        entry = entry_for(name, matrix()["fields"])
        assert kinds == set(matrix()["fields"][entry]) & of_layer[name.partition(".")[0]], name


def test_policies_are_those_declared(catalogue: Connection):
    assert rights.policies(catalogue) == matrix()["policies"]


def test_functions_with_the_owner_s_rights_are_called_by_those_declared(catalogue: Connection):
    found = rights.by_name(catalogue, rights.DEFINERS)
    declared = matrix()["definers"]
    assert differences("definers", declared, found) == []
    callers = {name: "trigger" if row.is_trigger else row.who for name, row in found.items()}
    wrong = {name: who for name, who in callers.items() if who != declared[entry_for(name, declared)]}
    assert wrong == {}, "name: who may call it, against [definers] of matrix.toml"


def test_the_service_s_login_reaches_no_table_but_by_a_role(migrated: TestDatabase, catalogue: Connection):
    query = (
        "SELECT oid::regclass::text FROM pg_class WHERE relnamespace = ANY (ARRAY['public', 'layer', 'fenced',"
        " 'map_public', 'map_police']::regnamespace[]) AND relkind IN ('r', 'p', 'v', 'S')"
        " AND (relkind = 'S' AND has_sequence_privilege(:role, oid, 'USAGE, SELECT, UPDATE')"
        " OR relkind <> 'S' AND (has_table_privilege(:role, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')"
        " OR has_any_column_privilege(:role, oid, 'SELECT, INSERT, UPDATE')))"
    )
    reached = set(catalogue.scalars(text(query), {"role": "wardmap_service"}))
    assert reached == {"spatial_ref_sys", "geometry_columns", "geography_columns"}
