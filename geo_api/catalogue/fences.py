"""SQL text of the fences between units: which rows of guarded layers an official's views let through. Pure.

``fenced.<name>`` is ``layer.<name>`` once more, owned by a role that row-level security holds for. Views of officials
read guarded layers from there.
"""

from collections.abc import Iterable, Sequence

from geo_api.catalogue.views import FENCED, GAPS, RESULTS, partition, typed_view_sql
from layers.layer import Audience, Layer, Storage

# Owns the views and nothing else; nobody signs in as it or takes it on.
ROLE = "wardmap_fenced"


def is_guarded(layer: Layer) -> bool:
    """Whether for some kind of asker the rows of `layer` hang on units."""
    return any(map(layer.is_fenced_for, Audience))


def fences_sql(layers: Iterable[Layer], functions: str, own_fences: Sequence[str]) -> list[str]:
    """Statements, in order, after the views of ``layer`` and before those of audiences."""
    guarded = [layer for layer in layers if is_guarded(layer)]
    generic = [layer for layer in guarded if layer.storage is Storage.FEATURE]
    statements = [functions]
    statements += [f"SELECT layer.fence('{partition(layer)}')" for layer in generic]
    statements += own_fences
    statements.append(
        f"DROP SCHEMA IF EXISTS {FENCED} CASCADE; CREATE SCHEMA {FENCED}; GRANT USAGE ON SCHEMA layer TO {ROLE}"
    )
    statements += [typed_view_sql(layer, FENCED) for layer in generic]
    names = [layer.name for layer in guarded]
    statements += [_copied_view_sql(layer.name) for layer in guarded if layer.storage is Storage.OWN]
    if GAPS in names:
        statements.append(_copied_view_sql(RESULTS))
        names.append(RESULTS)
    # To own a view in it one must be able to make one there, for that moment.
    statements.append(f"GRANT USAGE, CREATE ON SCHEMA {FENCED} TO {ROLE}")
    statements += [f'ALTER VIEW {FENCED}."{name}" OWNER TO {ROLE}' for name in names]
    statements.append(f"REVOKE CREATE ON SCHEMA {FENCED} FROM {ROLE}")
    return statements


def _copied_view_sql(name: str) -> str:
    """The view ``layer.<name>`` under the same words in the schema of fenced ones."""
    return (
        f"DO $$ BEGIN EXECUTE 'CREATE VIEW {FENCED}.\"{name}\" AS '"
        f" || pg_get_viewdef('layer.\"{name}\"'::regclass); END $$"
    )
