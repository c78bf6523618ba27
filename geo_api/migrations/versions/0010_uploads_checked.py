"""What of an upload was checked, and who had it loaded.

Revision ID: 0010
"""

from pathlib import Path

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        ALTER TABLE upload DROP CONSTRAINT upload_file_name_check,
              DROP COLUMN checked_revision, DROP COLUMN checked_options, DROP COLUMN committed_by
        """
    )
