"""What whoever edits rules may not ask of dwellings: by a house number, results would tell of one of them."""

from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.marks import mark_of
from geo_api.coverage.rules.rule import Rule

ASKED_OF_ADDRESSES = frozenset({"kind", "status"})


def check_asks_no_person(rule: Rule, text: str | None) -> None:
    """Raises RuleError at the first condition on addresses that may pick out one. text: the YAML it was read from."""
    for part in ("subject", "target"):
        selection = rule.document.get(part, {})
        for name in selection.get("where", {}) if selection.get("set") == "address" else ():
            if name not in ASKED_OF_ADDRESSES:
                raise _refused(rule, f"$.{part}.where.{name}", text)


def _refused(rule: Rule, place: str, text: str | None) -> RuleError:
    allowed = ", ".join(sorted(ASKED_OF_ADDRESSES))
    error = RuleError(
        rule.source,
        place,
        f"với địa chỉ, điều kiện chỉ được dùng các trường: {allowed}",
        f"of addresses, conditions may be on these fields only: {allowed}",
    )
    return error if text is None else error.marked(mark_of(text, place))
