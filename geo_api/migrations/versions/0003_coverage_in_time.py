"""Coverage in time: every run holds from its own day until the next run of its rule.

Revision ID: 0003
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOWN = """
-- The views read the columns that go; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;
DROP INDEX coverage_result_run_id_geom_3857_idx;
CREATE INDEX ON coverage_result USING gist (geom_3857);
ALTER TABLE coverage_unit DROP COLUMN version_id;
ALTER TABLE coverage_run ADD COLUMN is_current boolean;
UPDATE coverage_run SET is_current = valid IS NOT NULL AND valid @> (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date;
ALTER TABLE coverage_run ALTER COLUMN is_current SET NOT NULL;
CREATE UNIQUE INDEX ON coverage_run (rule_id) WHERE is_current;
ALTER TABLE coverage_run DROP COLUMN valid;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(DOWN)
