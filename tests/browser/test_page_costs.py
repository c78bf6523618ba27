"""`wardmap bench pages`: every figure of a page is told, on a small world as it stands."""

import re
import subprocess
import sys
from pathlib import Path

from sqlalchemy import text

from geo_api.db import owner_connection
from tests.access.world import made_world
from tests.conftest import Server

ROOT = Path(__file__).parents[2]
FIGURES = {
    "first map, ms",
    "largest paint, ms",
    "blocked, ms",
    "layout shift",
    "JavaScript, kB gzip",
    "requests",
    "foreign requests",
    "console errors",
}
ACTS = {"zoom, ms", "open form, ms", "leave form, ms", "show progress, ms"}


def test_every_figure_of_a_page_is_told(server: Server, template: str) -> None:
    with server.database(template) as database:
        made_world(database, rows_a_layer=0)
        address = database.owner.render_as_string(hide_password=False)
        words = ("bench", "pages", "here", address, "/field", "rounds=1", "slowdown=2")
        command = [sys.executable, "-c", "from geo_api.cli import main; main()", *words]
        told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        with owner_connection(database.owner) as connection:
            left = connection.scalar(text("SELECT count(*) FROM account WHERE name LIKE 'wardmap-bench%'"))
    assert told.returncode == 0, told.stderr
    figures = {row[1]: row[2:] for line in told.stdout.splitlines() if len(row := _cells(line)) == 7}
    assert figures.keys() >= FIGURES | ACTS
    assert all(re.fullmatch(r"[\d.,]+", figures[name][1]) for name in FIGURES | ACTS), told.stdout
    assert (figures["foreign requests"][1], figures["console errors"][1]) == ("0", "0")
    assert left == 0


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("│").split("│")]
