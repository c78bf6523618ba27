"""Identities of accounts that were there before: linked by whoever runs the server, never by a name or an address."""

from sqlalchemy import Connection, text

from geo_api.accounts import register
from geo_api.accounts.oidc.id_token import is_subject
from geo_api.audit import Action, Event, account_subject, command_line, record
from geo_api.errors import BadRequest, Conflict, NotFound
from geo_api.sessions import end_all

LINK = """
INSERT INTO account_identity (issuer, subject, account_id, made_by) VALUES (:issuer, :subject, :account_id, :made_by)
    ON CONFLICT (issuer, subject) DO NOTHING RETURNING account_id
"""
OWNER = """
SELECT a.name FROM account_identity AS i JOIN account AS a ON a.id = i.account_id
 WHERE (i.issuer, i.subject) = (:issuer, :subject)
"""
UNLINK = """
DELETE FROM account_identity WHERE (issuer, subject, account_id) = (:issuer, :subject, :account_id)
RETURNING account_id
"""
# Of roles that began today nothing is left.
END_CLAIMED = """
WITH gone AS (DELETE FROM account_role WHERE account_id = :account_id AND source = 'oidc'
                 AND lower(valid) >= current_date)
UPDATE account_role SET valid = daterange(lower(valid), current_date)
 WHERE account_id = :account_id AND source = 'oidc' AND lower(valid) < current_date AND upper(valid) > current_date
"""


def link(connection: Connection, name: str, issuer: str, subject: str) -> None:
    """Let whoever `issuer` calls `subject` sign in to the account.

    Raises NotFound without such an account, BadRequest for what is no subject, Conflict when it is somebody's already.
    """
    if not is_subject(subject):
        raise BadRequest("--subject: không phải là một mã “sub”.", "--subject: that is no “sub” of a provider.")
    account_id, by = register.find(connection, name), command_line()
    values = {"issuer": issuer, "subject": subject, "account_id": account_id, "made_by": by.name}
    if connection.scalar(text(LINK), values) is None:
        owner = connection.scalar(text(OWNER), values)
        raise Conflict(
            f"“{subject}” đã là của tài khoản “{owner}”. Trước hết: wardmap user unlink {owner} --subject {subject}",
            f"“{subject}” is the account “{owner}” already. First: wardmap user unlink {owner} --subject {subject}",
        )
    told = {"issuer": issuer, "subject": subject}
    record(connection, Event(Action.IDENTITY_LINKED, by, account_subject(account_id), told))


def unlink(connection: Connection, name: str, issuer: str, subject: str) -> None:
    """Undo it: what claims gave is taken, the account is signed out everywhere. Raises NotFound when there is none."""
    account_id = register.find(connection, name)
    values = {"issuer": issuer, "subject": subject, "account_id": account_id}
    if connection.scalar(text(UNLINK), values) is None:
        raise NotFound(
            f"Tài khoản “{name[:80]}” không được nối với “{subject[:80]}”.",
            f"The account “{name[:80]}” is not linked to “{subject[:80]}”.",
        )
    connection.execute(text(END_CLAIMED), values)
    end_all(connection, account_id)
    told = {"issuer": issuer, "subject": subject}
    record(connection, Event(Action.IDENTITY_UNLINKED, command_line(), account_subject(account_id), told))
