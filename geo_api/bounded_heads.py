"""HTTP/1.1 with an end to patience: for how long and how large the head of a request may be."""

from asyncio import TimerHandle, Transport, get_running_loop

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# As nginx, which stands in front in the image, has them.
HEAD_SECONDS = 10.0
HEAD_BYTES = 65_536
_REFUSAL = (
    b"HTTP/1.1 %s\r\nContent-Type: application/problem+json\r\nCache-Control: no-store\r\nConnection: close\r\n"
    b"Content-Length: %d\r\n\r\n%s"
)


class BoundedProtocol(HttpToolsProtocol):
    """uvicorn's protocol, which would wait for the rest of a head for ever and keep all of it in memory.

    A head that comes in one piece, as nearly all do, costs nothing more.
    """

    _head_bytes = 0
    _is_in_head = False
    _last_moment: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait_no_longer_than(self.timeout_keep_alive)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._is_in_head:
            self._wait_no_more()
        super().data_received(data)
        if self._is_in_head and not self.transport.is_closing():
            self._bear_with(len(data))
        else:
            self._wait_no_more()

    def on_message_begin(self) -> None:
        self._is_in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._is_in_head = False
        super().on_headers_complete()

    def _bear_with(self, more: int) -> None:
        """The head is not yet whole."""
        self._head_bytes += more
        if self._head_bytes > HEAD_BYTES:
            self._refuse(b"431 Request Header Fields Too Large", 431, "Phần đầu yêu cầu quá lớn · Headers too large")
        elif self._last_moment is None:
            self._wait_no_longer_than(HEAD_SECONDS)

    def _wait_no_longer_than(self, seconds: float) -> None:
        self._last_moment = get_running_loop().call_later(seconds, self._give_up)

    def _wait_no_more(self) -> None:
        if self._last_moment is not None:
            self._last_moment.cancel()
            self._last_moment = None

    def _give_up(self) -> None:
        self._last_moment = None
        if self._is_in_head:
            self._refuse(b"408 Request Timeout", 408, "Yêu cầu đến quá chậm · The request came too slowly")
        else:
            self.transport.close()

    def _refuse(self, line: bytes, status: int, title: str) -> None:
        self._wait_no_more()
        body = f'{{"type":"about:blank","title":"{title}","status":{status},"detail":"{title}"}}'.encode()
        self.transport.write(_REFUSAL % (line, len(body), body))
        self.transport.close()
