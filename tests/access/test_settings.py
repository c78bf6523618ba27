"""Settings that are wrong are named; what they hold is not shown."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WARDMAP_POOL_SIZE", "0"),
        ("WARDMAP_POOL_SIZE", "many"),
        ("WARDMAP_STATEMENT_TIMEOUT_MS", "1"),
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
