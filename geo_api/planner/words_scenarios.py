"""Words of scenarios on the page `/planner`."""

from layers.layer import Text

SCENARIO_WORDS = {
    "and_planned": Text("{title}, dự kiến", "{title}, planned"),
    "sc_save": Text("Lưu phương án", "Save scenario"),
    "sc_save_again": Text("Lưu thay đổi", "Save changes"),
    "sc_save_new": Text("Lưu thành phương án mới", "Save as a new one"),
    "sc_kept": Text("Phương án đã lưu", "Saved scenarios"),
    "sc_name": Text("Tên phương án", "Name of the scenario"),
    "sc_note": Text("Ghi chú", "Note"),
    "sc_shared": Text("Ai xem được", "Who may see it"),
    "sc_shared_private": Text("chỉ mình tôi", "only me"),
    "sc_shared_link": Text("người quy hoạch có liên kết", "planners who have the link"),
    "sc_shared_planners": Text("mọi người quy hoạch", "all planners"),
    "sc_suggestion": Text("Thêm {count} × {thing}", "{count} more: {thing}"),
    "sc_mine": Text("Của tôi", "Mine"),
    "sc_of_others": Text("Người khác chia sẻ", "Shared by others"),
    "sc_none": Text("Chưa có phương án nào.", "There is none yet."),
    "sc_here": Text("Chỉ của đơn vị đang chọn", "Of the chosen unit only"),
    "sc_counts": Text("thêm {added}, dời {moved}, bỏ {removed}", "{added} added, {moved} moved, {removed} removed"),
    "sc_choose": Text("Chọn để so sánh: {name}", "Choose for comparison: {name}"),
    "sc_copy": Text("Sao chép", "Copy"),
    "sc_copy_of": Text("Sao chép: {name}", "Copy: {name}"),
    "sc_copy_name": Text("Bản sao: {name}", "Copy of {name}"),
    "sc_delete": Text("Xóa", "Delete"),
    "sc_delete_of": Text("Xóa: {name}", "Delete: {name}"),
    "sc_delete_sure": Text("Xóa hẳn?", "Delete for good?"),
    "sc_compare": Text("So sánh phương án", "Compare scenarios"),
    "sc_compare_hint": Text("Chọn từ 2 đến 5 phương án của cùng một đơn vị.", "Choose 2 to 5 scenarios of one unit."),
    "sc_back": Text("Về danh sách", "Back to the list"),
    "sc_planned": Text("đã đưa vào kế hoạch", "planned"),
    "sc_all_rules": Text("Tác động lên mọi tiêu chí", "Effect on all rules"),
    "sc_effects_of": Text("Tác động: {name}", "Effect: {name}"),
    "sc_as_kept": Text(
        "Đây là phương án như đã lưu; các thay đổi chưa lưu không được tính.",
        "This is the scenario as it was saved; changes not saved are not counted.",
    ),
    "sc_no_rules": Text("Phương án chưa có thay đổi nào.", "The scenario changes nothing yet."),
    "sc_rule": Text("Tiêu chí", "Rule"),
    "sc_figure": Text("Số liệu", "Figure"),
    "sc_before": Text("Hiện nay", "As it is"),
    "sc_after": Text("Theo phương án", "With the scenario"),
    "sc_gain": Text("Thêm điểm đạt", "More that pass"),
    "sc_passed_of": Text("{passed} / {subjects} đạt", "{passed} of {subjects} pass"),
    "sc_on_day": Text("Đơn vị của ngày {date}", "Units of {date}"),
    "sc_added": Text("Số thêm mới", "Added"),
    "sc_moved": Text("Số dời chỗ", "Moved"),
    "sc_removed": Text("Số bỏ đi", "Removed"),
    "sc_link": Text("Chép liên kết", "Copy the link"),
    "sc_link_copied": Text("Đã chép liên kết.", "The link is copied."),
    "sc_link_select": Text("Hãy chép liên kết này:", "Copy this link:"),
    "sc_link_private": Text(
        "Phương án đang để riêng: người khác chưa mở được. Bấm “Lưu phương án” để chọn ai xem được.",
        "The scenario is private: nobody else can open it. Press “Save scenario” to choose who may see it.",
    ),
    "sc_changed": Text("chưa lưu", "not saved"),
    "sc_rule_gone": Text(
        "Tiêu chí của phương án không còn: {rule}.", "The scenario's rule is no longer there: {rule}."
    ),
    "sc_unfit": Text(
        "Không còn khớp với dữ liệu, nên không tính:", "No longer fits what is on record, and is left out:"
    ),
    "sc_not_there": Text(
        "Không có phương án ấy, hoặc chủ phương án để riêng.",
        "There is no such scenario, or its owner keeps it private.",
    ),
    "sc_more": Text("Tác động, kế hoạch, chia sẻ, tải về", "Effect, planning, sharing, download"),
    "sc_file": Text("Tải {form}", "Download {form}"),
    "sc_plan": Text("Đưa vào kế hoạch", "Turn into planned"),
    "sc_plan_of": Text("Đưa vào kế hoạch: {name}", "Turn into planned: {name}"),
    "sc_plan_hint": Text(
        "Những gì phương án thêm được ghi vào bản đồ với tình trạng “dự kiến”, sau khi máy chủ kiểm tra và bạn xem lại."
        " Thứ dự kiến chưa được tính là đã có.",
        "What the scenario adds is written to the map as “planned”, once the server has checked it and you have looked."
        " Planned things do not count as there.",
    ),
    "sc_plan_check": Text("Kiểm tra", "Check"),
    "sc_plan_commit": Text("Ghi vào bản đồ", "Write to the map"),
    "sc_plan_done": Text(
        "Đã ghi vào bản đồ với tình trạng dự kiến. Quản trị viên có thể thu hồi lần nạp này.",
        "Written to the map as planned. An administrator can take the load back.",
    ),
    "sc_plan_by_hand": Text("Còn phải làm ngoài thực địa", "Still to be done on site"),
    "sc_plan_unfit": Text("Không đưa được vào kế hoạch", "Cannot be planned"),
    "sc_plan_warnings": Text(
        "{count} điều nên xem lại trong báo cáo kiểm tra", "{count} things of the check to look at"
    ),
    "sc_plan_waiting": Text("chờ máy chủ kiểm tra", "waiting to be checked"),
    "sc_plan_checking": Text("đang kiểm tra", "being checked"),
    "sc_plan_ready": Text("đã kiểm tra, đạt; chưa ghi", "checked and in order; not written yet"),
    "sc_plan_loading": Text("đang ghi", "being written"),
    "sc_plan_done_load": Text("đã ghi (lần nạp {load})", "written (load {load})"),
    "sc_plan_asks": Text("cần quản trị viên trả lời một câu hỏi khi nạp", "an administrator has to answer a question"),
    "sc_plan_refused": Text("không đạt khi kiểm tra", "refused by the check"),
    "sc_plan_failed": Text("máy chủ gặp lỗi", "the server failed"),
    "sc_plan_cancelled": Text("đã hủy", "cancelled"),
    "sc_plan_gone": Text("quá một ngày chưa ghi nên đã bỏ", "not written within a day, and dropped"),
    "sc_plan_undone": Text(
        "đã ghi (lần nạp {load}), sau đó thu hồi (lần {by})", "written (load {load}), then taken back (load {by})"
    ),
}
