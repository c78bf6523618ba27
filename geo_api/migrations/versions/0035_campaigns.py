"""Campaigns are changed and ended.

Revision ID: 0035
"""

from pathlib import Path

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP SCHEMA IF EXISTS register CASCADE;
        DROP INDEX address_campaign_unit_id_idx, address_campaign_target_hamlet_id_idx;
        ALTER TABLE address_campaign
            DROP COLUMN version, DROP COLUMN changed_at, DROP COLUMN ended_at, DROP COLUMN ended_by;
        """
    )
