"""Words of the page `/admin` around a check: choosing and sending a file, what was sent before, trouble on the way."""

from layers.layer import Text

PAGE_WORDS = {
    "admin": Text("Nạp dữ liệu", "Load data"),
    "intro": Text(
        "Gửi tệp đúng như xã đưa. Hệ thống đọc, nói đã hiểu gì, hỏi chỗ chưa chắc; chưa ghi gì trước khi bạn bấm nạp.",
        "Send the file as the commune gave it. It is read, you are told how it was understood and asked what is not "
        "certain; nothing is written until you press load.",
    ),
    "guide_formats": Text(
        "Excel (.xlsx, .xls), .ods, CSV, Shapefile, GeoPackage, GeoJSON, KML/KMZ, GPX, GML, OpenStreetMap; "
        "nén .zip cũng được.",
        "Excel (.xlsx, .xls), .ods, CSV, Shapefile, GeoPackage, GeoJSON, KML/KMZ, GPX, GML, OpenStreetMap; zipped too.",
    ),
    "step_send": Text("Gửi tệp", "Send"),
    "step_check": Text("Kiểm tra", "Check"),
    "step_look": Text("Xem lại", "Look over"),
    "step_load": Text("Nạp", "Load"),
    "steps": Text("Các bước", "Steps"),
    "step_done": Text("xong", "done"),
    # Choosing.
    "file_title": Text("Chọn tệp", "Choose a file"),
    "drop": Text("Kéo thả tệp vào đây", "Drop a file here"),
    "choose_file": Text("Chọn tệp trên máy", "Choose on this computer"),
    "change_file": Text("Chọn tệp khác", "Choose another"),
    "shapefile_hint": Text(
        "Shapefile: chọn cùng lúc .shp, .dbf, .shx, .prj, hoặc gửi một tệp .zip.",
        "Shapefile: choose .shp, .dbf, .shx, .prj together, or send one .zip.",
    ),
    "limit_hint": Text("Nhiều nhất {limit} MB.", "At most {limit} MB."),
    "file_chosen": Text("Đã chọn {name} ({size})", "{name} chosen ({size})"),
    "file_too_large": Text(
        "Tệp có {size}, nhiều hơn {limit} MB là mức nhận được. Hãy nén (.zip) hoặc chia nhỏ.",
        "The file has {size}, more than the {limit} MB that are taken. Please zip or split it.",
    ),
    "file_empty": Text("Tệp {name} rỗng (0 byte).", "File {name} is empty (0 bytes)."),
    "several_files": Text(
        "Mỗi lần gửi một tệp. Chỉ các phần của cùng một Shapefile mới gửi chung.",
        "Send one file at a time. Only the parts of one Shapefile go together.",
    ),
    "shapefile_not_whole": Text(
        "Thiếu tệp {missing}; thuộc tính của Shapefile nằm ở đó. Hãy chọn đủ các phần, hoặc gửi tệp .zip.",
        "File {missing} is missing; a Shapefile keeps its values there. Choose all parts, or send a .zip.",
    ),
    "layer_title": Text("Nạp vào lớp nào?", "Into which layer?"),
    "layer_search": Text("Tìm lớp", "Find a layer"),
    "layer_placeholder": Text("ví dụ: trường học, camera", "such as: schools, cameras"),
    "layer_none": Text("Không có lớp nào như vậy.", "There is no such layer."),
    "layer_count": Text("{count} lớp", "{count} layers"),
    "layer_chosen": Text("Lớp đã chọn: {layer}", "Layer chosen: {layer}"),
    "send": Text("Gửi và kiểm tra", "Send and check"),
    "send_needs_file": Text("Hãy chọn tệp trước.", "Choose a file first."),
    "send_needs_layer": Text("Hãy chọn lớp.", "Choose a layer."),
    "send_needs_both": Text("Hãy chọn tệp và lớp.", "Choose a file and a layer."),
    "send_needs_units": Text(
        "Hãy cho biết cấp đơn vị và ngày bắt đầu có hiệu lực.", "Say which level of units and since which day."
    ),
    "send_note": Text("Gửi chưa phải là nạp: chưa ghi gì vào lớp.", "Sending is not loading: nothing is written yet."),
    # On its way.
    "sending": Text("Đang gửi {name}", "Sending {name}"),
    "sent_share": Text("{sent} trên {total} ({percent})", "{sent} of {total} ({percent})"),
    "sent_all": Text("Đã gửi xong, máy chủ đang nhận…", "All sent; the server is taking it in…"),
    "stop_sending": Text("Thôi gửi", "Stop sending"),
    "sending_stopped": Text("Đã thôi gửi; máy chủ không giữ lại gì.", "Stopped; the server has kept nothing."),
    "sending_failed": Text(
        "Mất kết nối khi đang gửi; máy chủ không giữ lại gì. Tệp vẫn được chọn, có mạng lại thì gửi tiếp từ đầu.",
        "The connection was lost while sending; the server has kept nothing. The file is still chosen and will be sent "
        "anew once there is a connection.",
    ),
    "send_again": Text("Gửi lại", "Send again"),
    "signed_out_sending": Text(
        "Phiên đăng nhập đã kết thúc, tệp chưa được gửi. Đăng nhập ở thẻ mới, rồi quay lại đây bấm “Gửi lại”.",
        "Your session has ended and the file was not sent. Sign in in a new tab, then press “Send again” here.",
    ),
    "sign_in_new_tab": Text("Đăng nhập ở thẻ mới", "Sign in in a new tab"),
    "lost": Text(
        "Mất kết nối với máy chủ. Đang tự thử lại; tệp đã gửi vẫn còn.",
        "The connection to the server is lost. Trying again; what was sent is safe.",
    ),
    "found_again": Text("Đã kết nối lại.", "Connected again."),
    # Before.
    "listed_layer": Text("Xem của", "Show those of"),
    "all_layers": Text("mọi lớp", "all layers"),
    "uploads": Text("Tệp đã gửi", "Files sent"),
    "uploads_none": Text("Chưa có tệp nào.", "No files yet."),
    "uploads_kept": Text(
        "Tệp chưa nạp được giữ 24 giờ rồi tự xóa.", "Files not loaded are kept for 24 hours, then removed."
    ),
    "older": Text("{count} mục cũ hơn", "{count} older"),
    "loads": Text("Các lần nạp", "Loads"),
    "loads_none": Text("Chưa nạp lần nào.", "Nothing has been loaded yet."),
    "open_upload": Text("Mở tệp {name}", "Open {name}"),
    "col_number": Text("Số", "No."),
    "col_file": Text("Tệp", "File"),
    "col_layer": Text("Lớp", "Layer"),
    "col_state": Text("Trạng thái", "State"),
    "col_by": Text("Người gửi", "Sent by"),
    "col_loaded_by": Text("Người nạp", "Loaded by"),
    "col_when": Text("Lúc", "When"),
    "col_mode": Text("Cách nạp", "Mode"),
    "col_written": Text("Số dòng ghi", "Rows written"),
    "col_refused": Text("Bị bỏ qua", "Left out"),
    "undone_by": Text("đã thu hồi bởi lần {load}", "taken back by load {load}"),
    "undoes": Text("thu hồi lần {load}", "takes back load {load}"),
    "state_waiting": Text("Đang chờ kiểm tra", "Waiting to be checked"),
    "state_checking": Text("Đang kiểm tra", "Being checked"),
    "state_asks": Text("Chờ bạn trả lời", "Waiting for your answer"),
    "state_refused": Text("Không đạt", "Refused"),
    "state_ready": Text("Sẵn sàng nạp", "Ready to load"),
    "state_loading": Text("Đang nạp", "Being loaded"),
    "state_done": Text("Đã nạp", "Loaded"),
    "state_failed": Text("Lỗi máy chủ", "Server error"),
    "state_cancelled": Text("Đã hủy", "Cancelled"),
}
