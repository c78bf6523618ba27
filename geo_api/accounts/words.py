"""Every word of the page `/login`, in both languages."""

from geo_api.accounts.passwords import SHORTEST
from geo_api.pages import FIELD_WORDS
from layers.layer import Text

# What the scripts say; the rest stands in the page.
SCRIPT_WORDS = (
    *("error_offline", "passwords_differ", "show_password", "hide_password", "waiting"),
    *("other_session", "never_used", "used_from", "until", "may_read", "may_write"),
    "unsent",
    *("revoke", "revoke_sure", "revoke_named", "token_no_role"),
    *FIELD_WORDS,
)

LOGIN_WORDS = {
    **FIELD_WORDS,
    "to_map": Text("Bản đồ", "Map"),
    "sign_in": Text("Đăng nhập", "Sign in"),
    "summary": Text("Dành cho cán bộ có tài khoản.", "For officials who have an account."),
    "public_needs_none": Text(
        "Xem bản đồ và tra địa chỉ không cần tài khoản.", "The map and the address finder need no account."
    ),
    "name": Text("Tên tài khoản", "Account name"),
    "password": Text("Mật khẩu", "Password"),
    "show_password": Text("Hiện", "Show"),
    "hide_password": Text("Ẩn", "Hide"),
    "by_provider": Text("Đăng nhập bằng", "Sign in with"),
    "again_by": Text("Đăng nhập lại bằng", "Sign in again with"),
    "forgotten": Text(
        "Quên mật khẩu? Quản trị viên có thể cấp lại.",
        "Forgotten? An administrator can give you a new one.",
    ),
    "change_first": Text("Đặt mật khẩu của riêng bạn", "Choose a password of your own"),
    "change_first_why": Text(
        "Mật khẩu vừa dùng do người khác cấp. Hãy đổi trước khi làm việc.",
        "The one you used was given to you by somebody else. Change it before you go on.",
    ),
    "change": Text("Đổi mật khẩu", "Change password"),
    "current": Text("Mật khẩu hiện tại", "Current password"),
    "new": Text("Mật khẩu mới", "New password"),
    "again": Text("Nhập lại mật khẩu mới", "New password again"),
    "new_hint": Text(
        f"Ít nhất {SHORTEST} ký tự. Bốn từ bất kỳ ghép lại thì dễ nhớ và khó đoán.",
        f"At least {SHORTEST} characters. Four words at random are easy to remember and hard to guess.",
    ),
    "save": Text("Lưu mật khẩu mới", "Save the new password"),
    "signed_in_as": Text("Bạn đang đăng nhập với tên", "You are signed in as"),
    "collecting": Text("Thu thập địa chỉ số", "Collect digital addresses"),
    "register": Text("Sổ địa chỉ số", "Register of addresses"),
    "plates": Text("Biển số nhà", "Plates"),
    "campaigns": Text("Đợt thu thập", "Campaigns"),
    "planning": Text("Quy hoạch độ phủ", "Coverage planning"),
    "map_of": Text("Bản đồ:", "Map:"),
    "go_on": Text("Tiếp tục", "Go on"),
    "sign_out": Text("Đăng xuất", "Sign out"),
    "sign_out_at": Text("Đăng xuất cả ở", "Sign out at"),
    "passwords_differ": Text("Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords differ."),
    "unsent": Text(
        "Trên máy này còn {count} địa chỉ thu thập chưa gửi; đăng xuất thì mất. Bấm lần nữa để vẫn đăng xuất.",
        "{count} addresses collected on this phone are not sent and would be lost. Press again to sign out.",
    ),
    "error_offline": Text(
        "Không gửi được. Hãy kiểm tra kết nối mạng rồi thử lại.",
        "It could not be sent. Check the connection and try again.",
    ),
    "waiting": Text("Đang kiểm tra…", "Checking…"),
    "code": Text("Mã xác thực", "Code"),
    "code_hint": Text(
        "6 số trong ứng dụng xác thực trên điện thoại, hoặc một mã dự phòng.",
        "6 digits in the app on your telephone, or a recovery code.",
    ),
    "factor": Text("Xác thực hai bước", "Second factor"),
    "factor_first": Text("Bật xác thực hai bước", "Set up your second factor"),
    "factor_first_why": Text(
        "Vai trò của bạn cần thêm mã từ điện thoại khi đăng nhập. Hãy bật trước khi làm việc.",
        "Your role needs a code of your telephone at sign-in. Set it up before you go on.",
    ),
    "factor_off_now": Text(
        "Đang tắt. Khi bật, mỗi lần đăng nhập cần mật khẩu và một mã trên điện thoại của bạn.",
        "It is off. Once it is on, signing in takes your password and a code of your telephone.",
    ),
    "factor_on_now": Text(
        "Đang bật. Để tắt, hãy nhập mật khẩu và một mã.", "It is on. To switch it off, give your password and a code."
    ),
    "factor_begin": Text("Bắt đầu", "Begin"),
    "factor_scan": Text(
        "Mở ứng dụng xác thực (Google Authenticator, Aegis, FreeOTP…) trên điện thoại và quét hình này.",
        "Open an authenticator (Google Authenticator, Aegis, FreeOTP …) on your telephone and scan this picture.",
    ),
    "factor_picture": Text("Mã QR để quét bằng điện thoại", "QR code for the telephone to scan"),
    "factor_type": Text("Không quét được? Nhập khóa này vào ứng dụng:", "Cannot scan? Type this key into the app:"),
    "factor_confirm": Text("Bật", "Switch on"),
    "factor_off": Text("Tắt xác thực hai bước", "Switch it off"),
    "first_code": Text("Mã 6 số mà ứng dụng đang hiện", "The 6 digits that the app shows"),
    "recovery_title": Text("Đã bật. Hãy cất các mã dự phòng", "It is on. Keep your recovery codes"),
    "recovery_why": Text(
        "Mất điện thoại thì mỗi mã này thay được một lần. Hãy in hoặc chép ra giấy; chúng không hiện lại.",
        "Without your telephone, each of these opens once. Print them or write them down; they are not shown again.",
    ),
    "recovery_kept": Text("Tôi đã cất các mã này", "I have kept them"),
    "others": Text("Đang đăng nhập ở nơi khác", "Signed in elsewhere"),
    "others_none": Text("Không có nơi nào khác.", "Nowhere else."),
    "others_end": Text("Đăng xuất mọi nơi khác", "Sign out everywhere else"),
    "other_session": Text("từ {started}, dùng lần cuối {used}", "since {started}, last used {used}"),
    "tokens": Text("Mã truy cập cho phần mềm", "Tokens for programs"),
    "tokens_why": Text(
        "Phần mềm (QGIS, kịch bản nạp dữ liệu…) dùng mã thay cho mật khẩu của bạn; thu hồi được bất cứ lúc nào.",
        "A program (QGIS, a script that loads data …) uses one in place of your password; revoke it at any time.",
    ),
    "tokens_none": Text("Chưa có mã nào.", "There is none."),
    "token_new": Text("Tạo mã", "Make a token"),
    "token_name": Text("Dùng cho việc gì", "What it is for"),
    "token_roles": Text("Mã này được dùng vai trò nào của bạn", "Which of your roles it may use"),
    "token_writes": Text("Được ghi, không chỉ đọc", "It may write, not only read"),
    "token_days": Text("Có hiệu lực trong", "Good for"),
    "days": Text("ngày", "days"),
    "token_no_role": Text("Hãy chọn ít nhất một vai trò.", "Choose at least one role."),
    "token_made": Text("Hãy chép mã này ngay", "Copy this token now"),
    "token_made_why": Text(
        "Mã không hiện lại. Phần mềm gửi nó trong tiêu đề Authorization: Bearer.",
        "It is not shown again. The program sends it as Authorization: Bearer.",
    ),
    "never_used": Text("chưa dùng lần nào", "never used"),
    "used_from": Text("dùng lần cuối {moment}, từ {address}", "last used {moment}, from {address}"),
    "until": Text("hết hạn {moment}", "expires {moment}"),
    "may_read": Text("Chỉ đọc: {roles}", "Reads as: {roles}"),
    "may_write": Text("Đọc và ghi: {roles}", "Reads and writes as: {roles}"),
    "revoke": Text("Thu hồi", "Revoke"),
    "revoke_sure": Text("Bấm lần nữa để thu hồi", "Press again to revoke"),
    "revoke_named": Text("Thu hồi mã {token}", "Revoke the token {token}"),
    "no_script": Text("Trang này cần JavaScript để đăng nhập.", "This page needs JavaScript to sign in."),
}
