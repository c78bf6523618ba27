"""The words of the page `/gallery`."""

from geo_api.embeds.examples import Part
from geo_api.pages import FRAME_WORDS
from layers.layer import Text

GALLERY_WORDS = {
    **FRAME_WORDS,
    "title": Text("Bản đồ mẫu", "Example maps"),
    "summary": Text(
        "Những cách xem bản đồ này, từ dữ liệu đang có: mở ra xem, gửi cho người khác, hoặc nhúng vào trang của bạn.",
        "Ways to look at this map, out of the data there is: open them, send them on, or put them on your own page.",
    ),
    "to_content": Text("Chuyển tới nội dung", "Skip to the content"),
    "to_map": Text("Bản đồ", "Map"),
    "open": Text("Mở bản đồ", "Open the map"),
    "embed": Text("Nhúng, chép đoạn mã", "Embed it"),
    "picture_of": Text("Hình bản đồ: {title}", "Picture of the map: {title}"),
    "empty": Text("Chưa có dữ liệu nào để xem.", "There is no data to look at yet."),
    "notebooks": Text("Trong sổ tay Python", "In a Python notebook"),
    "notebooks_how": Text(
        "Cũng những bản đồ ấy bằng Folium, lưu thành một tệp HTML mở được khi không có mạng (docs/notebooks.md):",
        "The same maps with Folium, saved as one HTML file that opens without a network (docs/notebooks.md):",
    ),
    "report_how": Text(
        "Báo cáo của một xã thành một tệp, kèm bản đồ Folium (docs/reports.md):",
        "The report of a commune as one file, with a Folium map in it (docs/reports.md):",
    ),
}
PARTS = {
    Part.COVERAGE: Text("Mức độ phủ", "Coverage"),
    Part.UNIT: Text("Xã, phường; trước và sau sắp xếp", "Communes; before and after the reform"),
    Part.LAYER: Text("Từng lớp dữ liệu", "Layer by layer"),
}
