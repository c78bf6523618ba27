"""A report or a mapping that cannot be written: said, told apart by the exit status, and nothing is done twice."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.conftest import TestDatabase
from tests.loaders.commands import start

GOOD = "Mã số,Tên trường,lon,lat\n1,A,106.1,20.4\n"
BAD = GOOD + "2,B,abc,20.4\n" * 20
# Either report of these has more bytes.
FEW_BYTES = 2_000


@pytest.fixture
def environment(empty_db: TestDatabase) -> Mapping[str, str]:
    url = empty_db.owner.render_as_string(hide_password=False)
    return {**os.environ, "WARDMAP_DATABASE_URL": url, "WARDMAP_OWNER_DATABASE_URL": url, "COLUMNS": "200"}


def _loads(database: TestDatabase) -> int:
    engine = create_engine(database.admin)
    with engine.connect() as connection:
        found = _count(connection)
    engine.dispose()
    return found


def _count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM load")).scalar_one())


def _run(tmp_path: Path, environment: Mapping[str, str], file: str, *words: str, bytes_left: int | None = None):
    folder = tmp_path / "out"
    folder.mkdir(exist_ok=True)
    (tmp_path / "a.csv").write_text(file, encoding="utf-8")
    command = start(
        ["load", "schools", tmp_path / "a.csv", *(word.replace("OUT", str(folder)) for word in words)],
        environment,
        tmp_path / "printed.txt",
        bytes_left,
    )
    return (
        command.wait(),
        (tmp_path / "printed.txt").read_text(encoding="utf-8"),
        sorted(each.name for each in folder.iterdir()),
    )


@pytest.mark.parametrize(
    "words",
    [("--report", "/dev/full"), ("--report", "OUT/full.json"), ("--report", "OUT/full.xlsx")],
)
def test_what_is_loaded_is_said_to_be_loaded(
    empty_db: TestDatabase, environment: Mapping[str, str], tmp_path: Path, words: tuple[str, ...]
):
    (tmp_path / "out").mkdir()
    for name in ("full.json", "full.xlsx"):
        (tmp_path / "out" / name).symlink_to("/dev/full")
    code, printed, files = _run(tmp_path, environment, GOOD, *words)
    assert code == 3
    assert _loads(empty_db) == 1
    assert "đừng nạp lại" in printed
    assert "đĩa không còn chỗ" in printed
    assert "✓ a.csv → schools" in printed
    assert "Traceback" not in printed
    assert files == ["full.json", "full.xlsx"]


@pytest.mark.parametrize("ending", ["json", "xlsx"])
def test_a_report_is_there_whole_or_not_at_all(
    empty_db: TestDatabase, environment: Mapping[str, str], tmp_path: Path, ending: str
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"r.{ending}").write_text("of yesterday")
    code, printed, files = _run(tmp_path, environment, BAD, "--report", f"OUT/r.{ending}", bytes_left=FEW_BYTES)
    assert code == 1
    assert (tmp_path / "out" / f"r.{ending}").read_text(errors="replace") == "of yesterday"
    assert "không ghi được" in printed
    assert files == [f"r.{ending}"]
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("--report", "OUT/nowhere/r.json"), []),
        (("--save-mapping", "OUT/nowhere/m.yaml"), []),
        (("--report", "OUT"), []),
        (("--report", "OUT/r.json", "--save-mapping", "OUT/r.json"), []),
    ],
)
def test_what_cannot_report_is_not_begun(
    empty_db: TestDatabase, environment: Mapping[str, str], tmp_path: Path, words: tuple[str, ...], files: list[str]
):
    code, printed, found = _run(tmp_path, environment, GOOD, *words)
    assert (code, found, _loads(empty_db)) == (1, files, 0)
    assert "Traceback" not in printed


def test_a_mapping_that_cannot_be_written_is_said_after_the_report(
    empty_db: TestDatabase, environment: Mapping[str, str], tmp_path: Path
):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "m.yaml").symlink_to("/dev/full")
    code, printed, _ = _run(tmp_path, environment, GOOD, "--save-mapping", "OUT/m.yaml", "--report", "OUT/r.json")
    assert (code, _loads(empty_db)) == (3, 1)
    assert "Bảng ghép cột" in printed
    assert '"done": true' in (tmp_path / "out" / "r.json").read_text(encoding="utf-8")
