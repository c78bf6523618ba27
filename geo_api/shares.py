"""Shares as people are told them, on pages, on paper and in tables alike: of how many, how many not known. Pure."""

from math import floor

from layers.layer import Text

# One place after the point.
_TENTHS = 1000
HOW = Text(
    "Tỷ lệ là số đạt trên số đã rõ, cắt ở một số lẻ và không làm tròn lên; chưa rõ thì không tính vào.",
    "A share is those that pass of those known, cut off after one digit and not rounded up; what is not known does not "
    "count.",
)
_BY = {
    "population": Text("tính theo dân số", "by population"),
    "addresses": Text("tính theo số địa chỉ", "by addresses"),
}


def cut_off(share: float) -> float:
    """The share as it is shown: 0.9996 is 99.9 %, and not all."""
    return floor(share * _TENTHS + 1e-9) / _TENTHS


def counted(passed: int | None, failed: int | None, unknown: int | None, weighed_by: str | None = None) -> Text | None:
    """“21/23, 2 chưa rõ”: of how many a share is; None where that is not told."""
    if passed is None or failed is None:
        return None
    vi = en = f"{passed}/{passed + failed}"
    if unknown:
        vi, en = f"{vi}, {unknown} chưa rõ", f"{en}, {unknown} not known"
    if by := _BY.get(weighed_by or ""):
        vi, en = f"{vi}, {by.vi}", f"{en}, {by.en}"
    return Text(vi, en)
