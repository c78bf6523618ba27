"""Only the keeper of coverage calculates what was changed, and nothing that was taken back is kept.

Revision ID: 0031
"""

from pathlib import Path

from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP SCHEMA IF EXISTS map_public, map_staff, map_police, map_planner, map_admin, fenced, layer CASCADE;
        DROP TABLE coverage_failure;
        CREATE TABLE coverage_due (
            id       text NOT NULL,
            version  integer NOT NULL,
            state    text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
            attempts integer NOT NULL DEFAULT 0,
            ended_at timestamptz,
            PRIMARY KEY (id, version),
            FOREIGN KEY (id, version) REFERENCES coverage_rule
        );
        CREATE INDEX coverage_due_waiting ON coverage_due (id, version) WHERE state = 'waiting';
        """
    )
