"""Settings that are wrong are named; what they hold is not shown."""

import os
import subprocess
import sys

import pytest
from pydantic import ValidationError

from geo_api.settings import Settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDMAP_POOL_SIZE", "0"),
        ("WARDMAP_POOL_SIZE", "many"),
        ("WARDMAP_STATEMENT_TIMEOUT_MS", "1"),
        ("WARDMAP_BASEMAP_URL", "https://tiles.example.vn/{z}/{x}.png"),
        ("WARDMAP_BASEMAP_URL", "ftp://tiles.example.vn/{z}/{x}/{y}.png"),
        ("WARDMAP_BASEMAP_URL", "https://tiles.example.vn; script-src */{z}/{x}/{y}.png"),
        ("WARDMAP_BASEMAP_URL", "/srv/base.mbtiles"),
        ("WARDMAP_DATABASE_URL", "mysql://user:hidden-password@host/db"),
        ("WARDMAP_DATABASE_URL", "hidden-password"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(name: str, value: str):
    done = subprocess.run(
        [sys.executable, "-m", "geo_api.cli", "doctor"],
        env={**os.environ, name: value},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert name in done.stderr
    assert "hidden-password" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_base_map_has_to_say_whose_it_is():
    with pytest.raises(ValidationError, match="whose the base map"):
        Settings(basemap_url="https://tiles.example.vn/{z}/{x}/{y}.png")
    assert (
        Settings(basemap_url="https://tiles.example.vn/{z}/{x}/{y}.png", basemap_attribution=" © X ").basemap_file
        is None
    )
