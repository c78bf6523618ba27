"""nginx with files: how fast the same bytes can be sent at all."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_CONFIGURATION = """
worker_processes 2; daemon off; master_process on; pid {folder}/pid; error_log {folder}/error.log; user root;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000; open_file_cache max=10000;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/files;
        default_type application/vnd.mapbox-vector-tile;
        add_header Content-Encoding gzip;
        add_header Cache-Control "public, max-age=10";
    }}
}}
"""


@contextmanager
def serving(files: Mapping[str, bytes]) -> Iterator[int | None]:
    """nginx that has these compressed bodies under these paths, on a free port; None when it is not installed."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="wardmap-nginx-") as name:
        folder = Path(name)
        for path, body in files.items():
            target = folder / "files" / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(body)
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        (folder / "nginx.conf").write_text(_CONFIGURATION.format(folder=folder, port=port))
        process = subprocess.Popen([program, "-c", str(folder / "nginx.conf"), "-p", name])
        try:
            time.sleep(1)
            yield port
        finally:
            process.terminate()
            process.wait()
