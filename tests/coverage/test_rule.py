"""Rules as files: the shipped ones are whole, and a bad one is refused with file, place and reason."""

import re

import pytest
import yaml

from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.read import parse_rule
from geo_api.coverage.rules.shipped import shipped_rules
from tests.coverage.world import RULE

DELETE = object()


def broken(path: str, value: object) -> str:
    """The test's rule as YAML with one thing changed: `a/b/0` is a path, DELETE takes the thing away."""
    document = yaml.safe_load(yaml.safe_dump(RULE))
    *way, last = [int(word) if word.isdigit() else word for word in path.split("/")]
    part = document
    for word in way:
        part = part[word]
    if value is DELETE:
        del part[last]
    else:
        part[last] = value
    return yaml.safe_dump(document, allow_unicode=True)


# what is changed, to what → the JSON path in the refusal, a word of its reason
BAD = [
    ("pass", DELETE, "$", "'pass' is a required property"),
    ("target/set", DELETE, "$.target", "'set' is a required property"),
    ("id", "Wifi Công Cộng", "$.id", "does not match"),
    ("version", 0, "$.version", "minimum"),
    ("version", True, "$.version", "integer"),
    ("title/vi", "  ", "$.title.vi", "does not match"),
    ("titel", "Wifi", "$", "'titel' was unexpected"),
    ("severity", "urgent", "$.severity", "'urgent' is not one of"),
    ("subject/kind", [], "$.subject.kind", "non-empty"),
    ("subject/kind/0", "culture_hous", "$.subject.kind[0]", "there is no kind “culture_hous”"),
    ("subject/kind/1", "wifi", "$.subject.kind[1]", "belongs to set asset, not to place"),
    ("target/kind/0", "one_stop_office", "$.target.kind[0]", "belongs to set place, not to asset"),
    ("subject/where", {"mbps_down": 5}, "$.subject.where.mbps_down", "layer culture_houses has no field “mbps_down”"),
    ("target/where/mbps", 5, "$.target.where.mbps", "layer wifi has no field “mbps”"),
    ("target/where/free", "yes", "$.target.where.free", "not a value of type boolean"),
    ("target/where/free", {"op": ">=", "value": True}, "$.target.where.free", "operator “>=” is not for"),
    ("target/where/mbps_down", {"op": ">=", "value": "100"}, "$.target.where.mbps_down", "not a value of type number"),
    ("target/where/mbps_down", True, "$.target.where.mbps_down", "not a value of type number"),
    ("target/where/mbps_down", {"op": "~", "value": 1}, "$.target.where.mbps_down.op", "'~' is not one of"),
    ("target/where/mbps_down", {"op": "in", "value": 1}, "$.target.where.mbps_down.value", "not of type 'array'"),
    ("target/where/mbps_down", {"op": ">="}, "$.target.where.mbps_down", "'value' is a required property"),
    ("target/where/status", "working", "$.target.where.status", "is not one of: active, broken, planned, removed"),
    ("target/where/status", ["active", "x"], "$.target.where.status", "“x” is not one of"),
    ("target/where/status", {"op": "<", "value": "active"}, "$.target.where.status", "operator “<” is not for"),
    ("target/where/name", "a\x00b", "$.target.where.name", "a character that is no text"),
    ("target/where/tested_on", "2025-13-01", "$.target.where.tested_on", "not a value of type date"),
    ("target/where/tested_on", {"op": "fresher_than_days", "value": -1}, "$.target.where.tested_on", "of days"),
    ("relation", {}, "$.relation", "exactly one of these is needed: hosted, inside"),
    ("relation/any_of/0", {"hosted": True, "inside": True}, "$.relation.any_of[0]", "exactly one of"),
    ("relation/any_of/1/within_m", 0, "$.relation.any_of[1].within_m", "minimum of 1"),
    ("relation/any_of/1/within_m", float("inf"), "$.relation.any_of[1].within_m", "not a finite number"),
    ("relation/any_of/1/metric", "swim", "$.relation.any_of[1].metric", "'swim' is not one of"),
    ("relation/any_of/0/near", 5, "$.relation.any_of[0]", "'near' was unexpected"),
    ("relation", {"any_of": [{"hosted": True}]}, "$.relation.any_of", "too short"),
    ("measure/agg", "median", "$.measure.agg", "'median' is not one of"),
    ("pass/value", "1", "$.pass.value", "not of type 'number'"),
    ("pass/value", 10**400, "$.pass.value", "a number beyond 1e+12"),
    ("rollup/pass/value", 100, "$.rollup.pass.value", "maximum of 1"),
    ("rollup/level", "village", "$.rollup.level", "'village' is not one of"),
    ("composite", {"level": "hamlet", "all_of": ["wifi.test"]}, "$.measure", "not allowed here"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "value", "place", "reason"), BAD)
