"""The score card of one unit as a table: a row for each criterion and what it was judged by."""

from typing import Any

from fastapi import Request, Response

from geo_api.answers import cacheable
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.days import Period
from geo_api.scorecards.documents import JudgedDocument, PartDocument, UnitDocument
from geo_api.scorecards.paper import OUTCOMES, PDF, SAMPLE, is_sample_data, paper
from geo_api.workbook import XLSX, Column, Sheet, workbook

CSV = "text/csv; charset=utf-8"
UNCHECKED = "chưa đối chiếu văn bản · not compared with the document"
_COLUMNS = (
    ("criterion", Column("Tiêu chí · Criterion", 14)),
    ("criterion_title", Column("Tên tiêu chí · Title", 44)),
    ("criterion_outcome", Column("Kết quả · Result", 16)),
    ("judged_by", Column("Xét theo · Judged by", 44)),
    ("outcome", Column("Kết quả phần · Result of the part", 16)),
    ("share", Column("Tỷ lệ · Share", 10, "0.0%")),
    ("passed", Column("Đạt · Passed", 10, "#,##0")),
    ("missing", Column("Còn thiếu · Missing", 10, "#,##0")),
    ("value", Column("Giá trị · Value", 12, "#,##0.##")),
    ("needed", Column("Ngưỡng · Needed", 12, "#,##0.##")),
    ("period_to", Column("Kỳ đến · Period to", 12)),
    ("source", Column("Nguồn · Source", 24)),
    ("basis", Column("Căn cứ · Basis", 44)),
    ("checked", Column("Đối chiếu · Compared", 24)),
)


def card_file(request: Request, document: UnitDocument, form: str, at: Period) -> Response:
    """The card as CSV, a workbook or a PDF. Of a unit above the set's level tables have no rows; the PDF adds up."""
    rows = [row for judged in document.criteria for row in _rows(document, judged)]
    names, columns = zip(*_COLUMNS, strict=True)
    if form == "pdf":
        body, media_type = paper(document), PDF
    elif form == "csv":
        body, media_type = (BYTE_ORDER_MARK + csv_rows([names, *rows])).encode(), CSV
    else:
        told = Sheet("Phiếu · Card", (Column("", 30), Column("", 80)), _about(document))
        body, media_type = workbook([Sheet("Tiêu chí · Criteria", columns, [_said(row) for row in rows]), told]), XLSX
    answer = cacheable(request, body, media_type, at=at)
    # A unit without a code has a number here alone.
    whose = (document.card.code or document.card.unit_id) if document.card else "unit"
    name = f"scorecard-{whose}-{document.at}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(document: UnitDocument, judged: JudgedDocument) -> list[list[Any]]:
    criterion = next(each for each in document.set.criteria if each.id == judged.id)
    basis = criterion.basis
    head = [criterion.code, criterion.title.vi, judged.outcome]
    tail = [
        ", ".join(filter(None, (basis.doc, basis.clause))),
        "đã đối chiếu · compared" if basis.checked else UNCHECKED,
    ]
    return [[*head, *part, *tail] for part in map(_part, judged.parts)] or [[*head, *[None] * 9, *tail]]


def _said(row: list[Any]) -> list[Any]:
    """A row for people: outcomes in words."""
    words = dict(zip((name for name, _ in _COLUMNS), row, strict=True))
    for name in ("criterion_outcome", "outcome"):
        if words[name] in OUTCOMES:
            words[name] = f"{OUTCOMES[words[name]].vi} · {OUTCOMES[words[name]].en}"
    return list(words.values())


def _part(part: PartDocument) -> list[Any]:
    until = part.period_to.isoformat() if part.period_to else None
    figures = (part.share, part.passed, part.missing, part.value, part.needed)
    return [part.title.vi, part.outcome, *figures, until, part.source]


def _about(document: UnitDocument) -> list[tuple[str, str]]:
    card, chosen = document.card, document.set
    unit = [("Đơn vị · Unit", card.full_name), ("Mã · Code", card.code or "")] if card else []
    sample = [(SAMPLE.vi, SAMPLE.en)] if is_sample_data(document) else []
    return [
        *sample,
        *unit,
        ("Ngày · Day", document.at.isoformat()),
        ("Bộ tiêu chí · Set", chosen.title.vi),
        ("", chosen.title.en),
        ("Phiên bản · Version", str(chosen.version)),
        ("Căn cứ · Basis", chosen.basis.doc),
        ("Đối chiếu · Compared", "đã đối chiếu · compared" if chosen.checked else UNCHECKED),
    ]
