"""How a coverage rule is said in a sentence."""

from layers.layer import Text

RULE_WORDS = {
    "choose_rule": Text("Chọn tiêu chí", "Choose a rule"),
    "change_rule": Text("Đổi tiêu chí", "Change"),
    "about_rule": Text("Chi tiết", "Details"),
    "about_dwellings": Text(
        "Số nhà ở được làm tròn theo bước 5 để không lộ từng nhà; tỷ lệ tính từ số đã làm tròn, nên có thể là 100% mà"
        " vẫn chưa đạt. Kết quả đạt hay chưa đạt tính từ số thật.",
        "Numbers of dwellings are told in steps of five, so that nobody learns of a single one; shares are of those"
        " numbers and may read 100% where a few fail. Whether a unit passes is found from the exact ones.",
    ),
    "unchecked": Text("chưa đối chiếu văn bản", "not checked against its text"),
    "severity_required": Text("Bắt buộc", "Required"),
    "severity_recommended": Text("Khuyến nghị", "Recommended"),
    "severity_info": Text("Tham khảo", "For information"),
    "basis": Text("Căn cứ", "Basis"),
    "basis_law": Text("Văn bản pháp luật", "Law"),
    "basis_standard": Text("Quy chuẩn, tiêu chuẩn", "Standard"),
    "basis_local-decision": Text("Quyết định của địa phương", "Local decision"),
    "basis_press": Text("Báo chí", "Press"),
    "basis_default": Text("Mặc định của hệ thống", "Default of this service"),
    "rule_version": Text("Mã {id}, phiên bản {version}", "Id {id}, version {version}"),
    "level_hamlet": Text("thôn, tổ dân phố", "hamlet"),
    "level_commune": Text("xã, phường", "commune"),
    "level_district": Text("huyện", "district"),
    "level_province": Text("tỉnh", "province"),
    "each_needs": Text("Mỗi điểm cần", "Each place needs"),
    "unit_needs": Text("Đơn vị ({level}) đạt khi", "A unit ({level}) passes with"),
    "all_rules": Text("Đạt khi đạt mọi tiêu chí: {rules}", "Passes when all of these pass: {rules}"),
    "some_rules": Text(
        "Đạt khi đạt ít nhất {count} trong các tiêu chí: {rules}", "Passes when at least {count} of these pass: {rules}"
    ),
    "targets": Text("đối tượng đạt chuẩn", "of what counts"),
    "needs_count": Text("{wanted} {targets} {where}", "{wanted} {targets} {where}"),
    "needs_nearest": Text("cách {targets} gần nhất {wanted}", "a distance of {wanted} to the nearest of {targets}"),
    "needs_sum": Text(
        "tổng “{of}” của {targets} {where} {per} {wanted}", "a sum of “{of}” of {targets} {where} {per} {wanted}"
    ),
    "needs_value": Text("chỉ tiêu {targets} {wanted}", "indicator {targets} {wanted}"),
    "needs_share": Text("phần được {targets} phủ {where} {wanted}", "a part covered by {targets} {where} {wanted}"),
    "per": Text("trên {count} {of}", "per {count} {of}"),
    "attr_population": Text("dân", "people"),
    "attr_households": Text("hộ", "households"),
    "attr_area_km2": Text("km²", "km²"),
    "attr_children_3_5": Text("trẻ 3–5 tuổi", "children of 3 to 5"),
    "attr_pupils": Text("học sinh", "pupils"),
    "or": Text("hoặc", "or"),
    "hosted": Text("đặt tại chỗ", "on the spot"),
    "inside": Text("trong đơn vị", "inside the unit"),
    "seen_by": Text("trong tầm nhìn", "in view"),
    "within_straight": Text("trong {distance} đường chim bay", "within {distance} as the crow flies"),
    "within_walk": Text("trong {distance} đi bộ", "within {distance} on foot"),
    "within_drive": Text("trong {distance} đi xe", "within {distance} by road"),
    "unit_share": Text("{wanted} số điểm đạt", "{wanted} of its places passing"),
    "unit_count": Text("{wanted} điểm đạt", "{wanted} places passing"),
    "unit_all": Text("mọi điểm đạt", "all of its places passing"),
    "unit_any": Text("ít nhất một điểm đạt", "one of its places passing"),
}
