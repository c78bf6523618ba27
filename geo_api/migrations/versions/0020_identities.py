"""Accounts that sign in through a provider of identities (OpenID Connect).

Revision ID: 0020
"""

from pathlib import Path

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.get_bind().exec_driver_sql(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8"))


def downgrade() -> None:
    op.get_bind().exec_driver_sql(
        """
        DROP FUNCTION IF EXISTS enter_by_identity;
        DROP FUNCTION IF EXISTS write_claimed_roles;
        DROP TABLE oidc_sign_in, account_identity;
        DELETE FROM account_role WHERE source <> 'hand';
        ALTER TABLE account_role DROP COLUMN source;
        ALTER TABLE account_role ADD CONSTRAINT account_role_account_id_role_coalesce_valid_excl EXCLUDE USING gist (
            account_id WITH =, role WITH =, coalesce(unit_id, 0) WITH =, valid WITH &&);
        ALTER TABLE account DROP CONSTRAINT account_first_password;
        UPDATE account SET password_hash = '' WHERE password_hash IS NULL;
        ALTER TABLE account ALTER COLUMN password_hash SET NOT NULL;
        """
    )
