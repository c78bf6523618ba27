"""Text that was read as Windows-1252 while it was written in something else, and the way back to its bytes. Pure."""

# Windows-1252, with the five bytes it leaves open as the control characters that browsers and GDAL make of them.
_SIGNS = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_BYTES = {ord(sign): byte for byte, sign in _SIGNS.items() if sign != "\N{REPLACEMENT CHARACTER}"}
# Đ in UTF-8 is C4 90, of which Windows-1252 has no 90: no other letter of Vietnamese begins with C4 and an open byte.
_LOST_D = "Ä\N{REPLACEMENT CHARACTER}"
# What word processors put between the letters: an ellipsis, quotation marks, dashes, a fixed space.
PUNCTUATION = {byte: bytes([byte]).decode("cp1252") for byte in (0x85, 0x91, 0x92, 0x93, 0x94, 0x96, 0x97, 0xA0)}


def bytes_of(text: str) -> bytes:
    """The bytes that Windows-1252, or Latin-1, would show as `text`. Raises UnicodeEncodeError."""
    return text.translate(_BYTES).encode("latin-1")


def utf8_once(text: str) -> str:
    """Undo one reading of UTF-8 as Windows-1252. Raises UnicodeError."""
    return bytes_of(text.replace(_LOST_D, "Ä\x90")).decode("utf-8")


def utf8_twice(text: str) -> str:
    """Undo two. Raises UnicodeError."""
    return utf8_once(utf8_once(text))
