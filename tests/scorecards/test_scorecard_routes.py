"""`/api/v1/scorecards`: every unit, one unit, provinces added up, over time; each set by its day."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from pypdf import PdfReader
from sqlalchemy import Connection, create_engine, text

from geo_api.app import create_app
from geo_api.scorecards.documents import UnitDocument
from geo_api.scorecards.paper import paper
from geo_api.settings import Settings
from geo_api.shares import counted, cut_off
from layers.layer import Text
from tests.conftest import Server, client_of
from tests.indicators.world import load, make_units, table

RUN = """
INSERT INTO coverage_run (rule_id, rule_version, rule, at, valid)
VALUES (:rule, 3, CAST(:document AS jsonb), CAST(:day AS date), CAST(:valid AS daterange)) RETURNING id
"""
DOCUMENT = json.dumps(
    {
        "title": {"vi": "Tên", "en": "Name"},
        "basis": {"checked": False},
        "subject": {"set": "unit"},
        "rollup": {"level": "commune", "stat": "share", "pass": {"op": ">=", "value": 0.9}},
    }
)
UNIT = """
INSERT INTO coverage_unit (run_id, unit_id, version_id, level, subjects, passed, failed, unknown, share, outcome)
SELECT :run, :unit, v.id, 'commune', 4, :passed, 4 - :passed, 0, :passed / 4.0, :outcome
  FROM unit_version v WHERE v.unit_id = :unit
"""


def run(connection: Connection, rule: str, day: str, valid: str, **units: tuple[int, str, int]) -> None:
    """A calculation with a result for each unit: (unit, outcome, how many of four passed)."""
    values = {"rule": rule, "document": DOCUMENT, "day": day, "valid": valid}
    number = connection.execute(text(RUN), values).scalar_one()
    for unit, outcome, passed in units.values():
        connection.execute(text(UNIT), {"run": number, "unit": unit, "outcome": outcome, "passed": passed})


@pytest.fixture(scope="module")
def world(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The north fails 8.3 in July and passes in October 2025; the south is a ward; 8.4 has never been calculated."""
    with server.database(template) as database:
        engine = create_engine(database.owner)
        with engine.begin() as connection:
            units = make_units(connection)
            run(connection, "speaker.hamlet", "2025-07-01", "[2025-07-01,2025-10-01)",
                north=(units.north, "fail", 1), south=(units.south, "pass", 4))  # fmt: skip
            run(connection, "speaker.hamlet", "2025-10-01", "[2025-10-01,)",
                north=(units.north, "pass", 4), south=(units.south, "pass", 4))  # fmt: skip
            folder: Path = tmp_path_factory.mktemp("figures")
            lines = ("unit,ntm_group,fibre_household_share", "10002,1,0.97")
            load(connection, table(folder, *lines), "2026-03", source="Báo cáo")
        engine.dispose()
        with client_of(database) as client:
            yield SimpleNamespace(units=units, client=client, database=database)


def answer(world: SimpleNamespace, path: str) -> dict[str, Any]:
    found = world.client.get(f"/api/v1/scorecards{path}")
    assert found.status_code == 200, found.text
    return dict(found.json())


def test_every_commune_stands_for_itself_and_wards_are_not_meant(world: SimpleNamespace):
    found = answer(world, "?at=2025-12-01")
    cards = {card["full_name"]: card for card in found["cards"]}
    assert set(cards) == {"Xã Hòa Bắc", "Phường Nam"}
    north = cards["Xã Hòa Bắc"]
    assert (north["applies"], north["outcome"]) == (True, "unknown")
    assert (north["outcomes"]["8.3"], north["outcomes"]["8.4"]) == ("pass", "unknown")
    assert north["counts"] == {"met": 1, "not_met": 0, "unknown": 4, "not_applicable": 0}
    assert (cards["Phường Nam"]["applies"], cards["Phường Nam"]["counts"]["not_applicable"]) == (False, 5)


