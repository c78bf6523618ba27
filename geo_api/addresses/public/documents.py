"""What a look-up answers."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from geo_api.addresses.asked import Kind
from geo_api.addresses.public.label import label_of
from geo_api.addresses.public.lookup import Address
from layers.codes import printed

# 7 digits of a degree are a centimetre.
DEGREE_DIGITS = 7
Status = Literal["assigned", "being_checked", "superseded", "retired"]


class PublicAddress(BaseModel):
    """One address. lon, lat: degrees (CRS84). Of one that is retired, only since when."""

    code: str
    printed: str
    status: Status
    since: Annotated[date, Field(description="The day from which it has this status")]
    kind: Kind
    label: Annotated[str | None, Field(description="One line in Vietnamese, in the units of today")]
    number: str | None
    street: str | None
    hamlet: str | None
    commune: str | None
    former_commune: Annotated[str | None, Field(description="That of the day the code was given, if it is another")]
    province: str | None
    lon: float | None
    lat: float | None
    replaced_by: Annotated[list[str], Field(description="Codes, of one that is superseded")]


def address_document(address: Address) -> PublicAddress:
    return PublicAddress(
        code=address.code,
        printed=printed(address.code),
        status=address.status,
        since=address.since,
        kind=address.kind,
        label=label_of(address, "vi"),
        number=address.number,
        street=address.street,
        hamlet=address.hamlet,
        commune=address.commune,
        former_commune=address.commune_then,
        province=address.province,
        lon=degrees(address.lon),
        lat=degrees(address.lat),
        replaced_by=list(address.replaced_by),
    )


def degrees(value: float | None) -> float | None:
    return None if value is None else round(value, DEGREE_DIGITS)
