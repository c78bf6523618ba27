"""The maps for notebooks: the example of the guide runs, and what it makes is safe and complete."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import make_url

from geo_api.errors import CommandFailed
from geo_api.maps import coverage_map, layer_map

GUIDE = Path(__file__).parents[3] / "docs" / "notebooks.md"


@pytest.fixture(scope="module")
def database(evil_db):
    return make_url(evil_db.service).set(drivername="postgresql").render_as_string(hide_password=False)


def test_the_example_of_the_guide_runs_and_opens_silently(database, opened, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("WARDMAP_DATABASE_URL", database)
    example = re.search(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    exec(compile(example[1], "notebooks.md", "exec"), {})
    page = opened(tmp_path / "wifi.html")
    page.hover(".leaflet-control-layers")
    assert page.locator(".leaflet-control-layers-overlays label").count() == 2


def test_a_cell_shows_the_map_as_a_frame_of_its_own(database):
    shown = layer_map(database, "wifi")._repr_html_()
    assert "srcdoc=" in shown
    assert "<script>alert(1)" not in shown


def test_a_unit_narrows_the_map(database):
    whole, one = (coverage_map(database, "wifi.public-place", unit).get_root().render() for unit in (None, "00124"))
    assert whole.count('"type":"Point"') > one.count('"type":"Point"') == 1


@pytest.mark.parametrize(("layer", "words"), [("no_such", "There is no layer"), ("cameras", "no layer|nothing here")])
def test_what_is_not_there_is_said(database, layer, words):
    with pytest.raises(CommandFailed, match=words):
        layer_map(database, layer)
    with pytest.raises(CommandFailed, match="There is no result of the rule"):
        coverage_map(database, "no.rule")


def test_the_service_does_not_load_folium_and_notebooks_do_not_load_the_service():
    for module, absent in (("geo_api.app", "folium"), ("geo_api.maps.notebook", "fastapi")):
        code = f"import sys, {module}; sys.exit({absent!r} in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
