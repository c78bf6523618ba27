"""Points counted by cells.

Revision ID: 0014
"""

from pathlib import Path

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;
        ALTER TABLE address_point DROP COLUMN shown_as, DROP COLUMN is_public;
        DROP TABLE point_cell, point_count;
        """
    )
