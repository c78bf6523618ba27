"""Rules changed over HTTP: refused with the place of the fault, previewed, written as versions, calculated anew."""

import copy
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from sqlalchemy import create_engine, text

from geo_api.access import Role
from geo_api.coverage.keep.keeper import Keeper
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.test_routes import BASE, RULE

RULES = "/api/v1/coverage/rules"
# Places and assets of the little world lie in two communes; wifi within 30 m counts.
NEAR, WIDER = 30, 150


@pytest.fixture(scope="module")
def planner(rules_db):
    with browser(rules_db) as client:
        client.cookies.update(cookie_of(rules_db, add_account(rules_db, "binh", Role.PLANNER)))
        yield client


@pytest.fixture
def rule(editor):
    """The rule as it is now, for changing."""
    return copy.deepcopy(editor.get(f"{RULES}/{RULE}").json()["rule"])


def within(rule, metres):
    rule["relation"]["any_of"][1]["within_m"] = metres
    return rule


def version_now(editor, name=RULE):
    return editor.get(f"{RULES}/{name}/versions").json()["version"]


def save(editor, document, note="vì thử", **more):
    name = document["id"]
    body = {"document": document, "note": note, "from_version": version_now(editor, name), **more}
    return editor.put(f"{RULES}/{name}", json=body)


def work(database):
    """What `coverage keep` does while something is not of now."""
    engine = create_engine(database.owner)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control, engine.connect() as doing:
        keeper = Keeper(engine, control, sleep=lambda _: None)
        while keeper.step(doing):
            pass
    engine.dispose()


def west(client):
    return next(unit for unit in client.get(f"{BASE}/units").json()["units"] if unit["code"] == "00123")


def test_a_fault_is_told_with_its_place_in_the_text_and_in_the_document(editor, rule):
    text_ = yaml.safe_dump(rule, allow_unicode=True, sort_keys=False)
    bad = text_.replace("- culture_house", "- culture_hous")
    fault = editor.post(f"{RULES}/check", json={"text": bad}).json()["fault"]
    line = bad.splitlines()[fault["line"] - 1]
    assert fault["place"].startswith("$.subject.kind[")
    assert line[fault["column"] - 1 :] == "culture_hous"
    assert "không có loại" in fault["words"]["vi"]
    assert "there is no kind" in fault["words"]["en"]
    within(rule, -1)
    fault = editor.post(f"{RULES}/check", json={"document": rule}).json()["fault"]
    assert (fault["place"], fault["line"]) == ("$.relation.any_of[1].within_m", None)
    refused = editor.put(f"{RULES}/{RULE}", json={"text": bad, "note": "thử", "from_version": 1})
    assert refused.status_code == 400
    assert f"(dòng {line and bad.splitlines().index(line) + 1}, cột" in refused.json()["detail"]
    assert version_now(editor) == 1


@pytest.mark.parametrize(
    "bad",
    ["id: [", "", "a: &a [1]\nb: *a", "- 1", "id: x\nid: y", "x" * 40_001],
    ids=["no YAML", "nothing", "references", "a list", "a key twice", "too long"],
)
def test_text_that_is_no_rule_is_refused(editor, bad):
    answer = editor.post(f"{RULES}/check", json={"text": bad})
    assert answer.status_code == 400 or answer.json()["fault"] is not None
    assert editor.post(f"{RULES}/preview", json={"text": bad}).status_code == 400


def test_text_and_document_say_the_same(editor, rule):
    told = editor.post(f"{RULES}/check", json={"document": rule}).json()
    assert (told["fault"], told["document"], told["made_of_it"]) == (None, rule, editor_made_of(editor))
    again = editor.post(f"{RULES}/check", json={"text": told["text"]}).json()
    assert (again["document"], again["text"]) == (rule, told["text"])
    assert told["text"].startswith(f"id: {RULE}\nversion:")


def editor_made_of(editor):
    rules = editor.get(RULES).json()["rules"]
    return [one["id"] for one in rules if RULE in one["rule"].get("composite", {}).get("all_of", [])]


