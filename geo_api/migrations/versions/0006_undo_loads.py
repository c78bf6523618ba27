"""Loads can be taken back.

Revision ID: 0006
"""

from pathlib import Path

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

DOWN = """
DROP TABLE feature_past;
DELETE FROM load WHERE mode = 'undo';
ALTER TABLE load DROP COLUMN rows_before;
ALTER TABLE load DROP COLUMN undoes;
ALTER TABLE load DROP CONSTRAINT load_mode_check;
ALTER TABLE load ADD CONSTRAINT load_mode_check CHECK (mode IN ('append', 'upsert', 'replace'));
"""


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(DOWN)
