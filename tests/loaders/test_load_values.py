"""Cells into values: what each type of field takes and refuses. Pure functions."""

import pytest

from layers.layer import Choice, Field, FieldType, Text
from loaders.fit.manner import Manner, manners
from loaders.fit.values import Unfit, fit_value

TITLE = Text("Trường", "Field")
LEVELS = (Choice("primary", Text("Tiểu học", "Primary")), Choice("higher", Text("Đại học", "University")))


def _field(kind: FieldType, **more: object) -> Field:
    return Field(name="value", type=kind, title=TITLE, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (FieldType.TEXT, "  Nam Định ", "Nam Định"),
        (FieldType.TEXT, "Nam D\u0323inh".replace("D\u0323i", "\u0110i\u0323"), "Nam \u0110\u1ecbnh"),
        (FieldType.TEXT, 13285.0, "13285"),
        (FieldType.TEXT, "00070", "00070"),
        (FieldType.INTEGER, "12", 12),
        (FieldType.INTEGER, 12.0, 12),
        (FieldType.INTEGER, "12.0", 12),
        (FieldType.INTEGER, " -3 ", -3),
        (FieldType.NUMBER, "1.5", 1.5),
        (FieldType.NUMBER, "1e3", 1000.0),
        (FieldType.NUMBER, "1,5", 1.5),
        (FieldType.INTEGER, "1,234", 1234),
        (FieldType.DATE, "2025-07-01T00:00:00+07:00", "2025-07-01"),
        (FieldType.NUMBER, 7, 7.0),
        (FieldType.BOOLEAN, "Có", True),
        (FieldType.BOOLEAN, "không", False),
        (FieldType.BOOLEAN, True, True),
        (FieldType.BOOLEAN, 0, False),
        (FieldType.DATE, "2025-07-01", "2025-07-01"),
        (FieldType.DATE, "01/07/2025", "2025-07-01"),
        (FieldType.DATE, "2025-07-01T00:00:00.000", "2025-07-01"),
        (FieldType.DATE, "2025/07/01 00:00:00", "2025-07-01"),
        (FieldType.NUMBER, "", None),
        (FieldType.TEXT, "   ", None),
        (FieldType.DATE, None, None),
        (FieldType.NUMBER, "-", None),
        (FieldType.INTEGER, "1 234", 1234),
        (FieldType.BOOLEAN, "✓", True),
        (FieldType.BOOLEAN, "chưa", False),
        (FieldType.BOOLEAN, "KHÔNG", False),
        (FieldType.DATE, "ngày 1 tháng 7 năm 2025", "2025-07-01"),
        (FieldType.DATE, "01/07/2025 00:00:00", "2025-07-01"),
    ],
)
def test_taken(kind: FieldType, cell: object, value: object):
    fitted = fit_value(_field(kind), cell)
    assert fitted == value
    assert type(fitted) is type(value)


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        (FieldType.INTEGER, "1.5"),
        (FieldType.INTEGER, "١٢"),
        (FieldType.INTEGER, 2**63),
        (FieldType.INTEGER, float(2**60)),
        (FieldType.NUMBER, "1.234"),
        (FieldType.NUMBER, "1.5.2"),
        (FieldType.INTEGER, True),
        (FieldType.NUMBER, "nan"),
        (FieldType.NUMBER, float("inf")),
        (FieldType.NUMBER, 10**400),
        (FieldType.NUMBER, True),
        (FieldType.BOOLEAN, "2"),
        (FieldType.DATE, "31/02/2025"),
        (FieldType.DATE, "2025-13-01"),
        (FieldType.DATE, "07-2025"),
        (FieldType.DATE, "2025-07-01T12:30:00"),
        (FieldType.DATE, 45000),
        (FieldType.TEXT, {"a": 1}),
        (FieldType.DATE, "tháng 5/2024"),
        (FieldType.DATE, "2024"),
        (FieldType.DATE, "01/07/25"),
        (FieldType.INTEGER, "1.000"),
        (FieldType.NUMBER, "1,234"),
        (FieldType.NUMBER, "12 m"),
        (FieldType.INTEGER, "khoảng 5"),
    ],
)
def test_refused(kind: FieldType, cell: object):
    with pytest.raises(Unfit) as unfit:
        fit_value(_field(kind), cell)
    assert unfit.value.reason.vi != unfit.value.reason.en


