"""`wardmap coverage …` over a small world."""

import json

import pytest
from sqlalchemy import make_url, text
from typer.testing import CliRunner

from geo_api.coverage.commands import coverage
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from geo_api.errors import CommandFailed
from tests.coverage.test_routes import town
from tests.coverage.world import WEST, Unit, World, build


@pytest.fixture(scope="module")
def town_db(coverage_db):
    with owner_connection(coverage_db.owner) as connection:
        build(connection, town())
    return coverage_db


@pytest.fixture
def wardmap(town_db, monkeypatch):
    def url(given):
        return make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)

    monkeypatch.setenv("WARDMAP_DATABASE_URL", url(town_db.service))
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", url(town_db.owner))

    def call(*words):
        result = CliRunner().invoke(coverage, words, env={"COLUMNS": "200"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def wifi_of(report):
    return next(rule for rule in report["rules"] if rule["rule"] == "wifi.public-place")


def test_run_says_what_it_found(wardmap):
    result = wardmap("run", "--at", "2025-11-21", "--json")
    summaries = {summary["rule"]: summary for summary in json.loads(result.stdout)}
    assert summaries.keys() == shipped_rules().keys()
    summary = summaries["wifi.public-place"]
    assert (summary["rule"], summary["at"]) == ("wifi.public-place", "2025-11-21")
    words = ("subjects", "passed", "failed", "unknown", "outside", "units")
    assert [summary[word] for word in words] == [5, 1, 3, 1, 0, 3]
    assert "wifi.public-place" in wardmap("run", "wifi.public-place").stdout


def test_report_of_a_unit_by_its_code_and_by_its_name(wardmap):
    wardmap("run")
    by_code = json.loads(wardmap("report", "00123", "--json").stdout)
    assert by_code == json.loads(wardmap("report", "xa 00123", "--json").stdout)
    rule = wifi_of(by_code)
    assert (rule["outcome"], rule["passed"], rule["failed"], rule["unknown"]) == ("fail", 1, 2, 1)
    assert [gap["name"] for gap in rule["gaps"]] == ["far", "near", "dim"]
    table = wardmap("report", "00123").stdout
    for words in ("Xã 00123", "chưa đạt · fail", "33.3%", "far", "200", "chưa đủ dữ liệu · unknown"):
        assert words in table


def test_a_name_that_looks_like_markup_is_printed_as_it_is(wardmap, town_db):
    name = "Nhà văn hóa [/xóm 1]"
    with owner_connection(town_db.owner) as connection:
        connection.execute(text("UPDATE feature SET name = :name WHERE name = 'far'"), {"name": name})
    wardmap("run")
    printed = wardmap("report", "00123")
    with owner_connection(town_db.owner) as connection:
        connection.execute(text("UPDATE feature SET name = 'far' WHERE name = :name"), {"name": name})
    assert printed.exit_code == 0
    assert name in printed.stdout


def test_report_of_a_unit_without_gaps(wardmap):
    wardmap("run")
    assert wifi_of(json.loads(wardmap("report", "00125", "--json").stdout))["gaps"] == []


def test_unknown_names_are_refused_with_what_there_is(wardmap):
    with pytest.raises(CommandFailed, match=r"There is no rule “wifi”\. Rules: .*wifi\.public-place.*\."):
        wardmap("run", "wifi")
    with pytest.raises(CommandFailed, match=r"There is no unit “Atlantis” on .* there are \d+ communes, such as"):
        wardmap("report", "Atlantis")
    with pytest.raises(CommandFailed, match="There are communes on record from"):
        wardmap("report", "Atlantis", "--at", "1900-01-01")


def test_a_name_of_several_units_is_refused_with_their_codes(wardmap, town_db):
    with owner_connection(town_db.owner) as connection:
        build(connection, World([Unit(code, None, name="Giao Thủy") for code in ("00224", "00225")]))
    with pytest.raises(CommandFailed, match=r"may be: Xã Giao Thủy \(00224\), Xã Giao Thủy \(00225\)"):
        wardmap("report", "giao thuy")
    with pytest.raises(CommandFailed, match=r"Much like it: Xã Giao Thủy \(00224\); Xã Giao Thủy \(00225\)"):
        wardmap("report", "giao thuyr")


def test_a_name_means_the_commune_rather_than_a_hamlet_in_it(wardmap, town_db):
    with owner_connection(town_db.owner) as connection:
        build(connection, World([Unit("HXX", WEST, "hamlet", name="Trà Lũ"), Unit("00226", None, name="Trà Lũ")]))
    assert json.loads(wardmap("report", "tra lu", "--json").stdout)["code"] == "00226"


def test_report_of_a_day_is_of_its_unit_and_its_result(wardmap, town_db):
    with owner_connection(town_db.owner) as connection:
        build(connection, World([Unit("00999", WEST, valid="[2024-09-01,2025-07-01)")]))
    wardmap("run", "--at", "2025-06-01")
    report = json.loads(wardmap("report", "00999", "--at", "2025-06-30", "--json").stdout)
    assert (report["at"], report["at_is_default"]) == ("2025-06-30", False)
    assert {rule["calculated_for"] for rule in report["rules"]} == {"2025-06-01"}
    assert (wifi_of(report)["passed"], [gap["name"] for gap in wifi_of(report)["gaps"]]) == (1, ["far", "near", "dim"])
    with pytest.raises(CommandFailed, match=r"There is no unit “00999” .* from 2024-09-01 to 2025-06-30"):
        wardmap("report", "00999", "--at", "2025-07-01")


def test_wrong_usage_is_told_apart_from_refusal(wardmap):
    assert wardmap("run", "--at", "soon").exit_code == 2
    assert wardmap("report").exit_code == 2
    assert "Example: wardmap coverage run" in wardmap("run", "--help").stdout
