"""The ground that cameras see, roads that nothing covers, and where what passes is.

Revision ID: 0028
"""

from pathlib import Path

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP TABLE camera_sight, coverage_blind_spot;
        UPDATE coverage_result SET geom = NULL WHERE outcome IN ('pass', 'not_applicable') AND geom IS NOT NULL;
        DROP INDEX coverage_gap_3857, coverage_nearest_3857, coverage_nearest_id;
        CREATE INDEX coverage_gap_3857 ON coverage_result USING gist (run_id, geom_3857) WHERE geom_3857 IS NOT NULL;
        """
    )
