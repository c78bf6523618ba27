"""Words of the page `/admin` about one file: what was found, what is asked, how it is to be loaded, the result."""

from layers.layer import Text

CHECK_WORDS = {
    "back": Text("Tất cả tệp đã gửi", "All files sent"),
    "into_layer": Text("vào lớp {layer}", "into layer {layer}"),
    "sent_by": Text("{by} gửi lúc {when} · {size}", "sent by {by} at {when} · {size}"),
    "upload_gone": Text(
        "Không có lượt gửi số {id}. Tệp chưa nạp chỉ được giữ 24 giờ; hãy gửi lại.",
        "There is no upload number {id}. Files not loaded are kept for 24 hours only; please send it again.",
    ),
    "say_waiting": Text("Tệp đã tới máy chủ, đang chờ tới lượt.", "The file has arrived and waits for its turn."),
    "say_waiting_long": Text(
        "Chờ đã lâu: chương trình kiểm tra có thể chưa chạy. Hãy báo người quản trị máy chủ (wardmap loads work).",
        "This is taking long: the checking program may not be running. Please tell whoever runs the server "
        "(wardmap loads work).",
    ),
    "say_checking": Text(
        "Đang đọc và kiểm tra từng dòng; chưa ghi gì.", "Every row is being checked; nothing is written."
    ),
    "say_asks": Text(
        "Có một điều tệp không nói rõ. Chưa ghi gì.", "The file leaves one thing open. Nothing is written."
    ),
    "say_refused": Text(
        "Chưa nạp được tệp này như đang có. Chưa ghi gì.", "The file cannot be loaded as it is. Nothing is written."
    ),
    "say_ready": Text(
        "Đã kiểm tra xong, chưa ghi gì. Hãy xem lại rồi nạp.",
        "Checked; nothing is written yet. Look it over, then load.",
    ),
    "say_loading": Text("Đang ghi vào lớp: hoặc trọn vẹn, hoặc không đổi gì.", "Being written: all of it, or nothing."),
    "say_done": Text("Đã ghi trọn vẹn vào lớp.", "All of it is in the layer."),
    "say_failed": Text("Máy chủ gặp lỗi; không ghi gì.", "The server met an error; nothing was written."),
    "say_cancelled": Text(
        "Lượt gửi này đã hủy, tệp đã xóa; không ghi gì.", "Cancelled, and the file removed; nothing was written."
    ),
    "rows_read": Text("{count} dòng đã đọc", "{count} rows read"),
    # Counts.
    "counts": Text("Số dòng", "Rows"),
    "count_read": Text("dòng trong tệp", "rows in the file"),
    "count_good": Text("sẽ được ghi", "will be written"),
    "count_fit": Text("đạt", "in order"),
    "count_written": Text("đã ghi", "written"),
    "count_bad": Text("không đạt", "refused"),
    "count_ignored": Text("không thuộc lớp này", "not for this layer"),
    "count_removed": Text("dòng cũ sẽ thay", "old rows replaced"),
    # Questions.
    "ask_crs": Text("Tọa độ trong tệp theo hệ nào?", "Which coordinate system is it in?"),
    "ask_crs_hint": Text(
        "Chọn từng phương án để xem các dòng rơi vào đâu trên bản đồ; chọn phương án đặt chúng đúng chỗ.",
        "Choose each to see on the map where the rows would be; take the one that puts them in the right place.",
    ),
    "ask_encoding": Text("Chữ trong tệp đọc cách nào thì đúng?", "Which way of reading the text is right?"),
    "ask_encoding_hint": Text("Chọn cách đọc ra đúng tiếng Việt.", "Take the one that reads as proper Vietnamese."),
    "ask_source_layer": Text("Lấy phần nào của tệp?", "Which part of the file?"),
    "ask_source_layer_hint": Text(
        "Tệp có nhiều lớp hoặc nhiều trang tính; mỗi lần nạp lấy một.",
        "The file has several layers or sheets; one is loaded at a time.",
    ),
    "ask_mapping": Text("Cột nào là “{field}”?", "Which column is “{field}”?"),
    "ask_mapping_hint": Text("Lớp cần trường này ở mọi dòng.", "The layer needs this field in every row."),
    "ask_position": Text("Tọa độ ở những cột nào?", "Which columns hold the coordinates?"),
    "ask_position_hint": Text(
        "Chọn cột X (Đông, kinh độ) và cột Y (Bắc, vĩ độ), hoặc một cột hình dạng.",
        "Choose the columns of X (east, longitude) and Y (north, latitude), or one with shapes.",
    ),
    "ask_key": Text("Nhận ra từng dòng bằng cột nào?", "Which column tells rows apart?"),
    "ask_key_hint": Text(
        "Cột có giá trị riêng cho mỗi dòng, như mã.", "A column with a value of its own in each row, such as a code."
    ),
    "ask_other": Text("Cần bạn quyết định", "You decide"),
    "ask_other_hint": Text("Hãy chọn một phương án.", "Choose one."),
    "likeliest": Text("hợp nhất", "likeliest"),
    "other_answer": Text("Khác", "Something else"),
    "other_crs": Text("Mã hệ tọa độ, ví dụ EPSG:9209", "Code of the system, such as EPSG:9209"),
    "other_encoding": Text("Tên bảng mã, ví dụ tcvn3, vni, cp1258", "Name of the encoding, such as tcvn3, vni, cp1258"),
    "other_source_layer": Text("Tên lớp hoặc trang tính", "Name of the layer or sheet"),
    "other_key": Text("Tên cột", "Name of the column"),
    "other_mapping": Text("trường=cột", "field=column"),
    "other_other": Text("Câu trả lời", "Answer"),
    "answer": Text("Dùng câu trả lời này và kiểm tra lại", "Use this answer and check again"),
    "answer_needed": Text("Hãy chọn một câu trả lời.", "Choose an answer first."),
    "asked_in_full": Text("Vì sao hỏi", "Why this is asked"),
    "candidates_map": Text("Bản đồ các phương án tọa độ", "Map of the candidate positions"),
    "legend_chosen": Text("phương án đang chọn", "the one chosen"),
    "legend_others": Text("các phương án khác", "the others"),
    "see_close": Text("Xem sát một vị trí", "Look closely at one place"),
    "see_all": Text("Xem tất cả vị trí", "Show all places"),
    "no_points": Text("Phương án này không đặt dòng nào lên bản đồ.", "This one puts no row on the map."),
    # Preview.
    "preview": Text("Các dòng trên bản đồ", "The rows on the map"),
    "preview_all": Text(
        "Cả {total} dòng đạt, như sẽ được ghi. Bấm vào một dòng để xem giá trị.",
        "All {total} good rows as they would be written. Press one to see its values.",
    ),
    "preview_some": Text(
        "{shown} trên {total} dòng đạt, rải đều trong tệp. Bấm vào một dòng để xem giá trị.",
        "{shown} of {total} good rows, spread over the file. Press one to see its values.",
    ),
    "preview_map": Text("Bản đồ các dòng như sẽ được ghi", "Map of the rows as they would be written"),
    "row": Text("Dòng {row}", "Row {row}"),
    "row_values": Text("Giá trị của dòng đang chọn", "Values of the row chosen"),
    "row_place": Text("Vị trí", "Place"),
    "row_before": Text("Dòng trước", "Previous"),
    "row_after": Text("Dòng sau", "Next"),
    "row_of": Text("{index} / {count}", "{index} / {count}"),
    "none_valued": Text("Dòng này không có giá trị nào.", "This row has no values."),
    # Coordinates.
    "crs_used": Text("Hệ tọa độ: {crs}", "Coordinate system: {crs}"),
    "accuracy": Text("chính xác khoảng {distance}", "accurate to about {distance}"),
    "sheet_used": Text("Phần của tệp: {name}", "Part of the file: {name}"),
    # Faults.
    "faults": Text("Dòng không đạt", "Rows refused"),
    "faults_summary": Text("{rows} dòng không đạt, {kinds} loại lỗi", "{rows} rows refused, {kinds} kinds of fault"),
    "fault_times": Text("{count} dòng", "rows: {count}"),
    "fault_at": Text("dòng {row}", "row {row}"),
    "fault_value": Text("dòng {row}: “{value}”", "row {row}: “{value}”"),
    "more_rows": Text("và {count} dòng nữa", "and {count} more"),
    "report_xlsx": Text("Tải báo cáo Excel", "Download the Excel report"),
    "report_xlsx_hint": Text(
        "Chính các dòng của tệp, ô sai tô đỏ, để gửi trả lại xã.",
        "The rows of the file with the faulty cells in red, to send back to the office.",
    ),
    "report_xlsx_later": Text("Báo cáo Excel đang được soạn…", "The Excel report is being made…"),
    "way_out_skip": Text("Bỏ qua {count} dòng này và kiểm tra lại", "Leave these {count} rows out and check again"),
    "way_out_new": Text("Gửi tệp đã sửa", "Send a corrected file"),
    "whole_row": Text("cả dòng", "the whole row"),
    # Findings.
    "findings": Text("Điều cần biết", "Good to know"),
    "findings_none": Text("Không có gì phải lưu ý.", "Nothing to look at."),
    "severity_warning": Text("Nên xem", "Look at it"),
    "severity_repaired": Text("Đã tự sửa", "Put right"),
    "severity_note": Text("Ghi chú", "Note"),
    "see_on_map": Text("Xem trên bản đồ", "Show on the map"),
    "finding_row": Text("dòng {row}", "row {row}"),
    # Columns.
    "mapping": Text("Cột nào vào trường nào", "Which column fills which field"),
    "mapping_hint": Text("Đổi cột ở đây rồi bấm “Kiểm tra lại”.", "Change a column here, then press “Check again”."),
    "mapping_summary": Text(
        "{used} trường có cột, {free} cột không dùng", "{used} fields filled, {free} columns not used"
    ),
    "mapping_free": Text("{count} trường chưa có cột", "{count} fields without a column"),
    "col_field": Text("Trường của lớp", "Field of the layer"),
    "col_column": Text("Cột của tệp", "Column of the file"),
    "col_samples": Text("Vài giá trị", "Some values"),
    "col_how": Text("Vì sao", "Why"),
    "required": Text("bắt buộc", "required"),
    "column_for": Text("Cột cho {field}", "Column for {field}"),
    "column_auto": Text("Tự tìm: {column}", "Found: {column}"),
    "column_auto_none": Text("Tự tìm (không thấy)", "Found by itself (none)"),
    "column_none": Text("Không dùng cột nào", "No column"),
    "how_chosen": Text("bạn chọn", "chosen by you"),
    "how_changed": Text("vừa đổi, chưa kiểm tra", "changed, not checked yet"),
    "unused": Text("Cột không dùng: {columns}", "Columns not used: {columns}"),
    "role_lon": Text("Kinh độ hoặc X, Đông", "Longitude, or X, east"),
    "role_lat": Text("Vĩ độ hoặc Y, Bắc", "Latitude, or Y, north"),
    "role_wkt": Text("Hình dạng viết bằng chữ (WKT)", "Shape as text (WKT)"),
    # How to load.
    "choices": Text("Nạp như thế nào", "How to load"),
    "mode": Text("Với dữ liệu đã có trong lớp", "What the layer already has"),
    "mode_append": Text("Thêm vào", "Add"),
    "mode_append_hint": Text(
        "Mọi dòng của tệp thành dòng mới; dữ liệu cũ giữ nguyên.", "Every row becomes a new one; what is there stays."
    ),
    "mode_upsert": Text("Cập nhật theo khóa", "Update by key"),
    "mode_upsert_hint": Text(
        "Dòng có khóa đã có thì thay dòng cũ, khóa mới thì thêm; dòng khác giữ nguyên.",
        "A known key takes the place of its row, a new one is added; the others stay.",
    ),
    "mode_replace": Text("Thay toàn bộ lớp", "Replace the whole layer"),
    "mode_replace_hint": Text(
        "Lớp chỉ còn đúng những gì tệp có; dòng cũ không có trong tệp bị xóa.",
        "The layer will hold just what the file has; rows not in the file are removed.",
    ),
    "key": Text("Khóa: cột nhận ra từng dòng", "Key: the column that tells rows apart"),
    "key_auto": Text("Tự tìm (trường mã)", "By itself (the field key)"),
    "key_hint": Text(
        "Cần khi cập nhật theo khóa, và để lần sau nạp lại không bị trùng.",
        "Needed to update by key, and so that loading again does not double rows.",
    ),
    "on_error": Text("Khi có dòng không đạt", "When rows are refused"),
    "on_error_refuse": Text("Không nạp gì", "Load nothing"),
    "on_error_refuse_hint": Text("Chỉ nạp khi mọi dòng đều đạt.", "Load only when every row is in order."),
    "on_error_skip": Text("Bỏ qua dòng sai", "Leave bad rows out"),
    "on_error_skip_hint": Text(
        "Nạp các dòng đạt; dòng sai nằm trong báo cáo Excel.",
        "Load the good rows; the bad ones are in the Excel report.",
    ),
    "not_together": Text(
        "Thay toàn bộ lớp thì không bỏ qua dòng sai được: dòng bị bỏ qua sẽ mất khỏi lớp.",
        "Replacing the whole layer does not go with leaving rows out: they would be lost to the layer.",
    ),
    "technical": Text("Hệ tọa độ, bảng mã, phần của tệp", "Coordinate system, encoding, part of the file"),
    "option_crs": Text("Hệ tọa độ", "Coordinate system"),
    "option_encoding": Text("Bảng mã chữ", "Encoding"),
    "option_source_layer": Text("Lớp hoặc trang tính", "Layer or sheet"),
    "option_auto": Text("để trống: tự nhận biết", "empty: found by itself"),
    # The button.
    "actions": Text("Bước tiếp theo", "What next"),
    "load": Text("Nạp {count} dòng vào lớp {layer}", "Load {count} rows into layer {layer}"),
    "load_no_count": Text("Nạp vào lớp {layer}", "Load into layer {layer}"),
    "recheck": Text("Kiểm tra lại", "Check again"),
    "cancel": Text("Hủy, xóa tệp đã gửi", "Cancel and remove the file"),
    "cancel_sure": Text("Chắc chắn hủy?", "Really cancel?"),
    "why_asks": Text("Chưa nạp được: hãy trả lời câu hỏi ở trên.", "Not yet: please answer the question above."),
    "why_refused": Text(
        "Chưa nạp được: tệp bị từ chối, lý do ở trên.", "Not possible: the file is refused for the reason above."
    ),
    "why_all_rows": Text(
        "Chưa nạp được: không dòng nào đạt. Hãy sửa tệp rồi gửi lại, hoặc đổi cột, đổi cách nạp.",
        "Not possible: no row is in order. Correct the file and send it again, or change columns or the mode.",
    ),
    "why_rows": Text(
        "Chưa nạp được: {count} dòng không đạt. Sửa tệp rồi gửi lại, hoặc chọn “Bỏ qua dòng sai”.",
        "Not possible: {count} rows are refused. Correct the file and send it again, or choose “Leave bad rows out”.",
    ),
    "why_changed": Text(
        "Bạn vừa đổi cách nạp: hãy bấm “Kiểm tra lại” trước.", "You changed something: press “Check again” first."
    ),
    "why_empty": Text("Không có dòng nào để nạp.", "There are no rows to load."),
    "ready_note": Text("Bấm là ghi. Thu hồi được về sau.", "This writes. It can be taken back later."),
    "ready_skipping": Text(
        "Bấm là ghi; {count} dòng không đạt bị bỏ qua.", "This writes; {count} refused rows are left out."
    ),
    "ready_replacing": Text(
        "Bấm là ghi; {count} dòng đang có trong lớp bị thay.", "This writes; {count} rows in the layer are replaced."
    ),
    # The result.
    "done_title": Text("Đã nạp {count} dòng vào lớp {layer}", "{count} rows loaded into layer {layer}"),
    "done_number": Text("Lần nạp số {load}.", "Load number {load}."),
    "next_map": Text("Xem trên bản đồ", "See it on the map"),
    "next_another": Text("Nạp tệp khác", "Load another file"),
    "next_undo": Text("Nạp nhầm? Lớp trở lại như trước được:", "A mistake? The layer can be as it was before:"),
    "next_coverage": Text(
        "Số liệu phủ tự tính lại theo dữ liệu mới, thường trong vòng một phút.",
        "Coverage follows the new rows by itself, mostly within a minute.",
    ),
}
