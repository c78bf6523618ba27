"""The launcher on a checkout of its own, with a stand-in for Python that writes down what it is asked to do."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LAUNCHER = ROOT / "wardmap"

# Says it is new enough, makes an environment that holds itself, and "installs" a command that repeats its words.
PYTHON = """#!/bin/sh
echo "$*" >>"$CALLS"
case "$1 ${2-}" in
"-m venv")
    mkdir -p "$4/bin" && cp "$0" "$4/bin/python" && echo "#!$4/bin/python" >"$4/bin/pip" ;;
"-m pip")
    case "$*" in
    *" -e "*)
        [ -z "${BREAK-}" ] || exit 1
        words='[ "$1" = called ] && set -- "$WARDMAP_CALLED_AS"'
        printf '#!/bin/sh\\n%s\\necho "$@"\\n' "$words" >"${0%/python}/wardmap" && chmod +x "${0%/python}/wardmap" ;;
    esac ;;
esac
"""


@dataclass
class Checkout:
    root: Path
    calls: Path
    path: str

    def run(self, *words: str, launcher: Path | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(launcher or self.root / "wardmap"), *words],
            cwd="/",
            env={"PATH": self.path, "CALLS": str(self.calls), **variables},
            capture_output=True,
            text=True,
            check=False,
        )

    def installs(self) -> int:
        """How often the environment was set up to its end."""
        return sum(" -e " in line for line in self.calls.read_text().splitlines()) if self.calls.exists() else 0


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    root, programs = tmp_path / "a checkout", tmp_path / "bin"
    programs.mkdir()
    (programs / "python3").write_text(PYTHON)
    (programs / "python3").chmod(0o755)
    (root / "static" / "src").mkdir(parents=True)
    shutil.copy(LAUNCHER, root)
    for name in ("pyproject.toml", "requirements.lock", "requirements-dev.lock", "static/src/map.ts"):
        (root / name).write_text("")
    return Checkout(root, tmp_path / "calls", f"{programs}:{os.environ['PATH']}")


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_every_shell_reads_it(shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not here")
    assert subprocess.run([shell, "-n", str(LAUNCHER)], check=False).returncode == 0


def test_first_use_sets_up_in_both_languages_and_hands_the_words_over(checkout: Checkout) -> None:
    done = checkout.run("load", "schools", "hai từ.csv")
    assert done.stdout == "load schools hai từ.csv\n"
    assert "Chuẩn bị môi trường" in done.stderr
    assert "Setting up" in done.stderr
    assert "requirements.lock" in checkout.calls.read_text()


def test_afterwards_it_does_nothing_of_its_own(checkout: Checkout) -> None:
    checkout.run("up")
    before = checkout.calls.read_text()
    done = checkout.run("up")
    assert (done.stdout, done.stderr) == ("up\n", "")
    assert checkout.calls.read_text() == before


def test_it_tells_how_it_was_called(checkout: Checkout) -> None:
    checkout.run("up")
    assert checkout.run("called").stdout.strip() == str(checkout.root / "wardmap")


def test_through_a_link_from_anywhere(checkout: Checkout, tmp_path: Path) -> None:
    link = tmp_path / "somewhere"
    link.symlink_to(checkout.root / "wardmap")
    assert checkout.run("doctor", launcher=link).stdout == "doctor\n"
    assert (checkout.root / ".venv").is_dir()


@pytest.mark.parametrize("changed", ["pyproject.toml", "requirements.lock", "static/src/map.ts", "static/src/new.ts"])
def test_what_it_is_made_of_has_changed(checkout: Checkout, changed: str) -> None:
    checkout.run("up")
    stamp = (checkout.root / ".venv" / ".ready-run").stat().st_mtime
    path = checkout.root / changed
    path.write_text("new")
    os.utime(path, (stamp + 5, stamp + 5))
    assert checkout.run("up").returncode == 0
    assert checkout.installs() == 2


def test_a_set_up_that_failed_is_done_again_from_the_start(checkout: Checkout) -> None:
    failed = checkout.run("up", BREAK="1")
    assert failed.returncode == 1
    assert "Không cài được thư viện" in failed.stderr
    assert checkout.run("up").stdout == "up\n"
    assert checkout.calls.read_text().count("-m venv --clear") == 2


def test_a_moved_checkout_gets_a_new_environment(checkout: Checkout, tmp_path: Path) -> None:
    checkout.run("up")
    checkout.root.rename(tmp_path / "moved")
    checkout.root = tmp_path / "moved"
    assert checkout.run("up").stdout == "up\n"
    assert checkout.calls.read_text().count("-m venv --clear") == 2


def test_tests_need_more_than_the_service(checkout: Checkout) -> None:
    checkout.run("up")
    assert checkout.run("test", "-x").stdout == "test -x\n"
    assert "requirements-dev.lock" in checkout.calls.read_text()
    checkout.run("up")
    assert checkout.installs() == 2


def test_two_at_once_set_up_once(checkout: Checkout) -> None:
    environment = {"PATH": checkout.path, "CALLS": str(checkout.calls)}
    both = [
        subprocess.Popen([checkout.root / "wardmap", "up"], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate()[0] for process in both] == ["up\n", "up\n"]
    assert checkout.installs() == 1


def test_python_that_is_too_old_is_said_to_be(checkout: Checkout, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("sh", "readlink", "dirname", "cat", "find", "head", "id", "flock"):
        (tools / name).symlink_to(str(shutil.which(name)))
    (tools / "python3").write_text("#!/bin/sh\nexit 1\n")
    (tools / "python3").chmod(0o755)
    checkout.path = str(tools)
    done = checkout.run("up")
    assert done.returncode == 1
    assert "Cần Python 3.11" in done.stderr
    assert "Python 3.11 or newer" in done.stderr