def test_provinces_are_added_up_of_those_that_are_meant(world: SimpleNamespace):
    (province,) = answer(world, "?at=2025-08-01")["rollups"]
    assert (province["full_name"], province["level"]) == ("Tỉnh Tỉnh Thử", "province")
    assert province["units"] == {"met": 0, "not_met": 1, "unknown": 0, "not_applicable": 1}
    assert province["criteria"]["8.3"]["not_met"] == 1
    own = answer(world, f"/{world.units.province}?at=2025-08-01")
    assert own["card"] is None
    assert own["rollup"] == province


def test_the_set_is_the_one_in_force_and_what_is_not_checked_says_so(world: SimpleNamespace):
    old, new = answer(world, "?at=2026-02-14")["set"], answer(world, "?at=2026-02-15")["set"]
    assert (old["id"], new["id"], new["in_force"]) == ("ntm.2021-2025", "ntm.2026", True)
    for each in (old, new):
        assert each["checked"] is False
        assert {c["basis"]["notice"]["vi"] for c in each["criteria"]} == {"chưa đối chiếu văn bản"}
    (calculated,) = answer(world, "?at=2025-12-01")["runs"]
    assert (calculated["rule"], calculated["version"], calculated["notice"]["vi"]) == (
        "speaker.hamlet",
        3,
        "chưa đối chiếu văn bản",
    )
    asked = answer(world, "?at=2026-03-01&set=ntm.2021-2025")["set"]
    assert (asked["id"], asked["in_force"]) == ("ntm.2021-2025", False)


def test_one_commune_says_what_is_missing_and_why_something_is_not_known(world: SimpleNamespace):
    found = answer(world, f"/{world.units.north}?at=2025-08-01")
    parts = {each["id"]: each["parts"] for each in found["criteria"]}
    (speakers,) = parts["8.3"]
    assert (speakers["outcome"], speakers["share"], speakers["missing"]) == ("fail", 0.25, 3)
    assert (speakers["op"], speakers["needed"]) == (">=", 0.9)
    assert [part["reason"] for part in parts["8.4"]] == ["not_calculated"]


def test_the_card_as_a_table_has_each_part_of_each_criterion_and_says_what_is_not_checked(world: SimpleNamespace):
    path = f"/{world.units.north}?at=2025-08-01"
    parts = [part for each in answer(world, path)["criteria"] for part in each["parts"]]
    written = world.client.get(f"/api/v1/scorecards{path}&f=csv").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(written)))
    assert [(row["judged_by"], row["outcome"]) for row in rows] == [
        (part["title"]["vi"], part["outcome"]) for part in parts
    ]
    assert all(row["checked"].startswith("chưa đối chiếu văn bản") for row in rows)
    table, about = load_workbook(io.BytesIO(world.client.get(f"/api/v1/scorecards{path}&f=xlsx").content)).worksheets
    assert (table.max_row - 1, table.freeze_panes) == (len(rows), "A2")
    said = {row[4] for row in table.iter_rows(min_row=2, values_only=True)}
    assert said <= {"Đạt · Met", "Chưa đạt · Not met", "Chưa đủ dữ liệu · Not known", "Không áp dụng · Not applicable"}
    assert ("Ngày · Day", "2025-08-01") in list(about.iter_rows(values_only=True))


def test_page_paper_and_workbook_count_and_round_shares_alike(world: SimpleNamespace):
    path = f"/{world.units.north}?at=2025-08-01"
    parts = [part for each in answer(world, path)["criteria"] for part in each["parts"]]
    shares = {part["title"]["vi"]: part for part in parts if part["share"] is not None and part["passed"] is not None}
    assert any(0 < part["share"] < 1 for part in shares.values())
    _, _, words = pdf(world, f"{path}&f=pdf")
    assert "cắt ở một số lẻ và không làm tròn lên" in words
    book = load_workbook(io.BytesIO(world.client.get(f"/api/v1/scorecards{path}&f=xlsx").content))
    head, *rows = book.worksheets[0].iter_rows()
    at = {str(cell.value).split(" · ")[1]: index for index, cell in enumerate(head)}
    for row in rows:
        part = shares.get(row[at["Judged by"]].value)
        if part is None:
            continue
        known = part["passed"] + part["missing"]
        assert part["share"] == pytest.approx(part["passed"] / known)
        counted = f"{part['passed']}/{known}" + (f", {part['unknown']} chưa rõ" if part["unknown"] else "")
        assert row[at["Counted"]].value == counted
        assert (row[at["Share"]].value, row[at["Share"]].number_format) == (cut_off(part["share"]), "0.0%")
        percent = f"{round(100 * cut_off(part['share']), 1):g}".replace(".", ",")
        assert f"{percent}% {counted}" in words
        assert row[at["Needed"]].number_format == "0.0%"


