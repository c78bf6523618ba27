"""Every word of the page `/login`, in both languages."""

from geo_api.accounts.passwords import SHORTEST
from layers.layer import Text

# What the scripts say; the rest stands in the page.
SCRIPT_WORDS = ("error_offline", "passwords_differ", "show_password", "hide_password", "waiting")

LOGIN_WORDS = {
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
    "forgotten": Text(
        "Quên mật khẩu? Người quản trị máy chủ có thể cấp lại.",
        "Forgotten? Whoever runs the server can give you a new one.",
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
    "map_of": Text("Bản đồ:", "Map:"),
    "go_on": Text("Tiếp tục", "Go on"),
    "sign_out": Text("Đăng xuất", "Sign out"),
    "sign_out_at": Text("Đăng xuất cả ở", "Sign out at"),
    "passwords_differ": Text("Hai lần nhập mật khẩu mới không giống nhau.", "The two new passwords differ."),
    "error_offline": Text(
        "Không gửi được. Hãy kiểm tra kết nối mạng rồi thử lại.",
        "It could not be sent. Check the connection and try again.",
    ),
    "waiting": Text("Đang kiểm tra…", "Checking…"),
    "no_script": Text("Trang này cần JavaScript để đăng nhập.", "This page needs JavaScript to sign in."),
}
