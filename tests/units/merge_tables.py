"""Small tables of changes, and the pairs that rows of them are."""

from pathlib import Path

from layers.names import split_name
from loaders.units.reform.table import Named, Pair, Side

HEADER = "old_province_code,old_province,old_district_code,old_district,old_ward_code,old_ward,"
NEW = "new_province_code,new_province,new_district_code,new_district,new_ward_code,new_ward,extent,note\n"
NAM_DINH, NINH_BINH = "36,Tỉnh Nam Định", "37,Tỉnh Ninh Bình"
Y_YEN, VU_BAN = "360,Huyện Ý Yên", "359,Huyện Vụ Bản"


def named(words: str, level: str = "commune") -> Named:
    """`13777 Xã Thành Lợi` as a unit."""
    code, _, full = words.partition(" ")
    name = split_name(full, level)
    assert name.kind
    return Named(level, code, name.kind, name.name)


def side(words: str) -> Side:
    """`13777 Xã Thành Lợi < 359 Huyện Vụ Bản < 36 Tỉnh Nam Định`: a unit and what it is part of."""
    unit, *above = (part.strip() for part in words.split("<"))
    units = [named(part, "province" if len(part.split()[0]) == 2 else "district") for part in above]
    levels = {each.level: each for each in units}
    level = "district" if len(unit.split()[0]) == 3 else "commune"
    return Side(named(unit, level), levels.get("district"), levels.get("province"))


def pairs(*rows: str) -> list[Pair]:
    """Rows `old -> new`, or `old ~> new` for a part."""
    found = []
    for number, row in enumerate(rows, start=1):
        arrow = "~>" if "~>" in row else "->"
        old, new = row.split(arrow)
        found.append(Pair(number, side(old), side(new), arrow == "->"))
    return found


def table(folder: Path, *rows: str, name: str = "merger.csv") -> Path:
    """A file with rows `old | its district | its province | new | its district | its province | extent`.

    Each unit is written `code,name`.
    """
    path = folder / name
    lines = []
    for row in rows:
        old, old_district, old_province, new, new_district, new_province, extent = (
            cell.strip() or "," for cell in row.split("|")
        )
        lines.append(
            f"{old_province},{old_district},{old},{new_province},{new_district},{new},{extent.strip(',')},ghi chú\n"
        )
    path.write_text(HEADER + NEW + "".join(lines), encoding="utf-8")
    return path


def simple(folder: Path, *rows: str, name: str = "merger.csv") -> Path:
    """Communes of Ý Yên, Nam Định into communes of Ninh Bình: rows `code,name > code,name [> partial]`."""
    parts = [[cell.strip() for cell in row.split(">")] for row in rows]
    return table(
        folder,
        *(f"{p[0]}|{Y_YEN}|{NAM_DINH}|{p[1]}||{NINH_BINH}|{p[2] if len(p) > 2 else 'full'}" for p in parts),
        name=name,
    )
