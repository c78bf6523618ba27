"""No file makes the loader ask another host for anything."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from layers.registry import all_layers
from loaders.errors import LoadError
from loaders.load import load
from loaders.read.opening import READERS

VRT = """<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/vsicurl/http://127.0.0.1:{port}/a.geojson</SrcDataSource>
</OGRVRTLayer></OGRVRTDataSource>"""
WFS = "<OGRWFSDataSource><URL>http://127.0.0.1:{port}/wfs</URL></OGRWFSDataSource>"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def _was_asked(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


@pytest.mark.parametrize("suffix", list(READERS))
@pytest.mark.parametrize("content", [VRT, WFS])
def test_nothing_is_fetched(connection: Connection, tmp_path: Path, listener: socket.socket, suffix: str, content: str):
    path = tmp_path / f"a{suffix}"
    for part in (suffix, ".shx", ".dbf"):
        path.with_suffix(part).write_text(content.format(port=listener.getsockname()[1]))
    with pytest.raises(LoadError):
        load(connection, all_layers()["schools"], path)
    assert not _was_asked(listener)


def test_the_same_content_left_to_gdal_is_fetched(tmp_path: Path, listener: socket.socket):
    """The control: without the driver named, the listener is asked."""
    path = tmp_path / "a.gpkg"
    path.write_text(VRT.format(port=listener.getsockname()[1]))
    program = f"import pyogrio; pyogrio.read_info({str(path)!r})"
    environment = {"GDAL_HTTP_TIMEOUT": "2"}
    subprocess.run([sys.executable, "-c", program], check=False, env=environment, capture_output=True)
    assert _was_asked(listener)
