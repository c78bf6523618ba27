"""Results of addresses without a place of their own, and runs that are not looked for a million times.

Revision ID: 0032
"""

from pathlib import Path

from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP TRIGGER results_go ON coverage_run;
        DROP FUNCTION forget_results();
        ALTER TABLE coverage_result ADD FOREIGN KEY (run_id) REFERENCES coverage_run ON DELETE CASCADE;
        UPDATE coverage_result AS r SET geom = p.geom FROM address_point AS p
         WHERE r.layer = 'addresses' AND r.outcome IN ('fail', 'unknown') AND p.addressable_id = r.subject_id
           AND p.position = 'main_entrance' AND upper_inf(p.valid);
        """
    )
