"""The places everybody in Nam Định knows, each in the commune where it stands."""

from typing import Any, NamedTuple


class Landmark(NamedTuple):
    """district, commune: as they were until 30 June 2025. hamlet: its name, where that is known."""

    layer: str
    name: str
    district: str
    commune: str
    values: dict[str, Any]
    hamlet: str | None = None


_SPECIAL, _NATIONAL, _PROVINCIAL = ({"rank": rank} for rank in ("special", "national", "provincial"))
_CHURCH, _PAGODA, _TEMPLE = ({"type": kind} for kind in ("church", "pagoda", "communal_house"))

RELICS = (
    Landmark("relics", "Đền Trần (đền Thiên Trường)", "Nam Định", "Lộc Vượng", _SPECIAL, "Tức Mặc"),
    Landmark("relics", "Chùa Tháp Phổ Minh", "Nam Định", "Lộc Vượng", _SPECIAL, "Tức Mặc"),
    Landmark("relics", "Chùa Keo Hành Thiện", "Xuân Trường", "Xuân Hồng", _SPECIAL, "Hành Thiện"),
    Landmark("relics", "Đền Bảo Lộc", "Nam Định", "Mỹ Phúc", _NATIONAL, "Bảo Lộc"),
    Landmark("relics", "Phủ Tiên Hương (quần thể Phủ Dầy)", "Vụ Bản", "Kim Thái", _NATIONAL, "Tiên Hương"),
    Landmark("relics", "Phủ Vân Cát (quần thể Phủ Dầy)", "Vụ Bản", "Kim Thái", _NATIONAL, "Vân Cát"),
    Landmark("relics", "Lăng Mẫu Liễu Hạnh", "Vụ Bản", "Kim Thái", _NATIONAL, "Tiên Hương"),
    Landmark("relics", "Chùa Cổ Lễ", "Trực Ninh", "Cổ Lễ", _NATIONAL),
    Landmark("relics", "Cột cờ thành Nam Định", "Nam Định", "Năng Tĩnh", _NATIONAL),
    Landmark("relics", "Chùa Vọng Cung", "Nam Định", "Trần Hưng Đạo", _PROVINCIAL),
    Landmark("relics", "Khu lưu niệm cố Tổng Bí thư Trường Chinh", "Xuân Trường", "Xuân Hồng", _NATIONAL, "Hành Thiện"),
    Landmark("relics", "Đền An Lá", "Nam Trực", "Nghĩa An", _NATIONAL),
    Landmark("relics", "Chùa Đại Bi", "Nam Trực", "Nam Giang", _NATIONAL, "Vân Chàng"),
    Landmark("relics", "Chùa Lương", "Hải Hậu", "Hải Anh", _NATIONAL, "Quần Anh"),
    Landmark("relics", "Cầu Ngói chợ Lương", "Hải Hậu", "Hải Anh", _NATIONAL, "Quần Anh"),
    Landmark("relics", "Nhà thờ đổ Hải Lý", "Hải Hậu", "Cồn", {}, "Xương Điền"),
    Landmark("relics", "Đình Hưng Lộc", "Nghĩa Hưng", "Nghĩa Thái", _NATIONAL, "Hưng Lộc"),
    Landmark("relics", "Mộ và từ đường nhà thơ Trần Tế Xương", "Nam Định", "Vị Xuyên", _PROVINCIAL),
    Landmark("relics", "Đền thờ Trạng nguyên Lương Thế Vinh", "Vụ Bản", "Liên Minh", _NATIONAL, "Cao Phương"),
    Landmark("relics", "Đền thờ Trạng nguyên Nguyễn Hiền", "Nam Trực", "Nam Thắng", _NATIONAL),
    Landmark("relics", "Đình Đá An Ninh", "Ý Yên", "Yên Phong", _PROVINCIAL),
    Landmark("relics", "Đền Ninh Xá", "Ý Yên", "Yên Ninh", _PROVINCIAL, "Ninh Xá Hạ"),
    Landmark("relics", "Chùa Ngọc Chấn", "Ý Yên", "Yên Trị", _PROVINCIAL, "Ngọc Chấn"),
)
WORSHIP = (
    Landmark("worship_places", "Đền thánh Phú Nhai", "Xuân Trường", "Trà Lũ", _CHURCH, "Phú Nhai"),
    Landmark("worship_places", "Nhà thờ chính tòa Bùi Chu", "Xuân Trường", "Xuân Ngọc", _CHURCH),
    Landmark("worship_places", "Nhà thờ Khoái Đồng", "Nam Định", "Quang Trung", _CHURCH),
    Landmark("worship_places", "Nhà thờ lớn Nam Định", "Nam Định", "Trần Hưng Đạo", _CHURCH),
    Landmark("worship_places", "Nhà thờ Hưng Nghĩa", "Hải Hậu", "Hải Minh", _CHURCH, "Hưng Nghĩa"),
    Landmark("worship_places", "Nhà thờ Phạm Pháo", "Hải Hậu", "Hải Minh", _CHURCH, "Phạm Pháo"),
    Landmark("worship_places", "Nhà thờ Kiên Lao", "Xuân Trường", "Xuân Phúc", _CHURCH),
    Landmark("worship_places", "Nhà thờ Quần Phương", "Hải Hậu", "Yên Định", _CHURCH),
    Landmark("worship_places", "Nhà thờ Trung Lao", "Trực Ninh", "Trung Đông", _CHURCH, "Trung Lao"),
    Landmark("worship_places", "Nhà thờ Sa Châu", "Giao Thủy", "Giao Châu", _CHURCH),
    Landmark("worship_places", "Nhà thờ Vĩnh Trị", "Ý Yên", "Yên Trị", _CHURCH, "Vĩnh Trị"),
    Landmark("worship_places", "Chùa Tháp Phổ Minh", "Nam Định", "Lộc Vượng", _PAGODA, "Tức Mặc"),
    Landmark("worship_places", "Chùa Cổ Lễ", "Trực Ninh", "Cổ Lễ", _PAGODA),
    Landmark("worship_places", "Chùa Keo Hành Thiện", "Xuân Trường", "Xuân Hồng", _PAGODA, "Hành Thiện"),
    Landmark("worship_places", "Phủ Tiên Hương", "Vụ Bản", "Kim Thái", _TEMPLE, "Tiên Hương"),
    Landmark("worship_places", "Đền Trần", "Nam Định", "Lộc Vượng", _TEMPLE, "Tức Mặc"),
)


