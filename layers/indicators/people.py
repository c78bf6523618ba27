"""How many people there are: what other figures are set against."""

from layers.indicators.indicator import Direction, Indicator, Kind, Origin
from layers.layer import Text
from layers.units import LEVELS

_STATISTICS = Origin("Số liệu thống kê của địa phương")


def _people(code: str, title: Text, meaning: Text, unit: str = "{person}") -> Indicator:
    return Indicator(
        code=code,
        title=title,
        meaning=meaning,
        kind=Kind.COUNT,
        unit=unit,
        levels=LEVELS,
        direction=Direction.NONE,
        origin=_STATISTICS,
    )


INDICATORS = (
    _people(
        "population",
        Text("Dân số", "Population"),
        Text("Số người thường trú trong đơn vị vào cuối kỳ.", "People who live in the unit at the end of the period."),
    ),
    _people(
        "households",
        Text("Số hộ", "Households"),
        Text("Số hộ gia đình trong đơn vị vào cuối kỳ.", "Households in the unit at the end of the period."),
        "{household}",
    ),
    _people(
        "children_3_5",
        Text("Trẻ từ 3 đến 5 tuổi", "Children aged 3 to 5"),
        Text("Số trẻ ở độ tuổi mẫu giáo.", "Children of the age for kindergarten."),
    ),
    _people(
        "pupils",
        Text("Số học sinh", "Pupils"),
        Text("Số học sinh phổ thông đang học trong đơn vị.", "Pupils who go to school in the unit."),
    ),
)
