"""Addresses are found by their words and their hamlet; when they were taken down is kept.

Revision ID: 0037
"""

from pathlib import Path

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP SCHEMA IF EXISTS register CASCADE;
        DROP INDEX address_text_words_idx, address_alias_words_idx, address_standing_hamlet_id_idx;
        ALTER TABLE addressable DROP COLUMN captured_at;
        """
    )
