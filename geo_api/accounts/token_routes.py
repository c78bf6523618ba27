"""`/api/v1/tokens`: tokens for programs, made and revoked by their owner in person."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request

from geo_api.access import Fresh, InPerson
from geo_api.accounts import tokens
from geo_api.accounts.entering import database_of
from geo_api.accounts.token_documents import LARGEST_ID, MadeToken, NewToken, TokenList, token_document
from geo_api.audit import Action, Event, account_subject, actor_of, record
from geo_api.db import Duty
from geo_api.errors import not_found
from geo_api.openapi import problems
from geo_api.parameters import only_declared

router = APIRouter(prefix="/api/v1/tokens", tags=["tokens"], dependencies=[Depends(only_declared)])

TokenId = Annotated[int, Path(ge=1, le=LARGEST_ID)]


@router.post("", status_code=201, response_model=MadeToken, responses=problems(401, 403, 409))
def make(request: Request, session: Fresh, given: NewToken) -> MadeToken:
    """Make a token. It may use those of its roles that the account holds at the time; signed in by session only."""
    wanted = given.wanted()
    account = session.account
    tokens.check_held(account, wanted.grants)
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        made, token = tokens.make(connection, account.id, wanted)
        details = {"token": made.id, "roles": made.roles, "may_write": made.may_write, "days": wanted.days}
        record(connection, Event(Action.TOKEN_MADE, actor_of(request, account), account_subject(account.id), details))
    return MadeToken(token=token, **dict(token_document(made)))


@router.get("", responses=problems(401, 403))
def show(request: Request, session: InPerson) -> TokenList:
    """One's own tokens, also those that have run out in the last 30 days."""
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        listed = tokens.listed(connection, session.account.id)
    return TokenList(tokens=[token_document(one) for one in listed])


@router.delete("/{token}", status_code=204, responses=problems(401, 403))
def revoke(request: Request, session: InPerson, token: TokenId) -> None:
    """Revoke one's own token, at once."""
    account = session.account
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        if not tokens.revoke(connection, account.id, token):
            raise not_found()
        event = Event(Action.TOKEN_REVOKED, actor_of(request, account), account_subject(account.id), {"token": token})
        record(connection, event)
