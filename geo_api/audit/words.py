"""Words of the audit log: what each event is called, and what its page says."""

from geo_api.audit.events import Action
from layers.layer import Text

_TITLES: dict[str, Text] = {
    Action.SIGN_IN: Text("Đăng nhập", "Signed in"),
    Action.SIGN_IN_FAILED: Text("Đăng nhập không được", "Failed to sign in"),
    Action.SIGN_OUT: Text("Đăng xuất", "Signed out"),
    Action.PASSWORD_CHANGED: Text("Đổi mật khẩu của mình", "Changed the own password"),
    Action.PASSWORD_RENEWED: Text("Cấp mật khẩu mới", "Gave a new password"),
    Action.ACCOUNT_ADDED: Text("Thêm tài khoản", "Added an account"),
    Action.ACCOUNT_DISABLED: Text("Khóa tài khoản", "Disabled an account"),
    Action.ACCOUNT_ENABLED: Text("Mở lại tài khoản", "Enabled an account"),
    Action.SECOND_FACTOR_ON: Text("Bật xác thực hai bước", "Turned the second factor on"),
    Action.SECOND_FACTOR_OFF: Text("Tắt xác thực hai bước", "Took the second factor off"),
    Action.RECOVERY_CODES_MADE: Text("Tạo mã dự phòng", "Made recovery codes"),
    Action.IDENTITY_LINKED: Text("Nối tài khoản với nơi đăng nhập ngoài", "Linked an account to an outside sign-in"),
    Action.IDENTITY_UNLINKED: Text("Bỏ nối với nơi đăng nhập ngoài", "Unlinked an outside sign-in"),
    Action.TOKEN_MADE: Text("Tạo mã truy cập", "Made a token"),
    Action.TOKEN_REVOKED: Text("Thu hồi mã truy cập", "Revoked a token"),
    Action.SESSIONS_ENDED: Text("Đăng xuất một tài khoản ở mọi nơi", "Signed an account out everywhere"),
    Action.ROLE_GIVEN: Text("Cấp vai trò", "Gave a role"),
    Action.ROLE_TAKEN: Text("Kết thúc vai trò", "Ended a role"),
    Action.ROLE_MOVED: Text("Chuyển vai trò sang đơn vị mới", "Moved a role to a new unit"),
    Action.LOADED: Text("Nạp dữ liệu", "Loaded data"),
    Action.LOAD_UNDONE: Text("Thu hồi một lần nạp", "Took a load back"),
    Action.EXPORTED: Text("Xuất dữ liệu", "Exported data"),
    Action.READ_ITEM: Text("Xem một bản ghi", "Looked at a record"),
    Action.READ_ITEMS: Text("Xem nhiều bản ghi", "Looked at records"),
    Action.READ_ITEMS_ENDED: Text("Gửi xong các bản ghi", "Records were sent"),
    Action.READ_TILES: Text("Xem bản đồ", "Looked at the map"),
    Action.AUDIT_READ: Text("Tra nhật ký", "Searched the audit log"),
    Action.AUDIT_PRUNED: Text("Xóa phần nhật ký quá hạn", "Removed old events of the log"),
    Action.AUDIT_SUBJECT: Text("Trích hồ sơ của một bản ghi", "Extracted all about a record"),
    Action.ENUMERATION: Text("Cảnh báo: dò mã hàng loạt", "Alarm: codes are being tried"),
}

AUDIT_WORDS = {
    "audit": Text("Nhật ký", "Audit log"),
    "lost": Text("Mất kết nối với máy chủ.", "The connection to the server is lost."),
    "working": Text("Đang tìm…", "Searching…"),
    "intro": Text(
        "Ai đã làm gì, xem gì, lúc nào, từ đâu, vì sao. Chỉ thêm được, không sửa, không xóa. Mỗi lần tra cũng"
        " được ghi lại.",
        "Who did or saw what, when, from where, why. It is only ever added to. That you search it is recorded, too.",
    ),
    "since": Text("Từ ngày", "From"),
    "until": Text("Đến hết ngày", "Until"),
    "actor": Text("Ai", "Who"),
    "action": Text("Việc", "What"),
    "any_action": Text("mọi việc", "anything"),
    "subject": Text("Về", "About"),
    "subject_hint": Text("như account/12", "such as account/12"),
    "search": Text("Tìm", "Search"),
    "csv": Text("Tải CSV", "Download CSV"),
    "found_some": Text("{count} sự kiện, mới nhất trước", "{count} events, the newest first"),
    "found_none": Text("Không có sự kiện nào như vậy.", "There are no such events."),
    "older": Text("Xem cũ hơn", "Show older ones"),
    "col_at": Text("Lúc", "When"),
    "col_actor": Text("Ai", "Who"),
    "col_action": Text("Việc", "What"),
    "col_subject": Text("Về", "About"),
    "col_details": Text("Chi tiết", "Details"),
    "details": Text("Chi tiết", "Details"),
    "details_of": Text("Chi tiết sự kiện {number}", "Details of event {number}"),
    "by_session": Text("trên trang", "on the pages"),
    "by_token": Text("bằng mã truy cập", "with a token"),
    "by_command": Text("bằng lệnh trên máy chủ", "by a command on the server"),
    "reads_as": Text("Xem như", "Read as"),
    "from": Text("Từ địa chỉ", "From"),
    "how": Text("Bằng cách", "By"),
    "reason": Text("Lý do", "Reason"),
    "place": Text("Vị trí trong chuỗi", "Place in the chain"),
    "not_sealed": Text("chưa niêm", "not sealed yet"),
    "what_code": Text("Mã việc", "Code"),
}


def title_of(action: str) -> Text:
    """What the action is called; its code, when a newer version of the service wrote it."""
    return _TITLES.get(action, Text(action, action))
