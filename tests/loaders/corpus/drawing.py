"""Writes DXF drawings, as AutoCAD's reference describes them: only what tests need."""

from pathlib import Path

from tests.loaders.tools import in_cp1258

Pair = tuple[int, object]
_BLOCK = "KYHIEU"


def words(layer: str, x: float, y: float, text: str, is_on_paper: bool = False) -> list[Pair]:
    """Text at a place."""
    space: list[Pair] = [(67, 1)] if is_on_paper else []
    return [(0, "TEXT"), *space, (8, layer), (10, x), (20, y), (30, 0), (40, 5), (1, text)]


def line(layer: str, *corners: tuple[float, float], is_closed: bool = False) -> list[Pair]:
    """A line through the corners, which may end where it begins."""
    places = [pair for x, y in corners for pair in ((10, x), (20, y))]
    head: list[Pair] = [(0, "LWPOLYLINE"), (100, "AcDbEntity"), (8, layer), (100, "AcDbPolyline")]
    return [*head, (90, len(corners)), (70, int(is_closed)), *places]


def symbol(layer: str, x: float, y: float, **attributes: str) -> list[Pair]:
    """A block at a place, with its attributes by tag."""
    place: list[Pair] = [(10, x), (20, y), (30, 0)]
    pairs: list[Pair] = [(0, "INSERT"), (8, layer), (66, 1), (2, _BLOCK), *place]
    for tag, value in attributes.items():
        pairs += [(0, "ATTRIB"), (8, layer), *place, (40, 2), (1, value), (2, tag), (70, 0)]
    return [*pairs, (0, "SEQEND"), (8, layer)]


def drawing(
    path: Path, *entities: list[Pair], release: str = "AC1015", page: str = "ANSI_1258", encoding: str = "ascii"
) -> Path:
    """Write a drawing. release: of the format; page: the code page that it names; encoding: of its bytes."""
    circle: list[Pair] = [(0, "CIRCLE"), (8, "0"), (10, 0), (20, 0), (30, 0), (40, 5)]
    head: list[Pair] = [(0, "BLOCK"), (8, "0"), (2, _BLOCK), (70, 2), (10, 0), (20, 0), (30, 0)]
    sections: dict[str, list[Pair]] = {
        "HEADER": [(9, "$ACADVER"), (1, release), (9, "$DWGCODEPAGE"), (3, page)],
        "BLOCKS": [*head, *circle, (0, "ENDBLK")],
        "ENTITIES": [pair for entity in entities for pair in entity],
    }
    pairs: list[Pair] = []
    for name, content in sections.items():
        pairs += [(0, "SECTION"), (2, name), *content, (0, "ENDSEC")]
    text = "".join(f"{code}\r\n{value}\r\n" for code, value in [*pairs, (0, "EOF")])
    path.write_bytes(in_cp1258(text) if encoding == "cp1258" else text.encode(encoding))
    return path
