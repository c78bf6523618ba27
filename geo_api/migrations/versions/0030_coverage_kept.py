"""Results that follow what is written.

Revision ID: 0030
"""

from pathlib import Path

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP TABLE row_change, row_change_horizon, coverage_tally;
        ALTER TABLE coverage_run DROP COLUMN seen, DROP COLUMN made_by, DROP COLUMN reads,
                                 DROP COLUMN needs, DROP COLUMN changed_by, DROP COLUMN reach_m;
        DROP INDEX coverage_result_run_id_commune_id_hamlet_id_idx;
        CREATE INDEX ON coverage_result (run_id, commune_id);
        """
    )
