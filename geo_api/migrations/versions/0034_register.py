"""The register of digital addresses.

Revision ID: 0034
"""

from pathlib import Path

from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    # What had no place before is nearest to a draft, or to what is in use no more.
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP SCHEMA IF EXISTS register CASCADE;
        DROP TABLE address_campaign_target, address_campaign, plate, plate_order, address_photo, address_event,
            address_alias, address_successor, address_policy, address_register;
        ALTER TABLE address_code DROP COLUMN effective_on;
        ALTER TABLE address_text DROP COLUMN number_decision;
        UPDATE addressable SET status = CASE status WHEN 'returned' THEN 'draft' ELSE 'retired' END
         WHERE status IN ('returned', 'rejected', 'superseded');
        DROP INDEX addressable_at_work;
        ALTER TABLE addressable
            DROP COLUMN draft_id, DROP COLUMN version, DROP COLUMN is_suspended, DROP COLUMN same_building,
            DROP COLUMN collected_by, DROP COLUMN verified_by, DROP COLUMN assigned_by, DROP COLUMN submitted_at,
            DROP COLUMN changed_at, DROP COLUMN note,
            DROP CONSTRAINT addressable_status_check,
            ADD CONSTRAINT addressable_status_check CHECK (status IN
                ('draft', 'submitted', 'verified', 'assigned', 'retired'));
        """
    )
