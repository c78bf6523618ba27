"""What a table of changes means: which units go on, which are new, which end."""

import pytest

from loaders.units.reform.transitions import Plan, plan
from loaders.units.reform.transitions_check import contradictions, doubts, without
from tests.units.merge_tables import pairs


def _said(found: Plan, level: str = "commune") -> list[tuple[object, ...]]:
    """Of each new unit its code, the kind of event, who goes on as it, and what changes."""
    return [
        (t.new.code, t.kind, t.continues and t.continues.code, *sorted(t.changes))
        for t in found.transitions
        if t.new.level == level
    ]


def _ended(found: Plan) -> list[str]:
    return sorted(old.code for old in found.ended)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("13777 Xã Thành Lợi -> 13777 Xã Thành Lợi", (None, "13777")),
        ("13777 Xã Hòa Bình -> 13777 Xã Hoà Bình", (None, "13777")),
        ("13777 Xã Thành Lợi -> 13777 Xã Trường Thi", ("rename", "13777", "rename")),
        ("13777 Xã Trực Hưng -> 13777 Xã Trực Hùng", ("rename", "13777", "rename")),
        ("13777 Thị trấn Gôi -> 13777 Xã Gôi", ("rekind", "13777", "rekind")),
        ("13777 Xã Thành Lợi -> 13778 Xã Thành Lợi", ("recode", "13777", "recode")),
        ("13777 Thị trấn Gôi -> 13778 Xã Vụ Bản", ("rename", "13777", "recode", "rekind", "rename")),
        ("13777 Xã Thành Lợi ~> 13777 Xã Thành Lợi", ("transfer", "13777", "transfer")),
        ("13777 Xã Thành Lợi ~> 13778 Xã Mới", ("split", None)),
        ("13777 Xã Thành Lợi ~> 13777 Xã Mới", ("split", None)),
        ("318 Huyện Bạch Long Vĩ -> 11948 Đặc khu Bạch Long Vĩ", ("rekind", None)),
    ],
)
def test_one_unit_into_one(row: str, expected: tuple[object, ...]):
    [(_, *said)] = _said(plan(pairs(row)))
    assert tuple(said) == expected


def test_a_merger_is_a_new_unit_even_where_name_and_code_live_on():
    found = plan(
        pairs("13636 Phường Vị Xuyên -> 13636 Phường Vị Xuyên", "13639 Phường Vị Hoàng -> 13636 Phường Vị Xuyên")
    )
    assert _said(found) == [("13636", "merge", None)]
    assert _ended(found) == ["13636", "13639"]


def test_a_unit_that_gained_a_part_goes_on_and_so_does_the_one_that_gave_it():
    found = plan(pairs("00001 Xã An -> 00001 Xã An", "00002 Xã Bình ~> 00001 Xã An", "00002 Xã Bình ~> 00002 Xã Bình"))
    assert _said(found) == [("00001", "transfer", "00001", "transfer"), ("00002", "transfer", "00002", "transfer")]
    assert _ended(found) == []
    assert [part.old.code for part in found.transitions[0].gains] == ["00002"]


def test_a_whole_unit_of_another_kind_with_a_part_of_another_is_a_merger():
    found = plan(pairs("00001 Thị trấn An -> 00001 Xã An", "00002 Xã Bình ~> 00001 Xã An"))
    assert _said(found) == [("00001", "merge", None)]


def test_a_unit_divided_among_others_ends():
    found = plan(pairs("00001 Xã An ~> 00005 Xã Đông", "00001 Xã An ~> 00006 Xã Tây"))
    assert _said(found) == [("00005", "split", None), ("00006", "split", None)]
    assert _ended(found) == ["00001"]


def test_provinces_merge_with_their_communes_and_districts_are_abolished():
    rows = pairs(
        "13777 Xã A < 359 Huyện Vụ Bản < 36 Tỉnh Nam Định -> 13777 Phường B < 37 Tỉnh Ninh Bình",
        "13285 Xã C < 347 Thành phố Phủ Lý < 35 Tỉnh Hà Nam -> 13285 Xã C < 37 Tỉnh Ninh Bình",
        "14464 Xã D < 373 Huyện Nho Quan < 37 Tỉnh Ninh Bình -> 14464 Xã D < 37 Tỉnh Ninh Bình",
    )
    found = plan(rows)
    assert _said(found, "province") == [("37", "merge", None)]
    assert sorted(old.code for old in found.abolished) == ["347", "359", "373"]
    assert _ended(found) == ["35", "36", "37"]
    assert _said(found)[1] == ("13285", "reparent", "13285", "reparent")


def test_a_province_that_goes_on_keeps_its_identity_when_its_districts_end():
    hoan_kiem, ha_noi = "00070 Phường Hoàn Kiếm", "01 Thành phố Hà Nội"
    found = plan(pairs(f"{hoan_kiem} < 002 Quận Hoàn Kiếm < {ha_noi} -> {hoan_kiem} < {ha_noi}"))
    assert _said(found, "province") == [("01", None, "01")]
    assert _said(found) == [("00070", "reparent", "00070", "reparent")]


