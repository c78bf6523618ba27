"""What the routes about the asker's own account take from a request, and the cookie that they set."""

from fastapi import Request, Response

from geo_api.account import Role
from geo_api.accounts.documents import SessionDocument, session_document
from geo_api.accounts.signing import Browser, Entered
from geo_api.db import Database
from geo_api.secret_keys import SecretKeys
from geo_api.sessions import cookie_name
from geo_api.settings import Settings


def entered_as(request: Request, response: Response, entered: Entered) -> SessionDocument:
    """Who has entered; the browser gets the cookie of the session."""
    settings: Settings = request.app.state.settings
    # Without a day to end on: the browser forgets it when it is closed, as shared computers of an office need.
    response.set_cookie(
        cookie_name(settings), entered.token, secure=settings.is_https, httponly=True, samesite="lax", path="/"
    )
    return session_document(entered.session, needing_of(request))


def browser_of(request: Request) -> Browser:
    """Where the request comes from."""
    settings: Settings = request.app.state.settings
    address = request.client.host if request.client else ""
    token = request.cookies.get(cookie_name(settings))
    return Browser(address, request.headers.get("user-agent", ""), token)


def database_of(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


def keys_of(request: Request) -> SecretKeys:
    keys: SecretKeys = request.app.state.secret_keys
    return keys


def needing_of(request: Request) -> frozenset[Role]:
    """The roles whose holders need a second factor."""
    settings: Settings = request.app.state.settings
    return settings.second_factor_roles