@pytest.mark.parametrize(
    "cell", ["primary", "PRIMARY", "Tiểu học", "tiểu học", "Primary", "TIEU HOC", "Cấp I", "cấp 1", "Trường tiểu học"]
)
def test_a_choice_by_its_value_or_its_title(cell: str):
    assert fit_value(_field(FieldType.TEXT, choices=LEVELS), cell) == "primary"


def test_range_and_required():
    share = _field(FieldType.NUMBER, minimum=0, maximum=1, required=True)
    assert [fit_value(share, 0), fit_value(share, 1)] == [0, 1]
    for cell in (-0.001, 1.001, None, ""):
        with pytest.raises(Unfit):
            fit_value(share, cell)


@pytest.mark.parametrize(
    ("kind", "cells", "values"),
    [
        (FieldType.NUMBER, ["12,5", "1.234", "1.234,5"], [12.5, 1234, 1234.5]),
        (FieldType.NUMBER, ["12.5", "1,234", "1,234.5"], [12.5, 1234, 1234.5]),
        (FieldType.NUMBER, ["1.234.567", "3"], [1234567, 3]),
        (FieldType.NUMBER, ["1.234", "0.5"], [1.234, 0.5]),
        (FieldType.INTEGER, ["1.234", "2.000"], [1234, 2000]),
        (FieldType.INTEGER, ["1,000", "2,000"], [1000, 2000]),
        (FieldType.INTEGER, ["5.0", "7"], [5, 7]),
        (FieldType.INTEGER, ["1.000", "2.000"], None),
        (FieldType.NUMBER, ["1,234", "5,678"], None),
        (FieldType.NUMBER, ["1.234", "5.678"], None),
        (FieldType.NUMBER, ["8,5", "8.5"], [8.5, 8.5]),
        (FieldType.NUMBER, ["8,5", "8.5", "1.234"], None),
        (FieldType.DATE, ["07/25/2025", "07/04/2025"], None),
        (FieldType.DATE, ["25/07/2025", "04/07/2025"], ["2025-07-25", "2025-07-04"]),
        (FieldType.DATE, ["25/07/2025", "07/25/2025", "04/07/2025"], None),
    ],
)
def test_signs_mean_what_the_column_proves(kind: FieldType, cells: list[str], values: list[object] | None):
    field = _field(kind)
    [manner] = manners({"value": "c"}, [field], [{"c": cell} for cell in cells], counts_days=False).values()
    if values is None:
        with pytest.raises(Unfit):
            [fit_value(field, cell, manner) for cell in cells]
    else:
        assert [fit_value(field, cell, manner) for cell in cells] == values


@pytest.mark.parametrize(
    ("unit", "cell", "value"),
    [
        ("m", "12 m", 12),
        ("m", "12m", 12),
        ("m", "1.5 km", 1500),
        ("m", "250cm", 2.5),
        ("m", "4 mét", 4),
        ("Mbit/s", "150 Mbps", 150),
        ("Mbit/s", "1 Gbps", 1000),
        ("W", "0.1 kW", 100),
        ("deg", "90°", 90),
        ("m2", "0.5 ha", 5000),
    ],
)
def test_units_are_converted(unit: str, cell: str, value: float):
    assert fit_value(_field(FieldType.NUMBER, unit=unit), cell) == value


@pytest.mark.parametrize(("unit", "cell"), [("m", "12 kg"), ("Mbit/s", "12 MB/s"), ("m", "12 m2"), (None, "12 m")])
def test_other_units_are_refused(unit: str | None, cell: str):
    with pytest.raises(Unfit, match="follows its number"):
        fit_value(_field(FieldType.NUMBER, unit=unit), cell)


def test_days_of_workbooks():
    day = _field(FieldType.DATE)
    assert fit_value(day, 45839, Manner(is_workbook=True)) == "2025-07-01"
    for cell, manner in ((45839, Manner()), (3, Manner(is_workbook=True)), (45839.5, Manner(is_workbook=True))):
        with pytest.raises(Unfit):
            fit_value(day, cell, manner)
