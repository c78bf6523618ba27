"""The audit log.

Revision ID: 0018
"""

from pathlib import Path

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP TABLE audit_event, audit_seal, audit_head;
        DROP FUNCTION IF EXISTS seal_audit_event(), keep_audit_log();
        """
    )
