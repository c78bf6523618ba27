"""Names of the checks of units, as a person reads them."""

from layers.layer import Text

TITLES = {
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
    "repaired": Text("Hình đã sửa", "Shapes repaired"),
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
