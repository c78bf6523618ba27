"""An address as one line, without anybody's name. Pure."""

from geo_api.addresses.public.lookup import Address
from layers.layer import Text

_NUMBER = Text("Số {}", "No. {}")
_FLAT = Text("Căn hộ {}", "Flat {}")


def label_of(address: Address, language: str) -> str | None:
    """Number and street, hamlet, commune and province of today; None when nothing of it is known."""
    parts = [*door(address, language), *map(_within, (address.hamlet, address.commune, address.province))]
    return ", ".join(part for part in parts if part) or None


def door(address: Address, language: str) -> list[str]:
    """The parts of the line that belong to the house alone."""
    if address.kind != "flat":
        return _house(address.number, address.street, language)
    flat = [_FLAT.in_language(language).format(address.number)] if address.number else []
    house = _house(address.building_number, address.building_street or address.street, language)
    if flat and address.building_number:
        house[0] = _within(house[0])
    return flat + house


def _house(number: str | None, street: str | None, language: str) -> list[str]:
    words = _NUMBER.in_language(language).format(number) if number and number[0].isdigit() else number
    return [part for part in (words, street) if part]


def _within(words: str | None) -> str:
    """“Phường Nam Định” as it stands within a line."""
    return words[0].lower() + words[1:] if words else ""
