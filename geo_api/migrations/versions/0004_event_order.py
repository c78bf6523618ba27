"""Events in the order in which they became visible.

Revision ID: 0004
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOWN = """
-- The views read the column that goes; migrating makes them again.
DROP SCHEMA IF EXISTS map_public, map_staff, layer CASCADE;
ALTER TABLE unit_event ALTER COLUMN recorded_at SET DEFAULT now();
DROP TRIGGER record_in_turn ON unit_event;
DROP FUNCTION record_in_turn();
DROP INDEX unit_event_recorded_at_idx;
ALTER TABLE unit_event DROP COLUMN record_order;
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(DOWN)
