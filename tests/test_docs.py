"""The documentation says what the code does."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from geo_api.settings import Settings
from layers.layer import Layer

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", DOCS / "reference.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["layers.md", "commands.md", "api.md", "settings.md"])
def test_reference_pages_are_those_the_code_makes(page: str):
    assert (DOCS / page).read_text(encoding="utf-8") == reference().PAGES[page](), "run: python docs/reference.py"


def test_every_setting_stands_in_the_example_file():
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"WARDMAP_{name.upper()}=" in example


def test_the_readme_begins_with_a_picture_and_the_two_commands():
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8")[:2500]
    assert "./wardmap up" in first_screen
    assert "./wardmap test" in first_screen
    picture = re.search(r"!\[[^]]+\]\(([^)]+\.png)\)", first_screen)
    assert picture
    assert (ROOT / picture[1]).is_file()


@pytest.mark.parametrize("page", [*ROOT.glob("*.md"), *DOCS.rglob("*.md")], ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path):
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_example_of_a_layer_is_a_layer():
    code = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)
    assert code
    names: dict[str, object] = {}
    exec(compile(code[1], "CONTRIBUTING.md", "exec"), names)
    assert isinstance(names["LAYER"], Layer)


def test_the_code_map_names_every_package_and_module():
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    modules = [*ROOT.glob("geo_api/*.py"), *ROOT.glob("loaders/*.py"), *ROOT.glob("layers/*.py")]
    packages = [path.parent for path in ROOT.glob("geo_api/*/__init__.py")]
    declared = {path.stem for path in ROOT.glob("layers/*.py") if "LAYER = Layer(" in path.read_text(encoding="utf-8")}
    named = {path for path in [*modules, *packages] if path.stem != "__init__" and path.stem not in declared}
    silent_on = {path.name for path in named if f"`{path.name}`" not in page and f"`{path.name}/`" not in page}
    assert not silent_on
