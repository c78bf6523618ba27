"""Which column of a table says what: the unit, what it is part of, the figures, the period. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from layers.indicators.registry import all_indicators
from layers.layer import Text
from loaders.columns import find_column
from loaders.errors import Answer, Asked, LoadError, Question
from loaders.fit.words import plain, words_of
from loaders.report import ColumnMatch, shortened

# Of a unit, from the lowest tier up; `unit` is of whatever tier its name or code says.
TIERS = ("unit", "hamlet", "commune", "district", "province")
# “Tỷ lệ hộ có cáp quang” is the share of such households.
_PREFIXES = ("tyle", "tile")
_GIVEN = Text("do --map", "by --map")
_BY_NAME = Text("theo tên cột", "by the name of the column")
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

    percent: columns whose heading says that they hold hundredths. unmatched: those that say nothing. matching: what
    was taken for what, and why.
    """

    roles: Mapping[str, str]
    figures: Mapping[str, str] = field(default_factory=dict)
    percent: frozenset[str] = frozenset()
    unmatched: tuple[str, ...] = ()
    matching: tuple[ColumnMatch, ...] = ()

    @property
    def is_long(self) -> bool:
        return "indicator" in self.roles

    @property
    def tiers(self) -> Iterator[str]:
        """The tiers that columns name, the lowest first."""
        return (tier for tier in TIERS if tier in self.roles or f"{tier}_code" in self.roles)


def read_columns(columns: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """What the columns are, by ``--map`` or by what they are called. Raises LoadError when the table cannot be read.

    mapping: meaning → column; '': no column has that meaning, whatever it is called.
    """
    _check_mapping(mapping)
    given = {meaning: find_column(columns, column) for meaning, column in mapping.items() if column}
    _check_once(given)
    named = _named([column for column in columns if column not in given.values()], mapping)
    found = dict(sorted((given | named).items(), key=lambda each: columns.index(each[1])))
    roles = {meaning: column for meaning, column in found.items() if meaning in _WORDS}
    figures = {column: meaning for meaning, column in found.items() if meaning not in _WORDS}
    unmatched = tuple(column for column in columns if column not in found.values())
    matching = tuple(ColumnMatch(name, column, _BY_NAME if name in named else _GIVEN) for name, column in found.items())
    read = Columns(roles, figures, frozenset(column for column in columns if "%" in column), unmatched, matching)
    _check(read)
    return read


def _named(columns: Sequence[str], mapping: Mapping[str, str]) -> dict[str, str]:
    """Meaning → the column called so, of meanings of which `mapping` says nothing. Raises LoadError for two such."""
    found: dict[str, str] = {}
    for column in columns:
        meaning = _meaning(column)
        if meaning is None or meaning in mapping:
            continue
        if meaning in found:
            raise _double(meaning, found[meaning], column)
        found[meaning] = column
    return found


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


def _check_once(given: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for meaning, column in given.items():
        other = seen.setdefault(column, meaning)
        if other != meaning:
            raise LoadError(
                f"Cột “{shortened(column)}” được chọn cho cả {other} và {meaning} (--map); mỗi cột chỉ có một nghĩa.",
                f"Column “{shortened(column)}” is chosen for both {other} and {meaning} (--map); a column means one "
                "thing.",
            )


def _double(meaning: str, first: str, second: str) -> LoadError:
    return LoadError(
        f"Hai cột “{shortened(first)}” và “{shortened(second)}” cùng là {meaning}; hãy bỏ bớt một cột hoặc nêu "
        f"--map {meaning}=CỘT.",
        f"Columns “{shortened(first)}” and “{shortened(second)}” are both {meaning}; leave one out or give "
        f"--map {meaning}=COLUMN.",
        _which_column(meaning, (first, second)),
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
        )


def _lacks(role: str, vi: str, en: str, read: Columns) -> LoadError:
    return LoadError(
        f"Bảng thiếu cột cho {vi}; hãy nêu --map {role}=CỘT. Các cột chưa rõ: {_listed(read)}.",
        f"The table has no column for {en}; please give --map {role}=COLUMN. Columns not understood: {_listed(read)}.",
        _which_column(role, read.unmatched),
    )


def _which_column(meaning: str, columns: Sequence[str]) -> Question | None:
    """Of these columns one is meant; None where there are none."""
    choices = tuple(
        Answer(f"{meaning}={column}", Text(label, label)) for column in columns if (label := _label(column))
    )
    return Question(Asked.MAPPING, choices) if choices else None


def _label(column: str) -> str:
    return shortened(column).strip()


def _listed(read: Columns) -> str:
    return ", ".join(shortened(column) for column in read.unmatched) or "—"
