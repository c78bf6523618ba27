"""Tables of figures onto the record: both shapes, which unit is meant, what is refused, and the way back."""

import re
from pathlib import Path

import pytest
from sqlalchemy import Connection

from loaders.errors import LoadError, LoadRefused
from loaders.indicators.period import NoPeriod, parse_period
from loaders.options import Mode
from loaders.undo import undo
from tests.indicators.world import figures, load, make_units, table, workbook
from tests.units.api_world import World

Y2025, Y2024 = "[2025-01-01,2026-01-01)", "[2024-01-01,2025-01-01)"


def reasons(connection: Connection, path: Path, period: str | None = "2025", **wanted) -> str:
    """What each refused cell is told, in English; nothing is written."""
    before = figures(connection)
    with pytest.raises(LoadRefused) as refused:
        load(connection, path, period, **wanted)
    assert figures(connection) == before
    problems = refused.value.report.problems
    assert all(problem.reason.vi for problem in problems)
    return "\n".join(f"{p.row} {p.field} {p.value}: {p.reason.en}" for p in problems)


def test_a_column_for_each_indicator(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    path = table(
        tmp_path,
        "Mã xã,Tên xã,Dân số,Tỷ lệ hộ có cáp quang (%),e_id_share,Ghi chú",
        '10002,Xã Hòa Bắc,1.200,"85,5",0.9,x',
        "70,Phường Nam,8.000,–,,",
    )
    report = load(connection, path, source="Niên giám")
    assert figures(connection) == {
        (units.north, "population", Y2025): 1200,
        (units.south, "population", Y2025): 8000,
        (units.north, "fibre_household_share", Y2025): 0.855,
        (units.north, "e_id_share", Y2025): 0.9,
    }
    assert (report.rows_read, report.rows_written, report.unmatched) == (2, 4, ("Ghi chú",))


def test_a_row_for_each_figure_each_with_its_period(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    path = table(
        tmp_path,
        "unit,indicator,value,period,source",
        "Xã Cũ,Dân số,500,2024,A",
        "X. Hoà Bắc,population,600,2025,",
        "thôn đông,digital_team,1,2025-Q3,",
        "10002,ntm_8_4,đạt chưa,2025,",
    )
    assert reasons(connection, path, None).startswith("5 ntm_8_4 đạt chưa: it must be yes or no")
    load(connection, table(tmp_path, *path.read_text().splitlines()[:-1], "10002,ntm_8_4,Không,2025,"), None)
    assert figures(connection) == {
        (units.old, "population", Y2024): 500,
        (units.north, "population", Y2025): 600,
        (units.hamlet, "digital_team", "[2025-07-01,2025-10-01)"): 1,
        (units.north, "ntm_8_4", Y2025): 0,
    }


def test_a_workbook_shows_percent_and_holds_parts_of_one(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    load(connection, workbook(tmp_path, [("Xã", "Hộ có cáp quang (%)"), ("Xã Hòa Bắc", 0.85), ("Phường Nam", 0.9)]))
    assert set(figures(connection).values()) == {0.85, 0.9}
    rows = [("Xã", "Hộ có cáp quang (%)", "population"), ("Xã Hòa Bắc", 85, 10), ("Phường Nam", 0.5, 20)]
    load(connection, workbook(tmp_path, rows), "2026")
    assert figures(connection)[units.south, "fibre_household_share", "[2026-01-01,2027-01-01)"] == 0.005


def test_hamlets_of_one_name_are_told_apart_by_their_commune(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    told = reasons(connection, table(tmp_path, "Thôn,digital_team", "Xóm 1,1"))
    assert "2 units are called so" in told
    assert "Xã Hòa Bắc" in told
    assert "Phường Nam" in told
    load(connection, table(tmp_path, "Thôn,Xã,digital_team", "Xóm 1,Hòa Bắc,1", "Xóm 1,P. Nam,2"))
    assert [figures(connection)[unit, "digital_team", Y2025] for unit in units.twins] == [1, 2]
    told = reasons(connection, table(tmp_path, "Thôn,Xã,digital_team", "Xóm 1,Xã Lạ,1"), "2026")
    assert "2 commune Xã Lạ: on 2026-12-31 there is no such unit" in told


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Xã Cũ,population,5", "On record: Xã Cũ from 2024-09-01 to 2025-06-30"),
        ("10001,population,5", "On record: Xã Cũ from 2024-09-01 to 2025-06-30"),
        ("Xã Lạ,population,5", "there is no such unit (level province, district, commune, hamlet)"),
        (",population,5", "neither a name nor a code"),
        ("10002,digital_team,5", "there is no such unit (level hamlet)"),
        ("Tỉnh Thử,ntm_8_4,1", "there is no such unit (level commune)"),
        ("10002,nothing,5", "code or the title of no indicator"),
        ("10002,,5", "code or the title of no indicator"),
        ("10002,fibre_household_share,85", "it is more than 1. Shares are 0 to 1, or with %"),
        ("10002,fibre_household_share,101%", "it is more than 100"),
        ("10002,population,-1", "it is less than 0"),
        ("10002,population,many", "it is not a whole number"),
        ("10002,population,NaN", "it is not a whole number"),
        ("10002,ntm_group,4", "it is more than 3"),
        ("10002,ntm_8_4,maybe", "it must be yes or no"),
        ("Xã Hòa Bắc'; DROP TABLE unit; --,population,5", "there is no such unit"),
    ],
)
def test_a_wrong_row_is_told_why(connection: Connection, tmp_path: Path, line: str, reason: str):
    make_units(connection)
    path = table(tmp_path, "unit,indicator,value", "10002,population,5", line)
    assert reason in reasons(connection, path)


def test_code_and_name_of_a_row_are_of_one_unit(connection: Connection, tmp_path: Path):
    make_units(connection)
    path = table(tmp_path, "Mã xã,Tên xã,Dân số", "10002,Phường Nam,5")
    assert "code 10002 is that of Xã Hòa Bắc (10002), not of “Phường Nam”" in reasons(connection, path)


def test_one_value_for_a_unit_a_figure_and_a_day(connection: Connection, tmp_path: Path):
    make_units(connection)
    first = load(connection, table(tmp_path, "unit,population", "10002,5")).load_id
    twice = table(tmp_path, "unit,population", "70,5", "00070,6")
    assert "row 2 gives the same figure" in reasons(connection, twice)
    again = table(tmp_path, "unit,population", "10002,1200000")
    assert f"has the value 5 (load {first}); to put this in its place" in reasons(connection, again)
    overlapping = reasons(connection, again, "2025-06-01/2026-06-30", mode=Mode.UPSERT)
    assert f"overlaps 2025-01-01 to 2025-12-31, which has the value 5 (load {first})" in overlapping


def test_upsert_takes_the_place_and_undo_puts_it_back(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    first = load(connection, table(tmp_path, "unit,population,households", "10002,5,2")).load_id
    before = figures(connection)
    report = load(connection, table(tmp_path, "unit,population", "10002,6", "70,7"), mode=Mode.UPSERT)
    assert (report.rows_written, report.rows_removed) == (2, 1)
    assert figures(connection)[units.north, "population", Y2025] == 6
    assert first is not None
    assert report.load_id is not None
    with pytest.raises(LoadError, match=rf"took the place of these values: № {report.load_id} \(1 values\)"):
        undo(connection, first)
    undone = undo(connection, report.load_id)
    assert (undone.rows_deleted, undone.rows_restored) == (2, 1)
    assert figures(connection) == before
    undo(connection, first)
    assert figures(connection) == {}


def test_a_dry_run_says_all_and_writes_nothing(connection: Connection, tmp_path: Path):
    make_units(connection)
    report = load(connection, table(tmp_path, "unit,population", "10002,5"), dry_run=True)
    assert (report.rows_written, report.load_id, report.done) == (1, None, False)
    assert figures(connection) == {}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("a,b", "1,2"), "no column for the name or the code of the unit"),
        (("unit,b", "1,2"), "No column is an indicator"),
        (("unit,indicator", "1,2"), "no column for the value"),
        (("unit,population,Dân số", "1,2,3"), "are both population"),
        (("unit,population",), "has no rows"),
    ],
)
def test_a_table_that_cannot_be_read_is_told_what_it_lacks(
    connection: Connection, tmp_path: Path, lines: tuple[str, ...], words: str
):
    with pytest.raises(LoadError, match=words) as refused:
        load(connection, table(tmp_path, *lines))
    assert refused.value.detail.vi != refused.value.detail.en