def test_a_preview_says_what_would_change_and_keeps_nothing(editor, rule):
    before = editor.get(f"{BASE}/units").content
    told = editor.post(f"{RULES}/preview", json={"document": within(rule, WIDER)}).json()
    counts = {(one["before"], one["after"]): one["subjects"] for one in told["subjects"]}
    # 100 m from help is near enough; 200 m is not; and of what is not known nothing more is known.
    assert counts[("fail", "pass")] == 1
    assert [(one["name"], one["before"], one["after"]) for one in told["changed"]] == [("near", "fail", "pass")]
    (unit,) = [one for one in told["units"] if one["level"] == "commune"]
    assert (unit["unit_id"], unit["before"], unit["after"]) == (west(editor)["unit_id"], "fail", "fail")
    assert unit["share_before"] < unit["share_after"]
    assert told["seconds"] < 10
    assert editor.get(f"{BASE}/units").content == before
    assert version_now(editor) == 1


def test_a_preview_of_one_unit_says_of_it_what_that_of_all_says(editor, rule):
    asked = {"document": within(rule, WIDER)}
    everywhere = editor.post(f"{RULES}/preview", json=asked).json()
    here = editor.post(f"{RULES}/preview", json={**asked, "unit": west(editor)["unit_id"]}).json()
    assert here["changed"] == everywhere["changed"]
    assert here["units"] == [one for one in everywhere["units"] if one["level"] == "commune"]
    east = next(unit for unit in editor.get(f"{BASE}/units").json()["units"] if unit["code"] == "00124")
    there = editor.post(f"{RULES}/preview", json={**asked, "unit": east["unit_id"]}).json()
    assert (there["units"], there["changed"]) == ([], [])
    assert editor.post(f"{RULES}/preview", json={**asked, "unit": 10**9}).status_code == 404


def test_what_is_saved_is_in_force_and_its_results_follow(editor, planner, rules_db, rule):
    was = west(editor)["passed"]
    answer = save(editor, within(rule, WIDER), "sóng tới 150 m")
    assert (answer.status_code, answer.json()) == (200, {"rule": RULE, "version": 2})
    told = editor.get(f"{RULES}/{RULE}").json()
    assert (told["version"], told["is_edited"], told["rule"]["version"]) == (2, True, 2)
    # Until it is calculated, results say that they are of before.
    assert editor.get(f"{BASE}/units").json()["is_current"] is False
    assert planner.get(f"{RULES}/{RULE}/versions").json()["versions"][0]["calculation"] == "waiting"
    work(rules_db)
    units = editor.get(f"{BASE}/units").json()
    assert (units["version"], units["is_current"], west(editor)["passed"]) == (2, True, was + 1)
    newest, shipped = planner.get(f"{RULES}/{RULE}/versions").json()["versions"]
    assert (newest["edited_by"], newest["note"], newest["calculation"]) == ("lan", "sóng tới 150 m", "done")
    assert (shipped["state"], shipped["version"], shipped["edited_by"]) == ("shipped", 1, None)
    with owner_connection(rules_db.owner) as connection:
        event = connection.execute(text("SELECT * FROM audit_event WHERE action = 'rule.saved'")).one()
    assert (event.actor, event.subject, event.details, event.reason) == (
        *("lan", f"rule/{RULE}", {"version": 2}, "sóng tới 150 m"),
    )


def test_two_who_change_the_same_version_do_not_overwrite_each_other(editor, rule):
    base = version_now(editor)
    bodies = [{"document": within(rule, 40 + n), "note": "x", "from_version": base} for n in range(2)]
    bodies[0]["document"] = within(copy.deepcopy(rule), 41)
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda body: editor.put(f"{RULES}/{RULE}", json=body), bodies))
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    (lost,) = [answer for answer in answers if answer.status_code == 409]
    assert f"phiên bản {base + 1}" in lost.json()["detail"]
    assert version_now(editor) == base + 1


