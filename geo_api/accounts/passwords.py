"""Passwords: Argon2id hashes, which ones are too easy, first ones that a machine makes."""

import re
import secrets
from functools import cache
from unicodedata import combining, normalize

from pwdlib import PasswordHash

from layers.errors import WardmapError
from layers.layer import Text

SHORTEST = 12
LONGEST = 200
# What must remain of a password when all that others would guess is taken out of it.
LEAST_OWN = 6
# No 0 and O, no 1 and l: it is read out or copied by hand.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
FIRST_GROUPS = (5, 5, 5, 5)
# What the commonest passwords here and elsewhere are made of, without marks, the long ones first.
COMMON = (
    *("abcdefghijklmnopqrstuvwxyz", "administrator", "quantrivien", "qwertyuiop", "0123456789", "1234567890"),
    *("9876543210", "asdfghjkl", "congandan", "123456789", "987654321", "passw0rd", "password", "1q2w3e4r"),
    *("1qaz2wsx", "iloveyou", "anhyeuem", "emyeuanh", "ninhbinh", "12345678", "matkhau", "quantri", "welcome"),
    *("letmein", "zxcvbnm", "vietnam", "namdinh", "wardmap", "1234567", "qwerty", "secret", "saigon", "congan"),
    *("phuong", "123456", "654321", "admin", "qwert", "yeuem", "toiyeu", "hanoi", "hanam", "uyban", "bando"),
    *("12345", "54321", "pass", "root", "user", "asdf", "zxcv", "ubnd", "abcd", "1234", "4321", "abc", "123", "321"),
)
YEAR = re.compile(r"(19|20)\d\d")
REPEATED = re.compile(r"(.+?)\1+")

_hasher = PasswordHash.recommended()


class EasyPassword(WardmapError):
    """A password that is not good enough; `detail` says why and never repeats it."""

    status = 400
    title = Text("Mật khẩu chưa đủ mạnh", "Password too weak")


def hash_of(password: str) -> str:
    return _hasher.hash(_one_spelling(password))


def verify(password: str, password_hash: str | None) -> tuple[bool, str | None]:
    """Whether it is that password, and a newer hash where the kept one is of an older kind.

    None stands for an account that does not exist: it takes the same time and is never right.
    """
    decoy = _decoy()  # made before it is known whether it is needed
    return _hasher.verify_and_update(_one_spelling(password), password_hash or decoy)


@cache
def _decoy() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


def _one_spelling(password: str) -> str:
    """Keyboards write “ế” in one piece or in three: the same password on both (RFC 8265)."""
    return normalize("NFC", password)


def first_password() -> str:
    """A password for the first time, 99 bits of chance, in groups that can be read out."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(size)) for size in FIRST_GROUPS)


def check_new(password: str, name: str) -> None:
    """Raises EasyPassword for one that is too short, common, or made of the account's own name."""
    if len(password) < SHORTEST:
        raise EasyPassword(
            f"Mật khẩu cần ít nhất {SHORTEST} ký tự.", f"A password needs at least {SHORTEST} characters."
        )
    if len(password) > LONGEST:
        raise EasyPassword(f"Mật khẩu dài quá {LONGEST} ký tự.", f"A password has at most {LONGEST} characters.")
    if len(_own_part(password, name)) < LEAST_OWN:
        raise EasyPassword(
            "Mật khẩu này dễ đoán: từ phổ biến, dãy phím, năm, lặp lại hoặc tên tài khoản. Hãy ghép bốn từ bất kỳ.",
            "This password is easily guessed: common words, rows of keys, years, repeats or the account's name."
            " Join four words at random.",
        )


def _own_part(password: str, name: str) -> str:
    """What is left of it without marks, capitals, signs, repeats, years, common words and parts of the name."""
    rest = _plain(password)
    own = {_plain(name), *re.split(r"[\W_]+", _unmarked(name))}
    for word in (*sorted(own, key=len, reverse=True), *COMMON):
        rest = rest.replace(word, "") if len(word) >= 3 else rest
    return REPEATED.sub(r"\1", YEAR.sub("", rest))


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", _unmarked(text))


def _unmarked(text: str) -> str:
    return "".join(sign for sign in normalize("NFKD", text.lower().replace("đ", "d")) if not combining(sign))
