"""What the pages of administration share: their head with the ways between them, and the words of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from geo_api.account import Account, Role
from geo_api.language import other_language
from geo_api.pages import FIELD_WORDS, FRAME_WORDS, Frame
from geo_api.problems import SIGN_IN_PATH
from layers.layer import Text

DESK_WORDS = {
    **FRAME_WORDS,
    **FIELD_WORDS,
    "desk": Text("Quản trị", "Administration"),
    "to_desk": Text("Chuyển tới nội dung", "Skip to the content"),
    "to_map": Text("Bản đồ", "Map"),
    "account": Text("Tài khoản, đăng xuất", "Account, sign out"),
    "no_script": Text("Trang này cần JavaScript.", "This page needs JavaScript."),
    "signed_out": Text(
        "Phiên đăng nhập đã kết thúc. Đăng nhập lại rồi bạn sẽ trở về đúng chỗ này.",
        "Your session has ended. Sign in again and you come back to this place.",
    ),
    "sign_in_again": Text("Đăng nhập lại", "Sign in again"),
    "try_now": Text("Thử ngay", "Try now"),
    "unexpected": Text("Trang gặp lỗi ngoài dự kiến: {error}", "The page met an unexpected error: {error}"),
}
# Address of a page, its name, and who may open it: any one of these roles, held everywhere.
WAYS = (
    ("/admin", Text("Nạp dữ liệu", "Load data"), (Role.ADMIN,)),
    ("/admin/accounts", Text("Tài khoản", "Accounts"), (Role.ADMIN,)),
    ("/admin/audit", Text("Nhật ký", "Audit log"), (Role.ADMIN, Role.AUDITOR)),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of administration. template: the package whose it is, and its name; words: beside those of all desks."""

    path: str
    template: tuple[str, str]
    words: Mapping[str, Text]

    def render(
        self,
        frame: Frame,
        language: str,
        account: Account,
        knows: Mapping[str, Any],
        shown: Mapping[str, str] | None = None,
    ) -> str:
        """The HTML of the page in `language`. knows: what its scripts are told beside words; shown: see `_head`."""
        package, name = self.template
        words = frame.words({**DESK_WORDS, **self.words}, language)
        return frame.render(
            package,
            name,
            language,
            words=words,
            catalogue={
                "language": language,
                "words": words,
                "layers": [],
                "madeBy": frame.who.made_by(language),
                **knows,
            },
            **_head(self.path, language, account, shown or {}),
        )


def _head(path: str, language: str, account: Account, shown: Mapping[str, str]) -> dict[str, Any]:
    """What `desk.html` is filled with for the page at `path`; what is `shown` is kept when the language is changed."""
    other = other_language(language)
    return {
        "other": other,
        "other_link": f"{path}?{urlencode({'lang': other, **shown})}",
        "account_link": f"{SIGN_IN_PATH}?{urlencode({'lang': language, 'next': path}, safe='/')}",
        "account": account.name,
        "ways": [
            {"href": f"{address}?lang={language}", "title": title.in_language(language), "is_here": address == path}
            for address, title, roles in WAYS
            if any(map(account.holds, roles))
        ],
    }
