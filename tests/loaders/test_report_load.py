"""The command's mapping files and reports: what a person keeps, reads and sends back."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import make_url
from typer import BadParameter, Typer
from typer.testing import CliRunner

from geo_api.loads.commands import register
from layers.errors import WardmapError
from tests.conftest import TestDatabase

HEADER = "Mã số,Tên trường,Cấp học,Số chỗ học,lon,lat\n"
BAD = HEADER + '1,=cmd|x,tiểu học,"1.234",106.1,20.4\n2,@B,hogwarts,"2.000",106.2,20.4\n3,C,THCS,nhiều,106.3,20.4\n'
GOOD = HEADER + '1,A,tiểu học,"1.234",106.1,20.4\n'
Run = Callable[..., str]


@pytest.fixture
def run(empty_db: TestDatabase, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line over a database of the test's own: what it prints; its refusal is raised."""
    url = make_url(empty_db.owner).set(drivername="postgresql").render_as_string(hide_password=False)
    monkeypatch.setenv("WARDMAP_DATABASE_URL", url)
    app = Typer()
    register(app)

    def call(*words: object) -> str:
        result = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "100"})
        if isinstance(result.exception, WardmapError):
            raise result.exception
        if result.exit_code:
            raise BadParameter(result.output)
        return result.output

    return call


def _file(folder: Path, text: str) -> Path:
    path = folder / "truong.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_workbook_marks_the_faulty_cells_and_runs_nothing(run: Run, tmp_path: Path):
    with pytest.raises(WardmapError):
        run("load", "schools", _file(tmp_path, BAD), "--report", tmp_path / "r.xlsx")
    book = load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Tóm tắt", "Tệp 1"]
    rows = list(book["Tệp 1"].iter_rows())
    assert [cell.value for cell in rows[0]][-2:] == ["Lý do", "Cần xem"]
    marked = {(cell.row, rows[0][cell.column - 1].value) for row in rows[1:] for cell in row if cell.comment}
    assert marked == {(3, "Cấp học"), (4, "Số chỗ học")}
    assert all(cell.data_type != "f" for row in rows for cell in row)
    assert (rows[1][2].value, rows[2][2].value) == ("=cmd|x", "@B")
    assert "Cấp học: không thuộc" in str(rows[2][-2].value)


def test_a_report_never_takes_the_place_of_the_file(run: Run, tmp_path: Path):
    path = _file(tmp_path, GOOD)
    (tmp_path / "link.json").symlink_to(path)
    for report in (path, tmp_path / "link.json"):
        with pytest.raises(WardmapError, match="very file"):
            run("load", "schools", path, "--report", report)
    assert path.read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_mapping_is_kept_and_used_again(run: Run, tmp_path: Path, ending: str):
    path, kept = _file(tmp_path, GOOD), tmp_path / f"m.{ending}"
    run("load", "schools", path, "--map", "level=", "--save-mapping", kept, "--dry-run")
    report = tmp_path / "r.json"
    run("load", "schools", path, "--mapping", kept, "--report", report)
    matching = json.loads(report.read_text(encoding="utf-8"))["loads"][0]["matching"]
    assert {match["field"]: match["column"] for match in matching} == {
        "lon": "lon",
        "lat": "lat",
        "key": "Mã số",
        "name": "Tên trường",
        "capacity": "Số chỗ học",
    }


def test_values_are_mapped_kept_and_used_again(run: Run, tmp_path: Path):
    path, kept = _file(tmp_path, GOOD + "2,B,TH&THCS,7,106.2,20.4\n"), tmp_path / "m.yaml"
    with pytest.raises(WardmapError, match="--map-value level:"):
        run("load", "schools", path)
    run("load", "schools", path, "--map-value", "level:th&thcs=lower_secondary", "--save-mapping", kept, "--dry-run")
    report = tmp_path / "r.json"
    run("load", "schools", path, "--mapping", kept, "--report", report)
    assert json.loads(report.read_text(encoding="utf-8"))["loads"][0]["rows_written"] == 2
    for words in ("level", "level:=x", "level:TH="):
        with pytest.raises(BadParameter, match="--map-value"):
            run("load", "schools", path, "--map-value", words)
    with pytest.raises(WardmapError, match="no column fills"):
        run("load", "schools", path, "--map-value", "status:a=b")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("layer: markets\ncolumns: {}\n", "for layer markets"),
        ("columns: {}\n", "two entries"),
        ("layer: schools\ncolumns: {}\nvalues: {level: a}\n", "WORDS: VALUE"),
        ("layer: schools\ncolumns: [a]\n", "FIELD: COLUMN"),
        ("layer: schools\ncolumns: {name: 5}\n", "FIELD: COLUMN"),
        ("{", "no YAML"),
        ("layer: schools\ncolumns: {name: Tên cũ}\n", "no column “Tên cũ”"),
        ("layer: schools\ncolumns: {nome: a}\n", "no field “nome”"),
    ],
)
def test_a_bad_mapping_is_refused(run: Run, tmp_path: Path, text: str, word: str):
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WardmapError) as refusal:
        run("load", "schools", _file(tmp_path, GOOD), "--mapping", tmp_path / "m.yaml")
    assert word in refusal.value.detail.en


def test_show_prints_what_load_printed(run: Run, tmp_path: Path):
    printed = run("load", "schools", _file(tmp_path, BAD), "--on-error", "skip")
    assert printed in run("loads", "show", 1)
    assert len(printed.splitlines()) <= 20
    assert "thu hồi · undone № 1" in run("loads", "undo", 1)
    listed = run("loads", "list")
    assert "undo" in listed
    assert max(map(len, listed.splitlines())) <= 80
    run("loads", "show", 2)