def _public(name: str, kind: str, district: str, commune: str) -> Landmark:
    return Landmark("public_places", name, district, commune, {"type": kind})


PUBLIC_PLACES = (
    _public("Công viên Vị Xuyên", "park", "Nam Định", "Vị Xuyên"),
    _public("Công viên Tức Mặc", "park", "Nam Định", "Lộc Vượng"),
    _public("Công viên Điện Biên", "park", "Nam Định", "Cửa Bắc"),
    _public("Quảng trường 3 tháng 2", "square", "Nam Định", "Vị Xuyên"),
    _public("Quảng trường Hòa Bình", "square", "Nam Định", "Trần Hưng Đạo"),
    _public("Sân vận động Thiên Trường", "sports", "Nam Định", "Vị Xuyên"),
    _public("Nhà thi đấu Trần Quốc Toản", "sports", "Nam Định", "Lộc Vượng"),
    _public("Bến xe Nam Định", "bus_station", "Nam Định", "Hưng Lộc"),
    _public("Bến xe Đò Quan", "bus_station", "Nam Định", "Cửa Nam"),
    _public("Bến xe Yên Định", "bus_station", "Hải Hậu", "Yên Định"),
    _public("Bến xe Thịnh Long", "bus_station", "Hải Hậu", "Thịnh Long"),
    _public("Bến xe Quất Lâm", "bus_station", "Giao Thủy", "Quất Lâm"),
    _public("Bến xe Nghĩa Hưng", "bus_station", "Nghĩa Hưng", "Liễu Đề"),
    _public("Bến xe Lâm", "bus_station", "Ý Yên", "Lâm"),
    _public("Ga Nam Định", "other", "Nam Định", "Trường Thi"),
    _public("Ga Gôi", "other", "Vụ Bản", "Gôi"),
    _public("Thư viện tỉnh (cơ sở Nam Định)", "other", "Nam Định", "Vị Xuyên"),
    _public("Bảo tàng Nam Định", "other", "Nam Định", "Năng Tĩnh"),
    _public("Bãi tắm Thịnh Long", "other", "Hải Hậu", "Thịnh Long"),
    _public("Bãi tắm Quất Lâm", "other", "Giao Thủy", "Quất Lâm"),
    _public("Trung tâm Vườn quốc gia Xuân Thủy", "other", "Giao Thủy", "Giao Thiện"),
)


