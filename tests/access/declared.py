"""The declared matrix of who may do and see what, as tests read it."""

import re
import tomllib
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.routing import Mount

MATRIX = Path(__file__).with_name("matrix.toml")


@cache
def matrix() -> dict[str, Any]:
    return tomllib.loads(MATRIX.read_text(encoding="utf-8"))


def routes_of(app: FastAPI) -> set[str]:
    """Method and path of everything that the application answers; of HEAD and OPTIONS nothing is said."""
    found: set[str] = set()
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, Mount):
            found.add(f"GET {route.path}/")
            continue
        path = re.sub(r":[a-z]+\}", "}", context.path)
        found |= {f"{method} {path}" for method in context.methods - {"HEAD", "OPTIONS"}}
    return found


def entry_for(name: str, entries: Iterable[str]) -> str | None:
    """The entry that speaks of `name`: its own, else the longest pattern."""
    fitting = [entry for entry in entries if fnmatchcase(name, entry)]
    return name if name in fitting else max(fitting, key=len, default=None)


def differences(table: str, declared: Iterable[str], found: Iterable[str]) -> list[str]:
    """In words: what is to be written into which table of the matrix, and what is to be taken out."""
    declared, found = set(declared), set(found)
    used = {entry for name in found if (entry := entry_for(name, declared))}
    new = [f"add to [{table}] of {MATRIX.name}: {name}" for name in sorted(found) if not entry_for(name, declared)]
    return new + [f"remove from [{table}] of {MATRIX.name}: {entry}" for entry in sorted(declared - used)]
