"""How far digital services have come, as reports give it."""

from layers.indicators.indicator import Indicator, Kind, Origin
from layers.layer import Text

_PRESS_2021 = Origin("Báo Nam Định, 07/7/2021")
_PRESS_2022 = Origin("Bài báo ngày 02/11/2022 về Quảng Ninh")
_PRESS_2023 = Origin("Báo Nam Định, tháng 12/2023")
_CITY_2023 = Origin("Báo Nam Định, năm 2023 (thành phố Nam Định)")
_PRESS_2024 = Origin("Báo Nam Định, cuối năm 2024")
_ALL = ("province", "district", "commune", "hamlet")
_OFFICES = ("province", "district", "commune")


def _share(code: str, title: Text, meaning: Text, origin: Origin, levels: tuple[str, ...] = _OFFICES) -> Indicator:
    return Indicator(code=code, title=title, meaning=meaning, kind=Kind.SHARE, levels=levels, origin=origin)


_HOMES = (
    _share(
        "fibre_household_share",
        Text("Hộ có cáp quang", "Households with fibre"),
        Text("Tỷ lệ hộ gia đình được cáp quang phủ tới.", "Share of households that fibre reaches."),
        Origin("Báo Nam Định, 07/7/2021", quote="cáp quang phủ trên 80% hộ gia đình, 100% xã"),
        _ALL,
    ),
    _share(
        "payment_account_share",
        Text("Người có tài khoản thanh toán điện tử", "People with an account for payments"),
        Text(
            "Tỷ lệ người từ 15 tuổi có tài khoản thanh toán tại ngân hàng hoặc tổ chức được phép.",
            "Share of people aged 15 or more with an account for payments.",
        ),
        _PRESS_2024,
        _ALL,
    ),
    _share(
        "e_id_share",
        Text("Người có định danh điện tử", "People with an electronic identity"),
        Text(
            "Tỷ lệ người đủ điều kiện đã kích hoạt tài khoản định danh điện tử.",
            "Share of those entitled who have activated an electronic identity.",
        ),
        _PRESS_2024,
        _ALL,
    ),
    _share(
        "chip_id_share",
        Text("Người có căn cước gắn chip", "People with a chip identity card"),
        Text("Tỷ lệ người đủ điều kiện đã được cấp.", "Share of those entitled who have been given one."),
        _PRESS_2024,
        _ALL,
    ),
    _share(
        "digital_skills_share",
        Text("Người có kỹ năng số cơ bản", "People with basic digital skills"),
        Text("Tỷ lệ trong dân số ở độ tuổi lao động.", "Share of people of working age."),
        _PRESS_2024,
        _ALL,
    ),
    _share(
        "e_health_book_share",
        Text("Người có sổ sức khỏe điện tử", "People with an electronic health record"),
        Text("Tỷ lệ dân số có sổ sức khỏe điện tử.", "Share of people who have one."),
        _PRESS_2024,
        _ALL,
    ),
    _share(
        "electricity_cashless_share",
        Text("Khách hàng trả tiền điện không dùng tiền mặt", "Electricity customers who pay without cash"),
        Text("Tỷ lệ theo số khách hàng.", "Share by number of customers."),
        _PRESS_2022,
    ),
    _share(
        "electricity_cashless_value_share",
        Text("Tiền điện thu không dùng tiền mặt", "Electricity payments made without cash"),
        Text("Tỷ lệ theo số tiền.", "Share by amount."),
        _PRESS_2022,
    ),
    _share(
        "water_cashless_share",
        Text("Khách hàng trả tiền nước không dùng tiền mặt", "Water customers who pay without cash"),
        Text("Tỷ lệ theo số khách hàng.", "Share by number of customers."),
        _PRESS_2022,
    ),
    _share(
        "water_cashless_value_share",
        Text("Tiền nước thu không dùng tiền mặt", "Water payments made without cash"),
        Text("Tỷ lệ theo số tiền.", "Share by amount."),
        _PRESS_2022,
    ),
)
_OFFICE_WORK = (
    _share(
        "procedures_online_share",
        Text("Thủ tục đủ điều kiện được làm trực tuyến", "Eligible procedures that can be done online"),
        Text("Tỷ lệ thủ tục hành chính đủ điều kiện.", "Share of the procedures that are eligible."),
        _CITY_2023,
    ),
    _share(
        "services_level4_share",
        Text("Dịch vụ công mức độ 4", "Public services at level 4"),
        Text("Tỷ lệ dịch vụ công trực tuyến mức độ 4.", "Share of public services online at level 4."),
        _PRESS_2021,
    ),
    _share(
        "received_online_share",
        Text("Hồ sơ tiếp nhận trực tuyến", "Files received online"),
        Text("Tỷ lệ trong số hồ sơ tiếp nhận.", "Share of the files received."),
        _CITY_2023,
    ),
    _share(
        "files_level_3_4_share",
        Text("Hồ sơ mức độ 3, 4", "Files at levels 3 and 4"),
        Text("Tỷ lệ hồ sơ giải quyết trực tuyến mức độ 3, 4.", "Share of files dealt with online at levels 3 and 4."),
        _PRESS_2023,
    ),
    _share(
        "online_files_full_share",
        Text("Hồ sơ trực tuyến toàn trình", "Files online from end to end"),
        Text("Tỷ lệ hồ sơ trực tuyến toàn trình.", "Share of files that are online from end to end."),
        _PRESS_2024,
    ),
    _share(
        "work_files_share",
        Text("Hồ sơ công việc xử lý trên mạng", "Work files handled online"),
        Text("Tỷ lệ hồ sơ công việc của cơ quan.", "Share of the work files of the office."),
        Origin(
            "Báo Nam Định, tháng 12/2023",
            quote="Ít nhất 90% hồ sơ công việc cấp tỉnh, 80% … huyện và 60% … xã",
        ),
    ),
    _share(
        "results_digitised_share",
        Text("Kết quả được số hóa", "Results digitised"),
        Text("Tỷ lệ kết quả giải quyết thủ tục đã số hóa.", "Share of the results of procedures that are digitised."),
        _PRESS_2024,
    ),
    _share(
        "on_time_share",
        Text("Hồ sơ giải quyết đúng hạn", "Files dealt with in time"),
        Text("Tỷ lệ hồ sơ đúng hạn và trước hạn.", "Share of files dealt with in time or before."),
        _PRESS_2024,
    ),
    _share(
        "service_guidance_share",
        Text("Người được hướng dẫn dùng dịch vụ công trực tuyến", "People shown how to use public services online"),
        Text("Tỷ lệ người đến làm thủ tục được hướng dẫn.", "Share of those who came with a file."),
        _PRESS_2024,
    ),
    _share(
        "inspections_online_share",
        Text("Kiểm tra qua môi trường số", "Inspections done online"),
        Text("Tỷ lệ hoạt động kiểm tra của cơ quan quản lý.", "Share of the inspections of authorities."),
        _PRESS_2021,
        ("province",),
    ),
)
_MONEY = (
    _share(
        "schools_cashless_share",
        Text("Trường học thu không dùng tiền mặt", "Schools without cash"),
        Text("Tỷ lệ trường học trong đơn vị.", "Share of the unit's schools."),
        _PRESS_2024,
    ),
    _share(
        "public_bodies_cashless_share",
        Text("Bệnh viện, trường học thu không dùng tiền mặt", "Hospitals and schools without cash"),
        Text("Tỷ lệ đơn vị sự nghiệp công.", "Share of public service bodies."),
        _PRESS_2022,
    ),
    _share(
        "fees_online_share",
        Text("Hồ sơ nộp phí, lệ phí trực tuyến", "Files whose fees are paid online"),
        Text("Tỷ lệ trong số hồ sơ có thu phí, lệ phí.", "Share of the files with fees."),
        _CITY_2023,
    ),
    _share(
        "budget_cashless_share",
        Text("Thu ngân sách không dùng tiền mặt", "Budget revenue without cash"),
        Text("Tỷ lệ theo số tiền.", "Share by amount."),
        _PRESS_2022,
    ),
    _share(
        "digital_economy_share",
        Text("Kinh tế số trong GRDP", "Digital economy in the regional product"),
        Text("Tỷ trọng kinh tế số trong GRDP.", "Part of the gross regional domestic product."),
        _PRESS_2021,
        ("province",),
    ),
    Indicator(
        code="productivity_growth",
        title=Text("Tăng năng suất lao động", "Growth of productivity"),
        meaning=Text("Mức tăng năng suất lao động trong năm.", "Growth of productivity within a year."),
        kind=Kind.NUMBER,
        unit="%",
        minimum=-100,
        maximum=100,
        levels=("province",),
        origin=_PRESS_2021,
    ),
)
INDICATORS = (*_HOMES, *_OFFICE_WORK, *_MONEY)
