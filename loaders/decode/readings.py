"""The ways in which the bytes or letters of a file may have come about, each with what undoes it. Pure."""

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from loaders.decode import cp1252, tcvn3, vni

UTF8 = "utf-8"
MOJIBAKE = "mojibake"
TCVN3 = "tcvn3"
# Encodings that Python has no codec for, by all names under which they are known.
ALIASES = {
    "tcvn3": TCVN3, "tcvn-3": TCVN3, "abc": TCVN3, "tcvn5712": TCVN3, "tcvn5712-3": TCVN3,
    "vni": "vni", "vni-windows": "vni", "vni-win": "vni", "mojibake": MOJIBAKE,
}  # fmt: skip
_Decode = Callable[[bytes], str]


def _cp1258(data: bytes) -> str:
    return data.decode("cp1258")


_DECODERS: dict[str, _Decode] = {"cp1258": _cp1258, TCVN3: tcvn3.decode, "vni": vni.decode}
_LABELS = {UTF8: "UTF-8", TCVN3: "TCVN3", "vni": "VNI", "cp1258": "cp1258"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a column. name: as ``--encoding`` takes it. label: as people know it.

    of_bytes and of_text: None where it does not apply to what the file gives. Both raise UnicodeError.
    """

    name: str
    label: str
    of_bytes: _Decode | None = None
    of_text: Callable[[str], str] | None = None

    def __call__(self, value: bytes | str) -> str:
        """`value` as Unicode, NFC. Raises UnicodeError."""
        if isinstance(value, bytes):
            text = self.of_bytes(value) if self.of_bytes else value.decode(UTF8)
        else:
            text = self.of_text(value) if self.of_text else value
        return unicodedata.normalize("NFC", text)


def codec(name: str) -> Reading:
    """Bytes in an encoding that Python knows; text as it is."""
    return Reading(name, _LABELS.get(name, name), lambda data: data.decode(name))


def _direct(name: str) -> Reading:
    return Reading(name, _LABELS[name], _DECODERS[name])


def _through(name: str) -> Reading:
    """What is in that encoding, was read as Windows-1252, and is text, or UTF-8, since."""
    decode = _DECODERS[name]
    return Reading(
        name,
        f"{_LABELS[name]} (cp1252)",
        lambda data: decode(cp1252.bytes_of(data.decode(UTF8))),
        lambda text: decode(cp1252.bytes_of(text)),
    )


_ONCE = Reading(MOJIBAKE, "UTF-8 (cp1252)", lambda data: cp1252.utf8_once(data.decode(UTF8)), cp1252.utf8_once)
_TWICE = Reading(MOJIBAKE, "UTF-8 (cp1252 × 2)", lambda data: cp1252.utf8_twice(data.decode(UTF8)), cp1252.utf8_twice)
THROUGH = tuple(map(_through, _DECODERS))
DIRECT = tuple(map(_direct, _DECODERS))
AS_IT_IS = codec(UTF8)


def others(declared: Reading, *, is_text: bool) -> list[Reading]:
    """All readings but the declared one, for a column of text or of bytes."""
    found: list[Reading] = [_ONCE, _TWICE, *THROUGH]
    if not is_text:
        found += [AS_IT_IS, *DIRECT]
    return [reading for reading in found if (reading.name, reading.label) != (declared.name, declared.label)]


def asked_for(name: str, values: Sequence[bytes | str]) -> Reading:
    """The reading that ``--encoding`` means for a column with these values.

    A column whose bytes are UTF-8 already, or that is text, holds the letters that Windows-1252 made of that encoding.
    """
    if name == MOJIBAKE:
        return _TWICE if values and all(_is_read(_TWICE, value) for value in values) else _ONCE
    if name not in _DECODERS:
        return codec(name)
    through = next(reading for reading in THROUGH if reading.name == name)
    if all(isinstance(value, str) or _is_read(AS_IT_IS, value) for value in values):
        return through if sum(_is_read(through, value) for value in values) * 2 > len(values) else AS_IT_IS
    return next(reading for reading in DIRECT if reading.name == name)


def _is_read(reading: Reading, value: bytes | str) -> bool:
    try:
        reading(value)
    except UnicodeError:
        return False
    return True
