"""The secret key of the installation, and what is derived from it: keys to seal what is kept, keys to sign with.

From `WARDMAP_SECRET_KEY`, else from a file that is made the first time a key is needed. There may be several, the
newest first: new things are sealed with the newest, the others still open old ones. No session hangs on any of it.

Sealed: version (1 byte), which key (8), nonce (12), then AES-256-GCM, bound to its purpose and to whose it is.
"""

import hmac
import os
import secrets
from functools import cached_property
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from geo_api.errors import SecretKeyTrouble
from geo_api.settings import Settings, keys_in

FILE_NAME = "secret.key"
VERSION = b"\x01"
KEY_ID_BYTES = 8
NONCE_BYTES = 12
HEAD_BYTES = len(VERSION) + KEY_ID_BYTES + NONCE_BYTES
MADE_BYTES = 48


class SecretKeys:
    """All keys of this installation. Nothing is read, and no file made, before one is needed."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _keys(self) -> list[bytes]:
        given = self._settings.secret_key
        words = keys_in(given.get_secret_value()) if given else _of_file(key_file(self._settings))
        return [word.encode() for word in words]

    @cached_property
    def _by_id(self) -> dict[bytes, bytes]:
        return {_derived(key, "key id")[:KEY_ID_BYTES]: key for key in self._keys}

    def knows(self, sealed: bytes) -> bool:
        """Whether the key that it was sealed with is here."""
        return sealed[:1] == VERSION and _key_id(sealed) in self._by_id

    def is_newest(self, sealed: bytes) -> bool:
        """Whether it was sealed with the key that new things are sealed with."""
        return sealed[:1] == VERSION and _key_id(sealed) == next(iter(self._by_id))

    def seal(self, purpose: str, content: bytes, whose: str) -> bytes:
        """`content`, for this installation's eyes only; it opens for the same purpose and owner alone."""
        key_id, key = next(iter(self._by_id.items()))
        nonce = secrets.token_bytes(NONCE_BYTES)
        return VERSION + key_id + nonce + _cipher(key, purpose).encrypt(nonce, content, whose.encode())

    def unseal(self, purpose: str, sealed: bytes, whose: str) -> bytes:
        """What was sealed. Raises SecretKeyTrouble when its key is not here, or it was changed, or is another's."""
        if not self.knows(sealed):
            raise _unknown_key()
        nonce = sealed[HEAD_BYTES - NONCE_BYTES : HEAD_BYTES]
        try:
            cipher = _cipher(self._by_id[_key_id(sealed)], purpose)
            return cipher.decrypt(nonce, sealed[HEAD_BYTES:], whose.encode())
        except InvalidTag:
            raise _altered() from None

    def sign(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA-256 of `message` with the newest key for that purpose."""
        return hmac.digest(_derived(self._keys[0], f"sign {purpose}"), message, "sha256")

    def is_signed(self, purpose: str, message: bytes, signature: bytes) -> bool:
        """Whether any of the keys made that signature."""
        made = (hmac.digest(_derived(key, f"sign {purpose}"), message, "sha256") for key in self._keys)
        return any(hmac.compare_digest(one, signature) for one in made)


def key_file(settings: Settings) -> Path:
    """Where the key is kept when no setting names one."""
    return settings.data_dir / FILE_NAME


def made_key() -> str:
    """A new secret key, 384 bits of chance."""
    return secrets.token_urlsafe(MADE_BYTES)


def read_keys(path: Path) -> list[str]:
    """The keys in the file, newest first. Raises SecretKeyTrouble, and FileNotFoundError when there is no file."""
    try:
        return keys_in(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        raise
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error


def _of_file(path: Path) -> list[str]:
    try:
        return read_keys(path)
    except FileNotFoundError:
        _make(path)
    return read_keys(path)


def _make(path: Path) -> None:
    """Make the file whole or not at all; of several processes one makes it, and all read that one."""
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write(unfinished, f"{made_key()}\n")
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    except OSError as error:
        raise _unreadable(path, error) from error


def _write(path: Path, words: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(words)
        file.flush()
        os.fsync(file.fileno())


def _key_id(sealed: bytes) -> bytes:
    return sealed[len(VERSION) : len(VERSION) + KEY_ID_BYTES]


def _cipher(key: bytes, purpose: str) -> AESGCM:
    return AESGCM(_derived(key, f"seal {purpose}"))


def _derived(key: bytes, purpose: str) -> bytes:
    """A key for that purpose alone (HKDF, RFC 5869): none tells anything of another."""
    return HKDF(SHA256(), 32, salt=None, info=f"wardmap {purpose}".encode()).derive(key)


def _unknown_key() -> SecretKeyTrouble:
    return SecretKeyTrouble(
        "Khóa bí mật đã niêm phong dữ liệu này không có ở đây; người quản trị máy chủ xem: wardmap doctor",
        "The secret key that this was sealed with is not here; whoever runs the server, see: wardmap doctor",
    )


def _altered() -> SecretKeyTrouble:
    return SecretKeyTrouble(
        "Dữ liệu niêm phong đã bị sửa hoặc bị chuyển từ nơi khác đến.",
        "Something sealed was altered, or moved here from elsewhere.",
    )


def _unreadable(path: Path, error: Exception) -> SecretKeyTrouble:
    reason = error.strerror if isinstance(error, OSError) else str(error)
    return SecretKeyTrouble(
        f"Không dùng được tệp khóa bí mật {path}: {reason}. Hãy sửa quyền tệp, hoặc đặt WARDMAP_SECRET_KEY.",
        f"The file of the secret key {path} cannot be used: {reason}. Set its rights right, or WARDMAP_SECRET_KEY.",
    )
