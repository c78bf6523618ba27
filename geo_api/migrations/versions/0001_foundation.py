"""Foundation: loads, features, units in time, addresses, coverage; the TM-3 systems that PostGIS 3.3 lacks.

Revision ID: 0001
"""

from pathlib import Path

from alembic import op
from pyproj import CRS
from sqlalchemy import text

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# VN-2000 / TM-3 by central meridian. Debian 12's PostGIS 3.3 does not have them; 9209 is Nam Định's own.
TM3_SRIDS = range(9205, 9219)

TABLES = (
    "coverage_unit, coverage_result, coverage_run, address_code, address_text, address_point, addressable, "
    "unit_title, unit_lineage, unit_code, unit_version, unit, unit_event, feature, load"
)


def upgrade() -> None:
    connection = op.get_bind()
    connection.exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))
    for srid in TM3_SRIDS:
        crs = CRS.from_epsg(srid)
        connection.execute(
            text(
                "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)"
                " VALUES (:srid, 'EPSG', :srid, :srtext, :proj4text) ON CONFLICT (srid) DO NOTHING"
            ),
            {"srid": srid, "srtext": crs.to_wkt("WKT1_GDAL"), "proj4text": _proj4(crs)},
        )


def _proj4(crs: CRS) -> str:
    meridian = next(p.value for p in crs.coordinate_operation.params if p.name == "Longitude of natural origin")
    return f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 +units=m +no_defs"


def downgrade() -> None:
    # The rows in spatial_ref_sys stay: other tables of the database may use them by now.
    op.execute("DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE")
    op.execute(f"DROP TABLE {TABLES} CASCADE")
    op.execute("DROP SEQUENCE feature_id_seq")
    op.execute("DROP FUNCTION fold_vi(text)")
