"""Words of the page `/field/plates`, and of plates on the page `/field`."""

from geo_api.addresses.plates.life import STATE_WORDS
from layers.layer import Text


def _begun(words: Text) -> Text:
    """As they stand by themselves."""
    return Text(words.vi[:1].upper() + words.vi[1:], words.en[:1].upper() + words.en[1:])


# Of one plate, wherever it is shown.
PLATE_WORDS = {
    **{f"plate_{state}": _begun(words) for state, words in STATE_WORDS.items()},
    "plate_to_remove": Text("Cần gỡ: địa chỉ không còn dùng", "To be removed: the address is not in use any more"),
    "plate_suspended": Text("Địa chỉ đang tạm dừng", "The address is suspended"),
    "plate_facts": Text("Đợt {order} · {moment}", "Order {order} · {moment}"),
    "do_printed": Text("Đã in", "Printed"),
    "do_installed": Text("Đã gắn biển", "It hangs"),
    "do_damaged": Text("Báo hỏng", "Damaged"),
    "do_replaced": Text("Đã thay biển mới", "Replaced"),
    "do_removed": Text("Đã gỡ, hoặc bỏ", "Removed or given up"),
    "plate_photo": Text("Ảnh biển đã gắn (không chụp người)", "Photo of the plate where it hangs (no people)"),
    "plate_photo_why": Text("Nên có ảnh, không bắt buộc.", "Better with one; it may be left out."),
    "plate_photo_bad": Text("Không đọc được ảnh này.", "This picture cannot be read."),
    "plate_photo_alt": Text("Biển {code} khi gắn", "Plate {code} where it hangs"),
    "plate_see_photo": Text("Xem ảnh", "See the photo"),
    "plate_reason": Text("Lý do (nếu có)", "Reason (if any)"),
    "plate_do": Text("Ghi nhận", "Record it"),
    "plate_cancel": Text("Thôi", "Cancel"),
    "plate_taken": Text("Biển {code}: {state}.", "Plate {code}: {state}."),
    "plate_sending": Text("Đang gửi…", "Sending…"),
}
# And on the page for collecting.
FIELD_PLATE_WORDS = {
    **PLATE_WORDS,
    "plates": Text("Biển số nhà", "Plates"),
    "plates_none": Text("Địa chỉ này chưa có biển nào được đặt in.", "No plate of this address was ordered yet."),
    "plates_offline": Text(
        "Ghi nhận biển cần có mạng. Khi có mạng hãy thử lại.", "Plates need a network. Try again when there is one."
    ),
    "plates_signed_out": Text("Đăng nhập lại để ghi nhận biển.", "Sign in again to record plates."),
    "list_plates": Text("Biển", "Plates"),
    "plates_to_hang": Text("Danh sách biển cần gắn", "Plates to be hung up"),
    "plates_try": Text("Thử lại", "Try again"),
}
PAGE_WORDS = {
    **PLATE_WORDS,
    "plates": Text("Biển số nhà", "Plates"),
    "addresses": Text("Địa chỉ số", "Digital addresses"),
    "to_field": Text("Thu thập", "Collect"),
    "office": Text("Sổ địa chỉ số", "Register of addresses"),
    "campaigns": Text("Đợt thu thập", "Campaigns"),
    "unit": Text("Đơn vị", "Unit"),
    "hamlet": Text("Thôn, tổ", "Hamlet"),
    "all_hamlets": Text("Tất cả ({count})", "All ({count})"),
    "hamlet_count": Text("{name} ({count})", "{name} ({count})"),
    "no_hamlet": Text("Chưa ghi thôn, tổ", "No hamlet said"),
    "no_units": Text("Bạn chưa được giao đơn vị nào.", "No unit is given to you."),
    "views": Text("Công việc", "Work"),
    "view_missing": Text("Chưa có biển", "Without a plate"),
    "view_orders": Text("Đợt đặt in", "Orders"),
    "view_plates": Text("Theo dõi biển", "Plates"),
    "progress_line": Text(
        "{assigned} địa chỉ có mã · {without} chưa có biển · {ordered} đang đặt in · {printed} đã in ·"
        " {installed} đã gắn · {damaged} hỏng",
        "{assigned} addresses with a code · {without} without a plate · {ordered} ordered · {printed} printed ·"
        " {installed} installed · {damaged} damaged",
    ),
    "loading": Text("Đang tải…", "Loading…"),
    "lost": Text("Mất kết nối với máy chủ.", "The connection to the server is lost."),
    "more": Text("Xem thêm", "More"),
    "none_missing": Text(
        "Mọi địa chỉ đã có mã ở đây đều có biển, hoặc biển đang được làm.",
        "Every address with a code has a plate here, or one is on the way.",
    ),
    "none_orders": Text("Chưa có đợt đặt in nào.", "There are no orders yet."),
    "none_plates": Text("Không có biển nào như vậy.", "There are no such plates."),
    "choose_all": Text("Chọn tất cả {count} địa chỉ trong danh sách", "Choose all {count} in the list"),
    "choose_most": Text(
        "Mỗi đợt nhiều nhất {count} địa chỉ: chọn {count} địa chỉ đầu danh sách",
        "An order has {count} at most: choose the first {count} in the list",
    ),
    "list_missing": Text("Địa chỉ chưa có biển", "Addresses without a plate"),
    "was_damaged": Text("biển cũ hỏng", "its plate is damaged"),
    "template": Text("Mẫu biển", "Kind of plate"),
    "template_size": Text(
        "{width} × {height} mm, {aSheet} biển một tờ {paper}", "{width} × {height} mm, {aSheet} on a sheet of {paper}"
    ),
    "preview": Text("Xem trước biển {code}, mẫu {template}", "Plate {code} as it will look, kind {template}"),
    "preview_hint": Text("Chọn một địa chỉ để xem trước biển.", "Choose an address to see its plate."),
    "order": Text("Đặt in {count} biển", "Order {count} plates"),
    "ordered": Text("Đã đặt in {count} biển: đợt {order}.", "{count} plates ordered: order {order}."),
    "order_title": Text("Đợt {order}", "Order {order}"),
    "order_facts": Text("Mẫu {template} · {moment} · {who}", "Kind {template} · {moment} · {who}"),
    "nobody": Text("không rõ ai", "by nobody known"),
    "order_counts": Text("{state}: {count}", "{state}: {count}"),
    "order_to_remove": Text("Cần gỡ: {count}", "To be removed: {count}"),
    "open_order": Text("Mở đợt {order}", "Open order {order}"),
    "all_orders": Text("Các đợt đặt in", "All orders"),
    "pdf": Text("Tờ in PDF", "Sheets as PDF"),
    "csv": Text("Bảng CSV cho nhà in", "CSV for a print shop"),
    "sheets_hint": Text(
        "{count} biển trên các tờ in. In đúng 100 %, không co giãn.",
        "{count} plates on the sheets. Print at 100 %, not scaled.",
    ),
    "nothing_to_print": Text("Đợt này không còn biển nào cần in.", "Nothing of this order is left to print."),
    "all_printed": Text("Đã in cả đợt", "All of it is printed"),
    "sure_printed": Text("Bấm lần nữa: {count} biển đã in", "Press again: {count} plates are printed"),
    "said_printed": Text("Đợt {order}: đã ghi là đã in.", "Order {order}: recorded as printed."),
    "status": Text("Trạng thái", "State"),
    "choose_printed": Text("Đã in, chờ gắn", "Printed, to be hung up"),
    "choose_ordered": Text("Đã đặt in", "Ordered"),
    "choose_installed": Text("Đã gắn", "Installed"),
    "choose_damaged": Text("Hỏng", "Damaged"),
    "choose_to_remove": Text("Cần gỡ", "To be removed"),
    "list_plates": Text("Biển", "Plates"),
}
