"""What offices call the fields of the layers, their choices and units of measure, beside the titles declared there.

Written as people write them; they are compared by `plain`. Sources: headings of tables kept by communes of Nam Định and
Ninh Bình, Vietnamese and English names of attributes in published shapefiles.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from layers.layer import Choice, Field
from layers.names import fold

_NO_LETTERS = re.compile(r"[\W_]+")

# Field name → what its column may be called. Several fields may share a word; then it decides nothing.
FIELD_WORDS: Mapping[str, tuple[str, ...]] = {
    "key": ("mã", "mã số", "code", "mã định danh", "mã đối tượng", "mã nguồn", "ma doi tuong", "mã thiết bị",
            "mã trường", "mã camera", "số hiệu", "identifier", "ma_so", "ma_dt"),
    "name": ("tên", "họ tên", "tên đối tượng", "tên địa điểm", "tên đơn vị", "tên trường", "tên cơ sở", "tên điểm",
             "tên công trình", "tên thiết bị", "tên nhà văn hóa", "tên trạm", "tên chợ", "tên đường", "tên tuyến",
             "tên di tích", "tên điểm wifi", "tên camera", "ten_doi_tuong", "ten_dt", "địa điểm", "title"),
    "code": ("mã đvhc", "mã đơn vị hành chính", "mã địa giới"),
    "full_name": ("tên đvhc", "tên đơn vị hành chính"),
    "kind": ("loại đvhc", "loại đơn vị hành chính", "cấp đvhc"),
    "province": ("tỉnh", "tỉnh, thành phố", "tỉnh thành"),
    "district": ("huyện", "quận, huyện", "quận huyện"),
    "commune": ("xã", "xã, phường", "phường xã"),
    "status": ("trạng thái", "hiện trạng", "tình trạng sử dụng", "tình trạng hoạt động", "tinh_trang", "state",
               "trạng thái hoạt động"),
    "host": ("nơi lắp đặt", "vị trí lắp đặt", "lắp tại", "nơi đặt"),
    "operator": ("đơn vị vận hành", "đơn vị quản lý", "chủ quản", "cơ quan quản lý", "nhà mạng", "owner"),
    "installed_on": ("ngày lắp đặt", "ngày lắp", "lắp đặt ngày", "ngày đưa vào sử dụng", "ngày vận hành",
                     "install date", "installed"),
    "note": ("ghi chú", "chú thích", "notes", "remark", "remarks", "comment"),
    "capacity": ("sức chứa", "số chỗ", "số chỗ ngồi", "số học sinh tối đa", "quy mô", "seats"),
    "level": ("cấp", "cấp học", "bậc học", "loại trường", "loại hình", "loại cơ sở"),
    "smart_school": ("trường thông minh", "trường học thông minh"),
    "cashless": ("không dùng tiền mặt", "thanh toán không tiền mặt", "chợ 4.0"),
    "beds": ("số giường", "giường bệnh", "giường"),
    "purpose": ("mục đích sử dụng", "mục đích", "loại camera"),
    "direction": ("hướng", "hướng nhìn", "góc phương vị", "azimuth", "bearing"),
    "field_of_view": ("góc nhìn", "góc mở", "fov"),
    "pixels": ("độ phân giải", "số điểm ảnh", "resolution"),
    "height_m": ("chiều cao", "độ cao", "cao độ cột", "chiều cao cột", "height"),
    "free": ("miễn phí", "không thu phí"),
    "mbps_down": ("tốc độ", "tốc độ tải", "băng thông", "tốc độ mbps", "mbps", "bandwidth", "speed", "download"),
    "tested_on": ("ngày đo", "ngày kiểm tra", "đo ngày"),
    "lamp": ("loại đèn", "bóng đèn", "loại bóng đèn"),
    "watts": ("công suất (w)", "công suất đèn", "watt", "power w"),
    "smart": ("thông minh", "loa thông minh"),
    "horns": ("số loa", "số lượng loa"),
    "reach_m": ("bán kính", "bán kính phủ", "tầm phủ", "range", "radius"),
    "stalls": ("số hộ", "số ki ốt", "số quầy hàng", "số gian hàng"),
    "area_m2": ("diện tích", "diện tích m2", "area"),
    "hotline": ("đường dây nóng", "số đường dây nóng"),
    "desks": ("số quầy", "số bàn"),
    "population": ("dân số", "số dân", "số khẩu", "nhân khẩu", "pop"),
    "households": ("số hộ", "số hộ dân", "hộ dân", "hộ"),
    "year": ("năm", "năm thống kê"),
    "type": ("loại", "phân loại", "loại hình", "kind"),
    "rank": ("xếp hạng", "cấp xếp hạng", "hạng", "cấp di tích"),
    "class": ("cấp đường", "loại đường", "phân cấp", "road class"),
    "width_m": ("chiều rộng", "bề rộng", "rộng mặt đường", "mặt đường", "width"),
    "measures": ("đại lượng", "thông số đo", "loại cảm biến", "chỉ tiêu đo"),
    "traffic": ("mật độ", "lưu lượng", "mức độ giao thông"),
    "arms": ("số nhánh", "số ngả", "số hướng"),
    "category": ("lĩnh vực", "chủ đề", "loại phản ánh"),
    "text": ("nội dung", "nội dung phản ánh", "ý kiến", "content"),
    "reported_on": ("ngày gửi", "ngày phản ánh", "ngày tiếp nhận"),
}  # fmt: skip

# Choice of a field → what else is written for it.
CHOICE_WORDS: Mapping[str, tuple[str, ...]] = {
    "active": ("hoạt động", "đang hoạt động", "đang sử dụng", "đang dùng", "sử dụng", "tốt", "bình thường",
               "hoạt động tốt", "hoạt động bình thường", "hđ", "ok", "online", "working", "operational"),
    "broken": ("hỏng", "bị hỏng", "hư hỏng", "mất tín hiệu", "không hoạt động", "lỗi", "sự cố", "offline",
               "out of order"),
    "planned": ("dự kiến", "quy hoạch", "kế hoạch", "đang xây dựng", "sắp lắp", "chưa lắp"),
    "removed": ("tháo dỡ", "đã tháo", "đã gỡ", "dỡ bỏ"),
    "closed": ("đóng cửa", "ngừng hoạt động", "dừng hoạt động", "không sử dụng", "bỏ hoang", "không còn sử dụng"),
    "kindergarten": ("mẫu giáo", "nhà trẻ", "mn", "trường mầm non", "mầm non mẫu giáo", "preschool"),
    "primary": ("th", "cấp 1", "cấp i", "trường tiểu học", "bậc tiểu học", "elementary"),
    "lower_secondary": ("thcs", "cấp 2", "cấp ii", "trường thcs", "trường trung học cơ sở", "middle school"),
    "upper_secondary": ("thpt", "cấp 3", "cấp iii", "ptth", "trường thpt", "trường trung học phổ thông", "high school"),
    "higher": ("đại học", "cao đẳng", "đh", "cđ", "university", "college"),
    "station": ("tyt", "trạm", "trạm y tế xã", "trạm y tế phường"),
    "clinic": ("pk", "phòng khám đa khoa"),
    "hospital": ("bv", "bệnh viện đa khoa", "bvđk"),
    "security": ("an ninh", "antt", "an ninh, trật tự"),
    "traffic": ("giao thông", "giám sát gt"),
    "special": ("quốc gia đặc biệt", "qgđb", "đặc biệt", "cấp quốc gia đặc biệt"),
    "national": ("ql", "cấp quốc gia", "qg"),
    "provincial": ("tỉnh", "đt", "tl", "tỉnh lộ", "cấp tỉnh"),
    "main_axis": ("trục xã", "đường xã", "đường trục xã", "liên xã", "đường liên xã"),
    "local": ("đường thôn", "đường xóm", "ngõ xóm", "liên thôn", "đường liên thôn", "đường ngõ xóm"),
    "led": ("đèn led", "bóng led"),
    "sodium": ("cao áp", "natri", "sodium", "đèn cao áp", "đèn natri"),
    "other": ("khác", "loại khác"),
    "park": ("công viên", "vườn hoa"),
    "bus_station": ("bến xe khách",),
    "sports": ("sân vận động", "sân bóng", "nhà thi đấu", "thể thao"),
    "post_office": ("bưu cục", "bưu điện văn hóa xã", "bđvhx"),
    "high": ("cao", "đông"),
    "medium": ("vừa", "tb"),
    "low": ("nhỏ", "ít", "vắng"),
    "rainfall": ("mưa",),
    "salinity": ("mặn",),
    "new": ("mới tiếp nhận", "chưa xử lý"),
    "assigned": ("đang xử lý", "đã chuyển"),
    "fixed": ("đã giải quyết", "hoàn thành", "xong"),
}  # fmt: skip

# What a column may be called that names the commune a row lies in, or holds its code.
UNIT_WORDS = (
    "xã", "phường", "xã phường", "phường xã", "xã/phường/thị trấn", "thị trấn", "tên xã", "tên phường",
    "tên xã phường", "ten_xa", "mã xã", "mã phường", "ma_xa", "địa bàn", "đơn vị hành chính", "đvhc", "tên đvhc",
    "mã đvhc", "thuộc xã", "xã mới", "xã cũ", "commune", "ward", "commune name", "commune code", "ward name",
    "ward code", "tên xã (phường)",
)  # fmt: skip

# Declared unit (UCUM) → what is written with numbers, as `plain` gives it, and what one of it is in the declared one.
MEASURES: Mapping[str, Mapping[str, float]] = {
    "m": {"m": 1, "met": 1, "metre": 1, "meter": 1, "km": 1000, "dm": 0.1, "cm": 0.01, "mm": 0.001},
    "m2": {"m2": 1, "m²": 1, "metvuong": 1, "ha": 10_000, "km2": 1e6, "km²": 1e6, "cm2": 1e-4},
    "km2": {"km2": 1, "km²": 1, "ha": 0.01, "m2": 1e-6, "m²": 1e-6},
    "Mbit/s": {"mbps": 1, "mbits": 1, "mbit": 1, "gbps": 1000, "gbits": 1000, "kbps": 0.001, "kbits": 0.001},
    "W": {"w": 1, "watt": 1, "kw": 1000},
    "deg": {"°": 1, "do": 1, "deg": 1},
    "{pixel}": {"px": 1, "pixel": 1, "pixels": 1, "diemanh": 1},
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def plain(text: str) -> str:
    """Letters and digits alone, lower case without marks: “Tên_Trường” and “TEN TRUONG” are one."""
    return _NO_LETTERS.sub("", fold(text))


@lru_cache(maxsize=256)
def words_of(field: Field) -> frozenset[str]:
    """`plain` of every usual word for `field` but its own name and titles."""
    return frozenset(map(plain, FIELD_WORDS.get(field.name, ())))


@lru_cache(maxsize=256)
def meanings(choices: tuple[Choice, ...]) -> Mapping[str, str]:
    """`plain` of what may be written → the choice meant. A word that would mean two is left out.

    Values and titles come before usual words: “trung bình” as a title is not a word for something else.
    """
    sure = {plain(word): c.value for c in choices for word in (c.value, c.title.vi, c.title.en)}
    found: dict[str, set[str]] = {}
    for choice in choices:
        for word in (*CHOICE_WORDS.get(choice.value, ()), *_parts(choice.title.vi)):
            found.setdefault(plain(word), set()).add(choice.value)
    usual = {word: next(iter(values)) for word, values in found.items() if len(values) == 1}
    return usual | sure


def _parts(title: str) -> list[str]:
    """Either half of “Công viên, vườn hoa”."""
    return title.split(",") if "," in title else []
