"""Asking the provider of identities: bounded in time and size, answers in JSON alone, no redirect followed."""

import json
import ssl
from collections.abc import Mapping
from typing import Any

import httpx2
import structlog
from anyio import CapacityLimiter, fail_after

from layers.errors import WardmapError
from layers.layer import Text

log = structlog.get_logger()

# All of one question: to connect, to wait for a turn and to read the answer.
SECONDS = 4.0
MOST_BYTES = 512 * 1024
# So many questions at once: whoever comes while the provider is slow waits within the seconds above.
QUESTIONS_AT_ONCE = 16


class ProviderAway(WardmapError):
    """The provider does not answer, or not as one: whoever wants to sign in has to try again later."""

    status = 503
    title = Text("Nơi đăng nhập chưa trả lời", "The sign-in service does not answer")

    def __init__(self) -> None:
        super().__init__(
            "Nơi cung cấp đăng nhập hiện không trả lời đúng. Xin thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu.",
            "The provider of the sign-in does not answer properly. Try again in a few minutes, or sign in by password.",
        )


class Connection:
    """The way to one provider. Proxies and certificates are those of the system (`HTTPS_PROXY`, `SSL_CERT_FILE`)."""

    def __init__(self) -> None:
        self._certificates = ssl.create_default_context()
        self._turns = CapacityLimiter(QUESTIONS_AT_ONCE)

    async def get(self, url: str) -> dict[str, Any]:
        """The JSON object at `url`. Raises ProviderAway for whatever else is there."""
        status, found = await self.ask("GET", url, {})
        if status != 200:
            raise _away(url, f"status {status}")
        return found

    async def ask(
        self, method: str, url: str, headers: Mapping[str, str], body: str | None = None
    ) -> tuple[int, dict[str, Any]]:
        """Status and JSON object of an answer with 2xx or 4xx. Raises ProviderAway for whatever else comes."""
        # What is packed could be bounded only before it is unpacked; whatever is packed all the same is no JSON.
        sent = {**headers, "Accept": "application/json", "Accept-Encoding": "identity"}
        try:
            with fail_after(SECONDS):
                async with (
                    self._turns,
                    httpx2.AsyncClient(verify=self._certificates, timeout=SECONDS) as client,
                    client.stream(method, url, headers=sent, content=body) as answer,
                ):
                    return answer.status_code, _object(url, answer, await _bytes_of(url, answer))
        except (TimeoutError, httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise _away(url, type(error).__name__) from error


async def _bytes_of(url: str, answer: httpx2.Response) -> bytes:
    if not (answer.is_success or answer.is_client_error):
        raise _away(url, f"status {answer.status_code}")
    read = bytearray()
    async for piece in answer.aiter_raw():
        read += piece
        if len(read) > MOST_BYTES:
            raise _away(url, f"more than {MOST_BYTES} bytes")
    return bytes(read)


def _object(url: str, answer: httpx2.Response, read: bytes) -> dict[str, Any]:
    try:
        found = json.loads(read)
    except (ValueError, RecursionError) as error:
        raise _away(url, f"status {answer.status_code}, not JSON") from error
    if not isinstance(found, dict):
        raise _away(url, "not a JSON object")
    return found


def _away(url: str, why: str) -> ProviderAway:
    """Noted with the path alone: a query could hold what is not for a log."""
    log.warning("oidc_provider", at=url.partition("?")[0], why=why)
    return ProviderAway()
