"""Rules that somebody wrote to do harm: refused in no time with the place, and what is on record breaks nothing."""

import copy
import json
import time

import pytest
from sqlalchemy import text

from geo_api.coverage.edit import commands
from geo_api.coverage.rules.errors import RuleError
from geo_api.db import owner_connection
from tests.coverage.test_routes import BASE, RULE
from tests.coverage.world import RULE as DOCUMENT

RULES = f"{BASE.rsplit('/', 1)[0]}/rules"
# Of the processor: how long it takes is nothing to hold anybody to on a busy machine.
AT_ONCE_SECONDS = 2


def changed(path, value):
    """The test's rule with another value at `path`."""
    document = copy.deepcopy({**DOCUMENT, "id": "wifi.hostile"})
    *parents, name = path.split("/")
    part = document
    for parent in parents:
        part = part[int(parent) if parent.isdigit() else parent]
    part[int(name) if name.isdigit() else name] = value
    return document


def nested(depth):
    relation = {"within_m": 10}
    for _ in range(depth):
        relation = {"any_of": [relation, {"within_m": 20}]}
    return relation


def answers(editor, body):
    """What each way of asking says; JSON as the sender wrote it, with half pairs, infinities and all."""
    sent = {"content": body if isinstance(body, bytes) else json.dumps(body).encode(), "headers": SENT}
    began = time.process_time()
    check = editor.post(f"{RULES}/check", **sent)
    preview = editor.post(f"{RULES}/preview", **sent)
    whole = {**body, "note": "x", "from_version": 0} if isinstance(body, dict) else None
    save = editor.put(f"{RULES}/wifi.hostile", **({**sent, "content": json.dumps(whole).encode()} if whole else sent))
    assert time.process_time() - began < AT_ONCE_SECONDS
    return check, preview, save


SENT = {"Content-Type": "application/json"}
FAULTY = [
    ("relation", nested(5), "$.relation.any_of[0].any_of[0].any_of[0].any_of[0].any_of"),
    (
        "relation",
        nested(170),
        "$.relation.any_of[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of[0].any_of",
    ),
    ("relation", {"any_of": [{"within_m": 10 + n} for n in range(13)]}, "$.relation.any_of"),
    ("subject/kind", [f"k{n}" for n in range(10_000)], "$.subject.kind"),
    ("target/where/status", {"op": "in", "value": ["active"] * 50_000}, "$.target.where.status.value"),
    ("basis/quote", "x" * 50_000, "$.basis.quote"),
    ("title/vi", "a\ud800b", "$.title.vi"),
    ("title/vi", "a\0b", "$.title.vi"),
    ("basis/quote", "a\x1b[31mb", "$.basis.quote"),
    ("subject/where", {"a\ud800": 1}, "$.subject.where"),
    ("target/where/mbps_down", float("nan"), "$.target.where.mbps_down"),
    ("pass/value", float("-inf"), "$.pass.value"),
    ("pass/value", 10**400, "$.pass.value"),
    ("classes", [5e-324, 1], "$.classes[0]"),
    ("relation", {"within_m": 5e-324}, "$.relation.within_m"),
    ("relation", {"within_m": 0.5}, "$.relation.within_m"),
    ("relation", {"within_m": 100_001}, "$.relation.within_m"),
    ("measure", {"agg": "count", "per": {"attr": "population", "unit": 1e-300}}, "$.measure.per.unit"),
    ("measure", {"agg": "count", "per": {"attr": "population", "unit": 1e-6}}, "$.measure.per.unit"),
]


@pytest.mark.parametrize(
    ("path", "value", "place"), FAULTY, ids=lambda value: str(value)[:40].encode("ascii", "replace").decode()
)
def test_what_no_rule_has_is_refused_with_its_place_however_it_is_asked(editor, path, value, place):
    check, preview, save = answers(editor, {"document": changed(path, value)})
    fault = check.json()["fault"]
    assert fault["place"].startswith(place) if place.endswith(("any_of", "kind", "value")) else fault["place"] == place
    assert fault["words"]["vi"] != fault["words"]["en"]
    for refused in (preview, save):
        assert refused.status_code == 400
        assert fault["place"] in refused.json()["detail"]
        assert fault["words"]["vi"] in refused.json()["detail"]


