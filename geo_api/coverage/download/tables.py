"""Results as tables: which columns, and the sheet that says what rule they are of. Pure."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from geo_api.coverage.ask.documents import GapsDocument, UnitsDocument
from geo_api.coverage.rules.rule import Rule
from geo_api.identity import NOBODY, Identity
from geo_api.workbook import Column, Sheet, of_agency

# Names of columns of CSV stay as they are; those of sheets are for people.
_UNITS = (
    ("code", Column("Mã đơn vị · Code")),
    ("full_name", Column("Đơn vị · Unit", 30)),
    ("outcome", Column("Kết quả · Result")),
    ("share", Column("Tỷ lệ đạt · Share", 12, "0.0%")),
    ("subjects", Column("Xét · Subjects", 10, "#,##0")),
    ("passed", Column("Đạt · Passed", 10, "#,##0")),
    ("failed", Column("Chưa đạt · Failed", 10, "#,##0")),
    ("unknown", Column("Chưa rõ · Not known", 10, "#,##0")),
    ("weight_total", Column("Tổng trọng số · Weight", 14, "#,##0.##")),
    ("weight_passed", Column("Trọng số đạt · Weight passed", 14, "#,##0.##")),
    ("weighed_by", Column("Dân cư theo · Weighed by")),
    ("unit_id", Column("unit_id", 10)),
)
_GAPS = (
    ("name", Column("Địa điểm · Place", 34)),
    ("layer", Column("Lớp · Layer", 18)),
    ("outcome", Column("Kết quả · Result")),
    ("unit_code", Column("Mã đơn vị · Code of the unit")),
    ("unit_name", Column("Đơn vị · Unit", 26)),
    ("distance_m", Column("Gần nhất đạt chuẩn (m) · Nearest that counts (m)", 16, "#,##0")),
    ("measure", Column("Giá trị đo · Measure", 12, "#,##0.##")),
    ("weight", Column("Trọng số · Weight", 12, "#,##0.##")),
    ("lon", Column("Kinh độ · Longitude", 13, "0.000000")),
    ("lat", Column("Vĩ độ · Latitude", 13, "0.000000")),
    ("unit_id", Column("unit_id", 10)),
    ("commune_id", Column("commune_id", 10)),
    ("hamlet_id", Column("hamlet_id", 10)),
    ("id", Column("id", 10)),
)
UNCHECKED = "chưa đối chiếu văn bản · not compared with the document"


@dataclass(frozen=True, slots=True)
class Downloaded:
    """One result as rows. names: of the columns, as programs know them. about: what rule, which day, on what basis."""

    title: str
    names: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Any]]
    about: Sequence[tuple[str, str]]

    def sheets(self, who: Identity = NOBODY) -> list[Sheet]:
        """The rows, and what they are. who: whose map they are from."""
        told = Sheet("Tiêu chí · Rule", (Column("", 34), Column("", 90)), [*of_agency(who), *self.about])
        return [Sheet(self.title, self.columns, self.rows), told]


def units_table(rule: Rule, document: UnitsDocument) -> Downloaded:
    """The units of a result, one a row."""
    rows = [[getattr(unit, name) for name, _ in _UNITS] for unit in document.units]
    days = [("Tính cho ngày · Counted for", document.calculated_for.isoformat())]
    return _table("Đơn vị · Units", _UNITS, rows, about(rule) + _asked(document.at.isoformat()) + days)


def gaps_table(rule: Rule, document: GapsDocument) -> Downloaded:
    """The gaps of a result, one a row, the greatest need first."""
    rows = [[getattr(gap, name) for name, _ in _GAPS] for gap in document.gaps]
    days = [("Tính cho ngày · Counted for", document.calculated_for.isoformat())]
    return _table("Còn thiếu · Gaps", _GAPS, rows, about(rule) + _asked(document.at.isoformat()) + days)


def gaps_geojson(document: GapsDocument) -> str:
    """The gaps as a FeatureCollection (RFC 7946); of a gap without a place the geometry is null."""
    features = [
        {
            "type": "Feature",
            "geometry": None if gap.lon is None else {"type": "Point", "coordinates": [gap.lon, gap.lat]},
            "properties": gap.model_dump(exclude={"lon", "lat"}),
        }
        for gap in document.gaps
    ]
    told = {"rule": document.rule, "at": document.at.isoformat(), "calculated_for": document.calculated_for.isoformat()}
    return json.dumps({"type": "FeatureCollection", **told, "features": features}, ensure_ascii=False)


def about(rule: Rule) -> list[tuple[str, str]]:
    """The rule in words, with its whole text as it is declared."""
    basis = rule.basis
    said = [
        ("Tiêu chí · Rule", rule.title.vi),
        ("", rule.title.en),
        ("Mã · Id", rule.id),
        ("Phiên bản · Version", str(rule.version)),
        ("Căn cứ · Basis", ", ".join(filter(None, (basis.doc or basis.kind, basis.clause)))),
        ("Trích · Quote", basis.quote or ""),
        ("Đối chiếu · Compared", "đã đối chiếu · compared" if basis.checked else UNCHECKED),
        ("Toàn văn · Whole text", yaml.safe_dump(json.loads(json.dumps(dict(rule.document))), allow_unicode=True)),
    ]
    return [line for line in said if line[1]]


def _asked(at: str) -> list[tuple[str, str]]:
    return [("Đơn vị của ngày · Units of the day", at)]


def _table(
    title: str, columns: Sequence[tuple[str, Column]], rows: Sequence[Sequence[Any]], told: Sequence[tuple[str, str]]
) -> Downloaded:
    names, shown = zip(*columns, strict=True)
    return Downloaded(title, names, shown, rows, told)
