"""The words of the page `/about-data`."""

from geo_api.map_frame import MAP_WORDS
from geo_api.pages import FRAME_WORDS
from layers.layer import Group, Text

WORDS = {
    **FRAME_WORDS,
    "title": Text("Nguồn dữ liệu", "About the data"),
    "summary": Text(
        "Từng lớp dữ liệu mở của bản đồ: là gì, lấy từ đâu, mới đến ngày nào, chính xác đến đâu, được dùng thế nào.",
        "Every open layer of the map: what it is, where it comes from, how new and exact it is, how it may be used.",
    ),
    "machines": Text("Danh mục cho máy đọc", "Catalogue for machines"),
    "to_content": Text("Chuyển tới nội dung", "Skip to the content"),
    "to_map": Text("Bản đồ", "Map"),
    "contents": Text("Mục lục", "Contents"),
    "boundaries": Text("Ranh giới", "Boundaries"),
    "layers": Text("Các lớp dữ liệu", "Layers"),
    "legal": MAP_WORDS["boundary_reference"],
    "legal_why": Text(
        "Ranh giới trên bản đồ giúp tìm và thống kê. Ranh giới có giá trị pháp lý là ranh giới trong hồ sơ địa giới"
        " hành chính do cơ quan có thẩm quyền ban hành.",
        "Boundaries on the map are for finding and counting. Those with legal force stand in the records of"
        " administrative boundaries that the competent authority keeps.",
    ),
    "sample": Text(
        "Bản đồ này đang có dữ liệu mẫu, không phải số liệu thật.", "This map holds sample data, not real figures."
    ),
    "level": Text("Cấp", "Level"),
    "standing": Text("Giá trị", "Standing"),
    "units": Text("Số đơn vị", "Units"),
    "source": Text("Nguồn", "Source"),
    "newest": Text("Mới nhất", "Newest"),
    "layer": Text("Lớp", "Layer"),
    "licence": Text("Giấy phép", "Licence"),
    "rows": Text("Số đối tượng", "Features"),
    "rules": Text("{count} tiêu chí", "{count} rules"),
    "accuracy": Text("Độ chính xác", "Accuracy"),
    "take": Text("Lấy dữ liệu", "Get it"),
    "look": Text("Xem, tải về", "Look, download"),
    "fields": Text("Các trường, API", "Fields, API"),
    "empty": Text("Chưa có dữ liệu", "No data yet"),
    "unknown": Text("không rõ", "not known"),
    "always": Text("cập nhật liên tục", "kept up to date"),
    "see_boundaries": Text("Xem mục Ranh giới", "See Boundaries"),
    "from_files": Text("Tệp do {agency} nạp", "Files loaded by {agency}"),
    "from_files_of_nobody": Text("Tệp do cơ quan vận hành bản đồ nạp", "Files loaded by whoever runs the map"),
    "as_of": Text("{source} (dữ liệu ngày {day})", "{source} (data of {day})"),
    "from_sample": Text("Dữ liệu mẫu (không phải số liệu thật)", "Sample data (not real figures)"),
    "osm": Text("© những người đóng góp cho OpenStreetMap", "© OpenStreetMap contributors"),
    "no_licence": Text("Chưa công bố", "Not stated"),
    "as_units": Text("Như ranh giới", "As the boundaries"),
    "transformed": Text("chuyển hệ tọa độ sai số đến {metres} m", "coordinates changed into ours within {metres} m"),
}
# Where what no file brings comes from.
ORIGINS = {
    Group.COVERAGE: Text(
        "Hệ thống tính theo các tiêu chí phủ, từ những lớp khác của bản đồ",
        "Calculated here by the coverage rules, out of other layers of the map",
    ),
    Group.ADDRESS: Text(
        "Sổ địa chỉ số của hệ thống: thu thập tại chỗ, xác minh rồi mới cấp mã",
        "The register of digital addresses kept here: collected on site, verified, then given a code",
    ),
}
# How exact a layer is whose declaration says nothing of it.
ACCURACIES = {
    Group.COVERAGE: Text("Như các lớp dùng để tính", "As the layers it is calculated from"),
    Group.UNIT: WORDS["as_units"],
    Group.INDICATOR: Text("Như bảng số liệu của cơ quan công bố", "As the tables of whoever published the figures"),
}
AS_SOURCE = Text("Vị trí như trong tệp nguồn, chưa đo kiểm", "Positions as in the source, not surveyed by us")
