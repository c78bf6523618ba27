"""What a change of units did, for a person and for a program."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from layers.layer import Text
from loaders.report import LoadReport

# What became of units, in the order in which reports tell it.
BECAME = {
    "merged": Text("lập do sáp nhập", "made by merging"),
    "split": Text("lập do chia tách", "made by splitting"),
    "created": Text("thành lập", "created"),
    "renamed": Text("đổi tên", "renamed"),
    "rekinded": Text("đổi loại", "of another kind"),
    "recoded": Text("đổi mã", "recoded"),
    "reparented": Text("chuyển đơn vị cấp trên", "under another unit"),
    "transferred": Text("thêm hoặc bớt một phần", "gained or lost a part"),
    "ended": Text("kết thúc", "ended"),
    "joined": Text("nối hai mã định danh", "two identities linked"),
    "unchanged": Text("không đổi", "unchanged"),
    "made": Text("lập hồ sơ từ bảng (trước đó chưa có)", "put on record from the table"),
}


@dataclass(frozen=True, slots=True)
class Followed:
    """What hangs on units and followed a change. unresolved: what could not, each in words."""

    what: Text
    moved: int = 0
    unresolved: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeReport(LoadReport):
    """effective: the day of the change, ISO 8601. units: by level, what became of how many (`BECAME`)."""

    effective: str = ""
    document: str | None = None
    units: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    followed: tuple[Followed, ...] = ()
