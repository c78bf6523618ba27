"""What every command shares: where it prints, and how it says that it was refused."""

import json
from typing import Any

from rich.console import Console

from layers.errors import WardmapError

out = Console(soft_wrap=True)
# Progress and trouble go to standard error, so that standard output stays what a machine may read.
err = Console(stderr=True, soft_wrap=True)


def print_json(value: Any) -> None:
    """Machine-readable answer on standard output; dates and the like as text."""
    out.print_json(json.dumps(value, ensure_ascii=False, default=str), highlight=False)


def print_refusal(error: WardmapError) -> None:
    """Both languages: nobody sets a locale on an office server."""
    err.print(f"✗ {error.detail.vi}", style="bold red", markup=False)
    err.print(f"  {error.detail.en}", style="red", markup=False)
