"""Every word of the page `/embed`, where maps for other sites are put together; the scripts fill in ``{name}``."""

from geo_api.pages import FRAME_WORDS
from layers.layer import Text

BUILDER_WORDS = {
    **FRAME_WORDS,
    "builder": Text("Nhúng bản đồ vào trang của bạn", "A map on your own page"),
    "summary": Text(
        "Chọn lớp hoặc tiêu chí, đơn vị, khung nhìn; xem thử rồi chép đoạn mã. Không cần tài khoản.",
        "Choose a layer or a rule, a unit, a view; look at it and copy the lines. No account is needed.",
    ),
    "to_preview": Text("Chuyển tới bản xem thử", "Skip to the preview"),
    "to_map": Text("Bản đồ", "Map"),
    "to_finder": Text("Tra địa chỉ cũ, mới", "Old and new addresses"),
    "what": Text("Hiện gì", "What it shows"),
    "rules": Text("Tiêu chí phủ", "Coverage rules"),
    "unit": Text("Đơn vị hành chính", "Administrative unit"),
    "unit_hint": Text("Gõ tên, có dấu hay không; bỏ trống: toàn bộ", "Type a name, with or without marks; empty: all"),
    "unit_list": Text("Đơn vị tìm thấy", "Units found"),
    "unit_count": Text("{count} đơn vị", "{count} units"),
    "unit_none": Text("Không có đơn vị nào tên như vậy", "No unit has such a name"),
    "unit_unknown": Text("Hãy chọn một đơn vị trong danh sách.", "Choose one of the units in the list."),
    "at": Text("Ngày", "Day"),
    "at_hint": Text("Bỏ trống: luôn là hôm nay", "Empty: always today"),
    "view": Text("Khung nhìn", "View"),
    "view_all": Text("Cả khu vực, hoặc cả đơn vị đã chọn", "All of the area, or of the unit chosen"),
    "view_seen": Text("Như đang thấy trong bản xem thử", "As it is seen in the preview"),
    "view_hint": Text("Kéo, phóng bản xem thử rồi chọn dòng dưới.", "Move the preview, then choose the second line."),
    "size": Text("Kích thước", "Size"),
    "wide": Text("Rộng bằng cột chữ, tỷ lệ {ratio}", "As wide as the column, {ratio}"),
    "fixed": Text("Cố định (điểm ảnh)", "Fixed (pixels)"),
    "width": Text("Rộng", "Width"),
    "height": Text("Cao", "Height"),
    "size_bad": Text(
        "Rộng từ {width} và cao từ {height} đến {most} điểm ảnh.",
        "At least {width} wide and {height} high, at most {most} pixels.",
    ),
    "options": Text("Tùy chọn", "Options"),
    "with_title": Text("Có tiêu đề", "With its title"),
    "with_legend": Text("Có chú giải", "With a legend"),
    "theme": Text("Sáng, tối", "Light or dark"),
    "theme_auto": Text("Theo máy người xem", "As the reader's device"),
    "theme_light": Text("Luôn sáng", "Always light"),
    "theme_dark": Text("Luôn tối", "Always dark"),
    "language": Text("Ngôn ngữ", "Language"),
    "preview": Text("Xem thử", "Preview"),
    "lines": Text("Chép vào trang của bạn", "Copy to your page"),
    "lines_iframe": Text("Khung (mọi trang web)", "A frame (any site)"),
    "lines_element": Text("Thẻ <ward-map>, điều khiển được bằng mã", "The element <ward-map>, for scripts"),
    "lines_link": Text("Liên kết", "A link"),
    "copy": Text("Chép", "Copy"),
    "copied": Text("Đã chép", "Copied"),
    "copy_failed": Text("Không chép được; hãy tự chọn và chép.", "It was not copied; select it and copy it yourself."),
    "may_any": Text("Mọi trang web đều nhúng được.", "Any site may show it."),
    "may_some": Text("Những trang nhúng được: {sites}.", "Sites that may show it: {sites}."),
    "may_none": Text(
        "Chưa trang nào khác được nhúng. Hãy báo quản trị viên của hệ thống ghi địa chỉ trang của bạn vào"
        " WARDMAP_EMBED_ANCESTORS.",
        "No other site may show it yet. Ask whoever runs this service to name your site in WARDMAP_EMBED_ANCESTORS.",
    ),
    "error_rules": Text("Chưa tải được danh sách tiêu chí.", "The list of rules could not be loaded."),
    "error_offline": Text("Kiểm tra kết nối mạng rồi thử lại.", "Check the connection and try again."),
    "retry": Text("Thử lại", "Try again"),
    "no_script": Text("Trang này cần JavaScript.", "This page needs JavaScript."),
}


def builder_words(language: str) -> dict[str, str]:
    return {key: text.in_language(language) for key, text in BUILDER_WORDS.items()}
