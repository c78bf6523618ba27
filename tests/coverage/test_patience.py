"""One evaluation that takes for ever stops nobody: neither those who wait for a preview nor the other rules."""

import copy
import subprocess
import sys
import time

import numpy as np
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from structlog.testing import capture_logs

from geo_api.access import Role
from geo_api.coverage.edit import preview
from geo_api.coverage.evaluate import walks
from geo_api.coverage.evaluate.patience import OutOfTime, mind_time, patient
from geo_api.coverage.keep import keeper
from geo_api.coverage.keep.refresh import outdated
from geo_api.coverage.network.roads import RoadNetwork
from geo_api.coverage.network.snapping import near_pairs
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.days import today
from geo_api.db import owner_connection
from tests.accounts.tools import add_account, browser, cookie_of
from tests.coverage.test_routes import town
from tests.coverage.world import RULE, build

PREVIEW = "/api/v1/coverage/rules/preview"
HOG = "address.assigned"
_CALCULATES = """
import sys
from sqlalchemy import make_url
from geo_api.coverage.keep import keeper
keeper._engine(make_url(sys.argv[1])).connect().exec_driver_sql("SELECT pg_sleep(60.125)")
"""
# As fast as that time flies for a keeper that is looked at.
FAST = 1000.0


@pytest.fixture(scope="module")
def town_db(server, template):
    with server.database(template) as database:
        with owner_connection(database.owner) as connection:
            build(connection, town())
        yield database


@pytest.fixture(scope="module")
def editor(town_db):
    with browser(town_db) as client:
        client.cookies.update(cookie_of(town_db, add_account(town_db, "lan", Role.RULE_EDITOR)))
        yield client


def over_roads(metres=500):
    return {"document": {**copy.deepcopy(RULE), "relation": {"within_m": metres, "metric": "walk"}}}


def test_a_preview_ends_in_its_time_whoever_takes_it(editor, monkeypatch):
    real = walks.read_network

    def slow(*asked):
        time.sleep(0.6)
        return real(*asked)

    assert editor.post(PREVIEW, json=over_roads()).status_code == 200
    monkeypatch.setattr(preview, "LONGEST_SECONDS", 0.5)
    assert editor.post(PREVIEW, json=over_roads()).status_code == 200
    monkeypatch.setattr(walks, "read_network", slow)
    refused = editor.post(PREVIEW, json=over_roads(), headers={"Accept-Language": "en"})
    assert (refused.status_code, "The preview takes more than" in refused.json()["detail"]) == (400, True)


def test_statements_have_what_is_left_and_nobody_has_it_afterwards(town_db):
    with owner_connection(town_db.owner) as connection:
        with patient(connection, 0.3):
            with pytest.raises(DBAPIError, match="statement timeout"), connection.begin_nested():
                connection.execute(text("SELECT pg_sleep(20)"))
            with pytest.raises(OutOfTime):
                mind_time(connection)
        mind_time(connection)


def test_more_pairs_over_roads_than_can_be_held_are_refused_in_words(editor, monkeypatch):
    monkeypatch.setattr(walks, "_MOST_PAIRS", 2)
    refused = editor.post(PREVIEW, json=over_roads())
    assert (refused.status_code, "within_m" in refused.json()["detail"]) == (400, True)


@pytest.mark.parametrize("limit_m", [1, 90, 800, 100_000])
def test_there_are_never_more_pairs_than_thought(limit_m):
    dice = np.random.default_rng(7)
    one, other = (dice.uniform((106.1, 20.4), (106.12, 20.42), (n, 2)) for n in (300, 200))
    real = len(near_pairs(one, other, limit_m)[0])
    most = walks._most_pairs(one, other, limit_m)
    assert real <= most <= 300 * 200
    assert limit_m > 100 or most < 5 * real + 20


def test_between_targets_there_is_time_to_look_at_the_clock():
    from shapely import LineString

    network = RoadNetwork.from_lines([LineString([(106.15, 20.4), (106.16, 20.4)])])
    targets = np.column_stack([np.linspace(106.15, 106.16, 200), np.full(200, 20.4)])
    looked = []
    found = network.pairs(targets[:1], targets, 5000, lambda: looked.append(1))
    assert (len(found), len(looked)) == (200, 4)


def test_a_rule_that_takes_for_ever_rests_and_the_others_go_on(empty_db, monkeypatch):
    few = {HOG, "wifi.public-place", "speaker.hamlet"}
    monkeypatch.setattr(keeper, "outdated", lambda *asked: [rule for rule in outdated(*asked) if rule.id in few])
    with owner_connection(empty_db.owner) as connection:
        build(connection, town())
        connection.exec_driver_sql(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN PERFORM pg_sleep(60); RETURN NEW; END $$"
        )
        connection.exec_driver_sql(
            f"CREATE TRIGGER dawdle BEFORE INSERT ON coverage_run FOR EACH ROW WHEN (NEW.rule_id = '{HOG}')"
            " EXECUTE FUNCTION dawdle()"
        )
    engine = create_engine(empty_db.owner)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as control, engine.connect() as work:
        clock = lambda: time.monotonic() * FAST  # noqa: E731
        worker = keeper.Keeper(engine, control, clock=clock, sleep=lambda _: None, longest=1.5)
        with capture_logs():
            while worker.step(work):
                pass
        failed = text("SELECT failed_at FROM coverage_failure WHERE rule_id = :rule")
        when = control.scalar(failed, {"rule": HOG})
        assert when is not None
        assert few & {rule.id for rule in outdated(control, today())} == {HOG}
        # It took 1500 of the keeper's seconds, and what fails at once rests 300.
        time.sleep(1)
        assert not worker.step(work)
        assert control.scalar(failed, {"rule": HOG}) == when
    engine.dispose()


def test_who_waits_longest_comes_first_after_what_it_is_made_of(town_db):
    with owner_connection(town_db.owner) as connection:
        usual = [rule.id for rule in outdated(connection, today())]
        assert set(usual) == {name for name, rule in shipped_rules().items() if rule.is_in_force(today())}
        turns = {name: float(-n) for n, name in enumerate(usual)}
        turned = [rule.id for rule in outdated(connection, today(), turns)]
        connection.rollback()
    assert turned[0] == next(name for name in reversed(usual) if not shipped_rules()[name].needs)
    for order in (usual, turned):
        for name in order:
            assert all(order.index(need) < order.index(name) for need in shipped_rules()[name].needs)


def test_what_a_killed_keeper_asked_for_ends_by_itself(town_db):
    going = text("SELECT count(*) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60.125)'")
    url = town_db.owner.render_as_string(hide_password=False)
    with create_engine(town_db.owner, isolation_level="AUTOCOMMIT").connect() as connection:
        child = subprocess.Popen([sys.executable, "-c", _CALCULATES, url])
        assert becomes(1, lambda: connection.scalar(going), 20)
        child.kill()
        child.wait()
        assert becomes(0, lambda: connection.scalar(going), 10)


def becomes(wanted, look, seconds):
    end = time.monotonic() + seconds
    while look() != wanted and time.monotonic() < end:
        time.sleep(0.1)
    return look() == wanted
