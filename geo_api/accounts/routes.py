"""`/api/v1/session`: sign in, who I am, a new password, sign out."""

from functools import partial

from fastapi import APIRouter, Depends, Request, Response

from geo_api.access import InPerson, PerhapsSignedIn, SignedIn, Token, in_person
from geo_api.accounts.documents import NewPassword, SessionDocument, SignIn, session_document
from geo_api.accounts.signing import Browser, Entered, change_password, sign_in
from geo_api.accounts.turns import in_turn
from geo_api.audit import Action, Event, actor_of, record
from geo_api.db import Database, Duty
from geo_api.openapi import problems
from geo_api.own_site import refuse_other_sites
from geo_api.parameters import only_declared
from geo_api.sessions import cookie_name, end_session, find_session
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
    work = partial(sign_in, _database(request), given.name, given.password, _browser(request))
    return _entered(request, response, await in_turn(request, work))


@router.get("", responses=problems(401))
def who(session: SignedIn) -> SessionDocument:
    """Who is signed in, and the roles held today."""
    return session_document(session)


@router.put("/password", responses=problems(401, 403, 429))
async def renew(request: Request, response: Response, session: InPerson, given: NewPassword) -> SessionDocument:
    """Set a new password. The account is signed out everywhere else, and the cookie is a new one."""
    work = partial(change_password, _database(request), session, given.current, given.new, _browser(request))
    return _entered(request, response, await in_turn(request, work))


@router.delete("", status_code=204, responses=problems(401, 403))
def end(request: Request, response: Response, session: PerhapsSignedIn, token: Token) -> None:
    """Sign out. Whoever is not signed in is told the same."""
    if session:
        in_person(session)
    if token:
        with _database(request).transaction(Duty.ACCOUNTS) as connection:
            if ended := find_session(connection, token):
                account = ended.account
                record(connection, Event(Action.SIGN_OUT, actor_of(request, account), f"account/{account.id}"))
            end_session(connection, token)
    settings: Settings = request.app.state.settings
    response.delete_cookie(cookie_name(settings), secure=settings.is_https, httponly=True, samesite="lax")


def _entered(request: Request, response: Response, entered: Entered) -> SessionDocument:
    settings: Settings = request.app.state.settings
    # Without a day to end on: the browser forgets it when it is closed, as shared computers of an office need.
    response.set_cookie(
        cookie_name(settings), entered.token, secure=settings.is_https, httponly=True, samesite="lax", path="/"
    )
    return session_document(entered.session)


def _browser(request: Request) -> Browser:
    settings: Settings = request.app.state.settings
    address = request.client.host if request.client else ""
    token = request.cookies.get(cookie_name(settings))
    return Browser(address, request.headers.get("user-agent", ""), token)


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database
