"""Codes that are used once: those of a telephone (TOTP, RFC 6238) and those for when it is lost. Knows no database."""

import hashlib
import re
import secrets
from hmac import compare_digest

import pyotp
import segno

from geo_api.accounts.passwords import ALPHABET

STEP_SECONDS = 30
# Clocks of telephones are not right to the second: the code before and the next are taken, too.
STEPS_BESIDE = 1
RECOVERY_CODES = 10
RECOVERY_GROUPS = (4, 4, 4, 4)
LONGEST_CODE = 40


def made_secret() -> str:
    """A new secret, 160 bits of chance, as telephones read it (base32)."""
    return pyotp.random_base32()


def address_of(secret: str, name: str, place: str) -> str:
    """The `otpauth` address from which a telephone learns the secret, and whose it is at which place."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=place)


def picture_of(address: str) -> str:
    """The address as a picture for the telephone's camera, as a `data:` address."""
    return segno.make(address, error="m", micro=False).svg_data_uri(scale=4, dark="#000", light="#fff")


def step_of(secret: str, code: str, seconds: float, after: int) -> int | None:
    """The step of time that `code` is of, when it is near `seconds` (Unix time) and later than the step `after`."""
    now = int(seconds) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    steps = range(now - STEPS_BESIDE, now + STEPS_BESIDE + 1)
    matching = [step for step in steps if compare_digest(totp.generate_otp(step), code)]
    return next((step for step in matching if step > after), None)


def plain(code: str) -> str:
    """A code as it is compared, however it was typed: without blanks and hyphens, in small letters."""
    return re.sub(r"[\s-]", "", code.lower())


def is_of_telephone(code: str) -> bool:
    """Whether a plain code is one of six digits, as telephones show."""
    return re.fullmatch("[0-9]{6}", code) is not None


def made_recovery_codes() -> list[str]:
    """New codes for when the telephone is lost, in groups that can be read out."""
    return ["-".join(map(_chance, RECOVERY_GROUPS)) for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> bytes:
    """What is kept of a recovery code."""
    return hashlib.sha256(plain(code).encode()).digest()


def _chance(size: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(size))
