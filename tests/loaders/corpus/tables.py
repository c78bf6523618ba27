"""Tables as text: whatever a spreadsheet, an editor or a machine writes."""

from pathlib import Path
from unicodedata import normalize

from shapely import Point, to_wkb

from tests.loaders.corpus.places import SCHOOLS, frame, made, projected, text

HEADER = "key,name,lon,lat"
ROWS = [f"{key},{name},{lon},{lat}" for key, name, lon, lat in SCHOOLS]


def _lines(*lines: str, end: str = "\n") -> str:
    return end.join((*lines, ""))


def _degrees(value: float, letter: str) -> str:
    """Degrees, minutes and seconds to four digits, the letter behind."""
    whole, rest = divmod(value, 1)
    minutes, rest = divmod(rest * 60, 1)
    return f"{whole:.0f}°{minutes:02.0f}'{rest * 60:07.4f}\"{letter}"


def _comma(value: float) -> str:
    return str(value).replace(".", ",")


@made
def csv_plain(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS))


@made
def csv_byte_order_mark(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS), "utf-8-sig")


@made
def csv_utf16(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS), "utf-16")


@made
def csv_windows_lines(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS, end="\r\n"))


@made
def csv_semicolons_and_decimal_commas(folder: Path) -> Path:
    rows = [f"{key};{name};{_comma(lon)};{_comma(lat)}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key;name;lon;lat", *rows))


@made
def csv_tabs(folder: Path) -> Path:
    return text(folder, "a.tsv", _lines(HEADER, *ROWS).replace(",", "\t"))


@made
def csv_bars(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS).replace(",", "|"))


@made
def csv_quotes_and_line_ends_in_cells(folder: Path) -> Path:
    rows = [f'{key},"{name}",{lon},{lat},"dòng 1\nnói ""hai"", ba"' for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines(HEADER + ",note", *rows))


@made
def csv_notes_above_the_header(folder: Path) -> Path:
    notes = ("UBND XÃ TRỰC HÙNG,,,", "DANH SÁCH TRƯỜNG HỌC,,,", ",,,")
    return text(folder, "a.csv", _lines(*notes, HEADER, *ROWS))


@made
def csv_vietnamese_headers(folder: Path) -> Path:
    return text(folder, "a.csv", _lines("Mã,Tên trường,Kinh độ,Vĩ độ", *ROWS))


@made
def csv_headers_without_marks(folder: Path) -> Path:
    return text(folder, "a.csv", _lines("MA,TEN_TRUONG,KINH_DO,VI_DO", *ROWS))


@made
def csv_degrees_minutes_seconds(folder: Path) -> Path:
    rows = [f"{key};{name};{_degrees(lon, 'E')};{_degrees(lat, 'N')}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key;name;lon;lat", *rows))


@made
def csv_degrees_in_vietnamese(folder: Path) -> Path:
    rows = [f"{key};{name};{_degrees(lon, 'Đ')};{_degrees(lat, 'B')}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key;name;kinh độ;vĩ độ", *rows))


