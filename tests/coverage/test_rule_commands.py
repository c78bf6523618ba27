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
from layers.errors import WardmapError

RULE = "wifi.public-place"


@pytest.fixture
def wardmap(coverage_db, monkeypatch) -> Callable[..., Result]:
    def url(given):
        return make_url(given).set(drivername="postgresql").render_as_string(hide_password=False)

    monkeypatch.setenv("WARDMAP_DATABASE_URL", url(coverage_db.service))
    monkeypatch.setenv("WARDMAP_OWNER_DATABASE_URL", url(coverage_db.owner))

    def call(*words, columns="200"):
        result = CliRunner().invoke(rules, words, env={"COLUMNS": columns})
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


def test_the_list_has_titles_and_fits_a_terminal(wardmap):
    listed = wardmap("list", columns="80").stdout
    rule = shipped_rules()[RULE]
    # A title may be broken over lines.
    assert set(rule.title.vi.split()) <= set(listed.split())
    assert set(rule.title.en.split()) <= set(listed.split())
    assert max(map(len, listed.splitlines())) <= 80


def test_what_saving_would_do_is_said(wardmap, tmp_path):
    name = "hamlet.smart"
    file = tmp_path / "rule.yaml"
    shown = wardmap("show", name).stdout

    def said(text: str) -> str:
        file.write_text(text, encoding="utf-8")
        return wardmap("check", str(file)).stdout

    title = shipped_rules()[name].title
    assert "there is nothing to save" in said(shown)
    other = shown.replace(f"vi: {title.vi}", "vi: Cái khác").replace(f"en: {title.en}", "en: Something else")
    told = said(other)
    assert f"in the place of “{title.en}” (version 1)" in told
    assert "If this is a new rule, choose another id" in told
    assert "saving would be refused" in said(other.replace("version: 1\n", "version: 7\n"))
    assert "saving makes a new rule, version 1" in said(other.replace(f"id: {name}", "id: my.own"))
    wardmap("save", str(file), "--note", "mới")
    wardmap("withdraw", "my.own", "--note", "thôi")
    assert "a rule withdrawn, “Something else”: saving puts it in force again" in said(
        other.replace(f"id: {name}", "id: my.own").replace("version: 1\n", "version: 2\n")
    )


@pytest.mark.parametrize(
    ("content", "vi", "en"),
    [
        (b"\x7fELF\n\x01\xff", "(dòng 2, cột 2): không phải văn bản UTF-8", "(line 2, column 2): it is no text"),
        (b"id: a\n  b: 1\n", "(dòng 2, cột 4): không đọc được YAML: dấu “:”", "mapping values are not allowed"),
        (b'id: a\nx: "abc\n', "(dòng 3, cột 1): không đọc được YAML: hết văn bản", "(line 3, column 1)"),
        (b"id: a\n\tx: 1\n", "(dòng 2, cột 1): không đọc được YAML: có dấu tab", "cannot start any token"),
        (b"a: 1\na: 2\n", "(dòng 2, cột 1): không đọc được YAML: mục “a” có hai lần", "is given twice"),
        (b"a: 1\nb: \x07\n", "(dòng 2, cột 4): không đọc được YAML: có ký tự điều khiển", "(line 2, column 4)"),
        (b"a: *b\n", "không dùng tham chiếu", "references (*name)"),
        (b"", "không có nội dung nào", "there is nothing in it"),
        (b"- a\n", "sai kiểu dữ liệu: phải là một nhóm các mục", "is not of type 'object'"),
        (b"x" * 200_000, "dài hơn 40000 chữ", "longer than 40000"),
        (None, "không có tệp này", "there is no such file"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_of_in_both_languages(wardmap, tmp_path, content, vi, en):
    file = tmp_path / "bad.yaml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(WardmapError) as refused:
        wardmap("check", str(file))
    told = refused.value.detail
    assert str(file) in told.vi
    assert vi in told.vi
    assert str(file) in told.en
    assert en in told.en


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
