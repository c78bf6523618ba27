"""What whoever edits rules may not ask of what not everybody sees: results would tell of one dwelling or one camera."""

from collections.abc import Iterator
from itertools import chain

from geo_api.coverage.edit.distances import too_fine
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.marks import mark_of
from geo_api.coverage.rules.rule import Rule, SingleRule
from layers.layer import FieldType, Layer, Text

ASKED_OF_ADDRESSES = frozenset({"kind", "status"})


def check_tells_of_none(rule: Rule, text: str | None) -> None:
    """Raises RuleError at the first part that may pick out one dwelling or camera. text: the YAML it was read from."""
    if not isinstance(rule, SingleRule):
        return
    for place, words in chain(_conditions(rule), _judged(rule), _counted(rule), too_fine(rule)):
        error = RuleError(rule.source, place, words.vi, words.en)
        raise error if text is None else error.marked(mark_of(text, place))


def _conditions(rule: SingleRule) -> Iterator[tuple[str, Text]]:
    for part, selection in (("subject", rule.subject), ("target", rule.target)):
        for source in selection.sources:
            for name in rule.document.get(part, {}).get("where", {}):
                if not source.layer.is_open and name not in _may_be_asked(source.layer):
                    allowed = ", ".join(sorted(_may_be_asked(source.layer))) or "–"
                    yield (
                        f"$.{part}.where.{name}",
                        Text(
                            f"với lớp “{source.layer.name}”, điều kiện chỉ được dùng các trường: {allowed}",
                            f"of layer “{source.layer.name}”, conditions may be on these fields only: {allowed}",
                        ),
                    )


def _may_be_asked(layer: Layer) -> frozenset[str]:
    """Fields that many things have alike."""
    if layer.name == "addresses":
        return ASKED_OF_ADDRESSES
    alike = (field for field in layer.fields if field.choices or field.type is FieldType.BOOLEAN)
    return frozenset(field.name for field in alike)


def _judged(rule: SingleRule) -> Iterator[tuple[str, Text]]:
    guarded = [source.layer for source in rule.subject.sources if not source.layer.is_open]
    if guarded and rule.subject.set != "address":
        yield (
            "$.subject",
            Text(
                f"lớp “{guarded[0].name}” chỉ được đếm, không được xét từng cái: kết quả sẽ nói nó ở đâu",
                f"layer “{guarded[0].name}” may be counted and not judged: results would tell where each is",
            ),
        )


def _counted(rule: SingleRule) -> Iterator[tuple[str, Text]]:
    personal = [source.layer for source in rule.target.sources if source.layer.personal]
    if personal and not (rule.is_of_itself and rule.subject.set == "address"):
        yield (
            "$.target",
            Text(
                f"lớp “{personal[0].name}” không được đếm cho nơi khác: kết quả sẽ nói về từng nhà",
                f"layer “{personal[0].name}” may not be counted for other things: results would tell of households",
            ),
        )
