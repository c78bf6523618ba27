"""Words of the page `/admin` about one load on record, and taking it back."""

from layers.layer import Text

UNDO_WORDS = {
    "undo": Text("Thu hồi", "Take back"),
    "undo_open": Text("Thu hồi lần nạp số {load}", "Take back load {load}"),
    "load_title": Text("Lần nạp số {load}", "Load {load}"),
    "load_gone": Text("Không có lần nạp số {load}.", "There is no load number {load}."),
    "mode_undo": Text("Thu hồi", "Taking back"),
    "undo_looking": Text(
        "Đang xem thử thu hồi thì lớp sẽ ra sao; chưa đổi gì.",
        "Looking into what taking it back would do; nothing is changed.",
    ),
    "undo_working": Text("Đang thu hồi: hoặc trọn vẹn, hoặc không đổi gì.", "Being taken back: all of it, or nothing."),
    "undo_title": Text("Thu hồi thì sẽ thế này", "What taking it back does"),
    "undo_will_delete": Text(
        "{count} dòng do lần nạp này thêm vào sẽ bị xóa khỏi lớp.",
        "Rows that this load added and that will be removed: {count}.",
    ),
    "undo_will_restore": Text(
        "{count} dòng bị lần nạp này đổi hoặc xóa sẽ trở lại như trước.",
        "Rows that it changed or removed and that will be as before: {count}.",
    ),
    "undo_did_delete": Text("{count} dòng đã xóa khỏi lớp.", "Rows removed: {count}."),
    "undo_did_restore": Text("{count} dòng đã trở lại như trước.", "Rows that are again as before: {count}."),
    "undo_meaning": Text(
        "Lớp {layer} sẽ như trước lần nạp này. Muốn có lại dữ liệu thì nạp lại tệp.",
        "Layer {layer} will be as it was before this load. To have the data again, load the file again.",
    ),
    "undo_do": Text("Thu hồi lần nạp số {load} ngay", "Take back load {load} now"),
    "undo_not": Text("Không thu hồi", "Leave it as it is"),
    "undo_refused": Text("Không thu hồi được, chưa đổi gì", "It cannot be taken back; nothing was changed"),
    "undo_look_again": Text("Xem thử lại", "Look again"),
    "undo_never": Text(
        "Lần nạp này ghi vào lịch sử đơn vị hành chính; lịch sử chỉ ghi thêm, không thu hồi. Hãy nạp bản đúng.",
        "This load went into the history of units, which is only added to. Load what is right instead.",
    ),
}
