"""A town whose names are attacks, its report, and a browser that is cut off from every network."""

from dataclasses import dataclass, field, replace

import pytest
from shapely import MultiPolygon
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from geo_api.cli import command_line
from geo_api.coverage.evaluate.run import run
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.coverage.test_routes import town
from tests.coverage.world import DAY, WEST, World, build

# What scripts, markup, templates, formulas and the direction of writing are begun and ended with.
EVIL = "</script><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}{%x%}${1}`'\"&lt;\u202egnol\u2028=1+1"
NOTES = """
UPDATE feature SET attributes = attributes
    || jsonb_build_object('note', CAST(:evil AS text), 'operator', CAST(:evil AS text)) WHERE layer = 'wifi'"""
IN_IT = """
WITH made AS (INSERT INTO unit (level) VALUES ('hamlet') RETURNING id)
INSERT INTO unit_version (unit_id, valid, name, kind, parent_id, geom, geom_status)
SELECT made.id, '[2025-07-01,)', :evil, 'xóm', (SELECT unit_id FROM unit_code WHERE code = '00123'),
       ST_GeomFromText(:area, 4326), 'sketch' FROM made"""
RULES = """
UPDATE coverage_run SET rule = rule
    || jsonb_build_object('title', jsonb_build_object('vi', CAST(:evil AS text), 'en', CAST(:evil AS text)))
    || jsonb_build_object('basis', rule->'basis' || jsonb_build_object('doc', CAST(:evil AS text)))"""
HAMLET = WEST.buffer(-0.002)


@pytest.fixture(scope="module")
def coverage_db(server, template):
    with server.database(template) as database:
        yield database


@pytest.fixture(scope="module")
def evil_db(coverage_db):
    """Every text that the data of a town can carry is EVIL."""
    with owner_connection(coverage_db.owner) as connection:
        build(connection, World([replace(unit, name=EVIL) for unit in town().units], town().things))
        connection.execute(text(IN_IT), {"evil": EVIL, "area": MultiPolygon([HAMLET]).wkt})
        connection.execute(text("UPDATE feature SET name = name || :evil"), {"evil": EVIL})
        connection.execute(text(NOTES), {"evil": EVIL})
        connection.execute(text("UPDATE load SET file_name = :evil"), {"evil": EVIL})
        for rule in ("wifi.public-place", "camera.town-places"):
            run(connection, shipped_rules()[rule], DAY)
        connection.execute(text(RULES), {"evil": EVIL})
    return coverage_db


@pytest.fixture(scope="module")
def wardmap(evil_db):
    with pytest.MonkeyPatch.context() as patch:
        for name, url in (("DATABASE_URL", evil_db.service), ("OWNER_DATABASE_URL", evil_db.owner)):
            plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
            patch.setenv(f"WARDMAP_{name}", plain)

        def call(*words):
            result = CliRunner().invoke(command_line(), words, env={"COLUMNS": "200"})
            if result.exception and not isinstance(result.exception, SystemExit):
                raise result.exception
            return result

        yield call


@dataclass
class Reading:
    """A file opened in a browser, and all that it did."""

    page: object
    did: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def opened(browser):
    """Opens files in the system's Chromium with the network off; each must be silent and ask for nothing."""
    readings = []

    def open_file(path, width=1280, height=800):
        page = browser.new_context(viewport={"width": width, "height": height}, offline=True).new_page()
        reading = Reading(page)
        page.on("console", lambda message: reading.did.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: reading.did.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (reading.did.append("dialog"), dialog.dismiss()))
        page.on("request", lambda request: reading.did.append(f"request: {request.url[:80]}"))
        page.goto(path.as_uri())
        page.wait_for_selector(".leaflet-container canvas")
        readings.append((reading, path))
        return page

    yield open_file
    for reading, path in readings:
        reading.page.wait_for_timeout(200)
        allowed = ("request: data:", f"request: {path.as_uri()}"[:80])
        others = [each for each in reading.did if not each.startswith(allowed)]
        assert others == []
        reading.page.context.close()
