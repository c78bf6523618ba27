"""Words of the page `/planner/wall`."""

from geo_api.planner.words_rules import RULE_WORDS
from layers.layer import Text

WALL_WORDS = {
    "wall": Text("Độ phủ hôm nay", "Coverage today"),
    "to_planner": Text("Về trang quy hoạch", "Back to planning"),
    "fill": Text("Toàn màn hình", "Full screen"),
    "loading": Text("Đang tải…", "Loading…"),
    "rules": Text("Các tiêu chí", "Rules"),
    "everywhere": Text("Mọi đơn vị", "All units"),
    "no_unit": Text("Không có đơn vị này hôm nay: mọi đơn vị", "There is no such unit today: all units"),
    "gaps": Text("Điểm còn thiếu", "What is missing"),
    "gaps_of": Text("Còn thiếu: {rule}", "Missing: {rule}"),
    "no_gaps": Text("Không còn điểm thiếu công khai.", "Nothing public is missing."),
    "fresh": Text(
        "Cập nhật lúc {time}, tự làm mới mỗi {seconds} giây", "As of {time}, refreshed every {seconds} seconds"
    ),
    "stale": Text("SỐ LIỆU CŨ: lần cập nhật cuối lúc {time}", "OLD FIGURES: last updated at {time}"),
    "cut": Text("MẤT KẾT NỐI từ {time}. Đang thử lại…", "CONNECTION LOST since {time}. Trying again…"),
    "never": Text("MẤT KẾT NỐI. Đang thử lại…", "NO CONNECTION. Trying again…"),
    "counted_old": Text("tính lúc {moment}: đã cũ", "counted at {moment}: old"),
    "units_of": Text("{passed}/{count}", "{passed}/{count}"),
    "units_pass": Text("đơn vị đạt", "units pass"),
    "share_pass": Text("số điểm đạt", "of places pass"),
    "missing": Text("Thiếu {failed}: {what}", "Missing {failed}: {what}"),
    "not_met": Text("Chưa đạt: {failed} {things}", "Not met: {failed} {things}"),
    "none_missing": Text("Không thiếu", "None missing"),
    "things_unit": Text("đơn vị", "units"),
    "things_place": Text("địa điểm", "places"),
    "things_asset": Text("thiết bị", "devices"),
    "things_address": Text("địa chỉ", "addresses"),
    "things_junction": Text("nút giao", "junctions"),
    "things_road": Text("đoạn đường", "stretches of road"),
    "things_popcell": Text("ô dân cư", "population cells"),
    "open": Text("chưa rõ {unknown}", "not known {unknown}"),
    "no_figures": Text("chưa tính", "not counted"),
    "pass": Text("Đạt", "Passed"),
    "fail": Text("Chưa đạt", "Failed"),
    "unknown": Text("Chưa rõ", "Not known"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
    "unnamed": Text("(chưa có tên)", "(no name)"),
    "nearest": Text("gần nhất cách {distance}", "the nearest at {distance}"),
    "unchecked": RULE_WORDS["unchecked"],
    "unexpected": Text("Trang gặp lỗi ngoài dự kiến: {error}", "The page met an unexpected error: {error}"),
}