def test_a_column_is_named_by_hand(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    path = table(tmp_path, "Nơi,Người", "10002,5")
    load(connection, path, mapping={"unit": "Nơi", "population": "người"})
    assert figures(connection) == {(units.north, "population", Y2025): 5}
    with pytest.raises(LoadError, match="no field or indicator “x”"):
        load(connection, path, mapping={"x": "Nơi"})


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("2025", "2025"),
        (2025.0, "2025"),
        ("Năm 2025", "2025"),
        ("2025-H2", "2025-07-01/2025-12-31"),
        ("Quý III/2025", "2025-07-01/2025-09-30"),
        ("Tháng 12/2024", "2024-12-01/2024-12-31"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("2025-01-01/2025-06-30", "2025-01-01/2025-06-30"),
    ],
)
def test_periods_as_people_write_them(words: object, days: str):
    assert str(parse_period(words)) == days


@pytest.mark.parametrize("words", ["", "x", "25", "2025-13", "2025-Q5", "2025-06-30/2025-01-01", "1066", "99999", "-1"])
def test_what_is_no_period(words: str):
    with pytest.raises(NoPeriod, match="those are like 2025"):
        parse_period(words)


def test_the_examples_of_the_guide_are_loaded(connection: Connection, tmp_path: Path):
    world, page = World(connection), Path("docs/indicators.md").read_text(encoding="utf-8")
    for name, code in (("Trực Ninh", "14053"), ("Cát Thành", "14056")):
        world.commune(name, "[2025-07-01,)", code)
    wide, long = re.findall(r"```csv\n(.*?)```", page, re.DOTALL)
    load(connection, table(tmp_path, *wide.splitlines()))
    values = sorted(figures(connection).values())
    assert values == [0, 0.925, 1, 11812, 13700, 38904, 45210]
    quarter = table(tmp_path, *long.splitlines()[:1], long.splitlines()[2].replace("2025-Q3", "2026-Q3"))
    load(connection, quarter, None)
    assert sorted(figures(connection).values()).count(0.925) == 2


