"""What the rounding of counts is drawn from.

Revision ID: 0023
"""

from pathlib import Path

from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    # Views of counts read it; the next migration makes those that are needed.
    op.get_bind().exec_driver_sql("DROP TABLE count_secret CASCADE")
