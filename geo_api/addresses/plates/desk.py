"""Whoever sees to plates, at work: police and the office of the commune."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated

from fastapi import Depends, Request

from geo_api.access import PLATE_ROLES, REGISTER_ROLES, Account, PhotoOfficer, PlateOfficer, Role
from geo_api.addresses.desk import Desk, desk_of
from geo_api.audit.reads import Reads, reason_of
from layers.layer import Audience


def plate_desk(request: Request, officer: PlateOfficer) -> Desk:
    return _desk(request, officer, PLATE_ROLES)


def photo_desk(request: Request, officer: PhotoOfficer) -> Desk:
    return _desk(request, officer, (*REGISTER_ROLES, Role.COMMUNE_EDITOR))


def _desk(request: Request, officer: Account, roles: Iterable[Role]) -> Desk:
    desk = desk_of(request, officer, roles)
    if not officer.roles.isdisjoint(REGISTER_ROLES):
        return desk
    # The office of the commune is not police, in the audit log neither.
    actor = replace(desk.actor, audience=Audience.STAFF.value)
    return replace(desk, actor=actor, reads=Reads(desk.database, actor, reason_of(request)))


AtPlateDesk = Annotated[Desk, Depends(plate_desk)]
AtPhotoDesk = Annotated[Desk, Depends(photo_desk)]
