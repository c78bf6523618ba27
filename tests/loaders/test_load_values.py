"""Cells into values: what each type of field takes and refuses. Pure functions."""

import pytest

from layers.layer import Choice, Field, FieldType, Text
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
        (FieldType.INTEGER, "1,234"),
        (FieldType.INTEGER, "١٢"),
        (FieldType.INTEGER, 2**63),
        (FieldType.INTEGER, float(2**60)),
        (FieldType.NUMBER, "1,5"),
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
    ],
)
def test_refused(kind: FieldType, cell: object):
    with pytest.raises(Unfit) as unfit:
        fit_value(_field(kind), cell)
    assert unfit.value.reason.vi != unfit.value.reason.en


@pytest.mark.parametrize("cell", ["primary", "PRIMARY", "Tiểu học", "tiểu học", "Primary"])
def test_a_choice_by_its_value_or_its_title(cell: str):
    assert fit_value(_field(FieldType.TEXT, choices=LEVELS), cell) == "primary"


def test_range_and_required():
    share = _field(FieldType.NUMBER, minimum=0, maximum=1, required=True)
    assert [fit_value(share, 0), fit_value(share, 1)] == [0, 1]
    for cell in (-0.001, 1.001, None, ""):
        with pytest.raises(Unfit):
            fit_value(share, cell)
