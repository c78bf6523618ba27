"""HTTP/1.1 as the service speaks it: a tile that is at hand goes out as soon as the head of its request has come in."""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from geo_api.bounded_heads import BoundedProtocol
from geo_api.tiles.asgi import conditions, hit
from geo_api.tiles.heads import Headers
from geo_api.tiles.service import TileService

# A request with one of these is more than a head, or wants more than an answer.
MORE_THAN_A_HEAD = {b"content-length", b"transfer-encoding", b"expect", b"upgrade"}


class TileProtocol(BoundedProtocol):
    """uvicorn's protocol, with a short cut: hits and 304s need no task, no messages and nobody to wait for them.

    The lifespan of the application gives it the tiles: ``state["tiles"]``, a `TileService`.
    """

    _is_answered = False

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        self._is_answered = self._is_free() and self._answer()
        if not self._is_answered:
            super().on_headers_complete()

    def on_message_complete(self) -> None:
        if not self._is_answered:
            super().on_message_complete()

    def _is_free(self) -> bool:
        """Whether nothing is being answered on this connection, and it goes on after this request."""
        is_idle = self.cycle is None or self.cycle.response_complete
        is_plain = self.parser.get_http_version() == "1.1" and self.parser.should_keep_alive()
        return is_idle and is_plain and not self.pipeline and not self.flow.write_paused

    def _answer(self) -> bool:
        """Whether it could be answered here, and was."""
        tiles: TileService | None = self.app_state.get("tiles")
        method = self.parser.get_method()
        if tiles is None or method not in (b"GET", b"HEAD") or b"%" in self.url or not self.url.isascii():
            return False
        if not MORE_THAN_A_HEAD.isdisjoint([name for name, _ in self.headers]):
            return False
        path, _, query = self.url.partition(b"?")
        found = hit(tiles, path.decode(), query, *conditions(self.headers))
        if found is None:
            return False
        status, headers, body = found
        head = _written(status, [*self.server_state.default_headers, *headers])
        self.transport.write(head + body if method == b"GET" else head)
        self.on_response_complete()
        return True


def _written(status: int, headers: Headers) -> bytes:
    lines = [part for name, value in headers for part in (name, b": ", value, b"\r\n")]
    return b"".join((STATUS_LINE[status], *lines, b"\r\n"))
