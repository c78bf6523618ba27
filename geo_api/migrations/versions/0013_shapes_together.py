"""Units as they are drawn from afar, simplified together.

Revision ID: 0013
"""

from pathlib import Path

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;
        DROP TRIGGER draw_as_it_is ON unit_version;
        DROP FUNCTION draw_as_it_is();
        DROP TABLE unit_shape, unit_shape_tier;
        """
    )
