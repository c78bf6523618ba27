"""An officer at work in the register: who, with which roles, in which units, in which database."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import Connection, text

from geo_api.access import REGISTER_ROLES, Account, Officer, Role
from geo_api.addresses.refusals import in_words
from geo_api.audit.events import Action, Actor, Event, record
from geo_api.audit.reads import Reads, reason_of
from geo_api.audit.who import actor_of
from geo_api.db import NOWHERE, SET_REACH, Database, Duty, Reach
from geo_api.identity import Identity
from geo_api.reach import reach_of
from geo_api.settings import Settings
from layers.layer import Audience, Layer
from layers.registry import all_layers

LAYER = "addresses"
_SET_ASKER = f"{SET_REACH}, set_config('wardmap.account', :account, true)"


@dataclass(frozen=True)
class Desk:
    """reaches: where the account may act with each of the roles of the register that it holds.

    code_prefix: what the codes begin with that are given here. who: whose map it is.
    """

    database: Database
    account: Account
    actor: Actor
    reads: Reads
    reaches: dict[Role, Reach]
    code_prefix: str
    who: Identity

    @cached_property
    def reach(self) -> Reach:
        """Where it may look."""
        held = self.reaches.values()
        if any(reach.everywhere for reach in held):
            return Reach(everywhere=True)
        units = {unit for reach in held for unit in reach.units}
        versions = {version for reach in held for version in reach.versions}
        return Reach(tuple(sorted(units)), tuple(sorted(versions)))

    @property
    def roles(self) -> list[str]:
        """All that it asks with, those for one unit with its number; the database looks up that they hold."""
        units = {(grant.role.value, grant.unit_id) for grant in self.account.grants}
        return sorted(role if unit is None else f"{role}:{unit}" for role, unit in units)

    @property
    def asker(self) -> dict[str, object]:
        """Who asks, as every function of the register takes it."""
        return {"asker": self.account.id, "roles": self.roles}

    @property
    def layer(self) -> Layer:
        return all_layers()[LAYER]

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """One transaction of the register that sees what lies in reach; refusals come with words."""
        with in_words(), self.database.transaction(Duty.REGISTER) as connection:
            connection.execute(text(_SET_ASKER), {**self.reach.settings, "account": str(self.account.id)})
            yield connection

    def record(self, connection: Connection, action: Action, subject: str, details: dict[str, object]) -> None:
        """On record with what it is about, or not at all."""
        record(connection, Event(action, self.actor, subject, details))

    def acts_as(self, role: Role, versions: list[int]) -> bool:
        """Whether the role is held where those versions of units are."""
        reach = self.reaches.get(role, NOWHERE)
        return reach.everywhere or not set(versions).isdisjoint(reach.versions)


def desk(request: Request, officer: Officer) -> Desk:
    return desk_of(request, officer, REGISTER_ROLES)


def desk_of(request: Request, officer: Account, roles: Iterable[Role]) -> Desk:
    """Of an account where it holds one of `roles`."""
    database: Database = request.app.state.database
    held = {
        role: reach_of(database, Audience.POLICE, grants)
        for role in roles
        if (grants := [grant for grant in officer.grants if grant.role is role])
    }
    # Officers of the register see dwellings by name; what they read of them is on record as the police's.
    actor = replace(actor_of(request, officer), audience=Audience.POLICE.value)
    settings: Settings = request.app.state.settings
    reads = Reads(database, actor, reason_of(request))
    return Desk(database, officer, actor, reads, held, settings.address_prefix, request.app.state.identity)


AtDesk = Annotated[Desk, Depends(desk)]
