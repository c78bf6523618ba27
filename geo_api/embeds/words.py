"""Every word of a map for other sites that no declaration carries; ``{name}`` is filled in by the scripts."""

from geo_api.map_frame import MAP_WORDS, RESULT_WORDS
from geo_api.pages import FRAME_WORDS
from layers.layer import Text

FRAME_ONLY = {
    **FRAME_WORDS,
    **MAP_WORDS,
    "summary": Text(
        "Bản đồ “{title}” từ {site}: nhúng được vào trang của bạn.",
        "Map “{title}” from {site}: can be shown on your own page.",
    ),
    "map": Text("Bản đồ", "Map"),
    "map_help": Text(
        "Bản đồ. Phím mũi tên để di chuyển, + và − để phóng to, thu nhỏ, Enter để xem đối tượng ở giữa bản đồ. Nút"
        " “Xem dạng bảng” có cùng nội dung.",
        "Map. Arrow keys move it, + and − zoom, Enter shows what is at its centre. The button “As a table” has the same"
        " content.",
    ),
    "as_table": Text("Xem dạng bảng", "As a table"),
    "as_map": Text("Xem bản đồ", "As a map"),
    "legend": Text("Chú giải", "Legend"),
    "counted_for": Text("Số liệu ngày {day}", "Figures of {day}"),
    "shown_for": Text("Dữ liệu ngày {day}", "Data of {day}"),
    "not_counted": Text("Chưa có số liệu cho ngày này", "There are no figures for this day"),
    "unit_ended": Text("{unit} không còn vào ngày này", "{unit} is no longer there on this day"),
    "large_map": Text("Xem bản đồ lớn", "Larger map"),
    "two_fingers": Text("Dùng hai ngón tay để di chuyển bản đồ", "Use two fingers to move the map"),
    "keys_to_zoom": Text("Nhấn vào bản đồ rồi cuộn để phóng to", "Click the map, then scroll to zoom"),
    "details": Text("Chi tiết", "Details"),
    "code": Text("Mã", "Code"),
    "no_script": Text(
        "Bản đồ này cần JavaScript. Dữ liệu cũng có ở dạng mở:", "This map needs JavaScript. The data is also open:"
    ),
    "error_tiles": Text("Một phần bản đồ chưa tải được.", "A part of the map could not be loaded."),
    "error_figures": Text("Chưa tải được số liệu.", "The figures could not be loaded."),
    "error_rows": Text("Chưa tải được bảng.", "The table could not be loaded."),
    "rows_shown": Text("{count} đối tượng trong khung nhìn", "{count} in the area shown"),
    "rows_of": Text("{shown} trong {count} đối tượng trong khung nhìn", "{shown} of {count} in the area shown"),
    "rows_first": Text("{count} đối tượng đầu tiên trong khung nhìn", "The first {count} in the area shown"),
    "rows_none": Text("Không có gì trong khung nhìn.", "There is nothing in the area shown."),
    "unnamed": Text("(chưa có tên)", "(no name)"),
    "reload_rows": Text("Lấy lại theo khung nhìn", "Take the area shown"),
}
RULE_WORDS = {
    **RESULT_WORDS,
    "gap_fail": Text("Nơi chưa đạt", "Place that fails"),
    "gap_unknown": Text("Nơi chưa đủ dữ liệu", "Place not known"),
    "legend_hint": Text("Số xã, phường theo tỷ lệ đạt", "Number of communes by their share"),
    "table_caption": Text(
        "Tỷ lệ đạt tiêu chí theo xã, phường. Chọn một xã, phường để xem trên bản đồ.",
        "Share that meets the rule, by commune. Choose a commune to see it on the map.",
    ),
    "passed": Text("Đạt", "Passed"),
    "failed": Text("Chưa đạt", "Failed"),
    "unknown": Text("Chưa rõ", "Not known"),
    "share_of_known": Text("đạt, trong {known} đối tượng đã rõ", "pass, of {known} known"),
    "nothing_to_count": Text("Không có đối tượng nào thuộc tiêu chí này.", "Nothing here falls under this rule."),
    "nothing_known": Text("Chưa đủ dữ liệu để tính tỷ lệ.", "Not enough is known to give a share."),
}
EMBED_WORDS = {**FRAME_ONLY, **RULE_WORDS}


def words_in(language: str) -> dict[str, str]:
    return {key: text.in_language(language) for key, text in EMBED_WORDS.items()}
