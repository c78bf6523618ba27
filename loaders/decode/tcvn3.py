"""TCVN3 (TCVN 5712:1993, third set), also called ABC: one byte a letter, shown by fonts such as .VnTime. Pure.

It has 74 letters: ă â ê ô ơ ư đ in both cases, and the letters with a tone in lower case alone. Fonts whose name ends
in H show small letters as capitals, so that text of capitals mixes both cases once it is decoded.
"""

import codecs

from loaders.decode.cp1252 import PUNCTUATION

_FIRST = 0xA1
# From 0xA1 to 0xFE in order; a dot where the code has no letter.
_LETTERS = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
LETTERS: dict[int, str] = {_FIRST + at: letter for at, letter in enumerate(_LETTERS) if letter != "."}
BYTES: dict[str, int] = {letter: byte for byte, letter in LETTERS.items()}
# One letter a byte, as codecs has it: U+FFFE where there is none.
_KNOWN = LETTERS | PUNCTUATION | {byte: chr(byte) for byte in range(0x80)}
_TABLE = "".join(_KNOWN.get(byte, "\ufffe") for byte in range(0x100))


def decode(data: bytes) -> str:
    """`data` as Unicode, NFC. Raises UnicodeDecodeError at a byte that is no letter."""
    return codecs.charmap_decode(data, "strict", _TABLE)[0]


def encode(text: str) -> bytes:
    """The inverse; a capital with a tone, which TCVN3 lacks, becomes small. Raises UnicodeEncodeError."""
    return b"".join(_byte(text, at) for at in range(len(text)))


def _byte(text: str, at: int) -> bytes:
    letter = text[at]
    byte = BYTES.get(letter) or BYTES.get(letter.lower())
    if letter.isascii():
        return letter.encode()
    if byte is None:
        raise UnicodeEncodeError("tcvn3", text, at, at + 1, "TCVN3 has no such letter")
    return bytes([byte])