def test_nothing_changed_a_foreign_id_or_no_reason_is_refused(editor, rule):
    assert save(editor, rule).status_code == 400
    within(rule, 77)
    assert save(editor, rule, note="  ").status_code == 400
    other = editor.put(f"{RULES}/wifi.other", json={"document": rule, "note": "x", "from_version": 0})
    assert other.status_code == 400
    needs_none = {**editor.get(f"{RULES}/hamlet.smart").json()["rule"]}
    needs_none["composite"] = {"level": "hamlet", "all_of": ["no.such-rule"]}
    assert "no.such-rule" in save(editor, needs_none).json()["detail"]
    # One made of a rule that is made of it.
    within(rule, 78)
    circle = {**needs_none, "composite": {"level": "hamlet", "any_of": ["commune.model"]}}
    assert "→" in save(editor, circle).json()["detail"]


def test_a_rule_of_ones_own_is_made_withdrawn_and_brought_back(editor, planner, rules_db, rule):
    own = {**within(rule, 60), "id": "wifi.own", "title": {"vi": "Wifi của ta"}, "version": 9}
    body = {"document": own, "note": "mới", "from_version": 0}
    assert editor.put(f"{RULES}/wifi.own", json=body).json() == {"rule": "wifi.own", "version": 1}
    work(rules_db)
    assert planner.get("/api/v1/coverage/wifi.own/units").json()["version"] == 1
    gone = editor.post(f"{RULES}/wifi.own/withdraw", json={"note": "thôi", "from_version": 1})
    assert gone.json() == {"rule": "wifi.own", "version": 2}
    assert planner.get("/api/v1/coverage/wifi.own/units").status_code == 404
    assert [one["id"] for one in planner.get(RULES).json()["withdrawn"]] == ["wifi.own"]
    work(rules_db)
    with owner_connection(rules_db.owner) as connection:
        left = connection.scalar(text("SELECT count(*) FROM layer.coverage_units WHERE rule = 'wifi.own'"))
    assert left == 0
    back = planner.get(f"{RULES}/wifi.own/versions").json()["versions"][-1]["document"]
    assert save(editor, back, "dùng lại").json()["version"] == 3
    work(rules_db)
    assert planner.get("/api/v1/coverage/wifi.own/units").json()["version"] == 3


def test_a_shipped_rule_is_withdrawn_only_when_no_other_is_made_of_it(editor, rules_db):
    needed = shipped_rules()["hamlet.smart"].needs[0]
    body = {"note": "thôi", "from_version": version_now(editor, needed)}
    refused = editor.post(f"{RULES}/{needed}/withdraw", json=body)
    assert (refused.status_code, "hamlet.smart" in refused.json()["detail"]) == (409, True)
    name = "business.game-far-from-school"
    assert editor.post(f"{RULES}/{name}/withdraw", json={"note": "thôi", "from_version": 1}).status_code == 200
    assert editor.get(f"{RULES}/{name}").status_code == 404
    again = editor.get(f"{RULES}/{name}/versions").json()["versions"][-1]
    assert save(editor, again["document"], "dùng lại").json()["version"] == 3
    work(rules_db)
    assert editor.get(f"/api/v1/coverage/{name}/units").json()["version"] == 3


def test_what_others_are_made_of_takes_them_along(editor, rules_db):
    """A combination is calculated anew with its member: here hamlets that no longer need a board."""
    with owner_connection(rules_db.owner) as connection:
        before = connection.scalar(text("SELECT max(id) FROM coverage_run WHERE rule_id = 'hamlet.smart'"))
    member = shipped_rules()["hamlet.smart"].needs[0]
    document = copy.deepcopy(editor.get(f"{RULES}/{member}").json()["rule"])
    document["basis"] = {**document["basis"], "checked": True}
    assert save(editor, document).status_code == 200
    work(rules_db)
    with owner_connection(rules_db.owner) as connection:
        after = connection.scalar(text("SELECT max(id) FROM coverage_run WHERE rule_id = 'hamlet.smart'"))
    assert after > before


