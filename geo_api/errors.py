"""What the service and its commands refuse; `problems.py` turns it into an answer.

WardmapError
├── BadRequest 400     a parameter is wrong, unknown or impossible
├── NotSignedIn 401    nobody is signed in; a page sends the browser to `/login` instead
│   ├── SignInAgain    somebody is, but gave the password too long ago
│   ├── CodeNeeded     the password was right; a code of the second factor is needed, too
│   └── FirstPasswordOver  the password was right; as a first one it has run out
├── BadToken 401       what a program shows is no token that counts; the same answer whatever is wrong with it
├── Forbidden 403      it may not be done now: by a form of another site, or before the first password is changed
├── NotFound 404       not there, or not for this asker: one answer for both
├── MethodNotAllowed 405
├── TooSlow 408        the body did not arrive in time
├── Conflict 409       it cannot be done in the state that things are in
├── TooLarge 413       the body is larger than anything we accept
├── TooMany 429        too many attempts; says when to try again
│   └── TooOften       too many requests of a kind; says how many there may be
├── Unavailable 503    the database is away or busy; says when to try again
│   └── SecretKeyTrouble  what is sealed cannot be opened here
├── NoRoom 507         no room for what was sent: on the disk, or among what is kept
└── CommandFailed      a command cannot do its work; never an HTTP answer
    └── NotReported    it has done it, and could not write a file about it; exit status 3
"""

from layers.errors import WardmapError
from layers.layer import Text


class BadRequest(WardmapError):
    status = 400
    title = Text("Yêu cầu không hợp lệ", "Bad request")


class NotSignedIn(WardmapError):
    status = 401
    title = Text("Chưa đăng nhập", "Not signed in")


class SignInAgain(NotSignedIn):
    """Somebody is signed in, but gave the password too long ago for what is asked."""

    title = Text("Cần nhập lại mật khẩu", "Password needed again")
    kind = "urn:wardmap:sign-in-again"


class CodeNeeded(NotSignedIn):
    """The password was right; a code of the second factor is missing or wrong."""

    title = Text("Cần mã xác thực", "Code needed")
    kind = "urn:wardmap:code-needed"


class FirstPasswordOver(NotSignedIn):
    """The password was right; it is a first one, and too old."""

    title = Text("Mật khẩu lần đầu đã hết hạn", "First password has run out")
    kind = "urn:wardmap:first-password-over"


class BadToken(WardmapError):
    """Somebody shows something that is no token, or none any more."""

    status = 401
    title = Text("Mã truy cập không hợp lệ", "Invalid token")


class Forbidden(WardmapError):
    status = 403
    title = Text("Không được phép", "Forbidden")


class NotReady(Forbidden):
    """The account has to do something at `/login` before it may do anything else."""


class SecondFactorMissing(NotReady):
    """The account holds a role that needs a second factor, and has none."""

    kind = "urn:wardmap:second-factor-missing"


class PasswordNotChanged(NotReady):
    """The account still has the password that somebody else chose for it."""


class NotFound(WardmapError):
    status = 404
    title = Text("Không tìm thấy", "Not found")


class MethodNotAllowed(WardmapError):
    status = 405
    title = Text("Phương thức không được phép", "Method not allowed")


class TooSlow(WardmapError):
    status = 408
    title = Text("Yêu cầu đến quá chậm", "Request timeout")


class Conflict(WardmapError):
    status = 409
    title = Text("Chưa hoặc không còn làm được", "Conflict")


class TooLarge(WardmapError):
    status = 413
    title = Text("Dữ liệu gửi lên quá lớn", "Content too large")


class TooMany(WardmapError):
    """retry_after: in how many seconds it may be tried again."""

    status = 429
    title = Text("Quá nhiều lần thử", "Too many attempts")

    def __init__(self, vi: str, en: str, retry_after: int) -> None:
        super().__init__(vi, en)
        self.retry_after = retry_after


class TooOften(TooMany):
    """headers: how many there may be, and when."""

    title = Text("Quá nhiều yêu cầu", "Too many requests")

    def __init__(self, vi: str, en: str, retry_after: int, headers: dict[str, str]) -> None:
        super().__init__(vi, en, retry_after)
        self.headers = headers


class Unavailable(WardmapError):
    status = 503
    title = Text("Tạm thời không phục vụ được", "Service unavailable")


class NotOffered(WardmapError):
    status = 501
    title = Text("Không có dạng này", "Not offered")


class SecretKeyTrouble(Unavailable):
    """The secret key is missing, cannot be read, or is not the one that something was sealed with."""


class NoRoom(WardmapError):
    status = 507
    title = Text("Máy chủ hết chỗ chứa", "Insufficient storage")


class CommandFailed(WardmapError):
    title = Text("Lệnh không thực hiện được", "Command failed")


class NotReported(CommandFailed):
    title = Text("Đã làm xong nhưng không ghi được tệp kèm theo", "Done, but a file about it could not be written")


class NotTaken(ValueError):
    """What a validator says, in both languages, of a value that is not taken."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.words = Text(vi, en)


def not_found() -> NotFound:
    """One body for what is not there and for what this asker may not know of."""
    return NotFound("Không có gì ở địa chỉ này.", "There is nothing at this address.")


def busy() -> Unavailable:
    return Unavailable("Máy chủ đang bận, xin thử lại sau giây lát.", "The server is busy; please try again shortly.")