def _hospital(name: str, district: str, commune: str, beds: int) -> Landmark:
    return Landmark("health_stations", name, district, commune, {"level": "hospital", "beds": beds})


HOSPITALS = (
    _hospital("Bệnh viện Đa khoa Nam Định", "Nam Định", "Vị Xuyên", 750),
    _hospital("Bệnh viện Nhi Nam Định", "Nam Định", "Trần Hưng Đạo", 300),
    _hospital("Bệnh viện Phụ sản Nam Định", "Nam Định", "Cửa Bắc", 300),
    _hospital("Bệnh viện Y học cổ truyền Nam Định", "Nam Định", "Lộc Hòa", 180),
    _hospital("Bệnh viện Phổi Nam Định", "Nam Định", "Lộc Hạ", 200),
    _hospital("Bệnh viện Mắt Nam Định", "Nam Định", "Lộc Vượng", 100),
    _hospital("Trung tâm Y tế Vụ Bản", "Vụ Bản", "Gôi", 160),
    _hospital("Trung tâm Y tế Ý Yên", "Ý Yên", "Lâm", 220),
    _hospital("Trung tâm Y tế Nghĩa Hưng", "Nghĩa Hưng", "Liễu Đề", 180),
    _hospital("Trung tâm Y tế Nam Trực", "Nam Trực", "Nam Giang", 170),
    _hospital("Trung tâm Y tế Trực Ninh", "Trực Ninh", "Cổ Lễ", 170),
    _hospital("Trung tâm Y tế Xuân Trường", "Xuân Trường", "Xuân Trường", 170),
    _hospital("Trung tâm Y tế Giao Thủy", "Giao Thủy", "Giao Thủy", 180),
    _hospital("Trung tâm Y tế Hải Hậu", "Hải Hậu", "Yên Định", 260),
)
MARKETS = (
    Landmark("markets", "Chợ Rồng", "Nam Định", "Vị Xuyên", {"stalls": 900, "cashless": True}),
    Landmark("markets", "Chợ Mỹ Tho", "Nam Định", "Năng Tĩnh", {"stalls": 320, "cashless": True}),
    Landmark("markets", "Chợ Lý Thường Kiệt", "Nam Định", "Cửa Bắc", {"stalls": 260, "cashless": True}),
    Landmark("markets", "Chợ Hạ Long", "Nam Định", "Quang Trung", {"stalls": 240, "cashless": True}),
    Landmark("markets", "Chợ Viềng Phủ", "Vụ Bản", "Kim Thái", {"stalls": 150, "cashless": False}),
    Landmark("markets", "Chợ Viềng Chùa", "Nam Trực", "Nam Giang", {"stalls": 140, "cashless": False}),
    Landmark("markets", "Chợ Lương", "Hải Hậu", "Hải Anh", {"stalls": 110, "cashless": False}, "Quần Anh"),
    Landmark("markets", "Chợ Cồn", "Hải Hậu", "Cồn", {"stalls": 280, "cashless": True}),
    Landmark("markets", "Chợ Đông Biên", "Hải Hậu", "Hải Trung", {"stalls": 130, "cashless": False}),
    Landmark("markets", "Chợ Lạc Quần", "Xuân Trường", "Xuân Ninh", {"stalls": 170, "cashless": True}, "Lạc Quần"),
    Landmark("markets", "Chợ Liễu Đề", "Nghĩa Hưng", "Liễu Đề", {"stalls": 210, "cashless": True}),
    Landmark("markets", "Chợ Quỹ Nhất", "Nghĩa Hưng", "Quỹ Nhất", {"stalls": 140, "cashless": False}),
    Landmark("markets", "Chợ Cổ Lễ", "Trực Ninh", "Cổ Lễ", {"stalls": 190, "cashless": True}),
    Landmark("markets", "Chợ Gôi", "Vụ Bản", "Gôi", {"stalls": 160, "cashless": True}),
    Landmark("markets", "Chợ Ngò", "Ý Yên", "Lâm", {"stalls": 130, "cashless": False}),
)
ALL = RELICS + WORSHIP + PUBLIC_PLACES + HOSPITALS + MARKETS