def test_shares_are_cut_off_and_never_rounded_up():
    assert [cut_off(share) for share in (21 / 23, 0.9996, 1 / 3, 0.8, 0.29, 1, 0)] == [
        0.913, 0.999, 0.333, 0.8, 0.29, 1, 0,
    ]  # fmt: skip
    told = counted(21, 2, 2)
    assert told == Text("21/23, 2 chưa rõ", "21/23, 2 not known")
    assert counted(21, 2, 0) == Text("21/23", "21/23")
    assert counted(3, 1, 1, "population") == Text("3/4, 1 chưa rõ, tính theo dân số", "3/4, 1 not known, by population")
    assert counted(None, None, None) is None


def test_a_threshold_that_nobody_entered_is_not_known_though_the_value_is(world: SimpleNamespace):
    found = answer(world, f"/{world.units.north}?at=2026-04-01")
    (fibre,) = next(each["parts"] for each in found["criteria"] if each["id"] == "7.fibre")
    assert (fibre["outcome"], fibre["reason"], fibre["value"]) == ("unknown", "no_threshold", 0.97)
    assert (fibre["period_from"], fibre["source"]) == ("2026-03-01", "Báo cáo")


def test_the_trend_goes_from_snapshot_to_snapshot(world: SimpleNamespace):
    found = answer(world, f"/{world.units.north}/trend?set=ntm.2021-2025&at=2025-12-01")
    assert [(each["at"], each["outcomes"]["8.3"]) for each in found["moments"]] == [
        ("2025-07-01", "fail"),
        ("2025-10-01", "pass"),
    ]
    assert found["full_name"] == "Xã Hòa Bắc"


def test_a_hamlet_is_held_to_the_set_for_hamlets(world: SimpleNamespace):
    found = answer(world, f"/{world.units.hamlet}?at=2025-12-01")
    assert (found["set"]["id"], found["card"]["outcome"]) == ("hamlet.smart", "unknown")
    within = answer(world, f"?set=hamlet.smart&at=2025-12-01&unit={world.units.north}")
    assert {card["full_name"] for card in within["cards"]} == {"Thôn Đông", "Xóm 1"}
    assert {each["level"] for each in within["rollups"]} == {"province", "commune"}


def test_sets_are_listed_with_the_one_of_the_day(world: SimpleNamespace):
    found = answer(world, "/sets?at=2025-12-01")
    assert found["chosen"] == {"hamlet": "hamlet.smart", "commune": "ntm.2021-2025"}
    assert {each["id"] for each in found["sets"]} == {"hamlet.smart", "ntm.2021-2025", "ntm.2026"}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?set=none", 404),
        ("?at=2020-01-01", 404),
        ("/999999", 404),
        ("/x", 404),
        ("/{north}?at=2024-12-31", 404),
        ("/{north}?set=hamlet.smart", 200),
        ("/{hamlet}?set=ntm.2026", 404),
        ("/{province}/trend", 404),
        ("?unit=x", 400),
        ("?x=1", 400),
        ("/sets?set=ntm.2026", 400),
    ],
)
def test_what_is_not_there_is_refused(world: SimpleNamespace, path: str, status: int):
    asked = path.format(north=world.units.north, hamlet=world.units.hamlet, province=world.units.province)
    assert world.client.get(f"/api/v1/scorecards{asked}").status_code == status


