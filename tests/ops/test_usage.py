"""What the command line says of words that it does not understand, and how it names itself."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from geo_api.console import as_called
from geo_api.usage import said_in_both

ROOT = Path(__file__).parents[2]


def _run(*words: str, called: str | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "200",
    }
    environment.pop("WARDMAP_CALLED_AS", None)
    if called:
        environment["WARDMAP_CALLED_AS"] = called
    command = [sys.executable, "-c", "from geo_api.cli import main; main()", *words]
    return subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)


def test_wrong_usage_is_told_in_both_languages():
    found = _run("load", "schools", "x.csv", "--mode", "foo", called="./wardmap")
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.splitlines() == [
        "✗ --mode: “foo” không phải là một trong 'append', 'upsert', 'replace'.",
        "  Invalid value for '--mode': Value error, 'foo' is not one of 'append', 'upsert', 'replace'.",
        "  Cách dùng · Usage: ./wardmap load --help",
    ]


def test_commands_are_named_as_the_program_was_started():
    shown = _run("loads", "show", "--help", called="../map/wardmap")
    assert shown.returncode == 0
    assert "Usage: ../map/wardmap loads show" in shown.stdout
    assert "Ví dụ · Example: ../map/wardmap loads show 12" in shown.stdout
    assert "Ví dụ · Example: wardmap loads show 12" in _run("loads", "show", "--help").stdout


def test_commands_in_messages_are_to_be_typed_as_they_stand(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("WARDMAP_CALLED_AS", r"C:\1\wardmap")
    assert as_called("Run: wardmap migrate") == r"Run: C:\1\wardmap migrate"
    assert as_called("wardmap is running; ./wardmap test") == "wardmap is running; ./wardmap test"
    monkeypatch.delenv("WARDMAP_CALLED_AS")
    assert as_called("Run: wardmap migrate") == "Run: wardmap migrate"


@pytest.mark.parametrize(
    ("said", "vi"),
    [
        ("No such option: --foo (Possible options: --doc)", "Không có tùy chọn --foo."),
        ("No such command 'lod'. Did you mean 'load', 'loads'?", "Không có lệnh “lod”."),
        ("Missing argument 'LAYER'.", "Thiếu LAYER."),
        ("Option '--mode' requires an argument.", "Tùy chọn --mode cần một giá trị."),
        ("Option '--dry-run' does not take a value.", "Tùy chọn --dry-run không nhận giá trị."),
        ("Got unexpected extra argument(s) (2)", "Thừa: 2."),
        ("Invalid value for 'ID': Input should be a valid integer, unable to parse", "ID: phải là số nguyên."),
        ("Invalid value for '--limit': Input should be greater than or equal to 1", "--limit: ít nhất là 1."),
        ("What no release has said yet", "Lệnh viết chưa đúng."),
    ],
)
def test_what_is_said_in_vietnamese(said: str, vi: str):
    assert said_in_both(said) == (vi, said)


def test_a_wrong_day_is_answered_with_an_example():
    said = "Invalid value for '--until': Value error, '31/12/2027' does not match the formats '%Y-%m-%d'."
    assert said_in_both(said) == (
        "--until: “31/12/2027” không phải là ngày viết theo năm-tháng-ngày, như 2027-12-31.",
        "Invalid value for '--until': Value error, '31/12/2027' does not match the form YYYY-MM-DD, as in 2027-12-31.",
    )


def test_refusals_of_ours_have_both_already():
    assert said_in_both("Invalid value: --map a: cần dạng … · FIELD=COLUMN") == (
        "--map a: cần dạng … · FIELD=COLUMN",
        "",
    )
