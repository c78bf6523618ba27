"""What the report of a change says of units that are on record under another code, or that nobody has drawn."""

from datetime import date
from pathlib import Path

from shapely import box
from sqlalchemy import Connection

from loaders.options import LoadOptions
from loaders.report import Finding
from loaders.units.boundaries.load import load_units
from loaders.units.reform.merge import Law, merge_units
from loaders.units.reform.report import MergeReport
from tests.loaders.unit_files import areas
from tests.units.merge_tables import NAM_DINH, Y_YEN, simple, table

REFORM, DAY = date(2024, 9, 1), date(2025, 7, 1)
QUANG_TRUNG = "Phường Quang Trung"


def _merge(connection: Connection, path: Path, day: date = DAY, options: LoadOptions | None = None) -> MergeReport:
    return merge_units(connection, path, Law(day, "NQ"), options)


def _of(report: MergeReport, check: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.check == check]


def _boundaries(connection: Connection, folder: Path, code: str, name: str, day: date = REFORM) -> None:
    above = {
        "district_code": ["360"],
        "district": ["Huyện Ý Yên"],
        "province_code": ["36"],
        "province": ["Tỉnh Nam Định"],
    }
    path = areas(folder, [box(106, 20, 106.1, 20.1)], "now.geojson", code=[code], full_name=[name], **above)
    load_units(connection, path, "commune", day, "NQ")


def _of_2024(folder: Path) -> Path:
    """The table as it is: the code of the ward stands twice, the later one in a column of its own."""
    above = f"{Y_YEN}|{NAM_DINH}"
    rows = (
        f"13645,{QUANG_TRUNG}|{above}|13645,{QUANG_TRUNG}|{above}|",
        f"13681,Phường Thống Nhất|{above}|13645,{QUANG_TRUNG}|{above}|",
    )
    path = table(folder, *rows)
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},later_code", *(f"{line},13681" for line in lines)]), encoding="utf-8")
    return path


def test_a_unit_on_record_under_another_code_is_told_with_both_and_the_cure(connection: Connection, tmp_path: Path):
    _boundaries(connection, tmp_path, "13681", QUANG_TRUNG)
    tried = _merge(connection, _of_2024(tmp_path), REFORM, LoadOptions(dry_run=True))
    (found,) = _of(tried, "same_name")
    assert found.severity == "warning"
    assert found.units == (f"{QUANG_TRUNG} (13645)", f"{QUANG_TRUNG} (13681)")
    for words in (found.text.vi, found.text.en):
        assert "13645" in words
        assert "13681" in words
        assert "--map new_code=" in words
    cured = _merge(connection, _of_2024(tmp_path), REFORM, LoadOptions(mapping={"new_code": "later_code"}))
    assert _of(cured, "same_name") == []
    assert cured.units["commune"]["merged"] == 1


def test_the_old_side_is_looked_at_on_the_eve(connection: Connection, tmp_path: Path):
    _boundaries(connection, tmp_path, "13645", QUANG_TRUNG)
    report = _merge(connection, simple(tmp_path, f"13681,{QUANG_TRUNG} > 13684,Phường Nam Định"))
    (found,) = _of(report, "same_name")
    assert found.units == (f"{QUANG_TRUNG} (13681)", f"{QUANG_TRUNG} (13645)")
    assert "--map old_code=" in found.text.en


def test_a_new_unit_that_takes_over_a_name_is_no_other_unit_of_it(connection: Connection, tmp_path: Path):
    _boundaries(connection, tmp_path, "13645", QUANG_TRUNG)
    rows = (f"13645,{QUANG_TRUNG} > 13681,{QUANG_TRUNG}", f"13648,Xã Hai > 13681,{QUANG_TRUNG}")
    assert _of(_merge(connection, simple(tmp_path, *rows)), "same_name") == []


def test_units_that_nobody_has_drawn_are_listed_with_the_command(connection: Connection, tmp_path: Path):
    _boundaries(connection, tmp_path, "13645", "Xã Một")
    rows = (
        "13645,Xã Một > 13645,Xã Một",
        "13648,Xã Hai > 13681,Xã Ba > partial",
        "13648,Xã Hai > 13684,Xã Tư > partial",
    )
    report = _merge(connection, simple(tmp_path, *rows))
    found = [finding for finding in _of(report, "no_boundary") if "--level commune" in finding.text.en]
    assert [finding.units for finding in found] == [("Xã Ba (13681)",), ("Xã Tư (13684)",)]
    assert "wardmap load units FILE --level commune --valid-from 2025-07-01" in found[0].text.vi
    again = _merge(connection, simple(tmp_path, *rows))
    assert again.load_id is None
    assert again.findings_counts["no_boundary"] == report.findings_counts["no_boundary"]
