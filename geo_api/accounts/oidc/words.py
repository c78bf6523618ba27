"""What the pages say that a sign-in through a provider ends on when nobody is let in."""

from layers.layer import Text

WORDS = {
    "title": Text("Chưa đăng nhập được", "Not signed in"),
    "again": Text("Về trang đăng nhập", "Back to signing in"),
    "to_map": Text("Bản đồ", "Map"),
}
REFUSED = Text(
    "Lần đăng nhập này không dùng được: đã hết hạn, đã dùng rồi, hoặc bắt đầu ở trình duyệt khác. Xin đăng nhập lại.",
    "This sign-in cannot be used: it is over, was used already, or began in another browser. Please sign in again.",
)
CANCELLED = Text(
    "Bạn chưa hoàn tất đăng nhập ở nơi cung cấp tài khoản.",
    "You did not complete signing in where your account is.",
)
NO_RIGHT = Text(
    "Tài khoản này không có quyền nào ở đây. Hãy hỏi người quản trị của đơn vị bạn.",
    "This account has no right here. Ask the administrator of your office.",
)
