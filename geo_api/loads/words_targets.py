"""Words of the page `/admin` about administrative units, several layers at once, and what words of a file mean."""

from layers.layer import Text

TARGET_WORDS = {
    "origin_title": Text("Nguồn, giấy phép, ngày của dữ liệu (nên ghi)", "Source, licence, day of the data (advised)"),
    "origin_hint": Text(
        "Ai cũng đọc được ở trang Nguồn dữ liệu; không ghi tên, số điện thoại cá nhân.",
        "Everybody reads it on the page About the data; no names or numbers of persons.",
    ),
    "origin_source": Text("Ai làm ra dữ liệu", "Who made the data"),
    "origin_source_example": Text("ví dụ: Sở Giáo dục và Đào tạo", "such as: Department of Education"),
    "origin_licence": Text("Giấy phép sử dụng", "Licence"),
    "origin_licence_example": Text("ví dụ: CC BY 4.0", "such as CC BY 4.0"),
    "origin_day": Text("Số liệu của ngày", "The day that the data is of"),
    "units_title": Text("Đơn vị nào, từ ngày nào?", "Which units, since which day?"),
    "units_choose": Text("— chọn cấp —", "— choose a level —"),
    "units_level": Text("Cấp đơn vị (bắt buộc)", "Level (required)"),
    "level_province": Text("Tỉnh, thành phố", "Province"),
    "level_district": Text("Huyện, quận, thị xã (đến 30/6/2025)", "District (until 30 June 2025)"),
    "level_commune": Text("Xã, phường, đặc khu", "Commune, ward"),
    "level_hamlet": Text("Thôn, xóm, tổ dân phố", "Hamlet"),
    "units_from": Text("Có hiệu lực từ ngày (bắt buộc)", "In force since (required)"),
    "units_from_hint": Text(
        "Ngày ghi trong văn bản, không phải ngày ký. Lịch sử chỉ được ghi thêm, không thu hồi được.",
        "The day that the document names, not the day of its signing. History is only added to, never taken back.",
    ),
    "units_last": Text("Ngày cuối có hiệu lực (để trống: đến nay)", "Last day in force (empty: until now)"),
    "units_doc": Text("Văn bản", "Document"),
    "units_doc_example": Text("ví dụ: NQ 1674/NQ-UBTVQH15", "such as NQ 1674/NQ-UBTVQH15"),
    "units_standing": Text("Giá trị của ranh giới", "Standing of the boundaries"),
    "standing_official": Text("Chính thức", "Official"),
    "standing_reference": Text("Tham khảo, không có giá trị pháp lý", "Reference, without legal force"),
    "standing_sketch": Text("Phác họa", "Sketch"),
    "into_layer_units": Text("là đơn vị hành chính", "as administrative units"),
    "into_layer_osm": Text("vào nhiều lớp", "into several layers"),
    "load_units": Text("Ghi {count} đơn vị vào lịch sử", "Put {count} units on record"),
    "load_osm": Text("Nạp {count} dòng vào nhiều lớp", "Load {count} rows into several layers"),
    "load_no_count_units": Text("Ghi đơn vị vào lịch sử", "Put units on record"),
    "load_no_count_osm": Text("Nạp vào nhiều lớp", "Load into several layers"),
    "ready_note_units": Text(
        "Bấm là ghi vào lịch sử đơn vị; không thu hồi được, chỉ ghi tiếp bản đúng.",
        "This goes into the history of units. It cannot be taken back; what is right can only be added.",
    ),
    "done_title_units": Text("Đã ghi {count} đơn vị", "{count} units are on record"),
    "done_title_osm": Text("Đã nạp {count} dòng vào nhiều lớp", "{count} rows loaded into several layers"),
    "part": Text("{layer}: {count} dòng (lần nạp số {load})", "{layer}: {count} rows (load {load})"),
    "remembered_title": Text("Như lần trước", "As before"),
    "remembered": Text(
        "Tệp {name}, gửi {when}, có đúng các cột này và đã nạp vào lớp với {fields} cột, {words} chữ do người chọn.",
        "File {name}, sent {when}, has the same columns and was loaded with choices of a person: columns: {fields}, "
        "words: {words}.",
    ),
    "remembered_use": Text("Dùng như lần trước và kiểm tra lại", "Choose the same and check again"),
    "values": Text("Chữ trong tệp nghĩa là gì", "What words of the file mean"),
    "values_hint": Text(
        "Những chữ này không có trong các giá trị của trường. Chọn nghĩa của từng chữ rồi bấm “Kiểm tra lại”.",
        "These words are none of the field's choices. Choose what each means, then press “Check again”.",
    ),
    "col_written": Text("Tệp ghi", "The file writes"),
    "col_meant": Text("Nghĩa là", "It means"),
    "meaning_of": Text("“{word}” ở {field} nghĩa là", "“{word}” in {field} means"),
    "meaning_none": Text("— chưa chọn —", "— not chosen —"),
}
