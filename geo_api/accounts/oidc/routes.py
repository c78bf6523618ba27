"""`/login/oidc`: to the provider and back. Without a provider set there is nothing at these addresses."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, TypeVar
from urllib.parse import urlencode

import structlog
from anyio import to_thread
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import Connection

from geo_api.accounts.oidc import words
from geo_api.accounts.oidc.connection import ProviderAway
from geo_api.accounts.oidc.identity import Admitted, Identity, enter
from geo_api.accounts.oidc.page import said
from geo_api.accounts.oidc.pending import MINUTES, Pending, keep, new_pending, take
from geo_api.accounts.oidc.service import CALLBACK_PATH, NotEntered, SignInByProvider
from geo_api.accounts.page import HOME, PROVIDER_PATH, local_path
from geo_api.audit import Action, Event, account_subject, record
from geo_api.db import Database, Duty
from geo_api.errors import not_found
from geo_api.own_site import Sender, sender_of
from geo_api.problems import SIGN_IN_PATH
from geo_api.sessions import FRESH_MINUTES, cookie_name, open_session
from geo_api.settings import Settings

T = TypeVar("T")
log = structlog.get_logger()
router = APIRouter(tags=["pages"])
TICKET = "wardmap_oidc"
# What a provider says when a person has not gone on there; every other word is a mistake of somebody's.
CANCELLED = ("access_denied", "login_required", "consent_required", "interaction_required")


# On a page, as all that a person is told here who is not let in.
NO_RIGHT: dict[int | str, dict[str, Any]] = {
    403: {"description": "No right here, or not completed at the provider", "content": {"text/html": {}}}
}


def _service(request: Request) -> SignInByProvider:
    """Raises NotFound when no provider is set."""
    # The answer hangs on cookies, whatever comes of it.
    request.state.is_private = True
    service: SignInByProvider | None = request.app.state.sign_in_by_provider
    if service is None:
        raise not_found()
    return service


Service = Annotated[SignInByProvider, Depends(_service)]
Next = Annotated[str, Query(alias="next", description="Where to go afterwards; only a path of this site")]
Anew = Annotated[bool, Query(alias="again", description="Have the provider ask for all it asks for, once more")]


@router.get(PROVIDER_PATH, status_code=303, response_class=RedirectResponse)
async def begin(request: Request, service: Service, wanted: Next = HOME, anew: Anew = False) -> Response:
    """Go to the provider and sign in there. From a page of another site: to `/login` first."""
    if sender_of(request) is Sender.OTHER:
        return _to(f"{SIGN_IN_PATH}?{urlencode({'next': local_path(wanted)}, safe='/')}")
    pending = new_pending(local_path(wanted))
    try:
        address = await service.address(pending, anew=anew)
    except ProviderAway as error:
        return said(request, error.detail, error.status)
    ticket = await _as(request, Duty.OIDC, lambda connection: keep(connection, pending, _address(request)))
    return _with_cookie(request, _to(address), ticket_name(request), ticket, MINUTES * 60)


@router.get(CALLBACK_PATH, status_code=303, response_class=RedirectResponse, responses=NO_RIGHT)
async def come_back(request: Request, service: Service) -> Response:
    """Where the provider sends the browser back to: signed in, or told why not."""
    try:
        response = await _entered(request, service)
    except NotEntered as error:
        log.warning("oidc_sign_in", refused=str(error))
        response = said(request, words.REFUSED, 400)
    except ProviderAway as error:
        response = said(request, error.detail, error.status)
    response.delete_cookie(ticket_name(request), secure=_settings(request).is_https, httponly=True, samesite="lax")
    return response


@router.get(f"{PROVIDER_PATH}/leave", status_code=303, response_class=RedirectResponse)
async def leave(request: Request, service: Service) -> Response:
    """To where one signs out at the provider, too; to `/login` where it has no such place."""
    try:
        return _to(await service.leaving() or SIGN_IN_PATH)
    except ProviderAway as error:
        return said(request, error.detail, error.status)


async def _entered(request: Request, service: SignInByProvider) -> Response:
    """Raises NotEntered, ProviderAway."""
    pending = await _taken(request)
    if not await service.is_of_provider(_once(request, "iss")):
        raise NotEntered("the callback is of another provider")
    code, error = _once(request, "code"), _once(request, "error")
    if error in CANCELLED:
        return said(request, words.CANCELLED, 403)
    if code is None or error is not None:
        raise NotEntered("the callback has no code")
    identity = await service.identity(code, pending)
    admitted = await _as(request, Duty.OIDC, lambda connection: enter(connection, identity, _address(request)))
    if admitted is None:
        return said(request, words.NO_RIGHT, 403)
    return await _session(request, admitted, identity, pending.next)


async def _taken(request: Request) -> Pending:
    """The sign-in that this browser began and now comes back from; it cannot come back twice. Raises NotEntered."""
    ticket, state = request.cookies.get(ticket_name(request)), _once(request, "state")
    if not ticket:
        raise NotEntered("this browser has begun none")
    pending = await _as(request, Duty.OIDC, lambda connection: take(connection, ticket))
    if pending is None:
        raise NotEntered("it is over or was used already")
    if state is None or not secrets.compare_digest(state.encode(), pending.state.encode()):
        raise NotEntered("the state is another one")
    return pending


async def _session(request: Request, admitted: Admitted, identity: Identity, wanted: str) -> Response:
    """A new session, on to the page that was `wanted`; never one that the browser had before.

    It is as fresh as the sign-in at the provider; of one that does not say when that was, not fresh at all.
    """
    name = cookie_name(_settings(request))
    agent, before = request.headers.get("user-agent", ""), request.cookies.get(name)
    since = identity.signed_in_at or datetime.now(UTC) - timedelta(minutes=FRESH_MINUTES)
    by = {"by": identity.issuer}

    def opened(connection: Connection) -> str:
        record(connection, Event(Action.SIGN_IN, admitted.actor, account_subject(admitted.account_id), by))
        return open_session(connection, admitted.account_id, agent, before, opened_by="provider", since=since)

    return _with_cookie(request, _to(wanted), name, await _as(request, Duty.ACCOUNTS, opened), None)


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


async def _as(request: Request, duty: Duty, work: Callable[[Connection], T]) -> T:
    """What `work` makes of a transaction of its own, in a thread that the map does not need."""
    database: Database = request.app.state.database
    service: SignInByProvider = request.app.state.sign_in_by_provider

    def run() -> T:
        with database.transaction(duty) as connection:
            return work(connection)

    return await to_thread.run_sync(run, limiter=service.turns)


def ticket_name(request: Request) -> str:
    """Of the cookie that says which sign-in this browser has begun."""
    return f"__Host-{TICKET}" if _settings(request).is_https else TICKET


def _once(request: Request, name: str) -> str | None:
    """A parameter of the callback. Raises NotEntered when it is there twice: which one is meant?"""
    values = request.query_params.getlist(name)
    if len(values) > 1:
        raise NotEntered("a parameter is there twice")
    return values[0] if values else None


def _to(address: str) -> Response:
    return RedirectResponse(address, 303)


def _with_cookie(request: Request, response: Response, name: str, value: str, seconds: int | None) -> Response:
    """seconds: how long the browser keeps it; None: until it is closed."""
    is_https = _settings(request).is_https
    response.set_cookie(name, value, max_age=seconds, secure=is_https, httponly=True, samesite="lax", path="/")
    return response


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings
