"""Numbers of people are refused in free text, and never shown in full; other numbers are left alone."""

from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.layer import Field, FieldType, Text
from layers.registry import all_layers
from loaders.errors import LoadRefused
from loaders.fit.personal import is_free_text, refuse_personal
from loaders.fit.values import Unfit
from loaders.load import load
from loaders.personal import hidden, without_numbers
from tests.loaders.tools import rows_of

LAYERS = all_layers()
NOTE = Field(name="note", type=FieldType.TEXT, title=Text("Ghi chú", "Note"))

PERSONAL = [
    "036095001234",
    "Ông Nam, CCCD 036 095 001 234",
    "căn cước: 036095-001234, cấp 2021",
    "036204123456 (sinh 2004)",
    "CMND số 162345678",
    "chứng minh nhân dân: 162 345 678",
    "0912345678",
    "gọi 0912.345.678 (anh Tư)",
    "ĐT:091 234 5678",
    "+84 912 345 678",
    "(+84)912345678",
    "84912345678",
    "0387-654-321,0912345678",
    "zalo 09 12 34 56 78.",
    "(0912) 345 678",
    "84-912-345-678",
    "0084912345678",
    "+84(0)912345678",
    "0912–345–678",
    "０９１２３４５６７８",
    "0912_345_678",
    "0912\u200b345678",
    "0912,345,678",
    "0912\t345\n678",
    "CMND\n162345678",
    "0912/345/678",
    "0912;345;678",
    "0912 : 345 : 678",
    "0912|345|678",
    "0912*345*678",
    "0912'345'678",
    "0912/345.678",
    "09/12/34/56/78",
    "0/9/1/2/3/4/5/6/7/8",
    "036/095/001234",
    "036*095*001*234",
    "036:095;001234",
    "0|3|6|0|9|5|0|0|1|2|3|4",
    "CMND 162/345/678",
    "số 03/1 0912 345 678",
    "12/34/0912345678",
]
OTHERS = [
    "106.1683, 20.4200",
    "106.0912345678",
    "0.912345678",
    "0,385912345678",
    "544033.12 2263693.55",
    "05.07.2025 12 phòng",
    "01/07/2025 08:30",
    "2025-07-01T08:30:00",
    "202507011230",
    "Diện tích 1.234.567.890 m2",
    "84.912.345.678 đồng",
    "162345678",
    "999095001234",
    "mã 13693, 0361234",
    "Quyết định 1838/QĐ-TTg ngày 17/10/2015",
    "Nhà văn hóa xóm 1, 0228.3849.123",
    "VN-2000 105°30', 0912 m",
    "1900 1234, 113",
    "Số 12/345/678 đường Trần Hưng Đạo",
    "8935001234567",
    "92 (08) 3915 2836",
    "03/2025, 07/2025, 12 điểm",
    "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12",
    "20.433, 106.183, 20.434, 106.184",
    "0935001234567",
    "12/34/56",
    "ngách 12/5 ngõ 40 đường Trần Phú",
    "số 3/45/67/89 hẻm 12/34/56/78/90",
    "1/2/3/4/5/6/7/8/9/10",
    "số 05/12 tổ 7",
    "đo ngày 03/11/25 08:30",
    "08:30 03/11/25",
    "07:30-11:30; 13:30-17:00",
    "05/2025/1200",
    "thửa 0123/4567",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_numbers_of_people_are_refused_and_hidden(text: str):
    with pytest.raises(Unfit) as caught:
        refuse_personal(NOTE, text)
    reason = caught.value.reason
    assert "dữ liệu cá nhân" in reason.vi
    assert "personal data" in reason.en
    for words in (reason.vi, reason.en, hidden(text)):
        assert sum(letter.isdigit() for letter in words) < 9


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_left_alone(text: str):
    refuse_personal(NOTE, text)
    assert hidden(text) == text


def test_only_free_text_is_looked_at():
    free = {field.name for layer in LAYERS.values() for field in layer.fields if is_free_text(field)}
    assert {"name", "note", "operator"} <= free
    assert not {"key", "code", "host", "hotline", "status"} & free


def test_a_file_with_a_phone_number_is_refused_without_repeating_it(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text(
        "key,name,note,lon,lat\n"
        "0912345678,Chợ Rồng,ban quản lý,106.17,20.43\n"
        "2,Chợ Hạ,anh Tư 0912.345.678,106.18,20.44\n",
        encoding="utf-8",
    )
    with pytest.raises(LoadRefused) as caught:
        load(connection, LAYERS["markets"], path)
    [problem] = caught.value.report.problems
    assert (problem.row, problem.field) == (3, "note")
    assert "0912.345" not in problem.value + problem.reason.vi + str(caught.value)
    assert rows_of(connection, "markets") == []


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("TH-Cô Bảy-DT749B-Ấp Tân Hoà- Bình Dương-0917733969", "TH-Cô Bảy-DT749B-Ấp Tân Hoà- Bình Dương"),
        ("Nhà nghỉ Hoa (SĐT: 0912 345 678)", "Nhà nghỉ Hoa"),
        ("Sửa xe 0912.345.678 - 84 912 345 679", "Sửa xe"),
        ("0912345678", ""),
        ("0912345678 - Quán Gió", "Quán Gió"),
        ("Nhà thuốc 0912345678 chi nhánh 2", "Nhà thuốc chi nhánh 2"),
        ("Trạm 02283 123 456 - 1", "Trạm 02283 123 456 - 1"),
    ],
)
def test_numbers_are_taken_out_of_public_names(name: str, left: str):
    assert without_numbers(name) == left


def test_a_number_in_a_name_of_openstreetmap_costs_the_number_and_not_the_place(connection: Connection, tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("osm_id,name,amenity,lon,lat\n7,Chợ Rồng - 0912345678,marketplace,106.17,20.43\n", encoding="utf-8")
    report = load(connection, LAYERS["markets"], path)
    assert [row["name"] for row in rows_of(connection, "markets")] == ["Chợ Rồng"]
    assert report.findings_counts["personal"] == {"repaired": 1}
    assert "0912" not in str(report)
