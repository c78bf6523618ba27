"""Columns of a file to fields of a layer: by ``--map``, else by what they are called, else by what they hold."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from layers.layer import Field, Text
from loaders.columns import POSITION_ROLES, find_column, folded
from loaders.errors import Answer, Asked, LoadError, Question
from loaders.fit.words import UNIT_WORDS, meanings, plain, words_of
from loaders.options import LoadOptions
from loaders.report import ColumnMatch, Tally, shortened

# Names of columns in a .dbf end after so many bytes.
_DBF_NAME = 10
# Fewer values than this say nothing about a column.
_TELLING_VALUES = 2
_UNIT_PLAIN = frozenset(map(plain, UNIT_WORDS))

_GIVEN = Text("do --map hoặc --key", "by --map or --key")
_HOW: tuple[Text, ...] = (
    Text("trùng tên trường", "the name of the field"),
    Text("trùng tên trường", "the name of the field"),
    Text("trùng tên trường, viết khác", "the name of the field, spelt otherwise"),
    Text("trùng tiêu đề của trường", "the title of the field"),
    Text("tên thường gọi của trường", "a usual word for the field"),
    Text("tên cắt còn 10 byte như trong .dbf", "a name cut to 10 bytes as in a .dbf"),
)
# Of these reasons the first so many are one and the same name.
_EQUAL_NAMES = 2
_POSITION = Text("tọa độ", "coordinates")
_BY_CONTENT = Text("mọi giá trị là lựa chọn của trường này", "all its values are choices of this field")


@dataclass(frozen=True, slots=True)
class Matching:
    """columns: field name → column. unmatched: columns that go nowhere, told in the report.

    matches: the same with reasons. doubts: why a column that could have been taken was not. unit_column: names the
    commune of a row; no field of the layer.
    """

    columns: Mapping[str, str]
    unmatched: tuple[str, ...]
    matches: tuple[ColumnMatch, ...] = ()
    doubts: tuple[Text, ...] = ()
    unit_column: str | None = None


def match_columns(
    columns: Sequence[str], fields: Sequence[Field], mapping: Mapping[str, str], used: Collection[str], key: str | None
) -> Matching:
    """Which column fills which field, by equal names alone. `used`: columns that hold coordinates. `key`: identifies.

    Raises LoadError for a field, a column or a key that is not there.
    """
    return _matching(_Claims(columns, fields, mapping, used, key).settled(ranks=_EQUAL_NAMES), used)


def match_by_meaning(
    columns: Sequence[str],
    fields: Sequence[Field],
    options: LoadOptions,
    used: Collection[str],
    sample: Sequence[Mapping[str, Any]],
) -> Matching:
    """As `match_columns`, and by titles, usual words, names cut short, and the values of `sample`: some of the rows.

    A field that two columns have an equal claim to is left empty, with a doubt that names both.
    """
    claims = _Claims(columns, fields, options.mapping, used, options.key).settled(ranks=len(_HOW), sample=sample)
    claims.by_content(sample)
    return _matching(claims, used)


def tell_matching(tally: Tally, matching: Matching, position: Sequence[str]) -> None:
    """Put into the report what became of each column. `position`: x and y, or one with WKT, or none."""
    roles = ("lon", "lat") if len(position) == 2 else ("wkt",)
    places = tuple(ColumnMatch(role, column, _POSITION) for role, column in zip(roles, position, strict=False))
    tally.describe(matching=(*places, *matching.matches), unmatched=matching.unmatched)
    for doubt in matching.doubts:
        tally.warn(doubt.vi, doubt.en)


def _matching(claims: "_Claims", used: Collection[str]) -> Matching:
    taken = {*claims.matched.values(), *used}
    unmatched = tuple(column for column in claims.columns if column not in taken)
    unit = [column for column in unmatched if plain(column) in _UNIT_PLAIN]
    matches = tuple(ColumnMatch(name, claims.matched[name], claims.how[name]) for name in claims.matched)
    return Matching(claims.matched, unmatched, matches, tuple(claims.doubts), unit[0] if unit else None)


@dataclass(slots=True)
class _Claims:
    """Fields that wait for a column, and columns that wait for a field."""

    columns: Sequence[str]
    fields: Sequence[Field]
    mapping: Mapping[str, str]
    used: Collection[str]
    key: str | None
    matched: dict[str, str] = field(default_factory=dict)
    how: dict[str, Text] = field(default_factory=dict)
    doubts: list[Text] = field(default_factory=list)
    closed: set[str] = field(default_factory=set)

    def settled(self, ranks: int, sample: Sequence[Mapping[str, Any]] = ()) -> "_Claims":
        """Settle what is given, then rank by rank: a better reason always comes first."""
        check_fields(self.mapping, [each.name for each in self.fields])
        self._given()
        for rank in range(ranks):
            for each in list(self._open()):
                self._settle(each, rank, sample)
        return self

    def by_content(self, sample: Sequence[Mapping[str, Any]]) -> None:
        """A column all of whose values are choices of one field alone goes there, if it is the only such column."""
        waiting = [each for each in self._open() if each.choices]
        fits: dict[str, list[str]] = {}
        for column in self._free():
            known = [each.name for each in waiting if _holds_choices(each, column, sample)]
            if len(known) == 1:
                fits.setdefault(known[0], []).append(column)
        for each in waiting:
            self._take(each, fits.get(each.name, []), _BY_CONTENT)

    def _given(self) -> None:
        for each in self.fields:
            if each.name in self.mapping:
                self.closed.add(each.name)
                if column := self.mapping[each.name]:
                    self._match(each.name, find_column(self.columns, column), _GIVEN)
        if self.key is not None:
            self._match("key", self._key_column(self.key), _GIVEN)

    def _key_column(self, key: str) -> str:
        """What ``--key`` names: a field, of which ``--map`` may say the column, or a column."""
        given = self.matched.get("key")
        column = given if key == "key" and given else find_column(self.columns, self.mapping.get(key) or key)
        if given not in (None, column):
            raise LoadError(
                f"--key {shortened(key)} và --map key={shortened(given)} nói hai cột khác nhau; hãy bỏ một.",
                f"--key {shortened(key)} and --map key={shortened(given)} name two columns; leave one out.",
            )
        return column

    def _settle(self, each: Field, rank: int, sample: Sequence[Mapping[str, Any]]) -> None:
        found = [c for c in self._free() if each.name in self._claimed(c, rank)]
        if each.name == "key" and rank >= _EQUAL_NAMES:
            found = [column for column in found if _tells_apart(column, sample)]
        self._take(each, found, _HOW[rank])

    def _claimed(self, column: str, rank: int) -> list[str]:
        """The open fields that `column` has a claim to; none when it has one to several, for then it says nothing."""
        names = [each.name for each in self._open() if _is_called(column, each, rank)]
        return names if len(names) == 1 else []

    def _take(self, each: Field, found: list[str], how: Text) -> None:
        if len(found) == 1:
            self._match(each.name, found[0], how)
        elif found:
            self.closed.add(each.name)
            self.doubts.append(_equal_claims(each, found))

    def _match(self, name: str, column: str, how: Text) -> None:
        self.matched[name], self.how[name] = column, how
        self.closed.add(name)

    def _open(self) -> Iterator[Field]:
        return (each for each in self.fields if each.name not in self.closed)

    def _free(self) -> list[str]:
        # What --key names may fill a field besides: the name of a place may tell places apart.
        taken = {*self.used, *(c for name, c in self.matched.items() if name != "key" or self.key is None)}
        return [column for column in self.columns if column not in taken]


def _is_called(column: str, wanted: Field, rank: int) -> bool:
    """Whether the column's name says that it is for that field, for the reason of that rank."""
    word = plain(column)
    match rank:
        case 0:
            return column == wanted.name
        case 1:
            return folded(column) == wanted.name
        case 2:
            return bool(word) and word == plain(wanted.name)
        case 3:
            return word in (plain(wanted.title.vi), plain(wanted.title.en))
        case 4:
            return word in words_of(wanted)
        case _:
            return _is_full_name(column) and any(_is_cut(word, each) for each in _all_words(wanted))


