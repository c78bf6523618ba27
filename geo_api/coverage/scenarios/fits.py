"""Whether changes fit what there is now: layers, rules, fields and things may be others than when they were kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import ValidationError

from geo_api.coverage.rules.rule import Rule, SingleRule
from geo_api.coverage.what_if.asked import Added, Edits, Moved, Removed, check_values
from geo_api.coverage.what_if.guard import unseen
from geo_api.errors import BadRequest
from layers.layer import Layer, Text

Part = Literal["add", "move", "remove"]
_MODELS: Mapping[Part, type[Added | Moved | Removed]] = {"add": Added, "move": Moved, "remove": Removed}
_TITLES: Mapping[Part, Text] = {
    "add": Text("Thêm thứ", "Addition"),
    "move": Text("Di chuyển thứ", "Move"),
    "remove": Text("Bỏ thứ", "Removal"),
}
_NOT_UNDERSTOOD = Text("phiên bản này không hiểu thay đổi ấy", "this version does not understand it")
_GONE = Text("trên bản đồ không còn đối tượng ấy", "that thing is no longer on record")
_TWICE = Text("đối tượng ấy đã được di chuyển hoặc bỏ ở một thay đổi khác", "that thing is moved or removed already")


@dataclass(frozen=True, slots=True)
class Item:
    """One change. number: its place among those of its part, from 1."""

    part: Part
    number: int
    change: Added | Moved | Removed


@dataclass(frozen=True, slots=True)
class Unfit:
    """A change that is left out of account, and why."""

    part: Part
    number: int
    why: Text

    @property
    def words(self) -> Text:
        title = _TITLES[self.part]
        return Text(f"{title.vi} {self.number}: {self.why.vi}.", f"{title.en} {self.number}: {self.why.en}.")


@dataclass(frozen=True, slots=True)
class Fit:
    """What fits, and what does not."""

    items: Sequence[Item]
    unfit: Sequence[Unfit]

    @property
    def edits(self) -> Edits:
        return _edits(self.items)

    def of(self, layers: Iterable[str]) -> Edits:
        """Those in these layers alone."""
        return _edits([item for item in self.items if item.change.layer in layers])


def counted_layers(rules: Iterable[Rule]) -> dict[str, Layer]:
    """The layers whose things some rule counts, by name."""
    single = (rule for rule in rules if isinstance(rule, SingleRule))
    return {source.layer.name: source.layer for rule in single for source in rule.things}


def fit(kept: Mapping[str, Any], layers: Mapping[str, Layer], gone: frozenset[tuple[str, int]] = frozenset()) -> Fit:
    """What of the changes on record goes with these layers. gone: things known to be there no more."""
    items: list[Item] = []
    unfit: list[Unfit] = []
    seen: set[tuple[str, int]] = set()
    for part in _MODELS:
        for number, document in enumerate(kept.get(part, []), 1):
            change = _read(part, document)
            why = _NOT_UNDERSTOOD if change is None else _trouble(change, layers, gone, seen)
            if change is None or why:
                unfit.append(Unfit(part, number, why or _NOT_UNDERSTOOD))
            else:
                items.append(Item(part, number, change))
    return Fit(items, unfit)


def check(edits: Edits, layers: Mapping[str, Layer]) -> None:
    """Raises BadRequest for the first change that does not fit."""
    for unfit in fit(edits.model_dump(), layers).unfit:
        raise BadRequest(unfit.words.vi, unfit.words.en)


def _read(part: Part, document: Any) -> Added | Moved | Removed | None:
    try:
        return _MODELS[part].model_validate(document)
    except ValidationError:
        return None


def _trouble(
    change: Added | Moved | Removed,
    layers: Mapping[str, Layer],
    gone: frozenset[tuple[str, int]],
    seen: set[tuple[str, int]],
) -> Text | None:
    layer = layers.get(change.layer)
    if layer is None:
        return Text(f"không tiêu chí nào đếm lớp “{change.layer}”", f"no rule counts layer “{change.layer}”")
    if isinstance(change, Added):
        return _value_trouble(change, layer)
    thing = (change.layer, change.id)
    if thing in seen:
        return _TWICE
    seen.add(thing)
    return _GONE if thing in gone else unseen(change, layer)


def _value_trouble(added: Added, layer: Layer) -> Text | None:
    try:
        check_values(added, layer)
    except BadRequest as error:
        return Text(error.detail.vi.rstrip("."), error.detail.en.rstrip("."))
    return None


def _edits(items: Iterable[Item]) -> Edits:
    found: dict[str, list[Any]] = {part: [] for part in _MODELS}
    for item in items:
        found[item.part].append(item.change)
    return Edits(**found)
