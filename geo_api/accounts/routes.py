"""`/api/v1/session`: sign in, who I am, a new password, sign out."""

from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from geo_api.access import InPerson, PerhapsSignedIn, SignedIn, Token, in_person
from geo_api.accounts.documents import (
    NewPassword,
    OtherSession,
    OtherSessions,
    SessionDocument,
    SignIn,
    session_document,
)
from geo_api.accounts.entering import browser_of, database_of, entered_as, keys_of, needing_of
from geo_api.accounts.signing import change_password, sign_in
from geo_api.accounts.turns import in_turn
from geo_api.audit import Action, Event, account_subject, actor_of, record
from geo_api.db import Duty
from geo_api.openapi import problems
from geo_api.own_site import refuse_other_sites
from geo_api.parameters import only_declared
from geo_api.sessions import cookie_name, end_all, end_session, find_session, other_sessions
from geo_api.settings import Settings

router = APIRouter(prefix="/api/v1/session", tags=["session"], dependencies=[Depends(only_declared)])


@router.post(
    "",
    response_model=SessionDocument,
    responses=problems(401, 403, 429),
    dependencies=[Depends(refuse_other_sites)],
)
async def start(request: Request, response: Response, given: SignIn) -> SessionDocument:
    """Sign in by name and password. The answer sets a cookie, never one that was there before."""
    request.state.is_private = True
    work = partial(
        sign_in, database_of(request), keys_of(request), given.name, given.password, given.code, browser_of(request)
    )
    return entered_as(request, response, await in_turn(request, work))


@router.get("", responses=problems(401))
def who(request: Request, session: SignedIn) -> SessionDocument:
    """Who is signed in, and the roles held today."""
    return session_document(session, needing_of(request))


@router.put("/password", responses=problems(401, 403, 429))
async def renew(request: Request, response: Response, session: InPerson, given: NewPassword) -> SessionDocument:
    """Set a new password. The account is signed out everywhere else, and the cookie is a new one."""
    work = partial(change_password, database_of(request), session, given.current, given.new, browser_of(request))
    return entered_as(request, response, await in_turn(request, work))


@router.get("/others", responses=problems(401, 403))
def others(request: Request, session: InPerson, token: Token) -> OtherSessions:
    """The sessions of one's own account in other browsers."""
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        found = other_sessions(connection, session.account.id, token or "")
    return OtherSessions(sessions=[OtherSession(**row) for row in found])


@router.delete("/others", status_code=204, responses=problems(401, 403))
def end_others(request: Request, session: InPerson, token: Token) -> None:
    """Sign one's own account out in all other browsers."""
    account = session.account
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        end_all(connection, account.id, but=token or "")
        record(connection, Event(Action.SESSIONS_ENDED, actor_of(request, account), account_subject(account.id)))


@router.delete("", status_code=204, responses=problems(401, 403))
def end(request: Request, response: Response, session: PerhapsSignedIn, token: Token) -> None:
    """Sign out. Whoever is not signed in is told the same."""
    if session:
        in_person(session)
    if token:
        with database_of(request).transaction(Duty.ACCOUNTS) as connection:
            if ended := find_session(connection, token):
                account = ended.account
                record(connection, Event(Action.SIGN_OUT, actor_of(request, account), account_subject(account.id)))
            end_session(connection, token)
    settings: Settings = request.app.state.settings
    response.delete_cookie(cookie_name(settings), secure=settings.is_https, httponly=True, samesite="lax")
