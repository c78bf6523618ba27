"""`wardmap test`: what the tests need is installed, then the whole suite runs."""

import os
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from geo_api.console import err
from geo_api.embedded.debian import ensure_postgis, install, may_install
from geo_api.errors import CommandFailed

CHECKOUT = Path(__file__).parents[2]
SYSTEM_BROWSERS = (Path("/usr/bin/chromium"), Path("/usr/bin/google-chrome"))
# Vietnamese in screenshots.
FONTS = "fonts-noto-core"
# Many tests wait for something: one process more than there are processors. Each takes half a gigabyte and more.
MOST_WORKERS = 6


def run_pytest(words: Sequence[str]) -> int:
    """Run pytest with `words` in the checkout and return its exit code.

    Raises CommandFailed when the tests are not here or what they need cannot be installed.
    """
    if not (CHECKOUT / "tests").is_dir() or not find_spec("pytest"):
        raise CommandFailed(
            "Chỉ chạy được kiểm thử trong mã nguồn: hãy dùng ./wardmap test",
            "The tests run only in a checkout: use ./wardmap test",
        )
    ensure_postgis()
    _ensure_browser()
    command = [sys.executable, "-m", "pytest", *(words or _side_by_side())]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode  # noqa: S603  # the user's own words, no shell


def _side_by_side() -> list[str]:
    """The whole suite on several processors: a file of tests in one process, in the order of tests/conftest.py."""
    workers = min((os.cpu_count() or 1) + 1, MOST_WORKERS)
    return ["--numprocesses", str(workers), "--dist", "loadfile", "--no-loadscope-reorder"]


def _ensure_browser() -> None:
    if any(path.exists() and not _is_snap_stub(path) for path in SYSTEM_BROWSERS) or _has_playwright_browser():
        return
    # Ubuntu's package `chromium` is only a way to snap, which containers and many servers do not have.
    if not _is_ubuntu():
        install("chromium", FONTS)
        return
    err.print("… Đang cài Chromium · Installing Chromium", markup=False)
    as_root = may_install("chromium")
    # Two steps: libraries go to the system, the browser to the user who runs the tests.
    _playwright([*as_root, sys.executable], "install-deps")
    _playwright([sys.executable], "install")


def _playwright(python: Sequence[str], verb: str) -> None:
    done = subprocess.run([*python, "-m", "playwright", verb, "chromium"], check=False)  # noqa: S603  # fixed words
    if done.returncode != 0:
        command = "python -m playwright install --with-deps chromium"
        raise CommandFailed(
            f"Không cài được Chromium. Hãy chạy: {command}",
            f"Chromium cannot be installed. Run: {command}",
        )


def _has_playwright_browser() -> bool:
    return any((Path.home() / ".cache" / "ms-playwright").glob("chromium*"))


def _is_snap_stub(path: Path) -> bool:
    return _is_ubuntu() and path.resolve().stat().st_size < 64 * 1024 and b"snap" in path.resolve().read_bytes()


def _is_ubuntu() -> bool:
    release = Path("/etc/os-release")
    return release.is_file() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()
