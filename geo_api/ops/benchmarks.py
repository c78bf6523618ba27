"""`wardmap bench`: the benchmarks of the checkout, each a module of `bench/` that says itself what it measures."""

import ast
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from geo_api.errors import CommandFailed

CHECKOUT = Path(__file__).parents[2]


def benchmarks() -> dict[str, str]:
    """Name → the first line of what it says of itself. Raises CommandFailed outside a checkout."""
    folder = CHECKOUT / "bench"
    if not folder.is_dir():
        raise CommandFailed(
            "Chỉ chạy được phép đo trong mã nguồn: hãy dùng ./wardmap bench",
            "The benchmarks run only in a checkout: use ./wardmap bench",
        )
    modules = {path.stem: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.py"))}
    return {
        name: (ast.get_docstring(module) or "").partition("\n")[0]
        for name, module in modules.items()
        if any(isinstance(node, ast.FunctionDef) and node.name == "main" for node in module.body)
    }


def run_benchmark(name: str, words: Sequence[str]) -> int:
    """Run the benchmark of that name with `words` and return its exit code. Raises CommandFailed for an unknown one."""
    known = benchmarks()
    if name not in known:
        listed = ", ".join(known)
        raise CommandFailed(f"Không có phép đo “{name}”. Có: {listed}.", f"No benchmark “{name}”. There are: {listed}.")
    command = [sys.executable, "-m", f"bench.{name}", *words]
    return subprocess.run(command, cwd=CHECKOUT, check=False).returncode  # noqa: S603  # a module of ours, no shell
