"""Rows of a table of changes that contradict each other, what stands or falls together, what looks doubtful. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from layers.layer import Text
from loaders.report import Finding, Problem, Severity
from loaders.units.reform.table import Key, Named, Pair, Side
from loaders.units.reform.transitions import Plan, same_name

_FALLS_WITH = Text(
    "cùng một thay đổi với dòng bị từ chối khác, nên không áp dụng.",
    "it is of one change with another row that is refused.",
)


def contradictions(pairs: Sequence[Pair]) -> list[Problem]:
    """Rows that say otherwise than an earlier row."""
    return [*_twice(pairs), *_two_meanings(pairs), *_two_parents(pairs), *_beyond_whole(pairs)]


def without(pairs: Sequence[Pair], refused: Collection[int]) -> tuple[list[Pair], list[Problem]]:
    """The pairs that share no unit with a refused row, even by way of others; and why those left out are.

    A merger with a parent left out would be another merger.
    """
    group = _groups(pairs)
    lost = {group[pair.row] for pair in pairs if pair.row in refused}
    kept = [pair for pair in pairs if group[pair.row] not in lost]
    left_out = [pair for pair in pairs if group[pair.row] in lost and pair.row not in refused]
    return kept, [Problem(pair.row, "old_code", pair.old.unit.code, _FALLS_WITH) for pair in left_out]


def doubts(plan: Plan, pairs: Sequence[Pair]) -> list[Finding]:
    """What the table says and somebody should look at."""
    return [*_lone_parts(pairs), *_divided(plan)]


def _twice(pairs: Iterable[Pair]) -> Iterator[Problem]:
    seen: dict[tuple[Key, Key], int] = {}
    for pair in pairs:
        first = seen.setdefault((pair.old.unit.key, pair.new.unit.key), pair.row)
        if first != pair.row:
            reason = Text(f"lặp lại dòng {first}.", f"it repeats row {first}.")
            yield Problem(pair.row, "old_code", pair.old.unit.code, reason)


def _beyond_whole(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """A unit that went somewhere whole cannot have gone elsewhere too."""
    rows: dict[Key, list[Pair]] = defaultdict(list)
    for pair in pairs:
        rows[pair.old.unit.key].append(pair)
    for group in rows.values():
        targets = {pair.new.unit.key for pair in group}
        whole = next((pair for pair in group if pair.whole), None)
        if whole is None or len(targets) == 1:
            continue
        for pair in group:
            if pair.new.unit.key != whole.new.unit.key:
                yield Problem(pair.row, "extent", pair.old.unit.label, _gone(whole))


def _gone(pair: Pair) -> Text:
    old, new = pair.old.unit.label, pair.new.unit.label
    return Text(
        f"{old} đã nhập toàn bộ vào {new} (dòng {pair.row}).", f"{old} went whole to {new} already (row {pair.row})."
    )


def _two_meanings(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """A code has one name on each side."""
    names: dict[tuple[str, Key], tuple[Named, int]] = {}
    for pair in pairs:
        for side, field, unit in _units(pair):
            first, row = names.setdefault((side, unit.key), (unit, pair.row))
            if first.kind != unit.kind or not same_name(first, unit):
                reason = Text(
                    f"mã {unit.code} là {first.label} ở dòng {row}.", f"code {unit.code} is {first.label} in row {row}."
                )
                yield Problem(pair.row, f"{side}_{field}", unit.label, reason)


def _units(pair: Pair) -> Iterator[tuple[str, str, Named]]:
    for side, words in (("old", pair.old), ("new", pair.new)):
        for field, unit in (("name", words.unit), ("district", words.district), ("province", words.province)):
            if unit is not None:
                yield side, field, unit


def _two_parents(pairs: Iterable[Pair]) -> Iterator[Problem]:
    """A unit is part of one other on each side."""
    above: dict[tuple[str, Key], tuple[Named | None, int]] = {}
    for pair in pairs:
        for side, unit, parent in _placed(pair):
            first, row = above.setdefault((side, unit.key), (parent, pair.row))
            if (first and first.key) != (parent and parent.key):
                yield Problem(pair.row, f"{side}_code", unit.label, _elsewhere(unit, first, row))


def _elsewhere(unit: Named, parent: Named | None, row: int) -> Text:
    there = parent.label if parent else "—"
    return Text(f"{unit.label} thuộc {there} ở dòng {row}.", f"{unit.label} is part of {there} in row {row}.")


def _placed(pair: Pair) -> Iterator[tuple[str, Named, Named | None]]:
    side: Side
    for word, side in (("old", pair.old), ("new", pair.new)):
        yield word, side.unit, side.parent
        if side.district is not None:
            yield word, side.district, side.province


def _groups(pairs: Iterable[Pair]) -> dict[int, int]:
    """Row → a number that rows have in common when they share units."""
    leader: dict[object, object] = {}

    def find(node: object) -> object:
        while leader.setdefault(node, node) != node:
            leader[node] = node = leader[leader[node]]
        return node

    for pair in pairs:
        for node in (("old", pair.old.unit.key), ("new", pair.new.unit.key)):
            leader[find(node)] = find(pair.row)
    numbers: dict[object, int] = {}
    return {pair.row: numbers.setdefault(find(pair.row), len(numbers)) for pair in pairs}


def _lone_parts(pairs: Iterable[Pair]) -> Iterator[Finding]:
    parts: dict[Key, list[Pair]] = defaultdict(list)
    for pair in pairs:
        parts[pair.old.unit.key].append(pair)
    for group in parts.values():
        if len(group) == 1 and not group[0].whole:
            yield _lone(group[0])


def _lone(pair: Pair) -> Finding:
    old, new = pair.old.unit.label, pair.new.unit.label
    return Finding(
        check="rest_unknown",
        severity=Severity.WARNING,
        text=Text(
            f"Bảng chỉ nói một phần của {old} về {new}; phần còn lại đi đâu không rõ.",
            f"The table says only that a part of {old} went to {new}; where the rest went is not known.",
        ),
        units=(old, new),
    )


def _divided(plan: Plan) -> Iterator[Finding]:
    """Districts and provinces whose communes went to more than one."""
    targets: dict[Named, list[str]] = defaultdict(list)
    for transition in plan.transitions:
        for part in transition.parents:
            if part.old.level != "commune" and not part.whole:
                targets[part.old].append(transition.new.label)
    for old, found in targets.items():
        listed = ", ".join(found)
        yield Finding(
            check="divided",
            severity=Severity.WARNING,
            text=Text(
                f"Các đơn vị của {old.label} về: {listed}.", f"The units of {old.label} went to several: {listed}."
            ),
            units=(old.label, *found),
        )
