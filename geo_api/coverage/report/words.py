"""Words of the report."""

from layers.layer import Text

OUTCOMES = {
    "pass": Text("Đạt", "Met"),
    "fail": Text("Chưa đạt", "Not met"),
    "unknown": Text("Chưa đủ dữ liệu", "Not known"),
    "not_applicable": Text("Không áp dụng", "Not applicable"),
    None: Text("Chưa tính", "Not counted"),
}
LEVELS = {
    "hamlet": Text("thôn, xóm", "hamlet"),
    "commune": Text("xã, phường", "commune"),
    "district": Text("huyện", "district"),
    "province": Text("tỉnh", "province"),
}
BASES = {
    "law": Text("Văn bản luật", "Law"),
    "local-decision": Text("Quyết định của địa phương", "Local decision"),
    "standard": Text("Tiêu chuẩn", "Standard"),
    "press": Text("Báo chí", "Press"),
    "default": Text("Mặc định của hệ thống", "Default of this system"),
}
WORDS = {
    "title": Text("Báo cáo mức độ phủ", "Coverage report"),
    "as_of": Text("Tính cho ngày {day}", "As of {day}"),
    "made": Text("Lập lúc {moment}", "Made at {moment}"),
    "code": Text("Mã", "Code"),
    "boundary": Text("Ranh giới", "Boundary"),
    "hamlets": Text("Thôn, xóm, tổ dân phố", "Hamlets"),
    "roads": Text("Đường giao thông", "Roads"),
    "summary": Text("Tóm tắt", "Summary"),
    "rules_met": Text("tiêu chí đạt", "rules met"),
    "rules_not": Text("tiêu chí chưa đạt", "rules not met"),
    "rules_unknown": Text("chưa đủ dữ liệu", "not known"),
    "gaps_count": Text("điểm còn thiếu", "gaps"),
    "map": Text("Bản đồ", "Map"),
    "map_note": Text(
        "Bấm vào một điểm để xem chi tiết; chọn lớp ở góc trên bên phải. Nền là đường của hệ thống.",
        "Click a point for details; choose layers at the top right. The ground is this system's own roads.",
    ),
    "counts": Text("được tính cho tiêu chí này", "counts for this rule"),
    "counts_for": Text("Được tính cho", "Counts for"),
    "by_share": Text("Thôn, xóm theo tỷ lệ đạt", "Hamlets by share"),
    "opened": Text("đang hiện", "shown"),
    "missing": Text("Còn thiếu", "Missing"),
    "results": Text("Kết quả theo tiêu chí", "Results by rule"),
    "rule": Text("Tiêu chí", "Rule"),
    "result": Text("Kết quả", "Result"),
    "share": Text("Tỷ lệ đạt", "Share"),
    "threshold": Text("Ngưỡng", "Threshold"),
    "figures": Text("Đạt / thiếu / chưa rõ", "Pass / fail / not known"),
    "basis": Text("Căn cứ", "Basis"),
    "unchecked": Text("chưa đối chiếu văn bản", "not compared with the document"),
    "version": Text("phiên bản {version}, tính cho {day}", "version {version}, counted for {day}"),
    "judged_at": Text("xét ở cấp {level}", "judged by {level}"),
    "withheld": Text("không nêu số (dưới 5 hộ)", "withheld (fewer than 5 dwellings)"),
    "all": Text("mọi đối tượng", "all"),
    "all_rules": Text("đạt cả: {rules}", "all of: {rules}"),
    "count": Text("{op} {value} đối tượng", "{op} {value}"),
    "gaps": Text("Điểm còn thiếu, cần nhất trước", "Gaps, the greatest need first"),
    "place": Text("Địa điểm", "Place"),
    "kind": Text("Loại", "Kind"),
    "where": Text("Thuộc", "In"),
    "nearest": Text("Gần nhất đạt chuẩn", "Nearest that counts"),
    "none_near": Text("không có", "none"),
    "unnamed": Text("chưa có tên", "no name"),
    "no_gaps": Text("Không có điểm nào được ghi nhận là thiếu.", "No gap is on record."),
    "more_gaps": Text(
        "Còn nữa: chỉ liệt kê {count} điểm cần nhất.", "There are more: only the {count} of greatest need are listed."
    ),
    "dwellings": Text(
        "Nhà ở chỉ nêu tỷ lệ, không nêu từng nhà.", "Of dwellings only shares are told, never single ones."
    ),
    "matrix": Text("Địa điểm × dịch vụ", "Places × services"),
    "no_matrix": Text("Không có địa điểm nào được xét.", "No place is judged."),
    "more_places": Text("Còn nữa: chỉ liệt kê {count} địa điểm.", "There are more: only {count} places are listed."),
    "left_out": Text("Không vẽ hết trên bản đồ", "Not all drawn on the map"),
    "left_points": Text("{layer}: chỉ {count} điểm đầu", "{layer}: only the first {count} points"),
    "left_roads": Text("Đường: chỉ {count} đoạn lớn nhất", "Roads: only the {count} widest pieces"),
    "sources": Text("Nguồn dữ liệu", "Sources of data"),
    "source_layer": Text("Lớp", "Layer"),
    "source_file": Text("Tệp", "File"),
    "source_day": Text("Nạp lúc", "Loaded at"),
    "no_results": Text(
        "Chưa tính tiêu chí nào cho ngày này. Hãy chạy: wardmap coverage run",
        "No rule is calculated for this day. Run: wardmap coverage run",
    ),
    "guard": Text(
        "Dành cho cán bộ quy hoạch. Ranh giới không có giá trị pháp lý.",
        "For planners. Boundaries are without legal force.",
    ),
    "print": Text("Bản in: dùng lệnh In của trình duyệt.", "To print, use the browser's own Print."),
    "pass_sign": Text("✓ đạt", "✓ met"),
    "fail_sign": Text("✗ thiếu", "✗ missing"),
    "unknown_sign": Text("? chưa rõ", "? not known"),
    "not_applicable_sign": Text("–", "–"),
}
