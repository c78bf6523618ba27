"""The real KML files of Ninh Bình: VN-2000 labelled WGS 84, against the official boundaries of 2025."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.load import load
from loaders.options import LoadOptions, OnError
from loaders.units.boundaries.load import load_units

ROADS = all_layers()["roads"]


def test_boundary_lines_in_vn2000_labelled_wgs_84(connection: Connection, shared_data: Path):
    load_units(connection, shared_data / "ninhbinh_2025_communes.geojson", "commune", date(2025, 7, 1))
    for name in ("ninhbinh_commune_boundary_lines.kml", "ninhbinh_district_boundary_lines.kml"):
        path = shared_data / "raw" / name
        said = load(connection, ROADS, path, LoadOptions(dry_run=True, on_error=OnError.SKIP))
        [warning] = [finding for finding in said.findings if finding.check == "crs"]
        assert warning.amount == pytest.approx(224, abs=1)
        assert "196 m east, 110 m south" in warning.text.en
        assert "--crs EPSG:4756" in warning.text.en
        corrected = LoadOptions(dry_run=True, on_error=OnError.SKIP, crs="EPSG:4756")
        assert not [finding for finding in load(connection, ROADS, path, corrected).findings if finding.check == "crs"]
