"""`/api/v1/session/second-factor`: the second factor of one's own account."""

from functools import partial
from urllib.parse import urlsplit

from fastapi import APIRouter, Depends, Request, Response

from geo_api.access import InPerson
from geo_api.accounts import factor_changes, one_time, second_factor
from geo_api.accounts.documents import (
    BegunFactor,
    FactorDocument,
    GivenCode,
    GivenPassword,
    Proof,
    RecoveryCodes,
    SessionDocument,
)
from geo_api.accounts.entering import browser_of, database_of, entered_as, keys_of, needing_of
from geo_api.accounts.turns import in_turn
from geo_api.db import Duty
from geo_api.errors import PasswordNotChanged
from geo_api.openapi import problems
from geo_api.parameters import only_declared
from geo_api.settings import Settings

PATH = "/api/v1/session/second-factor"
router = APIRouter(prefix=PATH, tags=["session"], dependencies=[Depends(only_declared)])


@router.get("", responses=problems(401, 403))
def show(request: Request, session: InPerson) -> FactorDocument:
    """Whether it is on, and how many recovery codes are left."""
    with database_of(request).transaction(Duty.ACCOUNTS) as connection:
        found = second_factor.state(connection, session.account.id)
    return FactorDocument(
        since=found.since if found else None,
        recovery_codes=found.recovery_codes if found else 0,
        must_add=session.lacks_second_factor(needing_of(request)),
    )


@router.post("", responses=problems(401, 403, 409, 429))
async def begin(request: Request, session: InPerson, given: GivenPassword) -> BegunFactor:
    """Begin to switch it on: what a telephone needs to know. It counts from the first right code on."""
    if session.account.must_change_password:
        raise PasswordNotChanged("Xin đổi mật khẩu lần đầu trước.", "Change your first password first.")
    work = partial(
        factor_changes.begin, database_of(request), keys_of(request), session, given.password, browser_of(request)
    )
    secret = await in_turn(request, work)
    address = one_time.address_of(secret, session.account.name, _place(request))
    return BegunFactor(secret=secret, address=address, picture=one_time.picture_of(address))


@router.post("/confirmation", responses=problems(401, 403, 409))
def confirm(request: Request, response: Response, session: InPerson, given: GivenCode) -> RecoveryCodes:
    """Switch on what was begun, with its first code. The account is signed out elsewhere; the cookie is a new one."""
    codes, entered = factor_changes.confirm(
        database_of(request), keys_of(request), session, given.code, browser_of(request)
    )
    entered_as(request, response, entered)
    return RecoveryCodes(recovery_codes=codes)


@router.post("/recovery-codes", responses=problems(401, 403, 409, 429))
async def renew(request: Request, session: InPerson, given: Proof) -> RecoveryCodes:
    """New recovery codes; those of before open nothing any more."""
    work = partial(factor_changes.renew_codes, database_of(request), keys_of(request), session)
    made = await in_turn(request, partial(work, given.password, given.code, browser_of(request)))
    return RecoveryCodes(recovery_codes=made)


@router.post("/removal", responses=problems(401, 403, 429))
async def remove(request: Request, response: Response, session: InPerson, given: Proof) -> SessionDocument:
    """Switch it off. The account is signed out elsewhere, and the cookie is a new one."""
    work = partial(factor_changes.switch_off, database_of(request), keys_of(request), session)
    entered = await in_turn(request, partial(work, given.password, given.code, browser_of(request)))
    return entered_as(request, response, entered)


def _place(request: Request) -> str:
    """What the telephone calls this service: the host that the world knows it by."""
    settings: Settings = request.app.state.settings
    return (urlsplit(settings.public_url).hostname if settings.public_url else None) or "wardmap"
