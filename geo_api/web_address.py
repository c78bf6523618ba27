"""Web addresses as settings have them: what is one, and its origin."""

import re
from urllib.parse import urlsplit

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}
# An origin that may stand in a header: no host of a browser has other signs, once it is ASCII.
PLAIN_HOST = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:\d+)?")


def origin_of(address: str) -> str:
    """Scheme, host and port of a web address, as browsers write the origin of a page (RFC 6454)."""
    parts = urlsplit(address.lower())
    port = parts.port if parts.port != DEFAULT_PORTS.get(parts.scheme) else None
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port else "")


def is_origin(value: str) -> bool:
    """Whether `value` is the origin of a site, as it may stand in a header."""
    return is_web_address(value) and PLAIN_HOST.fullmatch(value) is not None and origin_of(value) == value


def is_web_address(value: str) -> bool:
    """Whether `value` is an http or https URL with a host and, if any, a port that there is."""
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_plain_address(value: str) -> bool:
    """Whether `value` is a web address whose origin may stand in a header."""
    return is_web_address(value) and PLAIN_HOST.fullmatch(origin_of(value)) is not None


def is_provider_address(value: str) -> bool:
    """Whether `value` is an https URL; http will do for what runs on this machine."""
    return is_web_address(value) and (value[:8] == "https://" or urlsplit(value).hostname in THIS_MACHINE)
