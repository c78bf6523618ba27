"""Words of the search field of the map page, and of what it leads to."""

from layers.layer import Text

SEARCH_WORDS = {
    "search": Text("Tìm kiếm", "Search"),
    "search_label": Text(
        "Tìm xã, phường cũ và mới, địa điểm, mã địa chỉ, tọa độ",
        "Search communes old and new, places, address codes, coordinates",
    ),
    "search_placeholder": Text("Tìm xã cũ, xã mới, trường học…", "Find communes, places…"),
    "search_clear": Text("Xóa ô tìm kiếm", "Clear the search"),
    "search_results": Text("Kết quả tìm kiếm", "Search results"),
    "search_count": Text(
        "{count} kết quả. Dùng phím mũi tên để chọn.", "{count} results. Use the arrow keys to choose."
    ),
    "search_waiting": Text("Đang tìm…", "Searching…"),
    "search_none": Text("Không tìm thấy “{text}”.", "Nothing was found for “{text}”."),
    "search_hint": Text(
        "Có thể tìm, không cần dấu: tên tỉnh, huyện, xã, phường, thôn (cũ và mới); tên trường học, trạm y tế và"
        " địa điểm công cộng; mã trên biển số nhà; tọa độ như 20.42, 106.17.",
        "You can search, without marks: provinces, districts, communes and hamlets, old and new; schools, health"
        " stations and public places by name; the code on a plate; coordinates such as 20.42, 106.17.",
    ),
    "search_failed": Text("Chưa tìm được.", "The search did not work."),
    "search_now": Text("nay: {units}", "now: {units}"),
    "search_until": Text("đến hết {date}", "until {date}"),
    "search_since": Text("từ {date}", "since {date}"),
    "search_code": Text("Mã địa chỉ: mở trang của mã này", "Address code: open its page"),
    "search_point": Text("Tọa độ: vĩ độ, kinh độ", "Coordinates: latitude, longitude"),
    "point": Text("Điểm trên bản đồ (vĩ độ, kinh độ)", "A point (latitude, longitude)"),
    "point_within": Text("Nằm trong", "Lies in"),
    "point_nowhere": Text("Không nằm trong xã, phường nào trên bản đồ.", "Lies in no commune of this map."),
    "to_its_day": Text("Xem bản đồ ngày {date}", "See the map of {date}"),
}
