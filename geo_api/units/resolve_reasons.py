"""Why a unit is among the answers, and why it stands where it stands, in words."""

from dataclasses import dataclass
from datetime import date, timedelta

from geo_api.units.resolve_world import Share, Version
from layers.layer import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """code: for programs; text: for people."""

    code: str
    text: Text


def same_spelling(name: str) -> Reason:
    return Reason("same_spelling", Text(f"Đúng tên “{name}”.", f"Called just “{name}”."))


def marks_missing(typed: str, name: str) -> Reason:
    return Reason(
        "marks_missing",
        Text(f"“{typed}” thiếu dấu của “{name}”.", f"“{typed}” is “{name}” with marks left out."),
    )


def other_marks(typed: str, name: str) -> Reason:
    return Reason("other_marks", Text(f"“{name}” khác dấu với “{typed}”.", f"“{name}” has other marks than “{typed}”."))


def other_spelling(typed: str, name: str) -> Reason:
    return Reason(
        "other_spelling",
        Text(f"“{typed}” là một cách viết của “{name}”.", f"“{typed}” is another way to write “{name}”."),
    )


def similar_name(typed: str, name: str) -> Reason:
    return Reason("similar_name", Text(f"“{name}” gần giống “{typed}”.", f"“{name}” is similar to “{typed}”."))


def other_day_name(version: Version) -> Reason:
    """The unit is called so in a period that is not the one meant."""
    vi, en = _period(version)
    return Reason(
        "name_of_other_day", Text(f"Có tên “{version.full_name}” {vi}.", f"Called “{version.full_name}” {en}.")
    )


def kind_agrees(kind: str) -> Reason:
    return Reason("kind_agrees", Text(f"Là {kind} như đã ghi.", f"It is a {kind}, as written."))


def kind_differs(kind: str, own: str) -> Reason:
    return Reason("kind_differs", Text(f"Là {own}, không phải {kind}.", f"It is a {own}, not a {kind}."))


def may_be_street(name: str) -> Reason:
    return Reason(
        "may_be_street", Text(f"“{name}” đứng sau số nhà, có thể là tên đường.", f"“{name}” may be a street as well.")
    )


def less_of_the_line(name: str) -> Reason:
    """Another unit explains words that this one leaves unexplained."""
    return Reason(
        "less_of_the_line",
        Text(f"Phần đứng trước có thể là tên đơn vị “{name}”.", f"What stands before it may be the unit “{name}”."),
    )


def in_force(day: date) -> Reason:
    return Reason("in_force", Text(f"Có hiệu lực ngày {_vi(day)}.", f"In force on {day}."))


def ended(valid_to: date) -> Reason:
    last = valid_to - timedelta(days=1)
    return Reason("ended", Text(f"Hết hiệu lực sau ngày {_vi(last)}.", f"In force until {last}, its last day."))


def begins_later(valid_from: date) -> Reason:
    return Reason("begins_later", Text(f"Chỉ có từ ngày {_vi(valid_from)}.", f"In force only from {valid_from} on."))


def code_meant(code: str, day: date) -> Reason:
    return Reason("code_meant", Text(f"Mang mã {code} ngày {_vi(day)}.", f"Had the code {code} on {day}."))


def code_until(code: str, valid_to: date) -> Reason:
    last = valid_to - timedelta(days=1)
    return Reason("code_until", Text(f"Mang mã {code} đến {_vi(last)}.", f"Had this code, {code}, until {last}."))


def code_from(code: str, valid_from: date) -> Reason:
    return Reason(
        "code_from", Text(f"Mang mã {code} từ {_vi(valid_from)}.", f"Has the code {code} from {valid_from} on.")
    )


def lost_zeros(typed: str, code: str) -> Reason:
    return Reason(
        "lost_zeros",
        Text(f"“{typed}” có thể là mã {code} mất số 0 ở đầu.", f"“{typed}” may be the code {code} without its zeros."),
    )


def name_or_code_alone(by: str) -> Reason:
    """Both a name and a code were given, and only one of them is this unit's."""
    if by == "name":
        return Reason(
            "code_of_another", Text("Mã đã cho không phải của đơn vị này.", "The code given is not its code.")
        )
    return Reason("name_of_another", Text("Tên đã cho không phải của đơn vị này.", "The name given is not its name."))


def context_agrees(said: str, own: str) -> Reason:
    return Reason("context_agrees", Text(f"Thuộc {own}, đúng như “{said}”.", f"Part of {own}, as “{said}” says."))


def context_agrees_otherwise(said: str, own: str) -> Reason:
    """Right on another day, or for what it was made of or became."""
    return Reason(
        "context_of_other_day",
        Text(f"“{said}” đúng vào thời gian khác: {own}.", f"“{said}” is right at another time: {own}."),
    )


def context_differs(said: str, own: str) -> Reason:
    return Reason(
        "context_differs",
        Text(f"“{said}” không khớp: thuộc {own}.", f"“{said}” does not agree: it is part of {own}."),
    )


def context_unknown(said: str) -> Reason:
    return Reason("context_unknown", Text(f"Không đối chiếu được “{said}”.", f"“{said}” could not be checked."))


def near_inside() -> Reason:
    return Reason("near_inside", Text("Ranh giới chứa vị trí đã cho.", "Its boundary holds the place given."))


def near_distance(metres: float) -> Reason:
    shown = f"{metres:.0f} m" if metres < 1000 else f"{metres / 1000:.1f} km"
    comma = shown.replace(".", ",")
    return Reason("near_distance", Text(f"Cách vị trí đã cho {comma}.", f"{shown} from the place given."))


def near_unknown() -> Reason:
    return Reason("near_unknown", Text("Chưa có ranh giới để đo khoảng cách.", "No boundary to measure a distance to."))


def became(units: list[tuple[Version, Share]]) -> Reason:
    """Several units of today hold what it was."""
    vi = ", ".join(f"{version.full_name} ({_percent(share, 'chưa rõ tỷ lệ')})" for version, share in units)
    en = ", ".join(f"{version.full_name} ({_percent(share, 'share not known')})" for version, share in units)
    return Reason(
        "split", Text(f"Đã chia về: {vi}. Địa chỉ cần thêm vị trí.", f"Went to {en}. The place has to decide.")
    )


def became_nothing() -> Reason:
    return Reason("no_successor", Text("Không có đơn vị kế thừa được ghi.", "No successor is on record."))


def near_decides(version: Version) -> Reason:
    return Reason(
        "near_decides",
        Text(f"Vị trí đã cho nay thuộc {version.full_name}.", f"The place given is in {version.full_name} today."),
    )


def _percent(share: Share, unknown: str) -> str:
    return unknown if share.weight is None else f"{float(share.weight):.0%}"


def _period(version: Version) -> tuple[str, str]:
    if version.valid_to is not None:
        last = version.valid_to - timedelta(days=1)
        return f"đến {_vi(last)}", f"until {last}"
    return f"từ {_vi(version.valid_from or date.min)}", f"from {version.valid_from or date.min} on"


def _vi(day: date) -> str:
    return f"{day:%d/%m/%Y}"
