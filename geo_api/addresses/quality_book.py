"""The report of quality as a workbook: counts of a unit, hamlet by hamlet. Names no single address."""

from typing import Any

from sqlalchemy import Row

from geo_api.addresses.quality import Quality
from geo_api.workbook import Column, Sheet

_COUNT = "#,##0"
_COUNTED = (
    ("draft", "Nháp · Drafts"),
    ("submitted", "Đã gửi · Submitted"),
    ("returned", "Trả lại · Returned"),
    ("verified", "Đã xác minh · Verified"),
    ("assigned", "Đã cấp mã · With a code"),
    ("ended", "Đã kết thúc · Ended"),
    ("suspended", "Tạm ngừng · Suspended"),
    ("households", "Số hộ · Households"),
    ("target", "Chỉ tiêu đợt thu thập · Target"),
    ("collected", "Đã thu thập · Collected"),
    ("live", "Đang có trong sổ · In the register"),
    ("dwellings", "Nhà ở, căn hộ · Dwellings"),
    ("accurate", "Sai số đến 10 m · Exact to 10 m"),
    ("inaccurate", "Sai số hơn 10 m · Worse than 10 m"),
    ("unknown_accuracy", "Không rõ sai số · Accuracy not known"),
    ("without_number", "Chưa có số nhà · Without number"),
    ("old", "Hơn 5 năm chưa xem lại · Older than 5 years"),
)
_FOUND = (
    "Số nhà bị thiếu · Numbers missing",
    "Số chẵn, lẻ đứng một mình · Lone odd or even",
    "Chung một điểm với địa chỉ khác · At one point with others",
)
COLUMNS = (
    Column("Thôn, tổ · Hamlet", 30),
    Column("Nhà so với số hộ · Dwellings by households", 16, "0.0%"),
    *(Column(title, 14, _COUNT) for _, title in _COUNTED),
    *(Column(title, 14, _COUNT) for title in _FOUND),
)
NO_HAMLET = "(chưa rõ thôn, tổ · no hamlet)"


def quality_sheet(found: Quality) -> Sheet:
    """A row for each hamlet, what is in none last."""
    return Sheet("Chất lượng · Quality", COLUMNS, [_row(hamlet, found) for hamlet in found.hamlets])


def coverage(hamlet: Row[Any]) -> float | None:
    """Dwellings for each household, where it is known how many households there are."""
    return hamlet.dwellings / hamlet.households if hamlet.households else None


def _row(hamlet: Row[Any], found: Quality) -> list[Any]:
    counts = [getattr(hamlet, name) for name, _ in _COUNTED]
    looks_wrong = [of[hamlet.unit_id] for of in (found.missing, found.alone, found.sharing)]
    return [hamlet.name or NO_HAMLET, coverage(hamlet), *counts, *looks_wrong]
