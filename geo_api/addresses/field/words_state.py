"""What the page `/field` says of phone, network and register, and of where each draft stands."""

from layers.layer import Text

STATE_WORDS = {
    "online": Text("Có mạng", "Online"),
    "offline": Text("Mất mạng", "Offline"),
    "all_sent": Text("Đã gửi hết", "All sent"),
    "waiting": Text("{count} bản chờ gửi", "{count} to send"),
    "on_phone": Text("còn trên máy", "on this phone"),
    "updated": Text("Cập nhật {moment}", "Updated {moment}"),
    "never_updated": Text("Chưa tải dữ liệu", "No data yet"),
    "state": Text("Tình trạng máy", "State of this phone"),
    "sending_idle": Text("Máy đã gửi hết những gì gửi được.", "All that can be sent has been sent."),
    "sending_sending": Text("Đang gửi {count} bản…", "Sending {count}…"),
    "sending_away": Text(
        "Chưa liên lạc được với máy chủ. Còn {count} bản trên máy; máy tự gửi lại.",
        "The service is not reached. {count} are on this phone; it tries again by itself.",
    ),
    "sending_signed_out": Text(
        "Phiên đăng nhập đã kết thúc; dữ liệu vẫn còn trên máy.",
        "Your session has ended; nothing on this phone is lost.",
    ),
    "sending_somebody_else": Text(
        "Có tài khoản khác đang đăng nhập trên máy này: chưa gửi gì. Hãy tải lại trang.",
        "Another account is signed in on this phone: nothing was sent. Load the page again.",
    ),
    "send_now": Text("Gửi ngay", "Send now"),
    "sign_in": Text("Đăng nhập", "Sign in"),
    "signed_out_field": Text(
        "Phiên đăng nhập đã kết thúc; dữ liệu vẫn còn trên máy. Đăng nhập để gửi.",
        "Your session has ended; nothing on this phone is lost. Sign in to send it.",
    ),
    "data": Text("Dữ liệu khu vực", "Data of the area"),
    "area_is": Text("Khu vực: {name}", "Area: {name}"),
    "no_area": Text("Chưa chọn khu vực.", "No area chosen."),
    "bring": Text("Tải lại dữ liệu", "Bring it up to date"),
    "bringing": Text("Đang tải…", "Loading…"),
    "bring_failed": Text(
        "Chưa tải được dữ liệu mới; vẫn dùng dữ liệu trên máy.",
        "New data did not come; what is here still does.",
    ),
    "choose_area": Text("Chọn khu vực", "Choose an area"),
    "area_why": Text(
        "Ranh giới, đường, địa điểm và các địa chỉ của khu vực được tải về máy để làm việc khi không có mạng.",
        "Boundaries, roads, places and addresses of the area are taken along, for work without a network.",
    ),
    "area_search": Text("Tên xã, phường, thôn, tổ dân phố", "Name of a commune or hamlet"),
    "area_none": Text("Không tìm thấy.", "Nothing found."),
    "area_offline": Text("Cần có mạng để chọn khu vực.", "Choosing an area needs the network."),
    "area_gone": Text("Khu vực này không còn; hãy chọn khu vực khác.", "That area is no more; choose another."),
    "search": Text("Tìm", "Search"),
    "kept": Text("Trang này mở được khi không có mạng.", "This page opens without a network."),
    "not_kept": Text(
        "Trang này chưa mở được khi không có mạng (cần https và trình duyệt mới hơn); bản nháp vẫn được giữ trên máy.",
        "This page does not open without a network yet (it needs https and a newer browser); drafts are kept.",
    ),
    "leave": Text("Đăng xuất, xóa dữ liệu khỏi máy", "Sign out, remove the data from this phone"),
    "leave_what": Text(
        "Khi đăng xuất, mọi dữ liệu của trang này bị xóa khỏi máy.",
        "Signing out removes all data of this page from the phone.",
    ),
    "leave_sure": Text(
        "{count} bản chưa gửi sẽ mất. Vẫn đăng xuất?", "{count} not sent will be lost. Sign out all the same?"
    ),
    "leave_offline": Text("Cần có mạng để đăng xuất.", "Signing out needs the network."),
    "no_store": Text(
        "Trình duyệt này không lưu được dữ liệu (có thể do chế độ ẩn danh).",
        "This browser keeps no data (perhaps a private window).",
    ),
    "others_title": Text("Máy còn dữ liệu của tài khoản khác", "This phone has data of another account"),
    "others_what": Text(
        "Còn {count} bản chưa gửi của tài khoản khác. Bạn không xem được; người đó đăng nhập lại thì gửi được.",
        "{count} drafts of another account were not sent. You cannot see them; that person can sign in and send them.",
    ),
    "others_leave": Text("Để người đó đăng nhập", "Let that person sign in"),
    "others_drop": Text("Xóa các bản đó", "Delete them"),
    "others_sure": Text("Chắc chắn xóa {count} bản?", "Really delete {count}?"),
    "status_draft": Text("Bản nháp", "Draft"),
    "status_submitting": Text("Chờ gửi duyệt", "To be submitted"),
    "status_withdrawing": Text("Chờ hủy", "To be given up"),
    "status_submitted": Text("Đã gửi duyệt", "Submitted"),
    "status_returned": Text("Bị trả lại", "Given back"),
    "status_rejected": Text("Không nhận", "Rejected"),
    "status_verified": Text("Đã xác minh", "Verified"),
    "status_assigned": Text("Đã cấp mã", "Assigned"),
    "status_superseded": Text("Đã thay thế", "Superseded"),
    "status_retired": Text("Ngừng sử dụng", "Retired"),
    "status_conflict": Text("Hai bản khác nhau", "Two versions"),
    "status_refused": Text("Chưa được nhận", "Not taken"),
}
