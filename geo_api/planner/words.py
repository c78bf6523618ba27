"""Words of the page `/planner`; ``{name}`` is filled in by the scripts."""

from geo_api.map_frame import HINT_WORDS, MAP_WORDS
from geo_api.pages import FIELD_WORDS
from geo_api.planner.words_compare import COMPARE_WORDS
from geo_api.planner.words_editor import EDITOR_WORDS
from geo_api.planner.words_next import NEXT_WORDS
from geo_api.planner.words_rules import RULE_WORDS
from geo_api.planner.words_scenarios import SCENARIO_WORDS
from layers.layer import Text

PLANNER_WORDS = {
    **MAP_WORDS,
    **FIELD_WORDS,
    **HINT_WORDS,
    "hint_rule": Text(
        "Chọn tiêu chí ở đầu bảng: bản đồ tô từng đơn vị theo tỷ lệ đạt, điểm còn thiếu hiện khi phóng to.",
        "Choose a rule at the top of the panel: units are coloured by share, and gaps show when you zoom in.",
    ),
    "hint_unit": Text(
        "Bấm một đơn vị trên bản đồ hoặc trong danh sách để xem chỗ còn thiếu, lịch sử và bảng điểm.",
        "Click a unit on the map or in the list for its gaps, its history and its scorecard.",
    ),
    "hint_next_views": Text(
        "“Đặt tiếp ở đâu” đề xuất vị trí; “Thử phương án” cho biết kết quả trước khi làm.",
        "“Where next” proposes places; “What if” tells the result before anything is built.",
    ),
    **COMPARE_WORDS,
    **RULE_WORDS,
    **EDITOR_WORDS,
    **NEXT_WORDS,
    **SCENARIO_WORDS,
    "planner": Text("Quy hoạch độ phủ", "Coverage planning"),
    "to_panel": Text("Chuyển tới tiêu chí và số liệu", "Skip to the rule and its figures"),
    "to_wall": Text("Màn hình lớn", "Wall"),
    "panel": Text("Tiêu chí và số liệu", "Rule and figures"),
    "panel_hide": Text("Thu gọn bảng", "Collapse the panel"),
    "panel_show": Text("Mở bảng số liệu", "Open the panel"),
    "map": Text("Bản đồ", "Map"),
    "map_help": Text(
        "Bản đồ. Phím mũi tên để di chuyển, + và − để phóng to, thu nhỏ, Enter để chọn đơn vị ở giữa bản đồ.",
        "Map. Arrow keys move it, + and − zoom, Enter chooses the unit at its centre.",
    ),
    "details": Text("Chi tiết", "Details"),
    "lost": Text("Mất kết nối với máy chủ.", "The connection to the server is lost."),
    "error_tiles": Text("Một phần bản đồ chưa tải được.", "A part of the map could not be loaded."),
    "day": Text("Tính đến ngày", "On the day"),
    "level": Text("Theo cấp", "By level"),
    "as_of": Text("Cho ngày {date} · tính lúc {moment}", "For {date} · counted at {moment}"),
    "without_result": Text("{count} đơn vị chưa được tính", "{count} units not counted"),
    "units_pass": Text("đơn vị đạt tiêu chí · cấp: {level}", "units meet the rule · level: {level}"),
    "sum_of_all": Text(
        "{share} số điểm đã rõ đạt: {passed} đạt, {failed} chưa đạt; {unknown} chưa rõ",
        "{share} of known places pass: {passed} passed, {failed} failed; {unknown} not known",
    ),
    "no_result": Text(
        "Tiêu chí này chưa được tính cho ngày và cấp đã chọn. Chọn ngày khác, hoặc nhờ quản trị viên chạy:"
        " wardmap coverage run.",
        "This rule was not counted for this day and level. Choose another day, or have an administrator run:"
        " wardmap coverage run.",
    ),
    "shown": Text("Đã hiện {count} đơn vị", "{count} units are shown"),
    "legend": Text("Chú giải", "Legend"),
    "legend_hint": Text(
        "Số đơn vị theo tỷ lệ đạt; vạch đậm là ngưỡng", "Units by share; the heavy line is the threshold"
    ),
    "units_counted": Text("{count} đơn vị", "{count} units"),
    "far": Text("Bản đồ đang tô theo xã; phóng to để xem từng thôn.", "The map has communes; zoom in to see hamlets."),
    "gaps_on_map": Text("Chưa đạt, chưa rõ", "Failed, not known"),
    "roads_on_map": Text("Đường", "Roads"),
    "passed": Text("Đạt", "Passed"),
    "failed": Text("Chưa đạt", "Failed"),
    "unknown": Text("Chưa rõ", "Not known"),
    "pass": Text("Đạt", "Passed"),
    "fail": Text("Chưa đạt", "Failed"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
    "not_applicable_short": Text("không áp dụng", "n/a"),
    "not_known_short": Text("chưa rõ", "not known"),
    "view_units": Text("Đơn vị", "Units"),
    "find_unit": Text("Tìm theo tên hoặc mã", "Find by name or code"),
    "no_unit_found": Text("Không có đơn vị nào như vậy.", "There is no such unit."),
    "csv": Text("Tải CSV", "CSV"),
    "table_caption": Text(
        "Kết quả của tiêu chí theo đơn vị. Chọn một đơn vị để xem trên bản đồ.",
        "Result of the rule by unit. Choose a unit to see it on the map.",
    ),
    "col_name": Text("Đơn vị", "Unit"),
    "col_share": Text("Tỷ lệ đạt", "Share"),
    "col_passed": Text("Đạt", "Pass"),
    "col_failed": Text("Thiếu", "Fail"),
    "col_unknown": Text("Chưa rõ", "Not known"),
    "show_more": Text("Xem thêm {count}", "Show {count} more"),
    "unit": Text("Đơn vị", "Unit"),
    "code": Text("Mã", "Code"),
    "unit_pass": Text("Đạt tiêu chí", "Meets the rule"),
    "unit_fail": Text("Chưa đạt tiêu chí", "Does not meet the rule"),
    "unit_unknown": Text("Chưa đủ dữ liệu để kết luận", "Not enough is known to tell"),
    "unit_not_applicable": Text("Tiêu chí không áp dụng ở đây", "The rule does not apply here"),
    "no_such_unit": Text(
        "Không có đơn vị này vào ngày đang xem: liên kết có thể đã cũ. Hãy chọn đơn vị khác.",
        "There is no such unit on this day: the link may be an old one. Choose another unit.",
    ),
    "unit_not_counted": Text(
        "Đơn vị này chưa được tính: tiêu chí theo cấp khác, hoặc đơn vị có sau lần tính.",
        "This unit was not counted: the rule is of another level, or the unit came after the calculation.",
    ),
    "withheld": Text(
        "Có rất ít đối tượng: con số không được nêu để không lộ từng nhà.",
        "There are very few: numbers are not told, for they would tell of single dwellings.",
    ),
    "gaps_fail": Text("Còn thiếu ({count})", "Still missing ({count})"),
    "gaps_unknown": Text("Chưa đủ dữ liệu ({count})", "Not known ({count})"),
    "gap_kinds": Text("Loại địa điểm", "Kind of place"),
    "gap_kinds_all": Text("Mọi loại ({count})", "All kinds ({count})"),
    "gap_kind": Text("{kind} ({count})", "{kind} ({count})"),
    "more_gaps": Text("Danh sách dừng ở {count} điểm đầu.", "The list ends after the first {count}."),
    "no_gaps": Text("Không còn điểm thiếu.", "Nothing is missing."),
    "unnamed": Text("(chưa có tên)", "(no name)"),
    "nearest": Text("gần nhất cách {distance}", "nearest at {distance}"),
    "none_near": Text("chưa có thiết bị nào đạt chuẩn", "none counts yet"),
    "matrix": Text("Địa điểm × dịch vụ", "Places × services"),
    "matrix_of": Text("Địa điểm × dịch vụ: {unit}", "Places × services: {unit}"),
    "matrix_missing": Text("Chỉ nơi còn thiếu", "Only places that lack something"),
    "matrix_none": Text("Không có địa điểm nào như vậy.", "There is no such place."),
    "matrix_caption": Text("{places} địa điểm, {rules} tiêu chí", "{places} places, {rules} rules"),
    "place": Text("Địa điểm", "Place"),
    "figure": Text("Số liệu", "Figure"),
    "result": Text("Kết quả", "Result"),
    "count_subjects": Text("Số điểm xét", "Places considered"),
    "count_passed": Text("Số đạt", "Passed"),
    "count_failed": Text("Số chưa đạt", "Failed"),
    "count_unknown": Text("Số chưa rõ", "Not known"),
}
