"""What the page `/field` says."""

from geo_api.addresses.field.words_state import STATE_WORDS
from geo_api.addresses.plates.office.words import FIELD_PLATE_WORDS
from geo_api.map_frame import MAP_WORDS
from layers.layer import Text

FIELD_WORDS = {
    **MAP_WORDS,
    **STATE_WORDS,
    **FIELD_PLATE_WORDS,
    "field": Text("Thu thập địa chỉ số", "Collect digital addresses"),
    "short": Text("Thu địa chỉ", "Addresses"),
    "map": Text("Bản đồ nơi thu thập", "Map of the place"),
    "map_help": Text(
        "Kéo bản đồ hoặc dùng phím mũi tên; dấu cộng ở giữa chỉ vị trí.",
        "Drag the map or use the arrow keys; the cross in the middle shows the place.",
    ),
    "tabs": Text("Các phần của trang", "Parts of the page"),
    "tab_map": Text("Bản đồ", "Map"),
    "list": Text("Danh sách", "List"),
    "progress": Text("Tiến độ", "Progress"),
    # The map.
    "locate": Text("Đến vị trí của tôi", "Go to where I am"),
    "locating": Text("Đang định vị…", "Locating…"),
    "accuracy": Text("sai số {metres} m", "within {metres} m"),
    "location_denied": Text(
        "Trình duyệt chưa cho phép định vị. Bạn vẫn thu thập được bằng cách kéo bản đồ.",
        "The browser may not use your location. You can still collect by moving the map.",
    ),
    "location_unavailable": Text("Máy chưa định vị được.", "The phone cannot tell where it is."),
    "add": Text("Thêm địa chỉ ở đây", "Add an address here"),
    "home_line": Text(
        "Hôm nay {today} địa chỉ · sổ có {known} địa chỉ ở khu vực này",
        "{today} addresses today · {known} on record in this area",
    ),
    # One address.
    "new_address": Text("Địa chỉ mới", "New address"),
    "edit_named": Text("Sửa: {name}", "Change: {name}"),
    "place_good": Text("Theo định vị, sai số {metres} m.", "By location, within {metres} m."),
    "place_bad": Text(
        "Định vị chỉ chính xác đến {metres} m: kéo bản đồ cho dấu cộng vào đúng lối vào.",
        "The location is only known to {metres} m: move the map until the cross is on the entrance.",
    ),
    "place_drawn": Text(
        "Chấm trên bản đồ: dấu cộng ở đúng lối vào.", "Drawn on the map: have the cross on the entrance."
    ),
    "place_unknown": Text(
        "Chưa biết vị trí: chờ định vị, hoặc kéo bản đồ cho dấu cộng vào đúng lối vào.",
        "The place is not known yet: wait for the location, or move the map until the cross is on the entrance.",
    ),
    "use_fix": Text("Dùng định vị", "Use my location"),
    "near": Text("Trong vòng 5 m đã có: {names}.", "Within 5 m there is already: {names}."),
    "near_ask": Text("Cùng tòa nhà?", "Same building?"),
    "near_same": Text("Cùng tòa nhà với địa chỉ bên cạnh.", "In one building with the address beside it."),
    "kind": Text("Loại", "Kind"),
    "choose_kind": Text("Chọn loại địa chỉ.", "Choose what it is."),
    "save": Text("Lưu", "Save"),
    "saved": Text("Đã lưu trên máy.", "Saved on this phone."),
    "not_saved": Text(
        "Chưa lưu được: máy đã hết chỗ. Hãy xóa bớt ảnh, ứng dụng rồi bấm Lưu lần nữa; bỏ ảnh cổng cũng đỡ chỗ.",
        "Not saved: this phone has no room left. Make some and save again; without a photo it takes less.",
    ),
    "cancel": Text("Hủy", "Cancel"),
    "more": Text("Số nhà, đường, ảnh, ghi chú", "Number, street, photo, note"),
    "number": Text("Số nhà", "House number"),
    "street": Text("Đường, phố, ngõ, ngách", "Street or lane"),
    "street_hint": Text("Ví dụ: ngách 12/5 ngõ 40 đường Trần Phú", "For example: ngách 12/5 ngõ 40 đường Trần Phú"),
    "hamlet": Text("Thôn, xóm, tổ dân phố", "Hamlet"),
    "no_hamlet": Text("Chưa rõ", "Not known"),
    "other_hamlet": Text("Thôn, tổ khác", "Another hamlet"),
    "same_building": Text(
        "Cùng tòa nhà với địa chỉ khác trong vòng 5 m", "In one building with another address within 5 m"
    ),
    "photo": Text("Ảnh cổng, lối vào", "Photo of the gate"),
    "photo_hint": Text("Không chụp người, biển số xe.", "No people, no number plates of vehicles."),
    "photo_replaces": Text(
        "Ảnh đã gửi vẫn còn; chụp lại thì ảnh mới thay ảnh cũ.", "One was sent; a new photo takes its place."
    ),
    "photo_bad": Text(
        "Máy không đọc được ảnh này. Hãy chụp lại, chọn ảnh khác hoặc bỏ ảnh.",
        "This picture cannot be read. Take it again, choose another one, or leave it out.",
    ),
    "photo_choose": Text(
        "Chưa lưu: ảnh không đọc được nên sẽ không có trong bản lưu. Hãy chụp lại, hoặc bấm “Không kèm ảnh này”.",
        "Not saved: the picture cannot be read and would be missing. Take it again, or press “Go on without it”.",
    ),
    "photo_reading": Text("Đang đọc ảnh…", "Reading the picture…"),
    "photo_wait": Text("Chưa lưu: ảnh đang được đọc, xin đợi giây lát.", "Not saved: the picture is still being read."),
    "photo_without": Text("Không kèm ảnh này", "Go on without it"),
    "photo_taken": Text("Ảnh vừa chụp", "The photo just taken"),
    "photo_size": Text("{kilobytes} kB", "{kilobytes} kB"),
    "photo_drop": Text("Bỏ ảnh", "Leave the photo out"),
    "note": Text("Ghi chú", "Note"),
    "note_hint": Text(
        "Không ghi tên người, số điện thoại, số căn cước.", "No names of people, phone or identity numbers."
    ),
    "number_decision": Text("Quyết định đánh số nhà", "Decision on the house number"),
    "personal": Text("Có {kind}: ở đây không lưu, hãy bỏ đi.", "This has {kind}: it is not kept here, take it out."),
    "personal_labelled": Text("số giấy tờ tùy thân", "the number of an identity card"),
    "personal_citizen": Text("số căn cước công dân", "a citizen number"),
    "personal_phone": Text("số điện thoại", "a phone number"),
    "no_number": Text("chưa có số", "no number"),
    "changed_at": Text("Thay đổi lúc {moment}", "Changed {moment}"),
    # The list.
    "list_empty": Text("Chưa có địa chỉ nào trên máy này.", "No addresses on this phone yet."),
    "submit_all": Text("Gửi duyệt {count} địa chỉ đã đủ", "Submit the {count} that are complete"),
    "group_attention": Text("Cần xem lại", "To be looked at"),
    "group_drafts": Text("Bản nháp", "Drafts"),
    "group_handed": Text("Đã gửi duyệt", "Submitted"),
    "group_done": Text("Đã xong", "Done"),
    "not_certain": Text(
        "Vị trí chỉ chính xác đến {metres} m, chưa gửi duyệt được: bấm Sửa, kéo dấu cộng vào đúng lối vào.",
        "The place is only known to {metres} m and cannot be submitted: press Change and move the map to the entrance.",
    ),
    "edit": Text("Sửa", "Change"),
    "submit": Text("Gửi duyệt", "Submit"),
    "withdraw": Text("Hủy bản nháp", "Give it up"),
    "withdraw_sure": Text("Chắc chắn hủy?", "Really give it up?"),
    "remove": Text("Xóa", "Delete"),
    "remove_sure": Text("Chắc chắn xóa?", "Really delete it?"),
    "returned_because": Text("Bị trả lại. {reason}", "Given back. {reason}"),
    "no_reason": Text("Chưa tải được lý do.", "The reason has not come yet."),
    "conflict": Text(
        "Hệ thống có bản khác (lúc {when}). Chưa ghi đè gì; bạn chọn giữ bản nào.",
        "The register has another version (of {when}). Nothing was overwritten; say which one stays.",
    ),
    "conflict_locked": Text(
        "Hệ thống đã có bản “{status}” (lúc {when}), không sửa được nữa.",
        "The register has it as “{status}” (of {when}); it cannot be changed any more.",
    ),
    "compare": Text("So sánh hai bản", "The two versions"),
    "mine": Text("Trên máy này", "On this phone"),
    "theirs": Text("Trong hệ thống", "In the register"),
    "keep_mine": Text("Giữ bản của tôi thành bản mới", "Keep mine as a new version"),
    "take_theirs": Text("Lấy bản của hệ thống", "Take theirs"),
    "field_kind": Text("Loại", "Kind"),
    "field_number": Text("Số nhà", "Number"),
    "field_street": Text("Đường", "Street"),
    "field_number_decision": Text("Quyết định", "Decision"),
    "field_note": Text("Ghi chú", "Note"),
    "field_same_building": Text("Cùng tòa nhà", "Same building"),
    "field_place": Text("Vị trí", "Place"),
    # Progress.
    "today_done": Text("địa chỉ hôm nay", "addresses today"),
    "by_day": Text("Theo ngày, trên máy này", "By day, on this phone"),
    "by_hamlet": Text(
        "Theo thôn, tổ, của mọi người (đã có / cần có)", "By hamlet, of everybody (there are / there should be)"
    ),
    "left": Text("còn {count}", "{count} left"),
    "left_none": Text("đã đủ", "done"),
    "left_in_all": Text("Còn thiếu {count} địa chỉ ở {hamlets} thôn, tổ", "{count} missing, in {hamlets} hamlets"),
    "left_nowhere": Text("Đã thu đủ.", "All is collected."),
    "of_wanted": Text("{have}/{wanted}", "{have}/{wanted}"),
}
