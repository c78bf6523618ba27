"""What programmes ask of communes and hamlets, as far as no map can tell it. What is enough of it, rules say."""

from layers.indicators.indicator import Direction, Indicator, Kind, Origin
from layers.layer import Text

_COMMUNE, _DISTRICT = ("commune",), ("district",)
_PLAN = "Báo Nam Định, tháng 12/2023"


def _met(
    code: str, number: str, levels: tuple[str, ...], quote: str | None = None, which: Text | None = None
) -> Indicator:
    """Whether an indicator of the programme of new rural areas is met, as its own assessment says."""
    of_vi, of_en = (f" ({which.vi})", f" ({which.en})") if which else ("", "")
    return Indicator(
        code=code,
        title=Text(f"Đạt chỉ tiêu {number}{of_vi}", f"Target {number} met{of_en}"),
        meaning=Text(
            f"Kết quả đánh giá chỉ tiêu {number} của bộ tiêu chí nông thôn mới: 1 đạt, 0 chưa đạt.",
            f"Result of the assessment of target {number} of the criteria for new rural areas: 1 met, 0 not met.",
        ),
        kind=Kind.YES_NO,
        levels=levels,
        origin=Origin(_PLAN, quote=quote),
    )


INDICATORS = (
    _met("ntm_8_4", "8.4", _COMMUNE, "100% số xã đạt chuẩn chỉ tiêu 8.4"),
    _met("ntm_adv_15_2", "15.2", _COMMUNE, "50% số xã đạt chuẩn chỉ tiêu số 15.2", Text("xã nâng cao", "advanced set")),
    _met("ntm_district_9_5", "9.5", _DISTRICT, which=Text("huyện", "districts")),
    _met("ntm_district_6_5", "6.5", _DISTRICT, which=Text("huyện", "districts")),
    _met("ntm_district_9_2", "9.2", _DISTRICT, which=Text("huyện", "districts")),
    Indicator(
        code="ntm_group",
        title=Text("Nhóm xã theo bộ tiêu chí 2026", "Group of the commune under the criteria of 2026"),
        meaning=Text(
            "Nhóm (1, 2 hoặc 3) mà xã thuộc về; mức chuẩn khác nhau theo nhóm.",
            "Group (1, 2 or 3) that the commune belongs to; thresholds differ between groups.",
        ),
        kind=Kind.CLASS,
        maximum=3,
        levels=_COMMUNE,
        direction=Direction.NONE,
        origin=Origin("QĐ 51/2025/QĐ-TTg"),
    ),
    Indicator(
        code="digital_team",
        title=Text("Tổ công nghệ số cộng đồng", "Community digital teams"),
        meaning=Text("Số tổ đang hoạt động trong thôn, xóm.", "Teams at work in the hamlet."),
        kind=Kind.COUNT,
        unit="{team}",
        levels=("hamlet",),
        origin=Origin(
            "Bài báo ngày 02/11/2022 về xã Quảng Tân, Quảng Ninh",
            quote="toàn bộ 10 thôn của xã Quảng Tân đều đã thành lập Tổ công nghệ số cộng đồng",
        ),
    ),
    Indicator(
        code="cooperatives_digital_share",
        title=Text("Hợp tác xã ứng dụng công nghệ số", "Cooperatives that use digital tools"),
        meaning=Text(
            "Tỷ lệ hợp tác xã trong đơn vị có ứng dụng công nghệ số.",
            "Share of the unit's cooperatives that use digital tools.",
        ),
        kind=Kind.SHARE,
        levels=("province", "district", "commune"),
        origin=Origin(_PLAN),
    ),
    Indicator(
        code="managers_trained_share",
        title=Text("Cán bộ quản lý được tập huấn chuyển đổi số", "Managers trained in digital transformation"),
        meaning=Text(
            "Tỷ lệ cán bộ quản lý chương trình đã được tập huấn.", "Share of the programme's managers who were trained."
        ),
        kind=Kind.SHARE,
        levels=("province", "district", "commune"),
        origin=Origin(_PLAN),
    ),
)
