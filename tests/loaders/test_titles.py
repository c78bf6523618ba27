"""Every check that a load makes has a title, and no title is left over."""

import ast
from collections.abc import Iterator
from pathlib import Path

import loaders
from layers.registry import all_layers
from loaders.report import Severity
from loaders.titles import CHECKS, SEVERITIES, field_words

FOLDER = Path(loaders.__file__).parent
# Made from the names that its callers give.
PASSED_ON = {"overlap", "gap", "outside_parent", "uncovered", "predecessors"}


def _named(tree: ast.AST) -> Iterator[str]:
    """Literal names of checks: in ``Finding(check="…")`` and ``…CHECK = "…"``."""
    for node in ast.walk(tree):
        match node:
            case ast.keyword(arg="check", value=ast.Constant(value=str(name))):
                yield name
            case ast.Assign(targets=[ast.Name(id=variable)], value=ast.Constant(value=str(name))) if variable.endswith(
                "CHECK"
            ):
                yield name


def test_every_check_has_a_title_and_every_title_a_check():
    found = {name for path in FOLDER.rglob("*.py") for name in _named(ast.parse(path.read_text(encoding="utf-8")))}
    assert found | PASSED_ON == set(CHECKS)
    text = "".join(path.read_text(encoding="utf-8") for path in (FOLDER / "units").rglob("*.py"))
    assert all(f'"{name}"' in text for name in PASSED_ON)


def test_every_severity_has_words():
    assert set(SEVERITIES) == {severity.value for severity in Severity}


def test_fields_are_named_by_their_titles():
    assert field_words("schools", "level").vi == "Cấp học (level)"
    assert field_words("schools", "geometry").vi == "Vị trí (geometry)"
    assert field_words("units", "commune_code").vi != "commune_code"
    assert field_words("schools", "osm_id").vi == "osm_id"
    for layer in all_layers().values():
        assert all(field.title.vi in field_words(layer.name, field.name).vi for field in layer.fields)