def test_a_rule_that_cannot_be_calculated_says_so_until_it_can(editor, rules_db, rule):
    def owner_does(*statements):
        with owner_connection(rules_db.owner) as connection:
            for sql in statements:
                connection.exec_driver_sql(sql)

    def calculation():
        work(rules_db)
        return editor.get(f"{RULES}/{RULE}/versions").json()["versions"][0]["calculation"]

    owner_does(
        "CREATE FUNCTION fall_over() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$",
        "CREATE TRIGGER fall_over BEFORE INSERT ON coverage_run FOR EACH ROW"
        f" WHEN (NEW.rule_id = '{RULE}') EXECUTE FUNCTION fall_over()",
    )
    assert save(editor, within(rule, 90)).status_code == 200
    assert calculation() == "failed"
    owner_does("DROP TRIGGER fall_over ON coverage_run", "DROP FUNCTION fall_over")
    assert calculation() == "done"


def test_planners_see_versions_and_change_nothing(planner, rules_db, rule):
    assert planner.get(f"{RULES}/{RULE}/versions").status_code == 200
    assert planner.get(f"{RULES}/no.such/versions").status_code == 404
    body = {"document": rule, "note": "x", "from_version": 1}
    assert planner.put(f"{RULES}/{RULE}", json=body).status_code == 404
    assert planner.post(f"{RULES}/{RULE}/withdraw", json={"note": "x", "from_version": 1}).status_code == 404
    for path in ("check", "preview"):
        assert planner.post(f"{RULES}/{path}", json={"document": rule}).status_code == 404
    with browser(rules_db) as nobody:
        assert nobody.put(f"{RULES}/{RULE}", json=body).status_code == 401
        assert nobody.get(f"{RULES}/{RULE}/versions").status_code == 401


def test_versions_are_never_rewritten(rules_db):
    for sql in ("UPDATE coverage_rule SET note = 'x'", "DELETE FROM coverage_rule", "TRUNCATE coverage_rule CASCADE"):
        with pytest.raises(Exception, match="only ever added to"), owner_connection(rules_db.owner) as connection:
            connection.execute(text(sql))


def test_an_edited_rule_stays_when_the_product_has_a_newer_one_and_that_is_told(editor, rules_db):
    """What the product came with when somebody wrote over it is on record: here an older one than now."""
    with owner_connection(rules_db.owner) as connection:
        connection.execute(
            text(
                "INSERT INTO coverage_rule (id, version, state, document, shipped_version, note, edited_by)"
                " SELECT id, version + 1, 'in_force', document, 0, 'cũ', 'lan' FROM coverage_rule"
                "  WHERE id = :id ORDER BY version DESC LIMIT 1"
            ),
            {"id": RULE},
        )
    told = editor.get(f"{RULES}/{RULE}").json()
    assert (told["newer_shipped"], told["is_edited"]) == (1, True)


def test_a_rule_that_no_longer_fits_the_layers_is_told_and_leaves_the_others_alone(editor, rules_db):
    with owner_connection(rules_db.owner) as connection:
        connection.execute(
            text(
                "INSERT INTO coverage_rule (id, version, state, document, shipped_version, note, edited_by)"
                " SELECT 'wifi.odd', 1, 'in_force',"
                "        jsonb_set(document, '{target,where,gone}', '1') || '{\"id\": \"wifi.odd\"}', 0, 'x', 'lan'"
                "   FROM coverage_rule WHERE id = :id ORDER BY version DESC LIMIT 1"
            ),
            {"id": RULE},
        )
    told = editor.get(RULES).json()
    (odd,) = told["faulty"]
    assert (odd["id"], "gone" in odd["fault"]["en"]) == ("wifi.odd", True)
    assert RULE in [one["id"] for one in told["rules"]]
    assert editor.get("/api/v1/coverage/wifi.odd/units").status_code == 404
    assert editor.post(f"{RULES}/wifi.odd/withdraw", json={"note": "hỏng", "from_version": 1}).status_code == 200
    assert editor.get(RULES).json()["faulty"] == []