@made
def csv_one_column_of_coordinates(folder: Path) -> Path:
    rows = [f'{key},{name},"{lat}, {lon}"' for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key,name,tọa độ", *rows))


@made
def csv_two_pairs_of_coordinates(folder: Path) -> Path:
    rows = [f"{row},{x:.3f},{y:.3f}" for row, (x, y) in zip(ROWS, projected(9209), strict=True)]
    return text(folder, "a.csv", _lines(HEADER + ",x_vn2000,y_vn2000", *rows))


@made
def csv_wkt(folder: Path) -> Path:
    rows = [f"{key};{name};POINT ({lon} {lat})" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key;name;wkt", *rows))


@made
def csv_wkb(folder: Path) -> Path:
    rows = [f"{key};{name};{to_wkb(Point(lon, lat), hex=True)}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines("key;name;geom", *rows))


@made
def csv_decomposed_letters(folder: Path) -> Path:
    return text(folder, "a.csv", normalize("NFD", _lines(HEADER, *ROWS)))


@made
def csv_cp1258(folder: Path) -> Path:
    # cp1258 has the letters of Vietnamese without their tones, and the tones by themselves.
    return text(folder, "a.csv", _lines(HEADER, *map(_windows, ROWS)), "cp1258")


def _windows(line: str) -> str:
    kept = {"\u0302", "\u0306", "\u031b"}
    parts = [normalize("NFD", letter) for letter in line]
    return "".join(
        normalize("NFC", part[0] + "".join(sign for sign in part[1:] if sign in kept))
        + "".join(sign for sign in part[1:] if sign not in kept)
        for part in parts
    )


@made
def csv_utf8_read_as_cp1252(folder: Path) -> Path:
    rows = [f"{key},{name.encode().decode('latin-1')},{lon},{lat}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines(HEADER, *rows))


@made
def csv_blank_lines_between(folder: Path) -> Path:
    return text(folder, "a.csv", "\n\n".join((HEADER, *ROWS, "", "")))


@made
def csv_spaces_around_cells(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS).replace(",", " , "))


@made
def csv_numbers_as_a_machine_writes_them(folder: Path) -> Path:
    rows = [f"{key},{name},{lon:.10e},{lat:+.12f}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines(HEADER, *rows))


@made
def csv_vn2000_named(folder: Path) -> Path:
    rows = [f"{each.key},{each.name},{x:.3f},{y:.3f}" for each, (x, y) in zip(SCHOOLS, projected(9209), strict=True)]
    return text(folder, "a.csv", _lines("key,name,lon,lat", *rows))


@made
def csv_web_mercator_named(folder: Path) -> Path:
    rows = [f"{each.key},{each.name},{x:.3f},{y:.3f}" for each, (x, y) in zip(SCHOOLS, projected(3857), strict=True)]
    return text(folder, "a.csv", _lines("key,name,lon,lat", *rows))


@made
def csv_formula_as_a_name(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, f"a1,\"=cmd|'/c calc'!A1\",{SCHOOLS[0].lon},{SCHOOLS[0].lat}"))


@made
def csv_ragged(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, ROWS[0], "b2,thiếu ô", ROWS[2]))


@made
def csv_not_a_number(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, ROWS[0], "b2,x,NaN,20.4", "c3,y,inf,20.1", "d4,z,1e308,20.1"))


@made
def csv_zeros_behind_the_sea(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS, "d4,x,0,0"))


@made
def csv_swapped(folder: Path) -> Path:
    rows = [f"{key},{name},{lat},{lon}" for key, name, lon, lat in SCHOOLS]
    return text(folder, "a.csv", _lines(HEADER, *rows))


@made
def csv_same_key_twice(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS, ROWS[1]))


@made
def csv_column_twice(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER + ",name", *(row + ",x" for row in ROWS)))


@made
def csv_five_thousand_columns(folder: Path) -> Path:
    more = [f"c{i}" for i in range(5_000)]
    return text(folder, "a.csv", _lines(",".join((HEADER, *more)), *(",".join((row, *more)) for row in ROWS)))


@made
def csv_null_bytes(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS).replace("c3", "c\0"))


@made
def csv_quote_without_end(folder: Path) -> Path:
    return text(folder, "a.csv", _lines(HEADER, *ROWS, '"d4,x,106.1,20.1'))


@made
def csv_citizen_number(folder: Path) -> Path:
    rows = [f"{row},người giữ 036092001234" for row in ROWS]
    return text(folder, "a.csv", _lines(HEADER + ",note", *rows))


@made
def csv_telephone(folder: Path) -> Path:
    rows = [f"{row},gọi 0912 345 678" for row in ROWS]
    return text(folder, "a.csv", _lines(HEADER + ",note", *rows))


@made
def csv_deep_wkt(folder: Path) -> Path:
    return text(folder, "a.csv", "key;name;wkt\na1;x;" + "GEOMETRYCOLLECTION(" * 50_000 + "\n")


@made
def csv_gz(folder: Path) -> Path:
    path = folder / "a.csv.gz"
    frame().assign(lon=lambda t: t.geometry.x, lat=lambda t: t.geometry.y).drop(columns="geometry").to_csv(
        path, index=False
    )
    return path