def test_districts_merge_and_the_communes_of_both_have_another_district():
    city, my_loc, vu_ban = (
        f"{district} < 36 Tỉnh Nam Định"
        for district in ("356 Thành phố Nam Định", "358 Huyện Mỹ Lộc", "359 Huyện Vụ Bản")
    )
    rows = pairs(
        f"13633 Phường A < {city} -> 13633 Phường A < {city}",
        f"13708 Xã B < {my_loc} -> 13708 Phường B < {city}",
        f"13777 Xã C < {vu_ban} -> 13777 Xã C < {vu_ban}",
    )
    found = plan(rows)
    assert _said(found, "district") == [("356", "merge", None), ("359", None, "359")]
    assert _said(found) == [
        ("13633", "reparent", "13633", "reparent"),
        ("13708", "rekind", "13708", "rekind", "reparent"),
        ("13777", None, "13777"),
    ]
    assert found.abolished == ()


def test_a_province_divided_between_two_is_told():
    rows = pairs(
        "30001 Xã A < 89 Tỉnh An Giang -> 30001 Xã A < 91 Tỉnh An Giang",
        "30002 Xã B < 89 Tỉnh An Giang -> 30002 Xã B < 82 Tỉnh Đồng Tháp",
        "31001 Xã C < 91 Tỉnh Kiên Giang -> 31001 Xã C < 91 Tỉnh An Giang",
        "29001 Xã D < 82 Tỉnh Tiền Giang -> 29001 Xã D < 82 Tỉnh Đồng Tháp",
    )
    found = plan(rows)
    assert _said(found, "province") == [("91", "merge", None), ("82", "merge", None)]
    [doubt] = doubts(found, rows)
    assert (doubt.check, doubt.units) == (
        "divided",
        ("Tỉnh An Giang (89)", "Tỉnh An Giang (91)", "Tỉnh Đồng Tháp (82)"),
    )


def test_a_province_with_other_units_on_record_goes_on_without_those_that_left():
    rows = pairs("30002 Xã B < 89 Tỉnh An Giang -> 30002 Xã B < 82 Tỉnh Đồng Tháp")
    assert _said(plan(rows), "province") == [("82", "merge", None)]
    kept = plan(rows, keeping={("province", "89")})
    assert _said(kept, "province") == [("82", "transfer", "82", "transfer"), ("89", "transfer", "89", "transfer")]


def test_a_lone_part_is_told():
    rows = pairs("00001 Xã An ~> 00005 Xã Đông", "00002 Xã Bình -> 00005 Xã Đông")
    assert [doubt.check for doubt in doubts(plan(rows), rows)] == ["rest_unknown"]


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        (("00001 Xã An -> 00005 Xã Đông", "00001 Xã An -> 00005 Xã Đông"), {2}),
        (("00001 Xã An -> 00005 Xã Đông", "00001 Xã An -> 00006 Xã Tây"), {2}),
        (("00001 Xã An ~> 00005 Xã Đông", "00001 Xã An -> 00006 Xã Tây"), {1}),
        (("00001 Xã An -> 00005 Xã Đông", "00002 Xã Bình -> 00005 Xã Tây"), {2}),
        (("00001 Xã An -> 00005 Xã Đông", "00002 Xã Bình -> 00005 Phường Đông"), {2}),
        (("00001 Xã An ~> 00005 Xã Đông", "00001 Xã Ân ~> 00006 Xã Tây"), {2}),
        (("00001 Xã A < 36 Tỉnh B -> 00005 Xã Đ < 37 Tỉnh C", "00002 Xã E < 36 Tỉnh B -> 00005 Xã Đ < 38 Tỉnh D"), {2}),
        (("00001 Xã Hòa -> 00005 Xã Đ", "00002 Xã B -> 00005 Xã Đ"), set()),
    ],
)
def test_rows_that_contradict_each_other(rows: tuple[str, ...], refused: set[int]):
    assert {problem.row for problem in contradictions(pairs(*rows))} == refused


def test_a_refused_row_takes_its_change_with_it_and_nothing_else():
    rows = pairs(
        "00001 Xã A -> 00005 Xã Đ", "00002 Xã B ~> 00005 Xã Đ", "00002 Xã B ~> 00006 Xã T", "00009 Xã I -> 00009 Xã I"
    )
    kept, fallen = without(rows, {1})
    assert [pair.row for pair in kept] == [4]
    assert [problem.row for problem in fallen] == [2, 3]


def test_units_that_swap_their_codes_both_go_on():
    found = plan(pairs("00001 Xã An -> 00002 Xã Bình", "00002 Xã Bình -> 00001 Xã An"))
    assert [(t.new.code, t.continues and t.continues.code) for t in found.transitions] == [
        ("00002", "00001"),
        ("00001", "00002"),
    ]
