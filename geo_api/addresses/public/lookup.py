"""Looking an address up by its code: reading what was typed, asking the database, saying why there is nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from geo_api.addresses.typed_code import accepted
from geo_api.db import Database, Statement, schema_of
from geo_api.errors import NotFound
from layers.codes import Guess, printed
from layers.layer import Audience

_ADDRESS = f"SELECT * FROM {schema_of(Audience.PUBLIC)}.address_of_code(:code)"


@dataclass(frozen=True, slots=True)
class Address:
    """What anybody may know of an address that has a code. lon, lat: degrees (CRS84)."""

    code: str
    kind: str
    status: str
    since: date
    code_since: date
    number: str | None
    street: str | None
    building_number: str | None
    building_street: str | None
    hamlet: str | None
    commune: str | None
    commune_then: str | None
    province: str | None
    lon: float | None
    lat: float | None
    replaced_by: tuple[str, ...]


class NoSuchCode(NotFound):
    """The code is right in itself, and nothing has it."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"Không có địa chỉ nào mang mã {printed(code)}. Xin so lại với biển.",
            f"No address has the code {printed(code)}. Please compare it with the plate.",
        )


@dataclass(frozen=True, slots=True)
class Found:
    """An address, and what of the typed code was guessed."""

    address: Address
    guesses: tuple[Guess, ...]


def look_up(database: Database, typed: str, prefix: str) -> Found:
    """The address whose code was typed. Raises NotACode, NoSuchCode."""
    reading = accepted(typed, prefix)
    # Whoever asks, as the public: of a code nobody is told more here.
    rows = database.rows(Audience.PUBLIC, Statement(_ADDRESS, {"code": reading.code}, prepared=True))
    if not rows:
        raise NoSuchCode(reading.code)
    return Found(_address(rows[0]), reading.guesses)


def _address(row: Row[*tuple[Any, ...]]) -> Address:
    values = row._asdict()
    return Address(**{**values, "replaced_by": tuple(values["replaced_by"])})
