"""What the page `/field/office` says of the report of a unit, of what can be taken away, and of what happened."""

from layers.layer import Text

FIGURE_WORDS = {
    "mode_figures": Text("Số liệu", "Figures"),
    "figures": Text("Số liệu của sổ địa chỉ", "Figures of the register"),
    "figures_at": Text(
        "Tính lúc {moment}. Bấm vào một con số để xem đúng các địa chỉ đó.",
        "As of {moment}. Press a figure to see the addresses that it counts.",
    ),
    "figures_xlsx": Text("Tải bảng số liệu (Excel)", "Take the figures (Excel)"),
    "figures_none": Text("Đơn vị này chưa có địa chỉ nào.", "This unit has no addresses yet."),
    "figures_all": Text("Cả đơn vị", "The whole unit"),
    "figures_back": Text("← Số liệu", "← Figures"),
    "wanted": Text("Đang lọc", "Filtered"),
    "wanted_clear": Text("Bỏ lọc", "Show all"),
    "wanted_street": Text("Địa chỉ của {street}", "Addresses of {street}"),
    "wanted_ids": Text("{count} địa chỉ đã chọn từ số liệu", "{count} addresses of a figure"),
    "figure_live": Text("Đang có trong sổ", "In the register"),
    "figure_coverage": Text("Nhà so với số hộ", "Dwellings by households"),
    "figure_dwellings": Text("Nhà ở, căn hộ", "Dwellings"),
    "figure_inaccurate": Text("Sai số hơn 10 m", "Worse than 10 m"),
    "figure_unknown_accuracy": Text("Không rõ sai số", "Accuracy not known"),
    "figure_without_number": Text("Chưa có số nhà", "Without number"),
    "figure_old": Text("Hơn 5 năm chưa xem lại", "Older than 5 years"),
    "figure_gaps": Text("Số nhà bị thiếu", "Numbers missing"),
    "figure_gaps_of": Text(
        "{name}: {count} số nhà bị thiếu, xem ở đường nào", "{name}: {count} missing, see the streets"
    ),
    "figures_part": Text("{title} ({count})", "{title} ({count})"),
    "figures_part_first": Text(
        "{title} ({listed} mục đầu trong tổng số {count})", "{title} (the first {listed} of {count})"
    ),
    "figure_lone": Text("Số chẵn, lẻ đứng một mình", "Lone odd or even"),
    "figure_spots": Text("Chung một điểm với địa chỉ khác", "At one point with others"),
    "figure_list": Text("{name}, {figure}: xem {count} địa chỉ", "{name}, {figure}: list {count}"),
    "figure_list_first": Text(
        "{name}, {figure}: {count} địa chỉ, xem {listed} địa chỉ đầu",
        "{name}, {figure}: {count}, list the first {listed}",
    ),
    "figure_more": Text("{named} và {count} số nữa", "{named} and {count} more"),
    "figure_street": Text("{hamlet}: xem các địa chỉ của {street}", "{hamlet}: list the addresses of {street}"),
    "figure_spot": Text("{hamlet}: xem {count} địa chỉ cùng một điểm", "{hamlet}: list {count} at one point"),
    "figure_open": Text("mở số {number}, {street}", "open number {number}, {street}"),
    "figure_street_head": Text("Đường, ngõ", "Street"),
    "figure_missing": Text("Số bị thiếu giữa các số đã có", "Missing between others"),
    "figure_lone_number": Text("Số nhà", "Number"),
    "figure_addresses": Text("Địa chỉ", "Addresses"),
    "gaps": Text("Dãy số nhà bị thiếu số", "Gaps in sequences of numbers"),
    "lone": Text("Số duy nhất ở bên chẵn hoặc bên lẻ của đường", "The only odd or even number of a street"),
    "spots": Text(
        "Nhiều địa chỉ đứng cùng một điểm, không cùng tòa nhà", "Several addresses at one point, of different buildings"
    ),
    "coverage_unknown": Text("chưa có số hộ", "households not known"),
    "coverage_of": Text("{share} của {households} hộ", "{share} of {households}"),
    "exports": Text("Tải dữ liệu của đơn vị", "Take the unit's addresses away"),
    "exports_logged": Text(
        "Tệp có mọi địa chỉ đã cấp mã của đơn vị đang chọn. Mỗi lần tải được ghi vào nhật ký: ai, đơn vị nào, lúc nào.",
        "All addresses in use of the chosen unit. Each download is recorded: who, which unit, when.",
    ),
    "export_xlsx": Text("Tải Excel (XLSX)", "Excel (XLSX)"),
    "export_xlsx_hint": Text("Bảng để xem, in.", "A table for people."),
    "export_openaddresses": Text("Tải CSV (OpenAddresses)", "CSV (OpenAddresses)"),
    "export_openaddresses_hint": Text("Cho phần mềm khác.", "For other programs."),
    "export_overture": Text("Tải GeoJSON (Overture)", "GeoJSON (Overture)"),
    "export_overture_hint": Text("Cho QGIS và bản đồ khác.", "For QGIS and other maps."),
    "changes": Text("Thay đổi gần đây ở các đơn vị của bạn", "What happened last in your units"),
    "changes_none": Text("Chưa có thay đổi nào.", "Nothing has happened yet."),
    "change_when": Text("Lúc", "When"),
    "change_what": Text("Việc", "What"),
    "change_which": Text("Địa chỉ", "Address"),
    "change_address": Text("số {id} trong sổ", "no. {id} of the register"),
    "change_open": Text("mở địa chỉ số {id} trong sổ", "open no. {id} of the register"),
    "change_feed": Text("Nguồn thay đổi (JSON)", "Feed of changes (JSON)"),
    "change_feed_hint": Text(
        "Phần mềm khác theo dõi sổ bằng nguồn này, với mã truy cập lập ở trang tài khoản.",
        "Other programs follow the register by this feed, with a token made at the page of the account.",
    ),
}
