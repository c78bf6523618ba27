"""Every word of the map page that no declaration carries, in both languages; ``{name}`` is filled in by the scripts."""

from geo_api.maps.words_time import TIME_WORDS
from geo_api.pages import FRAME_WORDS
from layers.layer import Group, Text

# In the order of the layer list.
GROUPS = {
    Group.COVERAGE: Text("Mức độ phủ", "Coverage"),
    Group.UNIT: Text("Đơn vị hành chính", "Administrative units"),
    Group.ASSET: Text("Thiết bị, hạ tầng số", "Devices and digital infrastructure"),
    Group.PLACE: Text("Địa điểm", "Places"),
    Group.ROAD: Text("Đường giao thông", "Roads"),
    Group.JUNCTION: Text("Nút giao", "Junctions"),
    Group.POPULATION_CELL: Text("Dân số", "Population"),
    Group.ADDRESS: Text("Địa chỉ số", "Digital addresses"),
    Group.FEEDBACK: Text("Phản ánh", "Reports"),
}

WORDS = {
    **FRAME_WORDS,
    "summary": Text(
        "Xã, phường nào đã phủ, nơi nào còn thiếu: bản đồ, số liệu và dữ liệu mở.",
        "Which communes are covered and what is still missing: map, figures and open data.",
    ),
    "skip_to_table": Text("Chuyển tới bảng số liệu", "Skip to the table"),
    "map": Text("Bản đồ", "Map"),
    "map_help": Text(
        "Bản đồ. Phím mũi tên để di chuyển, + và − để phóng to, thu nhỏ, Enter để xem đối tượng ở giữa bản đồ.",
        "Map. Arrow keys move it, + and − zoom, Enter shows what is at its centre.",
    ),
    "zoom_in": Text("Phóng to", "Zoom in"),
    "zoom_out": Text("Thu nhỏ", "Zoom out"),
    "whole": Text("Xem toàn bộ khu vực", "Show the whole area"),
    "panel": Text("Số liệu và lớp bản đồ", "Figures and layers"),
    "panel_hide": Text("Thu gọn bảng", "Collapse the panel"),
    "panel_show": Text("Mở bảng số liệu", "Open the panel"),
    "as_of": Text("Số liệu tính cho ngày {date}", "Figures for {date}"),
    "rule": Text("Tiêu chí phủ", "Coverage rule"),
    "summary_share": Text(
        "{passed} trên {known} địa điểm đã rõ đạt tiêu chí", "{passed} of {known} known places meet the rule"
    ),
    "unchecked": Text("Chưa đối chiếu với văn bản gốc", "Not yet checked against the source document"),
    "summary_rest": Text("{failed} điểm còn thiếu · {unknown} chưa đủ dữ liệu", "{failed} gaps · {unknown} not known"),
    "legend": Text("Chú giải", "Legend"),
    "legend_hint": Text("Số xã, phường theo tỷ lệ địa điểm đạt", "Number of communes by share of places that pass"),
    "class_lowest": Text("dưới {to}%", "<{to}%"),
    "class_middle": Text("{from}–<{to}%", "{from}–<{to}%"),
    "class_all": Text("100%", "100%"),
    "class_none": Text("chưa có số liệu", "no data"),
    "communes_counted": Text("{count} xã, phường", "{count} communes"),
    "gap_fail": Text("Điểm chưa đạt", "Place that fails"),
    "gap_unknown": Text("Điểm chưa đủ dữ liệu", "Place not known"),
    "tab_table": Text("Xã, phường", "Communes"),
    "tab_layers": Text("Lớp bản đồ", "Layers"),
    "table_caption": Text(
        "Tỷ lệ địa điểm đạt tiêu chí theo xã, phường. Chọn một xã, phường để xem trên bản đồ.",
        "Share of places that meet the rule, by commune. Choose a commune to see it on the map.",
    ),
    "col_name": Text("Xã, phường", "Commune"),
    "col_share": Text("Tỷ lệ đạt", "Share"),
    "col_passed": Text("Đạt", "Pass"),
    "col_failed": Text("Thiếu", "Fail"),
    "col_unknown": Text("Chưa rõ", "Not known"),
    "no_share": Text("không có số liệu", "no data"),
    "layers_hint": Text("Chọn những gì hiện trên bản đồ.", "Choose what the map shows."),
    "layer_from_zoom": Text("hiện khi phóng to", "shows when zoomed in"),
    "back_to_default": Text("Về mặc định", "Reset"),
    "close": Text("Đóng", "Close"),
    "details": Text("Chi tiết", "Details"),
    "commune": Text("Xã, phường", "Commune"),
    "code": Text("Mã", "Code"),
    "passed": Text("Đạt", "Passed"),
    "failed": Text("Chưa đạt", "Failed"),
    "unknown": Text("Chưa rõ", "Not known"),
    "share_of_known": Text("đạt, trong {known} địa điểm đã rõ", "pass, of {known} places known"),
    "nothing_to_count": Text("Không có địa điểm nào thuộc tiêu chí này.", "No place here falls under this rule."),
    "nothing_known": Text("Chưa đủ dữ liệu để tính tỷ lệ.", "Not enough is known to give a share."),
    "gaps_fail": Text("Còn thiếu ({count})", "Still missing ({count})"),
    "gaps_unknown": Text("Chưa đủ dữ liệu ({count})", "Not known ({count})"),
    "no_gaps": Text("Không còn điểm thiếu.", "Nothing is missing."),
    "unnamed": Text("(chưa có tên)", "(no name)"),
    "nearest": Text("gần nhất cách {distance}", "nearest at {distance}"),
    "none_near": Text("chưa có thiết bị nào đạt chuẩn", "none counts yet"),
    "show_more": Text("Xem thêm {count}", "Show {count} more"),
    "open_data": Text("Dữ liệu GeoJSON", "GeoJSON data"),
    "also_here": Text("Cũng ở đây", "Also here"),
    "yes": Text("có", "yes"),
    "no": Text("không", "no"),
    "loading": Text("Đang tải…", "Loading…"),
    "error_tiles": Text("Một phần bản đồ chưa tải được.", "A part of the map could not be loaded."),
    "error_figures": Text("Chưa tải được số liệu.", "The figures could not be loaded."),
    "error_details": Text("Chưa tải được thông tin đầy đủ.", "The full record could not be loaded."),
    "no_figures": Text("Chưa có số liệu phủ", "No coverage figures yet"),
    "no_figures_hint": Text(
        "Số liệu xuất hiện ở đây sau khi nạp dữ liệu và tính mức độ phủ.",
        "Figures appear here once data is loaded and the coverage is calculated.",
    ),
    "error_offline": Text("Kiểm tra kết nối mạng rồi thử lại.", "Check the connection and try again."),
    "retry": Text("Thử lại", "Try again"),
    "no_script": Text(
        "Trang này cần JavaScript để vẽ bản đồ. Dữ liệu cũng có ở dạng mở:",
        "This page needs JavaScript to draw the map. The data is also open:",
    ),
    "boundary_sketch": Text(
        "Ranh giới phác họa, không có giá trị pháp lý", "Boundaries are sketches, without legal force"
    ),
    "boundary_reference": Text(
        "Ranh giới tham khảo, không có giá trị pháp lý", "Boundaries are for reference, without legal force"
    ),
    "attribution": Text("Dữ liệu mở của hệ thống", "Open data of this service"),
    "attribution_osm": Text("có thể gồm © OpenStreetMap", "may include © OpenStreetMap"),
    **TIME_WORDS,
}
