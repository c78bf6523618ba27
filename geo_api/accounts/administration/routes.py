"""`/api/v1/accounts`: administrators see accounts, make them, and say who may do what and where."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import Connection

from geo_api.access import Administrator
from geo_api.accounts import grants, register, second_factor, tokens
from geo_api.accounts.administration import held, queries
from geo_api.accounts.administration.asked import MOST_IDS, MOST_LISTED, AskedPage
from geo_api.accounts.administration.changing import Change, Changing
from geo_api.accounts.administration.documents import (
    AccountDocument,
    AccountsDocument,
    GivenRole,
    HangingDocument,
    NewAccount,
    SecretDocument,
    SessionsDocument,
    account_brief,
    account_document,
    hanging_document,
    sessions_document,
)
from geo_api.accounts.token_documents import TokenList, token_document
from geo_api.accounts.turns import in_turn
from geo_api.audit import Action, Event, account_subject, record
from geo_api.db import Database, Duty
from geo_api.errors import not_found
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.sessions import end_all

PATH = "/api/v1/accounts"
router = APIRouter(prefix=PATH, tags=["accounts"], dependencies=[Depends(only_declared)])

AccountId = Annotated[int, Path(ge=1, le=MOST_IDS, description="Number of the account")]
RoleId = Annotated[int, Path(ge=1, le=MOST_IDS, description="Number of the role that was given")]
TokenId = Annotated[int, Path(ge=1, le=MOST_IDS, description="Number of the token")]
SEEN = problems(401, 403)
CHANGED = problems(401, 403, 409)


@router.get("", responses=SEEN)
def accounts(request: Request, admin: Administrator, asked: AskedPage) -> AccountsDocument:  # noqa: ARG001  # who may enter
    """Accounts by name, with the roles that they hold today or will."""
    with _database(request).transaction(Duty.ADMINISTRATION) as connection:
        rows = queries.page(connection, asked.wanted, asked.after, asked.limit + 1)
        shown = rows[: asked.limit]
        roles = held.roles_of(connection, [row.id for row in shown], also_past=False)
        count = queries.count(connection, asked.wanted)
    return AccountsDocument(
        accounts=[account_brief(row, roles[row.id]) for row in shown],
        count=count,
        next=str(shown[-1].id) if len(rows) > len(shown) else None,
    )


@router.post("", status_code=201, responses=CHANGED)
async def add(request: Request, change: Change, new: NewAccount) -> SecretDocument:
    """Make an account with a first password, which is told once and has to be changed by its owner."""
    return await in_turn(request, partial(_add, change, new))


def _add(change: Changing, new: NewAccount) -> SecretDocument:
    password = register.made_password()
    with change.begin() as connection:
        account_id = register.add(connection, new.name, password, change.actor)
        for role in new.roles:
            grants.give(connection, account_id, role.given, change.actor)
        return SecretDocument(account=_document(connection, account_id), password=password.text)


@router.get("/roles-to-review", responses=SEEN)
def roles_to_review(request: Request, admin: Administrator) -> HangingDocument:  # noqa: ARG001
    """Roles for units that have ended and did not become one other unit whole: they open nothing until given anew."""
    with _database(request).transaction(Duty.ADMINISTRATION) as connection:
        rows = held.hanging(connection, MOST_LISTED + 1)
        return hanging_document(rows, held.became(connection, rows[:MOST_LISTED]), MOST_LISTED)


@router.get("/{account}", responses=SEEN)
def show(request: Request, admin: Administrator, account: AccountId) -> AccountDocument:  # noqa: ARG001
    """An account with all roles that it ever had."""
    with _database(request).transaction(Duty.ADMINISTRATION) as connection:
        return _document(connection, account)


@router.post("/{account}/disable", responses=CHANGED)
def disable(change: Change, account: AccountId) -> AccountDocument:
    """Nobody signs in to it any more, and it is signed out everywhere. Its roles stay."""
    with change.begin() as connection:
        register.set_disabled(connection, account, True, change.actor)
        return _document(connection, account)


@router.post("/{account}/enable", responses=CHANGED)
def enable(change: Change, account: AccountId) -> AccountDocument:
    """Undo `disable`."""
    with change.begin() as connection:
        register.set_disabled(connection, account, False, change.actor)
        return _document(connection, account)


@router.post("/{account}/password", responses=CHANGED)
async def renew(request: Request, change: Change, account: AccountId) -> SecretDocument:
    """A new first password, told once; the account is signed out everywhere."""
    return await in_turn(request, partial(_renew, change, account))


def _renew(change: Changing, account: int) -> SecretDocument:
    password = register.made_password()
    with change.begin() as connection:
        register.renew_password(connection, account, password, change.actor)
        return SecretDocument(account=_document(connection, account), password=password.text)


@router.post("/{account}/roles", status_code=201, responses=CHANGED)
def give(change: Change, account: AccountId, role: GivenRole) -> AccountDocument:
    """Give a role: everywhere or for a unit, from a day to a day."""
    with change.begin() as connection:
        grants.give(connection, account, role.given, change.actor)
        return _document(connection, account)


@router.delete("/{account}/roles/{role}", responses=CHANGED)
def end(change: Change, account: AccountId, role: RoleId) -> AccountDocument:
    """End a role from today on; that it was held before stays on record."""
    with change.begin() as connection:
        grants.end(connection, account, role, change.actor)
        return _document(connection, account)


@router.get("/{account}/sessions", responses=SEEN)
def sessions(request: Request, admin: Administrator, account: AccountId) -> SessionsDocument:  # noqa: ARG001
    """Where the account is signed in."""
    with _database(request).transaction(Duty.ADMINISTRATION) as connection:
        queries.one(connection, account)
        return sessions_document(queries.sessions(connection, account))


@router.delete("/{account}/sessions", status_code=204, responses=CHANGED)
def sign_out(change: Change, account: AccountId) -> None:
    """Sign the account out everywhere."""
    with change.begin() as connection:
        queries.one(connection, account)
        end_all(connection, account)
        record(connection, Event(Action.SESSIONS_ENDED, change.actor, account_subject(account)))


@router.delete("/{account}/second-factor", responses=CHANGED)
def take_second_factor_off(change: Change, account: AccountId) -> AccountDocument:
    """Take the second factor off whoever has lost the telephone; the account is signed out everywhere."""
    with change.begin() as connection:
        if not second_factor.remove(connection, account):
            raise not_found()
        end_all(connection, account)
        record(connection, Event(Action.SECOND_FACTOR_OFF, change.actor, account_subject(account)))
        return _document(connection, account)


@router.get("/{account}/tokens", responses=SEEN)
def tokens_of(request: Request, admin: Administrator, account: AccountId) -> TokenList:  # noqa: ARG001
    """Tokens that the account has given to programs."""
    with _database(request).transaction(Duty.ADMINISTRATION) as connection:
        queries.one(connection, account)
        return TokenList(tokens=[token_document(one) for one in tokens.listed(connection, account)])


@router.delete("/{account}/tokens/{token}", status_code=204, responses=CHANGED)
def revoke(change: Change, account: AccountId, token: TokenId) -> None:
    """Revoke a token; it counts for nothing from the next request on."""
    with change.begin() as connection:
        if not tokens.revoke(connection, account, token):
            raise not_found()
        record(connection, Event(Action.TOKEN_REVOKED, change.actor, account_subject(account), {"token": token}))


def _document(connection: Connection, account: int) -> AccountDocument:
    row = queries.one(connection, account)
    return account_document(row, held.roles_of(connection, [account], also_past=True)[account])


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
