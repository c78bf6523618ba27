"""Every real file beside the project: it loads, or is refused for the right reason; docs/real-files.md is the table.

WARDMAP_WRITE_DOCS=1 writes the page anew.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.osm.load import load_osm
from loaders.report import LoadReport
from loaders.units.boundaries.load import load_units
from loaders.units.reform.merge import Law, merge_units

PAGE = Path(__file__).parents[2] / "docs" / "real-files.md"
HEAD = """# Real files

What becomes of each real file that the loaders are tested with, each by itself in a database without data.
Written by tests/loaders/test_real_files.py.

| file | loaded as | what becomes of it |
|---|---|---|
"""
REFORM, DECREES = date(2025, 7, 1), date(2024, 9, 1)
SKIP = LoadOptions(on_error=OnError.SKIP)
Run = Callable[[Connection, Path], str]


@dataclass(frozen=True)
class Case:
    """As what a file is loaded, and the words of the answer that it cannot do without."""

    way: str
    run: Run
    word: str


def _layer(name: str, word: str, options: LoadOptions | None = None, way: str = "") -> Case:
    def run(connection: Connection, path: Path) -> str:
        return _counts(load(connection, all_layers()[name], path, options))

    return Case(f"`load {name}{way}`", run, word)


def _units(level: str, first: date, word: str, last: date | None = None, **columns: str) -> Case:
    def run(connection: Connection, path: Path) -> str:
        options = LoadOptions(mapping=columns)
        return _counts(load_units(connection, path, level, first, options=options, last_day=last))

    named = "".join(f" --map {field}={column}" for field, column in columns.items())
    return Case(f"`load units --level {level}{named}`", run, word)


def _merge(day: date, word: str, options: LoadOptions | None = None) -> Case:
    def run(connection: Connection, path: Path) -> str:
        report = merge_units(connection, path, Law(day, "NQ"), options)
        return f"{report.rows_read} rows read, {report.rows_refused} refused"

    return Case("`units merge`", run, word)


def _osm(word: str) -> Case:
    def run(connection: Connection, path: Path) -> str:
        reports = [each for each in load_osm(connection, path, SKIP) if each.done]
        return ", ".join(f"{each.rows_written} {each.layer}" for each in reports)

    return Case("`load osm`", run, word)


def _counts(report: LoadReport) -> str:
    refused = f", {report.rows_refused} refused" if report.rows_refused else ""
    checks = "".join(
        f"; {check}: {sum(counts.values())}" for check, counts in sorted(report.findings_counts.items()) if counts
    )
    return f"{report.rows_written} of {report.rows_read} rows{refused} ({report.source_crs}){checks}"


CASES: dict[str, Case] = {
    "basemap_ne10m_vietnam.gpkg": _layer("roads", "--source-layer"),
    "cameras_hcmc_2017.csv": _layer(
        "cameras", "282 of 282", LoadOptions(mapping={"key": "camId", "name": "display_name"}), " --map key=camId"
    ),
    "communes_2025_attributes.csv.gz": _layer("public_places", "No column is known to hold coordinates"),
    "legacy_communes_2025-01.csv.gz": _layer(
        "public_places",
        "rows",
        LoadOptions(mapping={"lon": "wardLon", "lat": "wardLat"}, on_error=OnError.SKIP),
        " --map lon=wardLon --map lat=wardLat --on-error skip",
    ),
    "merger_2024_namdinh.csv": _merge(DECREES, "229 rows"),
    "merger_2025.csv.gz": _merge(REFORM, "10604 rows"),
    "merger_2025_ninhbinh.csv": _merge(REFORM, "404 rows"),
    "namdinh_2009_communes.geojson": _units(
        "commune", date(2009, 4, 1), "229 of 229", date(2018, 12, 31), code="gso_code"
    ),
    "namdinh_2024_communes.geojson": _units("commune", DECREES, "175 of 175", date(2025, 6, 30)),
    "ninhbinh_2025_communes.geojson": _units("commune", REFORM, "129 of 129"),
    "ninhbinh_old_communes_from_kml.geojson": _units("commune", DECREES, "code=COLUMN", date(2025, 6, 30)),
    "osm_poi_ninhbinh.geojson": _osm("17 schools"),
    "osm_poi_vietnam.csv.gz": _layer("police_posts", "223 of 84382", SKIP, " --on-error skip"),
    "osm_schools_vietnam.geojson": _osm("schools"),
    "streets_namdinh_2019.csv": _layer("roads", "No column is known to hold coordinates"),
    "vietnam_2009_communes.geojson.gz": _units(
        "commune", date(2009, 4, 1), "5 digits", date(2018, 12, 31), code="code7"
    ),
    "vietnam_2025_communes.geojson.gz": _units("commune", REFORM, "no unit has code 01"),
    "vietnam_2025_provinces.geojson.gz": _units("province", REFORM, "34 of 34", code="province_code"),
    "ward_changes_2019_2024.csv.gz": _merge(DECREES, "went whole"),
    "raw/hanoi_center.graphml": _layer("roads", "no kind"),
    "raw/hanoi_center.osm": _osm("schools"),
    "raw/hanoi_center.osm.pbf": _osm("schools"),
    "raw/hanoi_hospitals_overpass.json": _osm("health_stations"),
    "raw/ninhbinh_commune_boundary_lines.kml": _layer("roads", "of 294", SKIP, " --on-error skip"),
    "raw/ninhbinh_commune_names_TCVN3.kml": _layer("public_places", "146 of 146"),
    "raw/ninhbinh_district_boundary_lines.kml": _layer("roads", "of 32", SKIP, " --on-error skip"),
    "raw/ninhbinh_province_TCVN3.kml": _layer("public_places", "MultiPolygon"),
}


def _answer(connection: Connection, path: Path, case: Case) -> str:
    savepoint = connection.begin_nested()
    try:
        return case.run(connection, path)
    except LoadError as error:
        return f"refused: {error.detail.en}"
    finally:
        savepoint.rollback()


def test_every_real_file_loads_or_is_refused_for_the_right_reason(connection: Connection, shared_data: Path):
    there = {str(path.relative_to(shared_data)) for path in shared_data.rglob("*") if path.is_file()} - {"README.md"}
    assert there <= CASES.keys()
    answers = {name: _answer(connection, shared_data / name, CASES[name]) for name in sorted(there)}
    lines = [f"| {name} | {CASES[name].way} | {answer.replace('|', '/')} |\n" for name, answer in answers.items()]
    if os.environ.get("WARDMAP_WRITE_DOCS"):
        PAGE.write_text(HEAD + "".join(lines), encoding="utf-8")
    for name, answer in answers.items():
        assert CASES[name].word in answer, name
    assert PAGE.read_text(encoding="utf-8") == HEAD + "".join(lines)
