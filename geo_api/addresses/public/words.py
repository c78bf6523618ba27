"""Every word of the page `/d/{code}`, in both languages; ``{name}`` is filled in by the page or its scripts."""

from geo_api.map_frame import MAP_WORDS
from geo_api.pages import FRAME_WORDS
from layers.code_words import FAULT_WORDS
from layers.layer import Text

STATUS_WORDS = {
    "assigned": Text("Đang sử dụng", "In use"),
    "being_checked": Text("Đang được kiểm tra", "Being checked"),
    "superseded": Text("Đã được thay thế", "Replaced"),
    "retired": Text("Không còn sử dụng", "No longer in use"),
}
STATUS_DETAILS = {
    "assigned": Text("Mã này được cấp từ ngày {since}.", "This code was given on {since}."),
    "being_checked": Text(
        "Công an xã, phường đang kiểm tra địa chỉ này; thông tin dưới đây có thể thay đổi.",
        "The commune police are looking into this address; what is said below may change.",
    ),
    "superseded": Text(
        "Từ ngày {since} địa chỉ này mang mã khác.", "Since {since} this address has another code, or several."
    ),
    "retired": Text("Mã này không còn dùng từ ngày {since}.", "This code has not been in use since {since}."),
}
KINDS = {
    "dwelling": Text("Nhà ở", "Dwelling"),
    "flat": Text("Căn hộ", "Flat"),
    "office": Text("Trụ sở", "Office"),
    "relic_site": Text("Di tích", "Relic site"),
    "public_place": Text("Địa điểm công cộng", "Public place"),
}
WORDS = {
    **FRAME_WORDS,
    **MAP_WORDS,
    **{f"fault_{fault}": words for fault, words in FAULT_WORDS.items()},
    "title": Text("Tra cứu mã địa chỉ", "Look up an address code"),
    "to_map": Text("Bản đồ", "Map"),
    "to_finder": Text("Địa chỉ cũ, mới", "Old and new addresses"),
    "to_address": Text("Tới nội dung", "To the address"),
    "code": Text("Mã địa chỉ", "Address code"),
    "address": Text("Địa chỉ", "Address"),
    "address_unknown": Text("Chưa ghi số nhà, đường", "No number or street is recorded"),
    "kind": Text("Loại", "Kind"),
    "former": Text("Khi cấp mã", "When the code was given"),
    "former_value": Text("{commune} ({day})", "{commune} ({day})"),
    "position": Text("Vị trí lối vào", "Position of the entrance"),
    "replaced_by": Text("Mã thay thế", "Replaced by"),
    "replaced_by_none": Text(
        "Chưa ghi mã thay thế; xin hỏi Ủy ban nhân dân xã, phường.",
        "No code is recorded in its place; please ask the commune's People's Committee.",
    ),
    "map_of": Text("Bản đồ nơi có mã {code}", "Map of where {code} is"),
    "big_map": Text("Xem trên bản đồ lớn", "See it on the large map"),
    "open_in_app": Text("Mở bằng ứng dụng bản đồ", "Open in a maps app"),
    "guessed": Text("Đã đọc {list}", "Read {list}"),
    "guess": Text("“{typed}” là “{read}”", "“{typed}” as “{read}”"),
    "ask": Text("Nhập mã trên biển", "The code on the plate"),
    "ask_other": Text("Tra mã khác", "Look up another code"),
    "ask_hint": Text(
        "Ví dụ {example}. Không cần dấu gạch, chữ hoa hay chữ thường đều được.",
        "Such as {example}. Hyphens and capitals do not matter.",
    ),
    "look_up": Text("Tra cứu", "Look up"),
    "reads_as": Text("Mã {code}", "Code {code}"),
    "nothing": Text("Không có mã này", "There is no such code"),
    "impossible": Text("Mã chưa đúng", "This cannot be a code"),
    "intro": Text(
        "Mỗi ngôi nhà, trụ sở, địa điểm có mã địa chỉ số thì tra được ở đây bằng đúng mã trên biển. "
        "Trang này không có tên người, và không tìm ngược từ vị trí hay tên đường ra mã.",
        "Every house, office or place that has an address code can be looked up here by the exact code on its plate. "
        "This page has no names of people, and leads from no place or street to a code.",
    ),
}
