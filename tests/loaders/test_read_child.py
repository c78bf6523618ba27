"""The process that reads a file of a stranger: whose child it is, and how it ends."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from loaders.read import child
from tests.loaders.tools import frame

ROOT = Path(__file__).parents[2]
READ = """
import os, sys
from pathlib import Path
from loaders.options import LoadOptions
from loaders.read.opening import opened
assert os.getpid() == 1
with opened(Path(sys.argv[1]), LoadOptions()) as source:
    print(len(list(source.rows)))
"""


def _as_process_1(*command: str) -> "subprocess.CompletedProcess[str]":
    words = ["unshare", "--map-root-user", "--pid", "--fork", "--mount-proc", *command]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, capture_output=True, text=True, timeout=60, check=False, env=env)


def test_files_are_read_where_the_parent_is_the_first_process_as_in_a_container(tmp_path: Path):
    frame().drop(columns="geometry").to_excel(tmp_path / "a.xlsx")
    try:
        is_possible = _as_process_1("true").returncode == 0
    except FileNotFoundError:
        is_possible = False
    if not is_possible:
        pytest.skip("no PID namespaces here")
    done = _as_process_1(sys.executable, "-c", READ, str(tmp_path / "a.xlsx"))
    assert (done.stdout.strip(), done.returncode) == ("2", 0), done.stderr


def test_a_program_whose_parent_died_says_so_and_reads_nothing(tmp_path: Path):
    program = tmp_path / "program.py"
    program.write_text("print('read')")
    command = [sys.executable, "-I", str(Path(child.__file__).with_name("bounded.py"))]
    bounds = [str(1 << 30), "10", str(program)]
    orphan = subprocess.run([*command, "999999999", *bounds], capture_output=True, check=False)
    assert (orphan.stdout, orphan.returncode) == (b"", 78)
    own = subprocess.run([*command, str(os.getpid()), *bounds], capture_output=True, check=False)
    assert (own.stdout, own.returncode) == (b"read\n", 0)