def test_a_bad_rule_is_refused_with_the_place_and_the_reason(path, value, place, reason):
    with pytest.raises(RuleError) as refused:
        parse_rule(broken(path, value), "mine.yaml")
    assert refused.value.place == place
    # The whole document needs no naming.
    where = "mine.yaml" if place == "$" else f"mine.yaml, {re.escape(place)}"
    assert re.match(rf"{where} \(line \d+, column \d+\): ", refused.value.detail.en)
    assert reason in refused.value.detail.en
    assert re.match(rf"{where} \(dòng \d+, cột \d+\): ", refused.value.detail.vi)
    assert refused.value.detail.vi != refused.value.detail.en


NOT_A_RULE = {
    "id: [": "line 1, column 6",
    "id: a\nversion: 1\nid: b\n": "line 3, column 1",
    "? [a, b]\n: 1\n": "line 1, column 3",
    "!!python/object/apply:os.system [ls]": "line 1, column 1",
    "a: &a [*a]": "references (*name) are not allowed",
    "": "there is nothing in it",
    "- 1\n- 2\n": "is not of type 'object'",
}


@pytest.mark.parametrize("text", NOT_A_RULE)
def test_what_is_no_rule_at_all_is_refused(text):
    with pytest.raises(RuleError, match=re.escape(NOT_A_RULE[text])):
        parse_rule(text, "mine.yaml")


def test_a_composite_of_itself_is_refused():
    document = {name: RULE[name] for name in ("id", "version", "title", "severity", "basis")}
    document["composite"] = {"level": "hamlet", "all_of": ["wifi.test"]}
    with pytest.raises(RuleError, match="cannot be made of itself") as refused:
        parse_rule(yaml.safe_dump(document), "mine.yaml")
    assert refused.value.place == "$.composite"


def test_days_are_read_with_and_without_quotation_marks():
    text = yaml.safe_dump(RULE).replace("free: true", "tested_on: {op: '>=', value: 2025-01-01}")
    assert parse_rule(text, "mine.yaml").target.sources[0].where[0].value == "2025-01-01"


def test_the_wifi_rule_says_what_the_programme_says():
    rule = shipped_rules()["wifi.public-place"]
    assert [source.layer.name for source in rule.subject.sources] == [
        "one_stop_offices",
        "health_stations",
        "culture_houses",
    ]
    where = {condition.field.name: (condition.op, condition.value) for condition in rule.target.sources[0].where}
    assert where == {"free": ("==", True), "mbps_down": (">=", 100), "status": ("==", "active")}
    assert [(relation.verb, relation.argument) for relation in rule.relations] == [("hosted", True), ("within_m", 30)]
    assert not rule.basis.checked, "nobody has compared it with the legal text"


def test_every_shipped_rule_has_both_titles_and_the_name_of_its_file():
    for rule in shipped_rules().values():
        assert rule.document["title"].keys() == {"vi", "en"}
        assert rule.source == f"{rule.id}.yaml"
