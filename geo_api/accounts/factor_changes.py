"""A second factor switched on and off by its owner: proved, written, recorded, and the session a new one."""

from geo_api.accounts import second_factor, throttle
from geo_api.accounts.signing import Browser, Entered, check_code, reopened, verified
from geo_api.accounts.throttle import Attempt
from geo_api.audit import Action, Actor, Event, account_subject, record
from geo_api.db import Database, Duty
from geo_api.secret_keys import SecretKeys
from geo_api.sessions import Session


def begin(database: Database, keys: SecretKeys, session: Session, password: str, browser: Browser) -> str:
    """The secret of a new second factor. Raises NotSignedIn for a wrong password, TooMany, Conflict when one is on."""
    attempt = _proved(database, session, password, browser)
    with database.transaction(Duty.ACCOUNTS) as connection:
        throttle.forgive(connection, attempt)
        return second_factor.begin(connection, keys, session.account.id)


def confirm(
    database: Database, keys: SecretKeys, session: Session, code: str, browser: Browser
) -> tuple[list[str], Entered]:
    """Switch on what was begun; gives the recovery codes. Raises CodeNeeded, Conflict."""
    account = session.account
    with database.transaction(Duty.ACCOUNTS) as connection:
        if is_right := second_factor.confirm(connection, keys, account.id, code):
            codes = second_factor.renew_codes(connection, account.id)
            entered = reopened(connection, account.id, browser)
            record(connection, _event(Action.SECOND_FACTOR_ON, session, browser))
    if not is_right:
        raise second_factor.wrong_code()
    return codes, entered


def switch_off(
    database: Database, keys: SecretKeys, session: Session, password: str, code: str | None, browser: Browser
) -> Entered:
    """Take it off. Raises NotSignedIn for a wrong password, TooMany, CodeNeeded."""
    attempt = _proved_twice(database, keys, session, password, code, browser)
    with database.transaction(Duty.ACCOUNTS) as connection:
        throttle.forgive(connection, attempt)
        if second_factor.remove(connection, session.account.id):
            record(connection, _event(Action.SECOND_FACTOR_OFF, session, browser))
        return reopened(connection, session.account.id, browser)


def renew_codes(
    database: Database, keys: SecretKeys, session: Session, password: str, code: str | None, browser: Browser
) -> list[str]:
    """New recovery codes. Raises NotSignedIn for a wrong password, TooMany, CodeNeeded, Conflict when it is off."""
    attempt = _proved_twice(database, keys, session, password, code, browser)
    with database.transaction(Duty.ACCOUNTS) as connection:
        throttle.forgive(connection, attempt)
        second_factor.check_on(connection, session.account.id)
        record(connection, _event(Action.RECOVERY_CODES_MADE, session, browser))
        return second_factor.renew_codes(connection, session.account.id)


def _proved(database: Database, session: Session, password: str, browser: Browser) -> Attempt:
    attempt = Attempt(session.account.name, browser.address)
    verified(database, attempt, password)
    return attempt


def _proved_twice(
    database: Database, keys: SecretKeys, session: Session, password: str, code: str | None, browser: Browser
) -> Attempt:
    attempt = _proved(database, session, password, browser)
    check_code(database, keys, _actor(session, browser), session.account.id, code)
    return attempt


def _actor(session: Session, browser: Browser) -> Actor:
    return Actor(session.account.name, session.account.id, address=browser.address)


def _event(action: Action, session: Session, browser: Browser) -> Event:
    return Event(action, _actor(session, browser), account_subject(session.account.id))
