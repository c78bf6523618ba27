"""An old→new table put on record: whatever was there before, and again."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from loaders.errors import LoadError, LoadRefused
from loaders.options import LoadOptions, OnError
from loaders.units.reform.follow import OWN, Successor, successors
from loaders.units.reform.merge import Law, merge_units
from loaders.units.reform.report import MergeReport
from tests.units.merge_tables import HEADER, NAM_DINH, NEW, Y_YEN, simple, table

DAY, EVE = date(2025, 7, 1), date(2025, 6, 30)
OLD_TABLE, NEW_TABLE = "merger_2024_namdinh.csv", "merger_2025_ninhbinh.csv"
RECODED = {"new_code": "new_ward_code_2025list"}


def _merge(connection: Connection, path: Path, day: date = DAY, **options: Any) -> MergeReport:
    return merge_units(connection, path, Law(day, f"NQ {day.year}"), LoadOptions(**options), OWN)


def _communes(connection: Connection, day: date) -> list[tuple[Any, ...]]:
    statement = (
        "SELECT code, full_name, parent, valid_from, valid_to FROM layer.communes WHERE valid @> :day ORDER BY code"
    )
    return [tuple(row) for row in connection.execute(text(statement), {"day": day})]


def _state(connection: Connection) -> list[tuple[Any, ...]]:
    """Everything on record, without the numbers that differ from run to run."""
    statement = """
    SELECT u.level, v.valid::text, v.kind, v.name, e.kind AS event,
           (SELECT string_agg(c.code || c.valid::text, ' ' ORDER BY c.valid) FROM unit_code c
             WHERE c.unit_id = u.id AND c.valid && v.valid) AS codes,
           (SELECT string_agg(p.kind || p.name || p.valid::text, ' ' ORDER BY p.valid) FROM unit_version p
             WHERE p.unit_id = v.parent_id AND upper_inf(p.recorded) AND p.valid && v.valid) AS parents,
           (SELECT string_agg(p.name || l.part, ' ' ORDER BY p.name) FROM unit_lineage l
              JOIN unit_version p ON p.unit_id = l.from_unit AND upper_inf(p.recorded)
             WHERE l.to_unit = u.id) AS made_of
      FROM unit u JOIN unit_version v ON v.unit_id = u.id AND upper_inf(v.recorded)
      LEFT JOIN unit_event e ON e.id = v.event_id
     ORDER BY 1, 6, 2, 3, 4"""
    return [tuple(row) for row in connection.execute(text(statement))]


def _count(connection: Connection, statement: str, **values: Any) -> Any:
    return connection.execute(text(statement), values).scalar_one()


def test_a_merger_ends_its_parents_and_makes_a_unit(connection: Connection, tmp_path: Path):
    rows = ("13777,Xã Thành Lợi > 13777,Phường Trường Thi", "13778,Xã Đại Thắng > 13777,Phường Trường Thi")
    report = _merge(connection, simple(tmp_path, *rows))
    assert (report.done, report.rows_written, report.rows_ignored) == (True, 2, 0)
    assert report.units["commune"] == {"merged": 1, "ended": 2, "made": 2}
    assert _communes(connection, EVE) == [
        ("13777", "Xã Thành Lợi", "Ý Yên", None, DAY),
        ("13778", "Xã Đại Thắng", "Ý Yên", None, DAY),
    ]
    assert _communes(connection, DAY) == [("13777", "Phường Trường Thi", "Ninh Bình", DAY, None)]
    events = connection.execute(text("SELECT kind, effective, document, note, load_id FROM unit_event ORDER BY id"))
    assert [tuple(e) for e in events] == [
        ("merge", DAY, "NQ 2025", None, report.load_id),
        ("merge", DAY, "NQ 2025", "ghi chú", report.load_id),
        ("abolish", DAY, "NQ 2025", None, report.load_id),
    ]
    edges = connection.execute(text("SELECT part, w_area, w_address, w_population FROM unit_lineage"))
    assert {tuple(edge) for edge in edges} == {("whole", 1, 1, 1)}
    assert _count(connection, "SELECT report ->> 'effective' FROM load") == "2025-07-01"


def test_the_same_table_again_changes_nothing(connection: Connection, tmp_path: Path):
    rows = ("13777,Xã A > 13777,Phường A", "13778,Xã B > 13779,Xã C", "13780,Xã D > 13779,Xã C > partial")
    path = simple(tmp_path, *rows, "13780,Xã D > 13780,Xã D > partial")
    _merge(connection, path)
    before = _state(connection)
    report = _merge(connection, path)
    assert (report.load_id, report.rows_written, report.rows_ignored, report.done) == (None, 0, 4, True)
    assert "on record already" in report.warnings[0].en
    assert _state(connection) == before
    assert _count(connection, "SELECT count(*) FROM load") == 1


def test_a_dry_run_writes_nothing(connection: Connection, tmp_path: Path):
    report = _merge(connection, simple(tmp_path, "13777,Xã A > 13777,Phường A"), dry_run=True)
    assert (report.load_id, report.done, report.units["commune"]["rekinded"]) == (None, False, 1)
    assert _count(connection, "SELECT count(*) FROM unit") == 0


def test_units_that_go_on_keep_their_identity(connection: Connection, tmp_path: Path):
    _merge(connection, simple(tmp_path, "13777,Thị trấn Gôi > 13778,Xã Vụ Bản"))
    assert _communes(connection, EVE) == [("13777", "Thị trấn Gôi", "Ý Yên", None, DAY)]
    assert _communes(connection, DAY) == [("13778", "Xã Vụ Bản", "Ninh Bình", DAY, None)]
    assert _count(connection, "SELECT count(*) FROM unit WHERE level = 'commune'") == 1


def test_codes_that_a_spreadsheet_mangled(connection: Connection, tmp_path: Path):
    path = simple(tmp_path, "70.0,Xã A > 70,Phường A")
    report = _merge(connection, path)
    assert [found.check for found in report.findings if found.severity == "repaired"] == ["code_padded"]
    assert _communes(connection, DAY)[0][0] == "00070"


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("1.38E+04,Xã A > 13777,Xã A", "old_code"),
        ("137770,Xã A > 13777,Xã A", "old_code"),
        (",Xã A > 13777,Xã A", "old_code"),
        ("13777,A > 13777,Xã A", "old_name"),
        ("13777,Xã A > 13777,", "new_name"),
        ("13777,Xã A > 13777,Huyện A", "new_name"),
        ("13777,Xã A > 13777,Xã A > nửa", "extent"),
    ],
)
def test_rows_that_say_no_change(connection: Connection, tmp_path: Path, row: str, field: str):
    with pytest.raises(LoadRefused) as refused:
        _merge(connection, simple(tmp_path, row))
    assert [problem.field for problem in refused.value.report.problems] == [field]


@pytest.mark.parametrize(
    "content", [HEADER + NEW, "old_ward_code,old_ward\n13777,Xã A\n", "tên;mã\na;b\n"], ids=["empty", "half", "other"]
)
def test_tables_that_are_none(connection: Connection, tmp_path: Path, content: str):
    path = tmp_path / "merger.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(LoadError) as error:
        _merge(connection, path)
    assert error.value.detail.vi


def test_what_the_record_says_otherwise_is_refused(connection: Connection, tmp_path: Path):
    _merge(connection, simple(tmp_path, "13777,Xã A > 13777,Phường A"))
    later = date(2026, 1, 1)
    with pytest.raises(LoadRefused) as refused:
        _merge(connection, simple(tmp_path, "13777,Phường B > 13779,Phường C"), later)
    assert "Phường A" in refused.value.detail.vi
    assert "Phường B" in refused.value.detail.vi


def test_a_wrong_day_is_refused_instead_of_doubling_the_world(connection: Connection, tmp_path: Path):
    rows = ("13777,Xã A > 13777,Phường C", "13778,Xã B > 13777,Phường C")
    _merge(connection, simple(tmp_path, *rows))
    before = _state(connection)
    for day in (date(2024, 7, 1), date(2025, 8, 1)):
        with pytest.raises(LoadRefused):
            _merge(connection, simple(tmp_path, *rows), day)
    assert _state(connection) == before


def test_skipping_a_row_leaves_out_its_whole_change(connection: Connection, tmp_path: Path):
    rows = ("13777,Xã A > 13780,Xã C", "13778,Xã B > 13780,Xã C", "13778,Xã B > 13780,Xã C", "13790,Xã I > 13790,Xã K")
    report = _merge(connection, simple(tmp_path, *rows), on_error=OnError.SKIP)
    assert (report.rows_refused, report.rows_written) == (3, 1)
    assert [row[1] for row in _communes(connection, DAY)] == ["Xã K"]


def test_a_district_that_became_a_commune_and_what_nobody_says_it_is_part_of(connection: Connection, tmp_path: Path):
    row = "318,Huyện Bạch Long Vĩ|||11948,Đặc khu Bạch Long Vĩ|||"
    report = _merge(connection, table(tmp_path, row))
    loose = [found.units for found in report.findings if found.check == "no_parent"]
    assert sorted(loose) == [("Huyện Bạch Long Vĩ (318)",), ("Đặc khu Bạch Long Vĩ (11948)",)]
    made = (
        "SELECT e.kind || ' ' || l.part FROM unit_lineage AS l JOIN unit_event AS e ON e.id = l.event_id "
        "JOIN unit AS u ON u.created_by_event = e.id AND u.id = l.to_unit"
    )
    assert _count(connection, made) == "rekind whole"


def test_a_unit_that_was_there_before_its_creation_was_not_created_then(connection: Connection, tmp_path: Path):
    parts = ("13701,Xã A > 13702,Xã B > partial", "13701,Xã A > 13701,Xã A > partial")
    _merge(connection, simple(tmp_path, *parts))
    created = "SELECT count(*) FROM unit WHERE level = 'commune' AND created_by_event IS NOT NULL"
    assert _count(connection, created) == 1
    second = tmp_path / "second.csv"
    second.write_text("old_code,old_name,new_code,new_name\n13777,Xã B,13702,Xã B\n", encoding="utf-8")
    _merge(connection, second)
    assert _count(connection, created) == 0
    assert [row[:2] for row in _communes(connection, EVE)] == [("13701", "Xã A"), ("13777", "Xã B")]


def _settle(connection: Connection, code: str) -> None:
    """A hamlet called Xóm 1 in the commune, and a title for the commune."""
    commune = _count(connection, "SELECT unit_id FROM unit_code WHERE code = :code", code=code)
    hamlet = _count(connection, "INSERT INTO unit (level) VALUES ('hamlet') RETURNING id")
    connection.execute(
        text("""INSERT INTO unit_version (unit_id, valid, name, kind, parent_id)
                VALUES (:hamlet, '[2020-01-01,)', '1', 'xóm', :commune)"""),
        {"hamlet": hamlet, "commune": commune},
    )
    title = "INSERT INTO unit_title VALUES (:commune, 'Xã nông thôn mới', '[2021-01-01,)')"
    connection.execute(text(title), {"commune": commune})


def test_hamlets_follow_their_commune_and_titles_do_not(connection: Connection, tmp_path: Path):
    above = f"{Y_YEN}|{NAM_DINH}"
    communes = ("13777,Xã A", "13778,Xã B", "13779,Xã C")
    _merge(connection, table(tmp_path, *(f"{c}|{above}|{c}|{above}|" for c in communes)), date(2020, 1, 1))
    for code in ("13777", "13778", "13779"):
        _settle(connection, code)
    rows = ("13777,Xã A > 13780,Xã D", "13778,Xã B > 13780,Xã D", "13779,Xã C > 13781,Xã Đ > partial")
    report = _merge(connection, simple(tmp_path, *rows, "13779,Xã C > 13782,Xã G > partial", name="second.csv"))
    parts, titles = report.followed
    assert (parts.moved, len(parts.unresolved)) == (2, 1)
    assert "Xóm 1, C: " in parts.unresolved[0].vi
    assert len(titles.unresolved) == 3
    names = connection.execute(
        text("SELECT full_name, parent FROM layer.hamlets WHERE valid @> :day AND valid_from = :day ORDER BY 1"),
        {"day": DAY},
    )
    assert [tuple(row) for row in names] == [("Xóm 1 (A)", "D"), ("Xóm 1 (B)", "D")]
    old = _count(connection, "SELECT unit_id FROM unit_code WHERE code = '13777'")
    new = _count(connection, "SELECT unit_id FROM unit_code WHERE code = '13780'")
    assert successors(connection, [old, new], DAY) == {old: [Successor(new, True)], new: [Successor(new, True)]}
    assert successors(connection, [old], EVE) == {old: [Successor(old, True)]}


def test_the_real_tables_in_either_order(connection: Connection, shared_data: Path):
    first = _merge(connection, shared_data / OLD_TABLE, date(2024, 9, 1), mapping=RECODED)
    assert first.units["commune"]["merged"] == 29
    _merge(connection, shared_data / NEW_TABLE)
    one = _state(connection)
    connection.rollback()
    _merge(connection, shared_data / NEW_TABLE)
    _merge(connection, shared_data / OLD_TABLE, date(2024, 9, 1), mapping=RECODED)
    assert _state(connection) == one
    assert len(_communes(connection, DAY)) == 129
    at = {day: [row[1] for row in _communes(connection, day) if row[0] == "13777"] for day in (EVE, DAY)}
    assert at == {EVE: ["Xã Thành Lợi"], DAY: ["Phường Trường Thi"]}


def test_nam_dinh_became_57_all_whole(connection: Connection, shared_data: Path):
    _merge(connection, shared_data / OLD_TABLE, date(2024, 9, 1), mapping=RECODED)
    _merge(connection, shared_data / NEW_TABLE)
    connection.execute(
        text("""
        CREATE TEMP TABLE edge ON COMMIT DROP AS
        SELECT l.part, spelling_vi(f.name) AS old_name, spelling_vi(t.name) AS new_name, t.unit_id,
               (SELECT code FROM unit_code WHERE unit_id = f.unit_id AND valid @> DATE '2025-06-30') AS old_code,
               (SELECT code FROM unit_code WHERE unit_id = t.unit_id AND valid @> DATE '2025-07-01') AS new_code
          FROM unit_lineage AS l
          JOIN unit_version AS f ON f.unit_id = l.from_unit AND upper_inf(f.recorded) AND f.valid @> DATE '2025-06-30'
          JOIN unit_version AS d ON d.unit_id = f.parent_id AND upper_inf(d.recorded) AND d.valid @> DATE '2025-06-30'
          JOIN unit_code AS p ON p.unit_id = d.parent_id AND p.code = '36' AND p.valid @> DATE '2025-06-30'
          JOIN unit_version AS t ON t.unit_id = l.to_unit AND upper_inf(t.recorded) AND t.valid @> DATE '2025-07-01'""")
    )
    counts = connection.execute(
        text("""
        SELECT count(*), count(DISTINCT unit_id), count(*) FILTER (WHERE part = 'part'),
               count(DISTINCT unit_id) FILTER (WHERE old_code = new_code),
               count(DISTINCT unit_id) FILTER (WHERE old_code = new_code AND old_name = new_name),
               count(DISTINCT unit_id) FILTER (WHERE old_code <> new_code AND old_name = new_name)
          FROM edge""")
    ).one()
    assert tuple(counts) == (175, 57, 0, 57, 19, 8)
