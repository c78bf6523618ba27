"""Words of the page `/planner` where two units, or two days, stand side by side."""

from layers.layer import Text

COMPARE_WORDS = {
    "compare": Text("So sánh", "Compare"),
    "compare_of": Text("So sánh: {unit}", "Compare: {unit}"),
    "compare_units": Text("Hai đơn vị", "Two units"),
    "compare_days": Text("Hai ngày", "Two days"),
    "compare_unit": Text("Với đơn vị", "With the unit"),
    "compare_day": Text("Với ngày", "With the day"),
    "compare_none": Text(
        "Không có đơn vị nào khác để so sánh vào ngày này. Hãy chọn đơn vị hoặc ngày khác.",
        "There is no such unit to compare with on this day. Choose another unit or day.",
    ),
    "compare_caption": Text("Số liệu của {left} và {right}", "Figures of {left} and {right}"),
    "compare_later": Text(
        "Ngày {then} không sớm hơn ngày đang xem ({at}). Hãy chọn một ngày sớm hơn.",
        "{then} is not before the day that is shown ({at}). Choose an earlier day.",
    ),
    "compare_set": Text("Bộ tiêu chí có hiệu lực", "Set in force"),
    "compare_other_set": Text("khác bộ, không so từng tiêu chí", "other sets: criteria cannot be compared"),
    "compare_not_in_set": Text("không có trong bộ tiêu chí của ngày này", "not in the set of this day"),
    "compare_facts": Text("Quy mô", "Size"),
    "compare_rules": Text("Các tiêu chí độ phủ khác", "Other coverage rules"),
    "compare_area": Text("Diện tích (km²)", "Area (km²)"),
    "compare_population": Text("Dân số (người)", "Population"),
    "compare_households": Text("Số hộ", "Households"),
    "compare_density": Text("Mật độ dân số (người/km²)", "People per km²"),
    "compare_not_counted": Text("chưa tính", "not counted"),
    "compare_passed": Text("{passed}/{known}", "{passed} of {known}"),
    "compare_change": Text("Thay đổi", "Change"),
    "compare_better": Text("{unit} tốt hơn", "{unit} is better"),
    "compare_equal": Text("bằng nhau", "equal"),
    "compare_open": Text("chưa so được", "cannot be told"),
    "compare_up": Text("tốt lên", "better than before"),
    "compare_down": Text("kém đi", "worse than before"),
    "compare_same": Text("không đổi", "as before"),
    "compare_sum": Text(
        "Trong các tiêu chí độ phủ: {one} tốt hơn ở {left}, {other} tốt hơn ở {right}, bằng nhau {same},"
        " chưa so được {open}.",
        "Of the coverage rules {one} is better in {left}, {other} in {right}; equal {same}, cannot be told {open}.",
    ),
    "compare_sum_times": Text(
        "Trong các tiêu chí độ phủ: tốt lên {right}, kém đi {left}, không đổi {same}, chưa so được {open}.",
        "Of the coverage rules {right} are better than before, {left} worse, {same} as before; {open} cannot be told.",
    ),
    "compare_counted_on": Text("Các ngày có kết quả:", "Days with results:"),
    "compare_no_days": Text(
        "Tiêu chí đang xem chưa được tính cho ngày nào sớm hơn.", "The rule was not counted for any earlier day."
    ),
    "difference": Text("Chênh lệch", "Difference"),
    "share_points": Text("{points} điểm %", "{points} points"),
}
