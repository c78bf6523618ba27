"""Who is asking: a handler's signature says so, and what it is given can read nothing else.

The first fence is the type in the signature, the second the database role behind the reader's connection.
"""

from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.requests import HTTPConnection
from fastapi.security import APIKeyCookie, HTTPBearer

from geo_api.account import Account, Grant, Role
from geo_api.acting import acting_as
from geo_api.audit.reads import reads_of
from geo_api.bearer import bearer_of, find_bearer
from geo_api.db import Database, Duty
from geo_api.errors import Forbidden, NotSignedIn, PasswordNotChanged, SecondFactorMissing, SignInAgain, not_found
from geo_api.limits.asgi import count_account
from geo_api.networks import asking_network
from geo_api.own_site import SAFE_METHODS
from geo_api.reach import reach_of
from geo_api.reading import ReadAs
from geo_api.sessions import COOKIE, FRESH_MINUTES, Session, cookie_name, find_session
from geo_api.settings import Settings
from layers.layer import Audience

# Who keeps the register of addresses: who collects, who verifies, who assigns.
REGISTER_ROLES = (Role.COLLECTOR, Role.VERIFIER, Role.APPROVER)
# Who sees to the plates: police and the office of the commune.
PLATE_ROLES = (Role.VERIFIER, Role.APPROVER, Role.COMMUNE_EDITOR)

__all__ = [
    "PLATE_ROLES",
    "REGISTER_ROLES",
    "Account",
    "Administrator",
    "Auditor",
    "Fresh",
    "FreshAdministrator",
    "Grant",
    "InPerson",
    "Officer",
    "PerhapsSignedIn",
    "PhotoOfficer",
    "Planner",
    "PlateOfficer",
    "Reader",
    "Role",
    "RuleEditor",
    "SignedIn",
    "Token",
]


class SessionCookie(APIKeyCookie):
    """Finds the token of the session under the name that the cookie has here, and says so in the OpenAPI document."""

    async def __call__(self, request: HTTPConnection) -> str | None:
        return request.cookies.get(cookie_name(request.app.state.settings))


session_cookie = SessionCookie(
    name=COOKIE,
    scheme_name="session",
    auto_error=False,
    description="From POST /api/v1/session. Where the service is reached by https its name begins with `__Host-`",
)
Token = Annotated[str | None, Security(session_cookie)]


class ProgramToken(HTTPBearer):
    """Finds the token that a program shows, and says so in the OpenAPI document. Raises BadToken."""

    async def __call__(self, request: HTTPConnection) -> str | None:  # type: ignore[override]  # theirs answers more
        # The answer now hangs on who asks, whatever comes of it.
        request.state.is_private = True
        return bearer_of(request)


program_token = ProgramToken(
    scheme_name="token", bearerFormat="wmt_…", auto_error=False, description="From POST /api/v1/tokens"
)
Bearer = Annotated[str | None, Security(program_token)]


def possible_session(request: Request, token: Token, bearer: Bearer) -> Session | None:
    """Who asks: by the token that a program shows, else by the session of the cookie; None when there is neither.

    Raises BadToken, and Forbidden when a token that only reads is to change something.
    """
    request.state.is_private = True
    session = _by_token(request, bearer) if bearer else _by_cookie(request, token)
    if session is not None:
        request.state.signed_in_by = session.via
        request.state.token_id = session.token_id
    return session


def _by_cookie(request: Request, token: str | None) -> Session | None:
    if not token:
        return None
    with _database(request).transaction(Duty.ACCOUNTS) as connection:
        return find_session(connection, token)


def _by_token(request: Request, bearer: str) -> Session:
    with _database(request).transaction(Duty.ACCOUNTS) as connection:
        session = find_bearer(connection, bearer, asking_network(request.scope))
    if request.method not in SAFE_METHODS and not session.may_write:
        raise Forbidden("Mã truy cập này chỉ để đọc.", "This token only reads.")
    return session


def _database(request: Request) -> Database:
    database: Database = request.app.state.database
    return database


PerhapsSignedIn = Annotated[Session | None, Depends(possible_session)]


def current_session(session: PerhapsSignedIn) -> Session:
    """Whoever is signed in. Raises NotSignedIn when nobody is."""
    if session is None:
        raise NotSignedIn("Xin đăng nhập trước.", "Please sign in first.")
    return session


