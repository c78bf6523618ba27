"""Words of “where next”, “what if” and the scorecard on the page `/planner`."""

from geo_api.shares import HOW
from layers.layer import Text

NEXT_WORDS = {
    "view_next": Text("Đặt tiếp ở đâu", "Where next"),
    "view_try": Text("Thử phương án", "What if"),
    "next_hint": Text(
        "Tìm những vị trí giúp được nhiều điểm chưa đạt nhất trong đơn vị đã chọn.",
        "Find the places that help most of what fails in the chosen unit.",
    ),
    "next_count": Text("Số vị trí", "How many"),
    "next_by": Text("Giới hạn theo", "Limited by"),
    "next_by_count": Text("số vị trí", "how many"),
    "next_by_budget": Text("ngân sách", "a budget"),
    "next_budget": Text("Ngân sách (triệu đồng)", "Budget (million VND)"),
    "next_costs": Text("Chi phí một vị trí (triệu đồng)", "Cost of a site (million VND)"),
    "next_kind_junction": Text("Nút giao", "A junction"),
    "next_kind_grid": Text("Điểm trên lưới", "A spot of the grid"),
    "next_spent": Text(
        "{sites} vị trí, hết {cost} trong {budget} triệu đồng.", "{sites} sites for {cost} of {budget} million VND."
    ),
    "next_from": Text("Chọn trong", "Choose among"),
    "next_from_places": Text("các địa điểm", "places"),
    "next_from_junctions": Text("các nút giao", "junctions"),
    "next_from_grid": Text("lưới 200 m", "a grid of 200 m"),
    "next_amount": Text("Mỗi thiết bị mới thêm được", "Each new one adds"),
    "next_angle": Text("Góc nhìn của camera (độ; trống: mọi hướng)", "Angle of a camera (degrees; empty: all around)"),
    "next_gain_metres": Text("phủ thêm {metres} · cộng dồn {share}", "covers {metres} more · {share} so far"),
    "next_method": Text("Cách tính", "Method"),
    "next_method_greedy": Text("nhanh, từng bước", "fast, step by step"),
    "next_method_proven": Text("tốt nhất", "the best, proven"),
    "next_planned": Text("Tính cả thiết bị đã có kế hoạch", "Count what is planned as there"),
    "next_forbidden": Text("Không đặt trong: {layer}", "None within: {layer}"),
    "next_ask": Text("Tìm vị trí", "Find places"),
    "next_working": Text("Đang tìm…", "Searching…"),
    "next_none": Text("Không có vị trí nào giúp thêm được.", "No place would help any further."),
    "next_uncovered": Text("Sau đó còn {count} điểm chưa đạt.", "After that {count} would still fail."),
    "next_gain": Text("thêm {gain} điểm đạt · cộng dồn {share}", "{gain} more pass · {share} so far"),
    "next_try": Text("Thử phương án này", "Try this out"),
    "next_mark": Text("Vị trí đề xuất {number}: {name}", "Proposed place {number}: {name}"),
    "unnamed_spot": Text("Vị trí trên lưới", "A spot of the grid"),
    "try_choose_unit": Text(
        "Chọn một đơn vị trên bản đồ hoặc trong bảng trước.", "First choose a unit on the map or in the table."
    ),
    "try_nothing": Text(
        "Tiêu chí này không đếm thiết bị hay địa điểm nào có thể đặt trên bản đồ.",
        "This rule counts nothing that could be put on the map.",
    ),
    "try_thing": Text("thiết bị", "a thing"),
    "try_hint": Text(
        "Bấm vào bản đồ để thêm ({thing}); bấm vào một điểm có sẵn để bỏ hoặc dời; kéo dấu để dời tiếp."
        " Với bàn phím: đưa tâm bản đồ tới nơi muốn đặt rồi nhấn Enter.",
        "Click the map to add ({thing}); click one that is there to remove or move it; drag a mark to move it on."
        " With the keyboard: bring the centre of the map to the spot and press Enter.",
    ),
    "try_added": Text("Thêm {number}", "Added {number}"),
    "try_moved": Text("Dời: {name}", "Moved: {name}"),
    "try_removed": Text("Bỏ: {name}", "Removed: {name}"),
    "try_move": Text("Dời", "Move"),
    "try_undo": Text("Hoàn lại", "Undo"),
    "try_clear": Text("Làm lại từ đầu", "Begin anew"),
    "try_outcome": Text("{before} → {after}", "{before} → {after}"),
    "try_changed": Text("{count} điểm đổi kết quả", "{count} places change"),
    "scorecard": Text("Phiếu chấm điểm", "Scorecard"),
    "scorecard_of": Text("Phiếu chấm điểm: {unit}", "Scorecard: {unit}"),
    "card_files": Text("Tải phiếu", "Take the card away"),
    "scorecard_none": Text(
        "Không có bộ tiêu chí nào cho đơn vị này vào ngày này.", "No set of criteria is for this unit on this day."
    ),
    "scorecard_not_for_it": Text(
        "Không chỉ tiêu nào của bộ này áp dụng cho đơn vị này.", "No criterion of this set is for this unit."
    ),
    "criterion": Text("Chỉ tiêu", "Criterion"),
    "judged_by": Text("Xét theo", "Judged by"),
    "needed": Text("cần {needed}", "needed {needed}"),
    "needed_unknown": Text("ngưỡng chưa nhập", "threshold not entered"),
    "no_value": Text("chưa có số liệu", "no figure"),
    "missing_count": Text("thiếu {count}", "{count} missing"),
    "unknown_count": Text("{count} chưa rõ", "{count} not known"),
    "by_population": Text("tính theo dân số", "by population"),
    "by_addresses": Text("tính theo số địa chỉ", "by addresses"),
    "how_shares": HOW,
    "trend_none": Text("Chưa có lần tính nào.", "It was never counted."),
    "over_time": Text("Diễn biến", "Over time"),
}