def test_a_source_with_the_number_of_a_person_is_refused(connection: Connection, tmp_path: Path):
    make_units(connection)
    path = table(tmp_path, "Xã,population,Nguồn", "Xã Hòa Bắc,5,chị Hoa 0912345678")
    told = reasons(connection, path)
    assert "2 source chị Hoa" in told
    assert "0912345678" not in told


def test_more_figures_than_can_be_held_are_refused(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    make_units(connection)
    monkeypatch.setattr("loaders.indicators.table.MOST_FIGURES", 2)
    load(connection, table(tmp_path, "Xã,population,households", "Xã Hòa Bắc,5,2"))
    with pytest.raises(LoadError, match="more than 2 figures"):
        load(connection, table(tmp_path, "Xã,population,households", "Xã Hòa Bắc,5,2", "Phường Nam,6,"))


def test_a_column_is_left_out_or_named_in_the_place_of_another(connection: Connection, tmp_path: Path):
    units = make_units(connection)
    path = table(tmp_path, "Xã,Dân số,Người,Số hộ", "Xã Hòa Bắc,5,6,2")
    report = load(connection, path, mapping={"population": "Người", "households": ""})
    assert figures(connection) == {(units.north, "population", Y2025): 6}
    assert report.unmatched == ("Dân số", "Số hộ")
    assert [(each.field, each.column) for each in report.matching] == [("commune", "Xã"), ("population", "Người")]
    with pytest.raises(LoadError, match="“Người” is chosen for both population and households"):
        load(connection, path, "2026", mapping={"population": "Người", "households": "Người"})
