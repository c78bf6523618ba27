"""Rows know the versions of units that they lie in.

Revision ID: 0024
"""

from pathlib import Path

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        ALTER TABLE feature DROP COLUMN unit_versions, ADD COLUMN units bigint[];
        ALTER TABLE address_point DROP COLUMN unit_versions, ADD COLUMN units bigint[];
        """
    )
