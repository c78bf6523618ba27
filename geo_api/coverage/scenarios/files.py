"""A scenario as a file: its changes as CSV, a workbook or GeoJSON. Pure."""

import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal

from fastapi import Response

from geo_api.coverage.download.answers import CSV, GEOJSON
from geo_api.coverage.scenarios.documents import ScenarioDocument, ThingDocument
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.identity import Identity
from geo_api.workbook import XLSX, Column, Sheet, of_agency, workbook

Form = Literal["json", "csv", "xlsx", "geojson"]
_CHANGES = {"add": "thêm · add", "move": "dời · move", "remove": "bỏ · remove"}
# lon, lat: where it would be; from_lon, from_lat: where it stands now.
_COLUMNS = (
    ("change", Column("Thay đổi · Change")),
    ("number", Column("Số · Number", 8, "0")),
    ("layer", Column("Lớp · Layer", 18)),
    ("id", Column("id", 10)),
    ("name", Column("Tên · Name", 34)),
    ("lon", Column("Kinh độ mới · New longitude", 13, "0.000000")),
    ("lat", Column("Vĩ độ mới · New latitude", 13, "0.000000")),
    ("from_lon", Column("Kinh độ nay · Longitude now", 13, "0.000000")),
    ("from_lat", Column("Vĩ độ nay · Latitude now", 13, "0.000000")),
    ("host", Column("Nơi lắp đặt · Host", 24)),
    ("values", Column("Giá trị · Values", 30)),
)
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


def file_of(document: ScenarioDocument, form: Form, who: Identity) -> Response:
    """What fits of the scenario, as a file to be kept. who: whose map it is from."""
    body, media_type = _body(document, form, who)
    plain = unicodedata.normalize("NFKD", document.name.lower().replace("đ", "d")).encode("ascii", "ignore").decode()
    name = _NOT_IN_NAMES.sub("-", plain).strip("-")[:60] or "phuong-an"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "no-store"}
    return Response(body, media_type=media_type, headers=headers)


def _body(document: ScenarioDocument, form: Form, who: Identity) -> tuple[bytes, str]:
    rows = _rows(document)
    if form == "geojson":
        return _geojson(document, rows), GEOJSON
    names = [name for name, _ in _COLUMNS]
    table = [[row[name] for name in names] for row in rows]
    if form == "csv":
        return (BYTE_ORDER_MARK + csv_rows([names, *table])).encode(), CSV
    told = Sheet("Phương án · Scenario", (Column("", 28), Column("", 70)), [*of_agency(who), *_about(document)])
    shown = [[_CHANGES[row["change"]], *line[1:]] for row, line in zip(rows, table, strict=True)]
    return workbook([Sheet("Thay đổi · Changes", [column for _, column in _COLUMNS], shown), told], who), XLSX


def _rows(document: ScenarioDocument) -> list[dict[str, Any]]:
    things = {(thing.layer, thing.id): thing for thing in document.things}
    added = [
        _row("add", number, one.layer, (one.lon, one.lat))
        | {"host": one.host, "values": json.dumps(one.values, ensure_ascii=False) if one.values else None}
        for number, one in enumerate(document.add, 1)
    ]
    moved = [
        _row("move", number, one.layer, (one.lon, one.lat)) | _now(one.id, things.get((one.layer, one.id)))
        for number, one in enumerate(document.move, 1)
    ]
    removed = [
        _row("remove", number, one.layer, (None, None)) | _now(one.id, things.get((one.layer, one.id)))
        for number, one in enumerate(document.remove, 1)
    ]
    return [*added, *moved, *removed]


def _row(change: str, number: int, layer: str, spot: tuple[float | None, float | None]) -> dict[str, Any]:
    empty = dict.fromkeys(name for name, _ in _COLUMNS)
    return {**empty, "change": change, "number": number, "layer": layer, "lon": spot[0], "lat": spot[1]}


def _now(number: int, thing: ThingDocument | None) -> dict[str, Any]:
    if thing is None:
        return {"id": number}
    return {"id": number, "name": thing.name, "from_lon": thing.lon, "from_lat": thing.lat}


def _geojson(document: ScenarioDocument, rows: Sequence[dict[str, Any]]) -> bytes:
    features = [
        {"type": "Feature", "geometry": _point(row), "properties": {k: v for k, v in row.items() if v is not None}}
        for row in rows
    ]
    told = {name: getattr(document, name) for name in ("name", "note", "unit", "rule", "revision")}
    day = document.day.isoformat() if document.day else None
    whole = {"type": "FeatureCollection", **told, "day": day, "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


def _point(row: dict[str, Any]) -> dict[str, Any] | None:
    """Where it would be; of what goes, where it stands."""
    lon, lat = (row["lon"], row["lat"]) if row["lon"] is not None else (row["from_lon"], row["from_lat"])
    return None if lon is None else {"type": "Point", "coordinates": [lon, lat]}


def _about(document: ScenarioDocument) -> list[tuple[str, str]]:
    said = [
        ("Phương án · Scenario", document.name),
        ("Ghi chú · Note", document.note),
        ("Của · By", document.owner),
        ("Đơn vị · Unit", f"{document.unit_name or ''} ({document.unit})"),
        ("Tiêu chí · Rule", document.rule),
        ("Ngày · Day", document.day.isoformat() if document.day else ""),
        ("Bản · Revision", f"{document.revision}, {document.changed:%d/%m/%Y %H:%M}"),
        *(("Không tính · Left out", f"{one.words.vi} · {one.words.en}") for one in document.unfit),
    ]
    return [line for line in said if line[1]]
