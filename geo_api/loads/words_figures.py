"""Words of the page `/admin` about tables of figures, where they are others than those of rows of a layer."""

from layers.layer import Text

FIGURE_WORDS = {
    "figures_title": Text("Số liệu của kỳ nào, nguồn nào?", "Figures of which period, from where?"),
    "figures_period": Text("Kỳ số liệu", "Period"),
    "figures_period_hint": Text(
        "Để trống nếu bảng có cột kỳ. Năm: 2025; nửa năm: 2025-H1; quý: 2025-Q3; tháng: 2025-06.",
        "Empty where a column has it. A year: 2025; a half: 2025-H1; a quarter: 2025-Q3; a month: 2025-06.",
    ),
    "figures_period_example": Text("ví dụ: 2025", "such as 2025"),
    "figures_source": Text("Nguồn số liệu", "Source"),
    "figures_source_example": Text("ví dụ: Niên giám thống kê 2025", "such as: Statistical yearbook 2025"),
    "figures_level": Text("Các đơn vị trong bảng thuộc cấp", "Level of the units in the table"),
    "figures_level_table": Text("như bảng ghi", "as the table says"),
    "into_layer_indicators": Text("là chỉ số của đơn vị", "as figures of units"),
    "load_indicators": Text("Ghi {count} giá trị", "Write {count} figures"),
    "load_no_count_indicators": Text("Ghi các giá trị", "Write the figures"),
    "done_title_indicators": Text("Đã ghi {count} giá trị", "{count} figures written"),
    "ready_replacing_indicators": Text(
        "Bấm là ghi; {count} giá trị cùng kỳ đang có bị thay. Thu hồi được về sau.",
        "This writes; {count} figures of the same period are replaced. It can be taken back later.",
    ),
    "why_rows_indicators": Text(
        "Chưa nạp được: {count} dòng không đạt. Sửa bảng rồi gửi lại, hoặc đổi cột, kỳ, cách nạp.",
        "Not possible: {count} rows are refused. Correct the table and send it again, or change columns or mode.",
    ),
    # The table of what would be written.
    "figures": Text("Các giá trị đã hiểu", "The figures as they were understood"),
    "figures_all": Text("Cả {total} giá trị đọc được.", "All {total} figures that could be read."),
    "figures_some": Text(
        "{shown} trên {total} giá trị đọc được, rải đều trong bảng.",
        "{shown} of {total} figures that could be read, spread over the table.",
    ),
    "figures_more": Text("{count} giá trị nữa", "{count} more"),
    "figure_replaced": Text("cùng kỳ, đang có", "of the same period, on record"),
    "col_row": Text("Dòng", "Row"),
    "col_unit": Text("Đơn vị", "Unit"),
    "col_indicator": Text("Chỉ số", "Indicator"),
    "col_value": Text("Giá trị", "Value"),
    "col_before": Text("Trước đó", "Before"),
    "col_period": Text("Kỳ", "Period"),
    "col_source": Text("Nguồn", "Source"),
    # Counts.
    "count_good_indicators": Text("giá trị sẽ được ghi", "figures to be written"),
    "count_fit_indicators": Text("dòng đạt", "rows in order"),
    "count_written_indicators": Text("giá trị đã ghi", "figures written"),
    "count_bad_indicators": Text("dòng không đạt", "rows refused"),
    "count_ignored_indicators": Text("dòng không có số liệu", "rows without figures"),
    "count_removed_indicators": Text("giá trị cũ cùng kỳ được thay", "figures of the same period replaced"),
    # Questions and choices.
    "ask_mapping_hint_indicators": Text(
        "Bảng phải cho biết điều này ở mọi dòng.", "The table has to say it in every row."
    ),
    "mapping_hint_indicators": Text(
        "Đổi nếu cột bị hiểu sai, rồi bấm “Kiểm tra lại”. Mỗi chỉ số một cột, hoặc hai cột “Chỉ số” và “Giá trị”.",
        "Change what was misunderstood, then press “Check again”. A column for each indicator, or two columns, "
        "“Indicator” and “Value”.",
    ),
    "mode_indicators": Text("Với giá trị đã có của cùng kỳ", "Figures of the same period on record"),
    "mode_append_indicators": Text("Chỉ thêm", "Add only"),
    "mode_append_hint_indicators": Text(
        "Giá trị nào của kỳ này đã có thì cả bảng bị từ chối.", "Where there is one already, the table is refused."
    ),
    "mode_upsert_indicators": Text("Thay giá trị cùng kỳ", "Replace them"),
    "mode_upsert_hint_indicators": Text(
        "Thay giá trị của cùng đơn vị, chỉ số và kỳ; thu hồi thì giá trị cũ trở lại.",
        "A figure of the same unit, indicator and period is replaced; taking the load back brings it back.",
    ),
    "technical_indicators": Text("Bảng mã, phần của tệp", "Encoding, part of the file"),
    # The result, and taking it back.
    "next_map_indicators": Text("Xem các giá trị", "See the figures"),
    "undo_meaning_indicators": Text(
        "Số liệu sẽ như trước lần nạp này. Muốn có lại thì nạp lại tệp.",
        "Figures will be as they were before this load. To have them again, load the file again.",
    ),
    "undo_will_delete_indicators": Text(
        "{count} giá trị do lần nạp này ghi sẽ bị xóa.",
        "Figures that this load wrote and that will be removed: {count}.",
    ),
    "undo_will_restore_indicators": Text(
        "{count} giá trị cũ cùng kỳ sẽ trở lại.", "Former figures of the same period that will be back: {count}."
    ),
    "undo_did_delete_indicators": Text("{count} giá trị đã xóa.", "Figures removed: {count}."),
    "undo_did_restore_indicators": Text("{count} giá trị cũ đã trở lại.", "Former figures that are back: {count}."),
}