YAML = {
    "lists": "[" * 20_000,
    "objects": "{a: " * 9000,
    "keys": "? " * 9000,
    "closed lists": "[" * 9000 + "]" * 9000,
    "lines": "\n".join(" " * n + "a:" for n in range(280)),
    "a day by type": "id: !!timestamp x",
    "a truth by type": "id: !!bool x",
    "an object by type": "id: !!python/object:os.system x",
    "no day": "valid: [2001-99-99, 2001-12-14t21:59:43.10-99:99]",
    "half a pair": 'id: "a\\ud800"',
    "nothing": 'id: "a\\0"',
    "no character": 'id: "\\UFFFFFFFF"',
    "too many digits": "version: " + "9" * 5000,
    "not a number": "version: .nan",
    "sixties": "version: " + "1:" * 15_000 + "1",
    "no name": "1: 2",
}


@pytest.mark.parametrize("written", YAML.values(), ids=YAML)
def test_text_that_is_too_much_is_refused_at_once(editor, written):
    check, preview, save = answers(editor, {"text": written})
    assert check.json()["fault"]["words"]["en"]
    assert (preview.status_code, save.status_code) == (400, 400)


def test_text_says_the_line_of_what_is_too_deep_or_no_number(editor):
    for written, at in (("id: x\nversion: 1\nrelation: " + "[" * 200, 3), ("id: x\nclasses: [1, .inf]", 2)):
        fault = answers(editor, {"text": written})[0].json()["fault"]
        assert (fault["line"], fault["column"] > 1) == (at, True)


BODIES = {
    "infinitely deep": b'{"document": {"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}}",
    "deep": b'{"document":' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}",
    "digits": b'{"document": {"version":' + b"9" * 5000 + b"}}",
    "half a pair": b'{"text":"\\ud800"}',
    "half a name": b'{"document": {}, "\\ud800": 1}',
    "half a reason": b'{"document": {}, "note": "\\ud800", "from_version": 0}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_question_gets_an_answer(editor, body):
    check, preview, save = answers(editor, body)
    assert check.status_code == 400 or check.json()["fault"] is not None
    assert (preview.status_code, save.status_code) == (400, 400)


def test_a_reason_that_is_no_text_is_refused(editor):
    body = {"document": changed("title/vi", "wifi"), "note": "a\ud800", "from_version": 0}
    answer = editor.put(f"{RULES}/wifi.hostile", content=json.dumps(body).encode(), headers=SENT)
    assert answer.status_code == 400


def test_the_command_line_refuses_the_same(tmp_path):
    file = tmp_path / "deep.yaml"
    file.write_text(json.dumps(changed("relation", nested(5))))
    with pytest.raises(RuleError) as refused:
        commands._read(file)
    assert refused.value.place.endswith(".any_of[0].any_of")


def test_four_alternatives_within_each_other_are_a_rule(editor):
    told = editor.post(f"{RULES}/check", json={"document": changed("relation", nested(4))}).json()
    assert told["fault"] is None


def on_record(connection, name, depth, state="in_force", version=1):
    connection.execute(
        text(
            "INSERT INTO coverage_rule (id, version, state, document, shipped_version, note, edited_by)"
            " VALUES (:id, :version, :state, CAST(:document AS jsonb), 0, 'x', 'lan')"
        ),
        {"id": name, "version": version, "state": state, "document": json.dumps(deep(name, depth))},
    )


def deep(name, depth):
    return {**DOCUMENT, "id": name, "relation": nested(depth)}


@pytest.mark.parametrize("depth", [7, 165, 450])
def test_what_was_written_before_is_told_as_faulty_and_breaks_nothing(editor, rules_db, depth):
    name = f"wifi.deep-{depth}"
    with owner_connection(rules_db.owner) as connection:
        on_record(connection, name, depth)
    told = editor.get(RULES)
    assert (told.status_code, name in [one["id"] for one in told.json()["faulty"]]) == (200, True)
    assert RULE in [one["id"] for one in told.json()["rules"]]
    (version,) = editor.get(f"{RULES}/{name}/versions").json()["versions"]
    assert version["document"]["id"] == name
    assert version["text"].startswith(f"id: {name}\n")
    assert editor.get(f"{BASE}/units").status_code == 200
    gone = editor.post(f"{RULES}/{name}/withdraw", json={"note": "hỏng", "from_version": 1})
    assert gone.status_code == 200
    assert name in [one["id"] for one in editor.get(RULES).json()["withdrawn"]]
    assert len(editor.get(f"{RULES}/{name}/versions").json()["versions"]) == 2
