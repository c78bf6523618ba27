"""Plus codes (Open Location Code, 10 digits): where the entrance is, for whoever has a map that knows them. Pure.

They are no identity: they move when the point is put right.
"""

_ALPHABET = "23456789CFGHJMPQRVWX"
_BASE = len(_ALPHABET)
# Cells of a degree at ten digits: some 14 m.
_CELLS = 8000
_DIGITS = 5


def plus_code(lon: float, lat: float) -> str:
    """Of a place in WGS 84. Of the poles the last cell below them."""
    north = min(int(round((lat + 90) * _CELLS, 6)), 180 * _CELLS - 1)
    east = int(round((lon + 180) * _CELLS, 6)) % (360 * _CELLS)
    digits = ""
    for _ in range(_DIGITS):
        digits = _ALPHABET[north % _BASE] + _ALPHABET[east % _BASE] + digits
        north, east = north // _BASE, east // _BASE
    return f"{digits[:8]}+{digits[8:]}"