def _is_full_name(column: str) -> bool:
    """Whether it is as long as names in a .dbf can be, in an encoding of one byte a letter or in UTF-8."""
    return len(column) <= _DBF_NAME <= len(column.encode()) + 1


def _is_cut(word: str, whole: str) -> bool:
    # Signs between words count for the ten bytes, and `plain` has taken them out.
    return len(word) >= _DBF_NAME - 3 and len(whole) > len(word) and whole.startswith(word)


def _all_words(wanted: Field) -> Iterable[str]:
    return (plain(wanted.name), plain(wanted.title.vi), plain(wanted.title.en), *words_of(wanted))


def _values(column: str, sample: Sequence[Mapping[str, Any]]) -> list[str]:
    cells = (row.get(column) for row in sample)
    return [text for cell in cells if cell is not None and (text := str(cell).strip())]


def _tells_apart(column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    values = _values(column, sample)
    return len(set(values)) == len(values)


def _holds_choices(wanted: Field, column: str, sample: Sequence[Mapping[str, Any]]) -> bool:
    values, known = _values(column, sample), meanings(wanted.choices)
    return len(values) >= _TELLING_VALUES and all(plain(value) in known for value in values)


def _equal_claims(wanted: Field, found: list[str]) -> Text:
    listed = ", ".join(f"“{shortened(column)}”" for column in found)
    return Text(
        f"Các cột {listed} đều có thể là trường “{wanted.name}” ({wanted.title.vi}); không lấy cột nào. "
        f"Hãy nêu --map {wanted.name}=CỘT.",
        f"Columns {listed} could each be field “{wanted.name}” ({wanted.title.en}); none was taken. "
        f"Please give --map {wanted.name}=COLUMN.",
    )


def missing_column(wanted: Field, matching: Matching) -> LoadError:
    """No column fills that required field; asks which of those that are left does."""
    is_key = wanted.name == "key"
    named = [(column, Text(shortened(column) or "—", shortened(column) or "—")) for column in matching.unmatched]
    choices = tuple(Answer(column if is_key else f"{wanted.name}={column}", label) for column, label in named)
    or_key_vi, or_key_en = (" hoặc --key CỘT", " or --key COLUMN") if is_key else ("", "")
    return LoadError(
        f"Thiếu cột cho trường bắt buộc “{wanted.name}” ({wanted.title.vi}); hãy nêu --map {wanted.name}=CỘT"
        f"{or_key_vi}.",
        f"No column fills the required field “{wanted.name}” ({wanted.title.en}); give --map {wanted.name}=COLUMN"
        f"{or_key_en}.",
        Question(Asked.KEY if is_key else Asked.MAPPING, choices),
    )


def check_fields(mapping: Iterable[str], names: Sequence[str]) -> None:
    """Raises LoadError for a field that is none of `names`."""
    unknown = [name for name in mapping if name not in names and name not in POSITION_ROLES]
    if unknown:
        listed = ", ".join(names)
        raise LoadError(
            f"Lớp không có trường “{shortened(unknown[0])}”. Các trường: {listed}.",
            f"The layer has no field “{shortened(unknown[0])}”. Its fields are {listed}.",
        )
