"""Which hamlet a culture house belongs to, by its name and, where names repeat, by the ground it stands on."""

import pytest

from loaders.units.hamlets.names import House, NamedHamlet, hamlets_of

# Trực Hưng (11) and Trực Hùng (12) became one commune; each brought its own Xóm 5.
HAMLETS = [
    NamedHamlet(1, "xóm", "5", 11, "Trực Hưng"),
    NamedHamlet(2, "xóm", "5", 12, "Trực Hùng"),
    NamedHamlet(3, "xóm", "5A", 11, "Trực Hưng"),
    NamedHamlet(4, "xóm", "12", 12, "Trực Hùng"),
    NamedHamlet(5, "tổ dân phố", "3", 12, "Trực Hùng"),
    NamedHamlet(6, "thôn", "Đông", None, None),
    NamedHamlet(7, "thôn", "Đông Hoà", None, None),
    NamedHamlet(8, "xóm", "7", 11, "Trực Hưng"),
    NamedHamlet(9, "thôn", "Thịnh", 11, "Trực Hưng"),
    NamedHamlet(10, "thôn", "Thính", 12, "Trực Hùng"),
]


def found(name: str | None, former: int | None = None) -> list[int]:
    return [hamlet.id for hamlet in hamlets_of(House(name, 106.2, 20.3, former), HAMLETS)]


@pytest.mark.parametrize(
    ("name", "hamlet"),
    [
        ("Nhà văn hóa xóm 12", 4),
        ("Nhà văn hoá xóm 12", 4),
        ("NHÀ VĂN HÓA XÓM 12", 4),
        ("nha van hoa xom 12", 4),
        ("NVH xóm 012, xã Trực Hùng", 4),
        ("NVH: Xóm số 12 (Trực Hùng)", 4),
        ("Nhà văn hóa xóm 5A", 3),
        ("NVH TDP số 3", 5),
        ("NVH Tổ 3", 5),
        ("Nhà văn hóa tổ dân phố số 03 - Trực Hùng", 5),
        ("Nhà sinh hoạt cộng đồng thôn Đông", 6),
        ("Nhà văn hóa thôn Đông Hòa", 7),
        ("Nhà văn hóa Đông Hoà", 7),
        ("Nhà văn hóa xóm 7 Trực Hưng", 8),
        ("Nhà văn hóa xóm 5, Trực Hưng", 1),
        ("Nhà văn hóa xóm 5 (xã Trực Hùng)", 2),
        ("Nhà văn hóa thôn Thịnh", 9),
        ("Nhà văn hóa thôn Thính", 10),
    ],
)
def test_the_name_says_it(name: str, hamlet: int):
    assert found(name) == [hamlet]


def test_the_ground_tells_apart_what_the_name_does_not():
    assert found("Nhà văn hóa xóm 5", former=11) == [1]
    assert found("Nhà văn hóa xóm 5", former=12) == [2]
    assert found("nha van hoa thon thinh", former=12) == [10]


def test_what_the_name_says_goes_before_the_ground():
    assert found("Nhà văn hóa xóm 5, Trực Hưng", former=12) == [1]


@pytest.mark.parametrize("name", ["Nhà văn hóa xóm 5", "nha van hoa thon thinh"])
def test_several_and_nothing_to_tell_them_apart(name: str):
    assert len(found(name)) == 2


@pytest.mark.parametrize(
    "name",
    [
        None,
        "",
        "Nhà văn hóa",
        "Nhà văn hóa xóm",
        "Nhà văn hóa xóm 51",
        "Nhà văn hóa thôn 12",
        "Trường Tiểu học xóm 5",
        "Nhà văn hóa trung tâm xã",
        "Nhà văn hóa xóm 7, Trực Hùng",
    ],
)
def test_no_hamlet_is_named(name: str | None):
    assert found(name, former=11) == []
