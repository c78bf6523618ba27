"""The texts that stand and the addresses that everybody may see are found by indexes of their own.

Revision ID: 0039
"""

from pathlib import Path

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP INDEX address_text_now_idx, address_point_public_idx;
        CREATE INDEX address_text_addressable_id_idx ON address_text (addressable_id);
        """
    )