def pdf(world: SimpleNamespace, path: str) -> tuple[bytes, PdfReader, str]:
    """The file, and what another program reads in it, each run of blanks as one."""
    answer = world.client.get(f"/api/v1/scorecards{path}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    reader = PdfReader(io.BytesIO(answer.content))
    return answer.content, reader, " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_the_card_on_paper_says_what_the_card_says(world: SimpleNamespace):
    path = f"/{world.units.north}?at=2025-08-01"
    found = answer(world, path)
    body, reader, words = pdf(world, f"{path}&f=pdf")
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {(595, 842)}
    assert "Xã Hòa Bắc (10002)" in words
    assert "Ngày · Day: 01/08/2025" in words
    assert found["set"]["title"]["vi"] in words
    assert "chưa đối chiếu văn bản · not compared with the document" in words
    for criterion in found["set"]["criteria"]:
        assert criterion["title"]["vi"] in words, criterion["id"]
    assert "25% 1/4 ≥ 90% 3" in words
    assert f"Trang · Page {len(reader.pages)}/{len(reader.pages)}" in words
    assert "DỮ LIỆU MẪU" not in words
    assert words == unicodedata.normalize("NFC", words)
    fonts = {
        str(font["/BaseFont"]) for page in reader.pages for font in map(_object, page["/Resources"]["/Font"].values())
    }
    assert all("BeVietnamPro" in font for font in fonts if font != "/Helvetica"), fonts
    assert pdf(world, f"{path}&f=pdf")[0] == body


def test_paper_and_workbook_bear_the_name_of_who_runs_the_map(world: SimpleNamespace):
    settings = Settings(agency="UBND xã <Thử>", agency_en="People's Committee of Thử", agency_hotline="1022")
    path = f"/{world.units.north}?at=2025-08-01"
    with TestClient(create_app(settings, world.database.service)) as client:
        _, reader, words = pdf(SimpleNamespace(client=client), f"{path}&f=pdf")
        book = load_workbook(io.BytesIO(client.get(f"/api/v1/scorecards{path}&f=xlsx").content))
    assert "UBND xã <Thử> People's Committee of Thử 1022 PHIẾU CHẤM ĐIỂM" in words
    assert reader.metadata
    assert reader.metadata.author == "UBND xã <Thử>"
    assert book.properties.creator == "UBND xã <Thử>"
    assert list(book.worksheets[1].values)[1:3] == [
        ("Cơ quan vận hành · Run by", "UBND xã <Thử>"),
        (None, "People's Committee of Thử"),
    ]


def _object(reference: Any) -> Any:
    return reference.get_object()


def test_a_province_on_paper_is_added_up(world: SimpleNamespace):
    _, _, words = pdf(world, f"/{world.units.province}?at=2025-08-01&f=pdf")
    assert "Tỉnh Tỉnh Thử" in words
    assert "2 đơn vị · units: 0 đạt, 1 chưa đạt, 0 chưa đủ dữ liệu, 1 không áp dụng" in words


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0"),
        (0.00001, "0,00001"),
        (-0.25, "-0,25"),
        (3.14159, "3,142"),
        (20, "20"),
        (1234.5, "1.234,5"),
        (9999.7, "9.999,7"),
        (9999.999, "10.000"),
        (1_234_567.8, "1.234.568"),
    ],
)
def test_figures_are_on_paper_as_vietnamese_is_written(world: SimpleNamespace, value: float, written: str):
    card = UnitDocument.model_validate(answer(world, f"/{world.units.north}?at=2025-08-01"))
    first = card.criteria[0]
    figure = {"kind": "indicator", "indicator": None, "passed": None, "value": value, "op": ">=", "needed": 7.5}
    part = first.parts[0].model_copy(update={**figure, "missing": None})
    changed = card.model_copy(update={"criteria": [first.model_copy(update={"parts": [part]})]})
    words = " ".join(PdfReader(io.BytesIO(paper(changed))).pages[0].extract_text().split())
    assert f" {written} ≥ 7,5 –" in words


def test_names_written_with_marks_of_their_own_and_names_like_markup_are_on_paper_as_they_are(world: SimpleNamespace):
    card = UnitDocument.model_validate(answer(world, f"/{world.units.north}?at=2025-08-01"))
    assert card.card
    name = "Xã Nghĩa <b>Lễ & Hữu Đợi"
    changed = card.card.model_copy(update={"full_name": unicodedata.normalize("NFD", name)})
    runs = [run.model_copy(update={"is_sample": True}) for run in card.runs]
    reader = PdfReader(io.BytesIO(paper(card.model_copy(update={"card": changed, "runs": runs}))))
    words = reader.pages[0].extract_text()
    assert name in words
    assert "DỮ LIỆU MẪU" in words
