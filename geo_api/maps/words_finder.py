"""Every word of the page “địa chỉ cũ → địa chỉ mới”, in both languages; ``{name}`` is filled in by the scripts."""

from geo_api.maps.words_time import TIME_WORDS
from layers.layer import Text

# What the page shares with the map.
SHARED = (
    "site",
    "other_language",
    "open_data_all",
    "to_codes",
    "zoom_in",
    "zoom_out",
    "boundary_sketch",
    "boundary_reference",
    "code",
    "loading",
    "error_offline",
    "retry",
    "part_whole",
    "part_unknown",
    "part_share",
    "by_addresses",
    "by_population",
    "by_area",
    *(key for key in TIME_WORDS if key.startswith("event_")),
)

FINDER_WORDS = {
    "finder": Text("Địa chỉ cũ → địa chỉ mới", "Old address → new address"),
    "finder_summary": Text(
        "Tra xã, phường trước và sau ngày 1/7/2025: tên cũ, tên mới, văn bản và bản đồ.",
        "Communes and wards before and after 1 July 2025: old name, new name, the decree and the map.",
    ),
    "to_answers": Text("Chuyển tới kết quả", "Skip to the answers"),
    "to_map": Text("Bản đồ", "Map"),
    "answers": Text("Kết quả", "Answers"),
    "direction": Text("Chiều tra cứu", "Direction"),
    "to_new": Text("Cũ → mới", "Old → new"),
    "to_old": Text("Mới → cũ", "New → old"),
    "ask_new": Text("Xã, phường hoặc địa chỉ cũ", "Old commune, ward or address"),
    "ask_old": Text("Xã, phường hiện nay", "Commune or ward of today"),
    "hint_new": Text(
        "Gõ có dấu hay không dấu, cả dòng địa chỉ hoặc mã đều được.",
        "With or without marks; a whole address line or a code will do.",
    ),
    "hint_old": Text(
        "Xem đơn vị hôm nay gồm những xã, phường, thị trấn nào trước đây.",
        "See which former communes, wards and townships make up a unit of today.",
    ),
    "find": Text("Tra cứu", "Find"),
    "clear_input": Text("Xóa ô nhập", "Clear"),
    "suggestions": Text("Gợi ý", "Suggestions"),
    "suggestions_count": Text(
        "{count} gợi ý. Dùng phím mũi tên để chọn.", "{count} suggestions. Use the arrow keys to choose."
    ),
    "suggestions_none": Text("Chưa có gợi ý.", "No suggestions yet."),
    "place": Text("Dùng vị trí của tôi", "Use my position"),
    "place_hint": Text(
        "Vị trí chỉ gửi tới máy chủ này, để xếp nơi gần bạn lên trước.",
        "Your position goes to this server only, to put what is near you first.",
    ),
    "place_waiting": Text("Đang xác định vị trí…", "Finding your position…"),
    "place_failed": Text(
        "Không xác định được vị trí. Hãy chọn trong danh sách.", "Your position is not known. Choose from the list."
    ),
    "place_used": Text("Nơi gần bạn xếp trước.", "What is near you comes first."),
    "examples": Text("Thử với", "Try"),
    "example_name": Text("Xã Trực Hưng", "Xã Trực Hưng"),
    "example_line": Text(
        "Số 12, xóm 3, xã Hồng Quang, huyện Nam Trực, tỉnh Nam Định",
        "Số 12, xóm 3, xã Hồng Quang, huyện Nam Trực, tỉnh Nam Định",
    ),
    "example_bare": Text("truong thi", "truong thi"),
    "example_code": Text("13777", "13777"),
    "intro": Text(
        "Từ ngày 1/7/2025 nước ta không còn cấp huyện, xã và phường được sắp xếp lại. Nhập nơi ở cũ để biết nay thuộc"
        " đơn vị nào, theo văn bản nào.",
        "Since 1 July 2025 Vietnam has no districts, and its communes and wards were rearranged. Enter an old place to"
        " learn which unit it belongs to today, and by which decree.",
    ),
    "found_none": Text("Không tìm thấy “{q}”", "Nothing found for “{q}”"),
    "found_none_hint": Text(
        "Kiểm tra chính tả, bỏ bớt số nhà và tên đường, hoặc thêm tên huyện cũ.",
        "Check the spelling, leave out house number and street, or add the old district.",
    ),
    "found_none_other": Text("Thử chiều ngược lại: {direction}", "Try the other direction: {direction}"),
    "address_code": Text("Đây là mã địa chỉ số: tra mã {code}", "This is an address code: look up {code}"),
    "found_one": Text("Kết quả cho “{q}”", "Answer for “{q}”"),
    "found_several": Text("{count} đơn vị có thể là “{q}”", "{count} units may be “{q}”"),
    "found_several_hint": Text(
        "Chọn đúng huyện, tỉnh của bạn để xem bản đồ và địa chỉ mới.",
        "Choose your district and province to see the map and the new address.",
    ),
    "found_more": Text(
        "Còn kết quả khác: hãy gõ thêm tên huyện, tỉnh.", "There are more: add the district or province."
    ),
    "back_to_list": Text("Xem cả {count} kết quả", "Show all {count} answers"),
    "only_new": Text(
        "Không có đơn vị cũ nào như vậy; đây là đơn vị của hôm nay.", "No former unit fits; this is one of today."
    ),
    "only_old": Text(
        "Hôm nay không có đơn vị nào như vậy; đây là đơn vị cũ.", "No unit of today fits; this is a former one."
    ),
    "now_is": Text("Nay là {now}", "Now {now}"),
    "other_answers": Text("Có thể bạn tìm", "You may also mean"),
    "error_find": Text("Chưa tra cứu được.", "The search did not get through."),
    "error_card": Text("Chưa tải được đầy đủ thông tin.", "Not all of it could be loaded."),
    "error_history": Text("Chưa tải được lịch sử.", "The history could not be loaded."),
    "former": Text("{name} (cũ)", "{name} (former)"),
    "old_unit": Text("Cũ", "Then"),
    "old_until": Text("đến hết {date}", "until {date}"),
    "new_unit": Text("Hôm nay", "Today"),
    "new_since": Text("từ {date}", "since {date}"),
    "is_today": Text("Vẫn còn hiệu lực hôm nay", "Still in force today"),
    "is_gone": Text(
        "Đơn vị này đã kết thúc và không có đơn vị nào thay thế.", "This unit has ended and nothing took its place."
    ),
    "district_gone": Text(
        "Nước ta không còn cấp huyện. Hãy nhập xã, phường, thị trấn cũ của bạn.",
        "There are no districts any more. Enter your former commune, ward or township.",
    ),
    "today_unknown": Text("Chưa có dữ liệu về đơn vị thay thế.", "It is not on record what took its place."),
    "made_of": Text("Gồm {count} đơn vị cũ", "Made of {count} former units"),
    "made_of_none": Text("Không có đơn vị tiền thân trong dữ liệu.", "No former unit is on record."),
    "part_of": Text("thuộc {name}", "in {name}"),
    "together_with": Text("Cùng nhập vào đơn vị này", "Also went into it"),
    "of_old_unit": Text("Từ đơn vị cũ: {share}", "Of the old unit: {share}"),
    "split_note": Text(
        "Đơn vị cũ được chia cho {count} đơn vị. Xem bản đồ để biết nhà bạn thuộc phần nào.",
        "The old unit was divided among {count} units. The map shows which part is yours.",
    ),
    "by_document": Text("Theo {document}", "By {document}"),
    "no_document": Text("chưa rõ văn bản", "decree not on record"),
    "effective": Text("hiệu lực {date}", "in force {date}"),
    "new_line": Text("Địa chỉ mới", "New address"),
    "copy": Text("Sao chép", "Copy"),
    "copied": Text("Đã sao chép", "Copied"),
    "copy_failed": Text("Hãy giữ Ctrl và nhấn C", "Press Ctrl and C"),
    "why": Text("Vì sao có kết quả này", "Why this answer"),
    "history_of": Text("Lịch sử của {name}", "History of {name}"),
    "history_from": Text("Từ: {units}", "From: {units}"),
    "history_to": Text("Thành: {units}", "Became: {units}"),
    "history_none": Text("Chưa ghi nhận thay đổi nào.", "No change is on record."),
    "big_map": Text("Xem {name} trên bản đồ lớn", "Open {name} on the big map"),
    "map_of_one": Text("Bản đồ của {name}", "Map of {name}"),
    "map_of_both": Text("Bản đồ: {old} và {new}", "Map: {old} and {new}"),
    "legend_old": Text("Ranh giới cũ", "Old boundary"),
    "legend_new": Text("Ranh giới hôm nay", "Boundary of today"),
    "legend_other": Text("Đơn vị cũ khác", "Other former units"),
    "boundary_source": Text("Nguồn ranh giới: {source}", "Source of the boundaries: {source}"),
    "no_boundary": Text("Chưa có ranh giới của: {names}.", "No boundary yet of: {names}."),
    "no_script_finder": Text(
        "Trang này cần JavaScript để tra cứu. Kết quả cũng có ở dạng mở (JSON):",
        "This page needs JavaScript. The answers are also open data (JSON):",
    ),
}
