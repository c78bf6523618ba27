"""`wardmap rules …`: a rule is taken out, changed in an editor and saved again."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import make_url, text
from typer.testing import CliRunner, Result

from geo_api.coverage.edit.commands import rules
from geo_api.coverage.rules.errors import RuleError
from geo_api.coverage.rules.shipped import shipped_rules
from geo_api.db import owner_connection
from geo_api.errors import CommandFailed, Conflict

RULE = "wifi.public-place"


@pytest.fixture
def wardmap(coverage_db, monkeypatch) -> Callable[..., Result]:
    def url(given):
        return make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)

    monkeypatch.setenv("WARDMAP_DATABASE_URL", url(coverage_db.service))
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", url(coverage_db.owner))

    def call(*words):
        result = CliRunner().invoke(rules, words, env={"COLUMNS": "200"})
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


def test_shown_changed_checked_saved_and_withdrawn(wardmap, coverage_db, tmp_path):
    listed = json.loads(wardmap("list", "--json").stdout)
    assert [rule["id"] for rule in listed["rules"]] == sorted(shipped_rules())
    file = tmp_path / "rule.yaml"
    file.write_text(wardmap("show", RULE).stdout.replace("within_m: 30", "within_m: 50"), encoding="utf-8")
    assert "valid" in wardmap("check", str(file)).stdout
    assert "version 2" in wardmap("save", str(file), "--note", "50 m").stdout
    assert "within_m: 50" in wardmap("show", RULE).stdout
    assert "within_m: 30" in wardmap("show", RULE, "--version", "1").stdout
    # It was changed from version 1, and there is a newer one by now.
    file.write_text(file.read_text(encoding="utf-8").replace("within_m: 50", "within_m: 60"), encoding="utf-8")
    with pytest.raises(Conflict):
        wardmap("save", str(file), "--note", "60 m")
    last = next(name for name in shipped_rules() if all(name not in rule.needs for rule in shipped_rules().values()))
    assert "version 2" in wardmap("withdraw", last, "--note", "thôi").stdout
    assert [rule["id"] for rule in json.loads(wardmap("list", "--json").stdout)["withdrawn"]] == [last]
    with owner_connection(coverage_db.owner) as connection:
        events = connection.execute(text("SELECT action, via, reason FROM audit_event ORDER BY id")).all()
    assert ("rule.saved", "command", "50 m") in [tuple(event) for event in events]


def test_what_is_wrong_is_said_with_file_line_and_column(wardmap, tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_text(wardmap("show", RULE, "--version", "1").stdout.replace("- wifi", "- wify"), encoding="utf-8")
    with pytest.raises(RuleError, match=r"bad.yaml, \$.target.kind\[0\] \(line \d+, column \d+\)"):
        wardmap("check", str(file))
    for refused in (("check", str(tmp_path / "none.yaml")), ("show", "no.such"), ("show", RULE, "--version", "99")):
        with pytest.raises(CommandFailed):
            wardmap(*refused)
    file.write_bytes(b"id: \xff")
    with pytest.raises(CommandFailed):
        wardmap("save", str(file), "--note", "x")
    with pytest.raises(CommandFailed):
        wardmap("withdraw", RULE, "--note", " ")
