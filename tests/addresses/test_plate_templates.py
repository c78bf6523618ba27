"""Templates of plates: those that are shipped hold what they promise, and a wrong one says where and why."""

from importlib.resources import files
from typing import Any

import pytest
import yaml

from geo_api.addresses.plates.reading import TemplateError, read_template, shipped_templates

FOLDER = files("geo_api.addresses.plates").joinpath("templates")


def document(name: str = "small") -> dict[str, Any]:
    return yaml.safe_load(FOLDER.joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def refused(changed: object) -> TemplateError:
    with pytest.raises(TemplateError) as caught:
        read_template(yaml.safe_dump(changed, allow_unicode=True), "bien.yaml")
    return caught.value


def test_each_template_that_is_shipped_bears_the_name_of_its_file():
    assert list(shipped_templates()) == ["label", "large", "small"]
    for name, template in shipped_templates().items():
        assert document(name)["id"] == template.id


def at(found: Any, *steps: str | int) -> Any:
    for step in steps:
        found = found[step]
    return found


FAULTS: list[tuple[tuple[str | int, ...], object, str, str, str]] = [
    (("sheet", "columns"), 0, "$.sheet.columns", "phải từ 1 trở lên", "must be 1 or more"),
    (("sheet", "paper"), "A9", "$.sheet.paper", "phải là một trong", "must be one of"),
    (("plate", "colour"), "red", "$.plate.colour", "không có trong mẫu biển", "nothing that a template has"),
    (("plate", "ink"), "blue", "$.plate.ink", "phải viết theo dạng", "must be written as"),
    (("plate", "ink"), "#0b3da0", "$.plate", "màu chữ và màu nền quá giống", "are too much alike"),
    (("sheet", "columns"), 3, "$", "sheet: mép phải chỉ còn -97.5 mm", "-97.5 mm are left at the right"),
    (("sheet", "margins", "left"), 5, "$", "sheet: mép trái chỉ còn 5 mm, cần ít nhất 7 mm", "at least 7 mm are"),
    (("sheet", "margins", "top"), 12, "$", "sheet: mép dưới chỉ còn 10 mm, cần ít nhất 12 mm", "left at the foot"),
    (("sheet", "gaps", "down"), 3, "$", "sheet.gaps.down: khoảng hở", "at least twice the bleed (4 mm)"),
    (("faces", "numbered", 4, "box", "width"), 30, "$.faces.numbered[4]", "ô của mã QR phải vuông", "must be square"),
    (("faces", "numbered", 0, "box", "x"), 1, "$", "faces.numbered[0].box: phải nằm trong biển", "must lie on the"),
    (("faces", "numbered", 2, "box", "height"), 9, "$", "ô thứ 2 và ô thứ 3 đè lên nhau", "boxes 2 and 3 overlap"),
    (("faces", "unnumbered", 0, "show"), "owner", "$.faces.unnumbered[0]", "phải là một trong", "must be one of"),
    (("faces", "unnumbered", 0, "show"), "hamlet", "$.faces.unnumbered[0]", "“text” đi cùng", "“text” goes with"),
    (("faces", "unnumbered", 2, "show"), "plus_code", "$", "đúng một phần “show: code”", "exactly one part"),
    (("faces", "unnumbered", 2, "smallest"), 36, "$.faces.unnumbered[2].box", "quá nhỏ cho chữ cỡ 36", "too small"),
    (("faces", "unnumbered", 2, "smallest"), 50, "$.faces.unnumbered[2]", "“smallest” lớn hơn “size”", "is more than"),
    (("faces", "unnumbered", 2, "box", "x"), "giữa", "$.faces.unnumbered[2].box.x", "không dùng được", "be used"),
]  # fmt: skip


@pytest.mark.parametrize(("steps", "value", "place", "vi", "en"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_is_named_by_its_place_in_both_languages(
    steps: tuple[str | int, ...], value: object, place: str, vi: str, en: str
):
    changed = document()
    at(changed, *steps[:-1])[steps[-1]] = value
    error = refused(changed)
    assert error.place == place
    assert error.detail.vi.startswith(f"bien.yaml, {place}: ")
    assert vi in error.detail.vi
    assert en in error.detail.en


def test_what_is_missing_is_named():
    changed = document()
    del changed["plate"]["width"]
    assert refused(changed).detail.vi == "bien.yaml, $.plate.width: thiếu mục bắt buộc"


@pytest.mark.parametrize(
    ("text", "vi"),
    [
        ("id: [small", "không đọc được YAML (dòng 1, cột 11)"),
        ("id: \x00", "không đọc được YAML"),
        ("", "giá trị không dùng được"),
        ("- 1", "giá trị không dùng được"),
        ("[" * 5000, "không đọc được YAML"),
    ],
    ids=["open", "control", "empty", "list", "deep"],
)
def test_what_is_no_template_at_all_is_refused_in_words(text: str, vi: str):
    with pytest.raises(TemplateError) as caught:
        read_template(text, "bien.yaml")
    assert vi in caught.value.detail.vi
