"""What checks and fields are called before people: the one place for both."""

from layers.indicators.registry import all_indicators
from layers.layer import Text
from layers.registry import all_layers

CHECKS = {
    "reading": Text("Đọc tệp", "Reading"),
    "encoding": Text("Bảng mã chữ", "Encoding"),
    "mixed_encoding": Text("Lẫn bảng mã", "Mixed encodings"),
    "cut_text": Text("Chữ bị cắt", "Text cut off"),
    "lost_letter": Text("Chữ bị mất", "Letters lost"),
    "question_marks": Text("Chữ đã thành dấu hỏi", "Letters turned into question marks"),
    "crs": Text("Hệ tọa độ", "Coordinate system"),
    "far": Text("Xa mọi đơn vị", "Far from every unit"),
    "two_pairs": Text("Hai cặp tọa độ khác nhau", "Two pairs of coordinates differ"),
    "duplicate": Text("Có thể trùng", "Perhaps there twice"),
    "outside_unit": Text("Ngoài đơn vị đã ghi", "Outside the unit named"),
    "personal": Text("Bỏ số của cá nhân", "Personal numbers taken out"),
    "flattened": Text("Bỏ độ cao", "Heights left out"),
    "repaired": Text("Hình đã sửa", "Shapes repaired"),
    "overlap": Text("Chồng lấn", "Overlaps"),
    "gap": Text("Khoảng trống", "Gaps"),
    "outside_parent": Text("Nằm ngoài đơn vị cấp trên", "Outside the parent"),
    "uncovered": Text("Cấp trên còn trống", "Parents left uncovered"),
    "predecessors": Text("Khác hợp của đơn vị cũ", "Off the union of predecessors"),
    "area": Text("Diện tích khác công bố", "Area off the published one"),
    "name_clash": Text("Trùng tên", "Names that clash"),
    "spelling": Text("Cách viết tên", "Spelling"),
    "code_reused": Text("Mã dùng lại", "Codes reused"),
    "code_padded": Text("Mã mất số 0 đầu", "Codes that lost zeros"),
    "rest_unknown": Text("Phần còn lại không rõ", "The rest is not known"),
    "divided": Text("Chia cho nhiều đơn vị", "Divided among several"),
    "two_identities": Text("Hai mã định danh", "Two identities"),
    "other_kind": Text("Khác loại với hồ sơ", "Of another kind on record"),
    "no_parent": Text("Chưa rõ cấp trên", "Parent not known"),
    "same_name": Text("Cùng tên, khác mã trên hồ sơ", "Of the same name, another code on record"),
    "no_boundary": Text("Chưa có ranh giới", "Without a boundary"),
    "weighed": Text("Tỷ lệ đã tính được", "Shares known now"),
    "parent_created": Text("Cấp trên mới ghi", "Parents put on record"),
}
SEVERITIES = {
    "note": Text("ghi chú", "note"),
    "repaired": Text("đã sửa", "repaired"),
    "warning": Text("cần xem", "warning"),
}
# Of tables of administrative units.
UNIT_FIELDS = {
    "code": Text("Mã đơn vị", "Code of the unit"),
    "name": Text("Tên đơn vị", "Name of the unit"),
    "full_name": Text("Tên đầy đủ", "Full name, with the kind of unit"),
    "kind": Text("Loại đơn vị", "Kind of unit"),
    "area_official": Text("Diện tích công bố", "Area as published"),
    "province_code": Text("Mã tỉnh", "Code of the province"),
    "province": Text("Tên tỉnh", "Name of the province"),
    "district_code": Text("Mã huyện", "Code of the district"),
    "district": Text("Tên huyện", "Name of the district"),
    "commune_code": Text("Mã xã, phường", "Code of the commune"),
    "commune": Text("Tên xã, phường", "Name of the commune"),
}
# Of tables of figures, beside the figures themselves.
FIGURE_FIELDS = {
    "unit": Text("Đơn vị", "Unit"),
    "unit_code": Text("Mã đơn vị", "Code of the unit"),
    "hamlet": Text("Tên thôn, xóm, tổ dân phố", "Name of the hamlet"),
    "hamlet_code": Text("Mã thôn, xóm, tổ dân phố", "Code of the hamlet"),
    "commune": UNIT_FIELDS["commune"],
    "commune_code": UNIT_FIELDS["commune_code"],
    "district": UNIT_FIELDS["district"],
    "district_code": UNIT_FIELDS["district_code"],
    "province": UNIT_FIELDS["province"],
    "province_code": UNIT_FIELDS["province_code"],
    "indicator": Text("Chỉ số", "Indicator"),
    "value": Text("Giá trị", "Value"),
    "period": Text("Kỳ số liệu", "Period"),
    "source": Text("Nguồn số liệu", "Source"),
}
_POSITION = {
    "geometry": Text("Vị trí", "Position"),
    "lon": Text("Kinh độ hoặc X", "Longitude or x"),
    "lat": Text("Vĩ độ hoặc Y", "Latitude or y"),
    "wkt": Text("Hình học", "Shape"),
}


def field_words(layer: str, field: str) -> Text:
    """A field as messages name it: its title, and the name by which options know it: “Cấp học (level)”."""
    declared = all_layers().get(layer)
    titles = {each.name: each.title for each in declared.fields} if declared else {}
    title = titles.get(field) or UNIT_FIELDS.get(field) or FIGURE_FIELDS.get(field) or _POSITION.get(field)
    if title is None and field in all_indicators():
        title = all_indicators()[field].title
    return Text(f"{title.vi} ({field})", f"{title.en} ({field})") if title else Text(field, field)
