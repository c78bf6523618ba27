"""Why a row contradicts the record, in words."""

from datetime import date, timedelta

from layers.layer import Text

TABLE_FIRST = Text(
    "nếu giữa hai thời điểm có sáp nhập hay đổi tên, hãy nạp bảng thay đổi trước bằng wardmap units merge "
    "(một lần đổi tên: bảng một dòng)",
    "if a merger or a new name lies between, load its table first with wardmap units merge "
    "(a single new name: a table of one row)",
)
SAME_HAMLET = Text(
    "đơn vị cùng tên đã có trong xã, phường này; hãy nêu mã của nó (cột code).",
    "the commune has a unit of this name already; please give its code (column code).",
)


def other_name(code: str, there: str, here: str, day: date) -> Text:
    """A code that on the day belongs to a unit of another name or kind."""
    return Text(
        f"ngày {day:%d/%m/%Y} mã {code} là của {there}, không phải {here}; {TABLE_FIRST.vi}.",
        f"on {day} code {code} belongs to {there}, not to {here}; {TABLE_FIRST.en}.",
    )


def used_later(code: str, whose: str, since: date) -> Text:
    """A code that another unit has from a later day of the period on."""
    last = since - timedelta(days=1)
    return Text(
        f"mã {code} là của {whose} từ {since:%d/%m/%Y}; nếu đơn vị này kết thúc trước đó, hãy nêu --last-day {last}.",
        f"code {code} belongs to {whose} from {since} on; if this unit ended before, give --last-day {last}.",
    )


def name_clash(name: str, there: str, here: str) -> Text:
    """A unit of the same name, kind and parent that is on record under another code."""
    return Text(
        f"{name} đã có với mã {there}, tệp ghi mã {here}; một trong hai mã sai; {TABLE_FIRST.vi}.",
        f"{name} is on record with code {there}, the file gives {here}; one of the two is wrong; {TABLE_FIRST.en}.",
    )


def no_such_code(day: date) -> Text:
    """A parent that must be on record and is not."""
    return Text(f"không có đơn vị mang mã này ngày {day:%d/%m/%Y}.", f"no unit has this code on {day}.")


def no_name(code: str, column: str, day: date) -> Text:
    """A parent that would have to be put on record, and has no name."""
    return Text(
        f"ngày {day:%d/%m/%Y} không có đơn vị mang mã {code}, và tệp thiếu tên của nó (cột {column}).",
        f"no unit has code {code} on {day}, and the file gives no name for it (column {column}).",
    )


def not_in_force(day: date) -> Text:
    """A code whose unit is not in force on the day."""
    return Text(
        f"đơn vị mang mã này không có hiệu lực ngày {day:%d/%m/%Y}; {TABLE_FIRST.vi}.",
        f"its unit is not in force on {day}; {TABLE_FIRST.en}.",
    )


def other_parent(there: str, day: date) -> Text:
    """A unit that belongs elsewhere on that day."""
    return Text(
        f"ngày {day:%d/%m/%Y} thuộc {there}; {TABLE_FIRST.vi}.",
        f"on {day} it is part of another unit, {there}; {TABLE_FIRST.en}.",
    )