SignedIn = Annotated[Session, Depends(current_session)]


def signed_in_account(request: Request, session: SignedIn) -> Account:
    """The account that asks.

    Raises NotSignedIn, TooOften; PasswordNotChanged when its password is still its first; SecondFactorMissing.
    """
    count_account(request, session.account)
    if session.account.must_change_password:
        raise PasswordNotChanged("Xin đổi mật khẩu lần đầu trước.", "Change your first password first.")
    settings: Settings = request.app.state.settings
    if session.lacks_second_factor(settings.second_factor_roles):
        raise SecondFactorMissing("Xin bật xác thực hai bước trước.", "Set up your second factor first.")
    return session.account


def in_person(session: SignedIn) -> Session:
    """Whoever is signed in with a browser. Raises Forbidden for programs: what follows is for people alone."""
    if session.via != "session":
        raise Forbidden("Việc này không làm được bằng mã truy cập.", "This cannot be done with a token.")
    return session


InPerson = Annotated[Session, Depends(in_person)]


def fresh_session(session: InPerson, account: Annotated[Account, Depends(signed_in_account)]) -> Session:  # noqa: ARG001  # no first password
    """Whoever gave the password a short while ago, and not a first one. Raises SignInAgain, PasswordNotChanged."""
    _check_fresh(session)
    return session


def _check_fresh(session: Session) -> None:
    if not session.is_fresh:
        raise SignInAgain(
            f"Việc này cần nhập lại mật khẩu: đã quá {FRESH_MINUTES} phút từ lúc đăng nhập.",
            f"This needs your password again: you signed in more than {FRESH_MINUTES} minutes ago.",
        )


Fresh = Annotated[Session, Depends(fresh_session)]


class Holding:
    """A dependency: the signed-in account, when it holds one of `roles` everywhere today. Raises NotFound otherwise."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, account: Annotated[Account, Depends(signed_in_account)]) -> Account:
        if not any(map(account.holds, self.roles)):
            raise not_found()
        return account


def reader(request: Request) -> ReadAs:
    """As the public, or under ``/as/…`` as that kind of official.

    Of a public address nobody's token or session is looked at. Raises NotSignedIn, BadToken, PasswordNotChanged, and
    NotFound when the account holds no such role today.
    """
    database = _database(request)
    audience = acting_as(request)
    if audience is None:
        return ReadAs(database, Audience.PUBLIC)
    token = request.cookies.get(cookie_name(request.app.state.settings))
    session = current_session(possible_session(request, token, bearer_of(request)))
    account = signed_in_account(request, session)
    grants = account.grants_as(audience)
    if not grants:
        raise not_found()
    return ReadAs(database, audience, reach_of(database, audience, grants), reads_of(request, database, account))


Reader = Annotated[ReadAs, Depends(reader)]


Administrator = Annotated[Account, Depends(Holding(Role.ADMIN))]
Auditor = Annotated[Account, Depends(Holding(Role.AUDITOR, Role.ADMIN))]
Planner = Annotated[Account, Depends(Holding(Role.PLANNER, Role.RULE_EDITOR, Role.ADMIN))]
RuleEditor = Annotated[Account, Depends(Holding(Role.RULE_EDITOR, Role.ADMIN))]


class HoldingSomewhere:
    """A dependency: the signed-in account, when it holds one of `roles` today, wherever. Raises NotFound otherwise."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(self, account: Annotated[Account, Depends(signed_in_account)]) -> Account:
        if account.roles.isdisjoint(self.roles):
            raise not_found()
        return account


Officer = Annotated[Account, Depends(HoldingSomewhere(*REGISTER_ROLES))]
PlateOfficer = Annotated[Account, Depends(HoldingSomewhere(*PLATE_ROLES))]
# Photos of plates come from whoever hangs them up.
PhotoOfficer = Annotated[Account, Depends(HoldingSomewhere(*REGISTER_ROLES, Role.COMMUNE_EDITOR))]


def fresh_administrator(admin: Administrator, session: SignedIn) -> Account:
    """An administrator, in person, who gave the password a short while ago. Raises Forbidden, SignInAgain."""
    _check_fresh(in_person(session))
    return admin


FreshAdministrator = Annotated[Account, Depends(fresh_administrator)]
