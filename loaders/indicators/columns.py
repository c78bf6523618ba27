"""Which column of a table says what: the unit, what it is part of, the figures, the period. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from layers.indicators.registry import all_indicators
from loaders.columns import find_column
from loaders.errors import Asked, LoadError, Question
from loaders.fit.words import plain, words_of
from loaders.report import shortened

# Of a unit, from the lowest tier up; `unit` is of whatever tier its name or code says.
TIERS = ("unit", "hamlet", "commune", "district", "province")
# “Tỷ lệ hộ có cáp quang” is the share of such households.
_PREFIXES = ("tyle", "tile")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "unit": ("unit", "đơn vị", "tên đơn vị", "địa bàn", "địa phương", "đvhc", "tên đvhc", "đơn vị hành chính", "name",
             "tên đơn vị hành chính"),
    "unit_code": ("unit code", "mã", "mã đơn vị", "mã đvhc", "mã đơn vị hành chính", "mã địa bàn", "code"),
    "hamlet": ("hamlet", "thôn", "xóm", "tổ dân phố", "thôn xóm", "thôn, xóm, tổ dân phố", "tên thôn", "tên xóm",
               "tên tổ dân phố", "tên thôn, xóm", "ấp", "bản", "khu phố"),
    "hamlet_code": ("hamlet code", "mã thôn", "mã xóm", "mã tổ dân phố"),
    "commune": ("commune", "ward", "xã", "phường", "xã phường", "phường xã", "thị trấn", "xã phường thị trấn",
                "tên xã", "tên phường", "tên xã phường", "thuộc xã", "thuộc phường", "thuộc xã phường",
                "commune name", "ward name"),
    "commune_code": ("commune code", "ward code", "mã xã", "mã phường", "mã xã phường"),
    "district": ("district", "huyện", "tên huyện", "quận huyện", "thuộc huyện"),
    "district_code": ("district code", "mã huyện", "mã quận huyện"),
    "province": ("province", "tỉnh", "tên tỉnh", "tỉnh thành", "tỉnh thành phố", "thuộc tỉnh"),
    "province_code": ("province code", "mã tỉnh", "mã tỉnh thành"),
    "indicator": ("indicator", "chỉ số", "chỉ tiêu", "mã chỉ số", "mã chỉ tiêu", "tên chỉ số", "tên chỉ tiêu"),
    "value": ("value", "giá trị", "số liệu", "kết quả", "giá trị chỉ số"),
    "period": ("period", "kỳ", "năm", "kỳ báo cáo", "kỳ số liệu", "thời kỳ", "year"),
    "source": ("source", "nguồn", "nguồn số liệu"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """roles: `unit`, `commune_code`, `value` … → column. figures: column → code of its indicator, in a wide table.

    percent: columns whose heading says that they hold hundredths. unmatched: those that say nothing.
    """

    roles: Mapping[str, str]
    figures: Mapping[str, str] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    unmatched: tuple[str, ...] = ()

    @property
    def is_long(self) -> bool:
        return "indicator" in self.roles

    @property
    def tiers(self) -> Iterator[str]:
        """The tiers that columns name, the lowest first."""
        return (tier for tier in TIERS if tier in self.roles or f"{tier}_code" in self.roles)


def read_columns(columns: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """What the columns are, by ``--map`` or by what they are called. Raises LoadError when the table cannot be read."""
    _check_mapping(mapping)
    found = {find_column(columns, column): meaning for meaning, column in mapping.items()}
    for column in columns:
        if column not in found and (meaning := _meaning(column)):
            found[column] = meaning
    _check_doubles(found)
    roles = {meaning: column for column, meaning in found.items() if meaning in _WORDS}
    figures = {column: meaning for column, meaning in found.items() if meaning not in _WORDS}
    unmatched = tuple(column for column in columns if column not in found)
    read = Columns(roles, figures, frozenset(column for column in columns if "%" in column), unmatched)
    _check(read)
    return read


def indicator_of(words: object) -> str | None:
    """The code of the indicator that a code or a title, in whatever spelling, names; None for none."""
    word, known = plain(str(words)), _indicators()
    return known.get(word) or next((known.get(word[len(p) :]) for p in _PREFIXES if word.startswith(p)), None)


@cache
def _indicators() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, indicator in all_indicators().items():
        usual = dict.fromkeys(words_of(indicator.field), code)
        found = usual | found | dict.fromkeys(map(plain, (indicator.title.vi, indicator.title.en)), code)
    return found | {plain(code): code for code in all_indicators()}


def _meaning(column: str) -> str | None:
    word = plain(column)
    return next((role for role, words in _WORDS.items() if word in map(plain, words)), None) or indicator_of(column)


def _check_mapping(mapping: Mapping[str, str]) -> None:
    for meaning in mapping:
        if meaning not in _WORDS and meaning not in all_indicators():
            listed = ", ".join(_WORDS)
            raise LoadError(
                f"--map: không có trường hay chỉ số “{shortened(meaning)}”. Các trường: {listed}; chỉ số: xem wardmap "
                "indicators list.",
                f"--map: there is no field or indicator “{shortened(meaning)}”. Fields are {listed}; of indicators "
                "wardmap indicators list tells.",
            )


def _check_doubles(found: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for column, meaning in found.items():
        first = seen.setdefault(meaning, column)
        if first != column:
            raise LoadError(
                f"Hai cột “{shortened(first)}” và “{shortened(column)}” cùng là {meaning}; hãy bỏ bớt một cột hoặc nêu "
                f"--map {meaning}=CỘT.",
                f"Columns “{shortened(first)}” and “{shortened(column)}” are both {meaning}; leave one out or give "
                f"--map {meaning}=COLUMN.",
                Question(Asked.MAPPING),
            )


def _check(read: Columns) -> None:
    if not list(read.tiers):
        raise _lacks("unit", "tên hoặc mã đơn vị", "the name or the code of the unit", read)
    if read.is_long and "value" not in read.roles:
        raise _lacks("value", "giá trị", "the value", read)
    if not read.is_long and not read.figures:
        raise LoadError(
            "Không cột nào là chỉ số: cần hai cột indicator và value, hoặc mỗi chỉ số một cột (xem wardmap indicators "
            f"list; hoặc --map MÃ_CHỈ_SỐ=CỘT). Các cột chưa rõ: {_listed(read)}.",
            "No column is an indicator: two columns indicator and value are needed, or a column for each (wardmap "
            f"indicators list tells them; or --map CODE=COLUMN). Columns not understood: {_listed(read)}.",
            Question(Asked.MAPPING),
        )


def _lacks(role: str, vi: str, en: str, read: Columns) -> LoadError:
    return LoadError(
        f"Bảng thiếu cột cho {vi}; hãy nêu --map {role}=CỘT. Các cột chưa rõ: {_listed(read)}.",
        f"The table has no column for {en}; please give --map {role}=COLUMN. Columns not understood: {_listed(read)}.",
        Question(Asked.MAPPING),
    )


def _listed(read: Columns) -> str:
    return ", ".join(shortened(column) for column in read.unmatched) or "—"
