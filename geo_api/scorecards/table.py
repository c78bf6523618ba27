"""The score card of one unit as a table: a row for each criterion and what it was judged by."""

from collections.abc import Callable
from typing import Any

from fastapi import Request, Response

from geo_api.answers import cacheable
from geo_api.csv_text import BYTE_ORDER_MARK, csv_rows
from geo_api.days import Period
from geo_api.identity import Identity
from geo_api.scorecards.documents import JudgedDocument, PartDocument, UnitDocument
from geo_api.scorecards.paper import OUTCOMES, PDF, SAMPLE, is_sample_data, is_share, of_how_many, paper
from geo_api.shares import HOW, cut_off
from geo_api.workbook import XLSX, Column, Formed, Sheet, of_agency, workbook

CSV = "text/csv; charset=utf-8"
UNCHECKED = "chưa đối chiếu văn bản · not compared with the document"
_PERCENT = "0.0%"
_COLUMNS = (
    ("criterion", Column("Tiêu chí · Criterion", 14)),
    ("criterion_title", Column("Tên tiêu chí · Title", 44)),
    ("criterion_outcome", Column("Kết quả · Result", 16)),
    ("judged_by", Column("Xét theo · Judged by", 44)),
    ("outcome", Column("Kết quả phần · Result of the part", 16)),
    ("share", Column("Tỷ lệ · Share", 10, _PERCENT)),
    ("passed", Column("Đạt · Passed", 10, "#,##0")),
    ("missing", Column("Còn thiếu · Missing", 10, "#,##0")),
    ("unknown", Column("Chưa rõ · Not known", 10, "#,##0")),
    ("counted", Column("Tính trên · Counted", 22)),
    ("value", Column("Giá trị · Value", 12, "#,##0.##")),
    ("needed", Column("Ngưỡng · Needed", 12, "#,##0.##")),
    ("period_to", Column("Kỳ đến · Period to", 12)),
    ("source", Column("Nguồn · Source", 24)),
    ("basis", Column("Căn cứ · Basis", 44)),
    ("checked", Column("Đối chiếu · Compared", 24)),
)


def card_file(request: Request, document: UnitDocument, form: str, at: Period) -> Response:
    """The card as CSV, a workbook or a PDF. Of a unit above the set's level tables have no rows; the PDF adds up."""
    part = _part if form == "csv" else _told
    rows = [row for judged in document.criteria for row in _rows(document, judged, part)]
    names, columns = zip(*_COLUMNS, strict=True)
    who: Identity = request.app.state.identity
    if form == "pdf":
        body, media_type = paper(document, who), PDF
    elif form == "csv":
        body, media_type = (BYTE_ORDER_MARK + csv_rows([names, *rows])).encode(), CSV
    else:
        told = Sheet("Phiếu · Card", (Column("", 30), Column("", 80)), [*of_agency(who), *_about(document)])
        criteria = Sheet("Tiêu chí · Criteria", columns, [_said(row) for row in rows])
        body, media_type = workbook([criteria, told], who), XLSX
    answer = cacheable(request, body, media_type, at=at)
    # A unit without a code has a number here alone.
    whose = (document.card.code or document.card.unit_id) if document.card else "unit"
    name = f"scorecard-{whose}-{document.at}.{form}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _rows(document: UnitDocument, judged: JudgedDocument, told: Callable[[PartDocument], list[Any]]) -> list[list[Any]]:
    criterion = next(each for each in document.set.criteria if each.id == judged.id)
    basis = criterion.basis
    head = [criterion.code, criterion.title.vi, judged.outcome]
    tail = [
        ", ".join(filter(None, (basis.doc, basis.clause))),
        "đã đối chiếu · compared" if basis.checked else UNCHECKED,
    ]
    return [[*head, *part, *tail] for part in map(told, judged.parts)] or [[*head, *[None] * 11, *tail]]


def _said(row: list[Any]) -> list[Any]:
    """A row for people: outcomes in words."""
    words = dict(zip((name for name, _ in _COLUMNS), row, strict=True))
    for name in ("criterion_outcome", "outcome"):
        if words[name] in OUTCOMES:
            words[name] = f"{OUTCOMES[words[name]].vi} · {OUTCOMES[words[name]].en}"
    return list(words.values())


def _part(part: PartDocument) -> list[Any]:
    until = part.period_to.isoformat() if part.period_to else None
    counts = (part.share, part.passed, part.missing, part.unknown, words.vi if (words := of_how_many(part)) else None)
    return [part.title.vi, part.outcome, *counts, part.value, part.needed, until, part.source]


def _told(part: PartDocument) -> list[Any]:
    """The same for people: shares as the card has them on paper and on the page."""
    share = None if part.share is None else cut_off(part.share)
    told = part.model_copy(update={"share": share})
    if is_share(part):
        told = told.model_copy(update={"value": _percent(part.value), "needed": _percent(part.needed)})
    return _part(told)


def _percent(share: float | None) -> Formed:
    return Formed(None if share is None else cut_off(share), _PERCENT)


def _about(document: UnitDocument) -> list[tuple[str, str]]:
    card, chosen = document.card, document.set
    unit = [("Đơn vị · Unit", card.full_name), ("Mã · Code", card.code or "")] if card else []
    sample = [(SAMPLE.vi, SAMPLE.en)] if is_sample_data(document) else []
    return [
        *sample,
        *unit,
        ("Ngày · Day", document.at.isoformat()),
        ("Tỷ lệ · Share", HOW.vi),
        ("", HOW.en),
        ("Bộ tiêu chí · Set", chosen.title.vi),
        ("", chosen.title.en),
        ("Phiên bản · Version", str(chosen.version)),
        ("Căn cứ · Basis", chosen.basis.doc),
        ("Đối chiếu · Compared", "đã đối chiếu · compared" if chosen.checked else UNCHECKED),
    ]
